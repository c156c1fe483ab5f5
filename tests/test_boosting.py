"""The boosted trees: what they are told of a line, that they compute what was fitted, and what a damaged file says."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from corpus.tagging import boosting
from corpus.tagging.boosting import (
    FEATURES,
    BoostedTrees,
    describe_lines,
    find_reasons,
    measure_quoted,
    open_trees,
)
from corpus.tagging.boosting_training import FILE, fit, store
from corpus.tagging.packaged import MODEL_FOLDER, ModelMissingError

PAGE = (
    "Ice closes the harbour of Torsund",
    "By Ada Byron",
    "The harbour of Torsund stays closed until Friday because of the ice, the port authority said on Monday.",
    "“Nobody here has seen such ice,” said the harbour master, who has been there for nine winters.",
    "“Nobody here has seen such ice”",
    "Two ferries have been waiting outside the pier since the weekend with some 300 passengers on board.",
)


def _tell(name: str, *, line: int, scores: tuple[float, ...] = (-4.0, 4.0, -4.0, -3.0, 2.0, -4.0)) -> float:
    return float(describe_lines(PAGE, scores)[line, FEATURES.index(name)])


def test_a_line_is_told_what_stands_around_it() -> None:
    assert _tell("score", line=4) == 2.0
    assert (_tell("score_before_1", line=4), _tell("score_before_2", line=4)) == (-3.0, -4.0)
    assert _tell("score_after_1", line=4) == -4.0
    assert np.isnan(_tell("score_after_2", line=4))
    assert np.isnan(_tell("score_before_1", line=0))
    assert _tell("score_mean", line=0) == pytest.approx(-1.5)
    assert _tell("score_share", line=0) == pytest.approx(2 / 6)


def test_a_line_is_told_what_the_rules_say() -> None:
    assert find_reasons(PAGE)[1] == "byline"
    assert _tell("byline", line=1) == _tell("rule", line=1) == 1.0
    assert _tell("byline", line=2) == _tell("rule", line=2) == 0.0


def test_a_pull_quote_is_told_that_it_stands_in_a_longer_line() -> None:
    assert [_tell("quoted", line=number) == 1.0 for number in range(len(PAGE))] == [False] * 4 + [True, False]


def test_a_title_with_the_name_of_the_site_is_told_that_it_quotes_the_headline() -> None:
    headline = "Harbour of Elmsund closed for a week by ice"
    measured = measure_quoted([f"{headline} - The Elmsund Times", headline, "Harbour of Elmsund reopens", "Menu"])
    assert measured[0, 1] == measured[1, 0] == 1.0
    assert 0 < measured[2, 0] < 1
    assert not measured[3].any()


def test_trees_compute_what_was_fitted(tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    described = rng.normal(size=(900, len(FEATURES))).astype(np.float32)
    described[rng.random(described.shape) < 0.2] = np.nan
    labels = np.nan_to_num(described[:, 0]) + np.nan_to_num(described[:, 5]) > 0.3
    fitted = fit(described, labels)
    store(fitted, tmp_path / FILE)
    scores = BoostedTrees(tmp_path / FILE).score(described)
    assert np.allclose(scores, fitted.decision_function(described), atol=1e-4)
    assert ((scores > 0) == labels).mean() > 0.9
    assert BoostedTrees(tmp_path / FILE).score(described[:0]).shape == (0,)


def test_trees_for_other_evidence_are_refused(tmp_path: Path) -> None:
    with np.load(MODEL_FOLDER / FILE) as stored:
        arrays = dict(stored)
    arrays["features"] = arrays["features"][::-1]
    np.savez(tmp_path / FILE, **arrays)
    with pytest.raises(ValueError, match="other features"):
        BoostedTrees(tmp_path / FILE)


@pytest.mark.parametrize("damage", ["missing", "changed", "unnamed"])
def test_damaged_trees_say_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(MODEL_FOLDER, folder)
    if damage == "missing":
        (folder / FILE).unlink()
    elif damage == "changed":
        (folder / FILE).write_bytes(b"other")
    else:
        described = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        (folder / "model.json").write_text(json.dumps({k: v for k, v in described.items() if k != "trees"}))
    monkeypatch.setattr(boosting, "MODEL_FOLDER", folder)
    open_trees.cache_clear()
    try:
        with pytest.raises(ModelMissingError, match="Install Footnote again"):
            open_trees()
    finally:
        open_trees.cache_clear()
