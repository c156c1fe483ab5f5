"""Make text canonical before anything points into it: NFC, plain newlines and spaces, nothing invisible."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_LINE_BREAKS = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
# Every other space that Unicode has, and the tab, becomes a plain one.
_SPACES = re.compile(r"[ \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
# Controls (C0, C1, DEL), soft hyphen, zero-width space, word joiner and its kin, byte order mark, bidirectional
# controls (they can make a quote read unlike what it says), lone surrogates (they have no UTF-8).
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
# No writing puts more than a few marks on a letter; Unicode's stream-safe form allows 30. Thousands of them would be
# put in order in quadratic time.
_MARK = r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_PILED_MARKS = re.compile(rf"({_MARK}{{30}}){_MARK}+")
# Joiners carry meaning inside Persian words and emoji, and none beside ASCII or at an edge.
_IDLE_JOINERS = re.compile(r"(?:(?<=[\x00-\x7f])|\A)[\u200c\u200d]+|[\u200c\u200d]+(?=[\x00-\x7f]|\Z)")

# Hard-wrapped text has lines of one width, and no line has room for the next word. Wire copy and mail have 64 to 80.
_WRAP_WIDTHS = range(50, 101)
_MIN_WRAPPED_LINES = 4
_MIN_WRAPPED_SHARE = 0.9
_LIST_ITEM = re.compile(r"(?:[-*•‣◦▪–—>]|\d{1,3}[.)])\s")


def normalise(text: str) -> str:
    r"""Return `text` in NFC with `\n` newlines, single plain spaces, no trailing ones and no invisible characters.

    Lines stay lines, blank ones too. Applying it again changes nothing.
    """
    text = _LINE_BREAKS.sub("\n", unicodedata.normalize("NFC", _PILED_MARKS.sub(r"\1", text)))
    text = _IDLE_JOINERS.sub("", _INVISIBLE.sub("", text))
    text = unicodedata.normalize("NFC", _SPACES.sub(" ", text))
    return "\n".join(line.strip(" ") for line in text.split("\n")).strip("\n")


def split_lines(text: str) -> list[str]:
    """Return the non-blank lines of a normalised text, those that were wrapped at a fixed width joined again.

    News text has a paragraph a line, so lines are joined only on strong evidence: in all blocks between blank lines
    together, nine breaks in ten fall where the next word would not have fitted into the widest line.
    """
    blocks = [block.split("\n") for block in re.split(r"\n{2,}", text) if block]
    width = max((len(line) for block in blocks for line in block), default=0)
    if width not in _WRAP_WIDTHS:
        return [line for block in blocks for line in block]
    breaks = [
        len(line) + 1 + len(following.split(" ", 1)[0]) > width
        for block in blocks
        for line, following in pairwise(block)
        if not _LIST_ITEM.match(following)
    ]
    if len(breaks) < _MIN_WRAPPED_LINES or sum(breaks) < _MIN_WRAPPED_SHARE * len(breaks):
        return [line for block in blocks for line in block]
    return [line for block in blocks for line in _join(block, width=width)]


def _join(block: list[str], *, width: int) -> list[str]:
    """Join each line of a block to the one before it where that one had no room left for its first word."""
    joined = [block[0]]
    for line, following in pairwise(block):
        is_wrapped = len(line) + 1 + len(following.split(" ", 1)[0]) > width
        if is_wrapped and not _LIST_ITEM.match(following):
            joined[-1] = f"{joined[-1]} {following}"
        else:
            joined.append(following)
    return joined
