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
    NOT_FOUND = _Meaning(404, "There is no such page", "Look at the address, or begin at the first page.")
    METHOD_NOT_ALLOWED = _Meaning(
        405, "The method is not allowed", "The header `Allow` names the methods that this address answers."
    )
    BODY_TOO_LARGE = _Meaning(413, "The request is too large", "A request's body may have up to 64 KB.")
    HOST_NOT_ALLOWED = _Meaning(
        421,
        "The host name is not served here",
        "Open the address that the server printed when it started, such as http://127.0.0.1:8765.",
    )
    BAD_REQUEST = _Meaning(400, "The request cannot be read", "It is not a request that this server understands.")
    INTERNAL_ERROR = _Meaning(
        500, "The server failed", "The fault is ours, not yours. What failed stands in the server's log."
    )
    LIBRARY_BUSY = _Meaning(
        503, "The library is busy", "Another process is writing to it. Try again after the seconds in `Retry-After`."
    )
    LIBRARY_UNAVAILABLE = _Meaning(
        503, "The library cannot answer", "The library or its encoder cannot be used. The server's log says why."
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
        return _RETRY_AFTER_S if self.status == 503 else None


class RequestProblem(HTTPException):
    """Ends a request with a problem; `detail` says what is wrong this time.

    It is an `HTTPException` because FastAPI lets only those through where it reads a body.
    """

    def __init__(self, problem: Problem, detail: str, *, errors: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(problem.status, detail)
        self.problem = problem
        self.errors = errors
