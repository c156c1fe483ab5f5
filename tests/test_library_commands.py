"""`footnote add`, `sync`, `collections` and `show` as people use them on a library of files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_fixtures import Run, assert_one_line, write

STORY = (
    "Ice closes the harbour of {0}\n\nThe harbour of {0} was closed on Monday because of ice, its mayor told us.\n\n"
    "Ships for {0} wait outside until the wind turns and the tugs can break a way through the ice again.\n"
)
SCRAPED = (
    "Home\nNews\nSport\n\nIce closes the harbour\n\nBy Ada Byron\nShare\n\n"
    + STORY.format("Lund").partition("\n\n")[2]
    + "\nSubscribe to our newsletter\nRead more\nAdvertisement\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for town in ("Lund", "Velm"):
        write(tmp_path / "news" / f"{town}.txt", STORY.format(town))
    return tmp_path / "news"


def test_a_folder_is_mirrored_after_a_dry_run(run: Run, folder: Path) -> None:
    run("footnote", "sync", str(folder))
    (folder / "Lund.txt").unlink()
    write(folder / "Tarn.txt", STORY.format("Tarn"))
    tried = run("footnote", "sync", "--dry-run", str(folder))
    assert tried.status == 0
    assert "1 new, 0 changed, 1 gone, 1 unchanged. Nothing was done." in tried.err
    assert [line.split()[0] for line in tried.out.splitlines()] == ["new", "gone"]
    done = run("footnote", "sync", str(folder))
    assert (done.status, "1 added, 1 unchanged, 1 removed" in done.err) == (0, True)
    assert "Lund" not in run("footnote", "list").out


def test_a_folder_that_is_suddenly_empty_is_an_error_that_says_what_to_do(run: Run, folder: Path) -> None:
    run("footnote", "sync", str(folder))
    for path in folder.iterdir():
        path.unlink()
    assert_one_line(run("footnote", "sync", str(folder)), status=2, said="--allow-empty")
    assert_one_line(run("footnote", "sync", str(folder / "none")), status=2, said="is no folder")


def test_the_sum_and_the_failures_come_as_json(run: Run, folder: Path) -> None:
    write(folder / "broken.txt", b"\x00\x01" * 40)
    done = run("footnote", "add", "--json", str(folder))
    reply = json.loads(done.out)
    assert done.status == 2
    assert {name: reply[name] for name in ("added", "replaced", "removed", "failed")} == {
        "added": 2, "replaced": 0, "removed": 0, "failed": 1,
    }  # fmt: skip
    assert "broken.txt" in reply["failures"][0]["name"]
    assert reply["failures"][0]["message"]


def test_an_address_is_fetched_only_when_asked(run: Run) -> None:
    done = run("footnote", "add", "https://news.example/ice")
    assert_one_line(done, status=2, said="footnote add --online")


def test_a_private_address_is_refused_even_when_asked(run: Run) -> None:
    done = run("footnote", "add", "--online", "http://127.0.0.1:8765/")
    assert done.status == 2
    assert "1 failed" in done.err
    assert "Traceback" not in done.err


def test_refreshing_a_library_of_files_says_that_there_is_nothing_to_fetch(run: Run, folder: Path) -> None:
    run("footnote", "add", str(folder))
    done = run("footnote", "refresh")
    assert done.status == 0
    assert "footnote add --online" in done.err


def test_what_was_cut_is_shown_with_its_reason(run: Run, tmp_path: Path) -> None:
    added = run("footnote", "add", str(write(tmp_path / "page.txt", SCRAPED)))
    article_id = added.out.split()[1]
    shown = run("footnote", "show", article_id, "--removed").out
    assert "Subscribe to our newsletter" in shown
    assert "lines were cut" in shown
    listed = json.loads(run("footnote", "show", article_id, "--json").out)
    assert all(removal["reason"] for removal in listed["removed"])
    assert "Subscribe" not in listed["text"]


def test_collections_are_made_asked_within_and_forgotten(run: Run, folder: Path) -> None:
    added = run("footnote", "add", "--collection", "ports", str(folder / "Lund.txt"))
    other = run("footnote", "add", str(folder / "Velm.txt")).out.split()[1]
    assert run("footnote", "collections").out.split() == ["1", "ports"]
    run("footnote", "collections", "ports", "--add", other[:8])
    assert json.loads(run("footnote", "collections", "--json").out) == {"ports": 2}
    run("footnote", "collections", "ports", "--take-out", added.out.split()[1])
    listed = run("footnote", "list", "--collection", "ports").out
    assert other in listed
    assert len(listed.splitlines()) == 1
    answer = json.loads(run("ask", "--json", "--collection", "ports", "when was the harbour closed?").out)
    assert {source["article_id"] for source in answer["sources"]} <= {other}
    run("footnote", "collections", "ports", "--delete")
    assert "no collections yet" in run("footnote", "collections").err
    assert_one_line(run("footnote", "collections", "ports"), status=2, said="There is no collection")


def test_a_second_copy_says_whose_it_is(run: Run, folder: Path) -> None:
    first = run("footnote", "add", str(folder / "Lund.txt")).out.split()[1]
    write(folder / "copy.txt", STORY.format("Lund"))
    again = run("footnote", "add", str(folder / "copy.txt"))
    assert "duplicate" in again.out
    assert f"(the same text as {first})" in again.out
    assert "copy.txt" in run("footnote", "show", first).out
