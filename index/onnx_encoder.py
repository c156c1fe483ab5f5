"""The encoder that starts at once: the packaged model in ONNX Runtime, without PyTorch."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.errors import ModelNotFoundError
from index.models import PACKAGED_NAME
from index.types import EncoderRecord

Precision = Literal["fp32", "int8"]
_BATCH = 16
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class OnnxEncoder:
    """all-MiniLM-L6-v2 in ONNX Runtime, from the files that `index.export` wrote.

    Args:
        folder: with those files.
        weights_sha256: of the weights that they were made from.
        precision: `fp32` gives the reference's vectors; `int8` is faster and a little off (see docs/architecture.md).
        threads: how many; 0 lets ONNX Runtime take one a core.

    Raises:
        ModelNotFoundError: if a file is missing or damaged.
    """

    def __init__(self, folder: Path, *, weights_sha256: str, precision: Precision = "fp32", threads: int = 0) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        # Threads that spin between two runs take the other core from whoever needs it: the tail is better without.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        try:
            description = json.loads((folder / "model.json").read_text(encoding="utf-8"))
            self._max_tokens, dimension = int(description["max_tokens"]), int(description["dimension"])
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = ort.InferenceSession(
                str(folder / f"model-{precision}.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # both libraries raise a bare Exception for a damaged file
            reason = str(error).strip().splitlines()[0]
            raise ModelNotFoundError(
                f"The prepared encoder in {folder} cannot be loaded ({reason}). "
                "Remove that folder; it is made again when needed."
            ) from error
        self._tokenizer.enable_truncation(self._max_tokens)
        self._tokenizer.no_padding()
        self._record = EncoderRecord(
            name=PACKAGED_NAME, runtime=f"onnx-{precision}", path=None, dimension=dimension,
            weights_sha256=weights_sha256,
        )  # fmt: skip

    @property
    def record(self) -> EncoderRecord:
        """What a library made with it has to remember."""
        return self._record

    def encode(self, texts: Sequence[str], *, is_query: bool = False) -> NDArray[np.float32]:
        """Return `(len(texts), dimension)`, each row of unit length; see `Encoder.encode`.

        Texts are run in batches of similar length, so that little is computed for padding.
        """
        vectors = np.zeros((len(texts), self._record.dimension), dtype=np.float32)
        if not texts:
            return vectors
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(tokens)), key=lambda position: len(tokens[position]))
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            vectors[rows] = self._run([tokens[row] for row in rows])
        return vectors

    def _run(self, tokens: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        ids = np.zeros((len(tokens), max(map(len, tokens))), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, numbers in enumerate(tokens):
            ids[row, : len(numbers)] = numbers
            mask[row, : len(numbers)] = 1
        (vectors,) = self._session.run(["vectors"], dict(zip(_INPUTS, (ids, mask, np.zeros_like(ids)), strict=True)))
        return np.asarray(vectors, dtype=np.float32)
