"""Fit the weights of `corpus.weighing`: `python -m corpus.benchmarks.line_weights --data ../shared/data` rewrites them.

Logistic regression with a ridge penalty, by Newton's method, on the labelled lines of two kinds of page: whole pages of
the tune half of article-extraction-benchmark, and light ones, news articles with a few runs of those pages' furniture
put around and between their paragraphs.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from corpus.benchmarks.light_pages import make_light_pages
from corpus.benchmarks.whole_pages import Label, WholePage, read_whole_pages
from corpus.evidence import look
from corpus.furniture import judge, opens_a_list_of_articles
from corpus.surroundings import describe, find_stretch

_RIDGE = 3.0
_STEPS = 12
_LEAST_LINES = 30
_LIGHT_PAGES = 450
# A line of a light page's article counts twice: losing one is worse than keeping a line of furniture.
_ARTICLE_IMPORTANCE = 2.0
_HEADER = '''"""What each kind of evidence weighs, in log odds that a line is furniture; see `corpus.weighing`.

Written by `python -m corpus.benchmarks.line_weights`; the names are of `corpus.evidence` and `corpus.surroundings`.
"""

'''


def describe_pages(pages: Iterable[WholePage]) -> tuple[list[dict[str, float]], list[bool]]:
    """Return the evidence of every line that no label or shape gives away, and whether it is furniture."""
    rows, answers = [], []
    for page in pages:
        kept = [(line, label) for line, label in zip(page.lines, page.labels, strict=True) if not judge(line)]
        seen = [look(line) for line, _ in kept]
        opens = [opens_a_list_of_articles(line) for line, _ in kept]
        described = describe(seen, stretch=find_stretch(seen), opens_list=opens)
        for (_, label), features in zip(kept, described, strict=True):
            if label is not Label.UNSURE:
                rows.append(features)
                answers.append(label is Label.FURNITURE)
    return rows, answers


def fit(
    rows: Sequence[Mapping[str, float]], answers: Sequence[bool], *, importance: Sequence[float]
) -> tuple[dict[str, float], float]:
    """Return the weight of each kind of evidence, and the bias.

    Args:
        rows: the evidence of each line.
        answers: whether it is furniture.
        importance: how much each line counts.
    """
    counts: dict[str, int] = {}
    for row in rows:
        for name, value in row.items():
            counts[name] = counts.get(name, 0) + (value != 0)
    names = sorted(name for name, count in counts.items() if count >= _LEAST_LINES)
    column = {name: i for i, name in enumerate(names)}
    matrix = np.zeros((len(rows), len(names) + 1))
    matrix[:, -1] = 1.0
    for i, row in enumerate(rows):
        for name, value in row.items():
            if name in column:
                matrix[i, column[name]] = value
    target = np.asarray(answers, dtype=float)
    weight = np.asarray(importance, dtype=float)
    penalty = np.full(len(names) + 1, _RIDGE)
    penalty[-1] = 1e-6
    solution = np.zeros(len(names) + 1)
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(matrix @ solution, -30, 30)))
        gradient = matrix.T @ (weight * (chance - target)) + penalty * solution
        curvature = (matrix * (weight * chance * (1 - chance))[:, None]).T @ matrix + np.diag(penalty)
        solution -= np.linalg.solve(curvature, gradient)
    return {name: float(solution[i]) for name, i in column.items()}, float(solution[-1])


def fit_pages(whole: Iterable[WholePage], light: Iterable[WholePage]) -> tuple[dict[str, float], float]:
    """Return the weights and the bias that fit two kinds of page."""
    rows, answers = describe_pages(whole)
    light_rows, light_answers = describe_pages(light)
    importance = [1.0] * len(rows) + [1.0 if answer else _ARTICLE_IMPORTANCE for answer in light_answers]
    return fit(rows + light_rows, answers + light_answers, importance=importance)


def main() -> None:
    """Fit on the tune half and write `corpus/weights.py`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[3] / "shared/data")
    data: Path = parser.parse_args().data
    whole = [page for page in read_whole_pages(data / "article_extraction") if not page.is_held]
    light = make_light_pages(data / "realtimeqa2022/corpus.jsonl.gz", whole=whole, is_held=False, count=_LIGHT_PAGES)
    weights, bias = fit_pages(whole, light)
    rows = "".join(f'    "{name}": {weight:.3f},\n' for name, weight in sorted(weights.items()))
    target = Path(__file__).parents[1] / "weights.py"
    target.write_text(f"{_HEADER}BIAS = {bias:.3f}\n\nWEIGHTS: dict[str, float] = {{\n{rows}}}\n", encoding="utf-8")
    print(f"{len(weights)} weights written to {target.name}")


if __name__ == "__main__":
    main()
