"""Read the phrases of a sentence: who acts, what is acted on, how many, when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.drafting.date_words import DATE, YEAR
from rag.drafting.tokens import Token, Usage
from rag.drafting.verbs import BASE_OF_PAST
from rag.drafting.words import (
    CLAUSE_WORDS,
    CLOSED,
    DEGREES,
    DETERMINERS,
    GIVEN_NAMES,
    NOT_PLURALS,
    NUMBERS,
    PLURALS,
    POINTERS,
    PREPOSITIONS,
    SCALES,
    TITLES,
    listed,
)

MAX_NAME_WORDS = 7
_BEFORE_A_GERUND = PREPOSITIONS | DETERMINERS | {"and", "or"}
_OPENING = frozenset(("“", '"'))
_LATE = listed("late early earlier later")
_JOINERS = listed("of and for & de van von der al bin du la")
_NO_END = PREPOSITIONS | DETERMINERS | frozenset(("and", "or", "both", "each"))
_NAMED_SMALL = TITLES | GIVEN_NAMES
_PEOPLE = listed(
    "officials workers shares police forces troops lawmakers prosecutors researchers scientists authorities voters "
    "regulators fans employees residents astronomers engineers soldiers leaders senators executives"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of a sentence as a question may use them, and the token after them.

    Attributes:
        text: the words; without the capital that only opens the sentence.
        after: place of the first token after the phrase.
        is_person: whether they name one person.
    """

    text: str
    after: int
    is_person: bool = False


class Sentence:
    """A sentence of an article as tokens, with readers of its phrases.

    Args:
        text: the article.
        tokens: those of the sentence.
        usage: how the article writes its words.
    """

    def __init__(self, text: str, tokens: Sequence[Token], usage: Usage) -> None:
        self.text = text
        self.tokens = tokens
        self.usage = usage

    def words(self, first: int, after: int) -> str:
        """Return the words of tokens `first` up to `after`, as the article has them, on one line."""
        if after <= first:
            return ""
        return " ".join(self.text[self.tokens[first].start : self.tokens[after - 1].end].split())

    def low(self, place: int) -> str:
        """Return a token in lower case; nothing past the end."""
        return self.tokens[place].low if 0 <= place < len(self.tokens) else ""

    def read_date(self, place: int) -> int:
        """Return the place after the date that begins at `place`; `place` itself if none does."""
        if place >= len(self.tokens):
            return place
        match = DATE.match(self.text, self.tokens[place].start)
        if match is None or match.end() > self.tokens[-1].end:
            return place
        return next(
            (n for n in range(place, len(self.tokens)) if self.tokens[n].start >= match.end()), len(self.tokens)
        )

    def read_name(self, place: int) -> int:
        """Return the place after the name that begins at `place`; `place` itself if none does."""
        after = place
        while after < len(self.tokens) and after - place < MAX_NAME_WORDS:
            token = self.tokens[after]
            if token.is_word and token.is_capitalised and token.low not in POINTERS:
                after += 1
                if token.text.endswith(("’s", "'s", "’", "'")) and not self._is_capitalised(after):
                    break
            elif after > place and token.low in _JOINERS and self._is_capitalised(after + 1):
                after += 1
            elif (
                after > place and token.low == "of" and self.low(after + 1) == "the" and self._is_capitalised(after + 2)
            ):
                after += 2
            else:
                break
        return after

    def read_subject(self, place: int) -> Phrase | None:
        """Read a name, or what belongs to one ("Twitter’s board", "Russian forces"), that a verb may follow."""
        first = place + (self.low(place) == "the")
        after = self.read_name(first)
        if after == first or not self.is_named(
            first, after, opens=first == 0 or self.tokens[first - 1].text in _OPENING
        ):
            return None
        last = self.tokens[after - 1].text
        if last.endswith(("’s", "'s", "’", "'")):
            nouns = after
            while nouns < len(self.tokens) and nouns - after < 2 and self._is_noun(nouns):
                nouns += 1
            if nouns == after:
                return None
            return Phrase(self._start_small(place, nouns), nouns)
        if self.low(after) in _PEOPLE:
            return Phrase(self._start_small(place, after + 1), after + 1)
        full = self.usage.full_names.get(last.lower()) if after - first == 1 else None
        if full is not None:
            return Phrase(full, after, is_person=True)
        return Phrase(self._start_small(place, after), after, is_person=self.is_person(first, after))

    def read_thing(self, place: int) -> Phrase | None:
        """Read "the mission" and its like, of which the article tells again and again."""
        if self.low(place) != "the":
            return None
        after = place + 1
        while after < len(self.tokens) and after - place < 4 and self._is_noun(after):
            after += 1
        named = self.read_name(after) if after == place + 2 else after
        if named > after:  # "the rover Pragyan"
            return Phrase(self._start_small(place, named), named)
        if after == place + 1 or self.low(after - 1) not in self.usage.common:
            return None
        return Phrase(self._start_small(place, after), after)

    def is_person(self, first: int, after: int) -> bool:
        """Whether a name is that of one person, as far as its words or those after it tell."""
        words = [token.low for token in self.tokens[first:after]]
        if not words or not _JOINERS.isdisjoint(words) or words[-1] in TITLES:
            return False
        bare = [word for word in words if word not in TITLES]
        return 1 <= len(bare) <= 4 and (
            ((bare[0] in GIVEN_NAMES or re.fullmatch(r"[a-z]\.", bare[0])) and len(bare) >= 2)
            or (len(bare) in (2, 3) and self.low(after) == "," and self.low(after + 1) == "who")
            or (len(bare) < len(words) and words[0] in TITLES)
            or (
                len(bare) >= 2
                and self.low(after) == ","
                and self.low(after + 1).isdigit()
                and self.low(after + 2) == ","
            )
        )

    def skip_apposition(self, place: int) -> int:
        """Return the place after ", the director of the bank,"; `place` itself if there is no such thing."""
        if self.low(place) != "," or not (
            self.low(place + 1) in {"a", "an", "the", "who", "whose"} or self._is_noun_at(place + 1)
        ):
            return place
        for after in range(place + 2, min(place + 14, len(self.tokens))):
            text = self.tokens[after].text
            if text == ",":
                return after + 1
            if not (self.tokens[after].is_word or text[0].isdigit()):
                return place
        return place

    def read_object(self, place: int, *, limit: int = 13) -> Phrase | None:
        """Read what follows a verb up to a date, a stop or the next clause; `None` if it cannot stand in a question."""
        after = place
        while after < len(self.tokens) and self.read_date(after) == after:
            token = self.tokens[after]
            if token.low in POINTERS and token.low not in {"each", "both", "other", "here", "there"}:
                return None
            if token.low in {"and", "or"} and after > place and not self._is_verb(after + 1):
                after += 1
                continue
            if (
                token.low in CLAUSE_WORDS
                or token.low in _LATE
                or not (token.is_word or token.text[0] in "$€£" or token.text[0].isdigit())
            ):
                break
            if (
                after > place
                and token.is_plain
                and token.low.endswith("ing")
                and self.low(after - 1) not in _BEFORE_A_GERUND
            ):
                return None
            if after > place and token.is_plain and self._is_verb(after) and self.low(after - 1) not in DETERMINERS:
                return None
            after += 1
        if not 1 <= after - place <= limit or not self.ends_well(after):
            return None
        last = self.tokens[after - 1]
        if last.is_plain and last.low.endswith(("ed", "ly")) and after - place > 1:
            return None
        if last.low in _NO_END:
            return None
        return Phrase(self.words(place, after), after)

    def ends_well(self, place: int) -> bool:
        """Whether a phrase may end before `place`: at a stop, a comma, a date, or a clause that adds a circumstance."""
        if place >= len(self.tokens) or self.tokens[place].text in {".", ",", ";", "—", "–"}:
            return True
        return self.read_date(place) > place or self.low(place) in {
            "after", "before", "amid", "following", "because", "due", "despite", "while", "when", "since", "although",
        } or (self.low(place) == "and" and self._is_verb(place + 1))  # fmt: skip

    def skip_degree(self, place: int) -> int:
        """Return the place after "at least", "about" and their like."""
        for degree in DEGREES:
            words = degree.split()
            if [self.low(place + n) for n in range(len(words))] == words:
                return place + len(words)
        return place

    def read_number(self, place: int) -> int:
        """Return the place after a whole number of two or more; `place` itself if none begins there."""
        word = self.low(place)
        is_digits = bool(re.fullmatch(r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?", word))
        scaled = self.low(place + 1) in SCALES
        if not (is_digits or word in NUMBERS) or word == "1" or (re.fullmatch(YEAR, word) and not scaled):
            return place
        if "." in word and not scaled:
            return place
        return place + 1 + scaled

    def read_counted(self, place: int) -> Phrase | None:
        """Read the plural noun that a number counts, with up to two words before it."""
        for after in range(place + 1, min(place + 4, len(self.tokens))):
            noun = self.tokens[after - 1]
            if not noun.is_word or noun.low in CLOSED | SCALES:
                return None
            if not noun.is_plain:
                continue
            is_plural = noun.low in PLURALS or (
                noun.low[-1] == "s" and noun.low[-2:] != "ss" and noun.low not in NOT_PLURALS
            )
            if is_plural:
                follows = self.low(after)
                ends = self.ends_well(after) or follows in PREPOSITIONS or follows in CLAUSE_WORDS
                return Phrase(self.words(place, after), after) if ends else None
        return None

    def read_rest(self, place: int, *, limit: int = 13) -> Phrase | None:
        """Read the prepositional phrases after a noun; an empty phrase if there is none, `None` if they read badly."""
        if place >= len(self.tokens) or self.low(place) not in PREPOSITIONS or self.read_date(place) > place:
            return Phrase("", place) if self.ends_well(place) else None
        return self.read_object(place, limit=limit)

    def _is_capitalised(self, place: int) -> bool:
        return place < len(self.tokens) and self.tokens[place].is_word and self.tokens[place].is_capitalised

    def _is_noun_at(self, place: int) -> bool:
        return place < len(self.tokens) and (self._is_noun(place) or self.low(place).isdigit())

    def _is_noun(self, place: int) -> bool:
        token = self.tokens[place]
        return token.is_plain and token.low not in CLOSED and not self._is_verb(place) and not token.low.endswith("ly")

    def _is_verb(self, place: int) -> bool:
        return self.low(place) in BASE_OF_PAST

    def is_named(self, first: int, after: int, *, opens: bool) -> bool:
        """Whether a run of capitalised words is a name, also where its first word opens the sentence."""
        word = self.tokens[first].text
        if len(word) < 2 or word.lower() in CLOSED:
            return False
        if not opens:
            return True
        if word.lower() in _NAMED_SMALL and after - first > 1:
            return True
        bare = re.sub(r"[’']s?$", "", word)
        return self.usage.is_name(bare) or (
            after - first > 1
            and bare.lower() not in self.usage.small
            and not bare.endswith(("s", "ed", "ing", "ly"))
            and all(token.is_capitalised for token in self.tokens[first:after])
        )

    def _start_small(self, first: int, after: int) -> str:
        words = self.words(first, after)
        opener = self.low(first)
        if opener in {"the", "former", "vice", "acting"}:
            return words[0].lower() + words[1:]
        return words
