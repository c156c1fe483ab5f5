"""Make files that were built to break a reader: bombs, loops, lies, secrets to fetch, and names that bite.

Everything is made by code, the same each time.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

from hostile_archives import make_archives, make_documents, make_pdf, make_pdfs
from hostile_markup import BODY, Made, make_markdown, make_pages, make_rows, make_rtf_and_mail, make_texts, make_xml

SECRET = "The password is swordfish-4711, and it stays in this file."
SUFFIXES = tuple(
    f".{suffix}"
    for suffix in (
        *("txt", "text", "md", "html", "xhtml", "pdf", "docx", "epub", "odt", "rtf", "jsonl", "rss", "atom", "xml"),
        *("opml", "eml", "mhtml", "zip", "svg", "exe"),
    )
)


def make_hostile_files(folder: Path, *, server: str) -> list[Path]:
    """Write the files into an empty folder and return their paths, the ones that lead nowhere too.

    Args:
        folder: the file with the `SECRET`, which no article may hold, is written beside it.
        server: a local web address that no reader may ask.
    """
    secret = folder.parent / "secret.txt"
    secret.write_text(SECRET)
    made = [
        *make_texts(),
        *make_pages(server),
        *make_xml(server, secret.as_uri()),
        *make_markdown(),
        *make_rows(),
        *make_rtf_and_mail(server),
        *make_archives(server),
        *make_documents(server, secret.as_uri()),
        *make_pdfs(server),
        *_make_by_suffix(),
        *_make_by_name(),
    ]
    paths = []
    for name, data in made:
        path = folder / name
        assert path not in paths, path
        path.write_bytes(data)
        paths.append(path)
    return paths + list(_make_places(folder))


def _make_by_suffix() -> Made:
    """Yield what no format expects, under the name of each."""
    noise = random.Random(7)
    for suffix in SUFFIXES:
        yield f"empty{suffix}", b""
        yield f"zeros{suffix}", b"\0" * 20_000
        yield f"noise{suffix}", noise.randbytes(20_000)
    for suffix in (".docx", ".html", ".eml", ".rss", ".odt", ".md", ".rtf"):
        yield f"really_pdf{suffix}", make_pdf({})


def _make_by_name() -> Made:
    """Yield harmless text under names that are not."""
    for name in (
        "new\nline",
        "escape\x1b[2J",
        "reversed\u202etxt",
        "bell\x07",
        "-rf",
        "$(touch escaped)",
        "a;b",
        "😀" * 50,
    ):
        yield f"{name}.txt", BODY.encode()
        yield f"{name}.html", b""
    yield "invalid\udcff\udcfe.txt", BODY.encode()
    yield "invalid\udcff.pdf", b""
    yield "x" * 250 + ".txt", BODY.encode()
    yield "no_suffix", BODY.encode()
    yield ".txt", BODY.encode()
    yield "many.dots....", BODY.encode()


def _make_places(folder: Path) -> Iterator[Path]:
    """Yield what is no regular file, or is not there."""
    for name in ("folder.txt", "folder.zip", "folder.pdf"):
        (folder / name).mkdir()
        yield folder / name
    for name in ("pipe.txt", "pipe.zip"):
        os.mkfifo(folder / name)
        yield folder / name
    for name, target in {
        "loop_a.txt": "loop_b.txt",
        "loop_b.txt": "loop_a.txt",
        "self.zip": "self.zip",
        "zero.txt": "/dev/zero",
        "memory.txt": "/proc/self/mem",
        "terminal_device.md": "/dev/tty",
        "nowhere.txt": "missing/file.txt",
        "link.txt": "empty.txt",
    }.items():
        (folder / name).symlink_to(target)
        yield folder / name
    for suffix in (".txt", ".zip", ".pdf", ".jsonl", ".docx", ".eml"):
        path = folder / f"sparse{suffix}"
        with path.open("wb") as file:
            file.truncate(20_000_000_000)
        yield path
    unreadable = folder / "unreadable.txt"
    unreadable.write_text(BODY)
    unreadable.chmod(0)
    yield unreadable
    yield folder / "missing.pdf"
    yield folder / "nul\0.txt"
    yield folder / ("x" * 5_000 + ".txt")
