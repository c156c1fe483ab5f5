"""The reader's training data and measures: windows keep their answers, near misses lose them, metrics are official."""

from __future__ import annotations

import random

import pytest

from corpus.types import Span
from rag.reader.training.data import Example, SentenceQuestion, held_titles
from rag.reader.training.entities import Entity, EntityPool, find_entities
from rag.reader.training.negatives import (
    ANSWERABLE_EDITS,
    UNANSWERABLE_EDITS,
    Editor,
    negate_question,
    swap_both,
    swap_question_entity,
    swap_roles,
    swap_window_entity,
)
from rag.reader.training.opposites import read_antonyms, suffix
from rag.reader.training.passages import cut_windows
from rag.reader.training.windows import (
    Window,
    cut_window,
    join_candidates,
    replace_everywhere,
    slice_window,
    split_sentences,
)

CONTEXT = (
    "The bridge at Torsund was begun in 1871. Its engineer, Marta Lind 🜚, came from Oslo. Dr. Hall of the U.S. "
    "Survey measured 412 metres in 1874. The town of Torsund paid Marta Lind 9,000 crowns! Trains crossed it "
    "until 1902, when the northern pier sank."
)
QUESTION = "How many crowns did Torsund pay Marta Lind?"


def make_example(answer: str = "9,000", question: str = QUESTION) -> Example:
    return Example(
        id="1",
        title="Torsund",
        question=question,
        context=CONTEXT,
        answers=((answer, CONTEXT.index(answer)),),
        is_answerable=True,
        source="test",
    )


def make_window(answer: str = "9,000", question: str = QUESTION) -> Window:
    example = make_example(answer, question)
    return slice_window(example, first=0, last=len(split_sentences(CONTEXT)) - 1, kind="test")


def make_editor() -> Editor:
    others = "She met Karl Berg and Anna Holt. In Bergen and in Malmo and in 1866 the price was 7,500 and 88 crowns."
    return Editor(
        pool=EntityPool([("Torsund", CONTEXT), ("Torsund", others)]),
        opposites=read_antonyms(),
        siblings={"crowns": ("coins",)},
    )


def text_of(window: Window) -> str:
    assert window.answer is not None
    return window.text[window.answer.start : window.answer.end]


def test_sentences_survive_abbreviations_and_leave_out_the_space_between_them():
    sentences = [CONTEXT[s.start : s.end] for s in split_sentences(CONTEXT)]
    assert len(sentences) == 5
    assert sentences[2] == "Dr. Hall of the U.S. Survey measured 412 metres in 1874."
    assert " ".join(sentences) == CONTEXT


@pytest.mark.parametrize("answer", ["1871", "Marta Lind", "412 metres", "9,000", "the northern pier"])
@pytest.mark.parametrize("max_chars", [1, 90, 160, 1000])
def test_a_window_keeps_its_answer_at_the_right_place(answer: str, max_chars: int):
    example = make_example(answer)
    start = example.answers[0][1]
    for seed in range(20):
        window = cut_window(
            example, around=Span(start, start + len(answer)), max_chars=max_chars, rng=random.Random(seed)
        )
        assert text_of(window) == answer
        assert window.is_answerable
        assert window.text in CONTEXT
        assert sum(window.evidence) == 1
        evidence = window.sentences[window.evidence.index(True)]
        assert answer in window.text[evidence.start : evidence.end]
        assert len(window.text) <= max_chars or len(window.sentences) == 1


def test_windows_of_an_answer_are_placed_differently():
    example = make_example("412 metres")
    start = example.answers[0][1]
    rng = random.Random(3)
    texts = {cut_window(example, around=Span(start, start + 3), max_chars=160, rng=rng).text for _ in range(30)}
    assert len(texts) >= 2


def test_a_window_beside_the_answer_is_unanswerable():
    window = slice_window(make_example("9,000"), first=0, last=1, kind="test")
    assert not window.is_answerable
    assert window.answer is None
    assert not any(window.evidence)


def test_a_replacement_moves_every_offset():
    window = replace_everywhere(make_window("9,000"), "Torsund", "Kirkenes-by-the-Sea")
    assert window is not None
    assert text_of(window) == "9,000"
    assert "Torsund" not in window.text
    assert window.text.count("Kirkenes-by-the-Sea") == 2
    starts = [window.text[s.start : s.end].split()[0] for s in window.sentences]
    assert starts == ["The", "Its", "Dr.", "The", "Trains"]


def test_a_replacement_never_touches_the_answer():
    assert replace_everywhere(make_window("Marta Lind"), "Marta", "Greta") is None
    assert replace_everywhere(make_window("9,000"), "absent", "present") is None


def test_entities_are_found_by_kind_and_a_sentence_start_is_no_name():
    found = {e.text: e.kind for e in find_entities(CONTEXT)}
    assert found["1871"] == "year"
    assert found["Marta Lind"] == "name-long"
    assert found["Torsund"] == "name"
    assert found["9,000"] == "number"
    assert "Trains" not in found
    assert "Its" not in found


def test_a_substitute_is_of_the_same_kind_and_never_the_answer():
    pool = make_editor().pool
    rng = random.Random(5)
    drawn = {
        pool.draw(Entity(text="1871", kind="year"), title="Torsund", near=CONTEXT, avoid="1902", rng=rng)
        for _ in range(60)
    }
    assert drawn - {None} == {"1866", "1874"}


@pytest.mark.parametrize("edit", [edit for edit, _ in UNANSWERABLE_EDITS], ids=lambda edit: edit.__name__)
def test_a_near_miss_is_unanswerable_and_differs(edit):
    question = "How many crowns did Torsund pay Marta Lind after the northern bridge was begun?"
    window, editor = make_window("9,000", question), make_editor()
    made = [edit(window, title="Torsund", editor=editor, rng=random.Random(seed)) for seed in range(40)]
    made = [m for m in made if m is not None]
    assert made
    for near_miss in made:
        assert (near_miss.question, near_miss.text) != (window.question, window.text)
        assert near_miss.answer is None
        assert not near_miss.is_answerable
        assert not any(near_miss.evidence)
        assert "9,000" not in near_miss.question
        for sentence in near_miss.sentences:
            assert (
                near_miss.text[sentence.start : sentence.end].strip() == near_miss.text[sentence.start : sentence.end]
            )


@pytest.mark.parametrize("edit", [edit for edit, _ in ANSWERABLE_EDITS], ids=lambda edit: edit.__name__)
def test_an_edit_that_keeps_the_answer_keeps_its_offsets(edit):
    window, editor = make_window("9,000", "How many crowns did Torsund pay?"), make_editor()
    made = [edit(window, title="Torsund", editor=editor, rng=random.Random(seed)) for seed in range(40)]
    made = [m for m in made if m is not None]
    assert made
    for kept in made:
        assert text_of(kept) == "9,000"
        assert kept.is_answerable
        assert kept.evidence == window.evidence


def test_swapping_both_keeps_question_and_window_together():
    window, editor = make_window(), make_editor()
    for seed in range(20):
        kept = swap_both(window, title="Torsund", editor=editor, rng=random.Random(seed))
        assert kept is not None
        assert kept.question != window.question
        name = [e.text for e in find_entities(kept.question) if e.text not in QUESTION]
        assert all(n in kept.text for n in name)


def test_a_question_entity_is_swapped_for_another_and_the_window_stays():
    window, editor = make_window(), make_editor()
    near_miss = swap_question_entity(window, title="Torsund", editor=editor, rng=random.Random(1))
    assert near_miss is not None
    assert near_miss.text == window.text
    assert ("Torsund" in near_miss.question) != ("Marta Lind" in near_miss.question)


def test_a_window_entity_is_swapped_and_the_question_stays():
    near_miss = swap_window_entity(make_window(), title="Torsund", editor=make_editor(), rng=random.Random(1))
    assert near_miss is not None
    assert near_miss.question == QUESTION
    assert ("Torsund" in near_miss.text) != ("Marta Lind" in near_miss.text)


def test_roles_are_exchanged():
    near_miss = swap_roles(make_window(), title="Torsund", editor=make_editor(), rng=random.Random(1))
    assert near_miss is not None
    assert near_miss.question == "How many crowns did Marta Lind pay Torsund?"


def test_a_negation_follows_the_auxiliary_and_is_not_doubled():
    window, editor = make_window(), make_editor()
    questions = set()
    for seed in range(20):
        near_miss = negate_question(window, title="Torsund", editor=editor, rng=random.Random(seed))
        assert near_miss is not None
        questions.add(near_miss.question)
    assert questions == {
        f"How many crowns {form} Torsund pay Marta Lind?" for form in ("didn't", "did not", "did never")
    }
    negated = make_window(question="Who didn't Torsund pay?")
    assert negate_question(negated, title="Torsund", editor=editor, rng=random.Random(1)) is None


def test_opposites_go_both_ways():
    opposites = read_antonyms()
    assert "decrease" in opposites["increase"]
    assert "increase" in opposites["decrease"]
    assert opposites["won"] == ("lost",)
    assert [suffix(w) for w in ("opened", "larger", "king", "rivers")] == ["ed", "er", "", "s"]


def test_held_titles_are_a_third_and_do_not_depend_on_order():
    titles = [f"title {i}" for i in range(18)]
    held = held_titles(titles)
    assert len(held) == 6
    assert held == held_titles(reversed(titles + titles))


def test_candidates_are_joined_as_whole_sentences_until_the_limit():
    question = SentenceQuestion(
        id="1", question="q", sentences=("One fish.", "Two fish.", "Red fish."), labels=(False, True, False)
    )
    window, count = join_candidates(question, order=[2, 1, 0], max_chars=20, kind="test")
    assert (window.text, count) == ("Red fish. Two fish.", 2)
    assert window.evidence == (False, True)
    assert window.is_answerable
    assert [window.text[s.start : s.end] for s in window.sentences] == ["Red fish.", "Two fish."]
    lone, count = join_candidates(question, order=[0, 1], max_chars=0, kind="test")
    assert (lone.text, count, lone.is_answerable) == ("One fish.", 1, False)


def test_passage_windows_overlap_by_a_sentence_and_cover_all():
    sentences = [Span(i * 10, i * 10 + 9) for i in range(7)]
    windows = cut_windows(sentences, max_chars=30)
    assert windows == [(0, 2), (2, 4), (4, 6)]
    assert cut_windows(sentences, max_chars=5) == [(i, i) for i in range(7)]
    assert cut_windows([Span(0, 50), Span(51, 60), Span(61, 70)], max_chars=20) == [(0, 0), (1, 2)]
