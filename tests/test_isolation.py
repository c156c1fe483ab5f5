"""What asking must not do: import PyTorch, or open a socket."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROBE = """
import builtins, json, socket, sys

opened = []
def audit(event, arguments):
    if event in ("socket.__new__", "socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname"):
        opened.append(event)
sys.addaudithook(audit)

from rag.ask import main
status = main(sys.argv[1:])
heavy = [name for name in ("torch", "sentence_transformers", "transformers", "onnx", "fastapi") if name in sys.modules]
sys.stderr.write(json.dumps({"status": status, "sockets": opened, "heavy": heavy}))
"""


@pytest.mark.parametrize("question", ["what did Russia provide?", "Who won the 2022 World Cup?"])
def test_asking_imports_no_torch_and_opens_no_socket(samples: Path, question: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, "--library", str(samples), question], capture_output=True, text=True, check=True
    )
    assert '"sockets": [], "heavy": []' in done.stderr


def test_the_probe_would_see_a_socket_and_an_import() -> None:
    watching = (
        PROBE.split("from rag.ask")[0] + "import torch; socket.socket().close(); print(opened, 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", watching], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['socket.__new__'] True"


def test_asking_for_help_loads_no_model_library() -> None:
    heavy = ("faiss", "onnxruntime", "tantivy", "tokenizers", "rich", "trafilatura")
    probe = f"import sys\nfrom rag import ask, cli\nprint([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
