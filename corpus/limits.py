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

    # Importing the readers takes 0.9 s on a busy core, and several seconds where no bytecode is cached yet.
    start_s: float = 60.0
    # The slowest article allowed, 4 MB of plain text, is cleaned in 8 s on one core (0.5 million characters/s).
    stall_s: float = 30.0
    # A dump of 200,000 articles at the 6 ms of a news article takes 20 minutes.
    file_s: float = 3600.0
    cpu_s: int = 60
    # The interpreter and all readers map 0.2 GB; the largest honest files measured need 0.6 GB.
    memory_bytes: int = 1_610_612_736
    # Idle, the worker holds 6; a reader opens one or two more.
    open_files: int = 64
    articles: int = 200_000
    # A long novel has 3 MB. In the parent a text may take four bytes a character, and while the next one arrives the
    # caller may still hold the last: 2 x 4 x 4 MB and the 4 MB received stay under the 50 MiB promised.
    text_bytes: int = 4_000_000
    removed_bytes: int = 1_000_000
    removed_lines: int = 10_000
