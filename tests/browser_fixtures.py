"""A real browser and a real server for the tests of the pages, and what is heard from both."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from rag.answering import Answerer
from web.app import create_app
from web.serving import open_listener

_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
)  # fmt: skip


@contextmanager
def open_browser() -> Iterator[Browser]:
    """The system's Chromium, or the one that CHROMIUM names; without one the tests are skipped, in CI they fail."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        if os.environ.get("CI") == "true":
            pytest.fail("there is no Chromium: install it, or name it in CHROMIUM")
        pytest.skip("there is no Chromium: install it, or name it in CHROMIUM")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(_FLAGS))
        yield launched
        launched.close()


@contextmanager
def serve_pages(answerer: Answerer, *, examples: tuple[str, ...] = ()) -> Iterator[str]:
    """A server over an answerer; gives its origin."""
    app = create_app(answerer, examples=examples)
    with open_listener("127.0.0.1", 0) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


class Heard:
    """What a page says, whom it asks, and what it is refused.

    Attributes:
        said: the console's lines (violations of the policy among them), errors and dialogs.
        hosts: whom it asks.
        refused: the requests that fail.
    """

    def __init__(self, page: Page) -> None:
        self.said: list[str] = []
        self.hosts: set[str] = set()
        self.refused: list[str] = []
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("dialog", lambda dialog: self.said.append(dialog.message))
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        page.on("requestfailed", lambda request: self.refused.append(request.url))
        page.on("response", lambda response: self.refused.append(response.url) if response.status >= 400 else None)
