"""Pronouns of a question, and the question with what they stand for in their place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from rag.followups.antecedents import Candidate
from rag.followups.clauses import Clause
from rag.followups.mentions import Kind, Mention, list_phrases, mention
from rag.followups.rephrasing import with_preposition
from rag.followups.verbs import is_base
from rag.followups.words import (
    AUXILIARIES,
    BE,
    DETERMINERS,
    OF_OPINION,
    OF_WEATHER,
    PREPOSITIONS,
    SINGULAR_OF,
    STOPS,
    TIMES,
    Words,
    is_name,
    key,
    listed,
)

MAX_WAYS = 3
_MARGIN = 4  # in salience: what is less likely than the first by more is not tried


class Role(Enum):
    """What a pronoun is in its question."""

    SUBJECT = auto()
    OBJECT = auto()
    POSSESSIVE = auto()
    PLACE = auto()  # there
    TIME = auto()  # then, that year


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun at `words[start:end]`, and what it may stand for."""

    start: int
    end: int
    word: str
    role: Role
    wants: Kind


_WANTS = {
    **dict.fromkeys(("he", "him", "his", "she", "her", "hers"), Kind.PERSON),
    **dict.fromkeys(("they", "them", "their", "theirs", "these", "those"), Kind.MANY),
    **dict.fromkeys(("it", "its", "this", "that"), Kind.THING),
}
_FULL = listed("him them")
_OF_TIME = listed("year month week day time decade century")


def find_pronouns(words: Words, clause: Clause) -> list[Pronoun]:
    """Return the pronouns of a question that stand for something outside of it, in order."""
    return [one for one in _all_pronouns(words, clause) if not _has_antecedent_inside(one, words, clause)]


def substitute(
    words: Words, pronouns: Sequence[Pronoun], candidates: Sequence[Candidate], before: Clause | None
) -> list[Words]:
    """Return the question with its pronouns replaced, likeliest first, at most three; none if one cannot be.

    Args:
        words: the question.
        pronouns: those to be replaced.
        candidates: what they may stand for.
        before: the question before it.
    """
    if not pronouns:
        return []
    ways: list[Words] = []
    first = _rank(pronouns[0], words, candidates, before)
    for choice in first[:MAX_WAYS]:
        chosen: list[tuple[Pronoun, Candidate]] = [(pronouns[0], choice)]
        for other in pronouns[1:]:
            if _is_same_person(other, pronouns[0]):
                chosen.append((other, choice))
                continue
            taken = {one.mention.text for _, one in chosen}
            rest = [one for one in _rank(other, words, candidates, before) if one.mention.text not in taken]
            if rest:
                chosen.append((other, rest[0]))
        ways.append(_put(words, chosen))
    return ways


def _all_pronouns(words: Words, clause: Clause) -> Iterator[Pronoun]:
    # "IT" is no pronoun, but where everything is in capitals.
    is_loud = " ".join(words).isupper()
    keys = [key(word) if is_loud or not (len(word) > 1 and word.isupper()) else word for word in words]
    for at, word in enumerate(keys):
        after = keys[at + 1] if at + 1 < len(keys) else ""
        before = keys[at - 1] if at else ""
        is_subject = clause.subject[:1] == (words[at],) and before == clause.auxiliary
        if word in ("there", "here"):
            is_empty = (before in BE or after in BE) and after and after not in PREPOSITIONS
            if not is_empty:
                yield Pronoun(at, at + 1, word, Role.PLACE, Kind.PLACE)
        elif word == "then" and at and (not after or after in PREPOSITIONS):
            yield Pronoun(at, at + 1, word, Role.TIME, Kind.TIME)
        elif word in ("that", "this") and after in _OF_TIME:
            yield Pronoun(at - (before in ("in", "on", "at", "during")), at + 2, word, Role.TIME, Kind.TIME)
        elif word in ("his", "its", "their") or (word == "her" and _is_noun_like(after)):
            yield Pronoun(at, at + 1, word, Role.POSSESSIVE, _WANTS[word])
        elif word in ("that", "this", "these", "those"):
            if is_subject and not (clause.verb == () and len(clause.subject) > 1):
                yield Pronoun(at, at + 1, word, Role.SUBJECT, _WANTS[word])
            elif (not after or after in PREPOSITIONS) and at and word != "those":
                yield Pronoun(at, at + 1, word, Role.OBJECT, _WANTS[word])
        elif word == "it" and _is_empty_it(keys, at):
            continue
        elif word in _WANTS:
            follows_clause = not before or before in AUXILIARIES or before in ("that", "when", "if", "because", "while")
            is_object = word in _FULL or (not is_subject and not follows_clause and not _is_verb_like(after))
            yield Pronoun(at, at + 1, word, Role.OBJECT if is_object else Role.SUBJECT, _WANTS[word])


def _is_empty_it(keys: list[str], at: int) -> bool:
    """Whether "it" stands for nothing: "what time is it", "is it likely that", "how long does it take to fly"."""
    rest = keys[at + 1 :]
    if any(word in OF_WEATHER for word in keys[:at]) and (not rest or rest[0] in ("get", "is", "was", "be")):
        return True
    if rest and rest[0] in ("rain", "snow"):
        return True
    said_of = [word for word in rest if word not in ("be", "not", "so", "very", "more", "is", "was")]
    if said_of and said_of[0] in OF_OPINION and ("that" in rest or "to" in rest):
        return True
    if rest[:1] in (["that"], ["who"]) or (not rest and keys[0] in AUXILIARIES):
        return True
    return rest[:1] in (["take"], ["mean"]) and "to" in rest


def _has_antecedent_inside(pronoun: Pronoun, words: Words, clause: Clause) -> bool:
    """Whether the question itself says what a pronoun stands for: "When did Kim say that he would come?"."""
    if pronoun.role not in (Role.SUBJECT, Role.POSSESSIVE):
        return False
    if clause.subject and words[pronoun.start] == clause.subject[0] and len(clause.subject) == 1:
        return False
    rest_before = clause.rest[: max(0, pronoun.start - (len(words) - len(clause.rest)))]
    phrases = [
        *(list_phrases(clause.subject) if words[pronoun.start] not in clause.subject else ()),
        *list_phrases(rest_before),
    ]
    # What is asked for may own something ("Which union lost its leader?"), but only where it is the subject.
    if clause.asks_subject and (clause.noun or clause.asker == "who"):
        phrases.append(clause.noun or ("someone",))
    for phrase in phrases:
        kind = Kind.PERSON if phrase == ("someone",) else mention(phrase).kind
        if kind & pronoun.wants or (pronoun.wants is Kind.MANY and kind & Kind.PERSON and phrase == ("someone",)):
            return True
    return False


def _rank(pronoun: Pronoun, words: Words, candidates: Sequence[Candidate], before: Clause | None) -> list[Candidate]:
    text = f" {' '.join(key(word).removesuffix(chr(39) + 's') for word in words)} "
    scored: list[tuple[float, Candidate]] = []
    for one in candidates:
        kind = one.mention.kind
        name = " ".join(key(word) for word in one.mention.words)
        is_one_of_many = pronoun.wants is Kind.MANY and kind == Kind.PERSON  # "they" may be one, whoever it is
        if not (kind & pronoun.wants or is_one_of_many) or f" {name} " in text:
            continue
        score = float(one.salience) - 3 * is_one_of_many
        if kind != pronoun.wants:
            score -= 0.5 + ((kind & Kind.PERSON) != Kind.NONE and pronoun.wants is not Kind.PERSON)
        if one.is_answer and before is not None and pronoun.wants in (Kind.THING, Kind.MANY):
            names_itself = before.asker == "what" and not before.noun and not before.verb  # "What is the AMPTP?"
            if names_itself or (pronoun.role is Role.SUBJECT and before.subject and before.verb):
                score -= 4
        if one.is_answer and pronoun.role is Role.POSSESSIVE and before is not None and before.asker == "what":
            score -= 4
        scored.append((score, one))
    scored.sort(key=lambda pair: -pair[0])
    return [one for score, one in scored if score >= scored[0][0] - _MARGIN]


def _put(words: Words, chosen: Sequence[tuple[Pronoun, Candidate]]) -> Words:
    result = list(words)
    for pronoun, candidate in sorted(chosen, key=lambda pair: -pair[0].start):
        new, end = _definite(candidate.mention), pronoun.end
        if pronoun.role is Role.POSSESSIVE:
            owned = end
            while owned < len(words) and _is_noun_like(key(words[owned])):
                owned += 1
            if len(new) > 4 or any(key(word) in PREPOSITIONS | {"of"} for word in new):
                new, end = ("the", *words[end:owned], "of", *new), owned
            else:
                new = (*new[:-1], new[-1] + ("'" if new[-1].endswith("s") and not is_name(new[-1]) else "'s"))
        elif pronoun.role in (Role.PLACE, Role.TIME):
            follows = key(words[pronoun.start - 1]) if pronoun.start else ""
            new = _without_repeating(new, chosen)
            if follows not in PREPOSITIONS:
                new = with_preposition(new, pronoun.wants, candidate.text_before)
        result[pronoun.start : end] = new
        if pronoun.word == "they" and candidate.mention.kind != Kind.MANY and pronoun.start:
            before = result[pronoun.start - 1]
            result[pronoun.start - 1] = SINGULAR_OF.get(key(before), before)
    return tuple(result)


def _without_repeating(new: Words, chosen: Sequence[tuple[Pronoun, Candidate]]) -> Words:
    """Return `where Modi was` as `where he was`, if the question names him already."""
    for pronoun, candidate in chosen:
        named = candidate.mention.words
        if pronoun.role is Role.SUBJECT and new[1 : 1 + len(named)] == named:
            return (new[0], pronoun.word, *new[1 + len(named) :])
    return new


def _definite(one: Mention) -> Words:
    """Return a mention as what is known by now: `an aircraft factory` is `the aircraft factory`."""
    words = one.words
    if key(words[0]) in ("a", "an"):
        return ("the", *words[1:])
    if len(words) == 1 and not is_name(words[0]) and one.kind == Kind.THING and not words[0][0].isdigit():
        return ("the", *words)
    return words


def _is_same_person(one: Pronoun, other: Pronoun) -> bool:
    """Whether two pronouns of a question are the same one: `he … his`, not `he … him`."""
    return one.wants is other.wants and Role.POSSESSIVE in (one.role, other.role) and one.role is not other.role


def _is_noun_like(word: str) -> bool:
    return bool(word) and word not in STOPS and word not in DETERMINERS and word != "of"


def _is_verb_like(word: str) -> bool:
    return word in AUXILIARIES or (is_base(word) and word not in TIMES)
