"""Turn the bytes of a file into text, or say why they are none."""

from __future__ import annotations

import codecs
import re

import charset_normalizer

from corpus.errors import UnreadableFileError

# Longer marks first: that of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\x89PNG", "a PNG image"),
    (b"GIF8", "a GIF image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x7fELF", "a program"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"SQLite format 3", "an SQLite database"),
)
_DECLARED = re.compile(
    rb"""<(?:meta\b[^>]{0,200}?\bcharset|\?xml\b[^>]{0,100}?\bencoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.I
)
_HEAD_BYTES = 4096
# What Windows-1252 text in Western languages holds beyond ASCII; a guess by statistics mistakes such short texts for
# Central European or Mac ones, and the web reads undeclared pages as Windows-1252 (https://encoding.spec.whatwg.org).
_WESTERN = frozenset("‘’“”‚„–—…•€£§©®°´·«»¿¡½¼¾×™ŒœŠšŸŽž\xa0") | {chr(c) for c in range(0xC0, 0x100)} - set("×÷")
_GUESS_BYTES = 100_000
# charset-normalizer's `chaos`: the share of characters out of place, 0 to 1. Its own cut is 0.2; noise passes that.
_MAX_CHAOS = 0.1


def decode(data: bytes, *, name: str, is_html: bool = False) -> str:
    """Return the text in `data`: by its byte order mark, as UTF-8, by the charset that HTML declares, or by a guess.

    Raises:
        UnreadableFileError: `data` is empty, is a known binary format, or is in no encoding that fits.
    """
    if not data.strip():
        raise UnreadableFileError(f"{name} is empty. Give a file with text in it.")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_strictly(data, encoding, name=name)
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            raise UnreadableFileError(f"{name} is {kind}, not text. Give it its right suffix, or save it as text.")
    if b"\0" in data:
        raise UnreadableFileError(f"{name} is binary: it holds NUL bytes. Give a text file, or save it as UTF-8.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _is_damaged_utf8(data):
            raise UnreadableFileError(
                f"{name} is UTF-8 that was damaged at byte {error.start}. Get the file again, or save it as UTF-8."
            ) from error
    if is_html and (declared := _find_declared(data)):
        return _decode_strictly(data, declared, name=name)
    return _guess(data, name=name)


def _decode_strictly(data: bytes, encoding: str, *, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeError as error:
        raise UnreadableFileError(f"{name} says that it is {encoding}, and is not. Save it as UTF-8.") from error


def _is_damaged_utf8(data: bytes) -> bool:
    """Tell whether most of what is not ASCII is whole UTF-8 sequences, which no other encoding produces by chance."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    whole = sum(character > "\x7f" for character in text) - broken
    return whole > 3 * broken


def _find_declared(data: bytes) -> str | None:
    found = _DECLARED.search(data[:_HEAD_BYTES])
    if not found:
        return None
    try:
        encoding = codecs.lookup(found[1].decode("ascii"))
    except LookupError:
        return None
    # Not every codec of Python makes text ("hex"), and what is neither valid UTF-8 nor marked is no UTF at all.
    is_text = getattr(encoding, "_is_text_encoding", True)
    return encoding.name if is_text and not encoding.name.startswith("utf") else None


def _guess(data: bytes, *, name: str) -> str:
    try:
        western = data.decode("cp1252")
    except UnicodeDecodeError:
        western = ""
    foreign = [character for character in western if character > "\x7f"]
    if foreign and len(foreign) < 0.1 * len(western) and _WESTERN.issuperset(foreign):
        return western
    best = charset_normalizer.from_bytes(data[:_GUESS_BYTES]).best()
    if best is None or best.chaos > _MAX_CHAOS:
        raise UnreadableFileError(f"{name} is in no encoding that could be recognised. Save it as UTF-8.")
    return _decode_strictly(data, best.encoding, name=name)
