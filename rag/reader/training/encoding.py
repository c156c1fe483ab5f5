"""Windows as tensors: token ids, and what each token and sentence is to be labelled with."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from rag.reader.session import MAX_QUESTION_TOKENS, prefix_of
from rag.reader.training.windows import Window

# Few lengths, for each new shape costs a kernel build; the step of 16 keeps padding under a tenth.
LENGTHS = (48, 64, 80, 96, 112, 128, 160, 192, 224, 256)
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """One window in tokens.

    Attributes:
        sentence_of: for each token the number of its sentence, -1 outside the text.
        first, last: the answer's first and last token; 0 (the `[CLS]` token) where the window does not answer,
            -1 where it does but nobody marked the words.
        evidence: for each sentence 1 or 0.
    """

    ids: Ints
    types: Ints
    sentence_of: Ints
    first: int
    last: int
    evidence: Ints
    is_answerable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Equal-length arrays of some windows; `evidence` is padded with -1 to the most sentences that one has."""

    ids: Ints
    types: Ints
    mask: Ints
    sentence_of: Ints
    first: Ints
    last: Ints
    evidence: Ints
    is_answerable: Ints


def encode_windows(windows: Sequence[Window], *, tokenizer: Tokenizer, max_tokens: int) -> list[Features | None]:
    """Encode each window; `None` for one of more than `max_tokens`."""
    encoded: list[Features | None] = []
    for start in range(0, len(windows), 2048):
        part = windows[start : start + 2048]
        encodings = tokenizer.encode_batch([(w.question, prefix_of(w.title) + w.text) for w in part])
        for window, encoding in zip(part, encodings, strict=True):
            question_tokens = sum(1 for s in encoding.sequence_ids if s == 0)
            if len(encoding.ids) > max_tokens or question_tokens > MAX_QUESTION_TOKENS:
                encoded.append(None)
            else:
                encoded.append(label_tokens(window, encoding))
    return encoded


def label_tokens(window: Window, encoding: Encoding) -> Features:
    """Carry the window's labels over to its tokens; a title's tokens belong to no sentence and hold no answer."""
    begins = len(prefix_of(window.title))
    sentence_of = np.full(len(encoding.ids), -1, dtype=np.int64)
    first = last = -1
    sentence = 0
    for i, (sequence, (start, end)) in enumerate(zip(encoding.sequence_ids, encoding.offsets, strict=True)):
        start, end = start - begins, end - begins
        if sequence != 1 or start < 0:
            continue
        while sentence + 1 < len(window.sentences) and start >= window.sentences[sentence].end:
            sentence += 1
        sentence_of[i] = sentence
        if window.answer and start < window.answer.end and window.answer.start < end:
            first = i if first < 0 else first
            last = i
    if not window.is_answerable:
        first = last = 0
    return Features(
        ids=np.array(encoding.ids, dtype=np.int64),
        types=np.array(encoding.type_ids, dtype=np.int64),
        sentence_of=sentence_of,
        first=first,
        last=last,
        evidence=np.array(window.evidence, dtype=np.int64),
        is_answerable=window.is_answerable,
    )


def round_up(length: int) -> int:
    """Return the smallest of `LENGTHS` that holds `length`, or beyond them the next multiple of 64."""
    return next((n for n in LENGTHS if n >= length), -(-length // 64) * 64)


def make_batches(features: Sequence[Features], *, tokens: int, rng: random.Random) -> list[list[int]]:
    """Group the numbers of `features` by padded length into batches of about `tokens`, in random order.

    A length's last batch is filled up with repeats, so that no odd shape arises.
    """
    groups: dict[int, list[int]] = defaultdict(list)
    for i, feature in enumerate(features):
        groups[round_up(len(feature.ids))].append(i)
    batches = []
    for length, members in sorted(groups.items()):
        size = max(1, tokens // length)
        rng.shuffle(members)
        members += rng.choices(members, k=-len(members) % size)
        batches += [members[i : i + size] for i in range(0, len(members), size)]
    rng.shuffle(batches)
    return batches


def collate(features: Sequence[Features], *, length: int | None = None) -> Batch:
    """Pad `features` to one length (by default the longest's, rounded up)."""
    length = length or round_up(max(len(f.ids) for f in features))
    sentences = max(len(f.evidence) for f in features)

    def pad(rows: Iterator[Ints], width: int, filler: int) -> Ints:
        table = np.full((len(features), width), filler, dtype=np.int64)
        for i, row in enumerate(rows):
            table[i, : len(row)] = row
        return table

    return Batch(
        ids=pad((f.ids for f in features), length, 0),
        types=pad((f.types for f in features), length, 0),
        mask=pad((np.ones_like(f.ids) for f in features), length, 0),
        sentence_of=pad((f.sentence_of for f in features), length, -1),
        first=np.array([f.first for f in features]),
        last=np.array([f.last for f in features]),
        evidence=pad((f.evidence for f in features), sentences, -1),
        is_answerable=np.array([f.is_answerable for f in features], dtype=np.int64),
    )
