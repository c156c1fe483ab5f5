"""The trained reader, as it is shipped."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from conftest import make_article

from corpus.splitting import split
from index.errors import ModelNotFoundError
from index.types import Hit
from rag.reader.cross_encoder import MODEL_FOLDER, CrossEncoderReader

TEXT = (
    "The harbour of Lund was closed on Monday because of ice. Ada Holt, the harbour master, said that a tug sank.\n\n"
    "Norway lent Denmark two icebreakers last week. Denmark gave Norway 300 tonnes of salt in return."
)


@pytest.fixture(scope="module")
def reader() -> CrossEncoderReader:
    return CrossEncoderReader()


def hits(text: str = TEXT, *, title: str | None = None) -> list[Hit]:
    article = make_article(text, title=title)
    return [
        Hit(article=article, chunk=chunk, rank=rank, score=1.0) for rank, chunk in enumerate(split(article), start=1)
    ]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Why was the harbour of Lund closed?", "ice"),
        ("Who is the harbour master?", "Ada Holt"),
        ("What did Denmark give Norway?", "300 tonnes of salt"),
        ("How many icebreakers did Norway lend?", "two"),
    ],
)
def test_it_finds_the_words_that_answer(reader: CrossEncoderReader, question: str, answer: str) -> None:
    (reading,) = reader.read(question, hits())
    assert answer in reading.hit.article.text[slice(*reading.answer)]
    assert len(reading.hit.article.text[slice(*reading.answer)]) <= len(answer) + 25


def test_it_is_surer_of_an_answer_than_of_another_subject(reader: CrossEncoderReader) -> None:
    (sure,) = reader.read("Who is the harbour master?", hits())
    (unsure,) = reader.read("Who won the 2022 World Cup?", hits())
    assert unsure.probability < reader.threshold < sure.probability


def test_every_reading_lies_inside_its_sentences(reader: CrossEncoderReader) -> None:
    text = "\n\n".join(
        f"🌉 Number {n} of the cafe\u0301 was {n * 7} metres high. It fell in {1900 + n}." for n in range(40)
    )
    found = hits(text)
    readings = reader.read("How high was number 12?", found)
    assert [reading.hit for reading in readings] == found
    for reading in readings:
        words = text[slice(*reading.answer)]
        assert words == words.strip() != ""
        assert reading.hit.chunk.start <= reading.answer.start < reading.answer.end <= reading.hit.chunk.end
        assert [evidence.sentence for evidence in reading.evidence] == list(reading.hit.chunk.sentences)
        assert all(0.0 <= evidence.probability <= 1.0 for evidence in reading.evidence)


def test_a_title_says_what_the_words_are_about(reader: CrossEncoderReader) -> None:
    text = "Seven instruments are on board. They weigh 244 kilograms in all."
    question = "How many instruments does the Aditya-L1 probe carry?"
    (untold,) = reader.read(question, hits(text, title="News of the day"))
    (told,) = reader.read(question, hits(text, title="India launches the probe Aditya-L1 towards the Sun"))
    assert told.probability > untold.probability + 0.1
    assert text[slice(*told.answer)] in ("Seven", "Seven instruments")


@pytest.mark.parametrize("title", ["Ada Holt is the harbour master", "x" * 5000, "\n \t", "🌉 e\u0301" * 300])
def test_no_answer_is_taken_from_a_title(reader: CrossEncoderReader, title: str) -> None:
    text = "A tug sank on Monday. She said that it will take a week to raise it."
    (reading,) = reader.read("Who is the harbour master?", hits(text, title=title))
    assert 0 <= reading.answer.start < reading.answer.end <= len(text)
    assert len(reading.evidence) == 2


def test_a_chunk_reads_the_same_alone_and_among_others(reader: CrossEncoderReader) -> None:
    found = hits("\n\n".join(f"The tram number {n} was built in {1900 + n} by the town of Lund." for n in range(60)))
    together = reader.read("When was tram 31 built?", found)
    alone = [reader.read("When was tram 31 built?", [hit])[0] for hit in found]
    # int8 scales activations by their batch, so that the digits move; what is surest does not.
    assert [reading.probability for reading in together] == pytest.approx([r.probability for r in alone], abs=0.1)
    surest = max(range(len(found)), key=lambda number: together[number].probability)
    assert "tram number 31" in found[surest].text
    assert together[surest].answer == alone[surest].answer


@pytest.mark.parametrize("question", ["?", "x" * 1000, "wer " * 300, "\u202eabc 🌉"])
def test_odd_questions_are_read_without_failing(reader: CrossEncoderReader, question: str) -> None:
    assert len(reader.read(question, hits())) == 1


def test_nothing_to_read_gives_nothing(reader: CrossEncoderReader) -> None:
    assert reader.read("who?", []) == []


def test_the_file_is_the_one_that_its_description_names_and_small_enough() -> None:
    described = json.loads((MODEL_FOLDER / "model.json").read_text())
    data = (MODEL_FOLDER / described["file"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == described["sha256"]
    assert len(data) == described["bytes"] <= 25_000_000
    assert described["sha256"] in (MODEL_FOLDER / "MODEL_CARD.md").read_text()


@pytest.mark.parametrize("damage", ["reader-int8.onnx", "model.json", None])
def test_a_damaged_or_missing_model_is_said_in_one_line(tmp_path: Path, damage: str | None) -> None:
    folder = tmp_path / "model"
    if damage:
        shutil.copytree(MODEL_FOLDER, folder)
        (folder / damage).write_bytes((folder / damage).read_bytes()[:-20])
    with pytest.raises(ModelNotFoundError, match="Install Footnote again") as caught:
        CrossEncoderReader(folder)
    assert "\n" not in str(caught.value)
