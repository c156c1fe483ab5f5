"""`ask` and `footnote` as people and scripts use them, with the real encoder."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from command_fixtures import Run, assert_one_line, write

from index.models import describe_model, find_packaged_model
from rag.settings import read_settings

TEXT = "Ice on the harbour\n\nThe harbour of Lund was closed on Monday because of ice, the mayor of the town said.\n"


def test_the_question_of_the_readme_is_answered_from_the_samples(run: Run, samples: Path) -> None:
    done = run("ask", "--library", str(samples), "what did Russia provide?")
    assert done.status == 0
    assert "[1] “" in done.out
    assert re.search(r"% sure · \d+ source", done.out)
    assert "Footnote Samples · 202" in done.out
    assert "\x1b" not in done.out
    assert done.err == ""


def test_json_holds_verbatim_quotes(run: Run, samples: Path) -> None:
    answer = json.loads(run("ask", "--json", "--library", str(samples), "what did Russia provide?").out)
    listed = json.loads(
        run("footnote", "show", "--json", "--library", str(samples), answer["quotes"][0]["article_id"]).out
    )
    for quote in answer["quotes"]:
        if quote["article_id"] == listed["id"]:
            assert listed["text"][quote["start"] : quote["end"]] == quote["text"]
    assert answer["status"] == "answered"
    assert answer["library"]["articles"] == len(list((Path(__file__).parents[1] / "corpus" / "samples").glob("*.md")))


def test_what_no_article_says_is_refused_with_status_1(run: Run, samples: Path) -> None:
    done = run("ask", "--library", str(samples), "Who won the 2022 World Cup?")
    assert done.status == 1
    assert done.out.startswith("The sources do not say.")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([""], "empty"),
        (["   "], "empty"),
        (["x" * 10_000], "10,000 characters"),
        (["???"], "no word"),
        (["--since", "2024-13", "who?"], "no day"),
        (["--since", "yesterday", "who?"], "is no date"),
        (["--since", "2024", "--until", "2023", "who?"], "later than"),
        (["--article", "no id", "who?"], "footnote list"),
        (["--article", "0123456789abcdef", "who?"], "There is no article"),
        (["--top", "0", "who?"], "1 to 50"),
        (["--top", "9" * 5000, "who?"], "1 to 50"),
        (["--nonsense", "who?"], "unrecognized"),
    ],
)
def test_wrong_usage_is_one_clear_line_and_status_2(run: Run, samples: Path, arguments: list[str], said: str) -> None:
    done = run("ask", "--library", str(samples), *arguments)
    assert done.status == 2
    assert said in done.err.splitlines()[-1]
    assert "Traceback" not in done.err
    assert done.out == ""


def test_filters_reach_the_search(run: Run, samples: Path) -> None:
    def dates(*filters: str) -> set[str]:
        done = run("ask", "--json", "--library", str(samples), *filters, "what did Russia provide?")
        answer = json.loads(done.out)
        return {shown["published_on"] for shown in answer["sources"] + answer["nearest"]}

    assert dates("--since", "2024")
    assert min(dates("--since", "2024")) >= "2024-01-01"
    assert max(dates("--until", "2023-11-23")) <= "2023-11-23"
    assert dates("--source", "nobody") == set()
    named = json.loads(run("footnote", "list", "--library", str(samples), "--json").out)[0]["id"]
    answer = json.loads(run("ask", "--library", str(samples), "--json", "--article", named[:6].upper(), "who?").out)
    assert answer["filters"]["article"] == named
    assert {quote["article_id"] for quote in answer["quotes"] + answer["nearest"]} == {named}


def test_no_library_is_status_3_and_says_how_to_make_one(run: Run) -> None:
    assert_one_line(run("ask", "who?"), status=3, said="footnote add")
    for command in (["list"], ["show", "abcd"], ["remove", "abcd"], ["check"]):
        assert_one_line(run("footnote", *command), status=3, said="There is no library at")


def test_a_damaged_library_is_status_3(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "home" / "library.sqlite3", b"SQLite format 3\x00 and then rubbish" * 200)
    assert_one_line(run("ask", "who?"), status=3, said="damaged")


def test_a_library_whose_model_is_gone_is_status_4(run: Run, tmp_path: Path) -> None:
    shutil.copytree(find_packaged_model(), tmp_path / "model")
    file = write(tmp_path / "a.txt", TEXT)
    assert run("footnote", "add", "--quiet", "--encoder", str(tmp_path / "model"), str(file)).status == 0
    shutil.rmtree(tmp_path / "model")
    assert_one_line(run("ask", "who?"), status=4, said="There is no encoder in")
    assert_one_line(run("footnote", "serve", "--port", "0"), status=4, said="There is no encoder in")


def test_a_library_made_with_another_encoder_is_refused(run: Run, tmp_path: Path) -> None:
    assert run("footnote", "add", str(write(tmp_path / "a.txt", TEXT))).status == 0
    other = write(tmp_path / "b.txt", TEXT.replace("ice", "snow"))
    done = run("footnote", "add", "--encoder", "onnx-int8", str(other))
    assert_one_line(done, status=3, said="was made with all-MiniLM-L6-v2 (onnx-fp32")
    assert len(run("footnote", "list").out.splitlines()) == 1


def test_a_locked_library_is_status_75(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    monkeypatch.setattr("index.database._BUSY_TIMEOUT_S", 0.05)
    file = write(tmp_path / "a.txt", TEXT)
    assert run("footnote", "add", str(file)).status == 0
    database = sqlite3.connect(tmp_path / "home" / "library.sqlite3", isolation_level=None)
    database.execute("BEGIN IMMEDIATE")
    write(file, TEXT.replace("Monday", "Tuesday"))
    assert_one_line(run("footnote", "add", str(file)), status=75, said="Try again")
    database.close()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.txt", None, "none.txt"),
        ("empty.txt", b"", "empty"),
        ("blank.md", b" \n\t\n", "empty"),
        ("binary.txt", bytes(range(256)) * 20, "binary.txt"),
        ("picture.png", b"\x89PNG\r\n", ".png"),
        ("no_suffix", b"words", "no_suffix"),
        ("utf16.txt", b"\xff\xfe" + "Only half a character\n".encode("utf-16-le")[:-1], "utf16.txt"),
        ("broken.md", b"---\ntitle: [unclosed\n---\nText of it.\n", "broken.md"),
    ],
)
def test_a_file_that_cannot_be_taken_in_is_one_line_and_status_2(
    run: Run, tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    if content is not None:
        write(tmp_path / name, content)
    done = run("footnote", "add", str(tmp_path / name))
    assert_one_line(done, status=2, said=said)
    assert "1 failed" in done.err


def test_one_bad_file_does_not_keep_out_the_good_ones(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.txt", TEXT)
    write(tmp_path / "in" / "b.txt", b"")
    write(
        tmp_path / "in" / "c.md", "# Snow\n\nThe pier of Lund was opened on Tuesday after the snow had melted away.\n"
    )
    done = run("footnote", "add", str(tmp_path / "in"))
    assert done.status == 2
    assert "2 added, 1 failed" in done.err
    assert [line.split("  ")[0].strip() for line in done.out.splitlines()] == ["added", "added"]


def test_adding_again_says_unchanged_and_a_change_says_replaced(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path / "a.txt", TEXT)
    assert run("footnote", "add", str(file)).out.startswith("added")
    assert run("footnote", "add", str(file)).out.startswith("unchanged")
    write(file, TEXT.replace("Monday", "Tuesday"))
    assert run("footnote", "add", str(file)).out.startswith("replaced")
    assert len(run("footnote", "list").out.splitlines()) == 1
    assert "Tuesday" in run("ask", "when was the harbour closed?").out


def test_list_show_remove_and_check(run: Run, tmp_path: Path) -> None:
    run("footnote", "add", str(write(tmp_path / "a.txt", TEXT)))
    (listed,) = json.loads(run("footnote", "list", "--json").out)
    shown = run("footnote", "show", listed["id"][:6])
    assert shown.out.startswith("Ice on the harbour\n")
    assert "\n\nThe harbour of Lund was closed on Monday because of ice" in shown.out
    assert run("footnote", "check").out == "Nothing is wrong: 1 articles, 1 chunks, version 1.\n"
    assert_one_line(run("footnote", "remove", listed["id"], "ffff"), status=2, said="There is no article 'ffff'")
    assert len(run("footnote", "list").out.splitlines()) == 1  # all of them, or none
    assert run("footnote", "remove", listed["id"]).status == 0
    assert run("footnote", "list").out == ""
    done = run("ask", "when was the harbour closed?")
    assert (done.status, "no articles yet" in done.err) == (1, True)


def test_check_reports_damage_with_status_3(run: Run, tmp_path: Path) -> None:
    import sqlite3

    run("footnote", "add", str(write(tmp_path / "a.txt", TEXT)))
    database = sqlite3.connect(tmp_path / "home" / "library.sqlite3")
    with database:
        database.execute("UPDATE articles SET text = text || '!'")
    database.close()
    done = run("footnote", "check")
    assert done.status == 3
    assert "not the one that was added" in done.out


def test_check_looks_at_the_prepared_encoder_too(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("footnote", "add", str(write(tmp_path / "a.txt", TEXT)))
    settings = read_settings(None)
    (prepared,) = (settings.cache / "models").glob(f"{describe_model(find_packaged_model()).weights_sha256[:16]}-*")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    shutil.copytree(prepared, tmp_path / "cache" / "footnote" / "models" / prepared.name)
    assert run("footnote", "check").status == 0
    with (tmp_path / "cache" / "footnote" / "models" / prepared.name / "model-fp32.bin").open("r+b") as file:
        file.seek(1_000_000)
        file.write(b"flip")
    done = run("footnote", "check")
    assert (done.status, "is not as it was made" in done.out) == (3, True)


def test_the_version_is_told(run: Run) -> None:
    assert run("ask", "--version").out == "ask (Footnote 0.1.0)\n"
    assert run("footnote", "--version").out == "footnote (Footnote 0.1.0)\n"


def test_nothing_to_add_is_said(run: Run, tmp_path: Path) -> None:
    assert_one_line(run("footnote", "add"), status=2, said="nothing to add")
    (tmp_path / "empty").mkdir()
    assert_one_line(run("footnote", "add", str(tmp_path / "empty")), status=2, said="empty")
