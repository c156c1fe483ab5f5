"""The sets written for training: what is wrong with a file is said, and every label falls on the words it names."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from rag.reader.training.written import (
    FOLDER,
    WrittenError,
    check_sets,
    draw_windows,
    is_held,
    make_examples,
    read_sets,
)

GOOD = """=== set
A. Pier of Torsund closed
The pier was shut in 2021. The mayor said rust had eaten two of its cables. The cables are from 1902.
B. Pier opens again
It has had new cables since May 2022.
Q why | Why was the pier closed?
A: rust had eaten {{two of its cables}}
Q year | When were the cables renewed?
B: May 2022
Q none | Who built the pier?
"""


@pytest.fixture
def write(tmp_path: Path):
    def write_file(text: str) -> Path:
        path = tmp_path / "sets.txt"
        path.write_text(text, encoding="utf-8")
        return path

    return write_file


def test_a_question_is_asked_of_every_article_of_its_set(write) -> None:
    examples = list(make_examples(read_sets([write(GOOD)])))
    assert [(e.source, e.is_answerable) for e in examples] == [
        ("written-why", True), ("written-why", False), ("written-year", False), ("written-year", True),
        ("written-none", False), ("written-none", False),
    ]  # fmt: skip
    assert examples[0].answers == (("two of its cables", examples[0].context.index("two of")),)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("{{two of its cables}}", "three cables", "does not have the words 'rust had eaten three cables'"),
        ("rust had eaten {{two of its cables}}", "cables", "has the words 'cables' 2 times"),
        ("B: May 2022", "C: May 2022", "answered from C, which is no article"),
        ("Q none | Who built the pier?", "Who built the pier?", "not understood: 'Who built the pier?'"),
        ("It has had", "x" * 1001, "1000 at most"),
        ("=== set", "set", "each begins with a line '=== set'"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(write, old: str, new: str, fault: str) -> None:
    path = write(GOOD.replace(old, new))
    assert any(fault in line for line in check_sets(path)[1])
    with pytest.raises(WrittenError, match=r"sets\.txt"):
        read_sets([path])


def test_windows_answer_with_the_marked_words_and_keep_a_headline_that_is_needed(write) -> None:
    examples = list(make_examples(read_sets([write(GOOD.replace("Who built the pier?", "Who governs Torsund?"))])))
    windows = list(draw_windows(examples * 20, rng=random.Random(1)))
    answers = {w.text[w.answer.start : w.answer.end] for w in windows if w.answer}
    assert answers == {"two of its cables", "May 2022"}
    for window in windows:
        assert sum(window.evidence) == (1 if window.is_answerable else 0)
    assert {w.title for w in windows if "Torsund" in w.question and "2021" in w.text} == {"Pier of Torsund closed"}
    assert "" in {w.title for w in windows}


def test_the_packaged_sets_are_right_and_a_tenth_is_held_apart() -> None:
    sets = read_sets(FOLDER.glob("*.txt"))
    questions = [q for item in sets for q in item.questions]
    held = sum(map(is_held, sets)) / len(sets)
    assert len(sets) >= 300
    assert 0.07 < held < 0.14
    assert len({q.kind for q in questions}) >= 12
    assert sum(not q.answers for q in questions) >= 0.15 * len(questions)
