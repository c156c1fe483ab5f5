"""Load articles from files: read them, clean them, and say where they came from."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from corpus.cleaning import Cleaned, clean
from corpus.drafts import Draft
from corpus.errors import CorpusError, UnreadableFileError
from corpus.formats import FORMATS, MAX_BYTES, find_format, is_known, read_parts
from corpus.languages import detect_language
from corpus.layout import find_headline
from corpus.normalising import normalise
from corpus.shapes import fold
from corpus.types import Article, Failed, Loaded, hash_text, identify

__all__ = ["FORMATS", "MAX_BYTES", "discover", "load", "load_all", "load_bytes", "load_data"]

# Of a page of which less than a third is an article, what is kept is hardly the article. Of fewer words than a
# paragraph has (50), less than half says that a notice about an article was saved instead of it.
_MIN_KEPT_SHARE = 1 / 3
_MIN_KEPT_SHARE_OF_SHORT = 1 / 2
_SHORT_WORDS = 50
_TITLE_WORDS = 12
_MAX_LINE_CHARS = 1_000  # of a title or a name; the longest headline of 5,026 news articles has 79


def load_all(path: Path) -> Iterator[Loaded | Failed]:
    """Yield every article of a file, cleaned and final, and every part of it that is none, as they are read.

    A headline is its article's title and is left out of its text.

    Raises:
        UnreadableFileError: missing, no regular file, not permitted, too large, empty, binary, wrongly encoded, or
            (almost) nothing is left of it after cleaning. Raised while iterating.
        UnsupportedFormatError: its suffix is of no known format.
    """
    with _open(path) as file:
        yield from _load(file, suffix=_find_suffix(path), name=str(path), origin=path.resolve().as_uri())


def load_data(data: bytes, *, suffix: str, name: str, origin: str) -> Iterator[Loaded | Failed]:
    """Yield every article in `data`, as `load_all` does for a file.

    Args:
        data: the file's bytes.
        suffix: its format, such as `.html` or `.jsonl.gz`.
        name: what messages call it.
        origin: the URI it was read from; an article's own canonical URL, where it names one, takes its place, and one
            of several articles adds to it what it is known by: `file:///news.zip#june/ice.html`.
    """
    return _load(io.BytesIO(data), suffix=suffix, name=name, origin=origin)


def load(path: Path) -> Article:
    """Return the first article in a file; what `load_all` raises, and its first failure where there is no article."""
    return _take_first(load_all(path))


def load_bytes(data: bytes, *, suffix: str, name: str, origin: str) -> Article:
    """Return the first article in `data`, as `load` does for a file."""
    return _take_first(load_data(data, suffix=suffix, name=name, origin=origin))


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
        candidates = (Path(folder, name) for name in file_names if not name.startswith(".") and is_known(name))
        files += [file for file in candidates if file.is_file()]
    return sorted(files)


def _refuse_folder(error: OSError) -> None:
    raise UnreadableFileError(f"{error.filename} cannot be read: {error.strerror}. Check its permissions.") from error


def _find_suffix(path: Path) -> str:
    """Return the suffix of a path, and with `.gz` the one before it."""
    return "".join(path.suffixes[-2:]) if path.suffix.lower() == ".gz" else path.suffix


def _open(path: Path) -> BinaryIO:
    """Open a regular file of a known format."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableFileError(
                f"{path} is a folder. Add it with `footnote add {path}`, which takes the files in it."
            )
        find_format(path.suffix, name=str(path))
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableFileError(f"{path} is not a regular file. Give a file with text in it.")
        return path.open("rb")
    except FileNotFoundError as error:
        raise UnreadableFileError(f"{path} does not exist. Check the path.") from error
    except OSError as error:
        raise UnreadableFileError(
            f"{path} cannot be read: {error.strerror}. Check the path and its permissions."
        ) from error
    except ValueError as error:  # a NUL in the path
        raise UnreadableFileError(f"{str(path)!r} is not a path. Check it.") from error


def _load(file: BinaryIO, *, suffix: str, name: str, origin: str) -> Iterator[Loaded | Failed]:
    """Yield the articles of a file; what fails as a whole is raised only where nothing else came out of the file."""
    is_empty = True
    failure: CorpusError | None = None
    try:
        for part in read_parts(file, suffix=suffix, name=name):
            if isinstance(part, Failed):
                is_empty = False
                yield part
                continue
            place = name if part.part is None else f"{name}: {part.part}"
            try:
                loaded = _make(part, name=place, origin=origin)
            except CorpusError as error:
                if part.part is None:
                    failure = error
                    continue
                is_empty = False
                yield Failed(name=place, message=str(error))
            else:
                is_empty = False
                yield loaded
    except CorpusError as error:
        failure = error
    except OSError as error:
        failure = UnreadableFileError(f"{name} cannot be read: {error.strerror or error}. Check the disk it is on.")
    if is_empty:
        raise failure or UnreadableFileError(f"{name} holds no articles. Give a file with text in it.")
    if failure:
        yield Failed(name=name, message=str(failure))


def _take_first(parts: Iterator[Loaded | Failed]) -> Article:
    failed = None
    for part in parts:
        if isinstance(part, Loaded):
            return part.article
        failed = failed or part
    raise UnreadableFileError(failed.message if failed else "The file holds no articles. Give one with text in it.")


def _make(draft: Draft, *, name: str, origin: str) -> Loaded:
    """Return the article that a draft makes, and what was cleaned out of it."""
    cleaned = clean(draft.text, is_scraped=draft.is_scraped, pages=draft.pages)
    removed = (*draft.removed, *cleaned.removed)
    share = _find_share(draft, cleaned)
    _check(cleaned.text, is_cut=bool(removed), share=share, name=name)
    title, text, pages = _split_title(draft, cleaned)
    place = origin if draft.part is None else f"{origin}#{quote(draft.part, safe='/!')}"
    article = Article(
        id=identify(draft.url or place),
        origin=draft.url or place,
        title=title,
        text=text,
        sha256=hash_text(text),
        url=draft.url,
        publisher=_tidy(draft.publisher),
        author=_tidy(draft.author),
        published_on=draft.published_on,
        published_from=draft.published_from if draft.published_on else None,
        language=_tidy(draft.language) or detect_language(text),
        pages=pages,
    )
    return Loaded(article=article, removed=removed, kept_share=share, is_scraped=draft.is_scraped or draft.is_page)


def _find_share(draft: Draft, cleaned: Cleaned) -> float:
    """Return the share of characters kept, what the reader had left out before counted among those there were."""
    before = sum(len(removal.text) for removal in draft.removed)
    read = len(normalise(draft.text)) if before else 0
    return cleaned.kept_share * read / (read + before) if before else cleaned.kept_share


def _check(text: str, *, is_cut: bool, share: float, name: str) -> None:
    """Refuse an article of which almost nothing was kept."""
    words = len(text.split())
    if not words and not is_cut:
        raise UnreadableFileError(f"{name} is empty: it holds no words. Give a file with text in it.")
    least = _MIN_KEPT_SHARE_OF_SHORT if words < _SHORT_WORDS else _MIN_KEPT_SHARE
    if not words or share < least:
        raise UnreadableFileError(
            f"{name}: only {share:.0%} of it is article text, the rest is page furniture."
            " Save the article itself, without the page around it."
        )


def _split_title(draft: Draft, cleaned: Cleaned) -> tuple[str, str, tuple[int, ...]]:
    """Return the title, the text without the paragraph that it stands in, and where the pages begin in that."""
    paragraphs = cleaned.text.split("\n\n")
    title = _tidy(draft.title)
    place = None
    if title is None and draft.is_scraped:
        place = find_headline(paragraphs)
    elif title is not None and len(paragraphs) > 1 and fold(paragraphs[0]) == fold(title):
        place = 0
    if place is not None:
        start = sum(len(paragraph) + len("\n\n") for paragraph in paragraphs[:place])
        line = paragraphs.pop(place)
        title = title or line
        text = "\n\n".join(paragraphs)
        gone = len(line) + len("\n\n")
        pages = tuple(min(page if page <= start else max(page - gone, start), len(text)) for page in cleaned.pages)
        return title, text, pages
    if title is None:
        words = paragraphs[0].split()
        title = " ".join(words[:_TITLE_WORDS]) + (" …" if len(words) > _TITLE_WORDS else "")
    return title, cleaned.text, cleaned.pages


def _tidy(line: str | None) -> str | None:
    """Return a line of metadata without line breaks and invisible characters, `None` if nothing is left."""
    tidied = " ".join(normalise(line or "").split())
    return f"{tidied[:_MAX_LINE_CHARS].rstrip()} …" if len(tidied) > _MAX_LINE_CHARS else tidied or None
