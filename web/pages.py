"""Templates in, pages out. Everything is escaped; an article's text is never a template and never markup."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request

from web.problems import RequestProblem
from web.queries import is_day
from web.strings import Strings
from web.views import host_of, language_of, link_of

_TEMPLATES = Path(__file__).parent / "templates"
_FIELDS = ("q", "source", "collection", "language", "since", "until")
_MAX_FIELD_CHARS = 4_000  # a question that is too long comes back whole enough to be made shorter


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

    def render(
        self, template: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **context: Any
    ) -> HTMLResponse:
        """Return a page."""
        html = self._environment.get_template(template).render(context)
        return HTMLResponse(html.encode("utf-8", "replace"), status, headers=headers)

    def failure(self, request: Request, problem: RequestProblem, *, headers: Mapping[str, str]) -> HTMLResponse:
        """Return the page that says what failed; it keeps what was asked, so that it can be put right."""
        return self.render(
            "error.html", status=problem.status_code, headers=headers, problem=problem, form=keep_form(request)
        )


def keep_form(request: Request) -> dict[str, str]:
    """Return what the form held when it was sent, as far as its fields can show it."""
    given = request.query_params if request.scope["path"] == "/" else {}
    form = {name: given.get(name, "").strip()[:_MAX_FIELD_CHARS] for name in _FIELDS}
    return form | {name: form[name] if is_day(form[name]) else "" for name in ("since", "until")}
