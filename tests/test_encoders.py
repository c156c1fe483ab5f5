"""The default encoder is held to the reference, with the real model."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.loading import discover, load
from corpus.splitting import split
from index.encoder import SentenceTransformerEncoder
from index.encoders import open_encoder
from index.errors import ModelNotFoundError
from index.library import encoding_text
from index.models import describe_model, find_packaged_model, onnx_folder, prepare_onnx, verify_onnx
from index.onnx_encoder import OnnxEncoder
from rag.intake.files import SAMPLES
from rag.settings import forbid_downloads, read_settings

WEIGHTS = describe_model(find_packaged_model()).weights_sha256


@pytest.fixture(scope="session")
def onnx() -> Path:
    return prepare_onnx(read_settings(None).cache, WEIGHTS, notify=lambda message: None)


@pytest.fixture(scope="session")
def texts() -> list[str]:
    articles = [load(path) for path in discover(SAMPLES)]
    extreme = ["", "a", "word " * 600, "Ünïcödé 🌉 \u202eabc", "日本語の文章です。"]
    return [encoding_text(article, chunk) for article in articles for chunk in split(article)] + extreme


@pytest.fixture(scope="session")
def reference(texts: list[str]) -> NDArray[np.float32]:
    forbid_downloads()
    return SentenceTransformerEncoder(find_packaged_model()).encode(texts)


def test_fp32_gives_the_references_vectors(onnx: Path, texts: list[str], reference: NDArray[np.float32]) -> None:
    vectors = OnnxEncoder(onnx, weights_sha256=WEIGHTS).encode(texts)
    assert vectors.shape == reference.shape == (len(texts), 384)
    assert np.sum(vectors * reference, axis=1).min() > 0.99999
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_int8_stays_near_the_reference(onnx: Path, texts: list[str], reference: NDArray[np.float32]) -> None:
    vectors = OnnxEncoder(onnx, weights_sha256=WEIGHTS, precision="int8").encode(texts)
    assert np.sum(vectors * reference, axis=1).mean() > 0.98  # 0.993 on 2026-11-22: index.benchmarks.encoders


def test_a_text_has_the_same_vector_alone_and_among_others(onnx: Path, texts: list[str]) -> None:
    encoder = OnnxEncoder(onnx, weights_sha256=WEIGHTS)
    assert encoder.encode(texts)[3] == pytest.approx(encoder.encode([texts[3]])[0], abs=1e-5)
    assert encoder.encode([]).shape == (0, 384)


def test_the_two_exact_runtimes_may_stand_in_for_each_other_and_int8_may_not(onnx: Path) -> None:
    fp32 = OnnxEncoder(onnx, weights_sha256=WEIGHTS).record
    int8 = OnnxEncoder(onnx, weights_sha256=WEIGHTS, precision="int8").record
    torch = SentenceTransformerEncoder(find_packaged_model()).record
    assert torch.weights_sha256 == WEIGHTS
    assert fp32.agrees_with(torch)
    assert torch.agrees_with(fp32)
    assert not int8.agrees_with(fp32)
    assert not torch.agrees_with(int8)


def test_a_library_made_by_a_model_in_a_folder_gets_it_back(tmp_path: Path) -> None:
    folder = tmp_path / "my model"
    shutil.copytree(find_packaged_model(), folder)
    made = open_encoder(None, choice=str(folder), cache=tmp_path, notify=pytest.fail)
    again = open_encoder(made.record, choice=None, cache=tmp_path, notify=pytest.fail)
    assert again.record == made.record
    assert made.record.path == str(folder)
    shutil.rmtree(folder)
    with pytest.raises(ModelNotFoundError, match=r"There is no encoder in .*--encoder"):
        open_encoder(made.record, choice=None, cache=tmp_path, notify=pytest.fail)


@pytest.mark.parametrize("damage", ["model.json", "model-fp32.onnx", "model-fp32.bin", "tokenizer.json"])
def test_damaged_files_are_named_and_can_be_made_again(onnx: Path, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(onnx, folder)
    assert verify_onnx(folder) == []
    (folder / damage).write_bytes(b"damaged")
    with pytest.raises(ModelNotFoundError, match="Remove that folder"):
        OnnxEncoder(folder, weights_sha256=WEIGHTS).encode(["a"])
    if damage != "model.json":
        assert verify_onnx(folder) == [damage]


def test_other_weights_than_the_installed_ones_are_not_exported(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError, match="other weights"):
        prepare_onnx(tmp_path, "0" * 64, notify=pytest.fail)
    assert not onnx_folder(tmp_path, "0" * 64).exists()


def test_an_export_that_fails_says_why_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("in the way of the folder")
    with pytest.raises(ModelNotFoundError, match="could not be prepared"):
        prepare_onnx(tmp_path, WEIGHTS, notify=lambda message: None)


def test_a_folder_without_a_model_says_what_is_expected(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError, match=r"modules\.json"):
        open_encoder(None, choice=str(tmp_path), cache=tmp_path, notify=pytest.fail)
