"""Each defence of the server matters: with it a probe is refused, and with it taken out that probe gets through."""

from __future__ import annotations

import asyncio
import io
import logging
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
import pytest
from defence_fixtures import DEFENCES, MARKUP, Patch, Probe, Removal, Scene, defence, open_scenes, put
from starlette.responses import Response
from starlette.testclient import TestClient
from test_web_limiting import receive_parts
from test_web_serving import talk
from web_fixtures import ORIGIN

from corpus.errors import FootnoteError
from index import keys
from index.keys import Scope
from rag import answering
from web import access, gate, limiting, listening, logs, observing, origins, pages, protection, protocol

from web import security, sign_in, working  # isort: skip
from web.limiting import Rate, RateLimits
from web.listening import ServeOptions
from web.protection import Protection
from web.working import WorkLimits, WorkQueue

EVIL = {"Origin": "https://evil.example"}
CLOSED = Protection(requires_key=True)


@defence("the Host header is checked", put(security, "host_name", lambda _: "127.0.0.1"))
def _(scene: Scene) -> bool:
    return scene.open().get("/articles", headers={"Host": "rebinding.example"}).status_code == 421


@defence("a change from another site is refused", put(gate, "check_origin", lambda *_, **__: None))
def _(scene: Scene) -> bool:
    article = {"title": "Evil", "text": "Evil words that another site sends."}
    with scene.open() as client:
        return client.post("/api/v1/articles", json=article, headers=EVIL).status_code == 403


@defence("a reading from another site is refused", put(origins, "is_own", lambda *_: True))
def _(scene: Scene) -> bool:
    return scene.open().get("/api/v1/articles", headers=EVIL).status_code == 403


@defence("another site may link here and no more", put(origins, "_check_reading", lambda *_, **__: None))
def _(scene: Scene) -> bool:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
    return scene.open().get("/?q=fox", headers=headers).status_code == 403


@defence("what a form can send changes nothing without proof", put(origins, "_is_form", lambda _: False))
def _(scene: Scene) -> bool:
    text = {"Content-Type": "text/plain"}
    with scene.open() as client:  # which ends the process that reads files
        sent = client.post("/api/v1/articles?name=a.txt", content=b"The wolf wrote nothing.", headers=text)
    return sent.status_code == 403


@defence("a key is needed where others can reach the server", put(gate, "NOBODY", gate.ANYBODY))
def _(scene: Scene) -> bool:
    return scene.open(protection=CLOSED).get("/articles").status_code == 401


@defence("the gate asks for a scope", put(gate, "needed_scope", lambda *_: Scope.ADMIN))
def _(scene: Scene) -> bool:
    return scene.open(protection=CLOSED).get("/articles", headers=scene.key(Scope.ADMIN)).status_code == 403


@defence("what is not known to be less needs the scope to write", put(gate, "changes_articles", lambda *_: False))
def _(scene: Scene) -> bool:
    return scene.open(protection=CLOSED).post("/new", json={}, headers=scene.key(Scope.ASK)).status_code == 403


@defence("a route asks for its scope", put(access, "may", lambda *_: True))
def _(scene: Scene) -> bool:
    return scene.open(protection=CLOSED).get("/articles/add", headers=scene.key(Scope.ASK)).status_code == 403


@defence("a key is looked up each time", put(protection, "find_key", lru_cache(keys.find_key)))
def _(scene: Scene) -> bool:
    client, key = scene.open(protection=CLOSED), scene.key(Scope.ASK)
    assert client.get("/articles", headers=key).status_code == 200
    for known in scene.library.keys.all():
        scene.library.keys.revoke(known.name)
    return client.get("/articles", headers=key).status_code == 401


@defence("only a key's hash is kept", put(keys, "_hash", lambda secret: secret))
def _(scene: Scene) -> bool:
    secret = scene.key(Scope.ASK)["Authorization"].removeprefix("Bearer ").encode()
    return not any(secret in path.read_bytes() for path in scene.library.folder.iterdir() if path.is_file())


@defence("without keys nobody else is let in", put(listening, "is_loopback", lambda _: True))
def _(_: Scene) -> bool:
    try:
        listening.choose_place(ServeOptions(host="0.0.0.0"), has_keys=False)
    except FootnoteError:
        return True
    return False


@defence("no cache between keeps what a key was needed for", put(gate, "_keep_private", lambda send: send))
def _(scene: Scene) -> bool:
    reply = scene.open(protection=CLOSED).get("/articles", headers=scene.key(Scope.ASK))
    return "private" in reply.headers["cache-control"]


@defence("signing in leads nowhere else", put(sign_in, "clean_onward", lambda address: address))
def _(scene: Scene) -> bool:
    return _sign_in(scene, onward="//evil.example").headers["location"] == "/"


def _sign_in(scene: Scene, onward: str = "/") -> Any:
    secret = scene.key(Scope.ASK)["Authorization"].removeprefix("Bearer ")
    return scene.open().post("/sign-in", data={"key": secret, "next": onward}, headers={"Origin": ORIGIN})


def _without_flag(**flags: Any) -> Removal:
    set_cookie = Response.set_cookie
    return put(Response, "set_cookie", lambda *told, **more: set_cookie(*told, **{**more, **flags}))


@defence("no script reads the cookie", _without_flag(httponly=False))
def _(scene: Scene) -> bool:
    return "HttpOnly" in _sign_in(scene).headers["set-cookie"]


@defence("no other site sends the cookie", _without_flag(samesite="none"))
def _(scene: Scene) -> bool:
    return "SameSite=strict" in _sign_in(scene).headers["set-cookie"]


@defence("there are only so many requests", put(RateLimits, "take", lambda *_: None))
def _(scene: Scene) -> bool:
    client = scene.open(protection=Protection(rate=Rate(per_minute=1, burst=1)))
    return [client.get("/articles").status_code for _ in range(2)] == [200, 429]


@defence("a household is one address", put(limiting, "network_of", lambda address: address))
def _(scene: Scene) -> bool:
    app = scene.open(protection=Protection(rate=Rate(per_minute=1, burst=1))).app
    clients = [TestClient(app, base_url=ORIGIN, client=(f"2001:db8::{number}", 1)) for number in (1, 2)]
    return [client.get("/articles").status_code for client in clients] == [200, 429]


async def _enter(_: WorkQueue) -> None:
    pass


@defence("there are only so many questions at once", put(WorkQueue, "enter", _enter))
def _(scene: Scene) -> bool:
    client = scene.open(protection=Protection(work=WorkLimits(readers=0, waiting=0)))
    return client.post("/api/v1/ask", json={"question": "fox"}).status_code == 503


async def _wait(tasks: Any, **_: Any) -> None:
    await asyncio.gather(*tasks)


@defence("a request has a time limit", lambda patch: patch.setattr(working.asyncio, "wait", _wait))
def _(scene: Scene) -> bool:
    client = scene.open(protection=Protection(work=WorkLimits(time_s=0.05)))
    return client.post("/api/v1/ask", json={"question": "fox slowly"}).status_code == 504


@defence("a body has a size limit", put(security, "max_body_bytes", lambda *_: 10**9))
def _(scene: Scene) -> bool:
    return scene.open().request("GET", "/healthz", content=b" " * 70_000).status_code == 413


@defence("a body that does not say its length is counted", put(security, "_limit", lambda receive, _: receive))
def _(scene: Scene) -> bool:
    sent = scene.open().post("/api/v1/ask", content=iter([b"{}", b" " * 70_000]), headers={"Content-Type": "text/json"})
    return sent.status_code == 413


@defence("a body that does not come is not waited for", put(security, "_limit", lambda receive, _: receive))
def _(_: Scene) -> bool:
    with Patch.context() as patch:
        patch.setattr(security, "BODY_START_S", 0.05)
        return receive_parts([(b"a", 0.0), (b"b", 0.3)]) == "slow-body"


@defence("a head that does not come is not waited for", put(protocol.TimedProtocol, "_wait_for_head", lambda _: None))
def _(_: Scene) -> bool:
    with Patch.context() as patch:
        patch.setattr(protocol, "HEAD_TIMEOUT_S", 0.05)
        try:
            return asyncio.run(talk([b"GET / HTTP/1.1\r\n"], patience_s=1)) == b""
        except TimeoutError:
            return False


@defence("a question has a length limit", put(answering, "MAX_QUESTION_CHARS", 10**9))
def _(scene: Scene) -> bool:
    return scene.open().post("/api/v1/ask", json={"question": "fox " * 300}).status_code == 422


def _make_environment(**options: Any) -> jinja2.Environment:
    return jinja2.Environment(**(options | {"autoescape": False}))


@defence("what an article says is escaped", put(pages, "Environment", _make_environment))
def _(scene: Scene) -> bool:
    html = "".join(scene.open().get(address).text for address in ("/?q=fox+wrote", "/articles"))
    return MARKUP not in html and "&lt;script&gt;" in html


@defence("only web addresses become links", put(pages, "link_of", lambda url: url))
def _(scene: Scene) -> bool:
    return 'href="javascript:' not in scene.open().get("/?q=fox+wrote").text


@defence("a log line is one line", put(logs, "clean", lambda text: text))
def _(_: Scene) -> bool:
    return len(_logged("a\nfootnote: all is well").splitlines()) == 1


@defence("a log has no keys", put(logs, "_KEY", re.compile(r"(?!)")))
def _(_: Scene) -> bool:
    return "fn_A" not in _logged(f"key fn_{'A' * 43}")


@defence("a log does not say what was asked", put(logs, "describe_failure", lambda error, _: str(error)))
def _(_: Scene) -> bool:
    return "heron" not in _logged("it failed", RuntimeError("no answer to: the heron?"))


def _logged(message: str, error: Exception | None = None) -> str:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.LineFormatter())
    handler.handle(logging.makeLogRecord({"msg": message, "exc_info": error and (type(error), error, None)}))
    return stream.getvalue()


@defence("a request's id is fit for a log", put(observing, "_ID", re.compile(r"(?s:.*)")))
def _(scene: Scene) -> bool:
    return scene.open().get("/healthz", headers={"X-Request-ID": MARKUP}).headers["x-request-id"] != MARKUP


def _header(name: str) -> Probe:
    return lambda scene: scene.open().get("/healthz").headers.get(name) == HEADERS[name]


HEADERS = dict(security.SECURITY_HEADERS)
for _name in HEADERS:
    defence(f"the header {_name}", lambda patch, name=_name: patch.delitem(security.SECURITY_HEADERS, name))(
        _header(_name)
    )


@pytest.fixture
def scenes(tmp_path: Path) -> Iterator[Callable[[], Scene]]:
    with open_scenes(tmp_path) as make:
        yield make


@pytest.mark.parametrize("name", DEFENCES)
def test_without_it_the_probe_gets_through(name: str, scenes: Callable[[], Scene], monkeypatch: Patch) -> None:
    holds, remove = DEFENCES[name]
    assert holds(scenes())
    remove(monkeypatch)
    assert not holds(scenes())


def test_the_list_is_as_long_as_was_promised() -> None:
    assert len(DEFENCES) >= 24
