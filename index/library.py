"""A library: articles go in, hits come out."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus.splitting import split
from corpus.types import Article, Chunk, Loaded, Removal
from index.caches import Caches, load_distinct
from index.catalogue import Catalogue
from index.collecting import Collections
from index.encoder import Encoder
from index.errors import LibraryCorruptError, ModelMismatchError
from index.feedback import FeedbackBox
from index.fusion import fuse_ranks
from index.keys import Keys
from index.sources import Sources
from index.store import Store
from index.types import (
    Addition,
    Change,
    EncoderRecord,
    Filters,
    Findings,
    Hit,
    Relatives,
    Status,
    Summary,
)

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
        self._lock = threading.RLock()
        self._caches = Caches(folder, self._store)
        self.sources = Sources(self._store, self._lock)
        self.collections = Collections(self._store, self._lock)
        self.catalogue = Catalogue(self._store, self._lock)
        self.keys = Keys(self._store, self._lock)
        self.feedback = FeedbackBox(self._store, self._lock)

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

    def add(self, added: Article | Loaded) -> Addition:
        """Take in an article: its chunks and their vectors, in one transaction.

        Adding the same article again changes nothing. One with the same id and another text or title takes the old
        one's place. One whose text is here already under another id is noted as a copy of that one; one whose text is
        nearly the same is linked to it as a version.

        Raises:
            ModelNotFoundError, ModelMismatchError: see `encoder`.
            LibraryBusyError: if another process keeps the library locked; nothing was changed.
        """
        read = added if isinstance(added, Loaded) else Loaded(article=added)
        article = read.article
        with self._lock:
            known = self._store.find(article.id)
            if known is not None and self._store.read_text_of(article.id) == article.sha256:
                # What its publisher repeats was cut from it by what the library had then; that is not done over.
                as_kept = replace(article, text=known.text, sha256=known.sha256, pages=known.pages)
                if as_kept == replace(known, added_at=None):
                    return Addition(change=Change.UNCHANGED, article_id=article.id)
            twin = self._store.find_text(article.sha256)
            if twin is not None and twin != article.id:
                if self._store.originals.find_original(article.id) != twin:
                    with self._store.write():
                        self._store.insert_copy(article, of=twin)
                return Addition(change=Change.DUPLICATE, article_id=article.id, duplicate_of=twin)
            loaded = self._store.repeated.cut(read)
            article = loaded.article
        chunks = split(article)
        vectors = self.encoder.encode([encoding_text(article, chunk) for chunk in chunks])
        with self._lock, self._store.write():
            record = self._read_record()
            if record is None:
                self._store.write_setting(_ENCODER_SETTING, json.dumps(asdict(self.encoder.record)))
            else:
                self._check_encoder(record, self.encoder)  # another process may have made the library meanwhile
            self._store.originals.mark_unmarked()
            version_of = self._store.insert(loaded, chunks, vectors, read=read)
        change = Change.ADDED if known is None else Change.REPLACED
        return Addition(change=change, article_id=article.id, chunks=len(chunks), version_of=version_of)

    def remove(self, article_id: str) -> bool:
        """Take out an article or a copy, everywhere at once. Returns whether it was there.

        Where copies of an article are known, the oldest of them takes its place.
        """
        with self._lock, self._store.write():
            return self._store.delete(article_id)

    def get(self, article_id: str) -> Article | None:
        """Return an article, or `None`."""
        with self._lock:
            return self._store.find(article_id)

    def original_of(self, article_id: str) -> str | None:
        """Return the id of the article whose very text a copy has; `None` for what is no copy."""
        with self._lock:
            return self._store.originals.find_original(article_id)

    def relatives(self, article_id: str) -> Relatives:
        """Return the copies of an article and its versions."""
        with self._lock, self._store.read():
            originals = self._store.originals
            return Relatives(
                copies=tuple(originals.copies_of(article_id)), versions=tuple(originals.versions_of(article_id))
            )

    def removals_of(self, article_id: str) -> tuple[Removal, ...]:
        """Return what cleaning cut from an article, in the order it was found."""
        with self._lock:
            return self._store.removals_of(article_id)

    def summary(self, article_id: str) -> Summary | None:
        """Return an article without its text, or `None`."""
        with self._lock:
            return self._store.summary(article_id)

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
        with self._lock, self._caches.snapshot(self.encoder.record.dimension) as (dense, lexical):
            allowed = articles = None
            if filters is not None and not filters.is_empty:
                articles = self._store.select_articles(filters)
                allowed = self._store.chunk_keys(articles)
            by_meaning = dense.search(vector, limit=pool, allowed=allowed)
            by_words = lexical.search(question, limit=pool, articles=articles)
            order = fuse_ranks([by_meaning.keys, by_words.keys], limit=2 * pool)
            found = load_distinct(self._store, order, limit=limit)
            status = self.status()
        cosines = dict(zip(by_meaning.keys, by_meaning.scores, strict=True))
        bm25 = dict(zip(by_words.keys, by_words.scores, strict=True))
        hits = tuple(
            Hit(
                article=chunk.article,
                chunk=chunk.chunk,
                rank=rank,
                score=score,
                dense_score=cosines.get(key),
                lexical_score=bm25.get(key),
                original_id=chunk.original_id,
            )
            for rank, (key, score, chunk) in enumerate(found, start=1)
        )
        return Findings(hits=hits, status=status)

    def refresh(self) -> None:
        """Bring both caches up to the store now, so that the next question need not wait for it."""
        with self._lock, self._caches.snapshot(self.encoder.record.dimension):
            pass

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


def encoding_text(article: Article, chunk: Chunk) -> str:
    """Return what the encoder reads of a chunk: the title, which says what "it" and "he" are about, then its words."""
    return f"{article.title}\n{article.text[chunk.start : chunk.end]}"


def _describe(record: EncoderRecord) -> str:
    return f"{record.name} ({record.runtime}, {record.dimension} dimensions, weights {record.weights_sha256[:12]})"
