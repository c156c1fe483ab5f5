"""The sample library: what ships is well formed, written by us, and holds what its questions ask for."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
PATHS = sorted((ROOT / "corpus" / "samples").glob("*.md"))
QUESTIONS: list[dict[str, Any]] = [
    json.loads(line)
    for line in (ROOT / "tests" / "data" / "sample_questions.jsonl").read_text(encoding="utf-8").splitlines()
]
ANSWERABLE = [row for row in QUESTIONS if row["answerable"]]
KEYS = {"title", "published_on", "publisher", "author", "language", "reported_by", "licence"}
SUBJECT_WORDS = ("North Korea", "moon", "Hollywood")
ABBREVIATION = re.compile(r"\b(?:[A-Z]|Mr|Jan|Feb|Aug|Sept|Oct|Nov|Dec|No|Gen|Bros|a\.m|p\.m)$")


def read_sample(path: Path) -> tuple[dict[str, Any], str]:
    """Return the front matter and the body of a sample, apart from the product's own loader."""
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(head), body.strip()


def split_plainly(paragraph: str) -> list[str]:
    """Split a paragraph where a stop is followed by a capital, unless an abbreviation precedes the stop."""
    sentences, start = [], 0
    for match in re.finditer(r"[.!?][\"”]?\s+(?=[\"“A-Z$0-9])", paragraph):
        if not ABBREVIATION.search(paragraph[start : match.start()]):
            sentences.append(paragraph[start : match.end()].strip())
            start = match.end()
    return [*sentences, paragraph[start:].strip()]


def shingle(text: str) -> set[tuple[str, ...]]:
    """Return every run of eight words, in lower case and without punctuation."""
    words = re.findall(r"[a-z0-9]+", text.lower().replace("’", "").replace("'", ""))
    return {tuple(words[i : i + 8]) for i in range(len(words) - 7)}


BODIES = {path.name: read_sample(path)[1] for path in PATHS}
SENTENCES = [s for body in BODIES.values() for paragraph in body.split("\n\n") for s in split_plainly(paragraph)]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_sample_says_where_its_facts_come_from(path: Path) -> None:
    head, _ = read_sample(path)
    assert set(head) == KEYS
    assert isinstance(head["published_on"], date)
    assert path.name.startswith(head["published_on"].isoformat() + "-")
    assert head["title"].strip() == head["title"] != ""
    assert (head["publisher"], head["author"]) == ("Footnote Samples", "Footnote authors")
    assert (head["language"], head["licence"]) == ("en", "CC0-1.0")
    assert head["reported_by"]
    assert all(isinstance(name, str) and name for name in head["reported_by"])


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_sample_is_a_short_article(path: Path) -> None:
    assert 150 <= len(BODIES[path.name].split()) <= 450


def test_the_samples_cover_three_subjects() -> None:
    assert len(PATHS) >= 10
    subjects = {name: [word for word in SUBJECT_WORDS if word in body] for name, body in BODIES.items()}
    # The same cosmodrome stands in two stories; no article may belong to two subjects all the same.
    assert all(len(words) == 1 for words in subjects.values()), subjects
    counts = [sum(words == [word] for words in subjects.values()) for word in SUBJECT_WORDS]
    assert min(counts) >= 4, counts


def test_titles_and_bodies_are_all_different() -> None:
    assert len({read_sample(path)[0]["title"] for path in PATHS}) == len(PATHS)
    assert len(set(SENTENCES)) == len(SENTENCES)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_the_docs_name_every_sample_and_who_reported_its_facts(path: Path) -> None:
    lines = (ROOT / "docs" / "samples.md").read_text(encoding="utf-8").splitlines()
    row = next(line for line in lines if f"`{path.stem}`" in line)
    assert row.split(" | ")[-1].rstrip(" |") == ", ".join(read_sample(path)[0]["reported_by"])


def test_the_questions_are_many_and_start_with_the_one_of_the_readme() -> None:
    assert ANSWERABLE[0]["question"] == "what did Russia provide?"
    assert len(ANSWERABLE) >= 45
    assert len(QUESTIONS) - len(ANSWERABLE) >= 20
    for field in ("id", "question"):
        assert len({row[field] for row in QUESTIONS}) == len(QUESTIONS)
    assert all("quote_contains" not in row and row["why"] for row in QUESTIONS if not row["answerable"])


@pytest.mark.parametrize("row", ANSWERABLE, ids=lambda row: str(row["id"]))
def test_every_expected_passage_stands_in_one_sentence_of_a_sample(row: dict[str, Any]) -> None:
    assert row["quote_contains"]
    holding: list[str] = []
    for passages in row["quote_contains"]:
        found = [sentence for sentence in SENTENCES if all(passage in sentence for passage in passages)]
        assert found, f"no sentence holds {passages}"
        holding += found
    for forbidden in row.get("must_not_quote", []):
        assert any(forbidden in sentence for sentence in SENTENCES), f"nothing to avoid: {forbidden}"
        assert not any(forbidden in sentence for sentence in holding), f"expected and forbidden at once: {forbidden}"
    for answer in row["answer"]:
        assert any(answer in sentence for sentence in holding), f"{answer!r} is in none of the expected sentences"


def test_no_sample_shares_eight_words_in_a_row_with_a_seed() -> None:
    seeds = sorted(SEEDS.glob("*.txt"))
    if not seeds:
        pytest.skip("the seed articles are not here: ../shared/seeds is absent")
    seen = set().union(*(shingle(path.read_text(encoding="utf-8")) for path in seeds))
    for path in PATHS:
        head, body = read_sample(path)
        assert not shingle(f"{head['title']}\n{body}") & seen, path.name


def test_the_shingle_check_would_notice_a_copied_sentence() -> None:
    copied = "The lander’s engine ran for 127 seconds, he said on Monday."
    assert shingle(f"Before. {copied} After.") & shingle(copied.upper())
