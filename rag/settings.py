"""Where things are kept: the only module that reads environment variables."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

_APP = "footnote"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where things are kept.

    Attributes:
        library: the library's folder.
        cache: the user's cache folder for Footnote; what is in it can be made again.
    """

    library: Path
    cache: Path


def read_settings(library: str | None) -> Settings:
    """Return the settings.

    Args:
        library: what `--library` says; `None` takes `FOOTNOTE_HOME`, and where that is not set the platform's data
            folder.
    """
    place = library or os.environ.get("FOOTNOTE_HOME") or platformdirs.user_data_dir(_APP, appauthor=False)
    cache = platformdirs.user_cache_dir(_APP, appauthor=False)
    return Settings(library=Path(place).expanduser(), cache=Path(cache))


def read_contact() -> str | None:
    """Return whom a site may write to about our requests, as `FOOTNOTE_CONTACT` says; `None` if it does not."""
    contact = os.environ.get("FOOTNOTE_CONTACT", "").strip()
    return contact if contact.isascii() and contact.isprintable() and contact else None


def wants_colour() -> bool:
    """Whether the user lets us use colour on a terminal: not with `NO_COLOR` (https://no-color.org) or a dumb one."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def forbid_downloads() -> None:
    """Keep the model libraries from asking a hub for anything; they read this before they are imported."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
