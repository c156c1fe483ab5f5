"""Files into the library: only what changed is read, and what is gone is removed."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.parsing import Parser
from index.library import Library
from index.types import Change
from rag.intake.files import Intake, find_files
from rag.intake.outcomes import Outcome
from rag.intake.syncing import FolderError, make_plan, synchronise

Opener = Callable[..., Library]


class CountingParser(Parser):
    """A parser that remembers which files it was asked to read."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def read_many(self, paths):  # type: ignore[no-untyped-def]
        self.asked += [path.name for path in paths]
        return super().read_many(paths)


@pytest.fixture(scope="module")
def parser() -> Iterator[CountingParser]:
    with CountingParser() as one:
        yield one


@pytest.fixture
def intake(open_library: Opener, parser: CountingParser) -> Intake:
    parser.asked.clear()
    return Intake(open_library(), parser)


def story(town: str) -> str:
    return (
        f"Ice closes the harbour of {town}\n\n"
        f"The harbour of {town} was closed on Monday because of ice, so the mayor said.\n"
        f"\nShips for {town} wait outside until the wind turns and the tugs can break a way through the ice again.\n"
    )


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def counts(outcomes: list[Outcome]) -> dict[str, int]:
    return dict(Counter("failed" if o.change is None else o.change.value for o in outcomes))


def sync(intake: Intake, folder: Path, **how: bool) -> dict[str, int]:
    return counts(list(synchronise(intake, folder, plan=make_plan(intake.library, folder), **how)))


def titles(intake: Intake) -> list[str]:
    return sorted(summary.title.rpartition(" ")[2] for summary in intake.library.summaries())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for town in ("Lund", "Velm", "Tarn"):
        write(tmp_path / "news", f"{town}.txt", story(town))
    return tmp_path / "news"


def test_what_has_not_changed_is_not_read_again(intake: Intake, parser: CountingParser, folder: Path) -> None:
    assert sync(intake, folder) == {"added": 3}
    assert sorted(parser.asked) == ["Lund.txt", "Tarn.txt", "Velm.txt"]
    parser.asked.clear()
    version, stored = intake.library.version, (intake.library.folder / "library.sqlite3").read_bytes()
    assert sync(intake, folder) == {"unchanged": 3}
    assert parser.asked == []
    assert intake.library.version == version
    assert (intake.library.folder / "library.sqlite3").read_bytes() == stored


def test_a_folder_is_mirrored(intake: Intake, parser: CountingParser, folder: Path) -> None:
    sync(intake, folder)
    parser.asked.clear()
    (folder / "Lund.txt").unlink()
    write(folder, "Velm.txt", story("Velm").replace("Monday", "Friday"))
    write(folder, "deep/Hofstad.txt", story("Hofstad"))
    plan = make_plan(intake.library, folder)
    assert [path.name for path in plan.new] == ["Hofstad.txt"]
    assert [path.name for path in plan.changed] == ["Velm.txt"]
    assert len(plan.gone) == 1
    assert sync(intake, folder) == {"added": 1, "replaced": 1, "unchanged": 1, "removed": 1}
    assert sorted(parser.asked) == ["Hofstad.txt", "Velm.txt"]
    assert titles(intake) == ["Hofstad", "Tarn", "Velm"]
    assert not any("Monday" in hit.text for hit in intake.library.search("Velm", limit=1).hits)


def test_a_file_that_was_only_touched_is_not_parsed(intake: Intake, parser: CountingParser, folder: Path) -> None:
    sync(intake, folder)
    parser.asked.clear()
    os.utime(folder / "Lund.txt", ns=(1, 1))
    assert sync(intake, folder) == {"unchanged": 3}
    assert parser.asked == []


def test_a_moved_file_is_not_embedded_again(intake: Intake, folder: Path) -> None:
    sync(intake, folder)
    encoded = len(intake.library.encoder.encoded)  # type: ignore[attr-defined]
    (folder / "Lund.txt").rename(folder / "moved.txt")
    assert sync(intake, folder) == {"duplicate": 1, "unchanged": 2, "removed": 1}
    assert len(intake.library.encoder.encoded) == encoded  # type: ignore[attr-defined]
    assert titles(intake) == ["Lund", "Tarn", "Velm"]
    assert sync(intake, folder) == {"unchanged": 3}
    assert intake.library.check() == []


def test_an_empty_folder_removes_nothing_unless_told_to(intake: Intake, folder: Path) -> None:
    sync(intake, folder)
    for path in folder.iterdir():
        path.unlink()
    with pytest.raises(FolderError, match="--allow-empty"):
        sync(intake, folder)
    assert len(titles(intake)) == 3
    assert sync(intake, folder, may_empty=True) == {"removed": 3}
    assert titles(intake) == []


def test_a_neighbouring_folder_is_left_alone(intake: Intake, folder: Path) -> None:
    other = write(folder.parent / "newsroom", "Aa.txt", story("Aa"))
    list(intake.bring([other]))
    sync(intake, folder)
    assert titles(intake) == ["Aa", "Lund", "Tarn", "Velm"]
    other.unlink()
    assert sync(intake, folder) == {"unchanged": 3}


def test_a_file_that_breaks_keeps_its_article_and_is_reported_each_time(intake: Intake, folder: Path) -> None:
    sync(intake, folder)
    (folder / "Lund.txt").write_bytes(b"\x00\x01\x02" * 50)
    for _ in range(2):
        assert sync(intake, folder) == {"failed": 1, "unchanged": 2}
    assert titles(intake) == ["Lund", "Tarn", "Velm"]


def rows(*towns: str) -> str:
    return "".join(
        json.dumps({"id": town, "title": f"Harbour of {town}", "text": story(town).partition("\n\n")[2]}) + "\n"
        for town in towns
    )


def test_rows_that_go_from_a_file_go_from_the_library(intake: Intake, tmp_path: Path) -> None:
    path = write(tmp_path, "all.jsonl", rows("Lund", "Velm", "Tarn"))
    assert counts(list(intake.bring([path]))) == {"added": 3}
    write(tmp_path, "all.jsonl", rows("Tarn", "Hofstad", "Lund"))
    assert counts(list(intake.bring([path]))) == {"unchanged": 2, "added": 1, "removed": 1}
    assert titles(intake) == ["Hofstad", "Lund", "Tarn"]


def test_a_part_that_fails_is_reported_each_time_without_reading(
    intake: Intake, parser: CountingParser, tmp_path: Path
) -> None:
    path = write(tmp_path, "all.jsonl", rows("Lund") + "{broken\n" + rows("Tarn"))
    first = list(intake.bring([path]))
    assert counts(first) == {"added": 2, "failed": 1}
    parser.asked.clear()
    again = list(intake.bring([path]))
    assert counts(again) == {"unchanged": 2, "failed": 1}
    assert {o.failure for o in again} == {o.failure for o in first}
    assert parser.asked == []


def test_an_article_that_two_files_give_goes_with_the_last_one(intake: Intake, tmp_path: Path) -> None:
    page = "---\ntitle: Ice at Lund\nurl: https://news.example/lund\n---\n\n" + story("Lund").partition("\n\n")[2]
    first, second = write(tmp_path, "n/a.md", page), write(tmp_path, "n/b.md", page.replace("Monday", "Friday"))
    assert sync(intake, tmp_path / "n") == {"added": 1, "replaced": 1}
    second.unlink()
    assert sync(intake, tmp_path / "n") == {"unchanged": 1, "replaced": 1}
    (found,) = intake.library.summaries()
    article = intake.library.get(found.id)
    assert article is not None
    assert "Monday" in article.text
    first.unlink()
    assert sync(intake, tmp_path / "n", may_empty=True) == {"removed": 1}


def test_articles_are_put_into_a_collection_those_that_are_here_too(
    intake: Intake, folder: Path, parser: CountingParser
) -> None:
    list(intake.bring([folder / "Lund.txt"]))
    named = Intake(intake.library, parser, collection="ports")
    list(named.bring([folder / "Lund.txt", folder / "Velm.txt"]))
    assert intake.library.collections.counts() == {"ports": 2}


def test_what_is_stopped_goes_on_where_it_stopped(intake: Intake, parser: CountingParser, folder: Path) -> None:
    outcomes = intake.bring(sorted(folder.iterdir()))
    assert next(outcomes).change is Change.ADDED
    next(outcomes)
    outcomes.close()
    parser.asked.clear()
    assert counts(list(intake.bring(sorted(folder.iterdir())))) == {"unchanged": 2, "added": 1}


def test_paths_without_a_file_are_failures(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    files, failures = find_files([tmp_path / "empty", tmp_path / "nowhere"])
    assert files == []
    assert [failed.failure is not None for failed in failures] == [True, True]
