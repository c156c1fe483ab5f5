"""From sending a question to seeing its first quote, in a browser: `python -m web.benchmarks.page_speed`.

Serves the samples by `footnote serve` in a process of its own and drives the system's Chromium. No question is asked
twice, because answers are remembered; every page is opened with an empty cache.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, Response, sync_playwright

_QUESTIONS = Path(__file__).parents[2] / "tests" / "data" / "sample_questions.jsonl"
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
)  # fmt: skip
_VIEWPORT = {"width": 1280, "height": 800}
# From the submit event until the frame after the one that draws the quote has begun.
_WATCH = """() => {
    let sent = 0;
    window.shownAfter = new Promise((resolve) => {
        document.addEventListener("submit", () => { sent = performance.now(); }, { capture: true });
        new MutationObserver((_, observer) => {
            if (!document.querySelector(".turn:not(.asking) blockquote")) return;
            observer.disconnect();
            requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - sent)));
        }).observe(document.body, { subtree: true, childList: true });
    });
}"""
_FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


@contextmanager
def serve_samples() -> Iterator[str]:
    """Serve the sample library; gives scheme, host and port.

    Raises:
        RuntimeError: if the server does not say where it is.
    """
    command = [sys.executable, "-m", "rag.cli"]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([*command, "add", "--samples", "--quiet", "--library", folder], check=True)
        with subprocess.Popen(
            [*command, "serve", "--port", "0", "--library", folder], stderr=subprocess.PIPE, text=True
        ) as server:
            try:
                assert server.stderr is not None
                said = server.stderr.readline()
                place = re.search(r"http://\S+", said)
                if place is None:
                    raise RuntimeError(f"the server did not say where it is, but {said!r}")
                yield place[0]
            finally:
                server.terminate()


def time_asking(browser: Browser, origin: str, question: str) -> float:
    """Return the milliseconds from sending a question to its first quote, where a script shows it."""
    with browser.new_context(viewport=_VIEWPORT) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(origin, wait_until="networkidle")
        page.evaluate(_WATCH)
        page.locator("#q").fill(question)
        page.keyboard.press("Enter")
        shown = float(page.evaluate("window.shownAfter"))
        page.wait_for_load_state("networkidle")  # what may be asked next is still being looked for
        return shown


def time_loading(browser: Browser, origin: str, question: str) -> float:
    """Return the same without scripts, as the driver's clock has it: from the key to a quote that can be seen."""
    with browser.new_context(viewport=_VIEWPORT, java_script_enabled=False) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(origin)
        page.locator("#q").fill(question)
        began = perf_counter()
        page.locator("#ask button[type=submit]").click(no_wait_after=True)
        page.locator(".turn blockquote").first.wait_for(state="visible")
        return 1000 * (perf_counter() - began)


def time_first_paint(browser: Browser, address: str) -> float:
    """Return the milliseconds from opening a page to its first contentful paint."""
    with browser.new_context(viewport=_VIEWPORT) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(address)
        while (found := page.evaluate(_FIRST_PAINT)) is None:
            page.wait_for_timeout(10)
        return float(found)


def weigh(browser: Browser, address: str) -> dict[str, int]:
    """Return the bytes of a page and of all that it asks for, uncompressed, by kind."""
    sizes: dict[str, int] = {}
    replies: list[Response] = []
    with browser.new_context(viewport=_VIEWPORT) as context:  # type: ignore[arg-type]
        page: Page = context.new_page()
        page.on("response", lambda reply: replies.append(reply))
        page.goto(address)
        page.wait_for_timeout(500)
        for reply in replies:
            if "follow=1" in reply.url:
                continue  # a page of its own, of which a few lines are taken
            kind = reply.headers.get("content-type", "").split(";")[0]
            sizes[kind] = sizes.get(kind, 0) + len(reply.body())
        icon = context.request.get(
            f"{address.split('/?')[0].rstrip('/')}/static/icon.svg"
        )  # not asked for by a headless browser
        sizes.setdefault("image/svg+xml", len(icon.body()))
    return sizes


def describe(name: str, times: Sequence[float]) -> str:
    """Return a row: median, 95th percentile, and the slowest."""
    ordered = sorted(times)
    p95 = ordered[math.ceil(0.95 * len(ordered)) - 1]
    return f"{name:<44} {len(ordered):>3} {statistics.median(ordered):7.0f} {p95:7.0f} {ordered[-1]:7.0f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--questions", type=int, default=30, help="how many are asked in each way, at most 45")
    count = parser.parse_args().questions
    rows: list[dict[str, Any]] = [json.loads(line) for line in _QUESTIONS.read_text(encoding="utf-8").splitlines()]
    questions = [row["question"] for row in rows]
    chromium = os.fspath(shutil.which("chromium") or "chromium")
    with serve_samples() as origin, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(_FLAGS))
        time_asking(browser, origin, "Is anything warm before the first question?")
        print("milliseconds                                   n  median     p95     max", flush=True)
        asked = [time_asking(browser, origin, question) for question in questions[0 : 2 * count : 2]]
        print(describe("sending to first quote, with scripts", asked), flush=True)
        loaded = [time_loading(browser, origin, question) for question in questions[1 : 2 * count : 2]]
        print(describe("sending to first quote, without", loaded), flush=True)
        answer = f"{origin}/?{urlencode({'q': questions[0]})}"
        for name, address in (("first page", origin), ("a remembered answer", answer)):
            painted = [time_first_paint(browser, address) for _ in range(count)]
            print(describe(f"first contentful paint, {name}", painted), flush=True)
            by_kind = weigh(browser, address)
            parts = ", ".join(f"{kind} {size:,}" for kind, size in sorted(by_kind.items()))
            print(f"bytes, {name}: {sum(by_kind.values()):,} ({parts})", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
