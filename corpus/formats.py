"""The table of formats: which reader takes which files, and which one takes a file whose suffix is wrong."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import BinaryIO

from corpus.archives import MAX_ENTRIES, MAX_TOTAL_BYTES, open_gzip, read_zip
from corpus.decoding import decode
from corpus.docx import read_docx
from corpus.drafts import Draft, Embedded, Part
from corpus.epub import read_epub
from corpus.errors import CorpusError, UnreadableFileError, UnsupportedFormatError
from corpus.feeds import read_feed
from corpus.html import read_html
from corpus.jsonl import read_jsonl
from corpus.mail import read_mail, read_saved_page
from corpus.markdown import read_markdown
from corpus.odt import read_odt
from corpus.opml import read_opml
from corpus.pdf import read_pdf
from corpus.plaintext import read_plaintext
from corpus.recognising import HEAD_BYTES, recognise, recognise_head
from corpus.rtf import read_rtf
from corpus.types import Failed

# A long novel has 3 MB; a saved page with its images inside can have 15.
MAX_BYTES = 20_000_000
# Pictures, and what is attached, make up nearly all of such files.
_MAX_BYTES_WITH_PICTURES = 200_000_000
# An archive in an archive in the file.
_MAX_DEPTH = 2


@dataclass(frozen=True, slots=True)
class Format:
    """How files of a kind are read: `read` yields what is in a file that is open for reading bytes, by its name."""

    read: Callable[[BinaryIO, str], Iterator[Part]]
    is_text: bool = False
    is_container: bool = False


def _read_text(read: Callable[[str, str], Draft], *, is_html: bool = False) -> Format:
    def run(file: BinaryIO, name: str) -> Iterator[Part]:
        yield read(decode(read_whole(file, name=name), name=name, is_html=is_html), name)

    return Format(run, is_text=True)


def _read_file(read: Callable[[BinaryIO, str], Draft]) -> Format:
    def run(file: BinaryIO, name: str) -> Iterator[Part]:
        yield read(file, name)

    return Format(run)


def _read_bytes(read: Callable[[bytes, str], Draft]) -> Format:
    return _read_file(lambda file, name: read(read_whole(file, name=name, limit=_MAX_BYTES_WITH_PICTURES), name))


def _refuse_list(file: BinaryIO, name: str) -> Iterator[Part]:
    links = read_opml(read_whole(file, name=name), name=name)
    raise UnsupportedFormatError(
        f"{name} is a list of {len(links)} feeds and holds no articles. Add the feeds by their addresses, with URLs"
        " allowed."
    )
    yield


_TEXT = _read_text(lambda text, _: read_plaintext(text))
_MARKDOWN = _read_text(lambda text, name: read_markdown(text, name=name))
_HTML = _read_text(lambda text, name: read_html(text, name=name), is_html=True)
_JSONL = Format(lambda file, name: read_jsonl(file, name=name), is_text=True)
_FEED = Format(lambda file, name: read_feed(read_whole(file, name=name), name=name), is_text=True)
_SAVED_PAGE = _read_bytes(lambda data, name: read_saved_page(data, name=name))
_MAIL = Format(
    lambda file, name: read_mail(read_whole(file, name=name, limit=_MAX_BYTES_WITH_PICTURES), name=name),
    is_container=True,
)
_ZIP = Format(lambda file, name: read_zip(file, name=name, suffixes=frozenset(FORMATS)), is_container=True)
_GZIP = Format(lambda file, name: _read_gzip(file, inner=_find_inner(name), name=name))

FORMATS: dict[str, Format] = {
    ".txt": _TEXT,
    ".text": _TEXT,
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".html": _HTML,
    ".htm": _HTML,
    ".xhtml": _HTML,
    ".mht": _SAVED_PAGE,
    ".mhtml": _SAVED_PAGE,
    ".pdf": _read_bytes(lambda data, name: read_pdf(data, name=name)),
    ".docx": _read_file(lambda file, name: read_docx(file, name=name)),
    ".odt": _read_file(lambda file, name: read_odt(file, name=name)),
    ".rtf": _read_bytes(lambda data, name: read_rtf(data, name=name)),
    ".epub": _read_file(lambda file, name: read_epub(file, name=name)),
    ".jsonl": _JSONL,
    ".ndjson": _JSONL,
    ".rss": _FEED,
    ".atom": _FEED,
    ".xml": _FEED,
    ".opml": Format(_refuse_list),
    ".eml": _MAIL,
    ".zip": _ZIP,
    ".gz": _GZIP,
}


def read_parts(file: BinaryIO, *, suffix: str, name: str) -> Iterator[Draft | Failed]:
    """Yield the articles of a file, and of the files inside it, as they are found.

    Args:
        file: open for reading bytes, able to seek.
        suffix: its format, such as `.html`; what the file itself shows goes before it.
        name: what messages call it.

    Raises:
        CorpusError: the file as a whole could not be read, or not to its end.
    """
    yield from _read(file, suffix=suffix, name=name, depth=0, budget=_Budget())


def read_whole(file: BinaryIO, *, name: str, limit: int = MAX_BYTES) -> bytes:
    """Return all bytes of a file.

    Raises:
        UnreadableFileError: it has more than `limit` bytes.
    """
    data = file.read(limit + 1)
    if len(data) > limit:
        raise UnreadableFileError(f"{name} is larger than {limit // 1_000_000} MB. Split it into articles.")
    return data


def is_known(name: str) -> bool:
    """Tell whether files of this name are read; of those that gzip packed, only the formats that are text."""
    suffix = PurePosixPath(name.lower()).suffix
    if suffix == ".gz":
        inner = FORMATS.get(_find_inner(name))
        return inner is not None and inner.is_text
    return suffix in FORMATS


def _find_inner(name: str) -> str:
    """Return the suffix before `.gz`."""
    return PurePosixPath(name.lower().removesuffix(".gz")).suffix


def find_format(suffix: str, *, name: str) -> Format:
    """Return the format of a suffix.

    Raises:
        UnsupportedFormatError: no reader takes it.
    """
    try:
        return FORMATS[suffix.lower()]
    except KeyError:
        known = ", ".join(FORMATS)
        kind = f"{suffix} files" if suffix else "files without a suffix"
        raise UnsupportedFormatError(f"{name}: {kind} are not supported. Supported are {known}.") from None


@dataclass(slots=True)
class _Budget:
    """What may still be unpacked from one file, archives inside archives together."""

    entries: int = MAX_ENTRIES
    size: int = MAX_TOTAL_BYTES

    def take(self, embedded: Embedded) -> bool:
        """Count a file that was unpacked; return whether it was within the limits."""
        self.entries -= 1
        self.size -= len(embedded.data)
        return self.entries >= 0 and self.size >= 0


def _read(file: BinaryIO, *, suffix: str, name: str, depth: int, budget: _Budget) -> Iterator[Draft | Failed]:
    # `.jsonl.gz`: a suffix may be given with what it was before it was packed
    inner = suffix.lower().removesuffix(".gz")
    suffix = recognise(file, suffix=".gz" if suffix.lower().endswith(".gz") else suffix.lower(), name=name)
    file_format = find_format(suffix, name=name)
    parts = _read_gzip(file, inner=inner or _find_inner(name), name=name) if suffix == ".gz" else None
    if file_format.is_container and depth > _MAX_DEPTH:
        raise UnreadableFileError(f"{name} lies too deep, in archives inside archives. Unpack the outer one.")
    for part in parts or file_format.read(file, name):
        if not isinstance(part, Embedded):
            yield part
            continue
        if not is_known(part.path):
            continue
        place = f"{name}: {part.path}"
        if not budget.take(part):
            limit = f"{MAX_ENTRIES:,} files or {MAX_TOTAL_BYTES // 1_000_000} MB"
            yield Failed(name=place, message=f"{place} and what follows: more than {limit} when unpacked. Split it.")
            return
        yield from _read_embedded(part, place=place, depth=depth + 1, budget=budget)


def _read_embedded(embedded: Embedded, *, place: str, depth: int, budget: _Budget) -> Iterator[Draft | Failed]:
    suffix = PurePosixPath(embedded.path).suffix
    try:
        for part in _read(io.BytesIO(embedded.data), suffix=suffix, name=place, depth=depth, budget=budget):
            if isinstance(part, Draft):
                path = embedded.path if part.part is None else f"{embedded.path}!/{part.part}"
                yield replace(part, part=path)
            else:
                yield part
    except CorpusError as error:
        yield Failed(name=place, message=str(error))


def _read_gzip(file: BinaryIO, *, inner: str, name: str) -> Iterator[Part]:
    """Read the one file that gzip packed, as a stream; `inner` is the suffix that it has without `.gz`."""
    with open_gzip(file, name=name) as stream:
        suffix = recognise_head(stream.peek(HEAD_BYTES)[:HEAD_BYTES], suffix=inner)
        if suffix not in FORMATS or not FORMATS[suffix].is_text:
            raise UnsupportedFormatError(
                f"{name} is a gzip archive. Only text is read from one, as in news.jsonl.gz; unpack it."
            )
        yield from FORMATS[suffix].read(stream, name)
