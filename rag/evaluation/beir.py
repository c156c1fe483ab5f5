"""Collections for search in BEIR's form: a folder of `corpus.jsonl`, `queries.jsonl` and `qrels/*.tsv` [1].

[1] https://github.com/beir-cellar/beir/wiki; Thakur et al., arXiv:2104.08663
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.cleaning import clean
from corpus.types import Article, hash_text, identify
from rag.evaluation.errors import EvaluationError
from rag.evaluation.rows import parse_lines, read_text
from rag.evaluation.types import SearchQuestion

_COLUMNS = ["query-id", "corpus-id", "score"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A collection's questions that have a relevant article, and its articles by their ids there.

    Attributes:
        articles: an article of which no text is left when it is cleaned is left out; nothing can find it.
    """

    questions: tuple[SearchQuestion, ...]
    articles: dict[str, Article]


def is_collection(folder: Path) -> bool:
    """Whether a folder looks like a collection."""
    return (folder / "corpus.jsonl").is_file() or (folder / "corpus.jsonl.gz").is_file()


def read_collection(folder: Path) -> Collection:
    """Read a collection; of several splits it takes `test`.

    Raises:
        EvaluationError: if a part is not there or cannot be read; names the line.
    """
    gains = _read_gains(_find_qrels(folder))
    questions = []
    path = _find(folder, "queries.jsonl")
    for row in parse_lines(path, read_text(path)):
        name = row.text("_id")
        if name in gains:
            questions.append(SearchQuestion(id=name, text=" ".join(row.text("text").split()), gains=gains[name]))
    if not questions:
        raise EvaluationError(f"None of the questions in {path} has a relevant article in qrels.")
    return Collection(questions=tuple(questions), articles=dict(_read_articles(_find(folder, "corpus.jsonl"))))


def _read_articles(path: Path) -> Iterator[tuple[str, Article]]:
    for row in parse_lines(path, read_text(path)):
        name, title, text = row.text("_id"), row.fields.get("title"), row.fields.get("text")
        if not isinstance(text, str) or not isinstance(title, str | None):
            raise row.fault("`title` and `text` must be texts.")
        cleaned = clean(text, is_scraped=False).text
        if cleaned:
            origin = f"beir:{name}"
            yield (
                name,
                Article(
                    id=identify(origin),
                    origin=origin,
                    title=title or "-",
                    text=cleaned,
                    sha256=hash_text(cleaned),
                ),
            )


def _read_gains(path: Path) -> dict[str, dict[str, int]]:
    lines = read_text(path).splitlines()
    gains: dict[str, dict[str, int]] = {}
    for number, cells in enumerate(csv.reader(lines, delimiter="\t"), start=1):
        if cells == _COLUMNS or not cells:
            continue
        if len(cells) != len(_COLUMNS) or not cells[2].lstrip("-").isdecimal():
            raise EvaluationError(f"{path}, line {number}: this is not query-id, corpus-id and a whole score, in tabs.")
        if int(cells[2]) > 0:
            gains.setdefault(cells[0], {})[cells[1]] = int(cells[2])
    return gains


def _find(folder: Path, name: str) -> Path:
    gzipped = folder / f"{name}.gz"
    return gzipped if gzipped.is_file() else folder / name


def _find_qrels(folder: Path) -> Path:
    splits = sorted((folder / "qrels").glob("*.tsv"))
    chosen = [path for path in splits if path.stem == "test"] or splits
    if len(chosen) != 1:
        names = ", ".join(path.name for path in splits) or "none"
        raise EvaluationError(f"{folder / 'qrels'} must hold test.tsv, or one .tsv alone; there is {names}.")
    return chosen[0]
