"""Feedback as questions that `footnote eval` asks again; docs/questions.md describes their form."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from corpus.sentences import sentence_spans
from index.feedback import Feedback, Verdict


class Omission(StrEnum):
    """Why what was said makes no question."""

    FILTERED = "asked with filters, which eval does not set"
    NO_ANSWER = "what the right answer would be was not said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """Questions, a JSON object a line, and how often something was left out."""

    lines: tuple[str, ...]
    omitted: Mapping[Omission, int]

    @property
    def text(self) -> str:
        """The whole of it."""
        return "".join(f"{line}\n" for line in self.lines)


def export(given: Iterable[Feedback]) -> Export:
    """Return feedback as questions; what cannot be one is counted."""
    lines = []
    omitted: dict[Omission, int] = {}
    for feedback in given:
        made = _question(feedback)
        if isinstance(made, Omission):
            omitted[made] = omitted.get(made, 0) + 1
        else:
            lines.append(json.dumps(made, ensure_ascii=False))
    return Export(lines=tuple(lines), omitted=omitted)


def _question(feedback: Feedback) -> dict[str, Any] | Omission:
    answer: dict[str, Any] = json.loads(feedback.answer)
    if any(answer["filters"].values()):
        return Omission.FILTERED
    expected = _expect(feedback, answer)
    if isinstance(expected, Omission):
        return expected
    return {
        "id": f"feedback-{feedback.id}",
        # A follow-up is asked again as what it was understood as: eval knows no conversation.
        "question": answer["standalone_question"] or answer["question"],
        **expected,
        "verdict": feedback.verdict.value,
        "comment": feedback.comment,
        "given_at": feedback.given_at,
    }


def _expect(feedback: Feedback, answer: dict[str, Any]) -> dict[str, Any] | Omission:
    """Return what a right answer to the question says and quotes, as far as somebody said so."""
    quotes = [quote for quote in answer["quotes"] if feedback.quote in (None, quote["number"])]
    numbers = {quote["number"] for quote in quotes}
    if feedback.quote is None:  # the first answer is what was judged, with the quotes that carry it
        numbers = set(answer["answers"][0]["quotes"]) if answer["answers"] else set()
        quotes = [quote for quote in quotes if quote["number"] in numbers]
    passages = list(dict.fromkeys(_sentences_of(quote) for quote in quotes))
    match feedback.verdict:
        case Verdict.NOT_IN_SOURCES:
            return {"answerable": False}
        case Verdict.RIGHT if not quotes:  # the refusal was
            return {"answerable": False}
        case Verdict.RIGHT:
            texts = [found["text"] for found in answer["answers"] if numbers & set(found["quotes"])]
            return {"answerable": True, "answer": texts, "quote_contains": [[passage] for passage in passages]}
        case Verdict.WRONG_SPAN if quotes:
            return {"answerable": True, "quote_contains": [[passage] for passage in passages]}
        case Verdict.WRONG_ANSWER if quotes:
            # Nobody said what is right, and `answerable` needs it: until somebody adds it, a refusal is right.
            return {"answerable": False, "must_not_quote": passages}
    return Omission.NO_ANSWER


def _sentences_of(quote: dict[str, Any]) -> str:
    """Return the sentences of a quote that hold the answer: another reader may quote the one before it or not."""
    text, start = quote["text"], quote["start"]
    if quote["answer_start"] is None:
        return str(text)
    first, last = quote["answer_start"] - start, quote["answer_end"] - start
    touched = [span for span in sentence_spans(text) if span.start < last and first < span.end]
    return str(text[touched[0].start : touched[-1].end] if touched else text)
