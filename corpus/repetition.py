"""Remove what one publisher repeats from article to article: slogans, standing notices, names of sections.

Whether a paragraph is repeated is counted by whoever keeps the articles, by `line_keys`; here it only becomes evidence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import blake2b
from itertools import accumulate

from corpus.evidence import is_prose
from corpus.phrases import ADDRESSES_READER, REPORTED
from corpus.shapes import count_words, fold
from corpus.types import Loaded, Removal, hash_text

REASON = "repeated on this site"
LEAST_ARTICLES = 3
"""In how many other articles of a publisher, with other texts, a paragraph must stand to count as repeated.

Of 5,026 scraped news articles, a paragraph that stands in two articles is mostly one story told twice; in four it is a
notice, a credit or a standing heading, or a story that is updated daily (docs/cleaning.md).
"""

# The longest standing notice of those articles that is not a part of an updated story has about 60 words.
_MAX_WORDS = 60
_MIN_CHARS = 3
_KEY_BYTES = 8
_BREAK = "\n\n"


def line_keys(text: str) -> tuple[bytes, ...]:
    """Return the key of each paragraph that could be furniture, once, in order: 8 bytes of BLAKE2b of its folded form.

    A key is the same whatever the case, bullets and end punctuation. Prose that does not speak to the reader has none,
    nor has a paragraph of more than 60 words: they are an article's own, however often it is told.
    """
    keys = (_make_key(paragraph) for paragraph in text.split(_BREAK))
    return tuple(dict.fromkeys(key for key in keys if key is not None))


def remove_repeated(loaded: Loaded, *, is_repeated: Callable[[str], bool]) -> Loaded:
    """Return `loaded` without the paragraphs that its publisher repeats; unchanged where there are none.

    A paragraph of prose goes only where it also speaks to the reader and reports no one's words ("Send your views to
    our newsroom."): one story is told in many updates. Paragraphs of more than 60 words always stay, and so does an
    article of which nothing would be left.

    Args:
        loaded: an article as it was read.
        is_repeated: whether a paragraph stands in at least `LEAST_ARTICLES` other articles of the publisher with other
            texts.
    """
    article = loaded.article
    paragraphs = article.text.split(_BREAK)
    goes = [_make_key(paragraph) is not None and is_repeated(paragraph) for paragraph in paragraphs]
    if not any(goes) or all(goes):
        return loaded
    kept = [paragraph for paragraph, gone in zip(paragraphs, goes, strict=True) if not gone]
    removed = tuple(Removal(p, REASON) for p, gone in zip(paragraphs, goes, strict=True) if gone)
    text = _BREAK.join(kept)
    share = sum(map(len, kept)) / sum(map(len, paragraphs))
    pages = tuple(_move(page, paragraphs=paragraphs, goes=goes, end=len(text)) for page in article.pages)
    return replace(
        loaded,
        article=replace(article, text=text, sha256=hash_text(text), pages=pages),
        removed=(*loaded.removed, *removed),
        kept_share=loaded.kept_share * share,
    )


def _make_key(paragraph: str) -> bytes | None:
    folded = fold(paragraph)
    if len(folded) < _MIN_CHARS or count_words(paragraph) > _MAX_WORDS:
        return None
    if is_prose(paragraph) and (REPORTED.search(folded) or not ADDRESSES_READER.search(folded)):
        return None
    return blake2b(folded.encode("utf-8"), digest_size=_KEY_BYTES).digest()


def _move(offset: int, *, paragraphs: list[str], goes: list[bool], end: int) -> int:
    """Return where a page begins now: what is removed hands the page that it opened to what follows."""
    starts = accumulate((len(paragraph) + len(_BREAK) for paragraph in paragraphs), initial=0)
    moved = offset
    for start, paragraph, gone in zip(starts, paragraphs, goes, strict=False):
        if gone and start < offset:
            moved -= min(len(paragraph) + len(_BREAK), offset - start)
    return min(moved, end)
