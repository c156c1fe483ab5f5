"""The project keeps its own rules, and its documents say what is so."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted(path for top in ("corpus", "index", "rag", "web", "tests") for path in (ROOT / top).rglob("*.py"))
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]


def test_no_module_is_over_300_lines() -> None:
    assert [path for path in SOURCES if len(path.read_text().splitlines()) > 300] == []


@pytest.mark.parametrize(
    ("package", "allowed"),
    [
        ("faiss", {"index/dense.py"}),
        ("tantivy", {"index/lexical.py"}),
        ("sqlite3", {"index/database.py"}),
        ("sentence_transformers", {"index/encoder.py"}),
        ("fastapi", {"web/"}),
        ("pydantic", {"web/"}),
        ("platformdirs", {"rag/settings.py"}),
        ("pypdfium2", {"corpus/pdf"}),
        ("feedparser", {"corpus/feeds.py"}),
        ("protego", {"corpus/robots.py"}),
        ("idna", {"corpus/targets.py"}),
        ("certifi", {"corpus/requesting.py"}),
        ("py3langid", {"corpus/languages.py"}),
        ("watchfiles", {"rag/intake/watching.py"}),
        ("matplotlib", {"rag/evaluation/plots.py"}),
        ("mcp", {"web/mcp_"}),
        ("ir_measures", {"rag/evaluation/ranking.py"}),
    ],
)
def test_each_third_party_stays_behind_its_fence(package: str, allowed: set[str]) -> None:
    pattern = re.compile(rf"^\s*(?:import|from) {package}\b", re.MULTILINE)
    users = {path.relative_to(ROOT).as_posix() for path in SOURCES if pattern.search(path.read_text())}
    users = {user for user in users if not user.startswith("tests/")}
    assert users
    assert {user for user in users if not any(user.startswith(fence) for fence in allowed)} == set()


def test_environment_variables_are_read_in_one_place() -> None:
    readers = {
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        if "tests" not in path.parts and re.search(r"os\.(environ|getenv)", path.read_text())
    }
    # The export runs in a process of its own and keeps the model libraries in it off the network.
    assert readers <= {"rag/settings.py", "index/export.py"}


def test_every_pinned_dependency_is_pinned_the_same_in_the_constraints() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    pinned = project["dependencies"] + [pin for extra in project["optional-dependencies"].values() for pin in extra]
    constraints = {
        _name(line): line.split("==")[1].strip()
        for line in (ROOT / "constraints.txt").read_text().splitlines()
        if "==" in line
    }
    assert all("==" in pin for pin in pinned)
    assert {_name(pin): constraints.get(_name(pin)) for pin in pinned} == {
        _name(pin): pin.split("==")[1] for pin in pinned
    }


def _name(pin: str) -> str:
    return re.sub(r"[-_.]+", "-", pin.split("==")[0].strip().lower())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_local_link_in_the_documents_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", document.read_text())
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_make_target_of_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {"ask", "serve", "test", "check", "bench"} <= targets
    assert set(re.findall(r"^\$? ?make ([a-z]+)", (ROOT / "README.md").read_text(), re.MULTILINE)) <= targets


def test_every_command_of_the_readme_is_understood() -> None:
    from rag import ask, cli

    readme = (ROOT / "README.md").read_text()
    for program, rest in re.findall(r"^(ask|footnote) ([^#\n]+?)\s*(?:#.*)?$", readme, re.MULTILINE):
        words = re.findall(r'"[^"]*"|\S+', rest)
        (ask if program == "ask" else cli)._parse([word.strip('"') for word in words])


def test_every_benchmark_that_a_document_names_is_a_module() -> None:
    named = {
        name for path in DOCUMENTS for name in re.findall(r"python -m ((?:corpus|index|rag)\.[\w.]+)", path.read_text())
    }
    named |= set(re.findall(r"python -m ((?:corpus|index|rag)\.[\w.]+)", (ROOT / "Makefile").read_text()))
    assert named
    assert [name for name in named if not (ROOT / f"{name.replace('.', '/')}.py").is_file()] == []


def test_all_four_packages_are_shipped() -> None:
    targets = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]
    assert targets["wheel"]["packages"] == ["corpus", "index", "rag", "web"]
