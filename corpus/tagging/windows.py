"""From the lines of a page to the windows that the tagger reads: first and last words of each line, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from corpus.shapes import count_words, is_sentence

MAX_TOKENS = 512
OVERLAP = 4  # lines that a window shares with the one before it, so that each has neighbours on both sides
_HEAD_TOKENS, _TAIL_TOKENS = 24, 8
_HEAD_CHARS, _TAIL_CHARS = 360, 150
_CLS, _SEP = 101, 102
SHAPES = 6
_FAR = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWindow:
    """Some lines of a page, one after another.

    Attributes:
        lines: their numbers on the page.
        counted: of these, by their place in `lines`, the ones that are judged here; the rest is for context.
        ids: the tokens, [CLS] first, a [SEP] after each line.
        line_of: for each token, the place in `lines` of its line; -1 for the others.
        shapes: what tokens do not show of each line, (lines, SHAPES); see `describe_shapes`.
    """

    lines: tuple[int, ...]
    counted: range
    ids: tuple[int, ...]
    line_of: tuple[int, ...]
    shapes: NDArray[np.float32]


def shorten(line: str, *, tokenizer: Tokenizer) -> list[int]:
    """Return the first and the last tokens of a line."""
    if len(line) <= _HEAD_CHARS + _TAIL_CHARS:
        ids: list[int] = tokenizer.encode(line, add_special_tokens=False).ids
        return ids if len(ids) <= _HEAD_TOKENS + _TAIL_TOKENS else ids[:_HEAD_TOKENS] + ids[-_TAIL_TOKENS:]
    head = tokenizer.encode(line[:_HEAD_CHARS], add_special_tokens=False).ids[:_HEAD_TOKENS]
    return [*head, *tokenizer.encode(line[-_TAIL_CHARS:], add_special_tokens=False).ids[-_TAIL_TOKENS:]]


def describe_shapes(lines: Sequence[str]) -> NDArray[np.float32]:
    """Return for each line: its length, whether it ends as a sentence does, and where on the page it stands."""
    count = len(lines)
    return np.array(
        [
            (
                np.log1p(count_words(line)) / 3.0,
                float(is_sentence(line)),
                number / max(1, count - 1),
                min(number, _FAR) / _FAR,
                min(count - 1 - number, _FAR) / _FAR,
                np.log1p(count) / 4.0,
            )
            for number, line in enumerate(lines)
        ],
        dtype=np.float32,
    ).reshape(count, SHAPES)


def cut_page(lines: Sequence[str], *, tokenizer: Tokenizer) -> list[PageWindow]:
    """Return the windows of a page; each line is counted in exactly one of them."""
    tokens = [shorten(line, tokenizer=tokenizer) for line in lines]
    shapes = describe_shapes(lines)
    windows, first, counted_to = [], 0, 0
    while counted_to < len(lines):
        ids, line_of, last = [_CLS], [-1], first
        while last < len(lines) and (len(ids) + len(tokens[last]) + 1 <= MAX_TOKENS or last == first):
            ids += [*tokens[last], _SEP]
            line_of += [*([last - first] * len(tokens[last])), -1]
            last += 1
        # The last lines of a window are judged in the next one, where they have neighbours after them.
        until = last if last == len(lines) else max(last - OVERLAP, counted_to + 1)
        windows.append(
            PageWindow(
                lines=tuple(range(first, last)),
                counted=range(counted_to - first, until - first),
                ids=tuple(ids),
                line_of=tuple(line_of),
                shapes=shapes[first:last],
            )
        )
        counted_to = until
        first = max(until - OVERLAP, first + 1)
    return windows
