"""The words of a sentence, where they stand, and the small phrases that are made of them."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.drafting.words import DATE_WORDS, GIVEN_NAMES, TITLES

_TOKEN = re.compile(
    r"(?:[A-Z]\.){1,}(?:[A-Z]\b)?|(?:Mr|Mrs|Ms|Dr|St|Sen|Rep|Gov|Gen|Jr|Sr|No|Lt|Col|Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec)\."
    r"|[$€£]?\d+(?:[.,]\d+)*(?:%|st\b|nd\b|rd\b|th\b)?(?:-[^\W\d_]+)*|[^\W_]+(?:[-’'&][^\W_]+)*[’']?|\S"
)


_CONTRACTED = ("’ve", "'ve", "’re", "'re", "’ll", "'ll", "’m", "'m", "’d", "'d", "n’t", "n't")  # "I’ve" is no name
_ENDS = frozenset((".", "?", "!", "”", '"', ")"))


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark of an article, `[start, end)` of its text, and the same in lower case."""

    text: str
    low: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether it begins with a letter."""
        return self.text[0].isalpha()

    @property
    def is_capitalised(self) -> bool:
        """Whether it may be part of a name."""
        return self.text[0].isupper() and self.low not in DATE_WORDS and not self.low.endswith(_CONTRACTED)

    @property
    def is_plain(self) -> bool:
        """Whether it is a word without a capital."""
        return self.text[0].isalpha() and self.text == self.low


def tokenise(text: str, start: int, end: int) -> list[Token]:
    """Return the tokens of `text[start:end]`; their offsets point into `text`."""
    return [
        Token(match[0], match[0].lower(), match.start(), match.end()) for match in _TOKEN.finditer(text, start, end)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """How an article writes its words.

    Attributes:
        small: the words that it writes without a capital.
        names: those that it writes with one inside a sentence, in lower case.
        common: the words, in lower case, that it has twice or more, and those of its title.
        full_names: the name of each person by the last word of it, where only one person has it.
    """

    small: frozenset[str]
    names: frozenset[str]
    full_names: Mapping[str, str]
    common: frozenset[str]

    def is_name(self, word: str) -> bool:
        """Whether a word that opens a sentence has its capital from elsewhere, too."""
        low = word.lower()
        return (low in self.names and low not in self.small) or not word[1:].isalpha() or not word[1:].islower()


def read_usage(sentences: Iterable[list[Token]], *, title: str) -> Usage:
    """Return how the words of an article are written."""
    small: set[str] = set()
    names: set[str] = set()
    people: defaultdict[str, set[str]] = defaultdict(set)
    counts: Counter[str] = Counter()
    for tokens in sentences:
        counts.update(token.low for token in tokens)
        capitals = sum(token.text[0].isupper() for token in tokens if token.is_word)
        if 2 * capitals > len(tokens) or tokens[-1].text not in _ENDS:
            continue  # a headline
        for before, token in itertools.pairwise(tokens):
            if token.is_plain:
                small.add(token.low)
            elif token.is_capitalised and before.text[-1] not in ".“\"'‘:—–-•*":
                names.add(token.low)
        for name in _read_people(tokens):
            people[name.split()[-1].lower()].add(name)
    full = {last: next(iter(found)) for last, found in people.items() if len(found) == 1}
    common = {word for word, count in counts.items() if count >= 2} | set(title.lower().split())
    return Usage(small=frozenset(small), names=frozenset(names), full_names=full, common=frozenset(common))


def _read_people(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the names of two or three words whose first is a given name."""
    for place, token in enumerate(tokens):
        if token.low in GIVEN_NAMES and token.is_capitalised:
            after = place + 1
            while after < len(tokens) and tokens[after].is_word and tokens[after].is_capitalised:
                after += 1
            words = [token.text for token in tokens[place:after]]
            if (
                2 <= len(words) <= 3
                and not words[-1].endswith(("’s", "'s", ".", "’", "'"))
                and words[-1].lower() not in TITLES
            ):
                yield " ".join(words)
