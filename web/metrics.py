"""Figures for Prometheus: how the server does, and never what it is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fastapi import APIRouter
from fastapi.responses import Response
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

from index.library import Library
from index.types import Filters
from rag.answering import Answerer
from rag.limits import DEFAULT_TOP
from rag.types import Answer
from web.access import Scope, needs
from web.observing import Served
from web.openapi import problems
from web.problems import Problem
from web.working import WorkQueue

# A page without reading takes a few milliseconds, a question some tenths of a second, a long PDF a minute.
_BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Metrics:
    """Counts what happens on one server.

    Args:
        library: says how large it is, when the figures are read.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._queues: dict[str, WorkQueue] = {}
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._requests = Counter(
            "footnote_requests", "Requests served.", ["method", "route", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "footnote_request_seconds",
            "How long requests took.",
            ["method", "route"],
            buckets=_BUCKETS_S,
            registry=self.registry,
        )
        self._problems = Counter(
            "footnote_problems", "Requests that ended with a problem.", ["problem"], registry=self.registry
        )
        self._answers = Counter(
            "footnote_answers", "Questions read for; remembered answers are not.", ["status"], registry=self.registry
        )
        self.registry.register(self)

    def watch(self, *, reading: WorkQueue, changing: WorkQueue) -> None:
        """Tell how full these queues are, when the figures are read."""
        self._queues = {"reading": reading, "changing": changing}

    def count_request(self, served: Served) -> None:
        """Count a request that was served."""
        self._requests.labels(served.method, served.route, str(served.status)).inc()
        self._seconds.labels(served.method, served.route).observe(served.seconds)
        if served.problem is not None:
            self._problems.labels(served.problem.slug).inc()

    def count_answer(self, answer: Answer) -> None:
        """Count an answer that was made."""
        self._answers.labels(answer.status.value).inc()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield what is looked at only when the figures are read."""
        running = GaugeMetricFamily("footnote_work_running", "Requests that are worked on.", labels=["queue"])
        waiting = GaugeMetricFamily("footnote_work_waiting", "Requests that wait for their turn.", labels=["queue"])
        for name, queue in self._queues.items():
            running.add_metric([name], queue.running)
            waiting.add_metric([name], queue.waiting)
        yield running
        yield waiting
        status = self._library.status()
        yield GaugeMetricFamily("footnote_library_articles", "Articles in the library.", status.articles)
        yield GaugeMetricFamily("footnote_library_chunks", "Passages in the library.", status.chunks)
        yield GaugeMetricFamily("footnote_library_version", "Changes that the library has seen.", status.version)

    def describe(self) -> tuple[()]:
        """Name nothing, so that the registry does not collect in order to know the names."""
        return ()


class CountedAnswerer(Answerer):
    """Answers as another does, and counts its answers."""

    def __init__(self, answerer: Answerer, metrics: Metrics) -> None:
        super().__init__(answerer.library, answerer.reader)
        self._answerer = answerer
        self._metrics = metrics

    def ask(
        self,
        question: str,
        *,
        filters: Filters | None = None,
        top: int = DEFAULT_TOP,
        understood: str | None = None,
        besides: Sequence[str] = (),
    ) -> Answer:
        """Answer a question; see `Answerer.ask`."""
        answer = self._answerer.ask(question, filters=filters, top=top, understood=understood, besides=besides)
        self._metrics.count_answer(answer)
        return answer


def make_metrics(metrics: Metrics) -> APIRouter:
    """Return the route of the figures."""
    router = APIRouter()

    @router.get(
        "/metrics",
        tags=["server"],
        summary="Figures for Prometheus",
        response_class=Response,
        responses={
            200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "The text format 0.0.4."},
            **problems(Problem.LIBRARY_BUSY),
        },
        dependencies=[needs(Scope.ADMIN)],
    )
    def read_metrics() -> Response:
        """Return counts and times of requests, answers and problems, and the library's size."""
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return router
