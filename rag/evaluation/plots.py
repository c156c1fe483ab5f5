"""Plots as PNG files: the risk-coverage curve and the reliability of the confidence. The only module with matplotlib.

matplotlib comes with the extra `eval`; tables and JSON need none.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from rag.evaluation.confidence import Confidences
from rag.evaluation.errors import EvaluationError
from rag.evaluation.types import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_INCHES = (5.0, 4.2)
_DOTS_PER_INCH = 150


def require_matplotlib() -> None:
    """Make sure, before anything slow begins, that plots can be drawn.

    Raises:
        EvaluationError: if matplotlib is not installed.
    """
    try:
        is_here = find_spec("matplotlib") is not None
    except ValueError:  # what stands under that name in `sys.modules` is no module
        is_here = False
    if not is_here:
        raise EvaluationError(
            "Plots need matplotlib, which is not installed. Get it with: pip install 'footnote[eval]'"
        )


def write_plots(runs: Mapping[str, Run], folder: Path) -> list[Path]:
    """Draw `risk-coverage.png` and `reliability.png`, each with a line for every run; returns the files.

    A dot on the first stands where the reader's own threshold leaves it.

    Args:
        runs: by the name that stands in the legend.
        folder: made if it is not there.

    Raises:
        EvaluationError: if matplotlib is not there, a run has no confidence, or the folder cannot be written.
    """
    require_matplotlib()
    judged = {
        name: [record.judgement for record in run.records if record.judgement is not None] for name, run in runs.items()
    }
    if not all(judged.values()):
        raise EvaluationError("There is nothing to plot: this form of questions is neither answered nor refused.")
    confidences = {name: Confidences(judgements) for name, judgements in judged.items()}
    risk, axes = _begin("share of questions answered", "share of the answers that is wrong")
    for name, one in confidences.items():
        (line,) = axes.step(*one.risk_curve(), where="pre", label=f"{name} (area {one.risk_area():.3f})")
        given = [judgement for judgement in judged[name] if not judgement.is_refused]
        if given:
            risk_there = sum(not judgement.is_right for judgement in given) / len(given)
            axes.plot(len(given) / len(judged[name]), risk_there, "o", color=line.get_color(), clip_on=False)
    reliability, lower = _begin("confidence", "share right")
    lower.plot([0, 1], [0, 1], color="0.6", linewidth=1, linestyle="--")
    for name, one in confidences.items():
        bins = one.reliability()
        lower.plot(
            [each.confidence for each in bins],
            [each.share_right for each in bins],
            marker="o",
            clip_on=False,
            label=f"{name} (error {one.calibration_error():.3f})",
        )
    files = {folder / "risk-coverage.png": risk, folder / "reliability.png": reliability}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, figure in files.items():
            for drawn in figure.axes:
                drawn.legend(frameon=False, fontsize="small")
            figure.savefig(path, dpi=_DOTS_PER_INCH)
    except OSError as error:
        raise EvaluationError(f"The plots cannot be written to {folder}: {error.strerror or error}.") from error
    return list(files)


def _begin(across: str, up: str) -> tuple[Figure, Axes]:
    from matplotlib.figure import Figure  # an extra, and slow to import

    figure = Figure(figsize=_INCHES, layout="constrained")
    axes = figure.subplots()
    axes.set(xlabel=across, ylabel=up, xlim=(0, 1), ylim=(0, 1))
    axes.grid(color="0.9")
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes
