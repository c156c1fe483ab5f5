"""Templates in, pages out. Everything is escaped; an article's text is never a template and never markup."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request

from web.citing import cite_source
from web.forms import Form, rescue_form
from web.problems import RequestProblem
from web.strings import Strings
from web.turns import Conversation
from web.views import host_of, language_of, link_of

_TEMPLATES = Path(__file__).parent / "templates"


class Pages:
    """Renders the templates of this package in one language.

    Args:
        strings: the page's words.
    """

    def __init__(self, strings: Strings) -> None:
        self.strings = strings
        self._environment = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.globals["t"] = strings
        self._environment.globals["active"] = None
        self._environment.filters.update(link=link_of, host=host_of, language=language_of)
        self._environment.filters["cite"] = partial(cite_source, strings=strings)

    def render(
        self, template: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **context: Any
    ) -> HTMLResponse:
        """Return a page."""
        html = self._environment.get_template(template).render(context)
        return HTMLResponse(html.encode("utf-8", "replace"), status, headers=headers)

    def failure(self, request: Request, problem: RequestProblem, *, headers: Mapping[str, str]) -> HTMLResponse:
        """Return the page that says what failed; it keeps what was asked, so that it can be put right or sent again."""
        is_asking = request.scope["path"] == "/" and request.method in ("GET", "HEAD")
        wait = headers.get("Retry-After", "")
        title, advice = self.strings.problem(problem.problem)
        return self.render(
            "error.html",
            status=problem.status_code,
            headers=headers,
            title=title,
            advice=advice,
            detail=problem.detail,
            retry_after_s=int(wait) if wait.isdecimal() else None,
            retry_href=f"/?{request.url.query}" if is_asking and request.url.query else None,
            conversation=Conversation(),
            form=rescue_form(request.query_params) if is_asking else Form(),
            collections=(),
        )
