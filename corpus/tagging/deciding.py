"""From what is known of the lines of a page to those that go, and to those that stay whatever a rule says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, inf, log
from typing import NamedTuple

from corpus.evidence import is_prose
from corpus.furniture import MAX_FURNITURE_CHARS
from corpus.languages import detect_language
from corpus.sentences import count_sentences

# A text with less prose is no article on a page: notes, tables, poems, lists of links.
_LEAST_PROSE_LINES = 3
# One with more lines is a book or a list; reading it whole would take a worker's time.
_MOST_LINES = 600
_SAMPLE_CHARS = 4000  # of a page, to tell its language by; the tagger learnt from English pages
_NOT_LATIN = "\u0250"
_LONG_PAGE = 60  # lines; longer ones are whole pages, menus and tables included, on which less can be taken for sure


class _Bounds(NamedTuple):
    """Log odds of a line of one sentence; where there are more to lose, a line is judged by less (`_weigh_loss`).

    Attributes:
        prose: of the tagger and the trees together: above it a paragraph goes though no rule names it.
        short: the same of any other line: a caption, a link, a subheading.
        article: of the trees: below it a line stays though a rule names it.
        sure: of the tagger: below it a line stays whatever names it.
    """

    prose: float
    short: float
    article: float
    sure: float


_USUAL = _Bounds(prose=1.4, short=1.4, article=0.6, sure=0.0)
_ON_LONG_PAGES = _Bounds(prose=4.5, short=3.2, article=1.2, sure=2.0)
_TAGGER_SHARE = 0.4  # of the log odds by which a line goes that no rule names; the rest is the trees'


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is to become of the lines of a page.

    Attributes:
        furniture: lines that go, and why.
        article: lines that stay though a rule names them.
        certain: those of them that the tagger by itself is sure of.
    """

    furniture: Mapping[str, str]
    article: frozenset[str]
    certain: frozenset[str]


NO_VERDICT = Verdict(furniture={}, article=frozenset(), certain=frozenset())


def judge_page(lines: Sequence[str]) -> Verdict:
    """Return what is to become of the lines of a page; of a line that stands there twice, what both places allow."""
    if sum(map(is_prose, lines)) < _LEAST_PROSE_LINES or len(lines) > _MOST_LINES or not _is_english(lines):
        return NO_VERDICT
    # Their runtime is not loaded for texts that they do not read.
    from corpus.tagging.boosting import describe_lines, open_trees
    from corpus.tagging.tagger import open_tagger

    bounds = _ON_LONG_PAGES if len(lines) > _LONG_PAGE else _USUAL
    together: dict[str, list[float]] = defaultdict(list)
    by_trees: dict[str, list[float]] = defaultdict(list)
    read = open_tagger().score(lines).tolist()
    for line, tagger, trees in zip(lines, read, open_trees().score(describe_lines(lines, read)).tolist(), strict=True):
        loss = _weigh_loss(line)
        is_sure = tagger - loss < bounds.sure
        together[line].append(-inf if is_sure else _TAGGER_SHARE * tagger + (1 - _TAGGER_SHARE) * trees)
        by_trees[line].append(-inf if is_sure else trees - loss)
    return Verdict(
        furniture={
            line: f"reads like page furniture ({1.0 / (1.0 + exp(-min(odds))):.0%})"
            for line, odds in together.items()
            if min(odds) > _find_bound(line, bounds) and len(line) <= MAX_FURNITURE_CHARS and _is_latin(line)
        },
        article=frozenset(line for line, odds in by_trees.items() if max(odds) < bounds.article),
        certain=frozenset(line for line, odds in by_trees.items() if max(odds) == -inf),
    )


def _find_bound(line: str, bounds: _Bounds) -> float:
    return bounds.prose + _weigh_loss(line) if is_prose(line) else bounds.short


def _weigh_loss(line: str) -> float:
    """Return by how much log odds have to be higher than of one sentence: a line of ten is ten times as much to lose.

    Expected loss decides (Berger, "Statistical Decision Theory and Bayesian Analysis", 1985): furniture goes by lines,
    and what is lost of an article is counted in sentences.
    """
    return log(count_sentences(line)) if is_prose(line) else 0.0


def _is_latin(line: str) -> bool:
    """Tell whether a line can be read: a quote in another script within an English text is not."""
    letters = [character for character in line if character.isalpha()]
    return 2 * sum(character < _NOT_LATIN for character in letters) >= len(letters)


def _is_english(lines: Sequence[str]) -> bool:
    return detect_language("\n".join(lines)[:_SAMPLE_CHARS]) == "en"
