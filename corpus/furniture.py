"""Tell page furniture from article text, one line at a time, by phrase and by shape.

`judge` needs no neighbours; what only position or repetition can tell is in `corpus.layout`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.captions import ends_with_credit, is_signed
from corpus.foreign_phrases import FOREIGN_LABELS
from corpus.notices import INSIDE, LINES
from corpus.phrases import (
    ADDRESSES_READER,
    APPEAL,
    BARE_PROMOTION,
    LABELS,
    OPENERS,
    PROMOTION,
    PUBLISHER_SPEAKS,
    REPORTED,
)
from corpus.shapes import (
    count_glued,
    count_words,
    ends_with_time,
    fold,
    is_byline,
    is_copyright,
    is_credit,
    is_picture_credit,
    is_sentence,
    is_timestamp,
    states_a_time,
)

# No notice in the development set is longer (the longest, a privacy notice, has 480 characters); real paragraphs are.
MAX_FURNITURE_CHARS = 600
_WHOLE_LINES = (*LABELS, *LINES, *FOREIGN_LABELS)
_BUTTONS = frozenset({"navigation", "cookie notice"})
_SENTENCE_BREAK = re.compile(r"""(?<=[.!?])["'”’)]* +""")
_SOCIAL = re.compile(
    r"share|tweet|facebook|twitter|x|whatsapp|linkedin|reddit|pinterest|telegram|instagram|youtube|tiktok|flipboard"
    r"|messenger|threads|bluesky|mastodon|viber|vk|tumblr|pocket|digg"
)
_SOCIAL_FILLER = re.compile(
    r"e-?mail|mail|copy|link|print|pin|it|on|via|this|save|sms|post|send|comments?|icon|logo|click|to|and|or|more"
    r"|article|story|page|with|by|the|bookmark|shares|like|follow|us"
)
_SHAPES = (
    ("byline", is_byline),
    ("credit", is_credit),
    ("byline", is_signed),
    ("picture credit", is_picture_credit),
    ("picture credit", ends_with_credit),
    ("copyright", is_copyright),
)
_GLUED_LINK = re.compile(r"[^.!?:\"“”]{3,60}:(?=[\"'“‘]?[A-ZÀ-Þ][^:]{20,})")
# Labels that may be glued to the words that follow or precede them, as in `Read MoreThe minister said`.
_GLUED_HEAD = re.compile(
    r"(?:back to (?:the )?top(?: button)?|advertisement|story continues below(?: advertisement)?"
    r"|continue reading|read more|share this(?: article)?"
    r"|related articles|skip to (?:main )?content|sign up|play video"
    r"|view comments)(?=(?-i:[A-ZÀ-Þ“\"][\w’'.-]*[ ,]))",
    re.IGNORECASE,
)
_GLUED_TAIL = re.compile(
    r"""(?<=[.!?"”’])\s*(?:(?:back to (?:the )?top(?: button)?|advertisement|story continues below(?: advertisement)?"""
    r"|read more|view comments|opens new tab|_{3,}(?!_))\s*)+$",
    re.IGNORECASE,
)


def trim(line: str) -> tuple[str, list[str]]:
    """Cut labels glued to the first or last words of a line; return what is left and what was cut."""
    cut = []
    if head := _GLUED_HEAD.match(line[:120]):
        cut.append(head.group())
        line = line[head.end() :]
    offset = max(len(line) - 120, 0)
    if tail := _GLUED_TAIL.search(line[offset:]):
        cut.append(tail.group().strip())
        line = line[: offset + tail.start()].rstrip()
    return line, cut


@lru_cache(maxsize=4096)
def judge(line: str) -> str | None:
    """Return why a line is page furniture whatever surrounds it, or `None` where nothing says so."""
    if len(line) > MAX_FURNITURE_CHARS:
        return None
    folded = fold(line)
    if not any(map(str.isalnum, folded)):
        return "separator"
    if line[0] in "\"“'‘«":
        return None  # someone is quoted, and may say anything
    for reason, labels in _WHOLE_LINES:
        # "OK." and "Go." are answers; buttons carry no full stop.
        if labels.fullmatch(folded) and not (reason in _BUTTONS and line.endswith(".") and len(folded) < 12):
            return reason
    return _judge_shape(line, folded) or _judge_speech(line, folded)


def opens_a_list_of_articles(line: str) -> bool:
    """Tell whether a line is the heading over links to other articles, such as `Most read`."""
    # "Most popular name: Michael" is a fact.
    if len(line) > 80 or line.endswith((".", ",")) or ":" in line.rstrip(": "):
        return False
    return bool(OPENERS.fullmatch(fold(line)))


def _judge_shape(line: str, folded: str) -> str | None:
    """Judge a line by what it is made of: names, dates, credits, links."""
    if _is_share_bar(line, folded):
        return "share buttons"
    if (is_timestamp(line) and states_a_time(folded)) or ends_with_time(line):
        return "timestamp"
    for reason, holds in _SHAPES:
        if holds(line):
            return reason
    if PROMOTION.match(folded) or (BARE_PROMOTION.match(folded) and not REPORTED.search(folded)):
        return "promotion"
    # One such word may be somebody's name for a product; position decides then, see `corpus.layout`.
    if not is_sentence(line) and count_glued(line) > 1:
        return "breadcrumb"
    # A link to another article runs "Label:Headline", with no space, or shouts. Shouted subheadings are shorter.
    words = len(folded.split())
    if not is_sentence(line) and ((words >= 5 and _GLUED_LINK.match(line)) or (words >= 8 and line.isupper())):
        return "promotion"
    return None


def _is_share_bar(line: str, folded: str) -> bool:
    """Tell whether a line holds nothing but names of networks and what can be done there."""
    words = [word.strip(",.|/") for word in folded.split()]
    if len(words) > 20 or is_sentence(line):
        return False
    named = [bool(_SOCIAL.fullmatch(word)) for word in words]
    return any(named) and all(a or _SOCIAL_FILLER.fullmatch(b) for a, b in zip(named, words, strict=True))


def _judge_speech(line: str, folded: str) -> str | None:
    """Judge a line by who speaks: a page that appeals to its reader is furniture, a person who is quoted is not."""
    if REPORTED.search(folded):
        return None
    for reason, standing in INSIDE:
        if standing.search(folded):
            return reason
    sentences = [fold(sentence) for sentence in _SENTENCE_BREAK.split(line)]
    appeals = [s for s in sentences if APPEAL.match(s) or PUBLISHER_SPEAKS.search(s)]
    if not appeals:
        return None
    if all(s in appeals or ADDRESSES_READER.search(s) or count_words(s) <= 8 for s in sentences):
        return "cookie notice" if "cookie" in folded else "appeal"
    # What is offered may be praised in a sentence that addresses no one: the appeal before it, or its weight, decides.
    leads = sentences[0] in appeals and len(sentences) <= 3
    return "appeal" if leads or 2 * sum(map(len, appeals)) > sum(map(len, sentences)) else None
