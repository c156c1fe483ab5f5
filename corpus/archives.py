"""Unpack ZIP archives and gzip, with limits and never to disk."""

from __future__ import annotations

import gzip
import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from corpus.drafts import Embedded, Part
from corpus.errors import UnreadableFileError
from corpus.packages import ZIP_ERRORS
from corpus.types import Failed

MAX_ENTRIES = 10_000
MAX_ENTRY_BYTES = 20_000_000
MAX_TOTAL_BYTES = 500_000_000
# Deflate reaches 1,032:1 on zeros. Text has 3:1, logs and repetitive markup 20:1 to 100:1.
_MAX_RATIO = 200
# Below this an entry is harmless whatever its ratio.
_FREE_BYTES = 1_000_000
_CHUNK_BYTES = 1 << 20
# JSON Lines in gzip are read as a stream, whatever their size; this only ends a bomb.
MAX_STREAM_BYTES = 4_000_000_000


def read_zip(file: BinaryIO, *, name: str, suffixes: frozenset[str]) -> Iterator[Part]:
    """Yield the files of an archive whose names end in one of `suffixes`, and what is wrong with the others of them.

    An entry's path is only a name. Hidden entries are passed over, as in folders.

    Raises:
        UnreadableFileError: it is no archive, is broken, or holds more than `MAX_ENTRIES` entries.
    """
    try:
        archive = zipfile.ZipFile(file)
    except ZIP_ERRORS as error:
        raise UnreadableFileError(f"{name} is a broken ZIP archive. Get or make it again.") from error
    with archive:
        entries = archive.infolist()
        if len(entries) > MAX_ENTRIES:
            raise UnreadableFileError(
                f"{name} is a ZIP archive of {len(entries):,} entries; {MAX_ENTRIES:,} are the most. Split it."
            )
        seen: set[str] = set()
        for entry in entries:
            path = entry.filename
            if entry.is_dir() or _is_hidden(path) or not path.lower().endswith(tuple(suffixes)):
                continue
            place = f"{name}: {path}"
            if path in seen:
                yield Failed(name=place, message=f"{place} is in the archive twice; the first was read. Rename it.")
                continue
            seen.add(path)
            if stat.S_ISLNK(entry.external_attr >> 16):
                yield Failed(name=place, message=f"{place} is a link, which is not followed. Add the file itself.")
                continue
            yield _read_entry(archive, entry, place=place)


def _is_hidden(path: str) -> bool:
    parts = path.replace("\\", "/").split("/")
    return parts[0] == "__MACOSX" or any(part.startswith(".") and part not in {".", ".."} for part in parts)


def _read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, place: str) -> Embedded | Failed:
    """Return an entry's bytes, counted while they come out: what the archive says of their number may be a lie."""
    if entry.flag_bits & 1:
        return Failed(name=place, message=f"{place} is encrypted. Unpack the archive and add the file.")
    data = bytearray()
    try:
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                data += chunk
                if len(data) > MAX_ENTRY_BYTES:
                    limit = f"{MAX_ENTRY_BYTES // 1_000_000} MB"
                    return Failed(name=place, message=f"{place} is larger than {limit} when unpacked. Split it.")
                if len(data) > max(_FREE_BYTES, _MAX_RATIO * entry.compress_size):
                    return Failed(
                        name=place,
                        message=f"{place} unpacks to more than {_MAX_RATIO} times its size, as a bomb does."
                        " Unpack the archive yourself if you trust it.",
                    )
    except ZIP_ERRORS as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        return Failed(name=place, message=f"{place} cannot be unpacked ({reason}). Get or make the archive again.")
    return Embedded(entry.filename, bytes(data))


@contextmanager
def open_gzip(file: BinaryIO, *, name: str) -> Iterator[io.BufferedReader[_Capped]]:
    """Open the one file that gzip packed, as a stream; whatever is wrong with it is an `UnreadableFileError`."""
    try:
        with gzip.GzipFile(fileobj=file) as unpacked, io.BufferedReader(_Capped(unpacked, name=name)) as stream:
            yield stream
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableFileError(f"{name} is a broken gzip archive. Get or make it again.") from error


class _Capped(io.RawIOBase):
    """A stream that ends in an error after `MAX_STREAM_BYTES`."""

    def __init__(self, file: gzip.GzipFile, *, name: str) -> None:
        self._file = file
        self._name = name
        self._left = MAX_STREAM_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._file.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            limit = f"{MAX_STREAM_BYTES // 1_000_000_000} GB"
            raise UnreadableFileError(f"{self._name} is larger than {limit} when unpacked. Split it.")
        buffer[: len(data)] = data
        return len(data)
