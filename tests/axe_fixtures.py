"""axe-core, to judge what a browser shows."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from playwright.sync_api import CDPSession, Page

# Everything that WCAG 2.2 asks at A and AA, and axe's own advice. `target-size` is off in axe until it is asked for.
_RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
_JUDGE = """async (rules) => (await axe.run(document, rules)).violations.flatMap((rule) => rule.nodes.map(
    (node) => `${rule.id}: ${node.target.join(" ")}: ${node.any.concat(node.all, node.none).map((c) => c.message)}`))"""


@dataclass(frozen=True)
class Scripts:
    """Switches the scripts of one page off and on again.

    axe-core needs scripts to look at a page that was made without any, and Chromium lets only the session that
    switched them off switch them on; a context made without scripts has no such session.
    """

    session: CDPSession

    @classmethod
    def of(cls, page: Page) -> Scripts:
        return cls(page.context.new_cdp_session(page))

    def switch(self, *, is_on: bool) -> None:
        self.session.send("Emulation.setScriptExecutionDisabled", {"value": not is_on})


def axe_source() -> str:
    """axe-core: the pinned package's, or the file that AXE names."""
    named = os.environ.get("AXE")
    return (Path(named) if named else files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def find_violations(page: Page) -> list[str]:
    """What axe-core finds wrong with a page as it is now."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(axe_source())
    found = page.evaluate(_JUDGE, _RULES)
    assert isinstance(found, list)
    return found
