"""The mean of several runs' weights."""

from pathlib import Path

import pytest
import torch

from rag.reader.training.averaging import average_weights


def save(path: Path, **weights: torch.Tensor) -> Path:
    torch.save({"model": weights, "progress": {"steps": 3, "seconds": 1.5}}, path)
    return path


def test_weights_are_averaged_and_counts_are_kept(tmp_path: Path) -> None:
    one = save(tmp_path / "a.pt", w=torch.tensor([1.0, 2.0]), places=torch.tensor([0, 1]))
    other = save(tmp_path / "b.pt", w=torch.tensor([3.0, 6.0]), places=torch.tensor([0, 1]))
    average_weights([one, other], tmp_path / "mean.pt")
    mean = torch.load(tmp_path / "mean.pt", weights_only=True)
    assert mean["model"]["w"].tolist() == [2.0, 4.0]
    assert mean["model"]["places"].tolist() == [0, 1]
    assert mean["progress"] == {"steps": 6, "seconds": 3.0}


def test_weights_of_other_models_are_refused(tmp_path: Path) -> None:
    one, other = save(tmp_path / "a.pt", w=torch.zeros(1)), save(tmp_path / "b.pt", v=torch.zeros(1))
    with pytest.raises(ValueError, match="different models"):
        average_weights([one, other], tmp_path / "mean.pt")
    with pytest.raises(ValueError, match="no weights"):
        average_weights([], tmp_path / "mean.pt")
