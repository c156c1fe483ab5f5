"""Questions about who somebody is, where a name stands beside what its bearer is."""

from __future__ import annotations

from collections.abc import Iterator

from rag.drafting.phrases import Phrase, Sentence
from rag.drafting.types import Draft, Kind
from rag.drafting.words import CLOSED, listed

_ROLE_NOUNS = listed(
    "administrator minister president spokesman spokeswoman director chief chairman chairwoman leader "
    "governor secretary "
    "head ambassador adviser advisor editor coach mayor founder commander chancellor premier manager"
)


def who_is(sentence: Sentence, subject: Phrase) -> Iterator[Draft]:
    """`Ben Reich, chief executive of Datasembly, said …`."""
    after = sentence.skip_apposition(subject.after)
    described = range(subject.after + 1, after - 1)
    if (
        not subject.is_person
        or " " not in subject.text
        or len(described) < 3
        or sentence.low(described[0]).isdigit()
        or sentence.low(described[0]) in {"who", "whose"}
        or sentence.low(described[0]).endswith(("ing", "ed"))
        or not {"of", "at", "for", "with", "and", "who"} & {sentence.low(n) for n in described}
    ):
        return
    yield Draft.of(sentence, Kind.WHO, f"Who is {subject.text}?", described[0], described[-1] + 1)


def ask_by_apposition(sentence: Sentence, place: int) -> Iterator[Draft]:
    """Yield who holds a role, of a name at `place`.

    `NASA’s administrator, Bill Nelson,`; `the governor of Primorye, Oleg Kozhemyako,`; `Yuri Borisov, who heads it,`.
    """
    after = sentence.read_name(place)
    if after - place < 2 or not sentence.is_named(place, after, opens=place == 0):
        return
    if sentence.low(after) not in {",", "."} or (place and sentence.tokens[place - 1].is_capitalised):
        return
    if sentence.low(place - 1) == "," and place >= 3:
        role = _role_before(sentence, place - 1)
        if role is not None:
            yield Draft.of(sentence, Kind.WHO, f"Who is {role}?", place, after)
    elif sentence.low(after + 1) == "who" and sentence.is_person(place, after):
        yield from _who_does(sentence, place, after)
    elif sentence.is_person(place, after):
        end = sentence.skip_apposition(after) - 1
        begins = next((n for n in range(after + 1, end) if sentence.low(n) in _ROLE_NOUNS), None)
        if begins is not None and begins + 1 == end:
            role = _role_before(sentence, end)
            if role is not None:
                yield Draft.of(sentence, Kind.WHO, f"Who is {role}?", place, after)


def _role_before(sentence: Sentence, end: int) -> str | None:
    """Read "NASA’s administrator" or "the governor of the Primorye region" that ends before token `end`."""
    for first in range(end - 2, max(end - 9, -1), -1):
        token = sentence.tokens[first]
        if token.text == ",":
            return None
        words = [sentence.low(n) for n in range(first + 1, end)]
        if token.is_capitalised and token.text.endswith(("’s", "'s")) and words[-1] in _ROLE_NOUNS:
            if not all(sentence.tokens[n].is_plain and sentence.low(n) not in CLOSED for n in range(first + 1, end)):
                return None
            while first > 0 and sentence.tokens[first - 1].is_capitalised:
                first -= 1
            if not sentence.is_named(first, end, opens=first == 0):
                return None
            has_the = first > 0 and sentence.low(first - 1) == "the"
            return ("the " if has_the else "") + sentence.words(first, end)
        if token.low == "the" and words[0] in _ROLE_NOUNS and words[1:2] == ["of"]:
            if any(sentence.tokens[n].is_capitalised for n in range(first + 1, end)):
                return "the " + sentence.words(first + 1, end)
            return None
    return None


def _who_does(sentence: Sentence, place: int, after: int) -> Iterator[Draft]:
    verb = after + 2
    token = sentence.tokens[verb] if verb < len(sentence.tokens) else None
    if token is None or not token.is_plain or not token.low.endswith("s") or token.low in {"was", "is", "has", "does"}:
        return
    thing = sentence.read_object(verb + 1)
    if thing is None or sentence.low(thing.after) not in {",", "."}:
        return
    if any(sentence.tokens[n].is_capitalised for n in range(verb + 1, thing.after)):
        yield Draft.of(sentence, Kind.WHO, f"Who {token.low} {thing.text}?", place, after)
