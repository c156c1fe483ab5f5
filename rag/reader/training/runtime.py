"""Running an exported reader with ONNX Runtime over many windows, as the measurements need it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Encoding, Tokenizer

from corpus.types import Span
from rag.reader.training.decoding import Outputs, WindowReading, decode
from rag.reader.training.encoding import MAX_QUESTION_TOKENS

BATCH_TOKENS = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A question and a text of at least one sentence to read it in."""

    question: str
    text: str
    sentences: tuple[Span, ...]


class ReaderSession:
    """An exported reader; windows go in, readings come out."""

    def __init__(self, path: Path, *, tokenizer: Tokenizer, threads: int = 2) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._tokenizer = tokenizer

    def read(self, tasks: Sequence[Task], *, max_tokens: int = 512) -> list[WindowReading]:
        """Read each task; a text that runs past `max_tokens` is read as far as that."""
        encodings = []
        for start in range(0, len(tasks), 2048):
            pairs = [(self._shorten(t.question), t.text) for t in tasks[start : start + 2048]]
            encodings += self._tokenizer.encode_batch(pairs)
        for encoding in encodings:
            encoding.truncate(max_tokens)
        order = sorted(range(len(tasks)), key=lambda i: len(encodings[i].ids))
        readings: list[WindowReading | None] = [None] * len(tasks)
        while order:
            longest = len(encodings[order[-1]].ids)
            batch, order = order[-max(1, BATCH_TOKENS // longest) :], order[: -max(1, BATCH_TOKENS // longest)]
            for i, outputs in zip(batch, self.run([encodings[i] for i in batch]), strict=True):
                encoding = encodings[i]
                readings[i] = decode(
                    outputs,
                    offsets=encoding.offsets,
                    is_text=[s == 1 for s in encoding.sequence_ids],
                    sentences=tasks[i].sentences,
                )
        return [r for r in readings if r is not None]

    def run(self, encodings: Sequence[Encoding]) -> list[Outputs]:
        """Run one batch."""
        longest = max(len(e.ids) for e in encodings)
        arrays = {name: np.zeros((len(encodings), longest), dtype=np.int64) for name in ("ids", "mask", "types")}
        for i, encoding in enumerate(encodings):
            arrays["ids"][i, : len(encoding.ids)] = encoding.ids
            arrays["mask"][i, : len(encoding.ids)] = 1
            arrays["types"][i, : len(encoding.ids)] = encoding.type_ids
        start, end, evidence, answerable = self._session.run(
            None,
            {"input_ids": arrays["ids"], "attention_mask": arrays["mask"], "token_type_ids": arrays["types"]},
        )
        return [
            Outputs(start=start[i], end=end[i], evidence=evidence[i], answerable=float(answerable[i]))
            for i in range(len(encodings))
        ]

    def _shorten(self, question: str) -> str:
        encoding = self._tokenizer.encode(question, add_special_tokens=False)
        if len(encoding.ids) <= MAX_QUESTION_TOKENS:
            return question
        return question[: encoding.offsets[MAX_QUESTION_TOKENS - 1][1]]
