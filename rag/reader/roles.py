"""Who did it to whom: find answers that a sentence gives the other way round.

"How many containers did Russia ship to North Korea?" is not answered by "North Korea has shipped 6,700 containers to
Russia", though every word agrees, and a small reader hardly sees the difference. This looks at the words around the
verb that question and sentence share: who stands in the place of the one who acts, and who in that of the other. It
speaks only where the sentence says the opposite; of all else, and of what it cannot take apart, it says nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpus.types import Span
from rag.followups.clauses import parse
from rag.followups.verbs import find_base, is_participle, is_past
from rag.followups.words import BE, DETERMINERS, PLACE_OPENINGS, PREPOSITIONS, Words, is_name, key, listed

# Verbs that say the same of giver and recipient, and those that say it from the recipient's side.
_GIVING = listed(
    "give provide supply send ship hand deliver donate sell export lend transfer offer furnish grant award dispatch"
)
_GETTING = listed("receive get obtain buy import borrow accept acquire purchase")
_TAKING_OVER = listed("replace succeed")
# They join anything to anything, or are said of both sides alike.
_VAGUE = listed(
    "be have do make take go come happen say tell call mean let keep run meet fight marry divorce agree share trade "
    "compare begin start become need want plan try last cost play match exchange"
)
_FORMS_OF_BE = BE | listed("be been being")
_SPEAKING = listed("say tell remark add call describe write argue claim note warn think")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_BY = re.compile(r"\s+(?:[\w’'-]+\s+){0,5}?by\s", re.IGNORECASE)
_OBLIQUE = re.compile(
    r"\b(?:to|for|from|with|of|against|by|at|in|on|about|than|between|into|toward|towards|over|near|under|after|before)"
    r"\s+(?:(?:the|a|an|its|his|her|their|Mr\.?|Ms\.?|Mrs\.?|Dr\.?)\s+)*$",
    re.IGNORECASE,
)
_RECIPIENT = re.compile(r"^\s*(?:\S+\s+){0,8}?(?:to|for|with)\s+(?:the\s+)?$", re.IGNORECASE)
_DETERMINED = re.compile(r"\b(?:an?|the|its|his|her|their|this|that|no|any|for|of|in|on|under)\s$", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:he|she|it|they|we|i|you)(?: (?:had|has|have|would|will|was|were))?\s$", re.IGNORECASE)
_NEAR_CHARS = 60  # between a verb and its subject: room for an apposition
_OBJECT_CHARS = 24  # between a verb and the one it is done to: "gave President Kim"
_LEAST_VERB_CHARS = 2
_TITLE_CHARS = 12  # between "by" and a name
_SEEN_CHARS = 160  # between a verb and the answer


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """Whom a question names: `agent` does what `verb` says, `other` has it done to them; either may be unknown."""

    verb: str
    agent: re.Pattern[str] | None
    other: re.Pattern[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A verb of a sentence: how it stands to the question's, and what is said before and after it."""

    is_inverse: bool
    is_transfer: bool
    is_passive: bool
    before: str
    after: str
    answer_follows: bool


def is_reversed(question: str, sentence: str, answer: Span) -> bool:
    """Return whether a sentence tells what is asked with the parties exchanged.

    Args:
        question: as it was asked, or understood.
        sentence: the one that the answer stands in.
        answer: in the sentence's own characters.
    """
    asked = _analyse(question)
    if asked is None:
        return False
    if asked.verb in _SPEAKING:
        return _is_said_by_other(asked, sentence)
    told = _find_verb(asked.verb, sentence, answer)
    if told is None or _PRONOUN.search(told.before):
        return False
    if asked.agent is not None:
        return _is_agent_elsewhere(asked.agent, asked.other, told)
    return asked.other is not None and not told.is_inverse and _is_other_agent(asked.other, told)


@lru_cache(maxsize=64)  # it is compared with a sentence of each chunk
def _analyse(question: str) -> _Asked | None:
    """Return whom a question names."""
    clause = parse(question)
    if clause is None or not clause.verb or clause.auxiliary in BE:
        return None
    verb = _base(key(clause.verb[0]))
    if len(verb) < _LEAST_VERB_CHARS or (verb in _VAGUE and verb not in _SPEAKING):
        return None
    agent, other = _mention(clause.subject), _mention(_first_party(clause.rest))
    if clause.subject and agent is None:
        return None
    has_capitals = question != question.lower()
    if not clause.subject and has_capitals and not any(map(is_name, clause.rest)):
        return None  # "which play opened the season": that which something is done to may well be named first
    if clause.asks_circumstance and (agent is None or other is None):
        return None
    return _Asked(verb=verb, agent=agent, other=other) if agent or other else None


def _first_party(words: Words) -> Words:
    """Return the words of the first name, or of the first noun phrase of a question in small letters."""
    party: list[str] = []
    for word in words:
        small = key(word)
        if party and (small in PREPOSITIONS or not (is_name(word) or not any(map(is_name, party)))):
            break
        if small not in PREPOSITIONS and (is_name(word) or not any(map(is_name, words))):
            party.append(word)
    return tuple(party)


def _mention(words: Words) -> re.Pattern[str] | None:
    """Return what finds a party in a sentence: by the last word of its name, for "South Korea" by both."""
    names = [word for word in words if is_name(word) and key(word) not in DETERMINERS] or list(words)
    keys = [re.sub(r"'s?$", "", key(word.replace("’", "'"))) for word in names]
    keys = [word for word in keys if word and word not in DETERMINERS and word not in PREPOSITIONS]
    if not keys or len(keys[-1]) < 3 or not keys[-1][0].isalpha():
        return None
    last = keys[-1]
    # "Kazakhstan" is in "Kazakh" and "Portugal" in "Portuguese".
    pattern = re.escape(last[: max(5, len(last) - 4)]) + r"\w*" if len(last) > 6 else re.escape(last) + r"n?s?"
    if len(keys) > 1 and keys[-2] in PLACE_OPENINGS:
        opening = re.escape(keys[-2])
        pattern = rf"(?:{opening}\w*\s+{pattern}|(?<=\bthe ){opening}(?!\s+(?-i:[A-Z])))"
    return re.compile(rf"(?<![\w-]){pattern}(?!\w)", re.IGNORECASE)


def _find_verb(verb: str, sentence: str, answer: Span) -> _Told | None:
    """Return the verb nearest to the answer that says what the question's says, from either side."""
    best: tuple[int, _Told] | None = None
    for found in _WORD.finditer(sentence):
        relation = _relate(verb, found.group().lower())
        if relation is None or answer.start <= found.start() < answer.end:
            continue
        if _DETERMINED.search(sentence[: found.start()]):
            continue  # a noun: "an order"
        follows = answer.start >= found.end()
        between = sentence[found.end() : answer.start] if follows else sentence[answer.end : found.start()]
        if ";" in between or len(between) > _SEEN_CHARS:
            continue
        before, after = sentence[: found.start()], sentence[found.end() :]
        told = _Told(
            is_inverse=relation,
            is_transfer=verb in _GIVING and not relation,
            is_passive=_is_passive(found.group(), before, after),
            before=before,
            after=after,
            answer_follows=follows,
        )
        if best is None or len(between) < best[0]:
            best = len(between), told
    return best[1] if best else None


def _relate(verb: str, word: str) -> bool | None:
    """Return whether a word says from the other side what `verb` says; `None` if it says something else."""
    base = _base(word)
    if base == verb or any(verb in kind and base in kind for kind in (_GIVING, _GETTING, _TAKING_OVER)):
        return False
    is_inverse = (verb in _GIVING and base in _GETTING) or (verb in _GETTING and base in _GIVING)
    return True if is_inverse else None


def _base(word: str) -> str:
    """Return the base form of a verb; of one that no table has, what all its regular forms begin with."""
    return find_base(word) or re.sub(r"(?:ing|ied|ies|ed|es|e|s|y)$", "", word)


def _is_passive(word: str, before: str, after: str) -> bool:
    if not (is_participle(word.lower()) or word.lower().endswith("ed")):
        return False
    words = [found.group().lower() for found in _WORD.finditer(before[-40:])][-2:]
    return not _FORMS_OF_BE.isdisjoint(words) or bool(re.match(r"\s+by\s", after))


def _is_agent_elsewhere(agent: re.Pattern[str], other: re.Pattern[str] | None, told: _Told) -> bool:
    """Whether the sentence has the one who is asked about as the one to whom it is done."""
    subject, object_ = _find_subject(agent, told.before), agent.search(told.after)
    rival = _find_subject(other, told.before) if other else None
    if told.is_passive:
        if told.is_transfer and object_ is not None and _RECIPIENT.match(told.after[: object_.start()]):
            return True
        # "Brazil had been charged 24 million": the subject of a passive does nothing.
        has_done = object_ is not None and _BY.match(told.after) is not None
        return not told.is_inverse and subject is not None and subject <= _NEAR_CHARS and not has_done
    if not told.answer_follows:
        return False
    if told.is_inverse:
        return subject is not None and subject <= _NEAR_CHARS and object_ is None
    if subject is not None:
        return False
    if rival is not None and (object_ is not None or rival <= _NEAR_CHARS) and other and not other.search(told.after):
        return True
    return object_ is not None and _is_object(object_, told.after) and re.search(r"[A-Z]\w", told.before) is not None


def _is_other_agent(other: re.Pattern[str], told: _Told) -> bool:
    """Whether the sentence has the one to whom it was done as the one who did it: "who sued X?", "X sued them"."""
    subject, object_ = _find_subject(other, told.before), other.search(told.after)
    if told.is_passive:
        by = _BY.match(told.after)
        is_doer = by is not None and object_ is not None and 0 <= object_.start() - by.end() <= _TITLE_CHARS
        return is_doer and subject is None
    return told.answer_follows and subject is not None and subject <= _NEAR_CHARS and object_ is None


def _is_object(found: re.Match[str], after: str) -> bool:
    before = after[: found.start()]
    # Not "Porto got 93 points, Graz 90".
    is_beside = len(before) <= _OBJECT_CHARS and not re.search(r"[\d,]", before)
    return is_beside or _RECIPIENT.match(before) is not None


def _find_subject(party: re.Pattern[str], before: str) -> int | None:
    """Return how many characters lie between the verb and the last mention that may be its subject."""
    places = [found for found in party.finditer(before) if not _is_governed(before[: found.start()])]
    return len(before) - places[-1].end() if places else None


def _is_governed(before: str) -> bool:
    """Whether a name behind these words belongs to a preposition or a verb: "to Kim", "asked Prague"."""
    if _OBLIQUE.search(before):
        return True
    words = before.split()
    return bool(words) and before.endswith(" ") and (is_past(words[-1]) and find_base(words[-1]) is not None)


def _is_said_by_other(asked: _Asked, sentence: str) -> bool:
    """Whether the one about whom something is asked says it, and the one who is asked about is not named."""
    if asked.agent is None or asked.other is None or asked.agent.search(sentence):
        return False
    verbs = (found for found in _WORD.finditer(sentence) if _base(found.group().lower()) in _SPEAKING)
    return any(_stands_beside(asked.other, sentence, verb) for verb in verbs)


def _stands_beside(party: re.Pattern[str], sentence: str, verb: re.Match[str]) -> bool:
    before, after = sentence[: verb.start()], sentence[verb.end() :]
    subject = _find_subject(party, before)
    behind = party.match(after.lstrip())
    return (subject is not None and subject <= 1) or behind is not None
