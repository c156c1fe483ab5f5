"""A question file and the parts that it needs in, a run out."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Protocol, TypeVar

from index.library import Library
from rag.answering import Answerer
from rag.evaluation.asking import ask_questions
from rag.evaluation.beir import Collection
from rag.evaluation.errors import EvaluationError
from rag.evaluation.files import QuestionFile, choose
from rag.evaluation.passages import read_passages
from rag.evaluation.searching import add_articles, search_questions
from rag.evaluation.sentences import rank_sentences
from rag.evaluation.types import Form, Run
from rag.progress import show_steps
from rag.reader.protocol import Reader


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


_Asked = TypeVar("_Asked", bound=_HasId)


def run_over_library(answerer: Answerer, questions: QuestionFile, *, name: str, top: int, limit: int | None) -> Run:
    """Ask questions over a library.

    Raises:
        EvaluationError: if no question is left.
    """
    chosen = _choose(questions.library, limit=limit)
    with show_steps("Asking", len(chosen)) as advance:
        records = tuple(ask_questions(answerer, chosen, top=top, advance=advance))
    status = answerer.library.status()
    return Run(
        form=Form.LIBRARY,
        file=name,
        records=records,
        reader=answerer.reader.name,
        threshold=answerer.reader.threshold,
        encoder=answerer.library.encoder.record.name,
        articles=status.articles,
        chunks=status.chunks,
    )


def run_reader(reader: Reader, questions: QuestionFile, *, name: str, limit: int | None) -> Run:
    """Read questions in their passages, or rank their candidate sentences.

    Raises:
        EvaluationError: if no question is left.
    """
    if questions.form is Form.PASSAGES:
        passages = _choose(questions.passages, limit=limit)
        with show_steps("Reading", len(passages)) as advance:
            records = tuple(read_passages(reader, passages, advance=advance))
    else:
        sentences = _choose([one for one in questions.sentences if one.is_clean], limit=limit)
        with show_steps("Reading", len(sentences)) as advance:
            records = tuple(rank_sentences(reader, sentences, advance=advance))
    return Run(form=questions.form, file=name, records=records, reader=reader.name, threshold=reader.threshold)


def run_search(
    open_library: Callable[[Path], Library], collection: Collection, *, name: str, keep: Path | None, limit: int | None
) -> Run:
    """Search a collection.

    Args:
        open_library: opens the library in a folder, and makes it if it is not there.
        collection: articles and questions.
        name: what the run says that it was made of.
        keep: the folder of the library that is made of the articles; a temporary one where it is `None`.
        limit: how many questions.

    Raises:
        EvaluationError: if no question is left.
    """
    chosen = _choose(collection.questions, limit=limit)
    place = tempfile.TemporaryDirectory() if keep is None else nullcontext(str(keep))
    with place as folder, open_library(Path(folder)) as library:
        with show_steps("Adding", len(collection.articles)) as advance:
            names = add_articles(library, collection.articles, advance=advance)
        with show_steps("Searching", len(chosen)) as advance:
            records = tuple(search_questions(library, chosen, names, advance=advance))
        status = library.status()
        run = Run(form=Form.SEARCH, file=name, records=records, articles=status.articles, chunks=status.chunks)
        return replace(run, encoder=library.encoder.record.name)


def _choose(questions: Sequence[_Asked], *, limit: int | None) -> list[_Asked]:
    chosen = choose([question.id for question in questions], limit=limit)
    found = [question for question in questions if question.id in chosen]
    if not found:
        raise EvaluationError(
            "There is nothing to measure: no question has a candidate that is right and one that is wrong."
        )
    return found
