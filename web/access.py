"""Who may do what on this server: a caller, and what routes and templates ask of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import Depends
from starlette.requests import Request

from index.keys import Key, Scope
from web.problems import Problem, RequestProblem

__all__ = ["Caller", "Scope", "caller_of", "may", "needs", "set_caller"]

_CALLER = "footnote.caller"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who sent a request, as far as it matters.

    Attributes:
        scopes: what may be done.
        key: the key that was sent; `None` where there was none or none that is known.
    """

    scopes: frozenset[Scope]
    key: Key | None = None


NOBODY = Caller(scopes=frozenset())


def set_caller(scope: Any, caller: Caller) -> None:
    """Remember who sent a request, in its ASGI scope."""
    scope[_CALLER] = caller


def caller_of(request: Request) -> Caller:
    """Return who sent a request; where nobody has looked, it is nobody, who may do nothing."""
    caller = request.scope.get(_CALLER, NOBODY)
    assert isinstance(caller, Caller)
    return caller


def may(request: Request, scope: Scope) -> bool:
    """Whether the caller may do what a scope stands for."""
    return scope in caller_of(request).scopes


def needs(scope: Scope) -> Any:
    """Return a dependency that lets only callers with a scope through: `dependencies=[needs(Scope.WRITE)]`.

    Raises, when a request comes:
        RequestProblem: `KEY_REQUIRED` (401) without a key, `FORBIDDEN` (403) with one that has not this scope.
    """

    async def check(request: Request) -> None:
        if not may(request, scope):
            raise refusal(caller_of(request), scope)

    return Depends(check)


def refusal(caller: Caller, scope: Scope) -> RequestProblem:
    """Return the problem of a caller who may not do what a scope stands for."""
    if caller.key is None:
        return RequestProblem(
            Problem.KEY_REQUIRED, f"This needs a key with the scope {scope.value!r}: `Authorization: Bearer fn_…`."
        )
    return RequestProblem(Problem.FORBIDDEN, f"The key {caller.key.name!r} has not the scope {scope.value!r}.")
