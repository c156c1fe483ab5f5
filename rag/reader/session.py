"""Running the reader's ONNX file: windows go in, readings come out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Encoding, Tokenizer

from corpus.types import Span
from rag.reader.decoding import Outputs, WindowReading, decode

MAX_TOKENS = 512  # the encoder knows as many positions
MAX_QUESTION_TOKENS = 48  # questions of the training data have 13 on average; a longer one is read as far as that
BATCH_TOKENS = 4096
MAX_TITLE_CHARS = 160  # headlines have 60 on average; a text that passes for one must not push its article's words out


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A question and a text of at least one sentence to read it in.

    Attributes:
        question: plain words.
        text: where an answer is looked for.
        sentences: the sentences of `text`, in order.
        title: what the text is about, if that is known: it is read before the text, and no answer is taken from it.
    """

    question: str
    text: str
    sentences: tuple[Span, ...]
    title: str = ""

    @property
    def prefix(self) -> str:
        """What is read before the text."""
        return prefix_of(self.title)


class ReaderSession:
    """An exported reader.

    Args:
        model: the ONNX file, or its bytes.
        tokenizer: the encoder's, without truncation and padding.
        threads: how many; 0 lets ONNX Runtime take one a core.
    """

    def __init__(self, model: Path | bytes, *, tokenizer: Tokenizer, threads: int = 0) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        source = model if isinstance(model, bytes) else str(model)
        self._session = onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
        self._tokenizer = tokenizer

    def read(self, tasks: Sequence[Task], *, max_tokens: int = MAX_TOKENS) -> list[WindowReading]:
        """Read each task; a text that runs past `max_tokens` is read as far as that."""
        encodings = []
        for start in range(0, len(tasks), 2048):
            pairs = [(self._shorten(t.question), t.prefix + t.text) for t in tasks[start : start + 2048]]
            encodings += self._tokenizer.encode_batch(pairs)
        for encoding in encodings:
            encoding.truncate(max_tokens)
        order = sorted(range(len(tasks)), key=lambda i: len(encodings[i].ids))
        readings: list[WindowReading | None] = [None] * len(tasks)
        while order:
            longest = len(encodings[order[-1]].ids)
            batch, order = order[-max(1, BATCH_TOKENS // longest) :], order[: -max(1, BATCH_TOKENS // longest)]
            for i, outputs in zip(batch, self.run([encodings[i] for i in batch]), strict=True):
                readings[i] = _decode(encodings[i], outputs, tasks[i])
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


def prefix_of(title: str) -> str:
    """Return what is read before a text: its title on a line of its own, or nothing."""
    shortened = " ".join(title.split())[:MAX_TITLE_CHARS].strip()
    return f"{shortened}\n" if shortened else ""


def _decode(encoding: Encoding, outputs: Outputs, task: Task) -> WindowReading:
    begins = len(task.prefix)
    return decode(
        outputs,
        offsets=[(start - begins, end - begins) for start, end in encoding.offsets],
        is_text=[
            part == 1 and start >= begins
            for part, (start, _) in zip(encoding.sequence_ids, encoding.offsets, strict=True)
        ],
        sentences=task.sentences,
    )
