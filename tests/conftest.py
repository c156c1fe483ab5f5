"""What the tests share: a small encoder whose vectors depend on the words, and libraries made with it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from command_fixtures import Done, Run
from numpy.typing import NDArray

from corpus.types import Article, hash_text, identify
from index.library import Library
from index.types import EncoderRecord

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DIMENSION = 64


class HashEncoder:
    """A bag of words, hashed: deterministic, and texts that share words are near. Needs no model."""

    def __init__(self, *, name: str = "hash", dimension: int = DIMENSION) -> None:
        self._record = EncoderRecord(
            name=name, runtime="test", path=None, dimension=dimension, weights_sha256=hash_text(name)
        )
        self.encoded: list[str] = []

    @property
    def record(self) -> EncoderRecord:
        return self._record

    def encode(self, texts: Sequence[str], *, is_query: bool = False) -> NDArray[np.float32]:
        self.encoded += texts
        vectors = np.zeros((len(texts), self._record.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row, 0] = 0.01  # a text without a word still has a direction
            for word in re.findall(r"\w+", text.casefold()):
                vectors[row, _slot(word, self._record.dimension)] += 1.0
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _slot(word: str, dimension: int) -> int:
    return int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big") % dimension


def make_article(
    text: str,
    *,
    name: str = "one",
    title: str | None = None,
    publisher: str | None = "The Test Courier",
    published_on: date | None = date(2026, 1, 2),
    url: str | None = None,
) -> Article:
    """An article as `corpus.loading` would give it."""
    origin = url or f"file:///articles/{name}.txt"
    return Article(
        id=identify(origin),
        origin=origin,
        title=title or f"Article {name}",
        text=text,
        sha256=hash_text(text),
        url=url,
        publisher=publisher,
        published_on=published_on,
        language="en",
    )


@pytest.fixture
def encoder() -> HashEncoder:
    return HashEncoder()


@pytest.fixture
def open_library(tmp_path: Path, encoder: HashEncoder) -> Iterator[Callable[..., Library]]:
    """Opens the library of this test, as often as it is called; each is another connection."""
    opened: list[Library] = []

    def open_one(*, folder: Path | None = None, create: bool = True, using: HashEncoder | None = None) -> Library:
        library = Library(folder or tmp_path / "library", lambda record: using or encoder, create=create)
        opened.append(library)
        return library

    yield open_one
    for library in opened:
        library.close()


@pytest.fixture
def library(open_library: Callable[..., Library]) -> Library:
    """A library of three short articles."""
    made = open_library()
    for article in ARTICLES:
        made.add(article)
    return made


ARTICLES = (
    make_article(
        "The harbour of Lund was closed on Monday. Gen. Ada Holt said that ice had damaged No. 2 crane.\n\n"
        "“It will take a week to mend,” she said. Ferries sail from the old pier until then.",
        name="harbour",
        title="Ice closes the harbour of Lund",
        published_on=date(2026, 1, 5),
    ),
    make_article(
        "The city library lent 40,000 books in March, its director said. Two of three were novels.\n\n"
        "A new reading room opens in April. It has seats for 120 people.",
        name="books",
        title="More novels are lent",
        publisher="Evening Gazette",
        published_on=date(2026, 4, 1),
        url="https://news.gazette.example/books",
    ),
    make_article(
        "Engineers found cracks in the bridge over the Aa. 🌉 Trucks must go round by Hofstad.\n\n"
        "The repair costs 3.5 million euros, the U.S. firm that built it said.",
        name="bridge",
        title="Cracks in the Aa bridge",
        published_on=None,
    ),
)


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the samples."""
    from rag import cli

    folder = tmp_path_factory.mktemp("samples")
    assert cli.main(["add", "--samples", "--quiet", "--library", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a module: while it runs, nothing else in this thread can have an event loop."""
    from browser_fixtures import open_browser  # Playwright takes a second, which most tests need not wait for

    with open_browser() as opened:
        yield opened


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs a command in this process, on a library of this test's own."""
    from rag import ask, cli

    monkeypatch.setenv("FOOTNOTE_HOME", str(tmp_path / "home"))

    def run_one(program: str, *arguments: str) -> Done:
        capfd.readouterr()
        try:
            status = (ask if program == "ask" else cli).main(arguments)
        except SystemExit as stop:  # argparse
            status = int(stop.code or 0)
        captured = capfd.readouterr()
        return Done(int(status), captured.out, captured.err)

    return run_one
