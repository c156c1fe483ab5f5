"""Read HTML: the main text of a page, and what the page says about it."""

from __future__ import annotations

from datetime import UTC, datetime

from lxml import etree  # type: ignore[import-untyped]

from corpus.drafts import Draft
from corpus.errors import UnreadableFileError
from corpus.languages import detect_language
from corpus.maintext import extract_text
from corpus.markup import parse, ready
from corpus.metadata import read_metadata


def read_html(text: str, *, name: str, url: str | None = None) -> Draft:
    """Return the main text of a page, a paragraph, list item or table row a line, and its metadata.

    Args:
        text: the page, decoded.
        name: what messages call it.
        url: the address it was fetched from, where that is known; a canonical address elsewhere is then not believed.

    Raises:
        UnreadableFileError: no main text was found, or the markup is nested too deeply to be read.
    """
    failure = f"{name}: no article text was found in this page. Save the article's own page, or its text as .txt."
    try:
        tree = parse(text)
        page = read_metadata(tree, url=url, today=datetime.now(tz=UTC).date())
        ready(tree)
        body = extract_text(tree, is_article=page.is_article)
    # What lxml and trafilatura raise at markup that no browser would have written.
    except (
        etree.LxmlError, AssertionError, AttributeError, IndexError, LookupError, OverflowError, RecursionError,
        TypeError, ValueError,
    ) as error:  # fmt: skip
        raise UnreadableFileError(failure) from error
    if not body.strip():
        raise UnreadableFileError(failure)
    return Draft(
        is_page=True,
        text=body,
        title=page.title,
        url=page.url,
        publisher=page.publisher,
        author=page.author,
        published_on=page.published_on,
        published_from=page.published_from,
        language=_settle_language(page.language, detect_language(body)),
    )


def _settle_language(declared: str | None, detected: str | None) -> str | None:
    """Return the declared tag, unless the text is plainly in another language: templates say `en` of everything."""
    if detected is None or (declared and declared.split("-")[0] == detected):
        return declared
    return detected
