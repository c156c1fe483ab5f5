"""Which reader is measured: the shipped one, or the baseline that it is held against."""

from __future__ import annotations

from collections.abc import Callable

from index.encoders import open_encoder
from rag.answering import Answerer
from rag.evaluation.types import ReaderChoice
from rag.opening import open_answerer
from rag.reader.cross_encoder import CrossEncoderReader
from rag.reader.protocol import Reader
from rag.reader.similarity import SimilarityReader
from rag.settings import Settings, forbid_downloads


def open_reader(choice: ReaderChoice, settings: Settings, *, notify: Callable[[str], None]) -> Reader:
    """Open a reader that needs no library.

    Raises:
        ModelNotFoundError: if what it reads with is not there.
    """
    if choice is ReaderChoice.SHIPPED:
        return CrossEncoderReader()
    forbid_downloads()
    return SimilarityReader(open_encoder(None, choice=None, cache=settings.cache, notify=notify))


def open_answerer_with(choice: ReaderChoice, settings: Settings, *, notify: Callable[[str], None]) -> Answerer:
    """Open the library with the chosen reader.

    Raises:
        LibraryError: if it cannot be opened; see `index.errors`.
    """
    answerer = open_answerer(settings, notify=notify)
    if choice is ReaderChoice.SHIPPED:
        return answerer
    return Answerer(answerer.library, SimilarityReader(answerer.library.encoder))
