"""The tagger: every line of a page is judged once and in context, and only what reads like furniture goes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open
from tokenizers import Tokenizer

from corpus.benchmarks.cleaning import LabelledPage, read_pages
from corpus.cleaning import Cleaned, clean, clean_by_rules
from corpus.tagging.deciding import NO_VERDICT, judge_page
from corpus.tagging.embeddings import WordEmbeddings, find_weights, load_tokenizer
from corpus.tagging.packaged import MODEL_FOLDER, ModelMissingError
from corpus.tagging.tagger import PageTagger, open_tagger, pool_lines
from corpus.tagging.windows import MAX_TOKENS, SHAPES, cut_page, shorten

PROSE = (
    "The harbour of Torsund stays closed until Friday because of the ice, the port authority said on Monday.",
    "Two ferries have been waiting outside the pier since the weekend with some 300 passengers on board.",
    "Fishermen told the council that they had not seen so much ice since the winter of 1987.",
    "A tug from the mainland is expected to reach the town on Wednesday morning and open a channel.",
)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return load_tokenizer(find_weights())


@pytest.mark.parametrize("count", [1, 3, 40, 400])
def test_every_line_is_judged_in_one_window_and_has_neighbours_there(tokenizer: Tokenizer, count: int) -> None:
    lines = [f"{PROSE[number % 4]} {number}" if number % 3 else f"Label {number}" for number in range(count)]
    windows = cut_page(lines, tokenizer=tokenizer)
    judged = [window.lines[place] for window in windows for place in window.counted]
    assert judged == list(range(count))
    for window in windows:
        assert len(window.ids) == len(window.line_of) <= MAX_TOKENS
        assert window.shapes.shape == (len(window.lines), SHAPES)
        for place in window.counted:
            assert place > 0 or window.lines[0] == 0
            assert place + 1 < len(window.lines) or window.lines[-1] == count - 1


def test_of_a_long_line_the_first_and_the_last_words_are_read(tokenizer: Tokenizer) -> None:
    line = "alpha " + "beta " * 5000 + "omega"
    words = tokenizer.decode(shorten(line, tokenizer=tokenizer)).split()
    assert (words[0], words[-1]) == ("alpha", "omega")
    assert len(words) < 40


def test_the_mean_of_a_line_takes_its_own_tokens_alone(tokenizer: Tokenizer) -> None:
    window = cut_page(["Ice closes harbour", "Advertisement"], tokenizer=tokenizer)[0]
    pool = pool_lines(window, lines=3, tokens=len(window.ids) + 5)
    assert np.allclose(pool.sum(axis=1), [1, 1, 0])
    assert [int(row.astype(bool).sum()) for row in pool] == [window.line_of.count(0), window.line_of.count(1), 0]


def test_word_embeddings_are_those_of_the_packaged_encoder() -> None:
    path = find_weights() / "model.safetensors"
    ids = [0, 101, 102, 2000, 30521]
    with safe_open(str(path), framework="np") as tensors:
        name = next(key for key in tensors.keys() if key.endswith("word_embeddings.weight"))  # noqa: SIM118
        expected = tensors.get_tensor(name)[ids]
    assert np.array_equal(WordEmbeddings(path).look_up(ids), expected)


def test_what_reads_like_furniture_goes_and_the_article_stays() -> None:
    odd = "Get our Torsund briefing: five harbour stories to start your day, every morning"
    cleaned = clean("\n".join(["Ice closes the harbour of Torsund", *PROSE[:2], odd, *PROSE[2:]]))
    assert [removal.text for removal in cleaned.removed] == [odd]
    assert all(line in cleaned.text.split("\n\n") for line in PROSE)


def _count_removed(page: LabelledPage, cleaned: Cleaned) -> int:
    kept = set(cleaned.text.split("\n\n"))
    return sum(line not in kept for line in page.furniture)


@pytest.mark.parametrize("pattern", ["blind_*", "held_*"])
def test_the_tagger_finds_what_the_rules_leave(pattern: str) -> None:
    pages = read_pages(pattern)
    by_rules, with_tagger = (
        sum(_count_removed(page, by(page.text)) for page in pages) for by in (clean_by_rules, clean)
    )
    assert with_tagger >= by_rules + (760 if pattern == "blind_*" else 0)


def test_a_quote_in_another_script_is_not_judged_by_what_cannot_be_read() -> None:
    quote = "أعيد فتح الميناء يوم الثلاثاء بعد 9 أيام من الجليد."
    assert quote in clean("\n".join([*PROSE[:3], quote, PROSE[3]])).text


def test_a_text_without_an_article_is_left_alone() -> None:
    assert judge_page(["Milk", "Eggs", "Subscribe to our newsletter", "Bread"]) == NO_VERDICT
    assert judge_page([*PROSE, *["Subscribe to our newsletter"] * 600]) == NO_VERDICT


def test_cleaning_twice_is_cleaning_once() -> None:
    for page in read_pages("blind_*")[:12]:
        once = clean(page.text)
        again = clean(once.text)
        assert again.text == once.text, page.name
        assert again.removed == ()


def test_scores_do_not_depend_on_what_is_read_beside_a_page() -> None:
    short, long = ["Ice closes harbour", *PROSE], [*PROSE, "Share this article", *PROSE] * 12
    tagger = open_tagger()
    assert np.allclose(tagger.score(short), tagger.score(short))
    assert len(tagger.score(long)) == len(long)
    assert len(tagger.score([])) == 0


@pytest.mark.parametrize("damage", ["missing", "changed", "not json"])
def test_a_damaged_tagger_says_what_to_do(tmp_path: Path, damage: str) -> None:
    shutil.copytree(MODEL_FOLDER, tmp_path / "model")
    described = tmp_path / "model/model.json"
    if damage == "missing":
        described.unlink()
    elif damage == "changed":
        (tmp_path / "model" / json.loads(described.read_text())["file"]).write_bytes(b"other")
    else:
        described.write_text("{")
    with pytest.raises(ModelMissingError, match="Install Footnote again"):
        PageTagger(tmp_path / "model")
