"""`kill -9` while articles are added: the library opens, is sound, and the same command completes it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from rag import cli
from rag.opening import open_library
from rag.settings import Settings, read_settings

ARTICLES = 200
KILLS = 20
SUBJECTS = ["ferry", "bridge", "library", "tram", "school", "market", "harbour", "theatre", "museum", "station"]


def write_articles(folder: Path) -> None:
    chance = random.Random(7)
    folder.mkdir()
    for number in range(ARTICLES):
        subject = SUBJECTS[number % len(SUBJECTS)]
        sentences = [
            f"The {subject} number {number} was opened in {chance.randint(1900, 2020)} "
            f"by the {chance.choice(SUBJECTS)} board."
            for _ in range(4)
        ]
        (folder / f"{number:03}.txt").write_text(f"The {subject} {number}\n\n" + "\n\n".join(sentences) + "\n")


def settings_of(library: Path) -> Settings:
    return Settings(library=library, cache=read_settings(None).cache)


def test_a_killed_add_leaves_a_sound_library_that_the_next_one_completes(tmp_path: Path) -> None:
    write_articles(tmp_path / "in")
    library = tmp_path / "library"
    command = [sys.executable, "-m", "rag.cli", "add", "--library", str(library), str(tmp_path / "in")]
    chance, counts, kills = random.Random(11), [], 0
    for round_number in range(KILLS):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert process.stdout is not None
        # The first rounds die while they start or make the library; the others in the middle of the work.
        if round_number >= 4:
            process.stdout.readline()
        time.sleep(chance.uniform(0.0, 0.6))
        kills += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        if not (library / "library.sqlite3").exists():
            counts.append(0)
            continue
        with open_library(settings_of(library), notify=lambda message: None, create=True) as opened:
            assert opened.check() == []
            counts.append(opened.status().articles)
    assert kills >= KILLS // 2, "most rounds must die in the middle"
    assert counts == sorted(counts), "what was in stays in"
    assert cli.main([*command[3:], "--quiet"]) == 0
    with open_library(settings_of(library), notify=lambda message: None) as opened:
        assert opened.check() == []
        assert opened.status().articles == ARTICLES
        found = opened.search("when was ferry number 130 opened?", limit=3).hits
        assert found[0].article.title == "The ferry 130"


def test_control_c_stops_at_once_with_status_130_and_keeps_what_is_in(tmp_path: Path) -> None:
    write_articles(tmp_path / "in")
    library = tmp_path / "library"
    process = subprocess.Popen(
        [sys.executable, "-m", "rag.cli", "add", "--library", str(library), str(tmp_path / "in")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()
    assert process.returncode == 130
    assert "the same command goes on from there" in err
    assert "Traceback" not in err
    with open_library(settings_of(library), notify=lambda message: None) as opened:
        assert opened.check() == []
        assert opened.status().articles >= 1
