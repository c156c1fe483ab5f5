"""What reading one untrusted file may cost, with the evidence for each number; see docs/parsing.md."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the worker process may use. The parent holds the first three and checks the last four again.

    Attributes:
        start_s: from starting the worker until it is ready to read.
        stall_s: waiting for the next article of a file, or for its end.
        file_s: waiting for one file, in all.
        cpu_s: processor time since the last article. It ends a worker that nobody waits for.
        memory_bytes: address space, the interpreter and its libraries included.
        open_files: file descriptors.
        articles: articles and failures of one file.
        text_bytes: the text of one article, in UTF-8.
        removed_bytes: what cleaning removed from it, in UTF-8; the rest is counted, not listed.
        removed_lines: the same, in lines.
    """

    # Importing the readers and unpacking the model of languages took 3 to 6 s at low priority on a machine under load.
    start_s: float = 60.0
    # The longest text allowed, 4 MB, takes 8 s at the half a million characters a second of docs/cleaning.md.
    stall_s: float = 30.0
    # 200,000 news articles of 3,000 characters, at the same speed, take 20 minutes.
    file_s: float = 3600.0
    cpu_s: int = 60
    # Idle, with all loaded, the worker maps 0.41 GB. Of 380 hostile files, the greatest that was read to its
    # end, a PDF of a stream packed twice, took it to 0.8 GB.
    memory_bytes: int = 1_610_612_736
    # Idle, the worker holds 6; a reader opens one or two more.
    open_files: int = 64
    articles: int = 200_000
    # A long novel has 3 MB. In the parent a text may take four bytes a character, and while the next one arrives the
    # caller may still hold the last: 2 x 4 x 4 MB and the 4 MB received stay under the 50 MiB promised.
    text_bytes: int = 4_000_000
    removed_bytes: int = 1_000_000
    removed_lines: int = 10_000
