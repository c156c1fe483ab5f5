"""A library: articles go in, hits come out."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from corpus.splitting import split
from corpus.types import Article, Chunk
from index.dense import DenseIndex
from index.encoder import Encoder
from index.errors import LibraryCorruptError, ModelMismatchError
from index.fusion import fuse_ranks
from index.lexical import LexicalIndex
from index.store import Store
from index.types import Addition, Change, EncoderRecord, Filters, Findings, Head, Hit, Status, Summary

EncoderLoader = Callable[[EncoderRecord | None], Encoder]
_ENCODER_SETTING = "encoder"
POOL = 50  # see docs/architecture.md, "Search"


class Library:
    """Articles in one folder, searched by meaning and by words. May be used from several threads and processes.

    Args:
        folder: the library's folder.
        load_encoder: called once, when vectors are first needed, with what the library remembers of its encoder
            (`None` for a new one). Listing, showing and removing need none.
        create: make the library if it is not there.

    Raises:
        LibraryNotFoundError: if there is none and `create` is false.
        LibraryCorruptError: if what is there is no library, is damaged, or was made by a newer version.
        LibraryBusyError: if another process keeps it locked.
    """

    def __init__(self, folder: Path, load_encoder: EncoderLoader, *, create: bool = False) -> None:
        self.folder = folder
        self._store = Store(folder, create=create)
        self._load_encoder = load_encoder
        self._encoder: Encoder | None = None
        self._dense: DenseIndex | None = None
        self._lexical: LexicalIndex | None = None
        self._head: Head | None = None
        self._lock = threading.RLock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the library cannot be used after that."""
        with self._lock:
            self._store.close()

    @property
    def encoder(self) -> Encoder:
        """The encoder of this library.

        Raises:
            ModelNotFoundError: if it is not there.
            ModelMismatchError: if it is not the one that made the library's vectors.
        """
        with self._lock:
            if self._encoder is None:
                record = self._read_record()
                encoder = self._load_encoder(record)
                self._check_encoder(record, encoder)
                self._encoder = encoder
            return self._encoder

    @property
    def version(self) -> int:
        """How many changes the library has seen."""
        with self._lock:
            return self._store.head().version

    def status(self) -> Status:
        """Return the library's size and state."""
        with self._lock, self._store.read():
            articles, chunks = self._store.count()
            return Status(
                version=self._store.head().version, articles=articles, chunks=chunks, encoder=self._read_record()
            )

    def add(self, article: Article) -> Addition:
        """Take in an article: its chunks and their vectors, in one transaction.

        Adding the same article again changes nothing. One with the same id and another text or title takes the old
        one's place. One whose text is here already under another id is not taken in twice.

        Raises:
            ModelNotFoundError, ModelMismatchError: see `encoder`.
            LibraryBusyError: if another process keeps the library locked; nothing was changed.
        """
        with self._lock:
            known = self._store.find(article.id)
            if known is not None and replace(known, added_at=None) == replace(article, added_at=None):
                return Addition(change=Change.UNCHANGED, article_id=article.id)
            twin = self._store.find_text(article.sha256)
        if twin is not None and twin != article.id:
            if known is not None:
                self.remove(article.id)
            return Addition(change=Change.DUPLICATE, article_id=article.id, duplicate_of=twin)
        chunks = split(article)
        vectors = self.encoder.encode([encoding_text(article, chunk) for chunk in chunks])
        with self._lock, self._store.write():
            record = self._read_record()
            if record is None:
                self._store.write_setting(_ENCODER_SETTING, json.dumps(asdict(self.encoder.record)))
            else:
                self._check_encoder(record, self.encoder)  # another process may have made the library meanwhile
            self._store.insert(article, chunks, vectors)
        change = Change.ADDED if known is None else Change.REPLACED
        return Addition(change=change, article_id=article.id, chunks=len(chunks))

    def remove(self, article_id: str) -> bool:
        """Take out an article, everywhere at once. Returns whether it was there."""
        with self._lock, self._store.write():
            return self._store.delete(article_id)

    def get(self, article_id: str) -> Article | None:
        """Return an article, or `None`."""
        with self._lock:
            return self._store.find(article_id)

    def chunks_of(self, article_id: str) -> list[Chunk]:
        """Return the chunks of an article, in order."""
        with self._lock:
            return self._store.chunks_of(article_id)

    def match_ids(self, prefix: str) -> list[str]:
        """Return the ids that begin with `prefix`, at most ten, in order."""
        with self._lock:
            return self._store.match_ids(prefix)

    def summaries(self, *, limit: int | None = None, offset: int = 0) -> list[Summary]:
        """Return articles without their texts, newest first."""
        with self._lock:
            return self._store.summaries(limit=limit, offset=offset)

    def search(self, question: str, *, limit: int = 10, filters: Filters | None = None, pool: int = POOL) -> Findings:
        """Return the chunks most likely to answer, by dense and lexical search, fused.

        All of it sees one snapshot of the library: a hit's offsets point into the very text that the hit carries.

        Args:
            question: plain words.
            limit: how many at most.
            filters: applied inside both searches, so that `limit` hits come back if so many pass.
            pool: how many hits of each engine are fused.
        """
        vector = self.encoder.encode([question], is_query=True)[0]
        with self._lock:
            lexical = self._open_lexical()
            # Caches are written after the store: what this says is part of the history that the snapshot holds.
            cached = lexical.head()
            with self._store.read():
                dense, lexical = self._follow(lexical, cached)
                allowed = articles = None
                if filters is not None and not filters.is_empty:
                    articles = self._store.select_articles(filters)
                    allowed = self._store.chunk_keys(articles)
                by_meaning = dense.search(vector, limit=pool, allowed=allowed)
                by_words = lexical.search(question, limit=pool, articles=articles)
                order = fuse_ranks([by_meaning.keys, by_words.keys], limit=limit)
                found = self._store.load_chunks([key for key, _ in order])
                status = self.status()
        cosines = dict(zip(by_meaning.keys, by_meaning.scores, strict=True))
        bm25 = dict(zip(by_words.keys, by_words.scores, strict=True))
        hits = tuple(
            Hit(
                article=found[key][0],
                chunk=found[key][1],
                rank=rank,
                score=score,
                dense_score=cosines.get(key),
                lexical_score=bm25.get(key),
            )
            for rank, (key, score) in enumerate(((k, s) for k, s in order if k in found), start=1)
        )
        return Findings(hits=hits, status=status)

    def refresh(self) -> None:
        """Bring both caches up to the store now, so that the next question need not wait for it."""
        with self._lock:
            lexical = self._open_lexical()
            cached = lexical.head()
            with self._store.read():
                self._follow(lexical, cached)

    def check(self) -> list[str]:
        """Return everything that is wrong with the library, in words; empty if nothing is."""
        from index.checking import find_problems  # it is not needed to answer

        with self._lock:
            return find_problems(self._store, self._read_record())

    def _read_record(self) -> EncoderRecord | None:
        text = self._store.read_setting(_ENCODER_SETTING)
        try:
            return None if text is None else EncoderRecord(**json.loads(text))
        except (ValueError, TypeError) as error:
            raise LibraryCorruptError(
                f"What {self._store.path} says of its encoder cannot be read. "
                "Put back a copy of it, or add your articles to a new library."
            ) from error

    def _check_encoder(self, record: EncoderRecord | None, encoder: Encoder) -> None:
        if record is not None and not record.agrees_with(encoder.record):
            raise ModelMismatchError(
                f"The library {self.folder} was made with {_describe(record)}, not with {_describe(encoder.record)}. "
                "Leave out --encoder to use its own, or add your articles to a new library with --library."
            )

    def _open_lexical(self) -> LexicalIndex:
        if self._lexical is None:
            self._lexical = LexicalIndex(self.folder / "cache" / "lexical")
        return self._lexical

    def _follow(self, lexical: LexicalIndex, cached: Head | None) -> tuple[DenseIndex, LexicalIndex]:
        """Bring both caches to the snapshot's state, by the rows that changed; from nothing only if they must."""
        head = self._store.head()
        if head == self._head and self._dense is not None:
            return self._dense, lexical
        self._dense = self._follow_dense()
        self._lexical = self._follow_lexical(lexical, cached, head)
        self._head = head
        return self._dense, self._lexical

    def _follow_dense(self) -> DenseIndex:
        dense, since = self._dense, self._head
        if dense is None or since is None or not self._store.knows(since):
            dense, since = DenseIndex(self.encoder.record.dimension), Head(0, "", 0)
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


def encoding_text(article: Article, chunk: Chunk) -> str:
    """Return what the encoder reads of a chunk: the title, which says what "it" and "he" are about, then its words."""
    return f"{article.title}\n{article.text[chunk.start : chunk.end]}"


def _describe(record: EncoderRecord) -> str:
    return f"{record.name} ({record.runtime}, {record.dimension} dimensions, weights {record.weights_sha256[:12]})"
