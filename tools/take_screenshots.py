"""Take the pictures in `docs/screenshots`: `python tools/take_screenshots.py [NAME ...]`.

Every state of the conversation page over the samples, wide and narrow, light and dark, by the system's Chromium. To be
run when the page's looks have changed; then look at each.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import uvicorn
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from corpus.loading import discover, load
from index.types import Hit
from rag.answering import Answerer
from rag.intake.files import SAMPLES
from rag.opening import open_answerer, open_library
from rag.reader.protocol import Reader
from rag.settings import Settings, read_settings
from rag.terminal import say
from rag.types import Reading
from web.app import create_app
from web.listening import open_listener
from web.protection import Protection
from web.working import WorkLimits

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
ANSWERED = "what did Russia provide?"
DISPUTED = "How many containers did North Korea send to Russia?"
UNANSWERED = "Who won the women's marathon in Paris?"
_HELD = "How are the missiles paid for?"
_UNSEEN = "\N{WORD JOINER}"
_SIZES = {"wide": (1280, 800), "narrow": (390, 844)}
_COLOURS = 48  # of a palette; more cannot be told apart, and the pictures stay small


class HeldReader:
    """Reads as another does, but holds one question until `release` is called."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.name, self.threshold = reader.name, reader.threshold
        self.holding, self._released = threading.Event(), threading.Event()

    def hold(self) -> None:
        """Hold the question when it comes next."""
        self.holding.clear()
        self._released.clear()

    def release(self) -> None:
        """Let it be read."""
        self._released.set()

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        """Return the readings."""
        if question.startswith(_HELD):
            self.holding.set()
            self._released.wait()
        return self._reader.read(question, hits)


@contextmanager
def _serve(answerer: Answerer, *, work: WorkLimits) -> Iterator[str]:
    app = create_app(answerer, protection=Protection(work=work))
    with open_listener("127.0.0.1", 0) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


class Photographer:
    """Brings up each state and takes its pictures.

    Args:
        browser: what shows the pages.
        origin: where they are.
        busy: the same with a server that does one thing at a time.
        reader: what both read with.
    """

    def __init__(self, browser: Browser, *, origin: str, busy: str, reader: HeldReader) -> None:
        self._browser = browser
        self._origin = origin
        self._busy = busy
        self._reader = reader
        self._held = 0

    def take(self, names: Sequence[str]) -> None:
        """Take the pictures of some states, or of all."""
        states: dict[str, Callable[[Page], None]] = {
            "empty": self._empty,
            "asking": self._asking,
            "answer": lambda page: self._ask(page, ANSWERED),
            "conflicting": lambda page: self._ask(page, DISPUTED),
            "not-in-sources": lambda page: self._ask(page, UNANSWERED),
            "overloaded": self._overloaded,
            "article-beside": self._article,
            "library": lambda page: self._open(page, f"{self._origin}/articles"),
        }
        for name, show in states.items():
            for size, (width, height) in _SIZES.items():
                for theme in ("light", "dark"):
                    if names and name not in names:
                        continue
                    with self._browser.new_context(
                        viewport={"width": width, "height": height},
                        color_scheme="dark" if theme == "dark" else "light",
                        reduced_motion="reduce",
                        has_touch=size == "narrow",
                    ) as context:
                        page = context.new_page()
                        show(page)
                        _save(page, f"{name}-{size}{'-dark' if theme == 'dark' else ''}.png")
                    self._reader.release()

    def _open(self, page: Page, address: str) -> None:
        page.goto(address, wait_until="networkidle")

    def _empty(self, page: Page) -> None:
        page.goto(self._origin)
        while page.locator(".examples a").count() == 0:  # they are looked for in the background
            page.wait_for_timeout(1_000)
            page.goto(self._origin)

    def _ask(self, page: Page, question: str) -> None:
        self._open(page, f"{self._origin}/?{urlencode({'q': question})}")
        page.evaluate("scrollTo(0, 0)")

    def _next_held(self) -> str:
        self._reader.hold()
        self._held += 1
        return _HELD + _UNSEEN * self._held  # answers are remembered: another question, to the eye the same

    def _asking(self, page: Page) -> None:
        page.goto(self._origin)
        page.locator("#q").fill(self._next_held())
        page.keyboard.press("Enter")
        page.locator(".turn.asking").wait_for()

    def _overloaded(self, page: Page) -> None:
        address = f"{self._busy}/?{urlencode({'q': self._next_held()})}"
        other = page.context.new_page()
        other.goto(self._busy)
        while not self._reader.holding.wait(timeout=2):  # the question before may not have been done
            other.evaluate("(address) => { fetch(address); }", address)
        page.goto(f"{self._busy}/?{urlencode({'q': ANSWERED})}")
        page.locator("[data-seconds]").wait_for()

    def _article(self, page: Page) -> None:
        self._ask(page, ANSWERED)
        page.locator(".quote .title").first.click()
        page.locator("article mark#quote").wait_for()
        page.wait_for_timeout(500)


def _save(page: Page, name: str) -> None:
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    small = picture.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    FOLDER.mkdir(exist_ok=True)
    small.save(FOLDER / name, optimize=True)
    say(f"{name}: {(FOLDER / name).stat().st_size:,} bytes")


def main(names: Sequence[str]) -> None:
    """Take the pictures."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("There is no Chromium: install it.")
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(library=Path(folder), cache=read_settings(None).cache)
        with open_library(settings, notify=say, create=True) as library:
            for path in discover(SAMPLES):
                library.add(load(path))
        opened = open_answerer(settings, notify=say)
        reader = HeldReader(opened.reader)
        answerer = Answerer(opened.library, reader)
        roomy, narrow = WorkLimits(readers=8), WorkLimits(readers=1, waiting=0)
        with (
            _serve(answerer, work=roomy) as origin,
            _serve(answerer, work=narrow) as busy,
            sync_playwright() as playwright,
        ):
            browser = playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"]
            )
            Photographer(browser, origin=origin, busy=busy, reader=reader).take(names)
            browser.close()
        opened.library.close()


if __name__ == "__main__":
    main(sys.argv[1:])
