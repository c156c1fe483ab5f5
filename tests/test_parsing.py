"""Whatever a reader does, the parser yields outcomes and reads on."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.limits import Limits
from corpus.loading import load_all, load_data
from corpus.parsing import Parser
from corpus.types import Failed, Loaded, Removal

TEXT = "Harbour reopens after nine days\n\nThe harbour of Velm reopened on Tuesday after nine days, its master said.\n"
# Short, so that the tests are; a busy machine stretches them only for what is meant to be stopped.
LIMITS = Limits(stall_s=2.0, memory_bytes=600_000_000, articles=50)


@pytest.fixture
def parser() -> Iterator[Parser]:
    with Parser(limits=LIMITS, module="rogue_worker") as parser:
        yield parser


@pytest.fixture
def honest(tmp_path: Path) -> Path:
    path = tmp_path / "velm.txt"
    path.write_text(TEXT)
    return path


def read(parser: Parser, path: Path) -> tuple[list[str], list[str]]:
    """Return the titles and the messages that reading a file gives."""
    titles, messages = [], []
    for outcome in parser.read(path):
        if isinstance(outcome, Loaded):
            titles.append(outcome.article.title)
        else:
            messages.append(outcome.message)
    return titles, messages


def test_files_and_bytes_are_read_as_without_a_worker(honest: Path) -> None:
    empty, page = honest.with_name("empty.md"), f"<title>Velm</title><article><p>{TEXT}</article>".encode()
    empty.touch()
    with Parser() as parser:
        outcomes = list(parser.read(honest))
        assert outcomes == list(load_all(honest))
        assert isinstance(outcomes[0], Loaded)
        assert outcomes[0].article.origin == honest.as_uri()
        assert list(parser.read(empty)) == [
            Failed(name=str(empty), message=f"{empty} is empty. Give a file with text in it.")
        ]
        place = "https://velm.example/a"
        outcomes = list(parser.read_data(page, suffix=".html", name="a page", origin=place))
        assert outcomes == list(load_data(page, suffix=".html", name="a page", origin=place))
        assert [outcome.article.origin for outcome in outcomes if isinstance(outcome, Loaded)] == [place]


def test_nothing_is_started_before_something_is_read_and_one_worker_reads_many(honest: Path) -> None:
    with Parser(module="rogue_worker") as parser:
        assert parser.worker_pid is None
        list(parser.read(honest))
        first = parser.worker_pid
        list(parser.read(honest))
        assert parser.worker_pid == first is not None
    assert parser.worker_pid is None


@pytest.mark.parametrize(
    ("rogue", "reason"),
    [
        ("sleep", "stopped after 2 s in which nothing came of it"),
        ("crash", "its reader crashed (SIGSEGV)"),
        ("killed", "its reader crashed (SIGKILL)"),
        ("leave", "its reader ended (exit status 3)"),
        ("stumble", "its reader failed: KeyError in rogue_worker.py"),
        ("send_garbage", "broke the rules, as a malicious file can make it (a frame is too long)"),
        ("send_nonsense", "broke the rules, as a malicious file can make it (a header is nested too deeply)"),
        ("send_half", "stopped after 2 s in which nothing came of it"),
    ],
)
def test_a_reader_that_is_stopped_gives_one_failure_and_the_next_file_is_read(
    parser: Parser, honest: Path, rogue: str, reason: str
) -> None:
    path = honest.with_name(f"{rogue}.rogue")
    titles, messages = read(parser, path)
    assert titles == ["Part 0"]
    assert len(messages) == 1
    assert messages[0].startswith(f"{path}: ")
    assert reason in messages[0]
    assert messages[0].isprintable()
    assert read(parser, honest) == (["Part 0"], [])


def test_processor_time_is_limited(honest: Path) -> None:
    with Parser(limits=Limits(cpu_s=1), module="rogue_worker") as parser:
        titles, messages = read(parser, honest.with_name("hang.rogue"))
    assert titles == ["Part 0"]
    assert [message.partition(": ")[2] for message in messages] == [
        "it used more processor time than is allowed. Get the file again, or save its text as .txt."
    ]


def test_memory_is_limited(parser: Parser, honest: Path) -> None:
    titles, messages = read(parser, honest.with_name("devour.rogue"))
    assert titles == []
    assert [message.partition(": ")[2] for message in messages] == [
        "reading it needs more memory than is allowed. Get the file again, or save its text as .txt."
    ]


def test_a_file_of_too_many_articles_gives_the_first_ones(parser: Parser, honest: Path) -> None:
    titles, messages = read(parser, honest.with_name("flood.rogue"))
    assert titles == [f"Part {part}" for part in range(50)]
    assert [message.partition(": ")[2] for message in messages] == [
        "it holds more than 50 articles; the first ones were read. Split it."
    ]


def test_a_file_has_a_time_in_all_however_steadily_it_gives_articles(honest: Path) -> None:
    with Parser(limits=Limits(stall_s=2.0, file_s=1.0), module="rogue_worker") as parser:
        titles, messages = read(parser, honest.with_name("drip.rogue"))
    assert 0 < len(titles) < 100
    assert len(messages) == 1


def test_an_article_that_is_too_large_fails_alone(parser: Parser, honest: Path) -> None:
    path = honest.with_name("large.rogue")
    outcomes = list(parser.read(path))
    assert [outcome.message for outcome in outcomes if isinstance(outcome, Failed)] == [
        f"{path}: Part 0: its text has more than 4 MB. Split it into articles.",
        f"{path}: Part 1: it has 300,000 pages and long metadata, too much for one article. Split it.",
    ]
    assert [len(outcome.article.text) for outcome in outcomes if isinstance(outcome, Loaded)] == [4_000_000]


def test_what_a_library_prints_is_no_answer(parser: Parser, honest: Path) -> None:
    assert read(parser, honest.with_name("chatter.rogue")) == (["Part 0"], [])


def test_a_very_long_list_of_removals_ends_with_a_count_of_the_rest(parser: Parser, honest: Path) -> None:
    [outcome] = parser.read(honest.with_name("furnish.rogue"))
    assert isinstance(outcome, Loaded)
    assert len(outcome.removed) == 10_000
    assert outcome.removed[0] == Removal("a b c", "x y")
    assert outcome.removed[-1] == Removal("… and 10,001 more lines", "too many to list")


def test_an_article_of_another_place_is_refused_and_the_next_is_read(parser: Parser, honest: Path) -> None:
    path = honest.with_name("claim.rogue")
    titles, messages = read(parser, path)
    assert titles == ["Part 1"]
    assert messages == [
        f"{path}: Part 0: it is not as an article has to be (an origin is not the file's own, or a title is missing)."
        " Save its text as .txt."
    ]
    titles, messages = read(parser, honest.with_name("send_lies.rogue"))
    assert titles == []
    assert "broke the rules, as a malicious file can make it (an origin is not the file's own" in messages[0]


def test_read_many_yields_each_path_with_its_outcomes_across_a_crash(parser: Parser, honest: Path) -> None:
    paths = [honest, honest.with_name("crash.rogue"), honest, honest.with_name("missing.txt"), honest]
    kinds = [(path.name, type(outcome)) for path, outcome in parser.read_many(paths)]
    assert kinds == [
        ("velm.txt", Loaded),
        ("crash.rogue", Loaded),
        ("crash.rogue", Failed),
        ("velm.txt", Loaded),
        ("missing.txt", Failed),
        ("velm.txt", Loaded),
    ]


def test_the_worker_reads_ahead_while_the_caller_is_busy(parser: Parser, honest: Path) -> None:
    reading = parser.read_many([honest, honest.with_name("leave.rogue")])
    next(reading)
    worker = parser.worker_pid
    assert worker is not None
    assert _ends(worker)
    assert [type(outcome) for _, outcome in reading] == [Loaded, Failed]


def test_a_reading_that_is_given_up_does_not_disturb_the_next(parser: Parser, honest: Path) -> None:
    for _ in parser.read(honest.with_name("flood.rogue")):
        break
    reading = parser.read(honest.with_name("flood.rogue"))
    next(reading)
    assert read(parser, honest) == (["Part 0"], [])
    with pytest.raises(ValueError, match="given up"):
        next(reading)


def test_a_worker_that_dies_while_idle_is_replaced(parser: Parser, honest: Path) -> None:
    list(parser.read(honest))
    worker = parser.worker_pid
    assert worker is not None
    os.kill(worker, signal.SIGKILL)
    assert _ends(worker)
    assert read(parser, honest) == (["Part 0"], [])


def test_a_worker_that_does_not_start_is_an_error_that_says_so(honest: Path) -> None:
    with (
        Parser(module="no_such_worker") as parser,
        pytest.raises(CorpusError, match="does not start: its reader ended"),
    ):
        list(parser.read(honest))


def test_messages_call_a_file_what_the_user_calls_it(
    parser: Parser, honest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(honest.parent)
    assert list(parser.read(Path("missing.txt"))) == [
        Failed(name="missing.txt", message="missing.txt does not exist. Check the path.")
    ]
    assert read(parser, Path("velm.txt")) == (["Part 0"], [])


PROBE = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from corpus.parsing import Parser
with Parser(module="rogue_worker") as parser:
    for outcome in parser.read(Path(sys.argv[1])):
        print(parser.worker_pid, flush=True)
"""


@pytest.mark.parametrize("rogue", ["sleep", "hang"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_the_worker_ends_with_its_owner(tmp_path: Path, rogue: str, number: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROBE, str(tmp_path / f"{rogue}.rogue"), str(Path(__file__).parent)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as owner:
        assert owner.stdout is not None
        worker = int(owner.stdout.readline())
        os.killpg(owner.pid, number)  # as a terminal does
        _, errors = owner.communicate()
    assert owner.returncode == -number
    assert errors.count("Traceback") == (number == signal.SIGINT)
    assert _ends(worker)


def _ends(pid: int) -> bool:
    """Wait for a process to be gone, or dead and not yet waited for; say whether it is."""
    status = Path(f"/proc/{pid}/status")
    for _ in range(500):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            # The leader of several threads is a zombie before the others are gone, and cannot be waited for until then.
            is_dead = "State:\tZ" in status.read_text() and len(list(Path(f"/proc/{pid}/task").iterdir())) <= 1
            if not is_dead:
                time.sleep(0.02)
                continue
        return True
    return False
