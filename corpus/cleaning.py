"""Clean scraped article text: canonical characters, a paragraph a block, page furniture out with a reason each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.contents import find_contents
from corpus.entries import find_entry_times
from corpus.furniture import judge, trim
from corpus.layout import find_furniture, find_repeated
from corpus.normalising import normalise, split_lines
from corpus.tagging.deciding import NO_VERDICT, Verdict, judge_page
from corpus.types import Removal

# What the page as a whole may outweigh: of the reasons that a line's own words give, the first; of those that its place
# or repetition gives, all but the second; and the third only if the tagger by itself is sure of the line.
_ARGUABLE_WORDS = frozenset({"appeal", "credit", "promotion"})
_UNARGUABLE_PLACES = frozenset({"repeated", "breadcrumb", "readers' comments", "author note"})
_ARGUABLE_IF_CERTAIN = frozenset({"list of other articles", "picture credit", "repeated label", "timestamp"})
_CLOCK = re.compile(r"\d{1,2}[.:h]\d\d")  # the time of an entry, as in a live blog; arguable as words are


@dataclass(frozen=True, slots=True)
class Cleaned:
    r"""What cleaning kept and what it took out.

    Attributes:
        text: paragraphs separated by exactly one blank line (`\n\n`), no newline inside them, NFC.
        removed: what was taken out, in the order it was found.
        kept_share: characters kept of those there were, blank ones aside: 0 to 1, and 1.0 for a blank text.
        pages: where each page that was given begins in `text` now.
    """

    text: str
    removed: tuple[Removal, ...]
    kept_share: float
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph, and how many characters, blank ones aside, came before it in the whole text."""

    text: str
    start: int


def clean(text: str, *, is_scraped: bool = True, pages: Sequence[int] = ()) -> Cleaned:
    """Normalise a text and remove page furniture from it; the words that stay are never changed, added or moved.

    Cleaning twice is cleaning once: passes are made until one finds nothing, since removing the last line of a page
    shows another one to be last.

    Args:
        text: any text; a line is a paragraph, except where lines were hard-wrapped.
        is_scraped: whether a whole page may have been copied. If not (a curated or an already extracted text), only
            what a line itself shows counts, neither position nor repetition.
        pages: where each page begins in `text`, in order. What is removed hands the page it opened to what follows.
    """
    return _clean(text, is_scraped=is_scraped, is_tagged=is_scraped, pages=pages)


def clean_by_rules(text: str) -> Cleaned:
    """Clean a scraped text without the tagger: what that is trained on, and what its gain is measured against."""
    return _clean(text, is_scraped=True, is_tagged=False, pages=())


def _clean(text: str, *, is_scraped: bool, is_tagged: bool, pages: Sequence[int]) -> Cleaned:
    paragraphs = _count_along(split_lines(normalise(text)))
    chars = sum(len(paragraph.text) for paragraph in paragraphs)
    removed: list[Removal] = []
    while True:
        before = paragraphs
        if is_scraped:
            paragraphs, found = _remove_contents(paragraphs)
            removed += found
        # The page is read as it stands, with its furniture around it, and again when some of that has gone.
        verdict = judge_page([paragraph.text for paragraph in paragraphs]) if is_tagged else NO_VERDICT
        kept, found = _remove_lines(paragraphs, verdict)
        if is_scraped:
            kept, found_by_position = _remove_by_position(kept, verdict)
            found += found_by_position
        removed += found
        paragraphs = kept
        if paragraphs == before:
            break
    cleaned = "\n\n".join(paragraph.text for paragraph in paragraphs)
    kept_chars = sum(len(paragraph.text) for paragraph in paragraphs)
    return Cleaned(
        cleaned,
        tuple(removed),
        kept_chars / chars if chars else 1.0,
        _find_pages(paragraphs, counts=_count_before_pages(text, pages)) if pages else (),
    )


def _remove_contents(paragraphs: list[_Line]) -> tuple[list[_Line], list[Removal]]:
    """Remove a table of contents first: its entries would make headings look like labels that occur twice."""
    return _take_out(paragraphs, find_contents([paragraph.text for paragraph in paragraphs]))


def _remove_lines(paragraphs: list[_Line], verdict: Verdict) -> tuple[list[_Line], list[Removal]]:
    """Remove what shows itself to be furniture, and labels glued to what does not."""
    kept, removed = [], []
    entry_times = find_entry_times([paragraph.text for paragraph in paragraphs])
    for paragraph in paragraphs:
        reason = None if paragraph.text in entry_times else judge(paragraph.text)
        is_arguable = reason in _ARGUABLE_WORDS or (reason == "timestamp" and bool(_CLOCK.match(paragraph.text)))
        if reason and not _is_spared(paragraph.text, reason, verdict, is_arguable=is_arguable):
            removed.append(Removal(paragraph.text, reason))
            continue
        rest, labels = trim(paragraph.text)
        removed += [Removal(label, "glued label") for label in labels]
        if rest == paragraph.text:
            kept.append(paragraph)
        elif rest:
            head = paragraph.text[: paragraph.text.index(rest)]
            kept.append(_Line(rest, paragraph.start + _count(head)))
    return kept, removed


def _remove_by_position(paragraphs: list[_Line], verdict: Verdict) -> tuple[list[_Line], list[Removal]]:
    """Remove what its place among the others, its repetition, or its meaning there shows to be furniture."""
    texts = [paragraph.text for paragraph in paragraphs]
    reasons = {i: verdict.furniture[text] for i, text in enumerate(texts) if text in verdict.furniture}
    for shown in (find_repeated(texts), find_furniture(texts)):
        reasons |= {
            i: why
            for i, why in shown.items()
            if not _is_spared(texts[i], why, verdict, is_arguable=why not in _UNARGUABLE_PLACES | _ARGUABLE_IF_CERTAIN)
        }
    entry_times = find_entry_times(texts)
    reasons = {i: why for i, why in reasons.items() if texts[i] not in entry_times}
    return _take_out(paragraphs, reasons)


def _take_out(paragraphs: list[_Line], reasons: Mapping[int, str]) -> tuple[list[_Line], list[Removal]]:
    removed = [Removal(paragraphs[i].text, reasons[i]) for i in sorted(reasons)]
    return [paragraph for i, paragraph in enumerate(paragraphs) if i not in reasons], removed


def _is_spared(text: str, why: str, verdict: Verdict, *, is_arguable: bool) -> bool:
    """Return whether what the page as a whole says of a line outweighs the reason that it has to go."""
    return (is_arguable and text in verdict.article) or (why in _ARGUABLE_IF_CERTAIN and text in verdict.certain)


# Pages are followed by counting characters, not by marks in the text: normalising and joining lines change blanks
# only, so that the count before a page stays what it was, and no rule that judges a line ever sees a mark.


def _count(text: str) -> int:
    """Return the number of characters of a normalised text that normalising a part of it would leave there too."""
    return len(text) - sum(text.count(blank) for blank in (" ", "\n", "\u200c", "\u200d"))


def _count_along(paragraphs: list[str]) -> list[_Line]:
    lines = []
    start = 0
    for paragraph in paragraphs:
        lines.append(_Line(paragraph, start))
        start += _count(paragraph)
    return lines


def _count_before_pages(text: str, pages: Sequence[int]) -> list[int]:
    """Return how many characters come before each page."""
    counts = []
    start = count = 0
    for page in pages:
        end = page
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1  # an accent belongs to the letter before it, whatever the file says
        count += _count(normalise(text[start:end]))
        counts.append(count)
        start = end
    return counts


def _find_pages(paragraphs: list[_Line], *, counts: list[int]) -> tuple[int, ...]:
    """Return the offset, among the paragraphs that were kept, of the first character after each count."""
    pages = []
    place = offset = 0
    for count in counts:
        while place < len(paragraphs) and paragraphs[place].start + _count(paragraphs[place].text) <= count:
            offset += len(paragraphs[place].text) + len("\n\n")
            place += 1
        if place == len(paragraphs):
            pages.append(max(offset - len("\n\n"), 0))
            continue
        line = paragraphs[place]
        ahead = count - line.start
        for inside, character in enumerate(line.text):
            if _count(character):
                if ahead <= 0:
                    pages.append(offset + inside)
                    break
                ahead -= 1
    return tuple(pages)
