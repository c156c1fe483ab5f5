"""The OpenAI-compatible routes, as OpenAI's own client sees them and as they are on the wire."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
from conftest import ARTICLES
from serving_fixtures import serving
from starlette.testclient import TestClient
from web_fixtures import FixedReader, open_page

from index.keys import Scope
from index.library import Library
from rag.answer_json import to_json
from rag.answering import Answerer
from rag.conversation import Conversations, Turn
from web import chat_models, models
from web.app import create_app
from web.history import turns_of
from web.protection import Protection

CHAT = "/v1/chat/completions"
FIRST, SECOND = "What had ice damaged in the harbour of Lund?", "And when was that?"
TEXTS = {article.id: article.text for article in ARTICLES}


def say(text: Any, role: str = "user") -> dict[str, Any]:
    return {"role": role, "content": text}


def ask(client: TestClient, *messages: dict[str, Any], **more: Any) -> Any:
    return client.post(CHAT, json={"model": "footnote", "messages": messages or [say(FIRST)], **more})


def refusal_of(reply: Any) -> dict[str, Any]:
    chat_models.ChatError.model_validate(reply.json())
    error: dict[str, Any] = reply.json()["error"]
    assert list(error) == ["message", "type", "param", "code"]
    return error


@pytest.fixture
def client(library: Library) -> TestClient:
    return open_page(library)


@pytest.fixture
def origin(library: Library) -> Iterator[str]:
    app = create_app(Answerer(library, FixedReader("ice had damaged No. 2 crane")), examples=())
    with serving(app) as address:
        yield address


@pytest.fixture
def openai_client(origin: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{origin}/v1", api_key="sk-of-another-service", max_retries=0) as client:
        yield client


def answer_whole(client: openai.OpenAI, messages: list[Any]) -> tuple[str, dict[str, Any]]:
    completion = client.chat.completions.create(model="footnote", messages=messages, temperature=0.2)
    [choice] = completion.choices
    assert (choice.finish_reason, choice.message.role) == ("stop", "assistant")
    assert completion.usage is not None
    assert completion.usage.total_tokens == 0
    assert choice.message.content is not None
    assert completion.model_extra is not None
    return choice.message.content, completion.model_extra["footnote"]


def answer_streamed(client: openai.OpenAI, messages: list[Any]) -> tuple[str, dict[str, Any]]:
    stream = client.chat.completions.create(
        model="footnote", messages=messages, stream=True, stream_options={"include_usage": True}
    )
    chunks = list(stream)
    assert [chunk.choices[0].finish_reason for chunk in chunks[:-1]] == [None, "stop"]
    assert chunks[-1].choices == []
    assert chunks[-1].usage is not None
    said = [chunk.choices[0].delta.content for chunk in chunks[:-1]]
    assert said[1] is None
    assert said[0] is not None
    assert chunks[0].model_extra is not None
    return said[0], chunks[0].model_extra["footnote"]


@pytest.mark.parametrize("answer", [answer_whole, answer_streamed])
def test_openais_client_holds_a_conversation_of_two_turns(
    library: Library, openai_client: openai.OpenAI, answer: Any
) -> None:
    conversations = Conversations(Answerer(library, FixedReader("ice had damaged No. 2 crane")))
    expected = conversations.ask([Turn(question=FIRST), Turn(question=SECOND)])
    assert expected[1].standalone_question is not None

    messages = [say("You are terse.", "system"), say(FIRST)]
    for turn, follow_up in zip(expected, (SECOND, None), strict=True):
        text, footnote = answer(openai_client, messages)
        assert {**footnote, "timings_ms": {}} == {**to_json(turn), "timings_ms": {}}
        for quote in footnote["quotes"]:
            assert TEXTS[quote["article_id"]][quote["start"] : quote["end"]] == quote["text"]
            assert f"“{quote['text']}”" in text
            assert f"[{quote['number']}] " in text
        messages += [say(text, "assistant"), say(follow_up)]


def test_openais_client_lists_the_models(openai_client: openai.OpenAI) -> None:
    assert [model.id for model in openai_client.models.list()] == ["footnote"]
    assert openai_client.models.retrieve("footnote").owned_by == "footnote"
    with pytest.raises(openai.NotFoundError) as caught:
        openai_client.models.retrieve("gpt-4o")
    assert caught.value.code == "model_not_found"


def test_openais_client_raises_what_its_users_expect(library: Library, openai_client: openai.OpenAI) -> None:
    create = openai_client.chat.completions.create
    with pytest.raises(openai.NotFoundError) as unknown:
        create(model="gpt-4o", messages=[{"role": "user", "content": FIRST}])
    assert (unknown.value.code, unknown.value.param) == ("model_not_found", "model")
    assert "The only one is 'footnote'" in unknown.value.message
    with pytest.raises(openai.BadRequestError) as empty:
        create(model="footnote", messages=[{"role": "user", "content": "?!"}])
    assert (empty.value.code, empty.value.type) == ("invalid_question", "invalid_request_error")

    app = create_app(Answerer(library, FixedReader("ice")), examples=(), protection=Protection(requires_key=True))
    _, secret = library.keys.add("front end", [Scope.ASK])
    with serving(app) as origin:
        for key in ("sk-of-another-service", f"fn_{'x' * 43}"):
            with (
                openai.OpenAI(base_url=f"{origin}/v1", api_key=key, max_retries=0) as stranger,
                pytest.raises(openai.AuthenticationError) as refused,
            ):
                stranger.models.list()
            assert (refused.value.code, refused.value.type) == ("key_required", "authentication_error")
        with openai.OpenAI(base_url=f"{origin}/v1", api_key=secret, max_retries=0) as known:
            text, _ = answer_whole(known, [say(FIRST)])
            assert "ice" in text


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"n": 2}, "n"),
        ({"n": True}, "n"),
        ({"stream": "yes"}, "stream"),
        ({"modalities": ["text", "audio"]}, "modalities"),
        ({"response_format": {"type": "json_object"}}, "response_format"),
        ({"messages": []}, "messages"),
        ({"messages": [say("I am an assistant.", "assistant")]}, None),
        ({"messages": [say("ice"), say([{"type": "image_url", "image_url": {"url": "x"}}])]}, "messages[1].content"),
        ({"messages": [say([{"type": "text"}])]}, "messages[0].content"),
        ({"messages": [say(7)]}, "messages[0].content"),
        ({"messages": [say("ice", "wizard")]}, "messages[0].role"),
        ({"footnote": {"sauce": "x"}}, "footnote.sauce"),
        ({"footnote": {"top": 51}}, "footnote.top"),
        ({"model": None}, "model"),
        ({"stream_options": {"include_usage": "yes"}}, "stream_options.include_usage"),
    ],
)
def test_what_cannot_be_done_is_refused_by_name(client: TestClient, more: dict[str, Any], param: str | None) -> None:
    reply = client.post(CHAT, json={"model": "footnote", "messages": [say(FIRST)]} | more)
    assert reply.status_code == 400
    error = refusal_of(reply)
    assert (error["param"], error["type"], error["code"]) == (param, "invalid_request_error", "invalid_request")
    assert error["message"].startswith(f"{param or 'body'}: ")


def test_what_means_nothing_here_is_accepted(client: TestClient) -> None:
    reply = ask(
        client,
        say("Answer as a pirate.", "system"),
        {"role": "assistant", "content": None, "tool_calls": [{"id": "1"}]},
        {"role": "tool", "content": [{"type": "image_url"}], "tool_call_id": "1"},
        say([{"type": "text", "text": "What had ice damaged"}, {"type": "text", "text": "in the harbour?"}]),
        say("Ahoy,", "assistant"),
        temperature=2, top_p=0.1, max_tokens=1, tools=[], seed=None, user="me", n=1, modalities=["text"],
        response_format={"type": "text"}, stream_options=None, metadata={"chat_id": "x"},
    )  # fmt: skip
    assert reply.status_code == 200
    assert reply.json()["footnote"]["question"] == "What had ice damaged in the harbour?"


def test_a_reply_has_the_published_shape_and_names_the_library(client: TestClient, library: Library) -> None:
    reply = ask(client).json()
    chat_models.ChatCompletion.model_validate(reply)
    models.Answer.model_validate(reply["footnote"])
    assert reply["system_fingerprint"] == f"library-{library.version}"
    assert reply["usage"] == {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}


def test_a_stream_is_one_message_its_end_and_the_mark(client: TestClient) -> None:
    reply = ask(client, stream=True)
    assert reply.headers["content-type"] == "text/event-stream; charset=utf-8"
    *events, mark, end = reply.text.split("\n\n")
    assert (mark, end) == ("data: [DONE]", "")
    chunks = [json.loads(event.removeprefix("data: ")) for event in events]
    assert [chunk["choices"][0]["finish_reason"] for chunk in chunks] == [None, "stop"]
    assert [("usage" in chunk, "footnote" in chunk) for chunk in chunks] == [(False, True), (False, False)]
    whole = ask(client).json()
    assert chunks[0]["choices"][0]["delta"] == whole["choices"][0]["message"]
    assert chunks[1]["choices"][0]["delta"] == {}


def test_filters_are_passed_on(client: TestClient) -> None:
    reply = ask(client, say("what was lent?"), footnote={"source": "gazette", "since": "2026-03-01", "top": 1}).json()
    assert reply["footnote"]["filters"]["source"] == "gazette"
    assert {quote["article_id"] for quote in reply["footnote"]["nearest"]} == {ARTICLES[1].id}


def test_annotations_cite_each_quote_where_it_stands(client: TestClient) -> None:
    reply = ask(client).json()
    message = reply["choices"][0]["message"]
    [annotation] = message["annotations"]
    [quote] = reply["footnote"]["quotes"]
    citation = annotation["url_citation"]
    assert message["content"][citation["start_index"] : citation["end_index"]] == quote["text"]
    assert citation["url"] == f"http://127.0.0.1{quote['href']}"
    assert citation["url"] in message["content"]
    assert client.get(citation["url"]).text.count('<mark class="quoted" id="quote"') == 1


def test_a_refusal_says_so_first_and_cites_nothing(library: Library) -> None:
    reply = ask(open_page(library, answer="zeppelin"), say("Who flew the zeppelin?")).json()
    message = reply["choices"][0]["message"]
    assert message["content"].startswith("**The sources do not say.** ")
    nearest = reply["footnote"]["nearest"]
    assert len(nearest) == 3
    assert message["content"].count("*Not an answer.*") == 3
    assert message["content"].index("None of them is an answer") < message["content"].index(nearest[0]["text"])
    assert message["annotations"] == []


def test_a_long_conversation_is_read_and_an_endless_one_is_refused(client: TestClient) -> None:
    told = "word for word " * 400  # our own replies, which front ends send again
    history = [message for _ in range(50) for message in (say("What is new?"), say(told, "assistant"))]
    reply = ask(client, *history, say(FIRST))
    assert len(reply.request.content) > 4 * 65_536
    assert reply.json()["footnote"]["question"] == FIRST
    reply = ask(client, say(told * 200, "assistant"), say(FIRST))
    assert reply.status_code == 413
    assert refusal_of(reply)["code"] == "body_too_large"


def test_questions_that_failed_before_do_not_spoil_the_conversation() -> None:
    asked = ["", "?!", "x" * 1001, *(f"who is {n}?" for n in range(12)), "and when?"]
    assert [turn.question for turn in turns_of(asked)] == [*(f"who is {n}?" for n in range(3, 12)), "and when?"]
    assert [turn.question for turn in turns_of(["ice?", ""])] == ["ice?", ""]


def test_every_other_failure_has_openais_form_too(client: TestClient) -> None:
    assert refusal_of(client.get("/v1/engines"))["code"] == "not_found"
    wrong_method = client.get(CHAT)
    assert (wrong_method.status_code, wrong_method.headers["allow"]) == (405, "POST")
    assert refusal_of(wrong_method)["code"] == "method_not_allowed"
    assert refusal_of(client.get("/v1/models", headers={"Host": "evil.example"}))["code"] == "host_not_allowed"
    elsewhere = client.get("/v1/models", headers={"Origin": "http://evil.example"})
    assert (elsewhere.status_code, refusal_of(elsewhere)["type"]) == (403, "permission_error")
    broken = client.post(CHAT, content=b"{", headers={"Content-Type": "application/json"})
    assert broken.status_code == 400
    assert refusal_of(broken)["type"] == "invalid_request_error"


def test_openapi_describes_these_routes_with_openais_errors(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for address, method in ((CHAT, "post"), ("/v1/models", "get"), ("/v1/models/{model}", "get")):
        replies = paths[address][method]["responses"]
        assert {"200", "400", "401", "403", "421", "429", "500", "503"} <= set(replies)
        assert "422" not in replies
        for status, reply in replies.items():
            for example in reply["content"]["application/json"].get("examples", {}).values():
                assert int(status) >= 400
                chat_models.ChatError.model_validate(example["value"])
    assert "text/event-stream" in paths[CHAT]["post"]["responses"]["200"]["content"]


def test_the_documented_client_works(origin: str, capsys: pytest.CaptureFixture[str]) -> None:
    document = (Path(__file__).parents[1] / "docs" / "integrations.md").read_text(encoding="utf-8")
    [code] = re.findall(r"```python\n(.*?)```", document, re.DOTALL)
    assert "http://127.0.0.1:8765/v1" in code
    code = code.replace("http://127.0.0.1:8765", origin).replace("What did Russia provide?", FIRST)
    names: dict[str, Any] = {}
    exec(compile(code, "docs/integrations.md", "exec"), names)
    names["client"].close()
    said = capsys.readouterr().out
    assert said.startswith("**ice had damaged No. 2 crane** [1]\n")
    assert "\n1 Gen. Ada Holt said that ice had damaged No. 2 crane. /articles/" in said
