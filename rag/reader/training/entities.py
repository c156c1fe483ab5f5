"""Names, numbers and dates in a text, found by their shape, and a pool of them to swap with."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_COUNTS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|fifty|hundred|thousand|million|billion"
)
_PATTERNS = (
    ("month", re.compile(rf"\b(?:{_MONTHS})\b")),
    ("decade", re.compile(r"\b1[0-9]\d0s\b|\b20[0-2]0s\b|\b\d{1,2}(?:st|nd|rd|th)(?: century)\b")),
    ("year", re.compile(r"(?<![\d,.])(?:1[0-9]\d\d|20[0-2]\d)(?![\d,]|\.\d)")),
    ("number", re.compile(rf"(?<![\w,.])\d[\d,.]*\d(?![\w])|(?<![\w,.])\d(?![\w,.]*\d)(?!\w)|\b(?:{_COUNTS})\b")),
    ("name", re.compile(r"(?<![\w'’])[A-Z][\w'’-]*[\w](?: [A-Z][\w'’-]*[\w])*")),
)
# Words that begin a sentence with a capital and are no names.
_PLAIN_WORDS = """
what who whom whose which when where why how is are was were do does did has have had can could will would should may
might must in on at by for from to of with as and or but if while after before during since until although though
because the a an this that these those it its he she his her they their there here we i you my our not no some many
most all both each every other another such one two three first second new according name between under over into
about through also however then than more besides along despite unlike like today later early following since
"""
_PLAIN = frozenset(_PLAIN_WORDS.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A name, number or date, and its kind (`name`, `name-long`, `year`, `decade`, `month`, `number`)."""

    text: str
    kind: str


def find_entities(text: str) -> list[Entity]:
    """Return the entities of `text` in order of kind, each once; a capital alone at a sentence's start is no name."""
    found: dict[str, Entity] = {}
    taken: list[tuple[int, int]] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, words = match.start(), match.group().split(" ")
            if kind == "name":
                while words and words[0].lower() in _PLAIN:
                    start += len(words[0]) + 1
                    words = words[1:]
                is_initial = not text[:start].rstrip() or text[:start].rstrip()[-1] in ".!?\"“”'"
                if not words or (is_initial and len(words) == 1) or len(words) > 5:
                    continue
            entity = " ".join(words)
            end = start + len(entity)
            if len(entity) < 2 or any(start < b and a < end for a, b in taken):
                continue
            taken.append((start, end))
            label = "name-long" if kind == "name" and len(words) > 1 else kind
            found.setdefault(entity.lower(), Entity(text=entity, kind=label))
    return list(found.values())


class EntityPool:
    """Entities by kind, of each title and of all of them, to draw substitutes from."""

    def __init__(self, passages: Iterable[tuple[str, str]]) -> None:
        """Collect from `(title, text)` pairs."""
        self._of_title: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._of_kind: dict[str, list[str]] = defaultdict(list)
        for title, text in passages:
            for entity in find_entities(text):
                self._of_title[title, entity.kind].append(entity.text)
                self._of_kind[entity.kind].append(entity.text)

    def draw(self, entity: Entity, *, title: str, near: str, avoid: str, rng: random.Random) -> str | None:
        """Draw a substitute of the same kind: from `near`, the title or anywhere; never one that `avoid` names.

        `near` is the window's own text: a substitute that stands in it makes the nearest of misses.
        """
        for _ in range(6):
            place = rng.random()
            if place < 0.3:
                choices = [e.text for e in find_entities(near) if e.kind == entity.kind]
            elif place < 0.8:
                choices = self._of_title.get((title, entity.kind), [])
            else:
                choices = self._of_kind.get(entity.kind, [])
            if not choices:
                continue
            other = rng.choice(choices)
            one, two = entity.text.lower(), other.lower()
            if one in two or two in one or two in avoid.lower():
                continue
            return other
        return None
