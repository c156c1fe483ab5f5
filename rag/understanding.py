"""What a follow-up asks: "and when?" after "Who leads the union?", in the words of the question before.

By rule, from the questions before and their answers; docs/conversations.md lists the kinds. Nothing is guessed of a
question that has a subject of its own: it is left as it stands.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.followups.antecedents import list_candidates, question_of
from rag.followups.clauses import Clause, parse
from rag.followups.mentions import list_phrases
from rag.followups.pronouns import MAX_WAYS, find_pronouns, substitute
from rag.followups.rephrasing import answer_words, ask_circumstance, state
from rag.followups.replacing import exchange
from rag.followups.verbs import is_base, is_past
from rag.followups.words import (
    CONNECTIVES,
    PREPOSITIONS,
    SPEECH,
    SUBJECT_PRONOUNS,
    Words,
    is_name,
    key,
    listed,
    lower_first,
    sentence,
    split_words,
)
from rag.types import Answer

_SURE = 0.5  # a less sure answer is not leaned upon where the question's own words do instead
_POINTING = listed("that this it so")
_MAX_PART_WORDS = 7  # of "and the second treaty of last year": what is longer is no mere part of a question


def understand(question: str, *, previous: Sequence[Answer]) -> str | None:
    """Return what a question asks after those before it, as a question of its own; `None` if it is one already."""
    return next(iter(list_understandings(question, previous=previous)), None)


def list_understandings(question: str, *, previous: Sequence[Answer]) -> tuple[str, ...]:
    """Return what a question may ask, likeliest first, at most three; empty if it stands on its own."""
    if not previous:
        return ()
    words, is_joined = _strip(split_words(question))
    if not words or key(words[-1]) == "about":  # "and what about?"
        return ()
    found = [sentence(one) for one in _read(words, previous, is_joined=is_joined) if one]
    asked = sentence(words).casefold()
    return tuple(one for one in dict.fromkeys(found) if one.casefold() != asked)[:MAX_WAYS]


def list_besides(question: str, *, previous: Sequence[Answer]) -> tuple[str, ...]:
    """Return what a question with "else" leaves out: the answers before, or what was spoken of where it is asked for.

    "Who else signed it?" wants none of those that were named; "What else was launched there?", after "Where was
    Aditya-L1 launched?", not Aditya-L1.
    """
    clause, before = parse(question), parse(question_of(previous[-1])) if previous else None
    if clause is None or before is None or "else" not in map(key, split_words(question)):
        return ()
    if not before.asks_circumstance:
        return tuple(found.text for found in previous[-1].answers)
    return (" ".join(before.subject),) if clause.asks_subject and before.subject else ()


def _read(words: Words, previous: Sequence[Answer], *, is_joined: bool) -> list[Words]:
    last = previous[-1]
    before = parse(question_of(last))
    part = _part(words, is_joined=is_joined)
    if part:
        return exchange(question_of(last), part, [quote.article.text for quote in last.quotes[:3]])
    clause = parse(" ".join(words))
    if clause is None:
        return []
    answer = _words_of(last)
    if _is_bare(clause):
        return _ask_anew(clause, before, answer, last)
    if before is not None and _repeats_that(clause):
        told = [("that", *(state(before, answer) or ()))] if answer else []
        told.append(state(before, ()) or ())
        return [(*clause.asked, *clause.verb, *one) for one in told if len(one) > 1]
    pronouns = find_pronouns(words, clause)
    if pronouns:
        return _replace_pronouns(words, clause, previous, before)
    if clause.asks_number and not clause.noun and not list_phrases((*clause.subject, *clause.rest)):
        if before is None or not before.noun:
            return []
        rest = () if clause.rest or before.asks_subject else before.rest  # "… is allowed to North Korea"
        return [(*clause.asked, *before.noun, *clause.after_asked, *rest)]
    return []


def _strip(words: Words) -> tuple[Words, bool]:
    """Return a question without the words that join it to the one before, and whether there were any."""
    at = 0
    while at < len(words) and key(words[at]) in CONNECTIVES:
        at += 1
    return words[at:], at > 0


def _part(words: Words, *, is_joined: bool) -> Words:
    """Return the X of "and X", "what about X", "in April"; empty if the question is none of these."""
    keys = [key(word) for word in words]
    if keys[:2] in (["what", "about"], ["how", "about"]):
        return lower_first(words[2:]) if 2 < len(words) <= 2 + _MAX_PART_WORDS else ()
    if len(words) > _MAX_PART_WORDS or parse(" ".join(words)) is not None:
        return ()
    return lower_first(words) if is_joined or (keys[0] in PREPOSITIONS and len(words) > 1) else ()


def _is_bare(clause: Clause) -> bool:
    """Whether a question is only what asks: "why?", "when was that?", "when did he say so?"."""
    if not clause.asker or _has_predicate(clause.noun):
        return False
    rest = [key(word) for word in clause.after_asked]
    if not rest:
        return True
    if rest[0] == clause.auxiliary and rest[1:2] and rest[1] in ("that", "this"):
        return rest[2:] in ([], ["happen"], ["so"], ["done"], ["happening"], ["the", "case"])
    is_same_agent = len(clause.subject) == 1 and key(clause.subject[0]) in SUBJECT_PRONOUNS
    is_deed = [key(word) for word in clause.verb] in (["do"], ["say"], ["done"], ["said"])
    return is_same_agent and is_deed and len(clause.rest) == 1 and key(clause.rest[0]) in _POINTING


def _has_predicate(noun: Words) -> bool:
    """Whether what seems to be counted says something of its own: "people live in Lund", not "Russian soldiers"."""
    after = [key(word) for word in noun[1:]]
    return any(word in PREPOSITIONS - {"of"} or is_base(word) or is_past(word) for word in after)


def _ask_anew(clause: Clause, before: Clause | None, answer: Words, last: Answer) -> list[Words]:
    asked = clause.asked
    if before is None:
        return [(*split_words(question_of(last)), "-", *asked)]
    if clause.asker in ("who", "whom") and not clause.lead:
        if before.auxiliary in ("was", "were", "is", "are") and before.verb and before.subject:
            return [("by", "whom", *before.after_asked)]
        return [(clause.asker, "is", *before.subject)] if before.subject else []
    if clause.asks_number or (clause.asker in ("what", "which") and not clause.lead):
        if clause.noun and before.asked:
            return [(*asked, *before.after_asked)]
        return _ask_number(clause, before, answer)
    if before.asks_degree and clause.asks_degree | (clause.degree == "long"):
        return [(*asked, *before.after_asked)]  # "How tall is it? And how long?"
    ways = [ask_circumstance(asked, before, answer)]
    if answer and not before.asks_subject:
        ways.append(ask_circumstance(asked, before, ()))
        if before.noun and last.confidence < _SURE:
            ways.reverse()
    return [one for one in ways if one]


def _ask_number(clause: Clause, before: Clause, answer: Words) -> list[Words]:
    if not clause.asks_number:
        return []
    noun = before.noun or (answer if not before.asks_circumstance else ())
    if noun:
        return [(*clause.asked, *noun, *before.after_asked)]
    things = [phrase for phrase in list_phrases(before.rest) if not is_name(phrase[-1])]
    if things and before.auxiliary:  # "Did Russia send containers?"
        at = before.rest.index(things[0][0])
        rest = (*before.rest[:at], *before.rest[at + len(things[0]) :])
        return [(*clause.asked, *things[0], before.auxiliary, *before.subject, *before.verb, *rest)]
    return [(*clause.asked, *before.after_asked)]


def _repeats_that(clause: Clause) -> bool:
    """Whether a question asks who said what was answered: "Who confirmed that?"."""
    is_said = bool(clause.verb) and key(clause.verb[0]) in SPEECH
    points = len(clause.rest) == 1 and key(clause.rest[0]) in _POINTING
    return is_said and points and clause.asks_subject and not clause.auxiliary


def _replace_pronouns(words: Words, clause: Clause, previous: Sequence[Answer], before: Clause | None) -> list[Words]:
    keys = [key(word) for word in words]
    after = (n for n in range(1, len(keys)) if keys[n] in ("that", "this") and keys[n - 1] in ("after", "before"))
    at = next(after, None)
    event = _tell(before, previous[-1]) if at is not None and before is not None else ()
    pronouns = [one for one in find_pronouns(words, clause) if not (event and one.start == at)]
    ways = substitute(words, pronouns, list_candidates(previous), before) if pronouns else [words]
    if not event or at is None:
        return ways
    return [(*one[: len(one) - (len(words) - at)], *event, *words[at + 1 :]) for one in ways]


def _tell(before: Clause, last: Answer) -> Words:
    """Return what a question asked about and its answer say together, without when, where or why it was."""
    if before.asks_circumstance:
        told = state(before, ())
        return told[len(before.asked) :] if told else ()
    return state(before, _words_of(last)) or ()


def _words_of(answer: Answer) -> Words:
    return answer_words(answer.answers[0].text) if answer.answers else ()
