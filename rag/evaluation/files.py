"""Question files: which form one has, and its questions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from rag.evaluation.errors import EvaluationError
from rag.evaluation.rows import Row, parse_lines, read_text
from rag.evaluation.types import Form, LibraryQuestion, MarkedAnswer, PassageQuestion, SentenceQuestion

AnyQuestion = LibraryQuestion | PassageQuestion | SentenceQuestion
_Asked = TypeVar("_Asked", LibraryQuestion, PassageQuestion, SentenceQuestion)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionFile:
    """The questions of a file; those of other forms than its own are empty."""

    form: Form
    library: tuple[LibraryQuestion, ...] = ()
    passages: tuple[PassageQuestion, ...] = ()
    sentences: tuple[SentenceQuestion, ...] = ()


def read_questions(path: Path) -> QuestionFile:
    """Read a question file of any form, plain or gzipped; docs/questions.md describes them.

    Raises:
        EvaluationError: if it cannot be read, or a line is not what its form asks for; names the line.
    """
    text = read_text(path)
    if not text.strip():
        raise EvaluationError(f"{path} is empty.")
    nested = _parse_nested(path, text)
    if nested is not None:
        return QuestionFile(form=Form.PASSAGES, passages=_read_all(nested, _read_passage_question))
    rows = list(parse_lines(path, text))
    form = _detect(rows[0])
    if form is Form.PASSAGES:
        return QuestionFile(form=form, passages=_read_all(rows, _read_passage_question))
    if form is Form.SENTENCES:
        return QuestionFile(form=form, sentences=_read_all(rows, _read_sentence_question))
    return QuestionFile(form=form, library=_read_all(rows, _read_library_question))


def read_library_questions(path: Path) -> tuple[LibraryQuestion, ...]:
    """Read a file of questions that are asked over a library.

    Raises:
        EvaluationError: as `read_questions`, and if the file is of another form.
    """
    found = read_questions(path)
    if found.form is not Form.LIBRARY:
        raise EvaluationError(f"{path} does not hold questions over a library: its form is {found.form}.")
    return found.library


def choose(ids: Sequence[str], *, limit: int | None) -> frozenset[str]:
    """Return `limit` of the ids, always the same ones, whatever their order; all where it is `None`.

    A larger limit holds what a smaller one does.
    """
    ordered = sorted(ids, key=lambda one: hashlib.sha256(one.encode("utf-8")).digest())
    return frozenset(ordered if limit is None else ordered[:limit])


def _detect(row: Row) -> Form:
    fields = row.fields.keys()
    if "context" in fields:
        return Form.PASSAGES
    if "candidates" in fields:
        return Form.SENTENCES
    if "answerable" in fields or "quote_contains" in fields:
        return Form.LIBRARY
    raise row.fault(
        "this is no question. It needs `question` with `answerable` (asked over a library), with `context` and "
        "`answers` (read in a passage), or with `candidates` (sentences to choose from)."
    )


def _read_all(rows: Sequence[Row], read: Callable[[Row, str], _Asked]) -> tuple[_Asked, ...]:
    places: dict[str, str] = {}
    questions = []
    for number, row in enumerate(rows, start=1):
        question = read(row, str(number))
        if question.id in places:
            raise row.fault(f"the id {question.id!r} stands at {places[question.id]} already.")
        places[question.id] = row.place
        questions.append(question)
    return tuple(questions)


def _read_library_question(row: Row, number: str) -> LibraryQuestion:
    answers = row.texts("answer")
    alternatives = row.fields.get("quote_contains", [])
    if not isinstance(alternatives, list):
        raise row.fault("`quote_contains` must be a list of lists of passages.")
    passages = tuple(
        Row(path=row.path, place=row.place, fields={"quote_contains": one}).texts("quote_contains")
        for one in alternatives
    )
    if not all(passages):
        raise row.fault("`quote_contains` has an empty list, which every quote would hold.")
    is_answerable = row.flag("answerable")
    if is_answerable and not answers and not passages:
        raise row.fault("it is answerable: list its `answer`, or what a right quote holds in `quote_contains`.")
    return LibraryQuestion(
        id=row.id(otherwise=number),
        text=row.question(),
        is_answerable=is_answerable,
        answers=answers if is_answerable else (),
        quote_contains=passages if is_answerable else (),
        must_not_quote=row.texts("must_not_quote"),
    )


def _read_passage_question(row: Row, number: str) -> PassageQuestion:
    passage = row.text("context")
    marked = tuple(_read_answer(one, passage) for one in row.rows("answers")) if "answers" in row.fields else ()
    is_answerable = not row.flag("is_impossible") if "is_impossible" in row.fields else bool(marked)
    if is_answerable and not marked:
        raise row.fault("`answers` is empty, and `is_impossible` does not say that this is meant.")
    return PassageQuestion(
        id=row.id(otherwise=number),
        text=row.question(),
        title=str(row.fields.get("title") or "-"),
        passage=passage,
        is_answerable=is_answerable,
        answers=marked if is_answerable else (),
    )


def _read_answer(row: Row, passage: str) -> MarkedAnswer:
    text = row.text("text")
    start = row.fields.get("start", row.fields.get("answer_start"))
    if start is None:
        return MarkedAnswer(text, None)
    if isinstance(start, bool) or not isinstance(start, int) or passage[max(start, 0) :][: len(text)] != text:
        raise row.fault(f"{text!r} does not stand at {start!r} of the context.")
    return MarkedAnswer(text, start)


def _read_sentence_question(row: Row, number: str) -> SentenceQuestion:
    candidates = row.rows("candidates")
    return SentenceQuestion(
        id=row.id(otherwise=number),
        text=row.question(),
        sentences=tuple(one.text("text").strip() for one in candidates),
        labels=tuple(one.flag("label") for one in candidates),
    )


def _parse_nested(path: Path, text: str) -> list[Row] | None:
    """Return the questions of a file in SQuAD's own nested form as flat rows; `None` if it is not of that form."""
    if '"paragraphs"' not in text:
        return None
    try:
        whole = json.loads(text)
    except ValueError:
        return None  # it may be a line each, of which one speaks of paragraphs
    if not isinstance(whole, dict) or "data" not in whole:
        return None
    flat = []
    for article in Row(path=path, place="the whole", fields=whole).rows("data"):
        for paragraph in article.rows("paragraphs"):
            shared: Mapping[str, object] = {
                "title": article.fields.get("title"),
                "context": paragraph.fields.get("context"),
            }
            flat += [
                Row(path=path, place=asked.place.removeprefix("the whole, "), fields={**asked.fields, **shared})
                for asked in paragraph.rows("qas")
            ]
    if not flat:
        raise EvaluationError(f"{path} holds no question.")
    return flat
