"""Clean scraped article text: canonical characters, a paragraph a block, page furniture out with a reason each."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.furniture import judge, trim
from corpus.layout import find_furniture, find_repeated
from corpus.normalising import normalise, split_lines
from corpus.types import Removal


@dataclass(frozen=True, slots=True)
class Cleaned:
    r"""What cleaning kept and what it took out.

    Attributes:
        text: paragraphs separated by exactly one blank line (`\n\n`), no newline inside them, NFC.
        removed: what was taken out, in the order it was found.
        kept_share: characters kept of those there were, blank ones aside: 0 to 1, and 1.0 for a blank text.
    """

    text: str
    removed: tuple[Removal, ...]
    kept_share: float


def clean(text: str, *, is_scraped: bool = True) -> Cleaned:
    """Normalise a text and remove page furniture from it; the words that stay are never changed, added or moved.

    Cleaning twice is cleaning once: passes are made until one finds nothing, since removing the last line of a page
    shows another one to be last.

    Args:
        text: any text; a line is a paragraph, except where lines were hard-wrapped.
        is_scraped: whether a whole page may have been copied. If not (a curated or an already extracted text), only
            what a line itself shows counts, neither position nor repetition.
    """
    paragraphs = split_lines(normalise(text))
    chars = sum(len(paragraph) for paragraph in paragraphs)
    removed: list[Removal] = []
    while True:
        kept, found = _remove_lines(paragraphs)
        if is_scraped:
            kept, found_by_position = _remove_by_position(kept)
            found += found_by_position
        removed += found
        if kept == paragraphs:
            break
        paragraphs = kept
    cleaned = "\n\n".join(paragraphs)
    kept_chars = sum(len(paragraph) for paragraph in paragraphs)
    return Cleaned(cleaned, tuple(removed), kept_chars / chars if chars else 1.0)


def _remove_lines(paragraphs: list[str]) -> tuple[list[str], list[Removal]]:
    """Remove what shows itself to be furniture, and labels glued to what does not."""
    kept, removed = [], []
    for paragraph in paragraphs:
        if reason := judge(paragraph):
            removed.append(Removal(paragraph, reason))
            continue
        rest, labels = trim(paragraph)
        removed += [Removal(label, "glued label") for label in labels]
        if rest:
            kept.append(rest)
    return kept, removed


def _remove_by_position(paragraphs: list[str]) -> tuple[list[str], list[Removal]]:
    """Remove what its place among the others, or its repetition, shows to be furniture."""
    reasons = find_repeated(paragraphs) | find_furniture(paragraphs)
    removed = [Removal(paragraphs[i], reasons[i]) for i in sorted(reasons)]
    return [paragraph for i, paragraph in enumerate(paragraphs) if i not in reasons], removed
