"""Lexical search: BM25 over stemmed words, on tantivy."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path

import tantivy

from index.types import Head, Scored, StoredChunk

_ANALYZER = "footnote_v1"
_HEAD_FILE = "footnote.json"
# Words that ask, not words that are asked about; tantivy's own English list has the articles and prepositions.
_QUESTION_WORDS = (
    *("what", "who", "whom", "whose", "when", "where", "which", "why", "how", "tell", "me", "please"),
    *("do", "does", "did", "done", "have", "has", "had", "be", "is", "are", "am", "was", "were", "been", "being"),
    *("can", "could", "will", "would", "shall", "should", "may", "might", "must"),
)
_TITLE_BOOST = 0.5  # a title repeats in every chunk of its article: it finds the article, the text finds the chunk
_LOCK_WAIT_S = 2.0
_WRITER_BYTES = 32_000_000  # with one thread; tantivy asks for at least 15 MB
_MAX_TERMS = 64  # a question has few words; a pasted page would make a query of thousands


class LexicalIndex:
    """The words of a library's chunks.

    A cache in a folder of its own, or in memory where the folder cannot be written: delete it and it comes back.

    Args:
        folder: where it is kept; `None` keeps it in memory.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._schema = (
            tantivy.SchemaBuilder()
            .add_unsigned_field("chunk", indexed=True, fast=True)
            .add_unsigned_field("article", indexed=True)
            .add_text_field("title", tokenizer_name=_ANALYZER, index_option="freq")
            .add_text_field("text", tokenizer_name=_ANALYZER, index_option="freq")
            .build()
        )
        self._memory_head: Head | None = None
        self._open()

    def _open(self) -> None:
        if self._folder is not None:
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                self._tantivy = tantivy.Index(self._schema, path=str(self._folder))
            except (OSError, ValueError):
                # Damaged, of an older schema, or on a disk that cannot be written: the store is the truth, so start
                # again, in memory if need be.
                self._discard_folder()
        if self._folder is None:
            self._tantivy = tantivy.Index(self._schema)
        self._tantivy.register_tokenizer(_ANALYZER, _analyzer())
        self._tantivy.config_reader(reload_policy="manual")

    def _discard_folder(self) -> None:
        assert self._folder is not None
        try:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder.mkdir(parents=True, exist_ok=True)
            self._tantivy = tantivy.Index(self._schema, path=str(self._folder))
        except (OSError, ValueError):
            self._folder = None

    def __len__(self) -> int:
        return int(self._tantivy.searcher().num_docs)

    @property
    def is_in_memory(self) -> bool:
        """Whether nothing of it outlives the process."""
        return self._folder is None

    def head(self) -> Head | None:
        """Return the state that its folder holds, or `None` if it is empty or unfinished."""
        if self._folder is None:
            return self._memory_head
        try:
            fields = json.loads((self._folder / _HEAD_FILE).read_text(encoding="utf-8"))
            return Head(int(fields["version"]), str(fields["token"]), int(fields["last_chunk"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def reload(self) -> None:
        """See what other processes wrote."""
        self._tantivy.reload()

    def update(
        self, *, added: Iterable[StoredChunk], removed: Iterable[range], head: Head, rebuild: bool = False
    ) -> bool:
        """Bring it to a new state.

        Doing the same update twice, or half of it and then all of it, gives the same result.

        Args:
            added: chunks that are new since its state.
            removed: ranges of keys that are gone since its state.
            head: the new state.
            rebuild: forget everything first.

        Returns:
            `False` if another process was writing to it for too long; nothing was changed then.
        """
        writer = self._writer()
        if writer is None:
            return False
        if rebuild:
            writer.delete_all_documents()
        for keys in removed:
            for key in keys:
                writer.delete_documents_by_query(self._chunk_query(key))
        for chunk in added:
            if not rebuild:
                writer.delete_documents_by_query(self._chunk_query(chunk.key))
            document = tantivy.Document(title=chunk.title, text=chunk.text)
            document.add_unsigned("chunk", chunk.key)
            document.add_unsigned("article", chunk.article_key)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._tantivy.reload()
        if self._folder is None:
            self._memory_head = head
        else:
            temporary = self._folder / f"{_HEAD_FILE}.new"
            temporary.write_text(json.dumps(asdict(head)), encoding="utf-8")
            temporary.replace(self._folder / _HEAD_FILE)
        return True

    def _writer(self) -> tantivy.IndexWriter | None:
        deadline = time.monotonic() + _LOCK_WAIT_S
        while True:
            try:
                return self._tantivy.writer(heap_size=_WRITER_BYTES, num_threads=1)
            except ValueError:  # tantivy's LockBusy: another process is writing
                if time.monotonic() > deadline:
                    return None
                time.sleep(0.05)

    def search(self, question: str, *, limit: int, articles: Sequence[int] | None = None) -> Scored:
        """Return the chunks that share the rarest words with a question.

        Args:
            question: plain words; no query language, so nothing in it can be a syntax error.
            limit: how many at most.
            articles: keys of the articles that may be returned; all where it is `None`.

        Returns:
            Keys and BM25 scores, highest first; equal scores in the order of their keys.
        """
        terms = content_stems(question)[:_MAX_TERMS]
        if not terms or limit < 1 or (articles is not None and not articles):
            return Scored([], [])
        any_term = tantivy.Query.boolean_query([(tantivy.Occur.Should, self._term_query(term)) for term in terms])
        if articles is not None:
            among = tantivy.Query.term_set_query(self._schema, "article", list(articles))
            any_term = tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Must, any_term),
                    (tantivy.Occur.Must, tantivy.Query.const_score_query(among, 0.0)),
                ]
            )
        searcher = self._tantivy.searcher()
        hits = searcher.search(any_term, limit=limit, count=False).hits
        keys = searcher.fast_field_values("chunk", [address for _, address in hits])
        pairs = sorted(
            ((int(key or 0), float(score)) for key, (score, _) in zip(keys, hits, strict=True)),
            key=lambda pair: (-pair[1], pair[0]),
        )
        return Scored([key for key, _ in pairs], [score for _, score in pairs])

    def _chunk_query(self, key: int) -> tantivy.Query:
        # Not delete_documents_by_term: it takes the number for a signed one, and then deletes nothing.
        return tantivy.Query.term_query(self._schema, "chunk", key)

    def _term_query(self, term: str) -> tantivy.Query:
        text = tantivy.Query.term_query(self._schema, "text", term, index_option="freq")
        title = tantivy.Query.term_query(self._schema, "title", term, index_option="freq")
        return tantivy.Query.disjunction_max_query([text, tantivy.Query.boost_query(title, _TITLE_BOOST)], 0.1)


def content_stems(text: str) -> list[str]:
    """Return the distinct stemmed words of a text that carry meaning, in order; all its words if none does."""
    stems = list(dict.fromkeys(_analyzer().analyze(text)))
    return [stem for stem in stems if stem not in _asking_stems()] or stems


@cache
def _asking_stems() -> frozenset[str]:
    return frozenset(stem for word in _QUESTION_WORDS for stem in _analyzer().analyze(word))


@cache
def _analyzer() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(64))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stopword("english"))
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )
