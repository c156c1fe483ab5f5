"""Text to vectors: the protocol, and the reference that holds the other encoders to account."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelNotFoundError
from index.models import describe_model
from index.types import EncoderRecord


class Encoder(Protocol):
    """Turns texts into vectors whose inner product is their cosine similarity."""

    @property
    def record(self) -> EncoderRecord:
        """What a library made with it has to remember."""
        ...

    def encode(self, texts: Sequence[str], *, is_query: bool = False) -> NDArray[np.float32]:
        """Return `(len(texts), dimension)`, each row of unit length.

        Args:
            texts: each is cut to what the model reads (256 word pieces for all-MiniLM-L6-v2).
            is_query: whether they are questions; some models want a prompt for these.
        """
        ...


class SentenceTransformerEncoder:
    """Any sentence-transformers model in a local folder, on PyTorch.

    The reference: importing it takes seconds, so that asking uses `OnnxEncoder` where it can.

    Args:
        folder: as `SentenceTransformer.save` writes it. Nothing is downloaded.

    Raises:
        ModelNotFoundError: if the folder is no such model or cannot be loaded.
    """

    def __init__(self, folder: Path) -> None:
        description = describe_model(folder)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # deprecations inside the libraries are not the user's
            from sentence_transformers import SentenceTransformer

            try:
                self._model = SentenceTransformer(str(folder), device=None, local_files_only=True)
            except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
                reason = str(error).strip().splitlines()[0]
                raise ModelNotFoundError(
                    f"The encoder in {folder} cannot be loaded ({reason}). It must be a folder saved by "
                    "sentence-transformers; give its place with --encoder."
                ) from error
        self._record = EncoderRecord(
            name=description.name,
            runtime="sentence-transformers",
            path=str(folder.resolve()),
            dimension=int(self._model.get_embedding_dimension() or 0),
            weights_sha256=description.weights_sha256,
        )

    @property
    def record(self) -> EncoderRecord:
        """What a library made with it has to remember."""
        return self._record

    def encode(self, texts: Sequence[str], *, is_query: bool = False) -> NDArray[np.float32]:
        """Return `(len(texts), dimension)`, each row of unit length; see `Encoder.encode`."""
        if not texts:
            return np.zeros((0, self._record.dimension), dtype=np.float32)
        encode = self._model.encode_query if is_query else self._model.encode_document
        vectors = encode(list(texts), normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)
