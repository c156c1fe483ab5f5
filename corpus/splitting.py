"""Cut an article into chunks of whole sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.sentences import sentence_spans
from corpus.types import Article, Chunk, Span

MAX_CHARS = 750
"""Most characters in a chunk of more than one sentence.

By the tokenizer of all-MiniLM-L6-v2, on 800 articles of RealtimeQA 2022, chunks hold 120 word pieces on average, 99.5 %
of them at most 190, the longest 229; the encoder reads 256 and ignores the rest. 700 gave 113 and 178, 800 gave 127 and
201. See docs/sentences.md.
"""

_MAX_SENTENCES = 64
"""Bounds the work on a text of crumbs (a table, a list of single words): the packing is linear for it."""

_BREAK_INSIDE_PARAGRAPH = 0.1
"""As much as leaving a third of a chunk unused: at 0.1, 83 % of the chunks end with a paragraph (same articles)."""

_MAX_HEADING_CHARS = 80  # 99 % of the same corpus's titles have at most 74 characters, none more than 80
_MAX_HEADING_LINES = 2
_STOPPED = re.compile(r"[.?!…:;,][\"'”’»)\]]*$")


def split(article: Article, *, max_chars: int = MAX_CHARS) -> list[Chunk]:
    """Return the chunks of `article` in order: whole sentences, together all of them, none twice.

    A chunk ends at the end of a paragraph where that costs little, chunks of a section are about equally long, and none
    reaches across a heading, which opens the chunk that follows it. A sentence longer than `max_chars` is a chunk of
    its own; every other chunk spans at most `max_chars` characters. An article without any text has no chunks.

    Raises:
        ValueError: `max_chars` is not positive.
    """
    if max_chars < 1:
        raise ValueError(f"max_chars must be at least 1, not {max_chars}")
    sentences = sentence_spans(article.text)
    paragraphs = _paragraph_starts(article.text, sentences)
    return [
        Chunk(article_id=article.id, start=group[0].start, end=group[-1].end, sentences=tuple(group))
        for first, last in _sections(article.text, sentences, paragraphs)
        for group in _pack(sentences[first:last], {p - first for p in paragraphs}, max_chars)
    ]


def _paragraph_starts(text: str, sentences: Sequence[Span]) -> list[int]:
    """Return which sentences begin a paragraph, as places in `sentences`: the first, and those after a line end."""
    return [
        place
        for place, sentence in enumerate(sentences)
        if not place or len(text[sentences[place - 1].end : sentence.start].splitlines()) > 1
    ]


def _sections(text: str, sentences: Sequence[Span], paragraphs: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the ranges of `sentences` between headings.

    A heading is one or two short paragraphs without a stop, before one that has a stop or is long. More short lines
    than that are a list, and no cue.
    """
    bounds = [*paragraphs, len(sentences)]
    first = short_lines = 0
    for order, place in enumerate(paragraphs):
        start, end = sentences[place].start, sentences[bounds[order + 1] - 1].end
        if end - start <= _MAX_HEADING_CHARS and not _STOPPED.search(text, max(start, end - 8), end):
            short_lines += 1
            continue
        heading = paragraphs[order - short_lines]
        if 0 < short_lines <= _MAX_HEADING_LINES and heading > first:
            yield first, heading
            first = heading
        short_lines = 0
    if first < len(sentences):
        yield first, len(sentences)


def _pack(sentences: Sequence[Span], paragraphs: set[int], max_chars: int) -> Iterator[Sequence[Span]]:
    """Yield the cheapest partition of one section's sentences into chunks, as line breaking fills a paragraph.

    The cost of a chunk is the square of its unused share of `max_chars`, so that one tiny chunk costs more than a
    little room in several; ending inside a paragraph adds `_BREAK_INSIDE_PARAGRAPH`.
    """
    count = len(sentences)
    cost, next_start = [0.0] * (count + 1), [count] * (count + 1)
    for first in range(count - 1, -1, -1):
        best = float("inf")
        for after in range(first + 1, min(first + _MAX_SENTENCES, count) + 1):
            length = sentences[after - 1].end - sentences[first].start
            if length > max_chars and after > first + 1:
                break
            inside = after < count and after not in paragraphs
            total = cost[after] + max(0.0, 1 - length / max_chars) ** 2 + _BREAK_INSIDE_PARAGRAPH * inside
            if total < best:
                best, next_start[first] = total, after
        cost[first] = best
    first = 0
    while first < count:
        yield sentences[first : next_start[first]]
        first = next_start[first]
