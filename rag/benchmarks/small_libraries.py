"""Libraries of a few passages, to ask one question or a handful through the whole path."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from corpus.types import Article
from index.encoders import open_encoder
from index.library import Library
from rag.answering import Answerer
from rag.reader.protocol import Reader
from rag.settings import read_settings
from rag.terminal import say


@contextmanager
def open_answerer(articles: Sequence[Article], *, reader: Reader) -> Iterator[Answerer]:
    """Yield what answers questions from these articles alone."""
    load = partial(open_encoder, choice=None, cache=read_settings(None).cache, notify=say)
    with tempfile.TemporaryDirectory() as folder, Library(Path(folder), load, create=True) as library:
        for article in articles:
            library.add(article)
        yield Answerer(library, reader)
