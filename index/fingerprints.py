"""Near-duplicates: which articles are copies or versions of one text, however they were cut, edited or reordered.

An article is the set of its *shingles*, all runs of a few consecutive words, letter case and punctuation left out [1].
Its *fingerprint* is a MinHash signature of that set [1], from which `bands` makes the keys that similar articles share
[2]. Articles that share a key are *candidates*; `compare` then decides on the texts themselves. Pure functions of text
and bytes: the same text gives the same bytes on every machine, in every process.

[1] Broder, "On the resemblance and containment of documents", Compression and Complexity of Sequences, 1997,
    https://doi.org/10.1109/SEQUEN.1997.666900
[2] Leskovec, Rajaraman & Ullman, "Mining of Massive Datasets", section 3.4, http://www.mmds.org
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Each of these was chosen on one half of a labelled set and measured on the other; see docs/duplicates.md. The first
# three, `shingle` and `fingerprint` decide the bytes of a signature: whoever keeps signatures keeps SCHEME with them.
SHINGLE_WORDS = 4
SLOTS = 128
ROWS_PER_BAND = 2  # a pair of Jaccard likeness 0.33 shares a key with probability 0.999, one of 0.2 with 0.93
SCHEME = "words-4 slots-128 rows-2 v1"
MIN_CONTAINMENT = 0.7
MIN_JACCARD = 0.33
MIN_EXTRACT_CONTAINMENT = 0.9
MIN_EXTRACT_JACCARD = 0.2
MAX_OWN_WORDS = 100
MIN_WORDS = 30

_EMPTY_SLOT = 0xFFFFFFFF
_BLOCK = 8_192  # shingles hashed at a time, so that a text of a million words needs 8 MiB and not a gigabyte
# Apostrophes join ("don't" is one word whichever it is written with), and so do marks that are not seen: joiners,
# soft hyphens, the Arabic stretch. All other punctuation parts.
_DROPPED = dict.fromkeys(map(ord, "'’‘ʼ`´′\u00ad\u0640\u200b\u200c\u200d"))
# Scripts that put no spaces between words (Thai, Lao, Myanmar, Khmer, kana, Chinese): a character is a word.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
_UNSPACED += "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Accents and vowel signs that are written over or beside a letter are no word characters to `re`; the danda is none.
_SIGNS = "\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
_SIGNS += "\u0900-\u0963\u0966-\u0dff\u0f71-\u0f84\u0f90-\u0fbc"
_WORD = re.compile(rf"[{_UNSPACED}]|(?:[^\W_{_UNSPACED}]|[{_SIGNS}])+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How far two texts are the same; it does not matter which comes first.

    Attributes:
        jaccard: shingles in both texts, of those in either: 0 to 1.
        containment: shingles in both texts, of those of the text that has fewer: 0 to 1.
        own_words: the longest passage that shares nothing with the other text, in words; of the text in which it is
            the shorter. Of an article and a copy that was cut or added to, one has none; two articles with the same
            picture gallery or background below them have one each.
        words: the number of words of the shorter text.
    """

    jaccard: float
    containment: float
    own_words: int
    words: int

    @property
    def is_near_duplicate(self) -> bool:
        """Whether the two are copies or versions of one text, or one is a good part of the other and nothing else."""
        if self.words < MIN_WORDS:
            return self.jaccard == 1.0
        if self.own_words > MAX_OWN_WORDS:
            return False
        is_version = self.jaccard >= MIN_JACCARD and self.containment >= MIN_CONTAINMENT
        is_extract = self.jaccard >= MIN_EXTRACT_JACCARD and self.containment >= MIN_EXTRACT_CONTAINMENT
        return is_version or is_extract


def fingerprint(text: str) -> bytes:
    """Return the MinHash signature of a text: `SLOTS` unsigned integers of 32 bits, little-endian.

    A text without a word has a signature too; it is similar to nothing.
    """
    shingles = np.unique(shingle(text))
    slots = np.full(SLOTS, _EMPTY_SLOT, dtype=np.uint64)
    numbers = _mix(np.arange(1, 2 * SLOTS + 1, dtype=np.uint64))
    factors, offsets = numbers[:SLOTS, None] | np.uint64(1), numbers[SLOTS:, None]
    for start in range(0, len(shingles), _BLOCK):
        hashes = (shingles[None, start : start + _BLOCK] * factors + offsets) >> np.uint64(32)
        np.minimum(slots, hashes.min(axis=1), out=slots)
    return slots.astype("<u4").tobytes()


def bands(signature: bytes) -> tuple[bytes, ...]:
    """Return the keys of a signature, none twice; articles that share one are candidates. None for a blank text."""
    slots = _slots(signature)
    if np.all(slots == _EMPTY_SLOT):
        return ()
    width = ROWS_PER_BAND * slots.itemsize
    return tuple(
        bytes([number]) + signature[number * width : (number + 1) * width] for number in range(SLOTS // ROWS_PER_BAND)
    )


def similarity(a: bytes, b: bytes) -> float:
    """Return the Jaccard likeness of two texts as their signatures estimate it, 0 to 1.

    The standard error is 0.044 at most.
    """
    slots_a, slots_b = _slots(a), _slots(b)
    return float(np.mean((slots_a == slots_b) & (slots_a != _EMPTY_SLOT)))


def is_near_duplicate(a: str, b: str) -> bool:
    """Tell whether two texts are copies or versions of one text. Texts of under 30 words must have the same words."""
    return compare(a, b).is_near_duplicate


def compare(a: str, b: str) -> Likeness:
    """Return how far two texts are the same, whichever of them comes first."""
    return compare_shingles(shingle(a), shingle(b))


def compare_shingles(a: NDArray[np.uint64], b: NDArray[np.uint64]) -> Likeness:
    """Return how far the texts are the same that `shingle` returned `a` and `b` for."""
    distinct_a, distinct_b = np.unique(a), np.unique(b)
    least = min(len(distinct_a), len(distinct_b))
    shared = len(np.intersect1d(distinct_a, distinct_b, assume_unique=True))
    return Likeness(
        jaccard=shared / max(1, len(distinct_a) + len(distinct_b) - shared),
        containment=shared / max(1, least),
        own_words=min(_own_words(a, distinct_b), _own_words(b, distinct_a)),
        words=min(_count_words(a), _count_words(b)),
    )


def shingle(text: str) -> NDArray[np.uint64]:
    """Return the hashes of all runs of `SHINGLE_WORDS` words of a text, in their order.

    A text of fewer words is one run; a text of none has none.
    """
    folded = unicodedata.normalize("NFKC", text).translate(_DROPPED).casefold()
    words = _WORD.findall(folded)
    known = {word: _hash(word) for word in set(words)}
    hashes = np.array([known[word] for word in words], dtype=np.uint64)
    count = len(hashes) - SHINGLE_WORDS + 1
    if count < 1:
        hashes = np.append(hashes, np.zeros(SHINGLE_WORDS - len(hashes), dtype=np.uint64)) if len(hashes) else hashes
        count = min(1, len(hashes))
    runs = np.zeros(count, dtype=np.uint64)
    for place in range(SHINGLE_WORDS):
        runs = _mix(runs + hashes[place : place + count])
    return runs


def _own_words(shingles: NDArray[np.uint64], others: NDArray[np.uint64]) -> int:
    """Return the number of words in the longest passage of a text of which no shingle is among `others`."""
    is_shared = np.isin(shingles, others)
    # Between two shared shingles that lie n apart, n - SHINGLE_WORDS words are in neither; so also at both ends.
    edges = np.concatenate(([-SHINGLE_WORDS], np.flatnonzero(is_shared), [_count_words(shingles)]))
    return max(0, int(np.diff(edges).max()) - SHINGLE_WORDS)


def _count_words(shingles: NDArray[np.uint64]) -> int:
    return len(shingles) + SHINGLE_WORDS - 1 if len(shingles) else 0


def _slots(signature: bytes) -> NDArray[np.uint32]:
    slots = np.frombuffer(signature, dtype="<u4")
    if len(slots) != SLOTS:
        raise ValueError(f"A signature has {4 * SLOTS} bytes, not {len(signature)}.")
    return slots


def _hash(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest(), "little")


def _mix(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Scatter numbers over all 64 bits: splitmix64's finaliser, https://doi.org/10.1145/2714064.2660195 ."""
    numbers = numbers + np.uint64(0x9E3779B97F4A7C15)
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))
