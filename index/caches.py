"""The indexes of a library for search: caches that follow its store by the rows that changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from index.dense import DenseIndex
from index.lexical import LexicalIndex
from index.store import Store
from index.types import FoundChunk, Head


class Caches:
    """The dense and the lexical index of one library. Use it from one thread at a time."""

    def __init__(self, folder: Path, store: Store) -> None:
        self._folder = folder
        self._store = store
        self._dense: DenseIndex | None = None
        self._lexical: LexicalIndex | None = None
        self._head: Head | None = None

    @contextmanager
    def snapshot(self, dimension: int) -> Iterator[tuple[DenseIndex, LexicalIndex]]:
        """Hold one snapshot of the store, and give both indexes as they stand for it.

        Args:
            dimension: of the vectors.
        """
        lexical = self._open_lexical()
        # Caches are written after the store: what this says is part of the history that the snapshot holds.
        cached = lexical.head()
        with self._store.read():
            yield self._follow(lexical, cached, dimension)

    def _open_lexical(self) -> LexicalIndex:
        if self._lexical is None:
            self._lexical = LexicalIndex(self._folder / "cache" / "lexical")
        return self._lexical

    def _follow(self, lexical: LexicalIndex, cached: Head | None, dimension: int) -> tuple[DenseIndex, LexicalIndex]:
        """Bring both caches to the snapshot's state, by the rows that changed; from nothing only if they must."""
        head = self._store.head()
        if head == self._head and self._dense is not None:
            return self._dense, lexical
        self._dense = self._follow_dense(dimension)
        self._lexical = self._follow_lexical(lexical, cached, head)
        self._head = head
        return self._dense, self._lexical

    def _follow_dense(self, dimension: int) -> DenseIndex:
        dense, since = self._dense, self._head
        if dense is None or since is None or not self._store.knows(since):
            dense, since = DenseIndex(dimension), Head(0, "", 0)
        for keys in self._store.removed_since(since.version):
            dense.remove(np.arange(keys.start, keys.stop, dtype=np.int64))
        dense.add(*self._store.vectors(dense.dimension, after_key=since.last_chunk))
        return dense

    def _follow_lexical(self, lexical: LexicalIndex, cached: Head | None, head: Head) -> LexicalIndex:
        if cached is not None and self._store.knows(cached):
            lexical.reload()
            if cached == head:
                return lexical
            removed = self._store.removed_since(cached.version)
            added = self._store.chunk_words(after_key=cached.last_chunk)
            if lexical.update(added=added, removed=removed, head=head):
                return lexical
        elif lexical.update(added=self._store.chunk_words(), removed=(), head=head, rebuild=True):
            return lexical
        in_memory = LexicalIndex(None)  # the folder cannot be written, or another process is at it for long
        in_memory.update(added=self._store.chunk_words(), removed=(), head=head, rebuild=True)
        return in_memory


def load_distinct(
    store: Store, order: Sequence[tuple[int, float]], *, limit: int
) -> list[tuple[int, float, FoundChunk]]:
    """Load the best chunks, a few at a time; what a version of an article repeats of a better one is passed over.

    Else three syndicated copies of one report would take three of the ten places.
    """
    taken: list[tuple[int, float, FoundChunk]] = []
    said: dict[str, set[str]] = defaultdict(set)
    for begin in range(0, len(order), limit):
        part = order[begin : begin + limit]
        found = store.load_chunks([key for key, _ in part])
        for key, score in part:
            if (chunk := found.get(key)) is None:
                continue
            sentences = {chunk.article.text[span.start : span.end].casefold() for span in chunk.chunk.sentences}
            if sentences <= said[chunk.original_id]:
                continue
            said[chunk.original_id] |= sentences
            taken.append((key, score, chunk))
            if len(taken) == limit:
                return taken
    return taken
