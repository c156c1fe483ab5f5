"""Windows made to look like text scraped from a page, and questions like those typed into a search box.

The passages of the public sets are clean prose; people's articles come with bylines, captions, links, wrapped lines and
sentences that lost the space between them. What is inserted answers nothing: it is a sentence without evidence.
"""

from __future__ import annotations

import random
import re
from dataclasses import replace

from corpus.types import Span
from rag.reader.training.windows import Window

_NAMES = (
    "Dana Whitfield",
    "Marcus Oyelaran",
    "Priya Raman",
    "Tom Ashby",
    "Elena Kovacs",
    "Sam Delgado",
    "Ruth Lindqvist",
)
_PLACES = ("LONDON", "WASHINGTON", "SEOUL", "PARIS", "NAIROBI", "Cape Town", "TORONTO", "Geneva")
_MONTHS = ("Jan.", "February", "March", "Apr", "May", "June", "July", "Aug.", "Sept.", "October", "Nov", "December")
_PATTERNS = (
    "By {name}",
    "By {name}, Staff Writer",
    "{month} {day}, {year}",
    "{month} {day}, {year} {hour}:{minute} a.m. ET",
    "Updated {hour}:{minute} PM, {month} {day}, {year}",
    "Published {day} {month} {year}",
    "{place} —",
    "{place}, {month} {day} –",
    "Photo: {name}/Getty Images",
    "Image caption {name} spoke to reporters in {year}",
    "Read more:",
    "READ MORE: What we know so far",
    "Related: {name} on the year {year}",
    "Sign up for our newsletter",
    "Share this article",
    "Advertisement",
    "{day} comments",
    "Watch: highlights of {year}",
    "{minute} min read",
    "Follow {name} on social media.",
)
_SMALL = """
what who whom whose which when where why how is are was were do does did the a an of in on at to for by from many much
has have had be been
"""
_SMALL_WORDS = frozenset(_SMALL.split())


def keep_keywords(question: str) -> str:
    """Return the question without its small words; unchanged where fewer than two words would be left."""
    kept = [w for w in question.rstrip("? ").split() if w.lower() not in _SMALL_WORDS]
    return " ".join(kept) if len(kept) > 1 else question


def roughen(window: Window, *, rng: random.Random) -> Window:
    """Insert page furniture between the sentences and change the white space around them; the labels move along."""
    inserted = {rng.randrange(len(window.sentences) + 1) for _ in range(rng.choice((0, 1, 1, 2)))}
    text, sentences, evidence = "", [], []
    answer: Span | None = None
    for number in range(len(window.sentences) + 1):
        if number in inserted:
            text, span = _add(text, _furniture(rng), joint=rng.choice((" ", "\n", "\n\n", "   ")))
            sentences.append(span)
            evidence.append(False)
        if number == len(window.sentences):
            break
        old = window.sentences[number]
        joint = rng.choices((" ", "\n", "\n\n", "", "\t\t "), weights=(5, 2, 2, 0.5, 0.5))[0]
        text, span = _add(text, _wrap(window.text[old.start : old.end], rng=rng), joint=joint)
        sentences.append(span)
        evidence.append(window.evidence[number])
        if window.answer and old.start <= window.answer.start and window.answer.end <= old.end:
            moved = span.start - old.start
            answer = Span(window.answer.start + moved, window.answer.end + moved)
    if window.answer and answer is None:  # it crosses a sentence's end: leave such a window as it is
        return window
    return replace(window, text=text, sentences=tuple(sentences), evidence=tuple(evidence), answer=answer)


def _add(text: str, piece: str, *, joint: str) -> tuple[str, Span]:
    start = len(text) + len(joint) if text else 0
    return (text + joint if text else "") + piece, Span(start, start + len(piece))


def _wrap(sentence: str, *, rng: random.Random) -> str:
    """Break lines at spaces, one for one, so that no offset moves."""
    if rng.random() < 0.7:
        return sentence
    width = rng.randint(50, 90)
    return re.sub(rf"(.{{{width},{width + 20}}}?) ", r"\1\n", sentence)


def _furniture(rng: random.Random) -> str:
    return rng.choice(_PATTERNS).format(
        name=rng.choice(_NAMES),
        place=rng.choice(_PLACES),
        month=rng.choice(_MONTHS),
        day=rng.randint(1, 28),
        year=rng.randint(2009, 2024),
        hour=rng.randint(1, 12),
        minute=rng.randint(10, 59),
    )
