"""Which windows a run sees, and how many of each kind: `main` first, then `final`, rich in real near misses."""

from __future__ import annotations

import logging
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.types import Span
from rag.reader.training.data import Example, SentenceQuestion, held_titles, read_examples, read_sentence_questions
from rag.reader.training.entities import EntityPool
from rag.reader.training.negatives import ANSWERABLE_EDITS, SHIFTS, UNANSWERABLE_EDITS, Editor, draw_edit
from rag.reader.training.opposites import find_siblings, read_antonyms
from rag.reader.training.roughness import keep_keywords, roughen
from rag.reader.training.titles import TitlePool, TitleShares
from rag.reader.training.windows import Window, cut_window, join_candidates, slice_window, split_sentences
from rag.reader.training.written import draw_windows, make_examples, read_packaged_sets

LOG = logging.getLogger(__name__)

_MAIN_SQUAD, _MAIN_NQ, _MAIN_QAMR = 82_000, 6_500, 4_000
_MAIN_NEAR_PARAGRAPHS = 16_000
_FINAL_SQUAD = 12_000
_SHIFTED = 0.35  # of windows that have a year or an ordinal to shift
_ROUGH = 0.14  # of windows look like a scraped page: wrapped lines, bylines, captions, links between the sentences
_KEYWORDS = 0.03  # of questions lose their small words, as people type them into a search box
_UNDISTURBED = 0.15  # of questions lose their question mark, as people type them
_TITLED_SIZES = ((280, 0.20), (440, 0.28), (600, 0.27), (760, 0.25))
_TITLES = TitleShares(own=0.40, headline=0.25, own_if_needed=0.75, other_if_needed=0.5)
_UNTITLED = TitleShares(own=0.0, headline=0.0, own_if_needed=0.0, other_if_needed=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What differs between rounds: how long windows are, and how many made near misses there are.

    Attributes:
        sizes: characters of context (a token is about 4.5 of them), and how often each is drawn.
        edited: the share of SQuAD windows that bring a made near miss along.
        titles: under which titles windows are read.
        written: how often the written sets are seen in each part.
        main_share: how much of what `main` has otherwise is kept, so that the written sets have some weight in it.
    """

    sizes: tuple[tuple[int, float], ...]
    edited: float
    titles: TitleShares = _UNTITLED
    written: int = 0
    main_share: float = 1.0

    def draw_size(self, rng: random.Random) -> int:
        """Draw how long a window may be, in characters."""
        return rng.choices([size for size, _ in self.sizes], weights=[share for _, share in self.sizes])[0]


RECIPES = {
    # Mostly one to four sentences, now and then a paragraph: rounds 1 to 3.
    "short": Recipe(sizes=((200, 0.22), (320, 0.40), (440, 0.26), (680, 0.12)), edited=0.40),
    # About as long as the library's chunks, which have up to 750 characters; fewer made near misses, which had made
    # round 3 too sure that there is no answer.
    "long": Recipe(sizes=((280, 0.20), (440, 0.28), (600, 0.30), (760, 0.22)), edited=0.25),
    # As the library's chunks are read: under the title of their article.
    "titled": Recipe(sizes=_TITLED_SIZES, edited=0.25, titles=_TITLES),
    # A last round: articles that are easily taken for one another, written for it, among a fifth of the rest.
    "written": Recipe(sizes=_TITLED_SIZES, edited=0.25, titles=_TITLES, written=1, main_share=0.2),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """All that is trained on; nothing of the held titles, nor of any development or evaluation set, is in it."""

    squad: tuple[Example, ...]
    near_paragraphs: tuple[Example, ...]
    nq: tuple[Example, ...]
    qamr: tuple[Example, ...]
    near_misses: tuple[Example, ...]
    sentences: tuple[tuple[str, tuple[SentenceQuestion, ...]], ...]
    editor: Editor
    titles: TitlePool
    written: tuple[Example, ...]


def read_sources(data: Path, *, encoder_folder: Path) -> Sources:
    """Read the training data under `data` (the folder that holds `span` and `answer_sentence`)."""
    train = read_examples(data / "span" / "train.jsonl.gz")
    half = read_examples(data / "span" / "squad2_half_a.jsonl.gz")
    held = held_titles(e.title for e in half)
    squad = tuple(e for e in train if e.source == "squad1.1-train")
    near_misses = tuple(e for e in half if e.title not in held)
    words = {w for e in (*squad, *near_misses) for w in re.findall(r"\b[a-z]{4,}\b", e.question)}
    passages = {(e.title, e.context) for e in (*squad, *near_misses)}
    editor = Editor(
        pool=EntityPool(sorted(passages)),
        opposites=read_antonyms(),
        siblings=find_siblings(encoder_folder, sorted(words)),
    )
    nq = tuple(e for e in train if e.source == "nq-qed-train")
    qamr = tuple(e for e in train if e.source == "qamr-dev")
    folder = data / "answer_sentence"
    names = (("wikiqa", "wikiqa_full_train"), ("selqa", "selqa_ass_dev"), ("trecqa", "trecqa_castorini_train"))
    return Sources(
        squad=squad,
        near_paragraphs=tuple(read_examples(data / "span" / "train_synthetic_unanswerable.jsonl.gz")),
        nq=nq,
        qamr=qamr,
        titles=TitlePool((*squad, *near_misses, *nq, *qamr)),
        near_misses=near_misses,
        sentences=tuple((n, tuple(read_sentence_questions(folder / f"{f}.jsonl.gz"))) for n, f in names),
        editor=editor,
        written=tuple(make_examples(read_packaged_sets(held=False))),
    )


def make_main(sources: Sources, *, recipe: Recipe, seed: int) -> list[Window]:
    """Make the windows of the first part: spans, made near misses, distant paragraphs, some real near misses."""
    rng = random.Random(seed)  # noqa: S311 - reproducible, not secret
    titles = _Titles(sources.titles, recipe=recipe, seed=seed)
    windows: list[Window] = []
    for example in rng.sample(sources.squad, min(_MAIN_SQUAD, len(sources.squad))):
        window = _around_answer(example, recipe=recipe, rng=rng)
        windows += titles.put_other(window, example)
        window = titles.put(window, example)
        draw = rng.random()
        if draw < 0.12:
            edited = draw_edit(window, ANSWERABLE_EDITS, title=example.title, editor=sources.editor, rng=rng)
            windows.append(edited or window)
        else:
            windows.append(window)
        if rng.random() < recipe.edited:
            edited = draw_edit(window, UNANSWERABLE_EDITS, title=example.title, editor=sources.editor, rng=rng)
            windows += [edited] if edited else []
        if rng.random() < _SHIFTED:
            edited = draw_edit(window, SHIFTS, title=example.title, editor=sources.editor, rng=rng)
            windows += [edited] if edited else []
        if rng.random() < 0.14:
            windows += (titles.put(w, example) for w in _without_answer(example, recipe=recipe, rng=rng))
    for example in rng.sample(sources.near_paragraphs, _MAIN_NEAR_PARAGRAPHS):
        beside = cut_window(example, around=None, max_chars=recipe.draw_size(rng), rng=rng)
        windows.append(titles.put(beside, example))
    for example in (*rng.sample(sources.nq, _MAIN_NQ), *rng.sample(sources.qamr, _MAIN_QAMR)):
        windows.append(titles.put(_around_answer(example, recipe=recipe, rng=rng), example))
        if rng.random() < 0.3:
            windows += (titles.put(w, example) for w in _without_answer(example, recipe=recipe, rng=rng))
    windows += [titles.put(_near_miss(e, rng=rng), e) for e in sources.near_misses]
    windows += _sentence_windows(sources, rng=rng)
    if recipe.main_share < 1:
        windows = rng.sample(windows, round(len(windows) * recipe.main_share))
    windows += _written_windows(sources, recipe=recipe, rng=rng)
    return _finish(windows, rng=rng)


def make_final(sources: Sources, *, recipe: Recipe, seed: int) -> list[Window]:
    """Make the windows of the last part: each real near miss three times, in windows that differ, among the rest."""
    rng = random.Random(seed)  # noqa: S311 - reproducible, not secret
    titles = _Titles(sources.titles, recipe=recipe, seed=seed + 1)
    windows = [titles.put(_near_miss(e, rng=rng), e) for _ in range(3) for e in sources.near_misses]
    for example in rng.sample(sources.squad, _FINAL_SQUAD):
        window = _around_answer(example, recipe=recipe, rng=rng)
        windows += titles.put_other(window, example)
        window = titles.put(window, example)
        windows.append(window)
        if rng.random() < 0.35:
            edited = draw_edit(window, UNANSWERABLE_EDITS, title=example.title, editor=sources.editor, rng=rng)
            windows += [edited] if edited else []
        if rng.random() < 0.12:
            windows += (titles.put(w, example) for w in _without_answer(example, recipe=recipe, rng=rng))
    for example in rng.sample(sources.near_paragraphs, 2_500):
        beside = cut_window(example, around=None, max_chars=recipe.draw_size(rng), rng=rng)
        windows.append(titles.put(beside, example))
    windows += _sentence_windows(sources, rng=rng)
    windows += _written_windows(sources, recipe=recipe, rng=rng)
    return _finish(windows, rng=rng)


class _Titles:
    """Puts windows under titles, with draws of its own: a recipe without them makes what it made before."""

    def __init__(self, pool: TitlePool, *, recipe: Recipe, seed: int) -> None:
        self._pool, self._shares = pool, recipe.titles
        self._rng = random.Random(f"titles {seed}")  # noqa: S311 - reproducible, not secret

    def put(self, window: Window, example: Example) -> Window:
        return self._pool.put(window, example, shares=self._shares, rng=self._rng)

    def put_other(self, window: Window, example: Example) -> list[Window]:
        other = self._pool.put_other(window, example, shares=self._shares, rng=self._rng)
        return [other] if other else []


def _around_answer(example: Example, *, recipe: Recipe, rng: random.Random) -> Window:
    text, start = example.answers[0]
    return cut_window(example, around=Span(start, start + len(text)), max_chars=recipe.draw_size(rng), rng=rng)


def _without_answer(example: Example, *, recipe: Recipe, rng: random.Random) -> Iterator[Window]:
    """Yield a neighbouring window of the same passage, or one whose answer's sentence was taken out."""
    sentences = split_sentences(example.context)
    text, start = example.answers[0]
    touched = {i for i, s in enumerate(sentences) if s.start < start + len(text) and start < s.end}
    # An answer that stands elsewhere too may answer there: leave those sentences alone as well.
    touched |= {i for i, s in enumerate(sentences) if text.lower() in example.context[s.start : s.end].lower()}
    rest = [i for i in range(len(sentences)) if i not in touched]
    if not rest:
        return
    lone = replace(example, answers=(), is_answerable=False)
    if rng.random() < 0.5:
        first = last = rng.choice(rest)
        size = recipe.draw_size(rng)
        while last + 1 in rest and sentences[last + 1].end - sentences[first].start <= size:
            last += 1
        while first - 1 in rest and sentences[last].end - sentences[first - 1].start <= size:
            first -= 1
        yield replace(slice_window(lone, first=first, last=last, kind=""), kind="beside-answer")
        return
    kept = " ".join(example.context[sentences[i].start : sentences[i].end] for i in rest)
    middle = len(kept) * min(touched) // max(len(sentences), 1)
    lone = replace(lone, context=kept)
    around = Span(min(middle, len(kept) - 1), min(middle, len(kept) - 1) + 1)
    yield replace(cut_window(lone, around=around, max_chars=recipe.draw_size(rng), rng=rng), kind="answer-removed")


def _near_miss(example: Example, *, rng: random.Random) -> Window:
    """Cut a window of a SQuAD 2.0 example; of an unanswerable one as much as fits, for the trap is somewhere in it."""
    if example.is_answerable:
        text, start = rng.choice(example.answers)
        return cut_window(
            example, around=Span(start, start + len(text)), max_chars=rng.choice((320, 480, 760)), rng=rng
        )
    return cut_window(example, around=_likeliest(example), max_chars=rng.choice((320, 480, 760)), rng=rng)


def _likeliest(example: Example) -> Span:
    """Return the sentence that shares most of its words with the question: there the near miss stands."""
    asked = set(re.findall(r"\w{3,}", example.question.lower()))
    sentences = split_sentences(example.context)
    return max(
        sentences,
        key=lambda s: len(asked & set(re.findall(r"\w{3,}", example.context[s.start : s.end].lower()))),
    )


def _sentence_windows(sources: Sources, *, rng: random.Random) -> Iterator[Window]:
    for name, questions in sources.sentences:
        for question in questions:
            # A set's candidates follow one another in their article, except in TREC-QA, where they are a pool.
            order = list(range(len(question.sentences)))
            if name == "trecqa" or rng.random() < 0.25:
                rng.shuffle(order)
            taken, windows = 0, []
            while taken < len(order):
                size = 0 if rng.random() < 0.25 else rng.choice((320, 440, 560))
                window, count = join_candidates(question, order=order[taken:], max_chars=size, kind=name)
                windows.append(window)
                taken += count
            # A pool of 100 candidates would drown the others: all that answer, and a few that do not.
            right = [w for w in windows if w.is_answerable]
            wrong = [w for w in windows if not w.is_answerable]
            yield from right[:4]
            yield from rng.sample(wrong, min(len(wrong), 3 if name == "trecqa" else 2))


def _written_windows(sources: Sources, *, recipe: Recipe, rng: random.Random) -> Iterator[Window]:
    for _ in range(recipe.written):
        yield from draw_windows(sources.written, rng=rng)


def _finish(windows: Sequence[Window], *, rng: random.Random) -> list[Window]:
    finished = []
    for window in windows:
        question = window.question
        if rng.random() < _KEYWORDS:
            question = keep_keywords(question)
        elif rng.random() < _UNDISTURBED:
            question = question.rstrip("? ") or question
        kept = replace(window, question=question)
        finished.append(roughen(kept, rng=rng) if rng.random() < _ROUGH else kept)
    rng.shuffle(finished)
    counts = Counter(w.kind for w in finished)
    answerable, titled = sum(w.is_answerable for w in finished), sum(bool(w.title) for w in finished)
    LOG.info("%d windows, %d answerable, %d titled: %s", len(finished), answerable, titled, dict(counts))
    return finished
