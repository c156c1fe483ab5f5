"""Which encoder a library gets: the one that it remembers, or the one that was asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import get_args

from index.encoder import Encoder, SentenceTransformerEncoder
from index.models import describe_model, find_packaged_model, prepare_onnx
from index.onnx_encoder import OnnxEncoder, Precision
from index.types import EncoderRecord

DEFAULT_RUNTIME = "onnx-fp32"  # int8 moves a seventh of the first ten hits: docs/architecture.md
_RUNTIMES: dict[str, Precision] = {f"onnx-{precision}": precision for precision in get_args(Precision)}


def open_encoder(
    record: EncoderRecord | None, *, choice: str | None, cache: Path, notify: Callable[[str], None]
) -> Encoder:
    """Open an encoder.

    Args:
        record: what the library remembers; `None` for a new library.
        choice: `onnx-fp32`, `onnx-int8` or the folder of a sentence-transformers model; `None` takes what the library
            remembers, and for a new one the default.
        cache: the user's cache folder, where the packaged model is kept in ONNX form.
        notify: is told, in words, when something slow begins.

    Raises:
        ModelNotFoundError: if the model is not there or cannot be loaded.
    """
    if choice is None and record is not None:
        choice = record.path or record.runtime
    runtime = choice or DEFAULT_RUNTIME
    if runtime not in _RUNTIMES:
        return SentenceTransformerEncoder(Path(runtime).expanduser())
    weights = record.weights_sha256 if record is not None and record.path is None else None
    if weights is None:
        weights = describe_model(find_packaged_model()).weights_sha256
    folder = prepare_onnx(cache, weights, notify=notify)
    return OnnxEncoder(folder, weights_sha256=weights, precision=_RUNTIMES[runtime])
