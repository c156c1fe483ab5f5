"""Find the main text of a page, with trafilatura: once for everything, and for articles once more with more care.

trafilatura's balanced mode keeps teasers and boxes on news pages, its precise mode drops paragraphs of plain ones.
Which of the two is asked therefore depends on whether the page states that it is an article; see `docs/html.md`.
"""

from __future__ import annotations

import re
from copy import deepcopy

import trafilatura
from lxml import html  # type: ignore[import-untyped]
from trafilatura.settings import Document

# A line of so many words that ends as a sentence does is a paragraph. Of the lines that only the balanced mode kept
# between two paragraphs of an article (91 pages), those with 15 or more were paragraphs, the others links and labels.
_PROSE_WORDS = 15
_SENTENCE_END = re.compile(r"[.!?…:。！？][\"'”’»)\]]*$")
# Less than half of the page's distinct paragraphs: the precise mode lost the article instead of finding it.
_MIN_PROSE_SHARE = 0.5
# More than this between two neighbouring paragraphs is another article, set into this one.
_MAX_RESTORED = 3
_RUN_WORDS = 4
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TABLE_RULE = re.compile(r"\|(?:\s*:?-+:?\s*\|)+")


def extract_text(tree: html.HtmlElement, *, is_article: bool) -> str:
    """Return the main text of a page, a paragraph, list item or table row a line; `""` where there is none.

    Args:
        tree: the page, as `corpus.markup.ready` left it; not changed.
        is_article: whether the page says that it is an article. Teasers are then removed with more confidence; of any
            other page (a forum, a list, a personal page) nothing is removed that trafilatura alone would keep.
    """
    whole = _extract(tree, is_precise=False)
    if not is_article:
        return "\n".join(whole)
    strict = _extract(_lift_links(tree), is_precise=True)
    prose = sum(len(line) for line in set(whole) if _is_prose(line))
    if sum(len(line) for line in strict if _is_prose(line)) < _MIN_PROSE_SHARE * prose or not strict:
        return "\n".join(whole)
    return "\n".join(_restore(strict, whole))


def _extract(tree: html.HtmlElement, *, is_precise: bool) -> list[str]:
    page = trafilatura.bare_extraction(
        tree,
        favor_precision=is_precise,
        # Without the rival extractors the precise mode measures the same, to four digits, in half of the time.
        fast=is_precise,
        include_comments=False,
        include_tables=True,
    )
    text = page.text if isinstance(page, Document) and page.text else ""
    lines = (_tidy_row(line.strip()) for line in text.splitlines())
    return [line for line in lines if line]


def _tidy_row(line: str) -> str:
    """Return the row of a table without the rules around it; any other line as it is."""
    if not line.startswith("|") or not line.endswith("|"):
        return line
    if _TABLE_RULE.fullmatch(line):
        return ""
    return " | ".join(cell for part in line.split("|") if (cell := part.strip()))


def _lift_links(tree: html.HtmlElement) -> html.HtmlElement:
    """Return a copy in which a link around a heading is a link inside it: so trafilatura knows a teaser's headline."""
    copy = deepcopy(tree)
    for heading in list(copy.iter(*_HEADINGS)):
        link = next(heading.iterancestors("a"), None)
        if link is None:
            continue
        inner = html.Element("a", href=link.get("href") or "")
        inner.text = heading.text
        heading.text = None
        inner.extend(list(heading))
        heading.append(inner)
        link.tag = "div"
        link.attrib.clear()
    return copy


def _restore(strict: list[str], whole: list[str]) -> list[str]:
    """Return `strict` with the paragraphs that `whole` has between two lines that are neighbours in `strict`."""
    places = {line: n for n, line in enumerate(strict)}
    known = {run for line in strict for run in _runs(line)}
    found: dict[int, list[str]] = {}
    before: int | None = None
    missing: list[str] = []
    for line in whole:
        place = places.get(line)
        if place is None:
            missing.append(line)
            continue
        if before is not None and place == before + 1:
            paragraphs = [line for line in missing if _is_prose(line) and _is_new(line, known)]
            if len(paragraphs) <= _MAX_RESTORED:
                found[before] = paragraphs
        before, missing = place, []
    return [line for n, kept in enumerate(strict) for line in (kept, *found.get(n, ()))]


def _is_prose(line: str) -> bool:
    return len(line.split()) >= _PROSE_WORDS and bool(_SENTENCE_END.search(line))


def _is_new(line: str, known: set[tuple[str, ...]]) -> bool:
    """Whether less than half of a line stands, in other lines, in the text already."""
    runs = _runs(line)
    return 2 * sum(run in known for run in runs) < len(runs)


def _runs(line: str) -> list[tuple[str, ...]]:
    words = line.removeprefix("- ").split()
    return [tuple(words[n : n + _RUN_WORDS]) for n in range(len(words) - _RUN_WORDS + 1)]
