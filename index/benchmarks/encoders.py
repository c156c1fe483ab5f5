"""The encoders against the reference, on real chunks: `python -m index.benchmarks.encoders [--corpus FILE]`.

Prints, for each runtime: cosine with the reference's vector of the same chunk (mean and minimum), the share of the
reference's first ten neighbours that it finds too, and its speed as a ratio to the reference's in the same run.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import tempfile
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from corpus.splitting import split
from corpus.types import Article, hash_text, identify
from index.encoder import Encoder, SentenceTransformerEncoder
from index.library import encoding_text
from index.models import describe_model, find_packaged_model, prepare_onnx
from index.onnx_encoder import OnnxEncoder

DEFAULT_CORPUS = Path(__file__).parents[3] / "shared" / "data" / "realtimeqa2022" / "corpus.jsonl.gz"
_NEIGHBOURS = 10
_QUERIES = 100
_ROUNDS = 3


def read_chunks(path: Path, *, count: int) -> list[str]:
    """Return what the encoder reads of the first `count` chunks of a JSONL file of articles (`title`, `text`)."""
    texts: list[str] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            fields = json.loads(line)
            text = " ".join(str(fields["text"]).split())
            origin = f"file:///benchmark/{number}"
            article = Article(
                id=identify(origin), origin=origin, title=fields.get("title") or "-", text=text, sha256=hash_text(text)
            )
            texts += [encoding_text(article, chunk) for chunk in split(article)]
            if len(texts) >= count:
                return texts[:count]
    return texts


def share_of_neighbours(questions: NDArray[np.float32], chunks: NDArray[np.float32], truth: NDArray[np.intp]) -> float:
    """Return the mean share of `truth`'s rows, `(n, 10)`, that are among the ten chunks nearest to each question."""
    nearest = np.argsort(-(questions @ chunks.T), axis=1, kind="stable")[:, :_NEIGHBOURS]
    shared = [len(set(a) & set(b)) / _NEIGHBOURS for a, b in zip(nearest.tolist(), truth.tolist(), strict=True)]
    return statistics.fmean(shared)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--corpus", type=Path, default=DEFAULT_CORPUS)
    parser.add_argument("--chunks", type=int, default=500)
    options = parser.parse_args()
    if not options.corpus.is_file():
        raise SystemExit(f"There is no {options.corpus}. Name a .jsonl.gz file of articles with --corpus.")
    texts = read_chunks(options.corpus, count=options.chunks)
    questions = [text.split("\n", 1)[1][:80] for text in texts[:: max(1, len(texts) // _QUERIES)]]
    source = find_packaged_model()
    weights = describe_model(source).weights_sha256
    with tempfile.TemporaryDirectory() as cache:
        folder = prepare_onnx(Path(cache), weights, notify=print)
        encoders: dict[str, Encoder] = {
            "sentence-transformers": SentenceTransformerEncoder(source),
            "onnx-fp32": OnnxEncoder(folder, weights_sha256=weights),
            "onnx-int8": OnnxEncoder(folder, weights_sha256=weights, precision="int8"),
        }
        times: dict[str, list[float]] = {name: [] for name in encoders}
        latencies: dict[str, list[float]] = {name: [] for name in encoders}
        vectors: dict[str, tuple[NDArray[np.float32], NDArray[np.float32]]] = {}
        for encoder in encoders.values():
            encoder.encode(texts[:16])
        for _ in range(_ROUNDS):
            for name, encoder in encoders.items():
                began = perf_counter()
                chunks = encoder.encode(texts)
                times[name].append(perf_counter() - began)
                for question in questions[:20]:
                    began = perf_counter()
                    encoder.encode([question], is_query=True)
                    latencies[name].append(perf_counter() - began)
                vectors[name] = encoder.encode(questions, is_query=True), chunks
    asked, reference = vectors["sentence-transformers"]
    truth = np.argsort(-(asked @ reference.T), axis=1, kind="stable")[:, :_NEIGHBOURS]
    print(f"{len(texts)} chunks, {len(questions)} questions, {_ROUNDS} rounds; medians")
    print("runtime                cosine mean  minimum  top-10 overlap  chunks/s ratio  question latency ratio")
    for name, (question_vectors, chunks) in vectors.items():
        cosines = np.sum(chunks * reference, axis=1)
        rate = statistics.median(times["sentence-transformers"]) / statistics.median(times[name])
        latency = statistics.median(latencies["sentence-transformers"]) / statistics.median(latencies[name])
        overlap = share_of_neighbours(question_vectors, chunks, truth)
        print(
            f"{name:<22} {cosines.mean():11.5f}  {cosines.min():7.5f}  {overlap:14.3f}  "
            f"{rate:12.2f} x  {latency:20.2f} x"
        )


if __name__ == "__main__":
    main()
