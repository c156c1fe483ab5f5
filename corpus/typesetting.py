"""Undo the setting of a text in pages: running heads out, lines joined to paragraphs, hyphenated words whole again."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.hyphenation import HYPHENS, Dictionary, find_break
from corpus.types import Removal

# Running heads stand among the two outermost rows of a page, in the same place on each.
_OUTER_ROWS = 2
_FEW_PAGES = 2
_APART = 1.4
_NUMBER = re.compile(r"\d{1,5}")
_BARE_NUMBER = re.compile(
    r"(?:(?:page|p\.?|seite)\s*)?[-–—]?\s*(\d{1,5})\s*[-–—]?(?:\s*(?:of|/|von|de)\s*\d{1,5})?", re.I
)
# Lines of one paragraph are this many times their usual distance apart at most; groff parts paragraphs by 1.3.
_MAX_LEADING = 1.2
_SAME_HEIGHT = 0.12
_INDENT = 0.6
_MAX_INDENT = 4
# Headings in letters this much higher than most are broken for looks, not where a line is full.
_LARGE = 1.2
_MAX_HEADING_LINES = 4
# A word may be wider than its letters are on average.
_WIDE_WORD = 1.3
# Of the lines of a block that was wrapped, all but the last of each paragraph reach its right edge.
_MIN_WRAPPED_SHARE = 0.5
_BULLET = re.compile(r"[•‣◦▪*·●○■]\s")
# What may also go on with a sentence: "in six states – Iowa", "by the end of 2020. It".
_MARKED = re.compile(r"(?:\(?\d{1,3}[.)]|[a-z]\)|[-–—])\s")
_STOPPED = re.compile(r"[.!?…:][\"'”’»)\]]*$|[。！？：]$")
_DENSE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a page, measured in points in coordinates in which it is level and those above it have a higher `base`.

    Attributes:
        page: counted from 1.
        is_hyphenated: whether a hyphen, which `text` does not hold, ended it.
    """

    text: str
    left: float
    right: float
    base: float
    height: float
    page: int
    is_hyphenated: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page in the order in which they are read; a page may have none."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Typeset:
    """A text, a paragraph a line, where each page begins in it, and what was taken out."""

    text: str
    pages: tuple[int, ...]
    removed: tuple[Removal, ...]


def typeset(pages: Sequence[Page]) -> Typeset:
    """Return the text of pages as it was before it was set in lines."""
    heads = _find_heads(pages)
    lines = [line for page in pages for line in page.lines if id(line) not in heads]
    removed = tuple(Removal(line.text, heads[id(line)]) for page in pages for line in page.lines if id(line) in heads)
    words = Dictionary([(line.text, _strip_hyphen(line) is not None) for line in lines])
    text: list[str] = []
    length = 0
    starts = [0]
    for paragraph in _join_lines(lines):
        if text:
            text.append("\n\n")
            length += 2
        for line, following in pairwise([*paragraph, None]):
            assert line is not None
            while len(starts) < line.page:
                starts.append(length)
            piece = line.text + ("-" if line.is_hyphenated and following is None else "")
            if following is not None:
                piece = _end_line(line, following, words=words)
            text.append(piece)
            length += len(piece)
    starts += [length] * (len(pages) - len(starts))
    return Typeset("".join(text), tuple(starts), removed)


def _find_heads(pages: Sequence[Page]) -> dict[int, str]:
    """Return which lines are running heads or page numbers, and which of the two, by their identity.

    Evidence is that a line returns in the same place, in the same words but for a number that grows with the pages, and
    that it stands apart from the text; without that distance, half of the pages must have it.
    """
    returning: defaultdict[tuple[str, int, int], dict[int, Line]] = defaultdict(dict)
    found: dict[int, str] = {}
    apart: set[int] = set()
    all_rows = [sorted({round(line.base) for line in page.lines}) for page in pages]
    steps = sorted(high - low for rows in all_rows for low, high in pairwise(rows))
    step = steps[len(steps) // 4] if steps else 0
    for number, (page, rows) in enumerate(zip(pages, all_rows, strict=True), start=1):
        for line in page.lines:
            base = round(line.base)
            if base not in {*rows[:_OUTER_ROWS], *rows[-_OUTER_ROWS:]}:
                continue
            if _stands_apart(base, rows, step=step):
                apart.add(id(line))
            returning[line.text, base, 0].setdefault(number, line)
            for digits in _NUMBER.finditer(line.text):
                shape = f"{line.text[: digits.start()]}#{line.text[digits.end() :]}"
                returning[shape, base, int(digits.group()) - number].setdefault(number, line)
            bare = _BARE_NUMBER.fullmatch(line.text)
            if bare and int(bare[1]) == number and base in {rows[0], rows[-1]} and len(rows) > 1:
                found[id(line)] = "page number"
    for (shape, _, _), lines in returning.items():
        is_apart = all(id(line) in apart for line in lines.values())
        least = _FEW_PAGES if is_apart else max(_FEW_PAGES + 1, len(pages) / 2)
        if len(lines) >= least:
            is_number = "#" in shape and _BARE_NUMBER.fullmatch(shape.replace("#", "1"))
            for line in lines.values():
                found.setdefault(id(line), "page number" if is_number else "running head")
    return found


def _stands_apart(base: int, rows: Sequence[int], *, step: int) -> bool:
    """Tell whether a line of the outermost rows is further from the rows inside than lines of a text are apart."""
    is_at_the_top = base >= rows[-_OUTER_ROWS:][0]
    inner = [row for row in rows if row < base] if is_at_the_top else [row for row in rows if row > base]
    return bool(inner) and min(abs(row - base) for row in inner) > _APART * step


def _join_lines(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield the lines of each paragraph."""
    paragraph: list[Line] = []
    leading = _find_leading(lines)
    last_block: _Block | None = None
    for block in _split_blocks(lines, leading=leading):
        for place, line in enumerate(block.lines):
            if paragraph:
                if place:
                    is_joined = block.goes_on(paragraph[-1], line)
                else:
                    is_joined = last_block is not None and _goes_on_elsewhere(last_block, block)
                if not is_joined:
                    yield paragraph
                    paragraph = []
            paragraph.append(line)
        last_block = block
    if paragraph:
        yield paragraph


def _find_leading(lines: Sequence[Line]) -> float:
    """Return the distance of lines inside paragraphs, as a multiple of their height: the lower quartile of all."""
    steps = sorted(
        (above.base - below.base) / above.height for above, below in pairwise(lines) if _is_below(above, below)
    )
    return steps[len(steps) // 4] if steps else 1.0


def _is_below(above: Line, below: Line) -> bool:
    """Tell whether a line is the next one of the same column."""
    step = above.base - below.base
    is_near = 0.3 * above.height < step < 6 * above.height
    # The last word of an indented paragraph may end before the first line begins.
    overlap = above.left - _MAX_INDENT * above.height < below.right and below.left < above.right
    return above.page == below.page and is_near and overlap


class _Block:
    """Lines of one column and one height, one below the other without a gap."""

    def __init__(self, lines: list[Line], *, is_large: bool) -> None:
        self.lines = lines
        self.is_heading = is_large and len(lines) <= _MAX_HEADING_LINES
        self.left = min(line.left for line in lines)
        self.right = max(line.right for line in lines)
        # A line that ends as sentences do may end its paragraph; the others show whether lines were filled.
        running = [self.is_full(line, following) for line, following in pairwise(lines) if not _ends_sentence(line)]
        self.is_wrapped = sum(running) >= _MIN_WRAPPED_SHARE * len(running)

    def is_full(self, line: Line, following: Line) -> bool:
        """Tell whether the first word of the following line had no room left on a line."""
        word = following.text.split(" ", 1)[0]
        if _DENSE.match(word):
            word = word[0]  # breaks between any two signs
        width = (following.right - following.left) * (len(word) + 1) / max(len(following.text), 1)
        return line.is_hyphenated or line.right + _WIDE_WORD * width > self.right

    def is_indented(self, line: Line) -> bool:
        return line.left - self.left > _INDENT * line.height

    def goes_on(self, line: Line, following: Line) -> bool:
        """Tell whether a paragraph goes on from a line of the block to the next one."""
        if _BULLET.match(following.text) or (_MARKED.match(following.text) and _ends_sentence(line)):
            return False
        if self.is_heading:
            return True
        if not self.is_wrapped or not self.is_full(line, following):
            return False
        if not self.is_indented(following) or following.left <= line.left + _INDENT * line.height:
            return True
        return bool(_BULLET.match(line.text) or _MARKED.match(line.text))  # below the words of a list's item


def _ends_sentence(line: Line) -> bool:
    return bool(_STOPPED.search(line.text[-8:]))


def _split_blocks(lines: Sequence[Line], *, leading: float) -> Iterator[_Block]:
    heights = sorted(line.height for line in lines)
    usual = _LARGE * heights[len(heights) // 2] if heights else 0.0
    block: list[Line] = []
    for line in lines:
        if block:
            above = block[-1]
            is_close = above.base - line.base <= _MAX_LEADING * leading * above.height
            is_alike = abs(above.height - line.height) <= _SAME_HEIGHT * above.height
            if not (_is_below(above, line) and is_close and is_alike):
                yield _Block(block, is_large=block[0].height > usual)
                block = []
        block.append(line)
    if block:
        yield _Block(block, is_large=block[0].height > usual)


def _goes_on_elsewhere(block: _Block, following: _Block) -> bool:
    """Tell whether a paragraph goes on in the next column or on the next page: where a sentence was cut in two."""
    last, first = block.lines[-1], following.lines[0]
    is_elsewhere = last.page != first.page or first.base > last.base
    is_alike = abs(last.height - first.height) <= _SAME_HEIGHT * last.height
    if not is_elsewhere or not is_alike or _ends_sentence(last) or _BULLET.match(first.text):
        return False
    is_full = block.is_full(last, first) and (len(block.lines) > 1 or last.right - last.left > 20 * last.height)
    return last.is_hyphenated or first.text[0].islower() or (is_full and not following.is_indented(first))


def _end_line(line: Line, following: Line, *, words: Dictionary) -> str:
    """Return a line as it stands before the next one: with a blank, or with its hyphen, or joined to the next word."""
    text = _strip_hyphen(line)
    if text is None:
        is_dense = bool(_DENSE.match(line.text[-1]) and _DENSE.match(following.text))
        return line.text if is_dense else f"{line.text} "
    return text if words.is_one_word(find_break(text, following.text)) else f"{text}-"


def _strip_hyphen(line: Line) -> str | None:
    """Return a line without the hyphen that ends it; `None` where none does, or where it stands alone as a dash."""
    if line.is_hyphenated:
        return line.text
    return line.text[:-1] if line.text.endswith(HYPHENS) and line.text[-2:-1].isalnum() else None
