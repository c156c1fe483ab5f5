"""The tagger's training: what it is shown of a page, what a run begins with, and the mean of several runs."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from corpus.tagging.averaging import average
from corpus.tagging.embeddings import find_weights
from corpus.tagging.exporting import quantise
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


def test_one_large_number_does_not_drown_the_others(tmp_path: Path) -> None:
    """What comes out of GELU has a few numbers far larger than the rest; one int8 scale for all would lose those."""
    source, target = tmp_path / "fp32.onnx", tmp_path / "int8.onnx"
    rng = np.random.default_rng(1)
    weights = rng.normal(size=(64, 8)).astype(np.float32)
    given, made = (
        onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, ["rows", size])
        for name, size in (("given", 64), ("made", 8))
    )
    product = onnx.helper.make_node("MatMul", ["given", "weights"], ["made"], "/encoder/layer.0/output/dense/MatMul")
    graph = onnx.helper.make_graph(
        [product], "one", [given], [made], [onnx.numpy_helper.from_array(weights, "weights")]
    )
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, str(source))
    quantise(source, target)
    stored = {one.name: one.data_type for one in onnx.load(str(target)).graph.initializer}
    assert onnx.TensorProto.INT8 in stored.values()
    assert stored.get("weights") is None
    numbers = rng.normal(size=(5, 64)).astype(np.float32)
    numbers[0, 0] = 3000.0
    session = onnxruntime.InferenceSession(str(target), providers=["CPUExecutionProvider"])
    others = session.run(None, {"given": numbers})[0][1:]
    assert np.abs(others - numbers[1:] @ weights).max() < 0.2
