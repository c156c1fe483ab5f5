"""Put the parts together: settings in, a library or an answerer out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from index.encoders import open_encoder
from index.errors import ModelNotFoundError
from index.library import Library
from index.models import onnx_folder, verify_onnx
from index.types import EncoderRecord
from rag.answering import Answerer
from rag.reader.cross_encoder import CrossEncoderReader
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


def check_encoder(settings: Settings, record: EncoderRecord | None) -> list[str]:
    """Return what is wrong with the prepared files of a library's encoder, in words; empty if nothing is."""
    if record is None or record.path is not None:
        return []
    folder = onnx_folder(settings.cache, record.weights_sha256)
    if not folder.exists():
        return []  # it is made when it is needed
    try:
        return [
            f"{folder / name} is not as it was made. Remove {folder}; it comes back." for name in verify_onnx(folder)
        ]
    except ModelNotFoundError as error:
        return [str(error)]


def open_answerer(settings: Settings, *, notify: Callable[[str], None]) -> Answerer:
    """Open the library and the reader; both models are loaded at once.

    Raises:
        LibraryError: if it cannot be opened, or a model is not there; see `index.errors`.
    """
    library = open_library(settings, notify=notify)
    _ = library.encoder  # a server without its encoder must say so when it starts, not at the first question
    return Answerer(library, CrossEncoderReader())
