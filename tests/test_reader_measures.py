"""The reader's measures, decoding, labels and batches: official metrics, honest calibration."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from test_reader_training import make_example, make_window

from corpus.tagging.embeddings import load_tokenizer
from corpus.types import Span
from index.models import find_packaged_model
from rag.reader.decoding import Outputs, decode
from rag.reader.training.calibration import Calibration, fit
from rag.reader.training.encoding import collate, encode_windows, make_batches, round_up
from rag.reader.training.metrics import (
    find_threshold,
    normalise,
    score_auroc,
    score_average_precision,
    score_calibration_error,
    score_exact,
    score_f1,
)
from rag.reader.training.model import ReaderModel, load_encoder
from rag.reader.training.weights import load_weights, save_weights
from rag.reader.training.windows import (
    slice_window,
)


@pytest.mark.parametrize(
    ("answer", "normal"),
    [("The  U.S. Army,", "us army"), ("an apple a day", "apple day"), ("«Ärzte»", "«ärzte»"), ("9,000", "9000")],
)
def test_answers_are_normalised_as_squad_does(answer: str, normal: str):
    assert normalise(answer) == normal


def test_exact_match_and_f1_take_the_best_gold_answer():
    assert score_exact("The Iroquois", ["Mohawk", "iroquois"]) == 1.0
    assert score_exact("Iroquois rule", ["Iroquois"]) == 0.0
    assert score_f1("Iroquois rule", ["Mohawk", "Iroquois"]) == pytest.approx(2 / 3)
    assert score_f1("", []) == 1.0
    assert score_f1("something", []) == 0.0
    assert score_f1("the", ["a"]) == 1.0


def test_average_precision_of_a_known_ranking():
    assert score_average_precision([0.9, 0.8, 0.7, 0.6], [True, False, True, False]) == pytest.approx((1 + 2 / 3) / 2)
    with pytest.raises(ValueError, match="right candidate"):
        score_average_precision([0.1], [False])


def test_auroc_agrees_with_counting_pairs():
    rng = np.random.default_rng(7)
    scores = np.round(rng.normal(size=200), 1)
    labels = rng.random(200) < 0.4
    above = (scores[labels][:, None] > scores[~labels][None, :]).mean()
    equal = (scores[labels][:, None] == scores[~labels][None, :]).mean()
    assert score_auroc(scores, labels) == pytest.approx(above + equal / 2)


def test_the_threshold_is_the_best_of_all():
    rng = np.random.default_rng(11)
    confidences, answered = rng.random(80), rng.random(80)
    refused = (rng.random(80) < 0.5).astype(float)
    answered[refused > 0] = 0.0
    found = find_threshold(list(confidences), list(answered), list(refused))
    cuts = [0.0, *confidences, 2.0]
    tried = [float(np.where(confidences >= cut, answered, refused).mean()) for cut in cuts]
    assert found.score == pytest.approx(max(tried))
    assert float(np.where(confidences >= found.value, answered, refused).mean()) == pytest.approx(found.score)


def test_calibration_error_is_zero_for_honest_confidences_and_large_for_vain_ones():
    honest = [0.25] * 4 + [0.75] * 4
    outcomes = [True, False, False, False, True, True, True, False]
    assert score_calibration_error(honest, outcomes) == pytest.approx(0.0)
    assert score_calibration_error([0.95] * 4, [False] * 4) == pytest.approx(0.95)


def test_a_calibration_recovers_the_probabilities_it_was_drawn_from():
    rng = np.random.default_rng(13)
    signals = [tuple(row) for row in rng.normal(size=(20_000, 3)) * (1.0, 4.0, 2.0)]
    truth = Calibration(weights=(1.2, 0.3, 0.0), bias=-0.5)
    labels = list(rng.random(20_000) < truth.apply(signals))
    fitted = fit(signals, labels)
    assert fitted.weights == pytest.approx(truth.weights, abs=0.06)
    assert fitted.bias == pytest.approx(-0.5, abs=0.06)


def test_decoding_takes_the_best_span_inside_the_text():
    # [CLS] q [SEP] Ann met Bob . He left [SEP], where the text is "Ann met Bob. He left"
    offsets = [(0, 0), (0, 1), (0, 0), (0, 3), (4, 7), (8, 11), (11, 12), (13, 15), (16, 20), (0, 0)]
    is_text = [False] * 3 + [True] * 6 + [False]
    start, end, evidence = (np.zeros(12, dtype=np.float32) for _ in range(3))
    start[[1, 5, 8]], end[[1, 3, 5]] = (9, 4, 3), (9, 5, 4)  # the highest of all are in the question
    start[0], end[0] = 1, 2
    evidence[3:7], evidence[7:9] = 2, -1
    outputs = Outputs(start=start, end=end, evidence=evidence, answerable=0.5)
    reading = decode(outputs, offsets=offsets, is_text=is_text, sentences=[Span(0, 12), Span(13, 20)])
    assert reading.answer == Span(8, 11)
    assert reading.span_score == pytest.approx(8)
    assert reading.margin == pytest.approx(5)
    assert reading.evidence == pytest.approx((2, -1))
    assert reading.signals == pytest.approx((0.5, 5, 2))


def test_labels_reach_the_tokens_of_the_answer():
    tokenizer = load_tokenizer(find_packaged_model())
    near_miss = slice_window(make_example("9,000", "Who?"), first=0, last=1, kind="test")
    window = make_window("412 metres")
    features, empty, too_long = encode_windows(
        [window, near_miss, make_window(question="who " * 60)], tokenizer=tokenizer, max_tokens=192
    )
    assert too_long is None
    assert features is not None
    assert empty is not None
    assert tokenizer.decode(list(features.ids[features.first : features.last + 1])) == "412 metres"
    assert set(features.sentence_of[features.first : features.last + 1]) == {2}
    assert list(features.evidence) == [0, 0, 1, 0, 0]
    assert (empty.first, empty.last, empty.is_answerable) == (0, 0, False)
    assert features.sentence_of[0] == -1
    assert max(features.sentence_of) == 4


def test_batches_hold_every_window_in_few_shapes():
    tokenizer = load_tokenizer(find_packaged_model())
    windows = [slice_window(make_example("9,000"), first=i % 3, last=3 + i % 2, kind="test") for i in range(50)]
    features = [f for f in encode_windows(windows, tokenizer=tokenizer, max_tokens=192) if f is not None]
    batches = make_batches(features, tokens=640, rng=random.Random(1))
    assert {i for batch in batches for i in batch} == set(range(50))
    shapes = set()
    for batch in batches:
        collated = collate([features[i] for i in batch])
        shapes.add(collated.ids.shape)
        assert collated.ids.size <= 640
        assert (collated.mask.sum(axis=1) == [len(features[i].ids) for i in batch]).all()
    assert len(shapes) <= 4
    assert [round_up(n) for n in (1, 48, 49, 192, 193, 257)] == [48, 48, 64, 192, 224, 320]


def test_a_few_steps_on_one_batch_lower_every_loss():
    torch = pytest.importorskip("torch")
    from transformers import BertConfig, BertModel

    from rag.reader.training.model import ReaderModel, compute_losses, pool_sentences

    torch.manual_seed(1)
    config = BertConfig(
        hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64, hidden_dropout_prob=0.0
    )
    model = ReaderModel(BertModel(config, add_pooling_layer=False))
    near_miss = slice_window(make_example("9,000"), first=0, last=2, kind="test")
    tokenizer = load_tokenizer(find_packaged_model())
    features = encode_windows([make_window(), near_miss], tokenizer=tokenizer, max_tokens=192)
    batch = collate([f for f in features if f is not None])
    model.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-2)
    losses = []
    for _ in range(25):
        outputs = model(*(torch.from_numpy(a) for a in (batch.ids, batch.mask, batch.types)))
        losses.append(compute_losses(outputs, batch))
        losses[-1].total.backward()
        optimizer.step()
        optimizer.zero_grad()
    for name in ("span", "evidence", "answerable"):
        assert getattr(losses[-1], name).item() < getattr(losses[0], name).item() / 2
    pooled = pool_sentences(torch.tensor([[9.0, 1.0, 3.0, 5.0]]), torch.tensor([[-1, 0, 0, 1]]), count=3)
    assert pooled.tolist() == [[2.0, 5.0, 0.0]]


def test_kept_weights_fit_the_model_and_are_nearly_the_same(tmp_path: Path) -> None:
    model = ReaderModel(load_encoder(find_packaged_model()))
    torch.save({"model": model.state_dict()}, tmp_path / "reader.pt")
    save_weights(tmp_path / "reader.pt", tmp_path / "kept.safetensors")
    again = ReaderModel(load_encoder(find_packaged_model()))
    load_weights(again, tmp_path / "kept.safetensors")
    for name, value in model.state_dict().items():
        assert torch.allclose(again.state_dict()[name], value, atol=2e-3, rtol=1e-3), name
    save_file({"stranger": torch.zeros(1)}, str(tmp_path / "other.safetensors"))
    with pytest.raises(ValueError, match="does not fit"):
        load_weights(again, tmp_path / "other.safetensors")


def test_the_committed_weights_fit_the_model() -> None:
    committed = Path(__file__).parents[1] / "rag" / "reader" / "training" / "weights" / "reader-fp16.safetensors"
    load_weights(ReaderModel(load_encoder(find_packaged_model())), committed)
