"""Open documents that are ZIP archives of XML: DOCX, ODT, EPUB. Nothing is written, and no entity is ever resolved."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from lxml import etree  # type: ignore[import-untyped]

from corpus.errors import UnreadableFileError

# What damaged and hostile archives raise, in zipfile itself and in the decompressors below it; RuntimeError is a
# password, NotImplementedError an unknown compression.
ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
)
# The text of a novel of 1,000 pages has 20 MB as a Word file's XML.
MAX_MEMBER_BYTES = 50_000_000


@contextmanager
def open_package(file: BinaryIO, *, kind: str, name: str) -> Iterator[zipfile.ZipFile]:
    """Open a document for reading; whatever is wrong with it is an `UnreadableFileError` that calls it `kind`."""
    try:
        with zipfile.ZipFile(file) as package:
            yield package
    except UnreadableFileError:
        raise
    except (KeyError, *ZIP_ERRORS) as error:
        raise UnreadableFileError(
            f"{name} is a broken {kind}: it cannot be unpacked. Open it in the program that made it and save it again."
        ) from error


def read_member(package: zipfile.ZipFile, path: str, *, name: str) -> bytes:
    """Return the bytes of one member.

    Raises:
        UnreadableFileError: it is missing, encrypted or larger than `MAX_MEMBER_BYTES` when unpacked.
    """
    try:
        info = package.getinfo(path)
    except KeyError as error:
        raise UnreadableFileError(f"{name} is incomplete: {path} is missing in it. Save it again.") from error
    if info.flag_bits & 1:
        raise UnreadableFileError(f"{name} is protected by a password. Save it without one.")
    with package.open(info) as member:
        data = member.read(MAX_MEMBER_BYTES + 1)
    if len(data) > MAX_MEMBER_BYTES:
        raise UnreadableFileError(
            f"{name} holds more than {MAX_MEMBER_BYTES // 1_000_000} MB of text when unpacked. Split it."
        )
    return data


def read_xml(package: zipfile.ZipFile, path: str, *, name: str) -> etree._Element:
    """Return the root of a member that is XML."""
    return parse_xml(read_member(package, path, name=name), name=f"{name}: {path}")


def parse_xml(data: bytes, *, name: str) -> etree._Element:
    """Return the root of an XML file, its entities and external parts left alone.

    Raises:
        UnreadableFileError: it is not well-formed, or is nested or grown beyond what libxml2 takes for a document.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise UnreadableFileError(f"{name} is not well-formed XML ({reason}). Get the file again.") from error
    if root is None:
        raise UnreadableFileError(f"{name} is empty. Get the file again.")
    return root


def find_text(root: etree._Element, path: str, namespaces: dict[str, str]) -> str | None:
    """Return the words of the first element at an XPath, on one line; `None` where there are none."""
    found = root.find(path, namespaces)
    return None if found is None else " ".join("".join(found.itertext()).split()) or None
