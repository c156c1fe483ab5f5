"""Questions about what somebody said of something."""

from __future__ import annotations

from collections.abc import Iterator

from rag.drafting.phrases import Phrase, Sentence
from rag.drafting.types import Draft, Kind
from rag.drafting.verbs import BASE_OF_PAST
from rag.drafting.words import AUXILIARIES, CLOSED, listed

# Topics that mean nothing away from their article.
_VAGUE = listed(
    "company part way thing end case move decision man woman men incident suspect victim group event "
    "report plan situation process results "
    "new time year day first same next country city state team people public government number question"
)
_SAYING = listed("said says warned added argued noted")
_NOT_OF_TOPIC = CLOSED - {"of"}


def ask_about_speech(sentence: Sentence) -> Iterator[Draft]:
    """Yield what may be asked about a statement and who made it."""
    subject = sentence.read_subject(0) or sentence.read_thing(0)
    if subject is not None:
        yield from _said_that(sentence, subject)
    yield from _ends_with_speaker(sentence)


def _said_that(sentence: Sentence, subject: Phrase) -> Iterator[Draft]:
    """`Biden said Tuesday that the economy is growing.`."""
    verb = sentence.read_date(sentence.skip_apposition(subject.after))
    does = "did"
    if sentence.low(verb) == "told":
        place = sentence.read_name(verb + 1)
        place = verb + 2 if sentence.low(verb + 1) in {"reporters", "lawmakers", "investors"} else place
        if place == verb + 1:
            return
        heard = f"tell {sentence.words(verb + 1, place)}"
    elif sentence.low(verb) in _SAYING:
        place, heard = verb + 1, "say"
        does = "does" if sentence.low(verb) == "says" else "did"
    else:
        return
    place = sentence.read_date(place)
    place += sentence.low(place) == "that"
    topic = read_topic(sentence, place)
    if topic is not None and not _shares_a_word(topic, subject):
        question = f"What {does} {subject.text} {heard} about {topic.text}?"
        yield Draft.of(sentence, Kind.SAID, question, place, len(sentence.tokens))


def _ends_with_speaker(sentence: Sentence) -> Iterator[Draft]:
    """`The economy is growing, Biden said.` and `“The economy is growing,” said Joe Biden, the president.`."""
    tokens = sentence.tokens
    for comma in range(len(tokens) - 2, 3, -1):
        if tokens[comma].text not in {",", "”", '"'}:
            continue
        begins = comma + 1
        inverted = sentence.low(begins) == "said"
        subject = sentence.read_subject(begins + inverted)
        if subject is None:
            continue
        after = sentence.skip_apposition(subject.after)
        if not inverted and sentence.low(after) not in {"said", "says", "added"}:
            continue
        opens = int(tokens[0].text in {"“", '"'})
        closes = [n for n in range(opens, comma + 1) if tokens[n].text in {"“", "”", '"'}]
        if closes != ([comma] if opens else []):
            return
        topic = read_topic(sentence, opens)
        if topic is not None and not _shares_a_word(topic, subject):
            question = f"What did {subject.text} say about {topic.text}?"
            yield Draft.of(sentence, Kind.SAID, question, opens, comma)
        return


def read_topic(sentence: Sentence, place: int) -> Phrase | None:
    """Read what a clause is about: a name, "the" and up to three words, or a bare plural, that its verb follows."""
    if place >= len(sentence.tokens):
        return None
    named = sentence.read_subject(place)
    if named is not None and _is_finite(sentence, named.after):
        return named
    first = place + (sentence.low(place) == "the")
    for after in range(first, min(place + 4, len(sentence.tokens))):
        token = sentence.tokens[after]
        if after > first and _is_finite(sentence, after):
            last = sentence.low(after - 1)
            is_bare = first == place and not (last.endswith("s") and not last.endswith(("ss", "’s", "'s")))
            if (
                is_bare
                or last in _VAGUE
                or (after == first + 1 and last not in sentence.usage.common)
                or last.endswith(("ly", "’s", "'s"))
            ):
                return None
            words = sentence.words(first, after)
            if first == 0 and not sentence.usage.is_name(words.split()[0]):
                words = words[0].lower() + words[1:]
            return Phrase(("the " if first > place else "") + words, after)
        if not token.is_word or token.low in _NOT_OF_TOPIC or (first == place and not token.is_plain and place > 0):
            return None
    return None


def _is_finite(sentence: Sentence, place: int) -> bool:
    return sentence.low(place) in AUXILIARIES or sentence.low(place) in BASE_OF_PAST


def _shares_a_word(topic: Phrase, subject: Phrase) -> bool:
    return not (set(topic.text.casefold().split()) - {"the", "of"}).isdisjoint(subject.text.casefold().split())
