"""Problems of the OpenAI-compatible routes in the shape that OpenAI's clients read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from fastapi.responses import JSONResponse

from web.chat_models import ChatError
from web.problems import Problem, RequestProblem

CHAT_PATHS = "/v1/"
_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


def reply_as_openai(problem: RequestProblem, *, headers: Mapping[str, str]) -> JSONResponse:
    """Return a problem as OpenAI's API would: its status, and an object `error`."""
    kind, message = problem.problem, problem.detail
    if kind is Problem.INVALID_REQUEST and problem.errors:
        message = "; ".join(f"{_path(where) or 'body'}: {detail}" for where, detail in problem.errors[:3])
    param = _path(problem.errors[0][0]) if problem.errors else None
    return JSONResponse(_error(kind, message, param=param), _status(kind), headers=dict(headers))


def chat_problems(*kinds: Problem) -> dict[int | str, dict[str, Any]]:
    """Return the problems of such a route as OpenAPI replies."""
    # Without 422 FastAPI would describe a reply of its own there; `web.openapi` takes it out again.
    replies: dict[int | str, dict[str, Any]] = {422: {"model": ChatError}}
    for kind in sorted(kinds, key=_status):
        reply = replies.setdefault(
            _status(kind), {"model": ChatError, "description": "", "content": {"application/json": {"examples": {}}}}
        )
        reply["description"] = " · ".join(part for part in (reply["description"], kind.title) if part)
        if kind.retry_after_s is not None:
            reply["headers"] = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
        reply["content"]["application/json"]["examples"][kind.slug] = {
            "summary": kind.title, "value": _error(kind, kind.advice, param=None)
        }  # fmt: skip
    return replies


def _status(kind: Problem) -> int:
    # OpenAI's clients know 400 for everything that is wrong with a request.
    return 400 if kind.status == 422 else kind.status


def _error(kind: Problem, message: str, *, param: str | None) -> dict[str, Any]:
    status = _status(kind)
    # The one code that clients look at: with it they ask the person to choose another model.
    code = "model_not_found" if status == 404 and param == "model" else kind.slug.replace("-", "_")
    return {
        "error": {
            "message": message,
            "type": _TYPES.get(status, "server_error" if status >= 500 else "invalid_request_error"),
            "param": param,
            "code": code,
        }
    }


def _path(where: str) -> str | None:
    """Return a parameter as `messages[0].content`; `None` for the body as a whole."""
    return re.sub(r"\.(\d+)(?=\.|$)", r"[\1]", where.removeprefix("body").removeprefix(".")) or None
