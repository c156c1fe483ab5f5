"""What can be wrong with a library, looked for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from corpus.types import Article, Chunk, hash_text
from index.store import Store
from index.types import EncoderRecord

_NORM_TOLERANCE = 0.01  # half precision is good to three digits


def find_problems(store: Store, record: EncoderRecord | None) -> list[str]:
    """Return everything that is wrong with a library, in words; empty if nothing is.

    Looks at the file itself (SQLite's own check, references), at every article's text against its hash, at every
    chunk's and sentence's place in that text, and at every vector's length.
    """
    with store.read():
        problems = store.find_damage()
        articles, chunks = store.count()
        if articles and record is None:
            problems.append("The library has articles but does not say which encoder made their vectors.")
        for summary in store.summaries():
            article = store.find(summary.id)
            assert article is not None  # it is in the same snapshot
            problems += [f"Article {article.id} ({article.title}): {what}" for what in _check(article, store)]
        if record is not None:
            keys, vectors = store.vectors(record.dimension)
            if len(keys) != chunks:
                problems.append(f"There are {chunks} chunks but {len(keys)} vectors.")
            norms = np.linalg.norm(vectors.astype(np.float32), axis=1)
            wrong = np.flatnonzero(~(np.abs(norms - 1.0) < _NORM_TOLERANCE))
            problems += [f"The vector of chunk {keys[row]} has length {norms[row]:.3f}, not 1." for row in wrong]
    return problems


def _check(article: Article, store: Store) -> Iterator[str]:
    if hash_text(article.text) != article.sha256:
        yield "its text is not the one that was added (another SHA-256)."
    chunks = store.chunks_of(article.id)
    if not chunks:
        yield "it has no chunks, so it cannot be found."
    end = 0
    for chunk in chunks:
        if not _is_sound(article, chunk, after=end):
            yield f"its chunk [{chunk.start}, {chunk.end}) does not lie in its text as whole sentences."
        end = chunk.end


def _is_sound(article: Article, chunk: Chunk, *, after: int) -> bool:
    spans = chunk.sentences
    return (
        after <= chunk.start < chunk.end <= len(article.text)
        and len(spans) > 0
        and (spans[0].start, spans[-1].end) == (chunk.start, chunk.end)
        and all(span.start < span.end for span in spans)
        and all(first.end <= second.start for first, second in pairwise(spans))
        and not article.text[after : chunk.start].strip()
    )
