"""Put the parts together: settings in, a library or an answerer out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from index.encoders import open_encoder
from index.library import Library
from rag.answering import Answerer
from rag.reader.similarity import SimilarityReader
from rag.settings import Settings, forbid_downloads


def open_library(
    settings: Settings, *, notify: Callable[[str], None], encoder: str | None = None, create: bool = False
) -> Library:
    """Open the library.

    Args:
        settings: where it is.
        notify: is told, in words, when something slow begins.
        encoder: `onnx-fp32`, `onnx-int8` or a model's folder; `None` takes the library's own, or the default.
        create: make it if it is not there.

    Raises:
        LibraryError: if it cannot be opened; see `index.errors`.
    """
    forbid_downloads()
    load = partial(open_encoder, choice=encoder, cache=settings.cache, notify=notify)
    return Library(settings.library, load, create=create)


def open_answerer(settings: Settings, *, notify: Callable[[str], None]) -> Answerer:
    """Open the library and the reader that goes with it; the encoder is loaded at once.

    Raises:
        LibraryError: if it cannot be opened, or its encoder is not there; see `index.errors`.
    """
    library = open_library(settings, notify=notify)
    return Answerer(library, SimilarityReader(library.encoder))
