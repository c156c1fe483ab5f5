"""Which requests another site's page may have sent, and which of them are refused.

A browser says where a request comes from in `Sec-Fetch-Site` (to this machine, and over TLS) and in `Origin`. A page
cannot set either. What has neither is a program, or a browser from before 2020.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.requests import Request

from web.problems import Problem, RequestProblem

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# What a form of another site can send without asking first; see "CORS-safelisted request-header" in the Fetch standard.
_FORM_TYPES = frozenset({"", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain"})


def check_origin(request: Request, *, is_change: bool, has_bearer: bool, has_cookie: bool) -> None:
    """Refuse what another site's page sent, or may have sent.

    Args:
        request: the request; its `Host` has been checked.
        is_change: whether it may change something; what only asks need not show that no other site can have sent it.
        has_bearer: whether it carries a key that is known in `Authorization`, which no page of another site can add.
        has_cookie: whether it carries one in our cookie, which no page of another site makes a browser send.

    Raises:
        RequestProblem: `ORIGIN_NOT_ALLOWED`.
    """
    headers = request.headers
    sites, origins = headers.getlist("sec-fetch-site"), headers.getlist("origin")
    site = sites[0] if len(sites) == 1 else None
    if len(origins) > 1 or len(sites) > 1:
        raise _refusal("It names more than one origin.")
    if origins and origins[0] != "null" and not is_own(origins[0], headers.get("host", "")):
        raise _refusal("A page of another site sent it.")
    if request.method in SAFE_METHODS:
        _check_reading(site, is_opaque=origins == ["null"], headers=headers)
    else:
        origin = origins[0] if origins else None
        if site is not None and site != "same-origin":
            raise _refusal("A page of another site sent it.")
        if site is None and origin == "null" and not has_cookie and request.scope["path"] != "/sign-in":
            # Our pages forbid a referrer, so that their forms send this where there is neither TLS nor loopback.
            raise _refusal("It does not say which page sent it.")
        is_unproven = site is None and origin is None and not has_bearer
        if is_change and is_unproven and request.method == "POST" and _is_form(request):
            raise _refusal(
                "It says neither `Origin` nor `Sec-Fetch-Site`, and a page of another site could have sent it. Send "
                "JSON (`Content-Type: application/json`), a key, or the header `Origin` with this server's address."
            )


def is_own(origin: str, host: str) -> bool:
    """Whether an origin is this server's; a proxy in front may speak TLS, so that both schemes are."""
    return bool(host) and origin.lower() in (f"http://{host.lower()}", f"https://{host.lower()}")


def _check_reading(site: str | None, *, is_opaque: bool, headers: Headers) -> None:
    if site in ("same-origin", "none") or (site is None and not is_opaque):
        return
    # Another site may link here. It may not build a page out of what is here, nor measure how long it takes.
    if headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document" and not is_opaque:
        return
    raise _refusal("A page of another site sent it.")


def _is_form(request: Request) -> bool:
    kinds = [kind.partition(";")[0].strip().lower() for kind in request.headers.getlist("content-type")]
    return not kinds or any(kind in _FORM_TYPES for kind in kinds)


def _refusal(detail: str) -> RequestProblem:
    return RequestProblem(Problem.ORIGIN_NOT_ALLOWED, detail)
