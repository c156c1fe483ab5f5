"""Files of packaged models: read once, checked, and, where they are missing, in words that tell what to do."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError

MODEL_FOLDER = Path(__file__).parent / "model"


class ModelMissingError(CorpusError):
    """A model that was installed with Footnote is not there, or is damaged."""


def read_packaged(folder: Path, *, name: str = "file", digest: str = "sha256") -> tuple[dict[str, Any], bytes]:
    """Return a folder's `model.json`, and a file that it names, if that has the SHA-256 that stands there.

    Raises:
        ValueError: if it has another.
        OSError: if one of the two is not there.
        KeyError: if `model.json` does not name it.
    """
    described: dict[str, Any] = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    content = (folder / described[name]).read_bytes()
    if hashlib.sha256(content).hexdigest() != described[digest]:
        raise ValueError(f"{described[name]} has not the SHA-256 that model.json gives")
    return described, content


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
