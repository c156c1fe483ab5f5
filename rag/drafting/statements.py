"""Questions about what is so: who holds a role, who is how old, what is the first, where."""

from __future__ import annotations

from collections.abc import Iterator

from rag.drafting.appositions import ask_by_apposition, who_is
from rag.drafting.phrases import Phrase, Sentence
from rag.drafting.types import Draft, Kind
from rag.drafting.verbs import PASSIVES
from rag.drafting.words import TITLES, listed

_ROLES = (
    ("prime", "minister"), ("foreign", "minister"), ("defense", "minister"), ("defence", "minister"),
    ("finance", "minister"), ("health", "minister"), ("chief", "executive"), ("executive", "director"),
    ("police", "chief"), ("head", "coach"), ("ceo",), ("president",), ("chairman",), ("chairwoman",), ("chair",),
    ("founder",), ("co-founder",), ("gov.",), ("governor",), ("mayor",), ("chancellor",), ("king",), ("coach",),
    ("director",), ("superintendent",),
)  # fmt: skip
_OF = frozenset(("ceo", "mayor", "gov.", "governor", "founder", "co-founder"))
# Before a role they do not say of what.
_GENERIC = listed(
    "executive state board senate managing general police county city campaign district committee school assistant "
    "regional party images photo news reuters ap  republican democratic federal judiciary resources "
    "services affairs education transportation health  house creative music art medical program project "
    "associate company "
    "group club team operations resources deputy vice"
)
_FULL_ROLES = {"gov.": "governor", "ceo": "CEO"}
_DEMONYMS = listed(
    "american australian austrian belgian brazilian british canadian chinese colombian cuban czech danish "
    "dutch egyptian "
    "english estonian european finnish french german greek hungarian indian indonesian iranian iraqi irish israeli "
    "italian japanese kenyan korean latvian lithuanian mexican nigerian norwegian pakistani palestinian "
    "philippine polish "
    "portuguese romanian russian saudi scottish spanish swedish swiss syrian taiwanese thai turkish ukrainian welsh us "
    "u.s. uk u.k."
)
_NOT_NOW = listed(
    "former then-president then-vice ex late acting interim deputy vice then assistant associate previous"
)
_OF_THE_DEAD = listed("died killed dead death dies murder obituary")
_PERSONS = listed("person woman man child player gymnast president senator governor mayor judge king queen")
_SUPERLATIVES = listed(
    "first second largest biggest oldest youngest longest highest tallest smallest deadliest worst "
    "richest fastest only "
    "hottest busiest most strongest heaviest"
)


def ask_about_statements(sentence: Sentence) -> Iterator[Draft]:
    """Yield questions about who holds a role, who is how old, what is the first, and where."""
    for place in range(len(sentence.tokens)):
        if sentence.tokens[place].is_capitalised:
            yield from _who(sentence, place)
            yield from _how_old(sentence, place)
            yield from ask_by_apposition(sentence, place)
    yield from _counted_passive(sentence)
    subject = sentence.read_subject(0)
    if subject is not None:
        yield from _superlative(sentence, subject)
        yield from _where(sentence, subject)
        yield from _passive(sentence, subject)
        yield from who_is(sentence, subject)


def _who(sentence: Sentence, place: int) -> Iterator[Draft]:
    """`Datasembly CEO Ben Reich`, `Texas Gov. Greg Abbott`, `Ukrainian President Volodymyr Zelenskyy`."""
    if not sentence.is_named(place, place + 1, opens=place == 0):
        return
    if place and (
        sentence.tokens[place - 1].is_capitalised or sentence.low(place - 1) in _NOT_NOW | {"of", "and", "&", "for"}
    ):
        return
    for org_after in range(place + 1, place + 4):
        if (
            org_after > len(sentence.tokens)
            or not sentence.tokens[org_after - 1].is_capitalised
            or sentence.low(org_after - 1) in _NOT_NOW | TITLES
        ):
            return
        role = next((r for r in _ROLES if tuple(sentence.low(org_after + n) for n in range(len(r))) == r), None)
        if role is None:
            continue
        name = org_after + len(role)
        after = sentence.read_name(name)
        if (
            after - name < 2
            or not sentence.is_person(name, after)
            or sentence.tokens[after - 1].text.endswith(("’s", "'s", "’", "'"))
        ):
            return
        org = sentence.words(place, org_after)
        role_words = " ".join(_FULL_ROLES.get(word, word) for word in role)
        org = org[:-2] if org.endswith(("’s", "'s")) else org
        if "'" in org or "’" in org or not _GENERIC.isdisjoint(org.lower().split()):
            return
        question = f"Who is the {org} {role_words}?"
        if role[0] in _OF and sentence.low(org_after - 1) not in _DEMONYMS:
            question = f"Who is the {role_words} of {org}?"
        yield Draft.of(sentence, Kind.WHO, question, name, after)
        return


def _how_old(sentence: Sentence, place: int) -> Iterator[Draft]:
    """`Ben Reich, 45,`."""
    if place and (sentence.tokens[place - 1].is_capitalised or sentence.low(place - 1) in {"of", "and"}):
        return
    after = sentence.read_name(place)
    age = sentence.low(after + 1)
    if not (age.isdigit() and sentence.low(after) == "," and sentence.low(after + 2) in {",", "."}):
        return
    is_named = sentence.is_person(place, after) and sentence.is_named(place, after, opens=place == 0)
    if 5 <= int(age) <= 110 and 2 <= after - place <= 4 and is_named:
        verb = "was" if not sentence.usage.small.isdisjoint(_OF_THE_DEAD) else "is"
        question = f"How old {verb} {sentence.words(place, after)}?"
        yield Draft.of(sentence, Kind.HOW_OLD, question, after + 1, after + 2)


def _counted_passive(sentence: Sentence) -> Iterator[Draft]:
    """`At least 40 people were killed in Ukraine.`."""
    number = sentence.skip_degree(0)
    after = sentence.read_number(number)
    counted = sentence.read_counted(after) if after > number else None
    if counted is None:
        return
    verb = counted.after
    if sentence.low(verb) in {"were", "are"} and sentence.low(verb + 1) in PASSIVES:
        asked, place = sentence.words(verb, verb + 2), verb + 2
    elif (sentence.low(verb), sentence.low(verb + 1)) == ("have", "been") and sentence.low(verb + 2) in PASSIVES:
        asked, place = sentence.words(verb, verb + 3), verb + 3
    elif sentence.low(verb) in {"died", "attended", "voted", "survived"}:
        asked, place = sentence.low(verb), verb + 1
    else:
        return
    rest = sentence.read_object(place)
    if rest and any(token.is_capitalised for token in sentence.tokens[place : rest.after]):
        yield Draft.of(sentence, Kind.HOW_MANY, f"How many {counted.text} {asked} {rest.text}?", 0, counted.after)


def _superlative(sentence: Sentence, subject: Phrase) -> Iterator[Draft]:
    """`Ketanji Brown Jackson is the first Black woman to serve on the Supreme Court.`."""
    verb = subject.after
    if sentence.low(verb) not in {"is", "was", "became"} or sentence.low(verb + 1) != "the":
        return
    if sentence.low(verb + 2) not in _SUPERLATIVES:
        return
    thing = sentence.read_object(verb + 1, limit=13)
    if thing is None or not any(token.is_capitalised for token in sentence.tokens[verb + 1 : thing.after]):
        return
    is_one = not subject.is_person and " " not in subject.text  # "Biles" may be a person or not
    is_someone = any(sentence.low(n) in _PERSONS for n in range(verb + 2, thing.after))
    if is_one and not is_someone:
        return
    who = "Who" if subject.is_person or is_someone else "What"
    yield Draft.of(sentence, Kind.WHO, f"{who} {sentence.low(verb)} {thing.text}?", 0, subject.after)


def _passive(sentence: Sentence, subject: Phrase) -> Iterator[Draft]:
    """`The firm was founded in 1987.`, `The firm was founded by Ada Holt.`, `Lund was named after a king.`."""
    verb = subject.after
    if sentence.low(verb) not in {"was", "were"} or sentence.low(verb + 1) not in PASSIVES:
        return
    place, asked = verb + 2, f"{sentence.low(verb)} {subject.text} {sentence.low(verb + 1)}"
    date = sentence.read_date(place)
    if sentence.low(place) in {"off", "up", "down"}:
        asked, place = f"{asked} {sentence.low(place)}", place + 1
        date = sentence.read_date(place)
    if date > place and (sentence.ends_well(date) or sentence.low(date) in {"from", "in", "at", "by", "with"}):
        yield Draft.of(sentence, Kind.WHEN, f"When {asked}?", place, date)
    elif sentence.low(place) == "by":
        first = place + 1 + (sentence.low(place + 1) == "the")
        after = sentence.read_name(first)
        if after > first and (sentence.ends_well(after) or sentence.low(after) == "in"):
            yield Draft.of(sentence, Kind.WHO, f"Who {asked} by?", first, after)
    elif sentence.low(verb + 1) == "named" and sentence.low(place) in {"after", "for"}:
        thing = sentence.read_object(place + 1, limit=12)
        if thing is not None:
            yield Draft.of(sentence, Kind.WHO, f"What {asked} after?", place + 1, thing.after)


def _where(sentence: Sentence, subject: Phrase) -> Iterator[Draft]:
    verb = subject.after
    is_or_was, participle = sentence.low(verb), sentence.low(verb + 1)
    if is_or_was not in {"is", "was"} or participle not in {"based", "headquartered", "located", "born", "held"}:
        return
    if sentence.low(verb + 2) == "in" and sentence.read_date(verb + 2) == verb + 2:
        after = sentence.read_name(verb + 3)
        if after > verb + 3:
            question = f"Where {is_or_was} {subject.text} {participle}?"
            yield Draft.of(sentence, Kind.WHERE, question, verb + 2, after)
