"""The filters of a conversation in words: an article by its title, not by its id."""

from __future__ import annotations

from index.library import Library
from web.strings import Strings
from web.turns import Conversation


def name_filters(conversation: Conversation, library: Library, strings: Strings) -> list[tuple[str, str]]:
    """Return name and words of each filter that is set; an article that is gone keeps the id that was asked for."""
    named = []
    for name, value in conversation.set_filters():
        found = library.match_ids(value) if name == "article" else []
        article = library.summary(found[0]) if len(found) == 1 else None
        named.append((name, strings.article(article.title) if article else strings.filter(name, value)))
    return named
