"""Exact match and F1 of an answer's words, as SQuAD's official script counts them [1].

[1] https://rajpurkar.github.io/SQuAD-explorer/, evaluate-v2.0.py; Rajpurkar et al., arXiv:1806.03822
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence

_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalise(answer: str) -> str:
    """Lower the case, take out ASCII punctuation and English articles, and leave single spaces."""
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", answer.lower().translate(_PUNCTUATION)).split())


def score_exact(predicted: str, golds: Sequence[str]) -> float:
    """Return 1 if `predicted` is one of `golds`, else 0; where there are none, only the empty answer is right."""
    return float(any(normalise(predicted) == normalise(gold) for gold in _countable(golds)))


def score_f1(predicted: str, golds: Sequence[str]) -> float:
    """Return the best F1 of words, 0 to 1, of `predicted` with one of `golds`; where there are none, see above."""
    return max(_f1(normalise(predicted).split(), normalise(gold).split()) for gold in _countable(golds))


def _countable(golds: Sequence[str]) -> Sequence[str]:
    """Return the answers of which something is left; where there are none, the empty answer is the right one."""
    return [gold for gold in golds if normalise(gold)] or [""]


def _f1(predicted: list[str], gold: list[str]) -> float:
    if not predicted or not gold:
        return float(predicted == gold)
    shared = sum((Counter(predicted) & Counter(gold)).values())
    return 2 * shared / (len(predicted) + len(gold))
