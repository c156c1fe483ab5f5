"""The path of a question: search, read, decide, quote, verify."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import partial
from time import perf_counter

from index.library import Library
from index.types import Filters
from rag.conflicting import contradicts, find_conflicts
from rag.deciding import group_readings, select_groups
from rag.errors import QuestionError
from rag.limits import DEFAULT_TOP, MAX_QUESTION_CHARS, MAX_TOP
from rag.quoting import cite, quote_groups, quote_nearest, verify
from rag.reader.protocol import Reader
from rag.types import Answer, AnswerStatus, Conflict, FoundAnswer, LibraryState, Reading


class Answerer:
    """Answers questions from one library with one reader. May be used from several threads.

    Args:
        library: where chunks are found.
        reader: what reads them.
    """

    def __init__(self, library: Library, reader: Reader) -> None:
        self.library = library
        self.reader = reader

    def ask(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        top: int = DEFAULT_TOP,
        understood: str | None = None,
        besides: Sequence[str] = (),
    ) -> Answer:
        """Answer a question in the articles' own words, or say that they do not say.

        Args:
            question: up to 1,000 characters.
            filters: which articles may answer; all where it is `None`.
            top: how many chunks are read, 1 to 50.
            understood: what a follow-up was understood as; it is searched and read in the question's place.
            besides: what is known already and asked for no more ("who else"); no answer that names it is given.

        Raises:
            QuestionError: if the question is empty, too long or has no word.
            ValueError: if `top` is out of range.
        """
        if not 1 <= top <= MAX_TOP:
            raise ValueError(f"top must be 1 to {MAX_TOP}, not {top}")
        question, filters = clean_question(question), filters or Filters()
        standalone = clean_question(understood) if understood is not None else question
        began = perf_counter()

        found = self.library.search(standalone, limit=top, filters=filters)
        searched = perf_counter()

        readings = [one for one in self.reader.read(standalone, found.hits) if not _names_any(one, besides)]
        read = perf_counter()

        known = group_readings(readings)
        groups = select_groups(known, threshold=self.reader.threshold, is_rival=partial(contradicts, standalone))
        answers, quotes = quote_groups(groups)
        conflicts = find_conflicts(standalone, groups)
        nearest = () if groups else quote_nearest(readings)
        verify(answers, quotes + nearest)

        return Answer(
            question=question,
            status=_status(answers, conflicts),
            confidence=known[0].probability if known else 0.0,
            threshold=self.reader.threshold,
            answers=answers,
            quotes=quotes,
            citations=cite(quotes),
            nearest=nearest,
            filters=filters,
            library=LibraryState(
                version=found.status.version,
                articles=found.status.articles,
                chunks=found.status.chunks,
                encoder=self.library.encoder.record.name,
                reader=self.reader.name,
            ),
            timings_ms={
                "search": _ms(searched - began),
                "read": _ms(read - searched),
                "total": _ms(perf_counter() - began),
            },
            conflicts=conflicts,
            standalone_question=standalone if standalone != question else None,
        )


def _names_any(reading: Reading, besides: Sequence[str]) -> bool:
    said = reading.hit.article.text[reading.answer.start : reading.answer.end].casefold()
    return any(re.search(rf"(?<!\w){re.escape(one.casefold())}(?!\w)", said) for one in besides)


def _status(answers: Sequence[FoundAnswer], conflicts: Sequence[Conflict]) -> AnswerStatus:
    if not answers:
        return AnswerStatus.NOT_IN_SOURCES
    return AnswerStatus.CONFLICTING if conflicts else AnswerStatus.ANSWERED


def clean_question(question: str) -> str:
    """Return a question without control characters and needless white space.

    Raises:
        QuestionError: if nothing that can be asked is left, or it is longer than 1,000 characters.
    """
    readable = question.encode("utf-8", "replace").decode("utf-8")  # lone surrogates, from undecodable arguments
    printable = "".join(" " if unicodedata.category(char) in ("Cc", "Cs") else char for char in readable)
    cleaned = " ".join(unicodedata.normalize("NFC", printable).split())
    if not cleaned:
        raise QuestionError("The question is empty. Ask in words, for example: what did Russia provide?")
    if len(cleaned) > MAX_QUESTION_CHARS:
        raise QuestionError(
            f"The question has {len(cleaned):,} characters; at most {MAX_QUESTION_CHARS:,} are read. Ask it shorter."
        )
    if not re.search(r"\w", cleaned):
        raise QuestionError(f"There is no word in the question {cleaned!r}. Ask in words.")
    return cleaned


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 1)
