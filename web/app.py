"""The web application: pages and API over one answerer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from rag.answering import Answerer
from web.api import make_api
from web.examples import SAMPLE_QUESTIONS, Examples
from web.failures import Failures
from web.openapi import describe_with_problems
from web.pages import Pages
from web.security import LOOPBACK_HOSTS, SecurityMiddleware
from web.site import make_site
from web.strings import ENGLISH, Strings

API_VERSION = "1"
_STATIC = Path(__file__).parent / "static"


def create_app(
    answerer: Answerer,
    *,
    allowed_hosts: Sequence[str] = LOOPBACK_HOSTS,
    examples: Sequence[str] = SAMPLE_QUESTIONS,
    strings: Strings = ENGLISH,
) -> FastAPI:
    """Return the application.

    Args:
        answerer: answers every question; it may be called from several threads.
        allowed_hosts: names that requests may have in `Host`, without a port; a request for any other is refused.
        examples: questions for the empty page, which shows only those that the library answers.
        strings: the page's words.
    """
    pages = Pages(strings)
    failures = Failures(pages)
    offered = Examples(answerer, examples)

    @asynccontextmanager
    async def run(_: FastAPI) -> AsyncIterator[None]:
        offered.current(answerer.library.version)  # so that they are there for the first page
        yield
        offered.close()  # before the library is

    # Swagger UI and ReDoc load remote code, which nothing here may.
    app = FastAPI(
        title="Footnote", version=API_VERSION, docs_url=None, redoc_url=None, redirect_slashes=False, lifespan=run
    )
    app.include_router(make_api(answerer))
    app.include_router(make_site(answerer, pages, offered))
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    app.add_middleware(SecurityMiddleware, hosts=[host.lower() for host in allowed_hosts], refuse=failures.reply)
    failures.install(app)
    describe_with_problems(app)
    return app
