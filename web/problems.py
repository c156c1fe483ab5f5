"""What can go wrong with a request, in one shape: RFC 9457 problem details for programs, a page for people."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from starlette.exceptions import HTTPException

_RETRY_AFTER_S = 5  # a writer holds the library for one article at a time


class _Meaning(NamedTuple):
    status: int
    title: str
    advice: str
    retry_after_s: int | None = None


class Problem(Enum):
    """A kind of problem; its name in lower case is the last part of its `type`."""

    INVALID_REQUEST = _Meaning(
        422,
        "The request is not valid",
        "A part of it is missing, unknown, or not written as it should be.",
    )
    INVALID_QUESTION = _Meaning(
        422, "The question cannot be asked", "A question is 1 to 1,000 characters long and has at least one word."
    )
    ARTICLE_NOT_FOUND = _Meaning(
        404,
        "There is no such article",
        "It may have been removed. The list of articles shows those that are there.",
    )
    UNREADABLE_FILE = _Meaning(
        422,
        "Nothing could be taken in",
        "No article was found in what was sent. `errors` says why, and what to do instead.",
    )
    UNSUPPORTED_TYPE = _Meaning(
        415,
        "This kind of file is not read",
        "Send an article as JSON, or a file whose name or media type says its format.",
    )
    PRECONDITION_FAILED = _Meaning(
        412, "The article is not as it was", "It has changed since its `ETag` was read. Read it again, then decide."
    )
    NOT_FOUND = _Meaning(404, "There is no such page", "Look at the address, or begin at the first page.")
    METHOD_NOT_ALLOWED = _Meaning(
        405, "The method is not allowed", "The header `Allow` names the methods that this address answers."
    )
    BODY_TOO_LARGE = _Meaning(
        413, "The request is too large", "A request's body may have up to 64 KB; an article or a file up to 32 MB."
    )
    HOST_NOT_ALLOWED = _Meaning(
        421,
        "The host name is not served here",
        "Open the address that the server printed when it started, such as http://127.0.0.1:8765.",
    )
    BAD_REQUEST = _Meaning(400, "The request cannot be read", "It is not a request that this server understands.")
    KEY_REQUIRED = _Meaning(
        401,
        "A key is needed",
        "Send one as `Authorization: Bearer fn_…`, or sign in. Whoever runs the server makes them: `footnote keys`.",
    )
    FORBIDDEN = _Meaning(
        403,
        "The key is not good for this",
        "It has not the scope that this needs. Ask whoever runs the server for one.",
    )
    ORIGIN_NOT_ALLOWED = _Meaning(
        403,
        "The request comes from another site",
        "Only this server's own pages, and programs, may send it. Programs send JSON, or a key.",
    )
    TIMED_OUT = _Meaning(
        504, "It took too long", "The work was not done in time. Ask for less at once, or try again later.", 10
    )
    SLOW_BODY = _Meaning(408, "The request came too slowly", "Its body did not arrive in time. Send it again.")
    TOO_MANY_REQUESTS = _Meaning(
        429, "Too many requests", "Try again after the seconds in `Retry-After`, and then more slowly.", 1
    )
    OVERLOADED = _Meaning(503, "The server has too much to do", "Try again after the seconds in `Retry-After`.", 3)
    INTERNAL_ERROR = _Meaning(
        500, "The server failed", "The fault is ours, not yours. What failed stands in the server's log."
    )
    LIBRARY_BUSY = _Meaning(
        503,
        "The library is busy",
        "Another process is writing to it. Try again after the seconds in `Retry-After`.",
        _RETRY_AFTER_S,
    )
    LIBRARY_UNAVAILABLE = _Meaning(
        503,
        "The library cannot answer",
        "The library or its encoder cannot be used. The server's log says why.",
        _RETRY_AFTER_S,
    )

    @property
    def slug(self) -> str:
        """The last part of its address."""
        return self.name.lower().replace("_", "-")

    @property
    def type(self) -> str:
        """The URI, relative to the server, that identifies it; it leads to a page that describes it."""
        return f"/problems/{self.slug}"

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.value.status

    @property
    def title(self) -> str:
        """What is wrong, in a few words that are always the same."""
        return self.value.title

    @property
    def advice(self) -> str:
        """What it means and what to do."""
        return self.value.advice

    @property
    def retry_after_s(self) -> int | None:
        """Seconds after which it is worth trying again; `None` if that does not help."""
        return self.value.retry_after_s


class RequestProblem(HTTPException):
    """Ends a request with a problem; `detail` says what is wrong this time.

    It is an `HTTPException` because FastAPI lets only those through where it reads a body.

    Args:
        problem: what kind it is.
        detail: what is wrong this time.
        errors: where in the request what is wrong.
        retry_after_s: when to try again; `None` takes what the kind says.
    """

    def __init__(
        self,
        problem: Problem,
        detail: str,
        *,
        errors: tuple[tuple[str, str], ...] = (),
        retry_after_s: int | None = None,
    ) -> None:
        super().__init__(problem.status, detail)
        self.problem = problem
        self.errors = errors
        self.retry_after_s = problem.retry_after_s if retry_after_s is None else retry_after_s
