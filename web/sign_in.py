"""Signing in: a key in a form becomes a cookie that no script can read and no other site can send."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from index.keys import Key
from web.access import Scope, caller_of, may
from web.gate import COOKIE
from web.pages import Pages
from web.security import host_name, is_loopback

_MAX_AGE_S = 30 * 24 * 3600  # a person signs in once a month; a key that is taken back ends it at once
_ONWARD = re.compile(r"/(?![/\\])[^\x00-\x20\\]*")


def make_sign_in(pages: Pages, find_key: Callable[[str], Key | None]) -> APIRouter:
    """Return the routes of signing in and out.

    Args:
        pages: makes the page.
        find_key: returns the key that a secret is of, or `None`.
    """
    router = APIRouter(include_in_schema=False)

    @router.api_route("/sign-in", methods=["GET", "HEAD"])
    def show(request: Request) -> Response:
        """Show the form."""
        return sign_in_page(pages, request, onward="/")

    @router.post("/sign-in")
    async def sign_in(request: Request) -> Response:
        """Take a key and remember it in a cookie."""
        form = await request.form(max_files=0, max_fields=4)
        secret, onward = str(form.get("key", "")).strip(), clean_onward(str(form.get("next", "")))
        key = await run_in_threadpool(find_key, secret)
        if key is None:
            return sign_in_page(pages, request, onward=onward, status=401, is_unknown=True)
        response = RedirectResponse(onward, 303, headers={"Cache-Control": "no-store"})
        response.set_cookie(
            COOKIE, secret, max_age=_MAX_AGE_S, httponly=True, samesite="strict", secure=_is_encrypted(request)
        )
        return response

    @router.post("/sign-out")
    def sign_out() -> Response:
        """Forget the key."""
        response = RedirectResponse("/sign-in", 303, headers={"Cache-Control": "no-store"})
        response.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return response

    return router


def sign_in_page(
    pages: Pages,
    request: Request,
    *,
    onward: str,
    status: int = 200,
    is_unknown: bool = False,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return the page with the form.

    Args:
        pages: makes it.
        request: what it answers.
        onward: where it leads; an address of ours without a host.
        status: its status.
        is_unknown: whether a key was sent that is not known.
        headers: further ones.
    """
    key = caller_of(request).key
    return pages.render(
        "sign_in.html",
        status=status,
        headers={"Cache-Control": "no-store", **(headers or {})},
        key_name=key.name if key and status == 200 else None,
        is_needed=status == 401 or not may(request, Scope.ASK),
        is_refused=status == 401 and not is_unknown,
        is_unknown=is_unknown,
        onward=clean_onward(onward),
    )


def find_onward(request: Request) -> str:
    """Return where a request goes once its sender has signed in; what was to be changed must be sent again."""
    query = request.url.query
    return f"{request.url.path}?{query}" if query and request.method == "GET" else request.url.path


def clean_onward(address: str) -> str:
    """Return an address of this server, or `/` for one that leads elsewhere."""
    return address if _ONWARD.fullmatch(address) and len(address) < 8_000 else "/"


def _is_encrypted(request: Request) -> bool:
    """Whether the browser reached us over TLS: its origin says so, or that it sends what it sends only then."""
    origin = request.headers.get("origin", "")
    if origin != "null" and origin:
        return origin.startswith("https://")
    is_foreign = not is_loopback(host_name(request.headers.get("host", "")).strip("[]"))
    return is_foreign and "sec-fetch-site" in request.headers
