"""The measures' names, in the order in which they are printed."""

from __future__ import annotations

from enum import StrEnum


class Name(StrEnum):
    """A measure. All but the last three of refusing are means over the questions that they apply to."""

    RECALL_1 = "recall@1"
    RECALL_5 = "recall@5"
    RECALL_10 = "recall@10"
    RECALL_20 = "recall@20"
    FOUND_10 = "any among the first 10"
    NDCG = "nDCG@10"
    MRR = "MRR"
    MAP_ALONE = "MAP, each sentence read alone"
    MAP_JOINED = "MAP, read among its neighbours"
    MAP_BOTH = "MAP, both together"
    MRR_ALONE = "MRR, each sentence read alone"
    MRR_JOINED = "MRR, read among its neighbours"
    MRR_BOTH = "MRR, both together"
    QUOTED = "quoted right"
    FIRST_QUOTED = "first quote right"
    NOT_FORBIDDEN = "no forbidden passage quoted"
    QUOTED_SENTENCE = "the quote holds the answer"
    EVIDENCE_SENTENCE = "the best evidence sentence holds it"
    EXACT_ALWAYS = "EM, answering always"
    F1_ALWAYS = "F1, answering always"
    EXACT_ANSWERABLE = "EM at the threshold, answerable"
    F1_ANSWERABLE = "F1 at the threshold, answerable"
    EXACT = "EM at the threshold"
    F1 = "F1 at the threshold"
    ANSWERED = "answered, of the answerable"
    REFUSAL_RECALL = "refused, of the unanswerable"
    REFUSAL_PRECISION = "unanswerable, of the refused"
    AUROC = "AUROC, answerable or not"
    RISK_AREA = "area under the risk-coverage curve"
    CALIBRATION_ERROR = "calibration error (10 bins)"
    VERBATIM = "quotes and answers word for word"


SECTIONS: dict[str, tuple[Name, ...]] = {
    "search": (
        *(Name.RECALL_1, Name.RECALL_5, Name.RECALL_10, Name.RECALL_20),
        *(Name.FOUND_10, Name.NDCG, Name.MRR),
    ),
    "sentence selection": (
        *(Name.MAP_ALONE, Name.MAP_JOINED, Name.MAP_BOTH),
        *(Name.MRR_ALONE, Name.MRR_JOINED, Name.MRR_BOTH),
    ),
    "quotes": (
        *(Name.QUOTED, Name.FIRST_QUOTED, Name.NOT_FORBIDDEN),
        *(Name.QUOTED_SENTENCE, Name.EVIDENCE_SENTENCE, Name.VERBATIM),
    ),
    "answers": (
        *(Name.EXACT_ALWAYS, Name.F1_ALWAYS),
        *(Name.EXACT_ANSWERABLE, Name.F1_ANSWERABLE, Name.EXACT, Name.F1),
    ),
    "refusing": (
        *(Name.ANSWERED, Name.REFUSAL_RECALL, Name.REFUSAL_PRECISION),
        *(Name.AUROC, Name.RISK_AREA, Name.CALIBRATION_ERROR),
    ),
}

LOWER_IS_BETTER = frozenset({Name.RISK_AREA, Name.CALIBRATION_ERROR})
