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
        client = TestClient(create_app(answerer), base_url="http://127.0.0.1")
        answer = client.post("/api/v1/ask", json=examples["ask"]["a question"]["value"]).json()
        examples |= {
            "answer": answer,
            "search": client.get("/api/v1/search", params={"q": examples["search"]["query"], "limit": 2}).json(),
            "articles": client.get("/api/v1/articles", params={"limit": 2}).json(),
            "article": client.get(f"/api/v1/articles/{answer['quotes'][0]['article_id']}").json(),
        }
        answerer.library.close()
    TARGET.write_text(json.dumps(examples, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
