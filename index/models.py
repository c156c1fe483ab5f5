"""Where encoders come from: the packaged weights, their identity, and their one-time export to ONNX."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corpus.tagging.embeddings import PACKAGE, find_weights
from corpus.tagging.packaged import ModelMissingError
from index.errors import ModelNotFoundError

PACKAGED_NAME = "all-MiniLM-L6-v2"
_EXPORT_TIMEOUT_S = 900
EXPORT_VERSION = 1  # of the files that `index.export` writes; a new one is exported again beside the old
# Which files of a sentence-transformers folder decide its vectors.
_DECIDING_SUFFIXES = (".safetensors", ".bin", ".json", ".txt", ".model")
_UNDECIDING_NAMES = ("data_config.json", "README.md")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelDescription:
    """A model's folder, what people call it, and the SHA-256 over the files that decide its vectors."""

    folder: Path
    name: str
    weights_sha256: str


def find_packaged_model() -> Path:
    """Return the folder of the weights that were installed with Footnote.

    Raises:
        ModelNotFoundError: if the package that carries them is not installed.
    """
    try:
        return find_weights()
    except ModelMissingError as error:
        raise ModelNotFoundError(str(error)) from error


def describe_model(folder: Path) -> ModelDescription:
    """Return a model's identity; reads every byte of it (0.1 s for 90 MB).

    Raises:
        ModelNotFoundError: if the folder is not a sentence-transformers model.
    """
    if not (folder / "modules.json").is_file() and not (folder / "config.json").is_file():
        raise ModelNotFoundError(
            f"There is no encoder in {folder}: a folder saved by sentence-transformers has a modules.json. "
            "Give its place with --encoder."
        )
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in _DECIDING_SUFFIXES and path.name not in _UNDECIDING_NAMES:
            whole.update(f"{path.relative_to(folder).as_posix()}\n".encode())
            with path.open("rb") as file:
                whole.update(hashlib.file_digest(file, "sha256").digest())
    name = PACKAGED_NAME if folder.parent.name == PACKAGE else folder.resolve().name
    return ModelDescription(folder=folder, name=name, weights_sha256=whole.hexdigest())


def onnx_folder(cache: Path, weights_sha256: str) -> Path:
    """Return the folder in the user's cache that holds the ONNX files of some weights; it need not exist."""
    return cache / "models" / f"{weights_sha256[:16]}-v{EXPORT_VERSION}"


def prepare_onnx(cache: Path, weights_sha256: str, *, notify: Callable[[str], None]) -> Path:
    """Return the folder with the packaged model's ONNX files, exporting them first if they are not there.

    The export runs in a process of its own, so that the caller never imports PyTorch. It is written beside its place
    and renamed, so that an interrupted one leaves nothing that looks finished.

    Args:
        cache: the user's cache folder.
        weights_sha256: the weights that are wanted.
        notify: is told, in words, when an export begins.

    Raises:
        ModelNotFoundError: if the packaged weights are others than those, or the export fails.
    """
    folder = onnx_folder(cache, weights_sha256)
    if (folder / "model.json").is_file():
        return folder
    source = describe_model(find_packaged_model())
    if source.weights_sha256 != weights_sha256:
        raise ModelNotFoundError(
            f"The library was made with other weights of {PACKAGED_NAME} ({weights_sha256[:12]}…) than the installed "
            f"ones ({source.weights_sha256[:12]}…). Install those, or add your articles to a new library."
        )
    notify(f"Preparing {PACKAGED_NAME} for fast start (once, about 20 seconds) …")
    command = [sys.executable, "-m", "index.export", str(source.folder), str(folder)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_EXPORT_TIMEOUT_S, stdin=subprocess.DEVNULL, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ModelNotFoundError(f"The encoder could not be prepared in {folder} ({error}). Try again.") from error
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or ["no message"]
        raise ModelNotFoundError(
            f"The encoder could not be prepared in {folder} ({lines[-1]}). See it whole with: {' '.join(command)}"
        )
    return folder


def read_onnx_description(folder: Path) -> dict[str, str]:
    """Return what `index.export` wrote beside its files: their SHA-256 by name.

    Raises:
        ModelNotFoundError: if it is missing or damaged.
    """
    try:
        files = json.loads((folder / "model.json").read_text(encoding="utf-8"))["files"]
        return {str(name): str(sha256) for name, sha256 in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelNotFoundError(
            f"The prepared encoder in {folder} is damaged. Remove that folder; it is made again when needed."
        ) from error


def verify_onnx(folder: Path) -> list[str]:
    """Return the names of the prepared files that are missing or not as they were written."""
    damaged = []
    for name, sha256 in read_onnx_description(folder).items():
        path = folder / name
        if not path.is_file():
            damaged.append(name)
            continue
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                damaged.append(name)
    return damaged
