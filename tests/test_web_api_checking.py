"""The API's batch, follow-ups, verification, feedback and status."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import ARTICLES, make_article
from starlette.testclient import TestClient
from web_fixtures import ORIGIN, FixedReader, assert_problem, open_page

from index.feedback import Verdict
from index.library import Library
from rag.answer_json import to_json
from rag.answering import Answerer
from rag.conversation import Conversations, Turn
from rag.evaluation.files import read_library_questions
from web import checking_models, models
from web.app import create_app
from web.problems import Problem

ASK, FEEDBACK, VERIFY = "/api/v1/ask", "/api/v1/feedback", "/api/v1/verify"
QUESTION = "What had the ice damaged?"


@pytest.fixture
def client(library: Library) -> TestClient:
    return open_page(library)


def ask(client: TestClient, **body: Any) -> dict[str, Any]:
    response = client.post(ASK, json=body)
    assert response.status_code == 200, response.text
    models.Answer.model_validate(response.json())
    return {**response.json(), "timings_ms": {}}


def test_a_follow_up_is_understood_in_the_light_of_its_history_unless_it_is_exact(library: Library) -> None:
    answerer = Answerer(library, FixedReader("40,000 books"))
    client = TestClient(create_app(answerer, examples=()), base_url=ORIGIN)
    first, then = "How many books did the city library lend in March?", "And in April?"
    conversations = Conversations(answerer)
    for is_exact in (False, True):
        answers = conversations.ask([Turn(question=first), Turn(question=then, is_exact=is_exact)])
        reply = ask(client, question=then, history=[first], exact=is_exact)
        assert reply == {**to_json(answers[-1]), "timings_ms": {}}
    assert ask(client, question=then, history=[first])["standalone_question"] is not None
    assert ask(client, question=then, history=[first], exact=True)["standalone_question"] is None
    assert ask(client, question=then)["standalone_question"] is None


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"question": "x", "history": ["y"] * 11}, Problem.INVALID_REQUEST),
        ({"question": "x", "history": "y"}, Problem.INVALID_REQUEST),
        ({"question": "x", "exact": 1}, Problem.INVALID_REQUEST),
        ({"question": "x", "history": ["?!"]}, Problem.INVALID_QUESTION),
    ],
)
def test_a_history_that_is_none_is_refused(client: TestClient, body: dict[str, Any], kind: Problem) -> None:
    assert_problem(client.post(ASK, json=body), kind)


def test_a_batch_has_a_reply_for_each_question_in_its_order(client: TestClient) -> None:
    asked = [
        {"question": QUESTION},
        {"question": "?!"},
        {"question": "what was lent?", "source": "gazette", "top": 1},
        {"question": "x" * 1001},
    ]
    response = client.post("/api/v1/ask/batch", json={"questions": asked})
    models.BatchReply.model_validate(response.json())
    replies = response.json()["replies"]
    assert [reply["status"] for reply in replies] == ["answered", 422, "not_in_sources", 422]
    assert {**replies[0], "timings_ms": {}} == ask(client, question=QUESTION)
    assert replies[1]["type"] == replies[3]["type"] == Problem.INVALID_QUESTION.type
    assert replies[2]["filters"]["source"] == "gazette"


@pytest.mark.parametrize(
    "body",
    [{}, {"questions": []}, {"questions": [{"question": "x"}] * 51}, {"questions": ["x"]},
     {"questions": [{"question": "x", "history": ["y"]}]}, {"questions": [{"question": "x", "since": "now"}]}],
)  # fmt: skip
def test_a_batch_that_is_not_as_described_is_refused_as_a_whole(client: TestClient, body: object) -> None:
    assert_problem(client.post("/api/v1/ask/batch", json=body), Problem.INVALID_REQUEST)


def test_an_answer_is_verified_as_it_was_replied_and_after_the_article_changed(
    client: TestClient, library: Library
) -> None:
    answer = ask(client, question=QUESTION)
    reply = client.post(VERIFY, json=answer).json()
    checking_models.CheckReply.model_validate(reply)
    assert reply["is_verbatim"]
    assert [(quote["state"], quote["text"], quote["href"]) for quote in reply["quotes"]] == [
        ("intact", quote["text"], quote["href"]) for quote in answer["quotes"]
    ]
    harbour = ARTICLES[0]
    library.add(make_article(f"It is open again. {answer['quotes'][0]['text']}", name="harbour"))
    reply = client.post(VERIFY, json={"quotes": answer["quotes"]}).json()
    assert [quote["state"] for quote in reply["quotes"]] == ["moved"]
    assert client.get(reply["quotes"][0]["href"]).text.count("<mark") == 1
    library.add(make_article("It is open again, they say.", name="harbour"))
    assert client.post(VERIFY, json=answer).json()["quotes"][0]["state"] == "changed"
    library.remove(harbour.id)
    assert client.post(VERIFY, json=answer).json()["quotes"][0]["state"] == "article_removed"


def test_words_that_were_altered_are_not_believed_and_not_repeated(client: TestClient) -> None:
    answer = ask(client, question=QUESTION)
    answer["quotes"][0]["text"] = "Gen. Ada Holt said that <b>nothing</b> was damaged."
    answer["answers"][0]["text"] = "nothing"
    response = client.post(VERIFY, json=answer)
    assert [quote["state"] for quote in response.json()["quotes"]] == ["altered"]
    assert response.json()["quotes"][0]["text"] is None
    assert response.json()["answers"] == [{"text": "nothing", "is_quoted": False}]
    assert not response.json()["is_verbatim"]
    assert "<b>" not in response.text


@pytest.mark.parametrize(
    "body",
    [{}, {"quotes": [{}]}, {"quotes": [{"article_id": "x", "start": False, "end": 1, "text": "y"}]},
     {"quotes": [{"article_id": "x", "start": -1, "end": 1, "text": "y"}]},
     {"quotes": [{"article_id": "x", "start": 0, "end": 1, "text": ""}]},
     {"quotes": [{"article_id": "x", "start": 0, "end": 1, "text": "y"}] * 101}],
)  # fmt: skip
def test_what_is_no_quote_is_refused(client: TestClient, body: object) -> None:
    assert_problem(client.post(VERIFY, json=body), Problem.INVALID_REQUEST)


def test_feedback_is_kept_with_the_answer_of_now_and_given_out_as_questions(
    client: TestClient, library: Library, tmp_path: Path
) -> None:
    answer = ask(client, question=QUESTION)
    said = {"question": QUESTION, "verdict": "right", "quote": 1, "comment": "yes", "version": library.version}
    response = client.post(FEEDBACK, json=said)
    assert response.status_code == 201
    checking_models.FeedbackReply.model_validate(response.json())
    (kept,) = library.feedback.list()
    assert (kept.id, kept.verdict, kept.quote, kept.comment) == (response.json()["id"], Verdict.RIGHT, 1, "yes")
    assert {**json.loads(kept.answer), "timings_ms": {}} == answer

    assert client.post(FEEDBACK, json={"question": "And?", "history": [QUESTION], "exact": True, "verdict": "right",
                                       "language": "en"}).status_code == 201  # fmt: skip
    export = client.get(FEEDBACK)
    assert export.headers["content-type"] == "application/jsonl"
    path = tmp_path / "given.jsonl"
    path.write_bytes(export.content)
    (question,) = read_library_questions(path)  # the other one was asked with a filter
    assert (question.text, question.answers) == (QUESTION, ("ice had damaged No. 2 crane",))


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"verdict": "great"}, "body.verdict"),
        ({}, "body.verdict"),
        ({"verdict": "right", "quote": 2}, "body.quote"),
        ({"verdict": "right", "quote": 0}, "body.quote"),
        ({"verdict": "right", "version": 2}, "body.version"),
        ({"verdict": "right", "comment": "x" * 2001}, "body.comment"),
        ({"verdict": "right", "answer": "x"}, "body.answer"),
    ],
)
def test_feedback_that_does_not_fit_the_answer_is_refused(
    client: TestClient, library: Library, said: dict[str, Any], where: str
) -> None:
    assert_problem(client.post(FEEDBACK, json={"question": QUESTION, **said}), Problem.INVALID_REQUEST, says=where)
    assert library.feedback.list() == []


def test_a_refusal_has_no_wrong_span(library: Library) -> None:
    said = {"question": QUESTION, "verdict": "wrong-span"}
    response = open_page(library, answer="unheard of").post(FEEDBACK, json=said)
    assert_problem(response, Problem.INVALID_REQUEST, says="body.verdict")


def test_the_status_says_what_answers_and_what_the_limits_are(client: TestClient, library: Library) -> None:
    library.collections.put("ports", [ARTICLES[0].id])
    status = client.get("/api/v1/status").json()
    models.LibraryStatus.model_validate(status)
    assert status["library"] == {"version": library.version, "articles": 3, "chunks": 3}
    assert (status["encoder"], status["reader"], status["threshold"]) == ("hash", "fixed", 0.5)
    assert (status["collections"], status["limits"]["batch"], status["limits"]["history"]) == (1, 50, 10)
