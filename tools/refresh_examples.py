"""Write `web/examples.json` anew, the replies that the OpenAPI document shows: `python tools/refresh_examples.py`.

To be run when the samples, the encoder or the reader have changed; a test holds the file to the samples' texts.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from corpus.loading import discover, load
from rag.intake.files import SAMPLES
from rag.opening import open_answerer, open_library
from rag.settings import Settings, read_settings
from rag.terminal import say
from web.app import create_app

# An article with page furniture around it.
PAGE = """Share on Facebook
The ferry to Norrholm was full on its first day, the harbour office said on Monday.
About 300 people and 40 cars crossed, twice as many as a year ago.
"We have not seen such a queue since the bridge was closed," said Ada Holt, who runs the line.
Sign up for our newsletter"""
TARGET = Path(__file__).parents[1] / "web" / "examples.json"


def main() -> None:
    """Ask a server over the samples, and write down what it replies."""
    examples: dict[str, Any] = json.loads(TARGET.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(library=Path(folder), cache=read_settings(None).cache)
        with open_library(settings, notify=say, create=True) as library:
            for path in discover(SAMPLES):
                library.add(load(path))
        answerer = open_answerer(settings, notify=say)
        with TestClient(create_app(answerer), base_url="http://127.0.0.1") as client:
            examples |= _ask(client, examples)
        answerer.library.close()
    TARGET.write_text(json.dumps(examples, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _ask(client: TestClient, examples: dict[str, Any]) -> dict[str, Any]:
    """Return the replies; what changes the library comes last, so that the others speak of the samples alone."""

    def post(address: str, body: object) -> Any:
        return client.post(address, json=body).json()

    answer = post("/api/v1/ask", examples["ask"]["a question"]["value"])
    article_id = answer["quotes"][0]["article_id"]
    # As it might be kept: the fields that matter, and one of the quotes altered.
    kept = {
        name: value for name, value in answer["quotes"][0].items() if name not in ("dates", "score", "page", "href")
    }
    altered = kept | {"number": 2, "text": kept["text"].replace("million", "billion")}
    saved = {"quotes": [kept, altered], "answers": [{"text": answer["answers"][0]["text"]}]}
    replies = {
        "answer": answer,
        "batch_reply": post("/api/v1/ask/batch", examples["batch"]["two questions"]["value"]),
        "search": client.get("/api/v1/search", params={"q": examples["search"]["query"], "limit": 2}).json(),
        "articles": client.get("/api/v1/articles", params={"limit": 2}).json(),
        "article": client.get(f"/api/v1/articles/{article_id}").json(),
        "verify": {"quotes of an answer": {"summary": "Two quotes, one of them altered", "value": saved}},
        "verified": post("/api/v1/verify", saved),
        "status": client.get("/api/v1/status").json(),
        "feedback_reply": post("/api/v1/feedback", examples["feedback"]["right"]["value"]),
        "feedback_export": client.get("/api/v1/feedback").text,
        "taken_in": post("/api/v1/articles", examples["new_article"]["an article"]["value"]),
        "collections": client.get("/api/v1/collections").json(),
    }
    page = {"text": PAGE, "title": "Ferry to Norrholm is full", "collections": ["ports"]}
    cut = post("/api/v1/articles", page)["outcomes"][0]["article_id"]
    return replies | {"removals": client.get(f"/api/v1/articles/{cut}/removals").json()}


if __name__ == "__main__":
    main()
