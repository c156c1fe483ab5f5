"""Follow-ups over the sample library: `python -m rag.benchmarks.conversations [--half tune|report]`.

Asks the two turns of each conversation of tests/data/conversations.jsonl and prints how the second one went; and, asked
in the same library, how the question went that its author wrote down as what the follow-up means, which tells failures
of understanding from the reader's own. docs/conversations.md describes the file and the figures.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.loading import discover, load
from rag.answering import Answerer
from rag.conversation import Conversations, Turn
from rag.evaluation.judging import RIGHT_F1
from rag.evaluation.scoring import normalise, score_f1
from rag.intake.files import SAMPLES
from rag.opening import open_library
from rag.reader.cross_encoder import CrossEncoderReader
from rag.settings import Settings, read_settings
from rag.terminal import say
from rag.types import Answer

CONVERSATIONS = Path(__file__).parents[2] / "tests" / "data" / "conversations.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Two questions, and what is expected of the second.

    Attributes:
        kind: what makes the second a follow-up; `standalone` if nothing does.
        standalone: what it means, as its author would ask it alone; `None` if it needs no other words.
        answers: short spans, each of which answers; empty if the articles do not say.
        articles: file names, without their ending, of the articles that answer.
        needs: words that must stand in what was understood; `a|b` is one of the two.
        is_tuned_on: whether the rules were made looking at it.
    """

    id: str
    kind: str
    first: str
    second: str
    standalone: str | None
    answers: tuple[str, ...]
    articles: tuple[str, ...]
    needs: tuple[str, ...]
    is_tuned_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a conversation went.

    Attributes:
        is_understood: the second turn was taken for what it means.
        is_right: its first answer's quotes, of an expected article, hold an expected answer; or it is rightly refused.
        is_span_right: the very words that were marked as the answer are expected ones, too.
        is_ideal_right: the author's own standalone question is answered right.
    """

    conversation: Conversation
    first: Answer
    second: Answer
    is_understood: bool
    is_right: bool
    is_span_right: bool
    is_ideal_right: bool


def read_conversations(path: Path = CONVERSATIONS) -> list[Conversation]:
    """Read the conversations; every other one is tuned on, the rest only measured."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Conversation(
            id=row["id"],
            kind=row["kind"],
            first=row["first"],
            second=row["second"],
            standalone=row.get("standalone"),
            answers=tuple(row.get("answer", ())),
            articles=tuple(row.get("articles", ())),
            needs=tuple(row.get("needs", ())),
            is_tuned_on=number % 2 == 0,
        )
        for number, row in enumerate(rows)
    ]


def hold(conversations: Conversations, one: Conversation) -> Outcome:
    """Hold a conversation and judge its second turn."""
    first, second = conversations.ask([Turn(question=one.first), Turn(question=one.second)])
    (ideal,) = conversations.ask([Turn(question=one.standalone or one.second, is_exact=True)])
    return Outcome(
        conversation=one,
        first=first,
        second=second,
        is_understood=_is_understood(one, second),
        is_right=_is_right(one, second),
        is_span_right=_is_right(one, second, by_span=True),
        is_ideal_right=_is_right(one, ideal),
    )


def _is_understood(one: Conversation, answer: Answer) -> bool:
    if one.standalone is None:
        return answer.standalone_question is None
    words = (answer.standalone_question or answer.question).casefold()
    return all(any(choice in words for choice in needed.casefold().split("|")) for needed in one.needs)


def _is_right(one: Conversation, answer: Answer, *, by_span: bool = False) -> bool:
    if not one.answers or not answer.answers:
        return not one.answers and not answer.answers
    found = answer.answers[0]
    if by_span:
        texts = [found.text] if Path(found.article.origin).stem in one.articles else []
        if texts and score_f1(found.text, one.answers) >= RIGHT_F1:
            return True
    else:
        quotes = [quote for quote in answer.quotes if quote.number in found.quotes]
        texts = [quote.text for quote in quotes if Path(quote.article.origin).stem in one.articles]
    return any(f" {normalise(expected)} " in f" {normalise(text)} " for expected in one.answers for text in texts)


def print_table(name: str, outcomes: Sequence[Outcome]) -> None:
    """Print the counts of some conversations."""
    refused = [one for one in outcomes if one.conversation.answers and not one.second.answers]
    wrong = [one for one in outcomes if not one.is_right and one not in refused]
    readers = [one for one in outcomes if not one.is_right and not one.is_ideal_right]
    could = [one for one in outcomes if one.is_ideal_right]
    total = len(outcomes)
    print(
        f"{name:<12} {total:3} second turns   right {_share(sum(one.is_right for one in outcomes), total)}"
        f"   marked right {_share(sum(one.is_span_right for one in outcomes), total)}"
        f"   wrong {len(wrong):2}   refused {len(refused):2}"
        f"   understood {_share(sum(one.is_understood for one in outcomes), total)}"
    )
    print(
        f"{'':<12} the reader alone, asked in full: {_share(len(could), total)} right; of these the follow-up"
        f" has {_share(sum(one.is_right for one in could), len(could))}; failures that are the reader's: {len(readers)}"
    )


def _share(count: int, total: int) -> str:
    return f"{count:2} ({100 * count / max(total, 1):.0f} %)"


def print_failure(outcome: Outcome) -> None:
    """Print a conversation that went wrong."""
    one, second = outcome.conversation, outcome.second
    given = second.answers[0].text if second.answers else "(refused)"
    blame = "understanding" if not outcome.is_understood else "reader" if not outcome.is_ideal_right else "wording"
    print(f"  {one.id} {one.kind:<10} {blame:<13} {one.first} > {one.second}")
    print(f"      understood {second.standalone_question or '(as it stands)'}")
    print(f"      {second.confidence:.2f} {given}   expected: {' / '.join(one.answers) or '(refusal)'}")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--half", choices=("tune", "report"), help="only this half, and the failures of it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(library=Path(folder) / "library", cache=read_settings(None).cache)
        with open_library(settings, notify=say, create=True) as library:
            for path in discover(SAMPLES):
                library.add(load(path))
            conversations = Conversations(Answerer(library, CrossEncoderReader()))
            asked = [
                one for one in read_conversations() if options.half in (None, "tune" if one.is_tuned_on else "report")
            ]
            outcomes = [hold(conversations, one) for one in asked]
    for name, is_tuned_on in (("tuned on", True), ("held out", False)):
        half = [one for one in outcomes if one.conversation.is_tuned_on is is_tuned_on]
        if half:
            print_table(name, half)
    if options.half is None:
        print_table("all", outcomes)
    for kind in dict.fromkeys(one.conversation.kind for one in outcomes):
        of_kind = [one for one in outcomes if one.conversation.kind == kind]
        print(f"    {kind:<12} right {sum(one.is_right for one in of_kind):2} of {len(of_kind):2}")
    for outcome in outcomes:
        if not outcome.is_right:
            print_failure(outcome)


if __name__ == "__main__":
    main()
