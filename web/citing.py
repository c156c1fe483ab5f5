"""A quote as plain text with its source: what a person pastes into a text of their own."""

from __future__ import annotations

from rag.types import Quote
from web.strings import Strings
from web.views import link_of


def cite_quote(quote: Quote, *, strings: Strings, origin: str) -> str:
    """Return a quote's words in quotation marks, where they stand, and on a line of its own the link to them.

    Author, title, publisher, day, page and address in this order, as far as they are known: `“We left.” — Ada Holt,
    Ice closes the harbour, The Courier, 5 January 2026, p. 3, https://…`.

    Args:
        quote: its words are copied as they stand, white space included.
        strings: the words around them.
        origin: scheme, host and port of this server, without a slash at the end; the link begins with it.
    """
    return f"{strings.quoted(quote.text)} — {cite_source(quote, strings=strings)}\n{origin}{quote.href}"


def cite_source(quote: Quote, *, strings: Strings) -> str:
    """Return where a quote stands: author, title, publisher, day, page and address, as far as they are known."""
    article = quote.article
    parts = (
        article.author,
        article.title,
        article.publisher,
        strings.day(article.published_on) if article.published_on else strings.no_day,
        strings.page(quote.page) if quote.page else None,
        link_of(article.url),
    )
    return ", ".join(part for part in parts if part)
