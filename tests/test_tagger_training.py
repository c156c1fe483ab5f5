"""The tagger's training: what it is shown of a page, what a run begins with, and the mean of several runs."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from corpus.benchmarks.cleaning import read_pages
from corpus.normalising import normalise, split_lines
from corpus.tagging import attention
from corpus.tagging.averaging import average
from corpus.tagging.embeddings import find_weights, load_tokenizer
from corpus.tagging.exporting import quantise
from corpus.tagging.packaged import MODEL_FOLDER
from corpus.tagging.restoring import restore
from corpus.tagging.tagger import PageTagger
from corpus.tagging.training import FILE, TaggerModel, begin_from, collate, count_layers
from corpus.tagging.training_pages import TrainingPage, draw_lines, transplant
from corpus.tagging.windows import cut_page

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


def test_a_headline_that_another_page_lends_is_furniture_there() -> None:
    donor, lent = replace(PAGE, title="Velm reopens"), set()
    for seed in range(20):
        lines, labels = ["One.", "Two."], [False, False]
        transplant(lines, labels, donors=[donor], rng=random.Random(seed))
        lent |= {line for line, label in zip(lines, labels, strict=True) if label}
    assert lent == {"Share", "Read more", "Velm reopens"}


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


def test_training_can_go_on_from_the_file_that_ships() -> None:
    state = restore(MODEL_FOLDER / FILE)
    model = TaggerModel(find_weights(), layers=count_layers(state)).eval()
    begin_from(model, state)
    assert set(model.state_dict()) - set(state) == {"encoder.embeddings.word_embeddings.weight"}
    tokenizer, tagger = load_tokenizer(find_weights()), PageTagger()
    for page in read_pages("held_*")[:2]:
        window = cut_page(split_lines(normalise(page.text)), tokenizer=tokenizer)[0]
        with torch.inference_mode():
            restored = model(*collate([window], model.encoder.embeddings.word_embeddings))[0].numpy()
        shipped = tagger.score(split_lines(normalise(page.text)))
        judged = len(window.counted)
        assert (
            np.abs(restored[:judged] - shipped[:judged]).mean() < 0.1
        )  # activations are int8 in one and not in the other


def test_a_file_without_a_tagger_is_refused(tmp_path: Path) -> None:
    info = onnx.helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [1])
    graph = onnx.helper.make_graph([onnx.helper.make_node("Identity", ["x"], ["y"])], "other", [info], [])
    onnx.save(onnx.helper.make_model(graph), str(tmp_path / "other.onnx"))
    with pytest.raises(ValueError, match="does not hold"):
        restore(tmp_path / "other.onnx")


def test_attention_for_training_is_the_encoders_own() -> None:
    model = TaggerModel(find_weights(), layers=1).eval()
    generator = torch.Generator().manual_seed(4)
    embedded = torch.randn(2, 30, 384, generator=generator) * 0.05
    mask = torch.ones(2, 30, dtype=torch.long)
    mask[1, 19:] = 0
    found = []
    for name in ("eager", attention.NAME):
        model.encoder.config._attn_implementation = name
        model.zero_grad()
        hidden = model.encoder(inputs_embeds=embedded, attention_mask=mask).last_hidden_state * mask[..., None]
        (hidden * hidden.detach().roll(1, dims=1)).sum().backward()
        query = model.encoder.encoder.layer[0].attention.self.query
        value = model.encoder.encoder.layer[0].attention.self.value
        found.append((hidden.detach(), query.weight.grad, value.weight.grad))
    for own, packed in zip(*found, strict=True):
        assert torch.allclose(own, packed, rtol=1e-3, atol=1e-4)


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
