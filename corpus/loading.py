"""Load an article from a file: read it, decode it, clean it, and say where it came from."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corpus.cleaning import Cleaned, clean
from corpus.decoding import decode
from corpus.drafts import Draft
from corpus.errors import UnreadableFileError, UnsupportedFormatError
from corpus.html import read_html
from corpus.layout import find_headline
from corpus.markdown import read_markdown
from corpus.normalising import normalise
from corpus.plaintext import read_plaintext
from corpus.shapes import fold
from corpus.types import Article, hash_text, identify

# A long novel has 3 MB; a saved page with its images inside can have 15.
MAX_BYTES = 20_000_000
# Of a page that is mostly furniture and keeps less than a paragraph (50 words), what is kept is hardly the article.
_MIN_KEPT_SHARE = 0.1
_MIN_KEPT_SHARE_OF_SHORT = 1 / 3
_SHORT_WORDS = 50
_TITLE_WORDS = 12


@dataclass(frozen=True, slots=True)
class _Format:
    """How files of a kind are read: `read` makes a draft of the file's decoded text and its name."""

    read: Callable[[str, str], Draft]
    is_html: bool = False


_TEXT = _Format(lambda text, _: read_plaintext(text))
_MARKDOWN = _Format(lambda text, name: read_markdown(text, name=name))
_HTML = _Format(lambda text, name: read_html(text, name=name), is_html=True)

FORMATS: dict[str, _Format] = {
    ".txt": _TEXT,
    ".text": _TEXT,
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".html": _HTML,
    ".htm": _HTML,
}


def load(path: Path) -> Article:
    """Return the article in a file, cleaned and final; its headline is its title and is left out of its text.

    Raises:
        UnreadableFileError: missing, no regular file, not permitted, too large, empty, binary, wrongly encoded, or
            (almost) nothing is left of it after cleaning.
        UnsupportedFormatError: its suffix is of no known format.
    """
    return load_bytes(_read(path), suffix=path.suffix, name=str(path), origin=path.resolve().as_uri())


def load_bytes(data: bytes, *, suffix: str, name: str, origin: str) -> Article:
    """Return the article in `data`, as `load` does for a file.

    Args:
        data: the file's bytes.
        suffix: its format, such as `.html`.
        name: what messages call it.
        origin: the URI it was read from; the article's own canonical URL, where it names one, takes its place.
    """
    file_format = _find_format(suffix, name=name)
    draft = file_format.read(decode(data, name=name, is_html=file_format.is_html), name)
    cleaned = clean(draft.text, is_scraped=draft.is_scraped)
    _check(cleaned, name=name)
    title, text = _split_title(draft, cleaned.text)
    origin = draft.url or origin
    return Article(
        id=identify(origin),
        origin=origin,
        title=title,
        text=text,
        sha256=hash_text(text),
        url=draft.url,
        publisher=_tidy(draft.publisher),
        author=_tidy(draft.author),
        published_on=draft.published_on,
        language=_tidy(draft.language),
    )


def discover(path: Path) -> list[Path]:
    """Return the files to load: a file is itself; a folder is every file of a known format below it, sorted.

    Hidden files and folders are passed over, and so is a folder that was already entered, as in a loop of links.

    Raises:
        UnreadableFileError: `path` does not exist, or a folder may not be read.
    """
    if not path.exists():
        raise UnreadableFileError(f"{path} does not exist. Check the path.")
    if not path.is_dir():
        return [path]
    files: list[Path] = []
    entered: set[Path] = set()
    for folder, names, file_names in os.walk(path, followlinks=True, onerror=_refuse_folder):
        real = Path(folder).resolve()
        if real in entered:
            names.clear()
            continue
        entered.add(real)
        names[:] = sorted(name for name in names if not name.startswith("."))
        candidates = (Path(folder, name) for name in file_names if not name.startswith("."))
        files += [file for file in candidates if file.suffix.lower() in FORMATS and file.is_file()]
    return sorted(files)


def _refuse_folder(error: OSError) -> None:
    raise UnreadableFileError(f"{error.filename} cannot be read: {error.strerror}. Check its permissions.") from error


def _find_format(suffix: str, *, name: str) -> _Format:
    try:
        return FORMATS[suffix.lower()]
    except KeyError:
        known = ", ".join(FORMATS)
        kind = f"{suffix} files" if suffix else "files without a suffix"
        raise UnsupportedFormatError(f"{name}: {kind} are not supported. Supported are {known}.") from None


def _read(path: Path) -> bytes:
    """Return the bytes of a file of a known format that is not too large."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableFileError(
                f"{path} is a folder. Add it with `footnote add {path}`, which takes the files in it."
            )
        _find_format(path.suffix, name=str(path))
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableFileError(f"{path} is not a regular file. Give a file with text in it.")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise UnreadableFileError(f"{path} does not exist. Check the path.") from error
    except OSError as error:
        raise UnreadableFileError(
            f"{path} cannot be read: {error.strerror}. Check the path and its permissions."
        ) from error
    except ValueError as error:  # a NUL in the path
        raise UnreadableFileError(f"{str(path)!r} is not a path. Check it.") from error
    if len(data) > MAX_BYTES:
        raise UnreadableFileError(f"{path} is larger than {MAX_BYTES // 1_000_000} MB. Split it into articles.")
    return data


def _check(cleaned: Cleaned, *, name: str) -> None:
    """Refuse an article of which almost nothing was kept."""
    words = len(cleaned.text.split())
    if not words and not cleaned.removed:
        raise UnreadableFileError(f"{name} is empty: it holds no words. Give a file with text in it.")
    least = _MIN_KEPT_SHARE_OF_SHORT if words < _SHORT_WORDS else _MIN_KEPT_SHARE
    if not words or cleaned.kept_share < least:
        raise UnreadableFileError(
            f"{name}: only {cleaned.kept_share:.0%} of it is article text, the rest is page furniture."
            " Save the article itself, without the page around it."
        )


def _split_title(draft: Draft, text: str) -> tuple[str, str]:
    """Return the title, and the text without the line that it stands in."""
    paragraphs = text.split("\n\n")
    title = _tidy(draft.title)
    if title is None and draft.is_scraped and (place := find_headline(paragraphs)) is not None:
        title = paragraphs.pop(place)
    elif title is not None and len(paragraphs) > 1 and fold(paragraphs[0]) == fold(title):
        del paragraphs[0]
    if title is None:
        words = paragraphs[0].split()
        title = " ".join(words[:_TITLE_WORDS]) + (" …" if len(words) > _TITLE_WORDS else "")
    return title, "\n\n".join(paragraphs)


def _tidy(line: str | None) -> str | None:
    """Return a line of metadata without line breaks and invisible characters, `None` if nothing is left."""
    return " ".join(normalise(line or "").split()) or None
