"""Question files: every form as it is, and what is wrong with one in a line that says where."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

from rag.evaluation.beir import is_collection, read_collection
from rag.evaluation.errors import EvaluationError
from rag.evaluation.files import choose, read_library_questions, read_questions
from rag.evaluation.types import Form, LibraryQuestion, MarkedAnswer, PassageQuestion, SentenceQuestion

SAMPLES = Path(__file__).parent / "data" / "sample_questions.jsonl"
SHARED = Path(__file__).parents[2] / "shared"


def write_lines(path: Path, *rows: Any) -> Path:
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def test_questions_over_a_library(tmp_path: Path) -> None:
    path = write_lines(
        tmp_path / "q.jsonl",
        {
            "id": "s1",
            "question": " who  said\tit? ",
            "answerable": True,
            "answer": ["Holt"],
            "quote_contains": [["Gen. Ada Holt", "ice"], ["Holt said"]],
            "must_not_quote": ["novels"],
            "why": "whatever",
        },
        "",
        {"question": "who flew?", "answerable": False},
    )
    found = read_questions(path)
    assert found.form is Form.LIBRARY
    assert found.library == (
        LibraryQuestion(
            id="s1",
            text="who said it?",
            is_answerable=True,
            answers=("Holt",),
            quote_contains=(("Gen. Ada Holt", "ice"), ("Holt said",)),
            must_not_quote=("novels",),
        ),
        LibraryQuestion(id="2", text="who flew?", is_answerable=False),
    )
    assert read_library_questions(path) == found.library


def test_the_questions_that_come_with_the_tests_can_be_read() -> None:
    questions = read_library_questions(SAMPLES)
    assert len(questions) == 90
    assert sum(question.is_answerable for question in questions) == 62


def test_the_example_in_the_documents_can_be_read(tmp_path: Path) -> None:
    page = (Path(__file__).parents[1] / "docs" / "questions.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    first, second = read_library_questions(write_lines(tmp_path / "q.jsonl", example))
    assert (first.id, first.is_answerable, second.id, second.is_answerable) == ("s1", True, "s2", False)
    assert first.quote_contains == (("repair costs", "million"), ("3.5 million",))


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("questions/seeds_dev.jsonl", Form.LIBRARY),
        ("data/answer_sentence/trecqa_castorini_dev.jsonl.gz", Form.SENTENCES),
        ("data/span/squad2_half_a.jsonl.gz", Form.PASSAGES),
    ],
)
def test_the_shared_files_can_be_read_as_they_are(name: str, form: Form) -> None:
    if not (SHARED / name).is_file():
        pytest.skip(f"../shared/{name} is not here")
    found = read_questions(SHARED / name)
    assert found.form is form
    assert found.library or found.passages or found.sentences


PASSAGE = "The bridge cost 3 million. It opened in May."


def test_questions_beside_a_passage_a_line_each_and_gzipped(tmp_path: Path) -> None:
    row = {"id": 7, "question": "what did it cost?", "context": PASSAGE, "is_impossible": False}
    path = tmp_path / "span.jsonl.gz"
    path.write_bytes(
        gzip.compress(
            b"\n".join(
                json.dumps(one, ensure_ascii=False).encode()
                for one in (
                    row | {"answers": [{"text": "3 million", "start": 16}, {"text": "million"}], "title": "Bridge"},
                    {"question": "who built it?\u2028", "context": PASSAGE, "answers": [], "is_impossible": True},
                )
            )
        )
    )
    found = read_questions(path)
    assert found.form is Form.PASSAGES
    assert found.passages == (
        PassageQuestion(
            id="7",
            text="what did it cost?",
            title="Bridge",
            passage=PASSAGE,
            is_answerable=True,
            answers=(MarkedAnswer("3 million", 16), MarkedAnswer("million", None)),
        ),
        PassageQuestion(id="2", text="who built it?", title="-", passage=PASSAGE, is_answerable=False, answers=()),
    )


def test_squads_own_nested_form_is_the_same(tmp_path: Path) -> None:
    asked = [
        {"id": "a", "question": "what did it cost?", "answers": [{"text": "3 million", "answer_start": 16}]},
        {"id": "b", "question": "who?", "answers": [], "is_impossible": True, "plausible_answers": [{"text": "It"}]},
    ]
    whole = {"version": "v2.0", "data": [{"title": "Bridge", "paragraphs": [{"context": PASSAGE, "qas": asked}]}]}
    for indent in (None, 1):
        path = tmp_path / "dev.json"
        path.write_text(json.dumps(whole, indent=indent), encoding="utf-8")
        questions = read_questions(path).passages
        assert [(q.id, q.title, q.is_answerable, q.answers) for q in questions] == [
            ("a", "Bridge", True, (MarkedAnswer("3 million", 16),)),
            ("b", "Bridge", False, ()),
        ]


def test_candidate_sentences(tmp_path: Path) -> None:
    candidates = [{"text": " One. ", "label": 0}, {"text": "Two.", "label": True}]
    path = write_lines(
        tmp_path / "s.jsonl", {"question": "which?", "candidates": candidates}, {"question": "none?", "candidates": []}
    )
    found = read_questions(path)
    assert found.sentences == (
        SentenceQuestion(id="1", text="which?", sentences=("One.", "Two."), labels=(False, True)),
        SentenceQuestion(id="2", text="none?", sentences=(), labels=()),
    )
    assert [question.is_clean for question in found.sentences] == [True, False]


GOOD = {"question": "who?", "answerable": False}
READ = {"question": "who?", "context": PASSAGE, "is_impossible": False}


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ("{not json", r"line 2: this is not JSON"),
        ("[1]", r"line 2: this is \[1\], not a JSON object"),
        ({"answerable": True}, "line 2: it is answerable: list its `answer`"),
        ({"question": "", "answerable": False}, "line 2: `question` must be a text"),
        ({"question": "?!", "answerable": False}, "line 2: There is no word"),
        ({"question": "who?", "answerable": "yes"}, 'line 2: `answerable` must be true or false, not "yes"'),
        ({"question": "who?", "answerable": True}, "line 2: it is answerable: list its `answer`"),
        ({"question": "who?", "answerable": True, "answer": "Holt"}, "line 2: `answer` must be a list of texts"),
        ({"question": "who?", "answerable": True, "quote_contains": ["x"]}, "line 2: `quote_contains` must be a list"),
        ({"question": "who?", "answerable": True, "quote_contains": [[]]}, "line 2: `quote_contains` has an empty"),
        ({"question": "who?", "answerable": False, "id": [1]}, "line 2: `id` must be"),
        ({"question": "who?", "answerable": False, "id": "1"}, "line 2: the id '1' stands at line 1 already"),
    ],
)
def test_a_wrong_line_of_questions_is_named(second: Any, said: str, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "q.jsonl", GOOD, second)
    with pytest.raises(EvaluationError, match=said) as caught:
        read_questions(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (READ | {"answers": []}, "line 1: `answers` is empty"),
        (READ | {"answers": [{"text": "3 million", "start": 15}]}, r"line 1, answers\[0\]: '3 million' does not stand"),
        (READ | {"answers": [{"text": "3 million", "start": -28}]}, "does not stand at -28"),
        (READ | {"answers": [{"start": 0}]}, r"line 1, answers\[0\]: `text` must be a text, not missing"),
        (READ | {"answers": "3 million"}, "line 1: `answers` must be a list of objects"),
        (READ | {"context": " "}, "line 1: `context` must be a text"),
        (READ | {"is_impossible": None}, "line 1: `is_impossible` must be true or false"),
        ({"question": "who?", "candidates": [{"text": "x", "label": 2}]}, r"candidates\[0\]: `label` must be true"),
        ({"question": "who?"}, "line 1: this is no question"),
        ({"query": "who?", "answer": []}, "line 1: this is no question"),
    ],
)
def test_a_wrong_line_of_the_other_forms_is_named(row: Any, said: str, tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=said):
        read_questions(write_lines(tmp_path / "q.jsonl", row))


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b'{"question": "\xff"}', r"not text in UTF-8 \(byte 14\)"),
        (gzip.compress(b"{}" * 99)[:20], "is gzipped, and damaged"),
        (b'{"data": [{"paragraphs": []}]}', "holds no question"),
        (b'{"data": [{"paragraphs": [{"qas": [{}]}]}]}', r"data\[0\], paragraphs\[0\], qas\[0\]: `context`"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(raw: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_bytes(raw)
    with pytest.raises(EvaluationError, match=said):
        read_questions(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"There is no .*none\.jsonl"):
        read_questions(tmp_path / "none.jsonl")


def test_only_questions_over_a_library_will_do_where_they_are_asked_for(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "q.jsonl", {"question": "which?", "candidates": []})
    with pytest.raises(EvaluationError, match="its form is sentences"):
        read_library_questions(path)


def test_a_limit_takes_the_same_questions_whatever_their_order() -> None:
    ids = [str(number) for number in range(100)]
    ten = choose(ids, limit=10)
    assert len(ten) == 10
    assert ten == choose(ids[::-1], limit=10) < choose(ids, limit=11)
    assert choose(ids, limit=None) == choose(ids, limit=1000) == frozenset(ids)


def write_collection(folder: Path, *, qrels: str = "test.tsv") -> Path:
    (folder / "qrels").mkdir(parents=True)
    write_lines(
        folder / "corpus.jsonl",
        {"_id": "d1", "title": "Bridge", "text": PASSAGE},
        {"_id": "d2", "text": "The harbour was closed by ice."},
        {"_id": "d3", "title": "", "text": "\n"},
    )
    write_lines(
        folder / "queries.jsonl", {"_id": "q1", "text": "cost of  the bridge"}, {"_id": "q2", "text": "zeppelins"}
    )
    write_lines(folder / "qrels" / qrels, "query-id\tcorpus-id\tscore", "q1\td1\t2", "q1\td2\t0", "q9\td1\t1")
    return folder


def test_a_collection_in_beirs_form(tmp_path: Path) -> None:
    folder = write_collection(tmp_path / "small")
    assert is_collection(folder)
    assert not is_collection(tmp_path)
    found = read_collection(folder)
    assert [(q.id, q.text, dict(q.gains)) for q in found.questions] == [("q1", "cost of the bridge", {"d1": 2})]
    assert {name: (article.title, article.text) for name, article in found.articles.items()} == {
        "d1": ("Bridge", PASSAGE),
        "d2": ("-", "The harbour was closed by ice."),
    }


def test_of_several_splits_test_is_taken_and_one_alone_will_do(tmp_path: Path) -> None:
    only = write_collection(tmp_path / "only", qrels="dev.tsv")
    assert len(read_collection(only).questions) == 1
    write_lines(only / "qrels" / "train.tsv", "q2\td1\t1")
    with pytest.raises(EvaluationError, match=r"there is dev\.tsv, train\.tsv"):
        read_collection(only)
    write_lines(only / "qrels" / "test.tsv", "q2\td1\t1")
    assert [question.id for question in read_collection(only).questions] == ["q2"]


@pytest.mark.parametrize(
    ("file", "lines", "said"),
    [
        ("qrels/test.tsv", ["query-id\tcorpus-id\tscore", "q1 d1 1"], r"test\.tsv, line 2: this is not query-id"),
        ("qrels/test.tsv", ["q1\td1\t0.5"], r"test\.tsv, line 1: this is not query-id"),
        ("qrels/test.tsv", ["q9\td1\t1"], "None of the questions"),
        ("queries.jsonl", ['{"_id": "q1"}'], r"queries\.jsonl, line 1: `text` must be a text, not missing"),
        ("corpus.jsonl", ['{"_id": "d1", "text": 3}'], r"corpus\.jsonl, line 1: `title` and `text` must be texts"),
    ],
)
def test_what_is_wrong_with_a_collection_is_named(file: str, lines: list[str], said: str, tmp_path: Path) -> None:
    folder = write_collection(tmp_path / "small")
    write_lines(folder / file, *lines)
    with pytest.raises(EvaluationError, match=said):
        read_collection(folder)
