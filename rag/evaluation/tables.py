"""Runs and comparisons as calm text, 100 columns at most."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rag.evaluation.comparing import Difference
from rag.evaluation.confidence import Confidences
from rag.evaluation.measuring import Measure, measure_records
from rag.evaluation.names import LOWER_IS_BETTER, SECTIONS, Name
from rag.evaluation.types import Run

_NAME_WIDTH = 38
_MIN_BINNED = 20  # fewer questions than two a bin say nothing of reliability


def render_run(run: Run) -> str:
    """Return a run's measures, section by section, and how reliable its confidence is."""
    measures = {measure.name: measure for measure in measure_records(run.records)}
    lines = [describe_questions(run), describe_parts(run)]
    for section, names in SECTIONS.items():
        rows = [_render_measure(measures[name]) for name in names if name in measures]
        if rows:
            lines += ["", f"{section:<{_NAME_WIDTH}}   value   questions", *rows]
    return "\n".join([*lines, *_render_reliability(run)])


def describe_questions(run: Run) -> str:
    """Return one line that says what was asked."""
    judgements = [record.judgement for record in run.records if record.judgement is not None]
    asked = f"{len(run.records):,} questions"
    if judgements:
        asked += f", {sum(judgement.is_answerable for judgement in judgements):,} of them answerable"
    return f"{run.file} · {asked}"


def describe_parts(run: Run) -> str:
    """Return one line that says what was searched and what read."""
    parts = []
    if run.articles is not None and run.chunks is not None:
        parts.append(f"{run.articles:,} articles, {run.chunks:,} chunks")
    if run.encoder is not None:
        parts.append(f"encoder {run.encoder}")
    if run.reader is not None and run.threshold is not None:
        parts.append(f"reader {run.reader}, threshold {run.threshold:.2f}")
    return " · ".join(parts)


def render_comparison(first: Run, second: Run, differences: Sequence[Difference], *, count: int) -> str:
    """Return a table of the differences over `count` shared questions, clear ones marked better or worse."""
    found = {difference.name: difference for difference in differences}
    lines = [
        *(f"A  {describe_questions(first)}", f"   {describe_parts(first)}"),
        *(f"B  {describe_questions(second)}", f"   {describe_parts(second)}"),
        f"{count:,} questions in both; 95 % intervals of a paired bootstrap",
    ]
    for section, names in SECTIONS.items():
        rows = [_render_difference(found[name]) for name in names if name in found]
        if rows:
            lines += ["", f"{section:<{_NAME_WIDTH}}       A       B     B − A   95 % interval", *rows]
    return "\n".join(lines)


def _render_measure(measure: Measure) -> str:
    value = f"{measure.value:8.3f}"
    if measure.name is Name.VERBATIM:
        value = f"{math.floor(1000 * measure.value) / 10:6g} %"  # 99.96 % is not all of them
    return f"  {measure.name:<{_NAME_WIDTH - 2}}{value}   {measure.count:9,}"


def _render_difference(difference: Difference) -> str:
    is_better = (difference.value > 0) is not (difference.name in LOWER_IS_BETTER)
    verdict = ("better" if is_better else "worse") if difference.is_clear else ""
    return (
        f"  {difference.name:<{_NAME_WIDTH - 2}}{difference.first:8.3f}{difference.second:8.3f}"
        f"{_signed(difference.value):>10}   {_signed(difference.low)} to {_signed(difference.high)}  {verdict}"
    ).rstrip()


def _render_reliability(run: Run) -> list[str]:
    judgements = [record.judgement for record in run.records if record.judgement is not None]
    if len(judgements) < _MIN_BINNED:
        return []
    heading = "how sure the first answer was, and how often it was right"
    rows = [
        f"  {one.confidence:10.3f}   {one.share_right:5.3f}   {one.count:9,}"
        for one in Confidences(judgements).reliability()
    ]
    return ["", heading, "  confidence   right   questions", *rows]


def _signed(value: float) -> str:
    return f"{value:+.3f}".replace("-", "−")
