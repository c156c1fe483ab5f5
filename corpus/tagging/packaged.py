"""The files of the tagger and its trees: found, checked, and, where they are missing, in words that tell what to do."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import CorpusError

MODEL_FOLDER = Path(__file__).parent / "model"


class ModelMissingError(CorpusError):
    """A model that was installed with Footnote is not there, or is damaged."""


def find_packaged(folder: Path, *, name: str = "file", digest: str = "sha256") -> Path:
    """Return a file that a folder's `model.json` names, if it has the SHA-256 that stands there.

    Raises:
        ValueError: if it has another.
        OSError: if one of the two is not there.
        KeyError: if `model.json` does not name it.
    """
    described = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    path = folder / str(described[name])
    if hashlib.sha256(path.read_bytes()).hexdigest() != described[digest]:
        raise ValueError(f"{path.name} has not the SHA-256 that model.json gives")
    return path


@contextmanager
def telling_what_to_do(folder: Path) -> Iterator[None]:
    """Tell, whatever goes wrong while a model is loaded, which one it is and what to do.

    Raises:
        ModelMissingError: instead of any other exception; numpy and ONNX Runtime raise several for a damaged file.
    """
    try:
        yield
    except ModelMissingError:
        raise
    except Exception as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise ModelMissingError(
            f"The page tagger in {folder} cannot be loaded ({reason}). Install Footnote again."
        ) from error
