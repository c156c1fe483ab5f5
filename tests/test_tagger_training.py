"""The tagger's training: what it is shown of a page, what a run begins with, and the mean of several runs."""

from __future__ import annotations

import random

import pytest
import torch

from corpus.tagging.averaging import average
from corpus.tagging.embeddings import find_weights
from corpus.tagging.training import TaggerModel, begin_from, count_layers
from corpus.tagging.training_pages import TrainingPage, draw_lines, transplant

PAGE = TrainingPage(
    lines=("Share", "Velm reopens", "The harbour reopened on Tuesday.", "Read more", "It had been shut."),
    labels=(True, False, False, True, None),
    is_left=(False, True, True, True, True),
    weight=2.0,
)


def test_each_line_keeps_its_label_however_the_page_is_seen() -> None:
    known, seen = dict(zip(PAGE.lines, PAGE.labels, strict=True)), set()
    for seed in range(60):
        lines, labels = draw_lines(PAGE, rng=random.Random(seed))
        assert [known[line] for line in lines] == labels
        assert [line for line in PAGE.lines if line in lines] == lines
        seen.add(tuple(lines))
    assert PAGE.lines in seen
    assert PAGE.lines[1:] in seen  # as the rules leave it
    assert (PAGE.lines[1], PAGE.lines[2], PAGE.lines[4]) in seen  # with all of its furniture gone


def test_only_furniture_of_other_pages_is_put_between_lines() -> None:
    lines, labels = ["One.", "Two."], [False, False]
    transplant(lines, labels, donors=[PAGE], rng=random.Random(3))
    assert [line for line in lines if line in {"One.", "Two."}] == ["One.", "Two."]
    others = [line for line in lines if line not in {"One.", "Two."}]
    assert others
    assert set(others) <= {"Share", "Read more"}
    assert labels == [line in others for line in lines]
    assert lines[0] == "One."


def test_further_layers_begin_as_the_packaged_encoder_has_them() -> None:
    folder = find_weights()
    small, large = TaggerModel(folder, layers=1), TaggerModel(folder, layers=2)
    state = {name: value + 1.0 if value.is_floating_point() else value for name, value in small.state_dict().items()}
    before = {name: value.clone() for name, value in large.state_dict().items()}
    begin_from(large, state)
    after = large.state_dict()
    assert count_layers(after) == 2
    assert all(torch.equal(after[name], state[name]) for name in state)
    assert all(torch.equal(after[name], before[name]) for name in after if name not in state)
    with pytest.raises(ValueError, match="--layers 2"):
        begin_from(small, after)


def test_the_mean_of_runs_is_of_one_model() -> None:
    one, two = ({"w": torch.tensor([value]), "ids": torch.tensor([7])} for value in (1.0, 3.0))
    mean = average([one, two])
    assert mean["w"].tolist() == [2.0]
    assert mean["ids"].tolist() == [7]
    with pytest.raises(ValueError, match="different models"):
        average([one, {"v": torch.tensor([1.0])}])
    with pytest.raises(ValueError, match="no weights"):
        average([])
