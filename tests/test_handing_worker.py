"""The process that reads what is handed over: started once, kept, and ended with the server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.parsing import Parser
from corpus.types import Failed, Loaded
from index.library import Library
from index.types import Change
from rag.intake.handing import HandedFile, Handing, PastedText


def test_one_process_reads_all_deliveries_and_ends_when_it_is_closed(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[Parser, int | None]] = []
    read_data = Parser.read_data

    def watch(self: Parser, data: bytes, *, suffix: str, name: str, origin: str) -> Iterator[Loaded | Failed]:
        for outcome in read_data(self, data, suffix=suffix, name=name, origin=origin):
            seen.append((self, self.worker_pid))
            yield outcome

    monkeypatch.setattr(Parser, "read_data", watch)
    handing = Handing(library)
    (pasted,) = handing.take_text(PastedText(text="The pier of Lund was painted green in May, they say."))
    (sent,) = handing.take_files([HandedFile(name="a.txt", data=b"The pier of Aarhus was painted red, they say.")])
    assert (pasted.change, sent.change) == (Change.ADDED, Change.ADDED)
    (parser, pid), (other, other_pid) = seen
    assert parser is other
    assert pid == other_pid is not None
    assert Path(f"/proc/{pid}").exists()
    handing.close()
    assert parser.worker_pid is None
    assert not Path(f"/proc/{pid}").exists()
