"""`footnote eval`: what it prints, writes, draws and compares, and what it says when it cannot."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import HashEncoder
from evaluation_fixtures import ToldReader, judged, make_run

from index.library import Library
from rag.answering import Answerer
from rag.evaluation import command, readers
from rag.evaluation.errors import EvaluationError
from rag.evaluation.names import Name
from rag.evaluation.plots import write_plots
from rag.evaluation.runs import read_run, write_run
from rag.evaluation.tables import render_run
from rag.evaluation.types import Form, Record, Run
from rag.settings import Settings
from rag.terminal import ExitStatus, run_command

PASSAGE = "The bridge cost 3 million. It opened in May."
ASKED: Sequence[Mapping[str, Any]] = (
    {"id": "a", "question": "what did it cost?", "context": PASSAGE, "answers": [{"text": "3 million", "start": 16}]},
    {"id": "b", "question": "when did it open?", "context": PASSAGE, "answers": [{"text": "May", "start": 40}]},
    {"id": "c", "question": "who built it?", "context": PASSAGE, "answers": [], "is_impossible": True},
)
SURE = {"what did it cost?": ("3 million", 0.9), "when did it open?": ("opened in May", 0.6)}


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[str, float]]:
    """What the reader of these tests finds; it takes the shipped one's place."""
    found = dict(SURE)
    monkeypatch.setattr(readers, "open_reader", lambda choice, settings, notify: ToldReader(found))
    return found


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    path = tmp_path / "span.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in ASKED), encoding="utf-8")
    return path


def evaluate(*arguments: object, library: Path = Path("nowhere")) -> int:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    options = parser.parse_args([str(argument) for argument in arguments])
    settings = Settings(library=library, cache=library / "cache")
    return run_command("footnote", lambda: command.run(options, settings))


def said(capsys: pytest.CaptureFixture[str]) -> str:
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    return captured.err


def test_a_table_is_printed_and_every_record_written(
    told: object, asked: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate(asked, "--json", tmp_path / "run.json") == ExitStatus.OK
    printed = capsys.readouterr().out
    assert printed.splitlines()[:2] == ["span.jsonl · 3 questions, 2 of them answerable", "reader told, threshold 0.50"]
    rows = {line[2:38].strip(): line[38:].split() for line in printed.splitlines() if line.startswith("  ")}
    assert rows["EM at the threshold"] == ["0.667", "3"]
    assert rows["F1, answering always"] == ["0.750", "2"]  # 1, and one word of three
    assert rows["AUROC, answerable or not"] == ["1.000", "3"]
    assert rows["quotes and answers word for word"] == ["100", "%", "3"]
    written = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert {one["name"]: one["value"] for one in written["measures"]}["F1, answering always"] == 0.75
    assert [(one["id"], one["answer"]) for one in written["records"]][:2] == [
        ("a", "3 million"),
        ("b", "opened in May"),
    ]
    assert all(len(line) <= 100 for line in printed.splitlines())


def test_a_run_reads_back_as_it_was_written(told: object, asked: Path, tmp_path: Path) -> None:
    assert evaluate(asked, "--json", tmp_path / "run.json") == ExitStatus.OK
    run = read_run(tmp_path / "run.json")
    write_run(run, tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "run.json").read_bytes()
    assert read_run(tmp_path / "again.json") == run


def test_the_limit_takes_some_of_the_questions(told: object, asked: Path, tmp_path: Path) -> None:
    chosen = []
    for limit in (2, 3, 9):
        assert evaluate(asked, "--limit", limit, "--json", tmp_path / "run.json") == ExitStatus.OK
        chosen.append([record.id for record in read_run(tmp_path / "run.json").records])
    assert [len(one) for one in chosen] == [2, 3, 3]
    assert set(chosen[0]) < set(chosen[1])


def test_two_runs_are_compared_measure_by_measure(
    told: dict[str, tuple[str, float]], asked: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evaluate(asked, "--json", tmp_path / "a.json")
    told["when did it open?"] = ("May", 0.7)
    evaluate(asked, "--json", tmp_path / "b.json")
    capsys.readouterr()
    assert evaluate("--compare", tmp_path / "a.json", tmp_path / "b.json") == ExitStatus.OK
    printed = capsys.readouterr().out.splitlines()
    assert printed[4] == "3 questions in both; 95 % intervals of a paired bootstrap"
    rows = {line[2:38].strip(): line[38:].split() for line in printed if line.startswith("  ")}
    assert rows["F1, answering always"] == ["0.750", "1.000", "+0.250", "+0.000", "to", "+0.500"]
    assert rows["AUROC, answerable or not"] == ["1.000", "1.000", "+0.000", "+0.000", "to", "+0.000"]


def test_a_clear_difference_is_said_to_be_better_or_worse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def records(right: bool) -> tuple[Record, ...]:
        return tuple(
            Record(id=str(n), question="?", values={Name.F1: float(right)}, judgement=judged(0.9, right=right))
            for n in range(30)
        )

    for name, right in (("a", False), ("b", True)):
        write_run(Run(form=Form.PASSAGES, file="q", records=records(right)), tmp_path / f"{name}.json")
    evaluate("--compare", tmp_path / "a.json", tmp_path / "b.json")
    rows = [line.split() for line in capsys.readouterr().out.splitlines() if line.endswith(("better", "worse"))]
    assert [(row[0], row[-1]) for row in rows] == [("F1", "better"), ("area", "better"), ("calibration", "better")]
    evaluate("--compare", tmp_path / "b.json", tmp_path / "a.json")
    assert capsys.readouterr().out.count(" worse") == 3


def test_questions_over_a_library_are_asked_over_the_one_that_is_named(
    library: Library,
    encoder: HashEncoder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    opened = []

    def open_answerer(choice: str, settings: Settings, *, notify: Callable[[str], None]) -> Answerer:
        opened.append((choice, settings.library))
        return Answerer(Library(settings.library, lambda record: encoder), ToldReader({"crane?": ("crane", 0.9)}))

    monkeypatch.setattr(readers, "open_answerer_with", open_answerer)
    asked = tmp_path / "q.jsonl"
    asked.write_text('{"question": "crane?", "answerable": true, "answer": ["crane"]}\n', encoding="utf-8")
    assert evaluate(asked, "--reader", "similarity", library=library.folder) == ExitStatus.OK
    assert opened == [("similarity", library.folder)]
    printed = capsys.readouterr().out
    assert "3 articles, 3 chunks · encoder hash · reader told, threshold 0.50" in printed
    assert "first quote right                      1.000           1" in printed


def test_without_a_library_the_exit_status_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = tmp_path / "q.jsonl"
    asked.write_text('{"question": "crane?", "answerable": false}\n', encoding="utf-8")
    assert evaluate(asked, library=tmp_path / "none") == ExitStatus.LIBRARY
    assert "footnote add" in said(capsys)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "Name one question file"),
        (["q.jsonl", "--compare", "a", "b"], "Name one question file"),
        (["none.jsonl"], "There is no none.jsonl"),
        (["--compare", "a.json", "b.json"], "There is no a.json"),
        (["--compare", "a.json", "b.json", "--json", "c.json"], "leave it out with --compare"),
        (["none.jsonl", "--json", "nowhere/run.json"], "There is no folder nowhere"),
        (["."], "There is no corpus.jsonl in ."),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    arguments: list[str],
    complaint: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert evaluate(*arguments) == ExitStatus.USAGE
    assert complaint in said(capsys)


@pytest.mark.parametrize("option", [("--limit", "0"), ("--top", "51"), ("--top", "x"), ("--reader", "psychic")])
def test_options_out_of_range_are_refused(option: tuple[str, str]) -> None:
    with pytest.raises(SystemExit) as caught:
        evaluate("q.jsonl", *option)
    assert caught.value.code == ExitStatus.USAGE


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{}", "is no saved run"),
        ("no json", "is no saved run"),
        ('{"footnote_eval": 99}', "another version"),
        ('{"footnote_eval": 1, "form": "tea"}', "is no saved run"),
    ],
)
def test_a_file_that_is_no_run_is_refused(text: str, complaint: str, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text(text, encoding="utf-8")
    with pytest.raises(EvaluationError, match=complaint):
        read_run(tmp_path / "run.json")


def test_without_matplotlib_plots_are_refused_before_anything_is_read(
    asked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert evaluate(asked, "--plots", tmp_path / "plots") == ExitStatus.USAGE
    assert "pip install 'footnote[eval]'" in said(capsys)
    assert not (tmp_path / "plots").exists()


def test_plots_are_png_files(told: object, asked: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("matplotlib", reason="plots need the extra eval")
    assert evaluate(asked, "--plots", tmp_path / "new" / "plots") == ExitStatus.OK
    files = sorted((tmp_path / "new" / "plots").iterdir())
    assert [path.name for path in files] == ["reliability.png", "risk-coverage.png"]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in files)
    assert capsys.readouterr().err.count("Drawn: ") == 2


def test_what_is_never_refused_has_no_plots(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="plots need the extra eval")
    with pytest.raises(EvaluationError, match="nothing to plot"):
        write_plots({"this run": make_run([{Name.MRR: 1.0}])}, tmp_path)


def test_nearly_all_verbatim_is_not_shown_as_all(library: Library) -> None:
    run = make_run([{Name.VERBATIM: 1.0}] * 2999 + [{Name.VERBATIM: 0.0}])
    assert "   99.9 %" in render_run(run)
    assert "    100 %" in render_run(make_run([{Name.VERBATIM: 1.0}]))
