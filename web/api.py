"""The JSON API, version 1: questions, passages, and how the server is."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query
from fastapi.responses import JSONResponse

from corpus.errors import FootnoteError
from rag.answer_json import filters_json, to_json
from rag.answering import clean_question
from rag.conversation import MAX_TURNS, Conversations, Turn
from rag.errors import QuestionError
from rag.limits import MAX_QUESTION_CHARS, MAX_TOP
from web import models
from web.access import Scope, needs
from web.failures import problem_json
from web.library_json import hit_json
from web.openapi import EXAMPLES, problems
from web.problems import Problem, RequestProblem
from web.queries import MAX_BATCH, AskedQuestion, AskRequest, BatchRequest, SearchQuery
from web.security import MAX_ARTICLE_BYTES, MAX_BODY_BYTES


def make_api(conversations: Conversations) -> APIRouter:
    """Return the routes that answer, and those that say how the server is."""
    router = APIRouter()
    answerer = conversations.answerer
    library = answerer.library
    asking = [needs(Scope.ASK)]

    @router.post(
        "/api/v1/ask",
        tags=["ask"],
        summary="Ask a question",
        response_model=models.Answer,
        responses=problems(Problem.INVALID_QUESTION, has_body=True),
        dependencies=asking,
    )
    def ask(request: Annotated[AskRequest, Body(openapi_examples=EXAMPLES["ask"])]) -> JSONResponse:
        """Answer in the articles' own words, or say that they do not say: both are status 200.

        Every quote's `text` is `article.text[start:end]`, checked before the answer leaves. With `history` a follow-up
        such as "and when was that?" is understood in the light of the questions before it; `standalone_question` says
        as what.
        """
        answers = conversations.ask(request.turns, filters=request.filters, top=request.top)
        return JSONResponse(to_json(answers[-1]))

    @router.post(
        "/api/v1/ask/batch",
        tags=["ask"],
        summary="Ask several questions at once",
        response_model=models.BatchReply,
        responses=problems(has_body=True),
        dependencies=asking,
    )
    def ask_batch(request: Annotated[BatchRequest, Body(openapi_examples=EXAMPLES["batch"])]) -> JSONResponse:
        """Answer questions that have nothing to do with each other: one reply each, in their order.

        A question that cannot be asked has a problem for its reply, and the others are answered.
        """
        return JSONResponse({"replies": [_reply(question) for question in request.questions]})

    def _reply(asked: AskedQuestion) -> dict[str, Any]:
        try:
            turn = Turn(question=asked.question, is_exact=True)
            return to_json(conversations.ask([turn], filters=asked.filters, top=asked.top)[-1])
        except QuestionError as error:
            return problem_json(RequestProblem(Problem.INVALID_QUESTION, str(error)))

    @router.get(
        "/api/v1/search",
        tags=["search"],
        summary="Find passages",
        response_model=models.SearchReply,
        responses=problems(Problem.INVALID_QUESTION),
        dependencies=asking,
    )
    def search(query: Annotated[SearchQuery, Query()]) -> JSONResponse:
        """Return the passages nearest to a question, by meaning and by words, without judging whether they answer."""
        question = clean_question(query.q)
        findings = library.search(question, limit=query.limit, filters=query.filters)
        status = findings.status
        return JSONResponse(
            {
                "query": question,
                "filters": filters_json(query.filters),
                "library": {"version": status.version, "articles": status.articles, "chunks": status.chunks},
                "hits": [hit_json(hit) for hit in findings.hits],
            }
        )

    @router.get(
        "/api/v1/status",
        tags=["server"],
        summary="See what answers here",
        response_model=models.LibraryStatus,
        responses=problems(),
        dependencies=asking,
    )
    def read_status() -> JSONResponse:
        """Say how large the library is, what reads it, and how much may be sent at once."""
        status = library.status()
        return JSONResponse(
            {
                "footnote": version("footnote"),
                "library": {"version": status.version, "articles": status.articles, "chunks": status.chunks},
                "collections": len(library.collections.counts()),
                "encoder": library.encoder.record.name,
                "reader": answerer.reader.name,
                "threshold": round(answerer.reader.threshold, 4),
                "limits": {
                    "question_chars": MAX_QUESTION_CHARS,
                    "history": MAX_TURNS,
                    "batch": MAX_BATCH,
                    "top": MAX_TOP,
                    "body_bytes": MAX_BODY_BYTES,
                    "upload_bytes": MAX_ARTICLE_BYTES,
                },
            }
        )

    @router.get(
        "/healthz",
        tags=["server"],
        summary="Is the server running?",
        response_model=models.Health,
        responses=problems(is_open=True),
    )
    def healthz() -> JSONResponse:
        """Say that the server runs, whatever the state of the library."""
        return JSONResponse({"status": "ok"})

    @router.get(
        "/readyz",
        tags=["server"],
        summary="Can the server answer?",
        response_model=models.Health,
        responses=problems(),
    )
    def readyz() -> JSONResponse:
        """Say whether the library and its encoder can answer, by searching once."""
        try:
            library.search("ready", limit=1)
        except FootnoteError as error:
            raise RequestProblem(Problem.LIBRARY_UNAVAILABLE, "The library or its encoder cannot be used.") from error
        return JSONResponse({"status": "ready"})

    return router
