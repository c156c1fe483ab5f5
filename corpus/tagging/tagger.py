"""Running the tagger's ONNX file: the lines of a page go in, the log odds that each is furniture come out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from corpus.tagging.embeddings import WordEmbeddings, find_weights, load_tokenizer
from corpus.tagging.packaged import MODEL_FOLDER, read_packaged, telling_what_to_do
from corpus.tagging.windows import SHAPES, PageWindow, cut_page

_BATCH = 8  # windows


class PageTagger:
    """Says of each line of a page how likely its words make it furniture. May be used from several threads.

    Args:
        folder: with `model.json` and the ONNX file that it names.

    Raises:
        ModelMissingError: if a file is missing or damaged.
    """

    def __init__(self, folder: Path = MODEL_FOLDER) -> None:
        with telling_what_to_do(folder):
            _, model = read_packaged(folder)
            weights = find_weights()
            self._tokenizer = load_tokenizer(weights)
            self._embeddings = WordEmbeddings(weights / "model.safetensors")
            options = onnxruntime.SessionOptions()
            # One thread: pages are read in a worker that is confined thread by thread, beside others that work.
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            options.log_severity_level = 3
            self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def score(self, lines: Sequence[str]) -> NDArray[np.float32]:
        """Return the log odds that each line is furniture, in the order of the lines."""
        windows = cut_page(lines, tokenizer=self._tokenizer)
        scores = np.zeros(len(lines), dtype=np.float32)
        for start in range(0, len(windows), _BATCH):
            batch = windows[start : start + _BATCH]
            logits = self._session.run(None, self._feed(batch))[0]
            for row, window in zip(logits, batch, strict=True):
                for place in window.counted:
                    scores[window.lines[place]] = row[place]
        return scores

    def _feed(self, windows: Sequence[PageWindow]) -> dict[str, NDArray[np.float32] | NDArray[np.int64]]:
        tokens = max(len(w.ids) for w in windows)
        count, lines = len(windows), max(len(w.lines) for w in windows)
        embedded = np.zeros((count, tokens, self._embeddings.width), dtype=np.float32)
        mask = np.zeros((count, tokens), dtype=np.int64)
        pool = np.zeros((count, lines, tokens), dtype=np.float32)
        shapes = np.zeros((count, lines, SHAPES), dtype=np.float32)
        for number, window in enumerate(windows):
            embedded[number, : len(window.ids)] = self._embeddings.look_up(window.ids)
            mask[number, : len(window.ids)] = 1
            pool[number] = pool_lines(window, lines=lines, tokens=tokens)
            shapes[number, : len(window.lines)] = window.shapes
        return {"embedded": embedded, "mask": mask, "pool": pool, "shapes": shapes}


def pool_lines(window: PageWindow, *, lines: int, tokens: int) -> NDArray[np.float32]:
    """Return what takes the mean of each line's tokens, (lines, tokens); zeros where there is no such line."""
    owner = np.full(tokens, -1)
    owner[: len(window.line_of)] = window.line_of
    inside = (np.arange(lines)[:, None] == owner).astype(np.float32)
    return np.asarray(inside / np.maximum(inside.sum(axis=1, keepdims=True), 1.0), dtype=np.float32)


@lru_cache(maxsize=1)
def open_tagger() -> PageTagger:
    """Return the packaged tagger, loaded once."""
    return PageTagger()
