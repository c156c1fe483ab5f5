"""From every way in which a request can fail to one reply: problem details, or a page."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from corpus.errors import FootnoteError
from index.errors import LibraryBusyError
from rag.errors import QuestionError
from web.chat_failures import CHAT_PATHS, reply_as_openai
from web.observing import REQUEST_ID, note_problem, request_id_of
from web.pages import Pages
from web.problems import Problem, RequestProblem
from web.security import SECURITY_HEADERS
from web.sign_in import find_onward, sign_in_page

_LOG = logging.getLogger(__name__)
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_API_PATHS = ("/api/", "/v1/", "/mcp", "/healthz", "/readyz", "/metrics", "/openapi.json")
_BY_STATUS = {problem.status: problem for problem in (Problem.NOT_FOUND, Problem.METHOD_NOT_ALLOWED)}


class Failures:
    """Replies to requests that failed; no traceback ever reaches a user."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def install(self, app: FastAPI) -> None:
        """Answer every exception of an application."""
        app.add_exception_handler(RequestValidationError, self._invalid)
        app.add_exception_handler(HTTPException, self._http)
        app.add_exception_handler(FootnoteError, self._footnote)
        app.add_exception_handler(Exception, self._unexpected)

    def reply(self, request: Request, problem: RequestProblem, *, headers: Mapping[str, str] | None = None) -> Response:
        """Return the reply to a request that ended with a problem."""
        kind = problem.problem
        note_problem(request, kind)
        all_headers = dict(headers or {})
        if problem.retry_after_s is not None:
            all_headers["Retry-After"] = str(problem.retry_after_s)
        if kind is Problem.KEY_REQUIRED:
            all_headers["WWW-Authenticate"] = "Bearer"
        if request.scope["path"].startswith(CHAT_PATHS):
            return reply_as_openai(problem, headers=all_headers)
        if not request.scope["path"].startswith(_API_PATHS):
            if kind is Problem.KEY_REQUIRED:
                onward = find_onward(request)
                return sign_in_page(self._pages, request, onward=onward, status=401, headers=all_headers)
            return self._pages.failure(request, problem, headers=all_headers)
        body = problem_json(problem) | {"request_id": request_id_of(request)}
        return JSONResponse(body, kind.status, headers=all_headers, media_type="application/problem+json")

    def _invalid(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return self.reply(request, describe_invalid(error.errors()))

    def _http(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if not isinstance(error, RequestProblem):
            kind = _BY_STATUS.get(error.status_code, Problem.BAD_REQUEST)
            path = request.scope["path"][:200]
            detail = {
                Problem.NOT_FOUND: f"There is nothing at {path}.",
                Problem.METHOD_NOT_ALLOWED: f"{path} does not answer {request.method}.",
            }.get(kind, "The request's body cannot be read.")
            headers = (
                {"Allow": allowed_methods(request) or "GET, HEAD"}
                if kind is Problem.METHOD_NOT_ALLOWED
                else error.headers
            )
            return self.reply(request, RequestProblem(kind, detail), headers=headers)
        return self.reply(request, error, headers=error.headers)

    def _footnote(self, request: Request, error: Exception) -> Response:
        if isinstance(error, QuestionError):
            return self.reply(request, RequestProblem(Problem.INVALID_QUESTION, str(error)))
        if isinstance(error, LibraryBusyError):
            return self.reply(
                request, RequestProblem(Problem.LIBRARY_BUSY, "Another process is writing to the library. Try again.")
            )
        _LOG.error("%s: %s", type(error).__name__, error)
        # The message names places on this machine: it is for whoever runs the server.
        return self.reply(request, RequestProblem(Problem.LIBRARY_UNAVAILABLE, "The library or its encoder failed."))

    def _unexpected(self, request: Request, error: Exception) -> Response:
        # Sent from outside every middleware, so that the headers have to be added here. The server logs the traceback.
        problem = RequestProblem(Problem.INTERNAL_ERROR, "Something failed that should not have.")
        return self.reply(request, problem, headers=SECURITY_HEADERS | {REQUEST_ID: request_id_of(request) or ""})


def allowed_methods(request: Request) -> str:
    """Return the methods that an address answers, as `Allow` lists them; a route by itself knows only its own."""
    asked = {name: request.scope[name] for name in ("type", "path", "root_path", "headers", "query_string", "app")}
    return ", ".join(
        method
        for method in _METHODS
        if any(route.matches({**asked, "method": method})[0] is Match.FULL for route in request.app.router.routes)
    )


def problem_json(problem: RequestProblem) -> dict[str, Any]:
    """Return a problem as RFC 9457 has it."""
    kind = problem.problem
    body: dict[str, Any] = {"type": kind.type, "title": kind.title, "status": kind.status, "detail": problem.detail}
    if problem.errors:
        body["errors"] = [{"where": where, "detail": detail} for where, detail in problem.errors]
    return body


def describe_invalid(errors: Sequence[Any]) -> RequestProblem:
    """Return the problem for what pydantic found wrong; what was sent is never repeated."""
    parts = tuple(
        (".".join(str(part) for part in error["loc"] if part != "__root__"), _sentence(error)) for error in errors
    )
    detail = "; ".join(f"{where}: {what}" if where else what for where, what in parts[:3])
    return RequestProblem(Problem.INVALID_REQUEST, detail, errors=parts)


def describe_validation(error: ValidationError) -> RequestProblem:
    """Return the problem for values that a model refused."""
    return describe_invalid(error.errors(include_url=False, include_input=False, include_context=False))


def _sentence(error: Mapping[str, Any]) -> str:
    if error["type"] == "extra_forbidden":
        return "there is no such parameter"
    if error["type"] == "missing":
        return "it is missing"
    return str(error["msg"]).removeprefix("Value error, ")
