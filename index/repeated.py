"""What publishers repeat from article to article, counted, so that it can be cut."""

from __future__ import annotations

from urllib.parse import urlsplit

from corpus.types import Article, Loaded
from index.database import Database


class RepeatedLines:
    """Counts the short lines of each publisher's scraped articles in one library file; changes only inside `write`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def cut(self, loaded: Loaded) -> Loaded:
        """Return an article without what its publisher repeats; curated articles are returned as they are."""
        publisher = publisher_of(loaded.article)
        if not loaded.is_scraped or publisher is None:
            return loaded
        # Imported late: asking needs none of the patterns that furniture is known by.
        from corpus.repetition import LEAST_ARTICLES, line_keys, remove_repeated

        def is_repeated(paragraph: str) -> bool:
            # A version of an article repeats it as a whole: originals are counted, and not the article itself.
            row = self._database.row(
                "SELECT count(DISTINCT coalesce(original_key, key)) FROM repeated_lines JOIN articles "
                "ON articles.key = article_key WHERE repeated_lines.publisher = ? AND line = ? AND id <> ?",
                publisher,
                line_keys(paragraph)[0],
                loaded.article.id,
            )
            return row is not None and row[0] >= LEAST_ARTICLES

        return remove_repeated(loaded, is_repeated=is_repeated)

    def count(self, article_key: int, loaded: Loaded) -> None:
        """Count the lines of an article as it was read, before anything was cut."""
        publisher = publisher_of(loaded.article)
        if loaded.is_scraped and publisher is not None:
            from corpus.repetition import line_keys

            for line in line_keys(loaded.article.text):
                self._database.execute(
                    "INSERT OR IGNORE INTO repeated_lines VALUES (?, ?, ?)", publisher, line, article_key
                )


def publisher_of(article: Article) -> str | None:
    """Return whose lines an article repeats: its publisher's, else its host's; `None` if neither is known."""
    if article.publisher:
        return article.publisher.casefold()
    try:
        host = urlsplit(article.url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None
