"""The measures, against values worked out by hand."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from evaluation_fixtures import judged, make_run
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.evaluation.comparing import compare, pair
from rag.evaluation.confidence import Confidences
from rag.evaluation.errors import EvaluationError
from rag.evaluation.judging import score_answer, score_refusal
from rag.evaluation.measuring import Columns, measure_records
from rag.evaluation.names import LOWER_IS_BETTER, SECTIONS, Name
from rag.evaluation.ranking import Ranking, measure_rankings, rank_by_score
from rag.evaluation.scoring import normalise, score_exact, score_f1
from rag.evaluation.types import Form, Judgement, Record


def test_answers_are_compared_as_squad_does() -> None:
    assert normalise("  The U.S. Army’s, a\tplan!") == "us army’s plan"
    assert score_exact("the Cat.", ["dog", "cat"]) == 1.0
    assert score_exact("cats", ["cat"]) == 0.0
    assert score_f1("big black cat", ["a dog", "the black cat sat"]) == pytest.approx(2 * 2 / (3 + 3))
    assert score_f1("cat cat", ["cat"]) == pytest.approx(2 / 3)  # a word counts as often as it stands there
    assert score_f1("dog", ["cat"]) == 0.0


def test_where_nothing_answers_only_the_empty_answer_is_right() -> None:
    for golds in ([], ["the"], ["!"]):
        assert (score_exact("", golds), score_f1("", golds)) == (1.0, 1.0)
        assert (score_exact("cat", golds), score_f1("cat", golds)) == (0.0, 0.0)
    assert (score_exact("", ["cat"]), score_f1("", ["cat"])) == (0.0, 0.0)


def test_a_refused_answer_counts_as_the_empty_one_at_the_threshold() -> None:
    assert score_answer("black cat", ["cat"], is_refused=True, is_answerable=True) == {
        "EM at the threshold": 0.0,
        "F1 at the threshold": 0.0,
        "EM at the threshold, answerable": 0.0,
        "F1 at the threshold, answerable": 0.0,
        "EM, answering always": 0.0,
        "F1, answering always": pytest.approx(2 / 3),
    }
    refused = score_answer("cat", [], is_refused=True, is_answerable=False)
    assert refused == {"EM at the threshold": 1.0, "F1 at the threshold": 1.0}
    assert score_answer("cat", [], is_refused=False, is_answerable=False)["F1 at the threshold"] == 0.0


def test_refusals_have_a_recall_and_a_precision() -> None:
    refusals = [(True, False), (True, True), (False, True), (False, True), (False, False)]  # answerable, refused
    records = [
        Record(id=str(n), question="?", values=score_refusal(is_answerable=answerable, is_refused=refused))
        for n, (answerable, refused) in enumerate(refusals)
    ]
    measures = {measure.name: (measure.value, measure.count) for measure in measure_records(records)}
    assert measures == {
        Name.ANSWERED: (0.5, 2),
        Name.REFUSAL_RECALL: (pytest.approx(2 / 3), 3),
        Name.REFUSAL_PRECISION: (pytest.approx(2 / 3), 3),
    }


def test_rankings_are_measured_as_trec_does() -> None:
    names = {"R@1": "r1", "R@5": "r5", "Success@10": "any", "RR": "rr", "AP": "ap", "nDCG@10": "ndcg"}
    rankings = {
        "one": Ranking(["a", "b", "c"], {"b": 1, "z": 1}),
        "two": Ranking([], {"a": 1}),
        "graded": Ranking(["a", "b"], {"a": 1, "b": 3}),
    }
    values = measure_rankings(rankings, names)
    second = 1 / math.log2(3)
    assert values["one"] == pytest.approx(
        {"r1": 0.0, "r5": 0.5, "any": 1.0, "rr": 0.5, "ap": 0.25, "ndcg": second / (1 + second)}
    )
    assert set(values["two"].values()) == {0.0}
    assert values["graded"]["ndcg"] == pytest.approx((1 + 3 * second) / (3 + second))
    assert measure_rankings({}, names) == {}


def test_equal_scores_keep_their_order() -> None:
    ranking = rank_by_score([0.2, 0.9, 0.2, 0.2], [False, False, True, True])
    assert (ranking.ranked, ranking.gains) == (["1", "0", "2", "3"], {"2": 1, "3": 1})
    values = measure_rankings({"q": ranking}, {"AP": "ap", "RR": "rr"})["q"]
    assert values == pytest.approx({"ap": (1 / 3 + 2 / 4) / 2, "rr": 1 / 3})


def test_auroc_counts_the_pairs_in_order_and_half_of_the_ties() -> None:
    confidences = Confidences(
        [
            judged(0.9, right=True),
            judged(0.4, right=True),
            judged(0.6, right=False, answerable=False),
            judged(0.4, right=False, answerable=False),
        ]
    )
    assert confidences.auroc() == pytest.approx((1 + 1 + 0 + 0.5) / 4)
    assert math.isnan(Confidences([judged(0.9, right=True)]).auroc())


def test_the_risk_of_each_coverage_and_the_area_under_it() -> None:
    ordered = Confidences([judged(c, right=r) for c, r in ((0.6, False), (0.9, True), (0.7, True), (0.8, False))])
    coverage, risk = ordered.risk_curve()
    assert coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert risk.tolist() == pytest.approx([0, 1 / 2, 1 / 3, 1 / 2])
    assert ordered.risk_area() == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)
    tied = Confidences([judged(0.9, right=True), judged(0.9, right=False)])
    assert tied.risk_area() == 0.5  # no threshold tells them apart


def test_the_calibration_error_is_over_bins_of_equally_many() -> None:
    steps = [(2 * n + 1) / 20 for n in range(10)]  # 0.05, 0.15 … 0.95
    sure = Confidences([judged(c, right=c > 0.5) for c in steps])
    assert sure.calibration_error() == pytest.approx(0.25)
    assert [one.share_right for one in sure.reliability()] == [0.0] * 5 + [1.0] * 5
    assert [one.confidence for one in sure.reliability()] == pytest.approx(steps)
    same = Confidences([judged(0.5, right=n % 2 == 0) for n in range(20)])
    assert same.calibration_error() == 0.0
    assert [one.count for one in same.reliability()] == [20]
    thirty = Confidences([judged(n / 30, right=True) for n in range(30)])
    assert [one.count for one in thirty.reliability()] == [3] * 10


judgements = st.lists(
    st.builds(
        Judgement,
        confidence=st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.8, 1.0]),
        is_answerable=st.booleans(),
        is_right=st.booleans(),
        is_refused=st.booleans(),
    ),
    min_size=1,
    max_size=30,
)


@given(judgements, st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_counting_a_question_twice_is_having_it_twice(given_judgements: list[Judgement], rng: random.Random) -> None:
    counts = [rng.randrange(4) for _ in given_judgements]
    counts[0] += 1  # a resample is never empty
    repeated = [one for one, count in zip(given_judgements, counts, strict=True) for _ in range(count)]
    rng.shuffle(repeated)
    weights = np.array(counts, dtype=np.float64)
    weighted, whole = Confidences(given_judgements), Confidences(repeated)
    assert weighted.auroc(weights) == pytest.approx(whole.auroc(), nan_ok=True)
    assert weighted.risk_area(weights) == pytest.approx(whole.risk_area())
    assert weighted.calibration_error(weights) == pytest.approx(whole.calibration_error())


def test_the_trainings_measures_are_the_same() -> None:
    training = pytest.importorskip("rag.reader.training.metrics")
    rng = random.Random(5)
    words = ["the", "cat", "Cat.", "sat", "on", "a", "mat!", "U.S."]
    for _ in range(100):
        predicted = " ".join(rng.choices(words, k=rng.randrange(4)))
        golds = [" ".join(rng.choices(words[1:4], k=1 + rng.randrange(3))) for _ in range(rng.randrange(3))]
        assert score_exact(predicted, golds) == training.score_exact(predicted, golds)
        assert score_f1(predicted, golds) == pytest.approx(training.score_f1(predicted, golds))
    scores = [rng.randrange(6) / 5 for _ in range(60)]
    labels = [rng.random() < 0.4 for _ in scores]
    given_judgements = [judged(s, right=True, answerable=a) for s, a in zip(scores, labels, strict=True)]
    assert Confidences(given_judgements).auroc() == pytest.approx(training.score_auroc(scores, labels))
    precision = measure_rankings({"q": rank_by_score(scores, labels)}, {"AP": "ap"})["q"]["ap"]
    assert precision == pytest.approx(training.score_average_precision(scores, labels))


def test_a_measure_is_a_mean_over_the_questions_that_it_applies_to() -> None:
    run = make_run([{Name.MRR: 1.0}, {Name.MRR: 0.5, Name.F1: 0.2}, {}])
    assert [(m.name, m.value, m.count) for m in measure_records(run.records)] == [
        (Name.MRR, 0.75, 2),
        (Name.F1, 0.2, 1),
    ]
    assert measure_records([]) == []
    assert Columns(run.records).count() == {Name.MRR: 2, Name.F1: 1}


def test_every_measure_has_its_place_in_the_table() -> None:
    placed = [name for names in SECTIONS.values() for name in names]
    assert sorted(placed) == sorted(Name)
    assert len(set(placed)) == len(placed)
    assert set(placed) > LOWER_IS_BETTER


def test_the_bootstraps_interval_is_the_one_that_statistics_gives() -> None:
    rng = random.Random(3)
    first = [float(rng.random() < 0.5) for _ in range(400)]
    second = [one if rng.random() < 0.8 else 1.0 for one in first]
    runs = [make_run([{Name.F1: value} for value in values]) for values in (first, second)]
    (found,) = compare(runs[0].records, runs[1].records, resamples=3000)
    gains = [b - a for a, b in zip(first, second, strict=True)]
    mean = sum(gains) / 400
    error = math.sqrt(sum((gain - mean) ** 2 for gain in gains) / 400 / 400)
    assert (found.name, found.first, found.second) == (Name.F1, sum(first) / 400, sum(second) / 400)
    assert found.value == pytest.approx(mean)
    assert found.low == pytest.approx(mean - 1.96 * error, abs=0.25 * error)
    assert found.high == pytest.approx(mean + 1.96 * error, abs=0.25 * error)
    assert found.is_clear
    assert compare(runs[0].records, runs[1].records, resamples=3000) == [found]  # the seed is fixed


def test_a_run_beside_itself_has_no_difference() -> None:
    records = [
        Record(id=str(n), question="?", values={}, judgement=judged(n / 20, right=n > 8, answerable=n > 3))
        for n in range(20)
    ]
    differences = compare(records, records, resamples=50)
    assert [one.name for one in differences] == [Name.AUROC, Name.RISK_AREA, Name.CALIBRATION_ERROR]
    assert {(one.value, one.low, one.high) for one in differences} == {(0.0, 0.0, 0.0)}
    assert not any(one.is_clear for one in differences)


def test_only_questions_that_both_runs_have_are_compared() -> None:
    first, second = make_run([{Name.F1: 0.0}] * 4), make_run([{Name.F1: 1.0}] * 3)
    paired = pair(first, second)
    assert [[record.id for record in records] for records in paired] == [["0", "1", "2"]] * 2
    with pytest.raises(EvaluationError, match="no question in common"):
        pair(first, make_run([]))
    with pytest.raises(EvaluationError, match="one is of search, the other of library"):
        pair(first, make_run([{}], form=Form.LIBRARY))
