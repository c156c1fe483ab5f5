"""Questions about what somebody did: how many, how much, when, what, why."""

from __future__ import annotations

from collections.abc import Iterator

from rag.drafting.phrases import Phrase, Sentence
from rag.drafting.types import Draft, Kind
from rag.drafting.verbs import BASE_OF_PARTICIPLE, BASE_OF_PAST, BASES, CHANGING, DOING, INTRANSITIVE, PAYING, RECEIVING
from rag.drafting.words import PREPOSITIONS, SCALES, listed

_WITHOUT_DATE = listed("tell know see hear feel")  # they need what was told or known
_BEFORE_A_CLAUSE = listed(", said says after when while because before but since")
_OPEN_A_DATE = listed("on in last early earlier late later")
_SAID_OF_ONESELF = listed(
    "become say get feel remain keep take make have go come see find want use help give begin decline send let"
)
_CURRENCIES = listed("dollars euros pounds rupees yen yuan rubles roubles won francs crowns")
_PARTICLES = listed("up out down off away back")


def ask_about_actions(sentence: Sentence) -> Iterator[Draft]:
    """Yield questions about each clause of a sentence that begins with who did something, or with when and who."""
    date = sentence.read_date(0)
    for place in range(len(sentence.tokens)):
        if place in (0, date) or sentence.low(place - 1) in _BEFORE_A_CLAUSE:
            opens = date > 0 and place == date + (sentence.low(date) == ",")
            yield from _ask_about_clause(sentence, place, after_date=date if opens else 0)


def _ask_about_clause(sentence: Sentence, place: int, *, after_date: int) -> Iterator[Draft]:
    subject = sentence.read_subject(place) or sentence.read_thing(place)
    if subject is None:
        return
    verb = sentence.skip_apposition(subject.after)
    between = sentence.read_date(verb)
    opening = (0, after_date) if after_date else (verb, between)
    verb = between
    if sentence.low(verb) in {"has", "have"} and sentence.low(verb + 1) in BASE_OF_PARTICIPLE:
        auxiliary, base = sentence.low(verb), BASE_OF_PARTICIPLE[sentence.low(verb + 1)]
        asked, verb = sentence.low(verb + 1), verb + 1
    elif sentence.low(verb) == "will" and sentence.low(verb + 1) in BASES:
        auxiliary, base, verb = "will", sentence.low(verb + 1), verb + 1
        asked = base
    elif sentence.low(verb) == "had" and sentence.low(verb + 1) in BASE_OF_PARTICIPLE:
        auxiliary, base, verb = "did", BASE_OF_PARTICIPLE[sentence.low(verb + 1)], verb + 1
        asked = base
    elif sentence.low(verb) in {"has", "have", "had"}:
        auxiliary, base = (
            ("do" if sentence.low(verb) == "have" else "does" if sentence.low(verb) == "has" else "did"),
            "have",
        )
        asked = base
    elif sentence.low(verb) in BASE_OF_PAST and BASE_OF_PAST[sentence.low(verb)] not in _WITHOUT_DATE:
        auxiliary, base = "did", BASE_OF_PAST[sentence.low(verb)]
        asked = base
    else:
        return
    if sentence.low(verb + 1) == "by":
        return
    yield from _how_many(sentence, subject, verb + 1, f"{auxiliary} {subject.text} {asked}")
    if base == "have":
        return
    yield from _how_much(sentence, verb + 1, base, f"{auxiliary} {subject.text} {asked}")
    if auxiliary in {"did", "will"}:
        yield from _when(sentence, verb + 1, base, opening, f"{auxiliary} {subject.text}")
    if auxiliary == "did":
        yield from _who(sentence, Phrase(subject.text, place, subject.is_person), subject.after, verb)
        yield from _what(sentence, subject, verb + 1, base, opening)
        yield from _why(sentence, subject, verb + 1, base)


def _how_many(sentence: Sentence, subject: Phrase, place: int, did: str) -> Iterator[Draft]:
    if sentence.low(place) in _PARTICLES:
        did += " " + sentence.low(place)
        place += 1
    number = sentence.skip_degree(place)
    after = sentence.read_number(number)
    if after == number:
        return
    counted = sentence.read_counted(after)
    rest = sentence.read_rest(counted.after) if counted else None
    if counted and counted.text.split()[-1] in _CURRENCIES:
        return
    if counted and rest:
        rest = _with_date(sentence, rest)
        words = rest.text.split()
        if words[:1] == ["of"]:
            if not PREPOSITIONS.isdisjoint(words[1:]):
                return
            counted, rest = Phrase(f"{counted.text} {rest.text}", counted.after), Phrase("", rest.after)
        question = " ".join(filter(None, ("How many", counted.text, did, rest.text)))
        yield Draft.of(sentence, Kind.HOW_MANY, question + "?", place, counted.after)


def _how_much(sentence: Sentence, place: int, base: str, did: str) -> Iterator[Draft]:
    by = place + (sentence.low(place) == "by")
    money = sentence.skip_degree(by)
    word = sentence.low(money)
    after = money + 1 + (sentence.low(money + 1) in SCALES)
    is_money = word[:1] in {"$", "€", "£"}
    if word[:1].isdigit() and sentence.low(after) in _CURRENCIES:
        is_money, after = True, after + 1
    if is_money and (base in PAYING or base in RECEIVING):
        rest = sentence.read_rest(after)
        if base == "cost" or (rest and rest.text):
            rest = rest or Phrase("", after)
            much = "How much" if base in PAYING else "How much money"
            yield Draft.of(sentence, Kind.HOW_MUCH, f"{much} {did} {rest.text}".strip() + "?", place, after)
    if base in CHANGING and (word.endswith("%") or sentence.low(money + 1) == "percent"):
        after = money + 1 + (not word.endswith("%"))
        when = sentence.read_date(after)
        rest = sentence.read_rest(after)
        if when > after:
            yield Draft.of(sentence, Kind.HOW_MUCH, f"By how much {did} {sentence.words(after, when)}?", money, after)
        elif rest and rest.text:
            yield Draft.of(sentence, Kind.HOW_MUCH, f"By how much {did} {rest.text}?", money, after)


def _who(sentence: Sentence, subject: Phrase, after: int, verb: int) -> Iterator[Draft]:
    """`Who bought Twitter in 2022?`; `subject.after` is here where the subject begins."""
    base = BASE_OF_PAST.get(sentence.low(verb), "say")
    thing = sentence.read_object(verb + 1)
    if not any(char.isupper() for char in subject.text):
        return
    if thing is None or base in _SAID_OF_ONESELF or not (subject.is_person or base in DOING):
        return
    names = [token for token in sentence.tokens[verb + 1 : thing.after] if token.is_capitalised]
    if not names or sentence.low(verb + 1) in PREPOSITIONS or any(token.text in subject.text for token in names):
        return
    rest = _with_date(sentence, thing)
    yield Draft.of(sentence, Kind.WHO, f"Who {sentence.low(verb)} {rest.text}?", subject.after, after)


def _when(sentence: Sentence, place: int, base: str, opening: tuple[int, int], did: str) -> Iterator[Draft]:
    date_first, date_after = opening
    thing = sentence.read_object(place)
    after = thing.after if thing else place
    if thing is None and not (base in INTRANSITIVE and (sentence.ends_well(place) or opening[0] < opening[1])):
        return
    if date_first == date_after:
        date_first, date_after = after, sentence.read_date(after)
    elif not sentence.ends_well(after):
        return
    if thing and _is_vague(thing):
        return
    if date_first < date_after and (opening[0] < opening[1] or sentence.ends_well(date_after)):
        question = f"When {did} {base} {thing.text if thing else ''}".strip()
        yield Draft.of(sentence, Kind.WHEN, question + "?", date_first, date_after)


def _what(sentence: Sentence, subject: Phrase, place: int, base: str, opening: tuple[int, int]) -> Iterator[Draft]:
    if base not in DOING:
        return
    thing = sentence.read_object(place)
    if (
        thing is None
        or _is_vague(thing)
        or any(sentence.low(n) in PREPOSITIONS - {"of"} for n in range(place, thing.after))
    ):
        return
    when = opening if opening[0] < opening[1] else (thing.after, sentence.read_date(thing.after))
    if when[0] < when[1]:
        question = f"What did {subject.text} {base} {_date(sentence, *when)}?"
        yield Draft.of(sentence, Kind.WHAT, question, place, thing.after)


def _why(sentence: Sentence, subject: Phrase, place: int, base: str) -> Iterator[Draft]:
    thing = sentence.read_object(place)
    after = thing.after if thing else place
    if thing is None and base not in INTRANSITIVE:
        return
    after = sentence.read_date(after)
    if sentence.low(after) == "because" or (sentence.low(after), sentence.low(after + 1)) == ("due", "to"):
        question = f"Why did {subject.text} {base} {thing.text if thing else ''}".strip()
        yield Draft.of(sentence, Kind.WHY, question + "?", after, len(sentence.tokens))


def _with_date(sentence: Sentence, rest: Phrase) -> Phrase:
    after = sentence.read_date(rest.after)
    if after == rest.after:
        return rest
    return Phrase(f"{rest.text} {_date(sentence, rest.after, after)}".strip(), after)


def _date(sentence: Sentence, first: int, after: int) -> str:
    words = sentence.words(first, after)
    if sentence.low(first) in _OPEN_A_DATE:
        return words[0].lower() + words[1:]
    return "on " + words


def _is_vague(thing: Phrase) -> bool:
    """Whether it says too little: "a bill", of which the article has said more."""
    words = thing.text.lower().split()
    return words == [thing.text] or (len(words) == 2 and words[0] in {"a", "an"})
