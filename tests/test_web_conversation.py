"""Several questions on one page: turns in order, permalinks, what was understood, conflicts, feedback, other words."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from conftest import make_article
from starlette.datastructures import QueryParams
from starlette.testclient import TestClient
from web_fixtures import ORIGIN, Dom, FixedReader, open_page

from index.errors import LibraryBusyError
from index.feedback import Verdict
from index.library import Library
from index.types import Filters
from rag.answering import Answerer
from rag.conversation import Turn
from rag.types import Answer, AnswerStatus, Conflict, ConflictKind
from web.app import create_app
from web.problems import Problem
from web.strings import Strings
from web.turns import Conversation, read_conversation


@pytest.fixture
def client(library: Library) -> TestClient:
    return open_page(library)


def test_an_address_names_turns_in_their_order() -> None:
    read = read_conversation(QueryParams("exact=b+c&q=a&source=x&since=&v=3&q=%3F%26"))
    assert read.turns == (
        Turn(question="b c", is_exact=True), Turn(question="a"), Turn(question="?&"),
    )  # fmt: skip
    assert read.filters == Filters(source="x")
    assert read.version == 3
    assert read_conversation(QueryParams(read.query)) == read


def test_the_oldest_turns_fall_off() -> None:
    eleven = "&".join(f"q=question+{number}" for number in range(11))
    read = read_conversation(QueryParams(eleven))
    assert [turn.question for turn in read.turns] == [f"question {number}" for number in range(1, 11)]
    then = read_conversation(QueryParams(read.and_then("next").removeprefix("/?").split("#")[0]))
    assert [turn.question for turn in then.turns] == [f"question {number}" for number in range(2, 11)] + ["next"]
    assert [turn.question for turn in read.kept] == [f"question {number}" for number in range(2, 11)]


def test_every_turn_is_on_the_page_with_quotes_of_its_own(client: TestClient) -> None:
    page = Dom(client.get("/?q=what+did+the+ice+do&exact=what+did+the+crane+do").text)
    turns = [turn for turn in page.attributes("article") if (turn.get("class") or "").startswith("turn")]
    assert [turn["id"] for turn in turns if "id" in turn] == ["turn-1", "turn-2"]
    assert page.texts("h2")[:2] == ["what did the ice do", "what did the crane do"]
    ids = [attributes["id"] for _, attributes, _ in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for link in page.attributes("a"):
        if (link["href"] or "").startswith("#") and link["href"] != "#content":
            assert (link["href"] or "")[1:] in ids
    hidden = [(field["name"], field["value"]) for field in page.attributes("input") if field.get("type") == "hidden"]
    assert hidden == [("q", "what did the ice do"), ("exact", "what did the crane do")]


def test_a_chip_leads_to_its_quote_and_is_described_by_its_words(client: TestClient) -> None:
    page = Dom(client.get("/?q=what+did+the+ice+do").text)
    (chip,) = [link for link in page.attributes("a") if link.get("class") == "chip"]
    assert chip["href"] == "#turn-1-quote-1"
    described = {attributes.get("id"): "".join(text) for _, attributes, text in page.elements}
    assert described[chip["aria-describedby"]] == "Gen. Ada Holt said that ice had damaged No. 2 crane."


def test_an_answer_says_what_is_announced_once(client: TestClient, library: Library) -> None:
    page = Dom(client.get("/?q=what+did+the+ice+do").text)
    (turn,) = [turn for turn in page.attributes("article") if "data-says" in turn]
    assert turn["data-says"] == "Answer: ice had damaged No. 2 crane. Very likely right, 1 quote."
    live = [attributes for _, attributes, _ in page.elements if attributes.get("role") == "status"]
    assert live == [{"class": "unseen", "id": "status", "role": "status"}]
    assert not [attributes for _, attributes, _ in page.elements if "aria-live" in attributes]
    refusal = Dom(open_page(library, answer="unheard of").get("/?q=who+won").text)
    (turn,) = [turn for turn in refusal.attributes("article") if "data-says" in turn]
    assert turn["data-says"] == "The sources do not say. The nearest passages: 3."


def test_a_permalink_names_the_version_and_says_so_if_the_library_has_changed(library: Library) -> None:
    client = open_page(library)
    page = Dom(client.get("/?q=what+did+the+ice+do&q=and+the+crane&source=courier").text)
    links = [a["href"] or "" for a in page.attributes("a") if "&v=" in (a["href"] or "")]
    assert links == [
        "/?q=what+did+the+ice+do&source=courier&v=3#turn-1",
        "/?q=what+did+the+ice+do&q=and+the+crane&source=courier&v=3#turn-2",
    ]
    assert "has changed since" not in client.get(links[0]).text
    library.add(make_article("Later.", name="later"))
    changed = client.get(links[0]).text
    assert changed.count("The library has changed since this link was made.") == 1
    assert "has changed since" not in client.get("/?q=what+did+the+ice+do").text


def test_what_a_follow_up_was_understood_as_can_be_edited(library: Library) -> None:
    class Understanding(Answerer):
        def ask(self, question: str, **how: Any) -> Answer:
            return replace(super().ask(question, **how), standalone_question="what did the ice in Lund do")

    client = TestClient(create_app(Understanding(library, FixedReader("ice")), examples=()), base_url=ORIGIN)
    html = client.get("/?q=first&exact=and+there&language=en").text
    assert html.count("Understood as") == 2
    page = Dom(html)
    boxes = [field for field in page.attributes("input") if field.get("name") == "exact" and field["type"] == "text"]
    assert [box["value"] for box in boxes] == ["what did the ice in Lund do"] * 2
    (form,) = [part for part in html.split("<form") if 'id="turn-2-exact"' in part]
    assert form.count('<input type="hidden"') == 2
    assert '<input type="hidden" name="q" value="first">' in form
    assert '<input type="hidden" name="language" value="en">' in form


class Disputed(Answerer):
    """Finds that its first two answers contradict each other."""

    def ask(self, question: str, **how: Any) -> Answer:
        answer = super().ask(question, **how)
        assert len(answer.answers) >= 2
        conflict = Conflict(kind=ConflictKind.NUMBER, answers=(0, 1))
        return replace(answer, status=AnswerStatus.CONFLICTING, conflicts=(conflict,))


class NumberReader(FixedReader):
    """Reads another number in each article."""

    def _read(self, hit: Any) -> Any:
        self._answer = {"One": "12 people", "Two": "14 people"}[hit.article.title]
        return super()._read(hit)


def test_conflicting_sources_stand_side_by_side_and_none_is_declared_right(
    open_library: Callable[..., Library],
) -> None:
    library = open_library()
    library.add(make_article("The ferry carried 12 people.", name="one", title="One", publisher="First Post"))
    library.add(make_article("On the ferry were 14 people, he said.", name="two", title="Two", publisher="Second Post"))
    client = TestClient(create_app(Disputed(library, NumberReader("")), examples=()), base_url=ORIGIN)
    html = client.get("/?q=how+many+people+did+the+ferry+carry").text
    page = Dom(html)
    assert "The sources differ." in page.texts("h3")
    assert "Answer" not in page.texts("h3")
    sides = html.split('<ul class="sides">')[1].split("</ul>")[0].split("<li>")[1:]
    assert len(sides) == 2
    for side in (side.split("</li>")[0] for side in sides):
        number, publisher = ("12", "First Post") if "12 people" in side else ("14", "Second Post")
        assert Dom(side).texts("mark") == [f"{number} people"]
        assert publisher in side
        assert Dom(side).attributes("time") == [{"datetime": "2026-01-02"}]
    assert "The sources differ." in html.split('data-says="')[1].split('"')[0]


def test_feedback_is_kept_with_the_answer_and_the_page_comes_back(library: Library) -> None:
    client = open_page(library)
    html = client.get("/?q=first+of+all&exact=what+did+the+ice+do").text
    forms = [form for form in Dom(html).attributes("form") if form.get("method") == "post"]
    assert forms[1]["action"] == "/feedback?q=first+of+all&exact=what+did+the+ice+do&v=3"
    reply = client.post(
        forms[1]["action"], data={"verdict": "wrong-span"}, headers={"Origin": ORIGIN}, follow_redirects=False
    )
    assert reply.status_code == 303
    assert reply.headers["location"] == "/?q=first+of+all&exact=what+did+the+ice+do&v=3#turn-2-thanks"
    (kept,) = library.feedback.list()
    assert (kept.verdict, kept.question) == (Verdict.WRONG_SPAN, "what did the ice do")
    assert json.loads(kept.answer)["answers"][0]["text"] == "ice had damaged No. 2 crane"
    assert 'id="turn-2-thanks"' in html


@pytest.mark.parametrize(
    ("address", "body", "status"),
    [
        ("/feedback?q=ice", "verdict=brilliant", 422), ("/feedback?q=ice", "", 422),
        ("/feedback", "verdict=right", 422),
        ("/feedback?q=%3F", "verdict=right", 422), ("/feedback?q=ice&v=1", "verdict=right", 422),
        ("/feedback?q=ice&sauce=1", "verdict=right", 422), ("/feedback?q=ice", "a=1&" * 30, 422),
        ("/feedback?q=ice", b"verdict=\xff", 422),
    ],
)  # fmt: skip
def test_feedback_that_says_nothing_is_refused(library: Library, address: str, body: str | bytes, status: int) -> None:
    reply = open_page(library).post(address, content=body, headers={"Origin": ORIGIN})
    assert reply.status_code == status
    assert library.feedback.list() == []


def test_feedback_of_another_site_is_refused(library: Library) -> None:
    client = open_page(library)
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        reply = client.post("/feedback?q=ice", data={"verdict": "right"}, headers=headers)
        assert reply.status_code in (401, 403)
    assert library.feedback.list() == []


def test_follow_ups_come_only_where_they_are_asked_for(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def follow_ups(_: object, answer: Answer, *, asked: Sequence[str] = ()) -> tuple[str, ...]:
        return f"What else than {answer.question}?", " ".join(asked)

    monkeypatch.setattr("rag.suggesting.Suggester.follow_ups", follow_ups)
    client = open_page(library)
    plain = client.get("/?q=ice&q=crane").text
    assert "What else" not in plain
    assert 'href="/?q=ice&amp;q=crane&amp;follow=1#turn-2-next"' in plain
    page = Dom(client.get("/?q=ice&q=crane&follow=1").text)
    offered = [(a["href"], a["data-asks"]) for a in page.attributes("a") if "data-asks" in a]
    assert offered == [
        ("/?q=ice&q=crane&exact=What+else+than+crane%3F#turn-3", "exact"),
        ("/?q=ice&q=crane&exact=ice#turn-3", "exact"),
    ]  # fmt: skip


def test_a_busy_library_says_when_to_try_again_and_keeps_the_conversation(library: Library) -> None:
    class Busy(Answerer):
        def ask(self, question: str, **how: Any) -> Answer:
            raise LibraryBusyError("busy")

    client = TestClient(create_app(Busy(library, FixedReader("")), examples=()), base_url=ORIGIN)
    reply = client.get("/?q=first&exact=what+did+the+ice+do&source=courier")
    assert reply.status_code == 503
    page = Dom(reply.text)
    (retry,) = [link for link in page.attributes("a") if "data-retry" in link]
    assert retry["href"] == "/?q=first&exact=what+did+the+ice+do&source=courier"
    assert retry["data-seconds"] == reply.headers["retry-after"]
    assert page.texts("textarea") == ["what did the ice do"]
    hidden = [(field["name"], field["value"]) for field in page.attributes("input") if field.get("type") == "hidden"]
    assert hidden == [("q", "first")]


def test_other_words_and_another_direction_reach_every_state(library: Library) -> None:
    busy = {Problem.INVALID_QUESTION.slug: ("Frage?", "Eine Frage hat Wörter.")}
    strings = Strings(lang="he", direction="rtl", name="Fußnote", ask_button="Fragen", problems=busy)
    client = open_page(library, strings=strings)
    for address in ("/", "/?q=what+did+the+ice+do", "/?q=%3F", "/articles", "/nowhere"):
        html = client.get(address).text
        page = Dom(html)
        assert page.attributes("html") == [{"lang": "he", "dir": "rtl"}]
        assert "Footnote" not in html.replace("/static/footnote", "")
    assert page.texts("h1") != []
    wrong = Dom(client.get("/?q=%3F").text)
    assert wrong.texts("h1") == ["Frage?"]
    assert "Eine Frage hat Wörter." in wrong.texts("p")


@pytest.mark.parametrize("address", ["/", "/?q=what+did+the+ice+do", "/?q=zeppelin", "/?q=%3F", "/nowhere"])
def test_headings_begin_with_one_h1_and_skip_no_level(library: Library, address: str) -> None:
    client = open_page(library, answer="unheard of" if "zeppelin" in address else "ice had damaged")
    html = client.get(address).text.split("<template")[0]
    levels = [int(tag[1]) for tag, _, _ in _elements(html) if tag in {"h1", "h2", "h3", "h4"}]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def _elements(html: str) -> list[tuple[str, dict[str, str | None], list[str]]]:
    return Dom(html).elements


def test_a_conversation_without_questions_has_the_plain_address() -> None:
    assert Conversation().href() == "/"
    assert Conversation(filters=Filters(source="x")).unfiltered() == "/"
