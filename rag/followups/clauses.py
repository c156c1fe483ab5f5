"""The parts of a question: what it asks, its auxiliary, subject and verb, and the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rag.followups.verbs import is_base, is_participle, is_past, is_present
from rag.followups.words import (
    ADJECTIVES,
    ADVERBS,
    AUXILIARIES,
    BE,
    DETERMINERS,
    DO,
    HAVE,
    MODAL,
    PREPOSITIONS,
    PRONOUNS,
    STOPS,
    SUBJECT_PRONOUNS,
    WH,
    Words,
    is_name,
    key,
    listed,
    split_words,
)

# How far a question word may stand from the beginning: "in exchange for what", "for how many days".
_MAX_LEAD = 3
_PREDICATES = listed("able alive aware dead due guilty ill married missing part ready responsible worth")
_FAR = listed("long far often soon fast quickly well late early")
_MANY = listed("many much")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A question in parts; joined in this order they are the question.

    Attributes:
        lead: prepositions before the question word: the `in exchange for` of "in exchange for what".
        asker: the question word, as a table has it; empty for a question that is answered by yes or no.
        degree: the `many` of "how many", the `heavy` of "how heavy".
        noun: what is asked of: the `weapons` of "which weapons".
        auxiliary: `did`, `is`, …; empty where the verb itself is finite.
        subject: empty where it is the subject that is asked for.
        verb: the main verb or what stands for it; empty after a mere `is`.
        rest: objects and all that follows the verb.
    """

    lead: Words
    asker: str
    degree: str
    noun: Words
    auxiliary: str
    subject: Words
    verb: Words
    rest: Words

    @property
    def asked(self) -> Words:
        """The words that ask: "how many containers"."""
        return (
            *self.lead,
            *((self.asker,) if self.asker else ()),
            *((self.degree,) if self.degree else ()),
            *self.noun,
        )

    @property
    def after_asked(self) -> Words:
        """All words but those."""
        return (*((self.auxiliary,) if self.auxiliary else ()), *self.subject, *self.verb, *self.rest)

    @property
    def asks_subject(self) -> bool:
        """Whether it asks who or what did something, not to whom, when or why."""
        return bool(self.asker) and not self.subject and not self.lead and self.asker not in ("when", "where", "why")

    @property
    def asks_circumstance(self) -> bool:
        """Whether it asks when, where, why, how: without the question word the clause is whole."""
        if self.lead or self.asker in ("when", "where", "why"):
            return True
        return self.asker == "how" and self.degree not in _MANY and (self.degree in _FAR or not self.degree)

    @property
    def asks_number(self) -> bool:
        """Whether it asks how many or how much."""
        return self.degree in _MANY

    @property
    def asks_degree(self) -> bool:
        """Whether it asks how heavy, how old or the like."""
        return self.asker == "how" and bool(self.degree) and self.degree not in _MANY and self.degree not in _FAR


def parse(question: str) -> Clause | None:
    """Return the parts of a question; `None` if no question word or auxiliary opens it."""
    words = split_words(question)
    keys = [key(word) for word in words]
    place = next((at for at, word in enumerate(keys[: _MAX_LEAD + 1]) if word in WH), None)
    if place is None or any(word in AUXILIARIES or is_name(words[at]) for at, word in enumerate(keys[:place]) if at):
        return _parse_closed(words, keys)
    if any(word not in PREPOSITIONS and word not in ("exchange", "return", "by") for word in keys[:place]):
        return _parse_closed(words, keys)
    lead = tuple(keys[:place])
    asker, at, degree = keys[place], place + 1, ""
    if asker == "how" and at < len(words) and keys[at] not in AUXILIARIES:
        degree, at = keys[at], at + 1
    noun_from = at
    if asker in ("what", "which", "whose") or degree in _MANY:
        while at < len(words) and keys[at] not in AUXILIARIES and not (at > noun_from and _is_finite(words, at)):
            if at == noun_from and _is_finite(words, at) and not is_name(words[at]) and asker == "what":
                break  # "What happened to …"
            at += 1
    while at < len(words) and at == noun_from and keys[at] in ("else", "exactly"):
        at += 1
    noun = words[noun_from:at]
    auxiliary = keys[at] if at < len(words) and keys[at] in AUXILIARIES else ""
    at += bool(auxiliary)
    if at < len(words) and keys[at] == "not":
        at += 1
    may_ask_subject = not lead and (asker in ("who", "what", "which", "whose") or degree in _MANY)
    subject, verb, rest = _split(auxiliary, words[at:], may_ask_subject=may_ask_subject)
    return Clause(
        lead=lead, asker=asker, degree=degree, noun=noun, auxiliary=auxiliary, subject=subject, verb=verb, rest=rest
    )


def _parse_closed(words: Words, keys: list[str]) -> Clause | None:
    if len(words) < 2 or keys[0] not in AUXILIARIES:
        return None
    subject, verb, rest = _split(keys[0], words[1:], may_ask_subject=False)
    return Clause(lead=(), asker="", degree="", noun=(), auxiliary=keys[0], subject=subject, verb=verb, rest=rest)


def _split(auxiliary: str, words: Words, *, may_ask_subject: bool) -> tuple[Words, Words, Words]:
    """Return subject, verb and rest of what follows the auxiliary."""
    if not words:
        return (), (), ()
    if not auxiliary:
        return (), words[:1], words[1:]
    is_verb: Callable[[str], bool]
    if auxiliary in DO | MODAL:
        is_verb = is_base
    elif auxiliary in HAVE:
        is_verb = is_participle
    else:
        is_verb = _is_predicate
    first = key(words[0])
    if first in SUBJECT_PRONOUNS and not (len(words) > 1 and first in DETERMINERS and _is_noun(words[1], is_verb)):
        if auxiliary in BE and (len(words) == 1 or not is_verb(key(words[1]))):
            return words[:1], (), words[1:]
        skipped = (
            2 if len(words) > 2 and not is_verb(key(words[1])) and is_verb(key(words[2])) else 1
        )  # "they last met"
        return words[:skipped], words[skipped : skipped + 1], words[skipped + 1 :]
    if may_ask_subject and (
        (auxiliary in BE and (first in PREPOSITIONS or is_verb(first)))
        or (auxiliary in HAVE | MODAL and is_verb(first) and not is_name(words[0]))
    ):
        return ((), words[:1], words[1:]) if is_verb(first) else ((), (), words)
    at = _find_verb(words, is_verb)
    if at is None and auxiliary in DO | MODAL | HAVE:
        at = _after_name(words)
    if at is None:
        return words, (), ()
    return words[:at], words[at : at + 1], words[at + 1 :]


def _find_verb(words: Words, is_verb: Callable[[str], bool]) -> int | None:
    """Return where the verb stands behind a subject of at least one word.

    "The second launch fail" has two words that can be verbs; the one after an adjective is a noun.
    """
    for at in range(1, len(words)):
        word, before = key(words[at]), key(words[at - 1])
        if not is_verb(word) or is_name(words[at]):
            continue
        if word.endswith("ing") and any(key(one) in PREPOSITIONS - {"of"} for one in words[1:at]):
            continue  # "was Modi during the moon landing"
        if before in ("of", "to", "and") or (before in DETERMINERS | ADJECTIVES and before not in PRONOUNS - {"his"}):
            continue
        follows_name = is_name(words[at - 1]) or before.endswith("s")
        if not follows_name and at + 1 < len(words) and is_verb(key(words[at + 1])) and not is_name(words[at + 1]):
            continue  # "did the space launch fail"
        return at
    return None


def _after_name(words: Words) -> int | None:
    """Return where a name at the beginning ends, if something follows it."""
    at = 0
    while at < len(words) and (is_name(words[at]) or (at and key(words[at]) in ("of", "and", "the"))):
        at += 1
    if at == 0 or at >= len(words) or key(words[at]) in STOPS:
        return None
    return at


def _is_predicate(word: str) -> bool:
    if word in _PREDICATES or is_participle(word):
        return True
    return word.endswith("ing") and len(word) > 4 and word not in PREPOSITIONS


def _is_noun(word: str, is_verb: Callable[[str], bool]) -> bool:
    known = key(word)
    return not is_verb(known) and known not in STOPS and known not in ADVERBS


def _is_finite(words: Words, at: int) -> bool:
    """Whether a word among those that follow `which` or `how many` is the verb, not part of what is asked."""
    word, before = key(words[at]), key(words[at - 1])
    if (
        is_name(words[at])
        or before.endswith("'s")
        or before in DETERMINERS - {"many", "much", "more", "that"}
        or before in ("of", *ADJECTIVES)
    ):
        return False
    following = key(words[at + 1]) if at + 1 < len(words) else ""
    if following in AUXILIARIES:
        return False  # "how many released satellites were"
    return is_past(word) or is_present(word) or (before.endswith("s") and is_base(word) and before not in WH)
