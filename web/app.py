"""The web application: pages and API over one answerer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from index.keys import find_key
from rag.answering import Answerer
from rag.conversation import Conversations
from rag.intake.handing import Handing
from rag.suggesting import Suggester
from web.api import make_api
from web.chat_completions import make_chat
from web.checking_api import make_checking_api
from web.examples import Examples
from web.exporting import make_exports
from web.failures import Failures
from web.judging import make_judging
from web.keeping import make_keeping
from web.library_api import make_library_api
from web.mcp_http import McpEndpoint
from web.metrics import CountedAnswerer, Metrics, make_metrics
from web.openapi import describe_with_problems
from web.pages import Pages
from web.protection import LOCAL, Protection, protect
from web.security import LOOPBACK_HOSTS
from web.shelf import make_shelf
from web.sign_in import make_sign_in
from web.site import make_site
from web.strings import ENGLISH, Strings
from web.uploads import Uploads

API_VERSION = "1"
_STATIC = Path(__file__).parent / "static"


def create_app(
    answerer: Answerer,
    *,
    allowed_hosts: Sequence[str] = LOOPBACK_HOSTS,
    examples: Sequence[str] | None = None,
    strings: Strings = ENGLISH,
    protection: Protection = LOCAL,
) -> FastAPI:
    """Return the application.

    Args:
        answerer: answers every question; it may be called from several threads.
        allowed_hosts: names that requests may have in `Host`, without a port; a request for any other is refused.
        examples: questions for the empty page, which shows only those that the library answers; where it is `None` they
            are drawn from the library itself.
        strings: the page's words.
        protection: who may send requests, and how many.
    """
    pages = Pages(strings)
    failures = Failures(pages)
    metrics = Metrics(answerer.library)
    conversations = Conversations(CountedAnswerer(answerer, metrics))
    assistants = McpEndpoint(conversations)
    handing = Handing(answerer.library)
    uploads = Uploads(answerer.library, handing)
    suggester = Suggester(answerer)
    offered = Examples(suggester, examples)

    @asynccontextmanager
    async def run(_: FastAPI) -> AsyncIterator[None]:
        offered.current(answerer.library.version)  # so that they are there for the first page
        async with assistants.running():
            yield
        offered.close()  # before the library is
        uploads.close()
        handing.close()

    # Swagger UI and ReDoc load remote code, which nothing here may.
    app = FastAPI(
        title="Footnote", version=API_VERSION, docs_url=None, redoc_url=None, redirect_slashes=False, lifespan=run
    )
    app.include_router(make_api(conversations))
    app.include_router(make_library_api(answerer.library, uploads))
    app.include_router(make_checking_api(conversations))
    app.include_router(make_chat(conversations))
    app.include_router(make_site(conversations, pages, examples=offered, suggester=suggester))
    app.include_router(make_judging(conversations))
    app.include_router(make_keeping(answerer.library, pages, handing=handing))
    # After the one before: it takes any word for an article's id.
    app.include_router(make_shelf(answerer.library, pages))
    app.include_router(make_exports(conversations, pages))
    app.include_router(make_sign_in(pages, partial(find_key, answerer.library.folder)))
    app.include_router(make_metrics(metrics))
    if assistants.is_installed():
        app.router.routes.append(assistants.route())
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    protect(app, answerer.library, failures, hosts=allowed_hosts, protection=protection, metrics=metrics)
    failures.install(app)
    describe_with_problems(app)
    return app
