"""The OpenAPI document: real examples, and errors as they are sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from web.chat_failures import CHAT_PATHS
from web.library_requests import NewArticle
from web.models import ProblemDetails
from web.problems import Problem

_REFERENCE = "#/components/schemas/{model}"
# Replies of a running server over the sample library; a test holds them to its articles.
EXAMPLES: dict[str, Any] = json.loads((Path(__file__).parent / "examples.json").read_text(encoding="utf-8"))
_EXAMPLE_OF = {
    ("post", "/api/v1/ask"): "answer",
    ("post", "/api/v1/ask/batch"): "batch_reply",
    ("get", "/api/v1/search"): "search",
    ("get", "/api/v1/articles"): "articles",
    ("post", "/api/v1/articles"): "taken_in",
    ("get", "/api/v1/articles/{article_id}"): "article",
    ("get", "/api/v1/articles/{article_id}/removals"): "removals",
    ("get", "/api/v1/collections"): "collections",
    ("post", "/api/v1/verify"): "verified",
    ("post", "/api/v1/feedback"): "feedback_reply",
    ("get", "/api/v1/feedback"): "feedback_export",
    ("get", "/api/v1/status"): "status",
    ("get", "/healthz"): "healthz",
    ("get", "/readyz"): "readyz",
}
_DESCRIPTION = """Ask a curated set of articles a question; get the passage that answers it, word for word,
with its source.

Nothing is generated: every word of an answer is copied from an article. Offsets are Unicode code points into the
article's text. Every error is an RFC 9457 problem. A server for this machine alone needs no key; any other asks for one
that has the scope `ask`, `write` (articles and collections) or `admin` (feedback's export, metrics)."""

_BEARER = {
    "type": "http",
    "scheme": "bearer",
    "description": "A key made with `footnote keys add`. Optional where the server is for this machine alone.",
}
_EITHER: list[dict[str, Any]] = [{}, {"bearer": []}]  # without a key, or with one
_REQUEST_ID = {"description": "Names the request in the server's log.", "schema": {"type": "string"}}
_BINARY = {"schema": {"type": "string", "format": "binary"}}
# How `POST /api/v1/articles` is described: FastAPI knows no body that is JSON or a file.
TO_ADD: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/NewArticle"},
                "examples": EXAMPLES["new_article"],
            },
            **dict.fromkeys(("application/pdf", "text/html", "text/markdown", "text/plain"), _BINARY),
            "application/octet-stream": _BINARY,
        },
    }
}


def problems(*kinds: Problem, has_body: bool = False, is_open: bool = False) -> dict[int | str, dict[str, Any]]:
    """Return the problems of a route as OpenAPI replies; those that every route can end with are added.

    Args:
        kinds: those that are the route's own.
        has_body: whether a body is read.
        is_open: whether it answers everybody, and without the library.
    """
    replies: dict[int | str, dict[str, Any]] = {}
    for kind in sorted(list_kinds(*kinds, has_body=has_body, is_open=is_open), key=lambda kind: kind.status):
        reply = replies.setdefault(
            kind.status, {"model": ProblemDetails, "description": "", "content": {"application/json": {"examples": {}}}}
        )
        reply["description"] = " · ".join(part for part in (reply["description"], kind.title) if part)
        if kind.retry_after_s is not None:
            reply["headers"] = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
        if kind is Problem.KEY_REQUIRED:
            reply["headers"] = {"WWW-Authenticate": {"description": "`Bearer`.", "schema": {"type": "string"}}}
        reply["content"]["application/json"]["examples"][kind.slug] = {
            "summary": kind.title,
            "value": {"type": kind.type, "title": kind.title, "status": kind.status, "detail": kind.advice},
        }
    return replies


def list_kinds(*kinds: Problem, has_body: bool, is_open: bool = False) -> list[Problem]:
    """Return the kinds of problem that a route can end with: its own, and those of every such route."""
    every = [*kinds, Problem.ORIGIN_NOT_ALLOWED, Problem.HOST_NOT_ALLOWED, Problem.INTERNAL_ERROR]
    if has_body:
        every += [Problem.BAD_REQUEST, Problem.SLOW_BODY, Problem.BODY_TOO_LARGE]
    if not is_open:
        every += [
            Problem.INVALID_REQUEST, Problem.KEY_REQUIRED, Problem.FORBIDDEN, Problem.TOO_MANY_REQUESTS,
            Problem.OVERLOADED, Problem.LIBRARY_BUSY, Problem.LIBRARY_UNAVAILABLE, Problem.TIMED_OUT,
        ]  # fmt: skip
    return every


def describe_with_problems(app: FastAPI) -> None:
    """Make the application's OpenAPI document say what FastAPI cannot: problems, keys, examples, headers."""

    def describe() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(title=app.title, version=app.version, description=_DESCRIPTION, routes=app.routes)
            for address, path in document["paths"].items():
                for method, operation in path.items():
                    if not address.startswith(CHAT_PATHS):  # whose problems have OpenAI's form
                        _describe_operation(method, address, operation)
                        continue
                    operation["security"] = _EITHER
                    operation["responses"].pop("422", None)  # for which 400 stands
            parts = document["components"]
            parts["securitySchemes"] = {"bearer": _BEARER}
            parts["schemas"] |= models_json_schema([(NewArticle, "validation")], ref_template=_REFERENCE)[1]["$defs"]
            app.openapi_schema = document
        return app.openapi_schema

    # Assigning the method is FastAPI's documented way to change the document.
    cast(Any, app).openapi = describe


def _describe_operation(method: str, address: str, operation: dict[str, Any]) -> None:
    if address != "/healthz":
        operation["security"] = _EITHER
    for status, reply in operation["responses"].items():
        reply.setdefault("headers", {})["X-Request-ID"] = _REQUEST_ID
        if int(status) >= 400:
            reply["content"] = {"application/problem+json": reply["content"]["application/json"]}
        elif (method, address) in _EXAMPLE_OF and "content" in reply:
            # Put in here, because FastAPI leaves out every `null` of an example.
            for content in reply["content"].values():
                content["example"] = EXAMPLES[_EXAMPLE_OF[method, address]]
