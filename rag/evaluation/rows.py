"""The rows of a question file, and fields that say which line is wrong."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.answering import clean_question
from rag.errors import QuestionError
from rag.evaluation.errors import EvaluationError

_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One JSON object of a file, and where it stands: `line 12`."""

    path: Path
    place: str
    fields: Mapping[str, Any]

    def fault(self, said: str) -> EvaluationError:
        """Return an error that names the file and the line."""
        return EvaluationError(f"{self.path}, {self.place}: {said}")

    def text(self, name: str) -> str:
        """Return a text that is not empty."""
        value = self.fields.get(name)
        if not isinstance(value, str) or not value.strip():
            raise self.fault(f"`{name}` must be a text, not {_show(value)}.")
        return value

    def question(self) -> str:
        """Return the question as it is asked: without control characters and needless white space."""
        try:
            return clean_question(self.text("question"))
        except QuestionError as error:
            raise self.fault(str(error)) from error

    def id(self, *, otherwise: str) -> str:
        """Return the row's id, a text or a number, or what stands in for it."""
        value = self.fields.get("id", otherwise)
        if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
            raise self.fault(f"`id` must be a text or a number, not {_show(value)}.")
        return str(value)

    def flag(self, name: str) -> bool:
        """Return true or false, which may be written as 1 or 0."""
        value = self.fields.get(name)
        if value not in (True, False):
            raise self.fault(f"`{name}` must be true or false, not {_show(value)}.")
        return bool(value)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts that are not empty; none where the field is left out."""
        values = self.fields.get(name, [])
        if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
            raise self.fault(f"`{name}` must be a list of texts, not {_show(values)}.")
        return tuple(values)

    def rows(self, name: str) -> list[Row]:
        """Return a list of objects as rows of their own."""
        values = self.fields.get(name)
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise self.fault(f"`{name}` must be a list of objects, not {_show(values)}.")
        return [
            Row(path=self.path, place=f"{self.place}, {name}[{number}]", fields=value)
            for number, value in enumerate(values)
        ]


def read_text(path: Path) -> str:
    """Return the text of a file, plain or gzipped.

    Raises:
        EvaluationError: if it is not there or is no text in UTF-8.
    """
    try:
        raw = path.read_bytes()
        return (gzip.decompress(raw) if raw.startswith(_GZIP) else raw).decode("utf-8-sig")
    except FileNotFoundError as error:
        raise EvaluationError(f"There is no {path}.") from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise EvaluationError(f"{path} is gzipped, and damaged ({error}). Fetch it again.") from error
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{path} is not text in UTF-8 (byte {error.start:,}). Save it as UTF-8.") from error
    except OSError as error:
        raise EvaluationError(f"{path} cannot be read: {error.strerror or error}.") from error


def parse_lines(path: Path, text: str) -> Iterator[Row]:
    """Yield the rows of a text of one JSON object a line; empty lines are passed over.

    Raises:
        EvaluationError: if a line is no JSON object.
    """
    for number, line in enumerate(text.split("\n"), start=1):  # a text inside a line may hold U+2028 as it is
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
        except ValueError as error:
            raise EvaluationError(f"{path}, line {number}: this is not JSON ({error}).") from error
        if not isinstance(fields, dict):
            raise EvaluationError(f"{path}, line {number}: this is {_show(fields)}, not a JSON object.")
        yield Row(path=path, place=f"line {number}", fields=fields)


def _show(value: object) -> str:
    shown = "missing" if value is None else json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= 60 else f"{shown[:59]}…"
