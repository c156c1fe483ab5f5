"""The OpenAPI document: real examples, and errors as they are sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from web.models import ProblemDetails
from web.problems import Problem

# Replies of a running server over the sample library; a test holds them to its articles.
EXAMPLES: dict[str, Any] = json.loads((Path(__file__).parent / "examples.json").read_text(encoding="utf-8"))
_EXAMPLE_OF = {
    "/api/v1/ask": "answer",
    "/api/v1/search": "search",
    "/api/v1/articles": "articles",
    "/api/v1/articles/{article_id}": "article",
}
_DESCRIPTION = """Ask a curated set of articles a question; get the passage that answers it, word for word,
with its source.

Nothing is generated: every word of an answer is copied from an article. Offsets are Unicode code points into the
article's text. Every error is an RFC 9457 problem. Nothing here changes the library."""


def problems(*kinds: Problem) -> dict[int | str, dict[str, Any]]:
    """Return the problems of a route as OpenAPI replies; those that every route can end with are added."""
    replies: dict[int | str, dict[str, Any]] = {}
    for kind in (*kinds, Problem.INVALID_REQUEST, Problem.HOST_NOT_ALLOWED, Problem.INTERNAL_ERROR):
        reply = replies.setdefault(
            kind.status, {"model": ProblemDetails, "description": "", "content": {"application/json": {"examples": {}}}}
        )
        reply["description"] = " · ".join(part for part in (reply["description"], kind.title) if part)
        if kind.retry_after_s is not None:
            reply["headers"] = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
        reply["content"]["application/json"]["examples"][kind.slug] = {
            "summary": kind.title,
            "value": {"type": kind.type, "title": kind.title, "status": kind.status, "detail": kind.advice},
        }
    return replies


def describe_with_problems(app: FastAPI) -> None:
    """Make the application's OpenAPI document say that problems are `application/problem+json`."""

    def describe() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(title=app.title, version=app.version, description=_DESCRIPTION, routes=app.routes)
            for address, path in document["paths"].items():
                for operation in path.values():
                    for status, reply in operation["responses"].items():
                        if int(status) >= 400:
                            reply["content"] = {"application/problem+json": reply["content"]["application/json"]}
                    if address in _EXAMPLE_OF:  # put in here, because FastAPI leaves out every `null` of an example
                        reply = operation["responses"]["200"]["content"]["application/json"]
                        reply["example"] = EXAMPLES[_EXAMPLE_OF[address]]
            app.openapi_schema = document
        return app.openapi_schema

    # Assigning the method is FastAPI's documented way to change the document.
    cast(Any, app).openapi = describe
