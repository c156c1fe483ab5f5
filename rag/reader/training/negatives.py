"""Near misses made by editing a question or its window, and edits that change nothing, so that an edit tells nothing.

Each function takes an answerable window and returns a new one, or `None` where the edit cannot be made. An edited
question keeps the window, the way people wrote the unanswerable questions of SQuAD 2.0 [1]: entity swap, number swap,
negation, antonym, an impossible condition. An edited window keeps the natural question. For each kind of edit that
makes a window unanswerable there is one beside it that leaves it answerable: a reader that learned to smell the edit
would be wrong half of the time.

[1] Rajpurkar, Jia and Liang, "Know What You Don't Know", ACL 2018, table 1.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.types import Span
from rag.reader.training.entities import Entity, EntityPool, find_entities
from rag.reader.training.shifts import draw_shift, shift_number
from rag.reader.training.windows import Window, replace_everywhere

_AUXILIARY = re.compile(r"\b(did|does|do|was|were|is|are|has|have|had|can|could|will|would|should)\b", re.IGNORECASE)
_STOP_WORDS = """
what when where which whom whose many much does have that this with from were will would could should about into than
then they them their there been being other name type kind called used using some after before
"""
_STOP = frozenset(_STOP_WORDS.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """What edits draw from: entities, opposites and siblings of words.

    Attributes:
        opposites: each word's antonyms.
        siblings: each word's near, but different, words.
    """

    pool: EntityPool
    opposites: Mapping[str, Sequence[str]]
    siblings: Mapping[str, Sequence[str]]


def swap_question_entity(window: Window, *, title: str, editor: Editor, rng: random.Random) -> Window | None:
    """Ask about another person, place, number or year than the window speaks of."""
    pair = _draw_pair(window, title=title, editor=editor, rng=rng)
    if pair is None:
        return None
    question = _substitute(window.question, pair[0].text, pair[1])
    return _unanswerable(window, question=question, kind="question-entity")


def swap_roles(window: Window, *, title: str, editor: Editor, rng: random.Random) -> Window | None:
    """Exchange two names of the question: who gave becomes who received."""
    names = [e for e in find_entities(window.question) if e.kind.startswith("name")]
    if len(names) < 2:
        return None
    one, other = rng.sample(names, 2)
    marked = _substitute(window.question, one.text, "\0")
    question = _substitute(marked, other.text, one.text).replace("\0", other.text)
    return _unanswerable(window, question=question, kind="question-roles")


def oppose_question_word(window: Window, *, title: str, editor: Editor, rng: random.Random) -> Window | None:
    """Put an antonym, or failing that a sibling, in the place of a word of the question."""
    word = _draw_word(window, editor=editor, rng=rng)
    if word is None:
        return None
    question = _substitute(window.question, word[0], word[1])
    return _unanswerable(window, question=question, kind="question-word")


def negate_question(window: Window, *, title: str, editor: Editor, rng: random.Random) -> Window | None:
    """Ask who did *not*."""
    auxiliary = _AUXILIARY.search(window.question)
    if auxiliary is None or re.search(r"\bnot\b|n't\b|never\b", window.question):
        return None
    verb, rest = auxiliary.group(), window.question[auxiliary.end() :]
    short = {"can": "can't", "will": "won't"}.get(verb.lower(), f"{verb}n't")
    form = rng.choice((short, f"{verb} not", f"{verb} never")) if auxiliary.start() else short
    question = window.question[: auxiliary.start()] + form + rest
    return _unanswerable(window, question=question, kind="question-negation")


def add_condition(window: Window, *, title: str, editor: Editor, rng: random.Random) -> Window | None:
    """Append a year or a name that the window does not mention."""
    kind = rng.choice(("year", "name", "name-long"))
    drawn = editor.pool.draw(
        Entity(text="\0", kind=kind), title=title, near="", avoid=window.text + window.question, rng=rng
    )
    if drawn is None:
        return None
    question = _append(window.question, drawn, kind=kind, rng=rng)
    return _unanswerable(window, question=question, kind="question-condition")


def add_true_condition(window: Window, *, title: str, editor: Editor, rng: random.Random) -> Window | None:
    """Append a year or a name that stands in the answer's sentence: the question stays answered."""
    sentence = _answer_sentence(window)
    if sentence is None or window.answer is None:
        return None
    answer = window.text[window.answer.start : window.answer.end].lower()
    choices = [
        e
        for e in find_entities(window.text[sentence.start : sentence.end])
        if e.kind in ("year", "name", "name-long")
        and e.text.lower() not in answer
        and answer not in e.text.lower()
        and e.text.lower() not in window.question.lower()
    ]
    if not choices:
        return None
    entity = rng.choice(choices)
    question = _append(window.question, entity.text, kind=entity.kind, rng=rng)
    return replace(window, question=question, kind="kept-condition")


def swap_window_entity(window: Window, *, title: str, editor: Editor, rng: random.Random) -> Window | None:
    """Let the window speak of another person, place, number or year than the question asks about."""
    pair = _draw_pair(window, title=title, editor=editor, rng=rng)
    edited = replace_everywhere(window, pair[0].text, pair[1]) if pair else None
    return _unanswerable(edited, question=window.question, kind="window-entity") if edited else None


def oppose_window_word(window: Window, *, title: str, editor: Editor, rng: random.Random) -> Window | None:
    """Put an antonym or a sibling in the place of a word that question and window share."""
    word = _draw_word(window, editor=editor, rng=rng)
    edited = replace_everywhere(window, word[0], word[1]) if word else None
    return _unanswerable(edited, question=window.question, kind="window-word") if edited else None


def swap_both(window: Window, *, title: str, editor: Editor, rng: random.Random) -> Window | None:
    """Swap an entity in the question and in the window alike: the answer stays."""
    pair = _draw_pair(window, title=title, editor=editor, rng=rng)
    edited = replace_everywhere(window, pair[0].text, pair[1]) if pair else None
    if edited is None or pair is None:
        return None
    return replace(edited, question=_substitute(window.question, pair[0].text, pair[1]), kind="kept-both")


def swap_unasked_entity(window: Window, *, title: str, editor: Editor, rng: random.Random) -> Window | None:
    """Swap an entity of the window that the question does not mention: the answer stays."""
    if window.answer is None:
        return None
    answer = window.text[window.answer.start : window.answer.end]
    asked = window.question.lower()
    choices = [e for e in find_entities(window.text) if e.text.lower() not in asked and e.text not in answer]
    if not choices:
        return None
    entity = rng.choice(choices)
    other = editor.pool.draw(entity, title=title, near="", avoid=f"{answer} {window.question}", rng=rng)
    edited = replace_everywhere(window, entity.text, other) if other else None
    return replace(edited, kind="kept-window") if edited else None


def shift_question_number(window: Window, *, title: str, editor: Editor, rng: random.Random) -> Window | None:
    """Ask about the year before, or the next edition: news of another year is the likeliest of near misses."""
    shifted = draw_shift(window, rng=rng)
    if shifted is None:
        return None
    return _unanswerable(window, question=_substitute(window.question, *shifted), kind="question-shift")


def shift_window_number(window: Window, *, title: str, editor: Editor, rng: random.Random) -> Window | None:
    """Let the window speak of the year before, or the next edition."""
    shifted = draw_shift(window, rng=rng)
    edited = replace_everywhere(window, *shifted) if shifted else None
    return _unanswerable(edited, question=window.question, kind="window-shift") if edited else None


def add_shifted_year(window: Window, *, title: str, editor: Editor, rng: random.Random) -> Window | None:
    """Append a year near to the one in the answer's sentence; `add_true_condition` appends that one itself."""
    sentence = _answer_sentence(window)
    if sentence is None or window.answer is None:
        return None
    years = [e.text for e in find_entities(window.text[sentence.start : sentence.end]) if e.kind == "year"]
    answer = window.text[window.answer.start : window.answer.end]
    years = [y for y in years if y not in answer and y not in window.question]
    if not years:
        return None
    other = shift_number(rng.choice(years), rng=rng)
    if other is None or other in window.text:
        return None
    question = _append(window.question, other, kind="year", rng=rng, words=("in",))
    return _unanswerable(window, question=question, kind="question-year")


Edit = Callable[..., Window | None]
# Shares after table 1 of [1], in which swaps of entities, antonyms and exclusions lead.
UNANSWERABLE_EDITS: tuple[tuple[Edit, float], ...] = (
    (swap_question_entity, 0.27),
    (oppose_question_word, 0.27),
    (negate_question, 0.07),
    (swap_roles, 0.05),
    (add_condition, 0.07),
    (swap_window_entity, 0.15),
    (oppose_window_word, 0.12),
)
# Beside those, for few questions have a year or an ordinal to shift.
SHIFTS: tuple[tuple[Edit, float], ...] = (
    (shift_question_number, 0.4),
    (shift_window_number, 0.3),
    (add_shifted_year, 0.3),
)
ANSWERABLE_EDITS: tuple[tuple[Edit, float], ...] = (
    (swap_both, 0.45),
    (swap_unasked_entity, 0.35),
    (add_true_condition, 0.20),
)


def draw_edit(
    window: Window, edits: Sequence[tuple[Edit, float]], *, title: str, editor: Editor, rng: random.Random
) -> Window | None:
    """Make one of `edits`, drawn by share; another is drawn where one cannot be made."""
    rest = list(edits)
    while rest:
        drawn = rng.choices(rest, weights=[share for _, share in rest])[0]
        edited = drawn[0](window, title=title, editor=editor, rng=rng)
        if edited is not None:
            return edited
        rest.remove(drawn)
    return None


def _draw_pair(window: Window, *, title: str, editor: Editor, rng: random.Random) -> tuple[Entity, str] | None:
    """Draw an entity that question and window share, and a substitute for it."""
    if window.answer is None:
        return None
    lowered = window.text.lower()
    shared = [e for e in find_entities(window.question) if e.text.lower() in lowered]
    if not shared:
        return None
    entity = rng.choice(shared)
    answer = window.text[window.answer.start : window.answer.end]
    other = editor.pool.draw(entity, title=title, near=window.text, avoid=f"{answer} {window.question}", rng=rng)
    return (entity, other) if other else None


def _draw_word(window: Window, *, editor: Editor, rng: random.Random) -> tuple[str, str] | None:
    """Draw a word that question and window share, and one that does not mean the same."""
    present = set(re.findall(r"[a-z]+", window.text.lower()))
    words = [w for w in re.findall(r"\b[a-z]{3,}\b", window.question) if w in present and w not in _STOP]
    opposed = [w for w in words if w in editor.opposites]
    if opposed and rng.random() < 0.8:
        word = rng.choice(opposed)
        return word, rng.choice(list(editor.opposites[word]))
    related = [w for w in words if len(w) > 3 and w in editor.siblings]
    if not related:
        return None
    word = rng.choice(related)
    return word, rng.choice(list(editor.siblings[word]))


def _answer_sentence(window: Window) -> Span | None:
    if window.answer is None:
        return None
    return next((s for s in window.sentences if s.start <= window.answer.start < s.end), None)


def _append(question: str, condition: str, *, kind: str, rng: random.Random, words: Sequence[str] = ()) -> str:
    if not words:
        words = ("in", "by", "before", "after") if kind == "year" else ("in", "with", "for", "by", "according to")
    return f"{question.rstrip(' ?')} {rng.choice(words)} {condition}?"


def _substitute(text: str, old: str, new: str) -> str:
    return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: new, text, flags=re.IGNORECASE)


def _unanswerable(window: Window, *, question: str, kind: str) -> Window | None:
    if question == window.question and not kind.startswith("window"):
        return None
    return replace(
        window,
        question=question,
        answer=None,
        evidence=(False,) * len(window.evidence),
        is_answerable=False,
        kind=kind,
    )
