"""What the reader learns from: span questions and candidate sentences, as they lie on the disk."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

# A third of the 18 titles is kept apart: about 2,100 questions, which puts the AUROC's standard error near 0.01.
HELD_TITLES_SHARE = 1 / 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question beside a passage, and where in the passage the answer stands.

    Attributes:
        answers: each `(text, start)` that a person gave; empty where the passage does not say.
    """

    id: str
    title: str
    question: str
    context: str
    answers: tuple[tuple[str, int], ...]
    is_answerable: bool
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceQuestion:
    """A question with candidate sentences, of which those labelled true answer it."""

    id: str
    question: str
    sentences: tuple[str, ...]
    labels: tuple[bool, ...]

    @property
    def is_clean(self) -> bool:
        """Return whether it has a right and a wrong candidate, so that ranking them can succeed or fail."""
        return any(self.labels) and not all(self.labels)


def read_examples(path: Path) -> list[Example]:
    """Read one `span/*.jsonl.gz`; an answer that does not stand at its offset is dropped, and with it its example."""
    examples = []
    for row in _rows(path):
        context = row["context"]
        answers = tuple(
            (a["text"], a["start"])
            for a in row["answers"]
            if a["text"] and context[a["start"] : a["start"] + len(a["text"])] == a["text"]
        )
        is_answerable = not row["is_impossible"]
        if is_answerable and not answers:
            continue
        examples.append(
            Example(
                id=row["id"],
                title=row.get("title") or row["source"],
                question=row["question"].strip(),
                context=context,
                answers=answers if is_answerable else (),
                is_answerable=is_answerable,
                source=row["source"],
            )
        )
    return examples


def read_sentence_questions(path: Path) -> list[SentenceQuestion]:
    """Read one `answer_sentence/*.jsonl.gz`."""
    return [
        SentenceQuestion(
            id=row["id"],
            question=row["question"].strip(),
            sentences=tuple(c["text"].strip() for c in row["candidates"]),
            labels=tuple(bool(c["label"]) for c in row["candidates"]),
        )
        for row in _rows(path)
    ]


def held_titles(titles: Iterable[str]) -> frozenset[str]:
    """Return the titles that are never trained on: the first third of them by the SHA-256 of their names."""
    ordered = sorted(set(titles), key=lambda title: hashlib.sha256(title.encode("utf-8")).hexdigest())
    return frozenset(ordered[: round(len(ordered) * HELD_TITLES_SHARE)])


def _rows(path: Path) -> Iterator[dict]:  # type: ignore[type-arg]
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
