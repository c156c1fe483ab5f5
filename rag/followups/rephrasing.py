"""Questions made of the parts of others: what was asked of a thing is asked anew, or told as a statement."""

from __future__ import annotations

from rag.followups.clauses import Clause
from rag.followups.mentions import Kind, guess_kind
from rag.followups.verbs import find_lemma, past_of, present_of
from rag.followups.words import (
    BE,
    DETERMINERS,
    DO,
    MONTHS,
    PREPOSITIONS,
    WH,
    Words,
    is_name,
    is_number,
    key,
    lower_first,
    split_words,
)

MAX_ANSWER_WORDS = 10
"""A longer answer is not put into a question: it would ask for itself."""


def answer_words(text: str | None) -> Words:
    """Return an answer as words that can be put into a question; empty if there is none or it is too long."""
    words = split_words(text.strip(" ,;")) if text else ()
    return lower_first(words) if len(words) <= MAX_ANSWER_WORDS else ()


def ask_circumstance(asked: Words, clause: Clause, answer: Words) -> Words | None:
    """Return a question about when, where, why or how what another asked of came about.

    "When" after "Who vetoed the renewal?" and its answer, Russia, is "When did Russia veto the renewal?".
    """
    if not clause.asker or clause.asks_circumstance:
        return (*asked, *clause.after_asked)
    if clause.asks_degree:
        return (*asked, *clause.after_asked, clause.degree)
    if clause.asks_subject:
        subject = _subject_asked(clause, answer)
        if clause.auxiliary:
            return (*asked, clause.auxiliary, *subject, *clause.verb, *clause.rest)
        lemma = find_lemma(key(clause.verb[0])) if clause.verb else None
        if lemma is None:
            return (*asked, "was", "it", "that", *subject, *clause.verb, *clause.rest)
        return (*asked, lemma[0], *subject, lemma[1], *clause.rest)
    if clause.auxiliary in BE and not clause.verb:  # "Who is the president?"
        return (*asked, clause.auxiliary, *answer, *clause.subject, *clause.rest)
    before, after = _at_gap(clause)
    filling = _filling(clause, answer)
    return (*asked, clause.auxiliary, *clause.subject, *clause.verb, *before, *filling, *after)


def state(clause: Clause, answer: Words) -> Words | None:
    """Return what a question and its answer say together; without an answer, what was asked, as a clause.

    "Where were the units?" is "the units were in Kursk", or "where the units were".
    """
    if not clause.asker:
        return None
    if clause.asks_subject:
        return (*(answer or clause.asked), *_finite(clause), *clause.rest)
    told = _assert(clause)
    if not answer:
        return (*clause.asked, *told, *clause.rest)
    if clause.asks_circumstance:
        return (*told, *clause.rest, *_circumstance(clause, answer))
    before, after = _at_gap(clause)
    return (*told, *before, *_filling(clause, answer), *after)


def describe_asked(clause: Clause) -> Words | None:
    """Return what is asked for as a noun phrase: `the governor who gave Kim drones`; `None` if it has no noun."""
    if clause.asker == "who" and not clause.asks_subject and clause.auxiliary in BE:
        return clause.subject
    if clause.asker in ("where", "when") and clause.subject and not clause.lead:
        return (clause.asker, *_assert(clause), *clause.rest)
    if not clause.noun or key(clause.noun[0]) == "else":
        if clause.asker != "who" or not clause.asks_subject or not clause.verb:
            return None
        lemma = find_lemma(key(clause.verb[0]))
        verb = (lemma[1],) if lemma and lemma[0] == "does" else _finite(clause)
        return ("those", "who", *verb, *clause.rest)
    noun = clause.noun if key(clause.noun[0]) in DETERMINERS else ("the", *clause.noun)
    if clause.asks_subject and clause.auxiliary in BE:
        return (*noun, *clause.verb, *clause.rest)  # "the soldiers in Russia", "the parts found in the missile"
    if clause.asks_subject and not clause.asks_number:
        return (*noun, "that", *_finite(clause), *clause.rest)
    return noun


def with_preposition(answer: Words, kind: Kind, text_before: str = "") -> Words:
    """Return a place or a time with its preposition: the one before it in the article, or the usual one."""
    if key(answer[0]) in PREPOSITIONS | WH:
        return answer
    before = text_before.split()
    if len(before) >= 2 and key(before[-1]) == "the" and key(before[-2]) in PREPOSITIONS:
        return (key(before[-2]), "the", *answer)
    if before and key(before[-1]) in ("in", "on", "at", "near", "during"):
        return (key(before[-1]), *answer)
    if kind & Kind.TIME and any(is_number(word) and len(key(word)) < 3 for word in answer):
        return ("on", *answer)
    if kind & Kind.TIME and key(answer[0]) not in MONTHS and not is_number(answer[0]):
        return ("during", *answer)
    return ("in", *answer)


def _assert(clause: Clause) -> Words:
    """Return subject and verb of a statement: `was Modi in Lund` is `Modi was in Lund`."""
    subject, after = clause.subject, clause.subject[:0]
    if clause.auxiliary in BE and not clause.verb:  # "Modi during the landing"
        at = next((n for n, word in enumerate(subject) if n and key(word) in PREPOSITIONS - {"of"}), len(subject))
        subject, after = subject[:at], subject[at:]
    return (*subject, *_finite(clause), *after)


def _finite(clause: Clause) -> Words:
    """Return the verb of a statement: `did veto` is `vetoed`."""
    if not clause.auxiliary:
        return clause.verb
    if clause.auxiliary not in DO or not clause.verb:
        return (clause.auxiliary, *clause.verb)
    lemma = key(clause.verb[0])
    if clause.auxiliary == "do":
        return clause.verb
    return (past_of(lemma) if clause.auxiliary == "did" else present_of(lemma), *clause.verb[1:])


def _subject_asked(clause: Clause, answer: Words) -> Words:
    if clause.asks_number:
        return ("the", *clause.noun)
    return answer or (("the", *clause.noun) if clause.noun else ("someone" if clause.asker == "who" else "something",))


def _at_gap(clause: Clause) -> tuple[Words, Words]:
    """Return the rest of a question before and after the place where what it asks for would stand."""
    for at, word in enumerate(clause.rest):
        if key(word) in PREPOSITIONS and not (at and key(clause.rest[at - 1]) in DETERMINERS):
            # "the relationship between A and B" is one; "oil to North Korea" is not.
            if at and key(word) in ("between", "about", "for", "with") and not is_name(clause.rest[at - 1]):
                continue
            return clause.rest[:at], clause.rest[at:]
    return clause.rest, ()


def _filling(clause: Clause, answer: Words) -> Words:
    if clause.asks_number:
        noun = () if answer and clause.noun and key(clause.noun[-1]) in [key(word) for word in answer] else clause.noun
        if answer and noun:  # "90 members", "a million barrels of oil"
            return (*answer, *noun) if is_number(answer[-1]) else (*answer, "of", *noun)
        return answer or noun
    return answer or (("the", *clause.noun) if clause.noun and key(clause.noun[0]) != "else" else ())


def _circumstance(clause: Clause, answer: Words) -> Words:
    if clause.asker in ("where", "when"):
        return with_preposition(answer, Kind.TIME if clause.asker == "when" else guess_kind(answer))
    return ("because", *answer) if clause.asker == "why" and key(answer[0]) != "because" else answer
