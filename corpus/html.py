"""Read HTML: the main text of a page and its metadata, by trafilatura."""

from __future__ import annotations

import trafilatura
from lxml import etree, html  # type: ignore[import-untyped]
from trafilatura.settings import Document

from corpus.drafts import Draft, parse_date, parse_url
from corpus.errors import UnreadableFileError

# htmldate searches the whole text for anything like a date unless told not to; a wrong day is worse than none.
_DATE_PARAMETERS = {"extensive_search": False, "original_date": True}


def read_html(text: str, *, name: str) -> Draft:
    """Return the main text of a page, a block a line, and what the page says about itself.

    Raises:
        UnreadableFileError: no main text was found, or the markup is nested too deeply to be read.
    """
    failure = f"{name}: no article text was found in this page. Save the article's own page, or its text as .txt."
    # The default parser gives up, silently, below 256 nested elements; some pages have more. `huge_tree` reads 2,048.
    parser = html.HTMLParser(huge_tree=True, encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
        language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
        page = trafilatura.bare_extraction(
            tree,
            with_metadata=True,
            include_comments=False,
            include_tables=True,
            date_extraction_params=_DATE_PARAMETERS,
        )
    except (
        etree.LxmlError,
        AssertionError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        raise UnreadableFileError(failure) from error
    if not isinstance(page, Document) or not page.text or not page.text.strip():
        raise UnreadableFileError(failure)
    return Draft(
        text=page.text,
        title=_as_line(page.title),
        url=parse_url(page.url),
        publisher=_as_line(page.sitename),
        author=_as_line(page.author),
        published_on=parse_date(page.date),
        language=_as_line(page.language or language),
    )


def _as_line(value: str | None) -> str | None:
    return " ".join(value.split()) or None if value else None
