"""Export a BERT-like sentence-transformers model to ONNX: `python -m index.export MODEL_FOLDER TARGET_FOLDER`.

Run in a process of its own, once for each set of weights; imports PyTorch. Writes

    model-fp32.onnx, model-fp32.bin   the fused graph, its weights outside it so that they are mapped, not copied
    model-int8.onnx                   the same, weights and activations of the matrix products in 8 bits
    tokenizer.json, model.json        the tokenizer as it is; SHA-256 of every file

Outputs are sentence vectors of unit length: mean pooling over the real tokens and normalisation are in the graph.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

OPSET = 17
INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def export_model(source: Path, target: Path) -> None:
    """Write the ONNX files of a model into a folder, which is complete if it exists.

    Args:
        source: a sentence-transformers folder: transformer, mean pooling, normalisation.
        target: is made; if another process made it first, that one stays.

    Raises:
        ValueError: if the model pools in another way.
    """
    modules = [module["type"].rsplit(".", 1)[-1] for module in json.loads((source / "modules.json").read_text())]
    pooling = json.loads((source / "1_Pooling" / "config.json").read_text())
    if modules != ["Transformer", "Pooling", "Normalize"] or not pooling.get("pooling_mode_mean_tokens"):
        raise ValueError(f"{source} is not a model of transformer, mean pooling and normalisation: {modules}")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".export-") as work:
        made = Path(work) / "made"
        made.mkdir()
        raw = Path(work) / "raw.onnx"
        _trace(source, raw)
        _fuse_and_quantise(source, raw, made)
        shutil.copyfile(source / "tokenizer.json", made / "tokenizer.json")
        max_tokens = json.loads((source / "sentence_bert_config.json").read_text())["max_seq_length"]
        files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(made.iterdir())}
        description = {"files": files, "max_tokens": max_tokens, "dimension": pooling["word_embedding_dimension"]}
        (made / "model.json").write_text(json.dumps(description, indent=1))
        try:
            made.rename(target)
        except OSError:
            if not (target / "model.json").is_file():  # else another process was first: its files are the same
                raise


def _trace(source: Path, path: Path) -> None:
    import torch
    from transformers import AutoModel

    # Eager attention: what the fusion below recognises.
    model = AutoModel.from_pretrained(source, attn_implementation="eager", local_files_only=True).eval()

    class SentenceModel(torch.nn.Module):
        def forward(
            self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
        ) -> torch.Tensor:
            tokens = model(
                input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
            ).last_hidden_state
            weights = attention_mask.unsqueeze(-1).to(tokens.dtype)
            mean = (tokens * weights).sum(1) / weights.sum(1)
            return torch.nn.functional.normalize(mean, dim=1)

    wrapped = SentenceModel()
    wrapped.model = model
    example = torch.ones(2, 16, dtype=torch.long)
    axes = {name: {0: "batch", 1: "tokens"} for name in INPUTS} | {"vectors": {0: "batch"}}
    with torch.inference_mode():
        torch.onnx.export(
            wrapped.eval(), (example, example, example * 0), str(path), input_names=list(INPUTS),
            output_names=["vectors"], dynamic_axes=axes, opset_version=OPSET, dynamo=False,
        )  # fmt: skip


def _fuse_and_quantise(source: Path, raw: Path, target: Path) -> None:
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.transformers import optimizer

    config: dict[str, Any] = json.loads((source / "config.json").read_text())
    fused = optimizer.optimize_model(
        str(raw), model_type="bert", num_heads=config["num_attention_heads"], hidden_size=config["hidden_size"],
        opt_level=0,
    )  # fmt: skip
    whole = raw.with_name("fused.onnx")
    fused.save_model_to_file(str(whole))
    quantize_dynamic(
        str(whole), str(target / "model-int8.onnx"), weight_type=QuantType.QInt8, per_channel=True,
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )  # fmt: skip
    onnx.save_model(
        onnx.load(str(whole)), str(target / "model-fp32.onnx"), save_as_external_data=True,
        all_tensors_to_one_file=True, location="model-fp32.bin", size_threshold=1024,
    )  # fmt: skip


def main() -> int:
    """Export as the command line says; returns 0, or 2 for wrong arguments."""
    if len(sys.argv) != 3:
        sys.stderr.write("usage: python -m index.export MODEL_FOLDER TARGET_FOLDER\n")
        return 2
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the tracer: the fused graph is compared with the reference in the tests
        export_model(Path(sys.argv[1]), Path(sys.argv[2]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
