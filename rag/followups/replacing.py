"""The question before with one part exchanged: "And in April?", "What about the writers?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.followups.clauses import Clause, parse
from rag.followups.mentions import Kind, guess_kind, head_of, list_phrases
from rag.followups.words import (
    ATTRIBUTES,
    DETERMINERS,
    PLURAL_OF,
    PREPOSITIONS,
    SINGULAR_OF,
    Words,
    is_name,
    is_year,
    key,
    split_words,
)

_MIN_LIKENESS = 2.0  # two names, or a shared head noun


@dataclass(frozen=True, slots=True)
class _Slot:
    start: int
    end: int
    likeness: float
    is_possessive: bool = False


def exchange(question: str, part: Words, texts: Sequence[str]) -> list[Words]:
    """Return a question with what is most like `part` replaced by it, likeliest first, at most two.

    Args:
        question: the one before.
        part: a noun phrase, or one with its preposition.
        texts: articles in which to look how names are used.
    """
    words = split_words(question)
    if part and key(part[0]) in PREPOSITIONS:
        return [_exchange_circumstance(words, part)]
    clause = parse(question)
    if head_of(part) in ATTRIBUTES and not any(head_of(phrase) in ATTRIBUTES for phrase in _phrases(words, clause)):
        return _ask_of_subject(words, part, clause, texts)
    slots = [slot for slot in _slots(words, part, clause, texts) if slot.likeness >= _MIN_LIKENESS]
    slots.sort(key=lambda slot: (-slot.likeness, slot.start))
    ways = [_put(words, slot, part, clause) for slot in slots if slot.likeness >= slots[0].likeness - 1.0]
    if not ways and not any(is_name(word) for word in part):
        return _ask_of_subject(words, part, clause, texts)
    return ways[:2]


def _exchange_circumstance(words: Words, part: Words) -> Words:
    kind = guess_kind(part[1:] or part, ())
    keys = [key(word) for word in words]
    for at in range(len(words) - 1, 0, -1):
        if keys[at] not in PREPOSITIONS or at + 1 >= len(words):
            continue
        end = at + 1
        while end < len(words) and keys[end] not in PREPOSITIONS:
            end += 1
        known = guess_kind(words[at + 1 : end], ())
        if kind is Kind.TIME and known is Kind.TIME:
            year = [word for word in words[at + 1 : end] if is_year(word)]
            has_year = any(is_year(word) for word in part)
            return (*words[:at], *part, *(() if has_year or len(part) > 2 else year), *words[end:])
        if kind is not Kind.TIME and known is not Kind.TIME and keys[at] == key(part[0]):
            return (*words[:at], *part, *words[end:])
    return (*words, *part)


def _slots(words: Words, part: Words, clause: Clause | None, texts: Sequence[str]) -> list[_Slot]:
    new_kind, new_head = guess_kind(part, texts), head_of(part)
    owns = part[-1].endswith(("'s", "s'"))
    subject = clause.subject if clause else ()
    found = []
    for phrase in _phrases(words, clause):
        start = _find(words, phrase)
        if start is None:
            continue
        owner = next((at + 1 for at, word in enumerate(phrase[:-1]) if word.endswith(("'s", "s'"))), 0)
        if owner:
            likeness = _likeness(part, new_kind, new_head, phrase[:owner], texts)
            found.append(_Slot(start, start + owner, 9 if owns else likeness - 0.5, is_possessive=True))
        likeness = _likeness(part, new_kind, new_head, phrase, texts)
        if subject[: len(phrase)] == phrase:
            likeness += 0.5 if is_name(phrase[-1]) else 1.5
        found.append(_Slot(start, start + len(phrase), likeness))
    return found


def _phrases(words: Words, clause: Clause | None) -> list[Words]:
    if clause is None:
        return list_phrases(words)
    return [phrase for part in (clause.noun, clause.subject, clause.rest) for phrase in list_phrases(part)]


def _likeness(part: Words, kind: Kind, head: str, phrase: Words, texts: Sequence[str]) -> float:
    bare = (*phrase[:-1], re.sub(r"'s?$", "", phrase[-1]))
    known, is_named = guess_kind(bare, texts), is_name(bare[-1])
    likeness = 1.0 if known is Kind.TIME else 0.0
    if head_of(bare) == head or {head_of(bare), head_of(bare) + "s"} & {head, head + "s"}:
        likeness += 5
    if (known is Kind.TIME) != (kind is Kind.TIME):
        return -5
    if known & kind:
        likeness += 1.0 if known == kind else 0.5
    likeness += 1.5 if is_named and is_name(part[-1]) else 0.5 if not is_named and not is_name(part[-1]) else 0
    likeness -= 1.0 if is_named != is_name(part[-1]) else 0
    likeness += 0.5 if _is_plural(bare) == _is_plural(part) else 0
    return likeness


def _put(words: Words, slot: _Slot, part: Words, clause: Clause | None) -> Words:
    old, new = words[slot.start : slot.end], part
    if slot.is_possessive and not part[-1].endswith(("'s", "s'")):
        new = (*part[:-1], part[-1] + ("'" if part[-1].endswith("s") and not is_name(part[-1]) else "'s"))
    year = next((at for at, word in enumerate(old) if is_year(word)), None)
    if year is not None and len(part) == 1 and is_year(part[0]):
        return (*words[: slot.start + year], part[0], *words[slot.start + year + 1 :])
    begins = words[: slot.start]
    owner = next((at + 1 for at, word in enumerate(old[:-1]) if word.endswith(("'s", "s'"))), 0)
    if (
        owner
        and head_of(old) != head_of(new)
        and key(new[0]) == "the"
        and not any("'" in word or is_name(word) for word in new)
    ):
        new = (*old[:owner], *new[1:])  # "the guild's proposals", "the final deal": the guild's final deal
    if clause and key(old[0]) not in DETERMINERS and key(new[0]) in ("the", "a") and clause.asked[-1:] == old[-1:]:
        new = new[1:]  # "How many the actors"
    if begins and key(begins[-1]) in ("the", "a", "an") and key(new[0]) in DETERMINERS:
        begins = begins[:-1]
    is_subject = bool(clause and clause.subject and clause.subject[-1] == old[-1] and not slot.is_possessive)
    if is_subject and begins and _is_plural(old) != _is_plural(new):
        forms = PLURAL_OF if _is_plural(new) else SINGULAR_OF
        begins = (*begins[:-1], forms.get(key(begins[-1]), begins[-1]))
    return (*begins, *new, *words[slot.end :])


def _ask_of_subject(words: Words, part: Words, clause: Clause | None, texts: Sequence[str]) -> list[Words]:
    """Return "What about the cost of Aditya-L1", for a noun that the question before has no like of."""
    named = [
        phrase
        for phrase in _phrases(words, clause)
        if is_name(phrase[-1]) and guess_kind(phrase, texts) is not Kind.TIME
    ]
    if not named or "of" in part or len(part) > 3:
        return []
    owner = named[-1] if clause and clause.subject and len(clause.subject) > len(named[-1]) else named[0]
    return [("what", "about", *part, "of", *owner)]


def _is_plural(words: Words) -> bool:
    head = head_of(words)
    return "and" in words or (head.endswith("s") and not head.endswith("ss") and not is_name(words[-1]))


def _find(words: Words, phrase: Words) -> int | None:
    return next((at for at in range(len(words)) if words[at : at + len(phrase)] == phrase), None)
