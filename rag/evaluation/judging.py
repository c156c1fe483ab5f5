"""Whether an answer is right: what it quotes, what it says, and that each word of it stands in its source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.answering import Answerer
from rag.evaluation.names import Name
from rag.evaluation.scoring import normalise, score_exact, score_f1
from rag.evaluation.types import LibraryQuestion
from rag.types import Answer, FoundAnswer, Quote

RIGHT_F1 = 0.5
"""From this F1 on an answer counts as right: who reads "Iroquois rule" for "Iroquois" has been answered.

The same that a trained reader's confidence is fitted to (`rag/reader/training/abstention.py`).
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How one question went. `is_right`: quoted a listed passage and no forbidden one, or refused rightly."""

    question: LibraryQuestion
    answer: Answer
    is_right: bool
    is_first_right: bool

    @property
    def is_refused(self) -> bool:
        """Whether the answer was that the sources do not say."""
        return not self.answer.answers


def ask_all(answerer: Answerer, questions: Sequence[LibraryQuestion]) -> list[Mark]:
    """Ask every question."""
    return [mark(question, answerer.ask(question.text)) for question in questions]


def mark(question: LibraryQuestion, answer: Answer) -> Mark:
    """Mark an answer: a passage must stand in one of its quotes, word for word."""
    if not question.is_answerable:
        is_right = is_first_right = not answer.answers
    else:
        is_allowed = not quotes_forbidden(question, answer.quotes)
        holds = [holds_answer(quote.text, question) for quote in answer.quotes]
        is_right = is_allowed and any(holds)
        is_first_right = is_allowed and bool(holds) and holds[0]
    return Mark(question=question, answer=answer, is_right=is_right, is_first_right=is_first_right)


def holds_answer(text: str, question: LibraryQuestion) -> bool:
    """Whether a text holds what a right quote holds.

    That is all passages of one alternative, word for word; where the question lists none, one of its answers, in
    SQuAD's normal form.
    """
    if question.quote_contains:
        return any(all(passage in text for passage in passages) for passages in question.quote_contains)
    words = f" {normalise(text)} "
    return any(f" {normalise(answer)} " in words for answer in question.answers if normalise(answer))


def quotes_forbidden(question: LibraryQuestion, quotes: Sequence[Quote]) -> bool:
    """Whether one of the quotes holds a passage that the question forbids."""
    return any(passage in quote.text for quote in quotes for passage in question.must_not_quote)


def score_answer(predicted: str, golds: Sequence[str], *, is_refused: bool, is_answerable: bool) -> dict[str, float]:
    """Return EM and F1 of the first answer: as if it had been given always, and as it was given.

    Refusing is the empty answer, which is right where there is no answer and wrong where there is one: SQuAD 2.0's
    official rule.
    """
    given = "" if is_refused else predicted
    exact, f1 = score_exact(given, golds), score_f1(given, golds)
    values = {Name.EXACT: exact, Name.F1: f1}
    if is_answerable:
        values |= {Name.EXACT_ANSWERABLE: exact, Name.F1_ANSWERABLE: f1}
        values |= {Name.EXACT_ALWAYS: score_exact(predicted, golds), Name.F1_ALWAYS: score_f1(predicted, golds)}
    return {name.value: value for name, value in values.items()}


def score_refusal(*, is_answerable: bool, is_refused: bool) -> dict[str, float]:
    """Return what a question adds to the recall and the precision of refusals, and to how many are answered."""
    values = {Name.ANSWERED if is_answerable else Name.REFUSAL_RECALL: float(is_refused is not is_answerable)}
    if is_refused:
        values[Name.REFUSAL_PRECISION] = float(not is_answerable)
    return {name.value: value for name, value in values.items()}


def are_verbatim(
    answers: Sequence[FoundAnswer], quotes: Sequence[Quote], read_source: Callable[[str], str | None]
) -> bool:
    """Whether every quote and answer is the slice that it says it is of a source that was read anew.

    Args:
        answers: what was answered.
        quotes: of it, and what was shown as nearest.
        read_source: returns the text of an article by its id, not from the answer itself.
    """
    pieces = [(quote.article.id, quote.start, quote.end, quote.text) for quote in quotes]
    pieces += [(found.article.id, found.span.start, found.span.end, found.text) for found in answers]
    for article, start, end, text in pieces:
        source = read_source(article)
        if source is None or not 0 <= start < end <= len(source) or source[start:end] != text:
            return False
    return True
