"""What a pronoun stands for: what was answered, what was asked of, or what the quoted article is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.followups.clauses import Clause, parse
from rag.followups.mentions import Kind, Mention, list_phrases, mention, mentions_of
from rag.followups.rephrasing import answer_words, describe_asked
from rag.followups.verbs import is_past
from rag.followups.words import DETERMINERS, PREPOSITIONS, STOPS, Words, is_name, key, split_words
from rag.types import Answer

# How salient a mention is. Subjects before objects is centring theory's order [1]; that an answer comes before both,
# where it can be what is asked for, is what the tuning half of tests/data/conversations.jsonl has.
# [1] Grosz, Joshi & Weinstein, Computational Linguistics 21(2), 1995.
_ANSWER, _ASKED, _SUBJECT, _INNER, _OBJECT, _TITLE = 9, 8, 7, 5, 4, -9
_AN_EARLIER_TURN = 5  # so that an earlier turn's answer is as salient as the last one's objects
_MAX_MENTION_WORDS = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mention that a pronoun may stand for, and how salient it is; higher is likelier."""

    mention: Mention
    salience: int
    is_answer: bool = False
    text_before: str = ""


def list_candidates(previous: Sequence[Answer]) -> list[Candidate]:
    """Return what the questions before and their answers mention, most salient first."""
    found: list[Candidate] = []
    for age, answer in enumerate(reversed(previous[-3:])):
        for one in _of_turn(answer):
            salience = one.salience - age * _AN_EARLIER_TURN
            found.append(Candidate(one.mention, salience, one.is_answer, one.text_before))
    found.sort(key=lambda one: -one.salience)  # stable: subjects first
    distinct: dict[str, Candidate] = {}
    for one in found:
        distinct.setdefault(_plain(one.mention.text), one)
    return list(distinct.values())


def question_of(answer: Answer) -> str:
    """Return a question that was asked, as it was understood."""
    return answer.standalone_question or answer.question


def _of_turn(answer: Answer) -> list[Candidate]:
    texts = [quote.article.text for quote in answer.quotes[:3]]
    clause = parse(question_of(answer))
    found: list[Candidate] = []
    if answer.answers:
        first = answer.answers[0]
        words = answer_words(first.text)
        if words and len(words) <= _MAX_MENTION_WORDS and not _holds_verb(words):
            before = first.article.text[max(0, first.span.start - 40) : first.span.start]
            seen = mention(words, texts)
            kind = _kind_answered(clause, seen.kind) if clause else seen.kind
            found.append(Candidate(Mention(words, kind), _ANSWER, is_answer=True, text_before=before))
    if clause is None:
        phrases = list_phrases(_without_request(split_words(question_of(answer))))
        found += [Candidate(mention(phrase, texts), _SUBJECT) for phrase in phrases]
    else:
        described = describe_asked(clause)
        if described:
            asked = mention(described, texts)
            kind = asked.kind
            if clause.asker in ("where", "when"):
                kind = Kind.PLACE if clause.asker == "where" else Kind.TIME
            elif clause.asker == "who":
                kind = Kind.MANY if key(described[0]) == "those" else Kind.PERSON
            elif clause.asks_number:
                kind = Kind.MANY
            found.append(Candidate(Mention(described, kind), _salience_asked(clause, answer)))
        found += _in_parts(clause, texts)
    for quote in answer.quotes[:1]:
        phrases = list_phrases(split_words(quote.article.title))
        names = [phrase for phrase in phrases if all(is_name(word) for word in phrase) and not _holds_verb(phrase)]
        found += [Candidate(mention(name, texts), _TITLE) for name in names[:2]]
    return found


def _salience_asked(clause: Clause, answer: Answer) -> int:
    """Return how salient what was asked for is; an answer is named rather than described."""
    if clause.asks_number:
        return _ASKED
    return _OBJECT if answer.answers and clause.asker == "who" and clause.asks_subject else _INNER + 1


def _without_request(words: Words) -> Words:
    """Return what "Tell me about …" asks about."""
    keys = [key(word) for word in words]
    is_request = bool(keys) and keys[0] in ("tell", "show", "explain", "describe") and "about" in keys
    return words[keys.index("about") + 1 :] if is_request else words


def _in_parts(clause: Clause, texts: Sequence[str]) -> list[Candidate]:
    found: list[Candidate] = []
    subject = set(list_phrases(clause.subject)[:1])
    if (
        not clause.verb
        and len(clause.subject) <= _MAX_MENTION_WORDS
        and key(clause.subject[0] if clause.subject else "") in DETERMINERS
    ):
        found.append(Candidate(mention(clause.subject, texts), _SUBJECT))  # "the first attempt to launch Luna-25"
    for one in mentions_of(clause, texts):
        event = _event(one, clause)
        if event:
            found.append(Candidate(event, _OBJECT + 1))  # "the writers went on strike": their strike
        if one.words in subject:
            found.append(Candidate(one, _SUBJECT))
        else:
            in_subject = " ".join(one.words) in " ".join(clause.subject)
            found.append(Candidate(one, _INNER if in_subject else _OBJECT))
    return found


def _event(one: Mention, clause: Clause) -> Mention | None:
    """Return what several are in or on as theirs: `on strike`, of the writers, is `the writers' strike`."""
    doers, word = clause.subject, one.words[0]
    is_bare = len(one.words) == 1 and one.kind is Kind.THING and not is_name(word) and one.words[0] in clause.rest
    if not is_bare or len(doers) < 2 or key(doers[0]) != "the" or not doers[-1].endswith("s") or is_name(doers[-1]):
        return None
    return Mention((*doers[:-1], doers[-1] + "'", word), Kind.THING)


def _kind_answered(clause: Clause, seen: Kind) -> Kind:
    """Return what an answer may stand for, by what was asked."""
    if clause.asker in ("who", "whom"):
        return seen & Kind.MANY or Kind.PERSON
    if clause.asker == "where":
        return Kind.PLACE
    if clause.asker == "when":
        return Kind.TIME
    if clause.asker == "how" or clause.asker == "why":
        return Kind.NUMBER
    if clause.noun:
        asked = mention(clause.noun).kind
        if asked & (Kind.PERSON | Kind.PLACE | Kind.TIME):
            return asked
        return (seen & ~Kind.PERSON) or Kind.THING
    return seen


def _holds_verb(words: Words) -> bool:
    """Whether an answer is no noun phrase but a statement: `Pragyan fell asleep`."""
    return any(key(word) in STOPS - PREPOSITIONS or (is_past(key(word)) and not is_name(word)) for word in words)


def _plain(text: str) -> str:
    return " ".join(word for word in text.casefold().split() if key(word) not in DETERMINERS)
