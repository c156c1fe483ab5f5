"""Titles to read windows under: an article's own, a headline made from one of its sentences, or another article's.

A window cut from the middle of an article often names its subject by a pronoun or not at all; the title says what it
is about. News has headlines, which tell part of the story and may hold words that look like an answer: the reader is to
take none from there. Where the question names the subject, and the window under its own title is the only sign of it,
the same window under another article's title does not answer.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from rag.reader.training.data import Example
from rag.reader.training.windows import Window, split_sentences

_NO_TITLE = re.compile(r"^Wiki1k:|^subjqa")  # what some sets have in its place
_TRAILING = re.compile(r"(?:[\s,;:]+|\b(?:a|an|the|of|in|on|at|to|for|and|or|with|by|from|as|that|was|is|were|are))+$")
_CANDIDATES = 12
_COMMON_WORDS = 300
_MANY = 5  # paragraphs, of an article that stands in for another


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleShares:
    """How often a window is read under which title; the rest has none.

    Attributes:
        own: the article's.
        headline: made from a sentence of the article.
        own_if_needed: the article's, where the question names the subject and the window does not.
        other_if_needed: of those windows, how many bring one along that stands under another article's title.
    """

    own: float
    headline: float
    own_if_needed: float
    other_if_needed: float


class TitlePool:
    """The titles, sentences and commonest words of the articles that windows are cut from."""

    def __init__(self, examples: Iterable[Example]) -> None:
        contexts: dict[str, dict[str, None]] = defaultdict(dict)
        for example in examples:
            contexts[example.title][example.context] = None
        self._contexts = {title: tuple(found) for title, found in contexts.items()}
        self._titles = sorted(t for t, found in contexts.items() if show_title(t) and len(found) >= _MANY)
        self._words = {title: _find_common_words(self._contexts[title]) for title in self._titles}

    def put(self, window: Window, example: Example, *, shares: TitleShares, rng: random.Random) -> Window:
        """Return the window under a title drawn by `shares`."""
        is_needed = needs_title(window, example.title)
        own = shares.own_if_needed if is_needed else shares.own
        draw = rng.random()
        if draw < own:
            return replace(window, title=show_title(example.title))
        if draw < own + shares.headline * (0.3 if is_needed else 1.0):
            return replace(window, title=self._draw_headline(example, rng=rng))
        return window

    def put_other(self, window: Window, example: Example, *, shares: TitleShares, rng: random.Random) -> Window | None:
        """Return an answerable window under another article's title, which makes it none; `None` where it would not."""
        asked = _find_words(window.question)
        names = _find_words(" ".join(re.findall(r"(?<=\s)[A-Z][\w-]{3,}", window.question)))
        stands_alone = bool(names & _find_words(window.text)) or not needs_title(window, example.title)
        if stands_alone or not window.is_answerable or rng.random() >= shares.other_if_needed:
            return None
        own = self._words.get(example.title, frozenset())
        near = rng.sample(self._titles, min(_CANDIDATES, len(self._titles)))
        near = [title for title in near if title != example.title and not asked & _find_words(show_title(title))]
        if not near:
            return None
        other = rng.choice(near) if rng.random() < 0.3 else max(near, key=lambda title: len(own & self._words[title]))
        return replace(
            window,
            title=show_title(other),
            answer=None,
            evidence=(False,) * len(window.evidence),
            is_answerable=False,
            kind="other-title",
        )

    def _draw_headline(self, example: Example, *, rng: random.Random) -> str:
        context = example.context if rng.random() < 0.7 else rng.choice(self._contexts[example.title])
        sentence = rng.choice(split_sentences(context))
        return make_headline(context[sentence.start : sentence.end], rng=rng)


def show_title(title: str) -> str:
    """Return a title as a person would read it; empty where a set has only an identifier."""
    return "" if _NO_TITLE.match(title) else title.replace("_", " ")


def needs_title(window: Window, title: str) -> bool:
    """Return whether the question names what the article is about, and the window does not."""
    named = _find_words(show_title(title)) & _find_words(window.question)
    return bool(named) and not named & _find_words(window.text)


def make_headline(sentence: str, *, rng: random.Random) -> str:
    """Shorten a sentence to what a headline may be: some of its first words, with or without capitals."""
    plain = re.sub(r"\([^)]*\)|\[[^\]]*\]|[\"“”]", "", " ".join(sentence.split()))
    words = re.sub(r"^(?:The|A|An|In|However,|Also,)\s+", "", plain).split()
    text = _TRAILING.sub("", " ".join(words[: rng.randint(6, 14)]).rstrip(".!?,;: "))
    if rng.random() < 0.4:
        text = " ".join(word[:1].upper() + word[1:] if len(word) > 3 else word for word in text.split(" "))
    return text[:1].upper() + text[1:]


def _find_words(text: str) -> frozenset[str]:
    """Return the words by which a text is about the same thing as another: a name's own, without their endings."""
    return frozenset(
        re.sub(r"(?:ies|ian|an|s|n|y)$", "", word) for word in re.findall(r"[^\W\d_]{4,}|\d{4}", text.lower())
    )


def _find_common_words(contexts: Iterable[str]) -> frozenset[str]:
    counts = Counter(word for context in contexts for word in re.findall(r"[^\W\d_]{4,}", context.lower()))
    return frozenset(word for word, _ in counts.most_common(_COMMON_WORDS))
