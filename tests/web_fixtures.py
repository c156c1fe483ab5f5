"""What the tests of the pages and the API share: a reader that finds given words, and a page as a browser sees it."""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any

from starlette.testclient import TestClient

from corpus.types import Span
from index.library import Library
from index.types import Hit
from rag.answering import Answerer
from rag.types import Evidence, Reading
from web import models
from web.app import create_app
from web.problems import Problem

ORIGIN = "http://127.0.0.1"
VOID = {"meta", "link", "input", "img", "br", "rect", "base", "hr"}


class FixedReader:
    """Finds `answer` in each chunk; where it is missing the chunk's last sentence is a poor reading."""

    name = "fixed"
    threshold = 0.5

    def __init__(self, answer: str, *, probability: float = 0.92) -> None:
        self._answer = answer
        self._probability = probability

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        return [self._read(hit) for hit in hits]

    def _read(self, hit: Hit) -> Reading:
        place = hit.article.text.find(self._answer, hit.chunk.start, hit.chunk.end)
        span = Span(place, place + len(self._answer)) if place >= 0 else hit.chunk.sentences[-1]
        probability = self._probability if place >= 0 else 0.1
        return Reading(
            hit=hit,
            answer=span,
            evidence=tuple(Evidence(sentence=s, probability=0.5) for s in hit.chunk.sentences),
            probability=probability,
        )


class Dom(HTMLParser):
    """What a browser would make of a page, as far as these tests ask."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None], list[str]]] = []
        self._open: list[int] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs), []))
        if tag not in VOID:
            self._open.append(len(self.elements) - 1)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs), []))

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            if self.elements[self._open.pop()][0] == tag:
                return
        raise AssertionError(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        for place in self._open:
            self.elements[place][2].append(data)

    def texts(self, tag: str) -> list[str]:
        return ["".join(text) for name, _, text in self.elements if name == tag]

    def attributes(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs, _ in self.elements if name == tag]


def open_page(library: Library, *, answer: str = "ice had damaged No. 2 crane", **how: Any) -> TestClient:
    return TestClient(create_app(Answerer(library, FixedReader(answer)), examples=(), **how), base_url=ORIGIN)


def assert_problem(response: Any, kind: Problem, *, says: str = "") -> dict[str, Any]:
    body: dict[str, Any] = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert (response.status_code, body["status"]) == (kind.status, kind.status)
    assert (body["type"], body["title"]) == (kind.type, kind.title)
    assert says in body["detail"]
    models.ProblemDetails.model_validate(body)
    return body
