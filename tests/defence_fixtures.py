"""What the test of the defences needs: a server with a hostile article, and a list of defences to take out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from conftest import HashEncoder, make_article
from starlette.testclient import TestClient
from web_fixtures import ORIGIN, FixedReader

from index.keys import Scope
from index.library import Library
from index.types import Hit
from rag.answering import Answerer
from rag.types import Reading
from web.app import create_app

MARKUP = "<script>alert(1)</script>"
Patch = pytest.MonkeyPatch


class SlowReader(FixedReader):
    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        time.sleep(0.3 if "slowly" in question else 0)
        return super().read(question, hits)


@dataclass
class Scene:
    """A library with a hostile article, and servers of it."""

    library: Library

    def open(self, **how: Any) -> TestClient:
        app = create_app(Answerer(self.library, SlowReader("wrote")), examples=(), **how)
        return TestClient(app, base_url=ORIGIN, follow_redirects=False)

    def key(self, *scopes: Scope) -> dict[str, str]:
        name = f"key {len(self.library.keys.all())}"
        return {"Authorization": f"Bearer {self.library.keys.add(name, scopes)[1]}"}


Probe = Callable[[Scene], bool]  # whether the defence holds
Removal = Callable[[Patch], None]
DEFENCES: dict[str, tuple[Probe, Removal]] = {}


def defence(name: str, removal: Removal) -> Callable[[Probe], Probe]:
    def note(probe: Probe) -> Probe:
        DEFENCES[name] = (probe, removal)
        return probe

    return note


def put(module: Any, name: str, value: Any) -> Removal:
    return lambda patch: patch.setattr(module, name, value)


@contextmanager
def open_scenes(folder: Path) -> Iterator[Callable[[], Scene]]:
    """Makes scenes, each with a library of its own."""
    opened: list[Library] = []

    def make() -> Scene:
        library = Library(folder / str(len(opened)), lambda _: HashEncoder(), create=True)
        opened.append(library)
        article = make_article(f"The fox wrote {MARKUP} on the wall.", title=f"Fox {MARKUP}", url="javascript:alert(1)")
        library.add(replace(article, publisher="Fox"))
        return Scene(library)

    yield make
    for library in opened:
        library.close()
