"""Tell page furniture by where it stands and how often: above the headline, below the last sentence, repeated."""

from __future__ import annotations

import re
from collections import Counter

from corpus.evidence import PROSE_WORDS, is_prose
from corpus.furniture import opens_a_list_of_articles
from corpus.shapes import LIST_ITEM, count_words, fold, is_breadcrumb, is_sentence, is_timestamp
from corpus.weighing import find_outweighed

__all__ = ["find_furniture", "find_headline", "find_repeated", "is_dated", "is_prose"]

# Headlines of the development set have 5 to 14 words; names, sections and roles have 1 to 4.
_HEADLINE_WORDS = range(4, 31)
_LINK_WORDS = 25
_TRAILING_WORDS = 15
_MAX_LISTED = 15
_MAX_TRAILING = 12
_BARS = re.compile(r" ?[|·•] ?| [-–—] ")
_AUTHOR_NOTE = re.compile(
    r"The (?:writer|author) (?:is|was|works|teaches) .{3,300}|(?:[A-Z][\w'’.-]+ ){2,5}(?:is|was) (?:an? "
    r"|the )?(?:\w+ ){0,4}"
    r"(?:fellow|professor|lecturer|researcher|author of|founder|co-founder|director|analyst|lawyer|economist"
    r"|historian)\b"
    r".{0,400}(?:@|\b[Tt]weets\b|Twitter|\be-?mail|\bauthor of\b|\blives in\b|\bher (?:book|work)\b|\bhis (?:book"
    r"|work)\b).{0,200}|"
    r"(?:[A-Z][\w'’.-]+ ){1,4}(?:is|was|are|covers|writes|reports) (?:an? |the |about |on "
    r"|for )?.{0,120}\b(?:reporter|correspondent|editor|journalist"
    r"|columnist|freelance\w*|contributor|(?:staff|senior|news|newsletter|opinion|contributing) writer|producer"
    r"|bureau chief|covers|covering|writes (?:about|for|on))\b.{0,300}"
)


def find_headline(lines: list[str]) -> int | None:
    """Return the place of the headline among the lines before the first paragraph, or `None` where there is none."""
    top = lines[: next((i for i, line in enumerate(lines) if is_prose(line)), 0)]
    for i, line in enumerate(top):
        if (
            count_words(line) in _HEADLINE_WORDS
            and not line.endswith((".", "-", "—", ":", ";"))
            and _may_be_headline(line)
        ):
            return i
    # A headline of two or three words is told from a name or a section by a word in lower case: "Seoul strikes back".
    for i, line in enumerate(top):
        words = line.split()
        if 2 <= len(words) <= 3 and any(word[0].islower() for word in words) and not is_sentence(line):
            return i
    return None


def find_furniture(lines: list[str]) -> dict[int, str]:
    """Return which lines are furniture by their position, and why, by line number."""
    prose = [i for i, line in enumerate(lines) if is_prose(line)]
    lists = _find_lists(lines, prose)
    if not prose:
        return lists
    return find_outweighed(lines) | _find_below(lines, prose) | _find_above(lines, prose[0]) | lists


def find_repeated(lines: list[str]) -> dict[int, str]:
    """Return which lines are repeats, by line number.

    Of a repeated paragraph or headline the first stays. A repeated short fragment goes altogether, unless the text is
    made of them, as tables and transcripts are.
    """
    keys = [fold(line) for line in lines]
    counts = Counter(keys)
    fragments = [i for i, line in enumerate(lines) if counts[keys[i]] > 1 and _may_be_repeated(line)]
    is_made_of_them = len(fragments) > max(6, 0.2 * len(lines))
    found: dict[int, str] = {} if is_made_of_them else dict.fromkeys(fragments, "repeated label")
    seen: set[str] = set()
    for i, key in enumerate(keys):
        if key in seen and count_words(lines[i][:400]) >= PROSE_WORDS:
            found[i] = "repeated"
        seen.add(key)
    return found


def _may_be_headline(line: str) -> bool:
    return not is_breadcrumb(line) and not is_timestamp(line) and not opens_a_list_of_articles(line)


def _may_be_repeated(line: str) -> bool:
    is_fragment = (
        not is_sentence(line)
        and ":" not in line
        and not line.endswith(";")
        and not LIST_ITEM.match(line)
        and not any(map(str.isdigit, line))
    )
    return is_fragment and 1 <= count_words(line) < _HEADLINE_WORDS.start and len(line) > 2 and line[0] not in "\"“'‘«"


def is_dated(line: str) -> bool:
    """Tell whether a line is a date, alone or beside a name: "Reuters | March 4, 2024"."""
    return is_timestamp(line) or (len(line) < 120 and any(map(is_timestamp, _BARS.split(line))))


def _find_lists(lines: list[str], prose: list[int]) -> dict[int, str]:
    """Find headings over links to other articles, and the links below them."""
    found: dict[int, str] = {}
    last_prose = prose[-1] if prose else -1
    i = 0
    while i < len(lines):
        if not opens_a_list_of_articles(lines[i]):
            i += 1
            continue
        found[i] = "list of other articles"
        i += 1
        if prose and i <= prose[0]:
            continue  # what follows above the first paragraph may be the article's own headline
        limit = i + _MAX_LISTED if i < last_prose else len(lines)
        while i < min(limit, len(lines)) and not is_sentence(lines[i]) and count_words(lines[i]) <= _LINK_WORDS:
            if lines[i].endswith((":", ";")) or lines[i][0] in '"“':
                break
            found[i] = "list of other articles"
            i += 1
    return found


def _find_above(lines: list[str], first_prose: int) -> dict[int, str]:
    """Find sections, names and dates around the headline."""
    found = {}
    headline = find_headline(lines[: first_prose + 1])
    for i, line in enumerate(lines[:first_prose]):
        if i == headline:
            continue
        words = count_words(line)
        is_short = words < _HEADLINE_WORDS.start + (1 if headline is not None else 0) and not is_sentence(line)
        if is_dated(line):
            found[i] = "timestamp"
        elif is_breadcrumb(line):
            found[i] = "breadcrumb"
        elif line.endswith(("—", "–", " -")) and words <= 6:
            found[i] = "dateline"
        elif headline is not None and i < headline and words <= 8:
            found[i] = "above the headline"
        elif is_short and not LIST_ITEM.match(line) and not line.endswith(("?", ":")):
            found[i] = "beside the headline"
    return found


def _find_below(lines: list[str], prose: list[int]) -> dict[int, str]:
    """Find what trails after the last sentence: notes on the author, then tags, links and labels."""
    found: dict[int, str] = {}
    end = len(lines)
    while end > 1 and len(prose) > 3 and _AUTHOR_NOTE.fullmatch(lines[end - 1]) and "”" not in lines[end - 1]:
        end -= 1
        found[end] = "author note"
    start = end
    while start > prose[0] and not is_sentence(lines[start - 1]) and not lines[start - 1].endswith((":", ";")):
        start -= 1
    trailing = range(start, end)
    for i in trailing:
        if is_timestamp(lines[i]):
            found[i] = "timestamp"
        elif is_breadcrumb(lines[i]):
            found[i] = "breadcrumb"
    is_listed = start > 0 and lines[start - 1].endswith((":", ";"))
    is_content = is_listed or any(LIST_ITEM.match(lines[i]) for i in trailing)
    if len(trailing) <= _MAX_TRAILING and not is_content and len(prose) > 2:
        for i in trailing:
            holds_a_sentence = re.search(r"[.!?] [A-Z]", lines[i])
            if (
                count_words(lines[i]) <= _TRAILING_WORDS
                and not any(map(str.isdigit, lines[i]))
                and not holds_a_sentence
            ):
                found.setdefault(i, "after the last sentence")
    return found
