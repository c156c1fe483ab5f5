"""Name the language that a text is written in, offline, with py3langid's packaged model of 139 languages."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import Protocol, cast

# Some 20 pieces of an article show its language; a book is not read to its end for it.
_MAX_CHARS = 8_000
# A piece is judged on its own, so that a text of two languages shows as one; a sentence or two is enough to judge by.
_PIECE_CHARS = 200
_ENOUGH_CHARS = 80
# Fewer letters than a short sentence has: names and labels. A Chinese, Japanese or Korean sign says as much as three.
_MIN_LETTERS = 24
_DENSE_WEIGHT = 3
# On 56 sentences of 28 languages every right answer had 0.50 or more; rows of names, code and scores had 0.19 at most.
_MIN_PROBABILITY = 0.4
# An article with a foreign paragraph is still in its own language; one of two halves is in neither.
_MIN_SHARE = 0.65
# A report with a long table of names and results (of 91 pages read, one) shows its language in a fifth of its letters.
_MIN_DECIDED_SHARE = 0.15
# What the model tells apart and a reader, or a page's `lang`, does not.
_FOLDED = {"wuu": "zh", "yue": "zh", "arz": "ar", "ary": "ar", "hbo": "he", "pcm": "en", "uzs": "uz"}
# The model's label for what is no language, such as code.
_NONE = "zxx"

# Languages so near each other that a sentence of one passes for the other: they do not make a text a mixed one.
_SISTERS = (frozenset({"id", "ms"}), frozenset({"da", "nn", "no"}), frozenset({"bs", "hr", "sr"}))

_NOISE = re.compile(r"https?://\S+|www\.\S+|[^\s@]{1,64}@\S+|[\d_]+")
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LETTER = re.compile(r"[^\W\d_]")


class _Identifier(Protocol):
    def rank(self, text: str) -> list[tuple[str, float]]:
        """Return every label with its probability, the likeliest first."""


def detect_language(text: str) -> str | None:
    """Return the BCP 47 primary tag of a text's language, such as `en`; `None` where it is not clear.

    It is not clear where the text is short (fewer than about five words), no prose, or written in two languages.
    """
    letters_in_all = 0
    decided = 0
    weights: defaultdict[str, float] = defaultdict(float)
    for piece in _split(_NOISE.sub(" ", text[:_MAX_CHARS])):
        letters = _count_letters(piece)
        letters_in_all += letters
        probabilities = _judge(piece)
        if max(probabilities.values()) >= _MIN_PROBABILITY:
            decided += letters
            for label, probability in probabilities.items():
                weights[label] += probability * letters
    if decided < max(_MIN_LETTERS, _MIN_DECIDED_SHARE * letters_in_all):
        return None
    language = max(weights, key=weights.__getitem__)
    near = next((sisters for sisters in _SISTERS if language in sisters), frozenset({language}))
    weight = sum(weight for label, weight in weights.items() if label in near)
    return language if language != _NONE and weight >= _MIN_SHARE * sum(weights.values()) else None


def _judge(piece: str) -> dict[str, float]:
    """Return the likeliest languages of a piece with their probabilities, dialects folded into their language."""
    probabilities: defaultdict[str, float] = defaultdict(float)
    for label, probability in _open_identifier().rank(piece)[:5]:
        probabilities[_FOLDED.get(label, label)] += probability
    return probabilities


def _split(text: str) -> list[str]:
    """Return the text in pieces of whole lines; a long line is cut at its blanks."""
    pieces: list[str] = []
    for line in text.splitlines():
        words = line.split()
        if len(words) == 1:  # no blanks to cut at, as in Chinese
            words = [line[i : i + _PIECE_CHARS] for i in range(0, len(line), _PIECE_CHARS)]
        for n, part in enumerate(words):
            is_open = bool(pieces) and len(pieces[-1]) + len(part) < (_PIECE_CHARS if n else _ENOUGH_CHARS)
            if is_open:
                pieces[-1] += " " + part
            else:
                pieces.append(part)
    return pieces


def _count_letters(piece: str) -> int:
    return len(_LETTER.findall(piece)) + (_DENSE_WEIGHT - 1) * len(_DENSE.findall(piece))


@cache
def _open_identifier() -> _Identifier:
    """Return the model, read at the first text that needs it (about 0.3 s): nobody waits for it at the start."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

    return cast(_Identifier, LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True))
