"""What a question or an answer mentions, and what kind of thing it may be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Flag, auto

from rag.followups.clauses import Clause
from rag.followups.verbs import is_base, is_participle
from rag.followups.words import (
    ADVERBS,
    CONNECTIVES,
    DETERMINERS,
    GROUPS,
    PEOPLE,
    PLACE_OPENINGS,
    PLACES,
    PREPOSITIONS,
    ROLES,
    STOPS,
    TIMES,
    Words,
    is_name,
    is_number,
    is_year,
    key,
)


class Kind(Flag):
    """What a mention may be; a name that nothing is known of may be several."""

    NONE = 0
    PERSON = auto()
    PLACE = auto()
    TIME = auto()
    NUMBER = auto()
    THING = auto()
    MANY = auto()  # several, or a body of people: "they"


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that stand for something, such as `the rover Pragyan`, and what kinds of thing it may be."""

    words: Words
    kind: Kind

    @property
    def text(self) -> str:
        """The words as one text."""
        return " ".join(self.words).strip(" ,;")

    @property
    def head(self) -> str:
        """The noun that says what it is, as the tables have it: `president` of "the president of the union"."""
        return head_of(self.words)


def list_phrases(words: Words) -> list[Words]:
    """Return the noun phrases in words that hold no finite verb, in order: `A of B` whole, and `B` after it."""
    phrases: list[Words] = []
    run: list[str] = []
    before = ""
    for word in (*words, ""):
        known = key(word)
        opens_verb = (
            not run
            and before not in PREPOSITIONS - {"to"}
            and (is_base(known) or is_participle(known))
            and not is_name(word)
        )
        if word and known not in STOPS and (run or known not in ADVERBS) and not opens_verb:
            if run and run[-1].endswith(",") and known != "and":
                phrases.append(tuple(run))
                run = []
            run.append(word)
            before = known
            continue
        phrases += _divide(tuple(run))
        run = [word] if known in DETERMINERS and known not in ("this", "that", "these", "those") else []
        before = known
    found: list[Words] = []
    for phrase in phrases:
        trimmed = _trim(phrase)
        if trimmed and any(key(word) not in DETERMINERS for word in trimmed):
            found.append(trimmed)
            if "of" in trimmed[1:-1]:
                found.append(trimmed[trimmed.index("of", 1) + 1 :])
    return found


def mention(words: Words, texts: Sequence[str] = ()) -> Mention:
    """Return words as a mention.

    Args:
        words: a noun phrase.
        texts: articles in which to look how a name is used.
    """
    return Mention(words, guess_kind(words, texts))


def mentions_of(clause: Clause, texts: Sequence[str] = ()) -> list[Mention]:
    """Return what a question mentions, its subject first."""
    phrases = [*list_phrases(clause.subject), *list_phrases(clause.rest)]
    return [mention(phrase, texts) for phrase in phrases]


def guess_kind(words: Words, texts: Sequence[str] = ()) -> Kind:
    """Return what words may stand for, by their form and by how articles use them."""
    head, keys = head_of(words), [key(word) for word in words]
    is_dated = all(word in TIMES or re.fullmatch(r"\d{1,4}", word) for word in keys)
    if head in TIMES or (is_dated and (len(keys) > 1 or is_year(head))):
        return Kind.TIME
    if is_number(words[0]) and len(words) == 1:
        return Kind.NUMBER
    if "and" in keys[1:-1]:
        return Kind.MANY
    is_named = all(is_name(word) or key(word) in ("of", "the") for word in words)
    if head in ROLES:
        return Kind.PERSON
    if head in PEOPLE:
        return Kind.MANY
    if head in GROUPS:
        return Kind.MANY | Kind.THING
    if head in PLACES:
        return Kind.PLACE | Kind.THING
    if not is_named:
        if is_name(words[-1]) and len(words) > 1 and not is_name(words[-2]) and "of" not in keys:
            return Kind.PERSON if key(words[-2]) in ROLES else Kind.THING  # "the rover Pragyan"
        return Kind.MANY if _is_plural(head) else Kind.THING
    return _kind_of_name(words, texts)


def head_of(words: Iterable[str]) -> str:
    """Return the last noun before `of`, `for`, `in` and the like."""
    head = ""
    for word in words:
        if head and (key(word) in STOPS or key(word) == "of"):
            break
        if key(word) not in DETERMINERS:
            head = key(word)
    return head.removesuffix("'s").removesuffix("s'")


def _kind_of_name(words: Words, texts: Sequence[str]) -> Kind:
    name = " ".join(words).strip(",; ")
    bare = words[-1].strip(",;")
    if re.search(r"\d|[a-z][A-Z]", name):
        return Kind.THING
    if key(words[0]) in PLACE_OPENINGS and len(words) > 1:
        return Kind.PLACE | Kind.THING | Kind.MANY
    if key(words[0]) == "the":
        return Kind.THING | Kind.MANY
    if len(bare) > 2 and bare.isupper():
        return Kind.THING | Kind.MANY
    used = "\n".join(texts)
    said_to_be = re.search(rf"\b{re.escape(name)}, (?:an?|the) ((?:[\w-]+ ?){{1,4}})", used)
    if said_to_be:
        nouns = set(said_to_be[1].casefold().split())
        if nouns & GROUPS:
            return Kind.THING | Kind.MANY
        if nouns & ROLES:
            return Kind.PERSON
    as_person = rf"\b(?:Mr|Ms|Mrs|Dr|Gen|Sen|President|Minister)\.? (?:\w+ )?{re.escape(bare)}\b"
    as_person += rf"|\b{re.escape(name)},? (?:who|said|told)\b|\b{re.escape(bare)} (?:said|told)\b"
    as_place = rf"\b(?:in|at|from|near|to) {re.escape(name)}\b"
    as_thing = rf"\b(?:the|The) (?:\w+ ){{0,2}}{re.escape(name)}\b|\bthe {re.escape(bare)}\b"
    persons, places = len(re.findall(as_person, used)), len(re.findall(as_place, used))
    if persons > places:
        return Kind.PERSON
    if places > 0:
        return Kind.PLACE | Kind.THING
    if re.search(as_thing, used):
        return Kind.THING
    if len(words) in (2, 3):
        return Kind.PERSON
    return Kind.PERSON | Kind.PLACE | Kind.THING


def _is_plural(head: str) -> bool:
    return len(head) > 3 and head.endswith("s") and not head.endswith(("ss", "us", "is", "news", "series"))


def _divide(run: Words) -> list[Words]:
    """Divide `Kim drones`, a name and what follows it, unless it is the name's own (`Kim's drones`)."""
    if not run or not is_name(run[0]):
        return [run] if run else []
    for at in range(1, len(run)):
        if not is_name(run[at]) and not is_name(run[at - 1]):
            break
        if is_number(run[at]) or is_number(run[at - 1]):
            continue
        if not is_name(run[at]) and not run[at - 1].endswith(("'s", "s'")) and key(run[at]) not in ("of", "and", "the"):
            return [run[:at], run[at:]]
    return [run]


def _trim(phrase: Words) -> Words:
    while phrase and (key(phrase[0]) in CONNECTIVES or key(phrase[0]) == "of"):
        phrase = phrase[1:]
    while phrase and key(phrase[-1]) in CONNECTIVES | DETERMINERS | ADVERBS | {"of"}:
        phrase = phrase[:-1]
    return (*phrase[:-1], phrase[-1].rstrip(",;:")) if phrase else ()
