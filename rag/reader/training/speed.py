"""The reader's speed as a ratio: `python -m rag.reader.training.speed --reader FILE --encoder FILE --data DIR`.

Reads ten chunks of about 130 tokens beside one question, and encodes the same chunks, in turns in one process.
"""

from __future__ import annotations

import argparse
import logging
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Encoding

from corpus.tagging.embeddings import load_tokenizer
from index.models import find_packaged_model
from rag.reader.training.data import read_examples
from rag.reader.training.passages import CHARS_PER_TOKEN, cut_windows
from rag.reader.training.windows import split_sentences

LOG = logging.getLogger(__name__)
_CHUNKS, _TOKENS, _ROUNDS = 10, 130, 40


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Compare the reader's speed with an encoder's.")
    parser.add_argument("--reader", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, required=True, nargs="+", help="ONNX files of the encoder")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    tokenizer = load_tokenizer(find_packaged_model())
    chunks: list[str] = []
    for example in read_examples(arguments.data / "span" / "squad1_half_a.jsonl.gz"):
        sentences = split_sentences(example.context)
        first, last = cut_windows(sentences, max_chars=int(_TOKENS * CHARS_PER_TOKEN))[0]
        chunk = example.context[sentences[first].start : sentences[last].end]
        if abs(len(tokenizer.encode(chunk).ids) - _TOKENS) <= 15 and chunk not in chunks:
            chunks.append(chunk)
        if len(chunks) == _CHUNKS:
            break
    question = "What did the committee decide about the second proposal?"
    alone, beside = tokenizer.encode_batch(chunks), tokenizer.encode_batch([(question, c) for c in chunks])
    work = {"reader": (_open(arguments.reader, arguments.threads), beside)}
    for path in arguments.encoder:
        work[path.name] = (_open(path, arguments.threads), alone)
    times: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(_ROUNDS):
        for name, (session, encodings) in work.items():
            begun = time.perf_counter()
            _run(session, encodings)
            times[name].append(time.perf_counter() - begun)
    tokens = sum(len(e.ids) for e in alone) / len(alone)
    reader = float(np.median(times["reader"]))
    for name in work:
        median = float(np.median(times[name]))
        LOG.info("%s: %.1f ms for %d chunks of %.0f tokens", name, 1000 * median, len(chunks), tokens)
        LOG.info("  the reader takes %.2f x that", reader / median)


def _open(path: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _run(session: onnxruntime.InferenceSession, encodings: Sequence[Encoding]) -> None:
    longest = max(len(e.ids) for e in encodings)
    ids, mask, types = (np.zeros((len(encodings), longest), dtype=np.int64) for _ in range(3))
    for i, encoding in enumerate(encodings):
        ids[i, : len(encoding.ids)] = encoding.ids
        mask[i, : len(encoding.ids)] = 1
        types[i, : len(encoding.ids)] = encoding.type_ids
    names = {i.name for i in session.get_inputs()}
    feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
    session.run(None, {name: array for name, array in feed.items() if name in names})


if __name__ == "__main__":
    main()
