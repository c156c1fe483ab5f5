"""From process start to answer: `python -m rag.benchmarks.cold_start [--runs N]`.

Asks the sample library, in a new process each time, once with the default encoder and once with the same weights
through sentence-transformers, in turn; prints medians and the ratio of the pairs.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from index.models import find_packaged_model

QUESTION = "what did Russia provide?"


def run(*arguments: str) -> float:
    """Run a command of ours in a new process; returns its seconds.

    Raises:
        subprocess.CalledProcessError: if it neither answered nor said that the sources do not.
    """
    began = perf_counter()
    done = subprocess.run([sys.executable, "-m", *arguments], capture_output=True, text=True, check=False)
    seconds = perf_counter() - began
    if done.returncode not in (0, 1):
        raise subprocess.CalledProcessError(done.returncode, done.args, done.stdout, done.stderr)
    return seconds


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    encoders = {"onnx-fp32": "onnx-fp32", "sentence-transformers": str(find_packaged_model())}
    with tempfile.TemporaryDirectory() as folder:
        times: dict[str, list[float]] = {name: [] for name in encoders}
        for name, encoder in encoders.items():
            run("rag.cli", "add", "--samples", "--quiet", "--encoder", encoder, "--library", str(Path(folder) / name))
            run("rag.ask", "--library", str(Path(folder) / name), QUESTION)
        for _ in range(runs):
            for name in encoders:
                times[name].append(run("rag.ask", "--library", str(Path(folder) / name), QUESTION))
    ratios = [slow / fast for fast, slow in zip(times["onnx-fp32"], times["sentence-transformers"], strict=True)]
    print(f"ask {QUESTION!r}, {runs} runs each in turn, seconds from process start to exit")
    print("encoder                median    min    max")
    for name, seconds in times.items():
        print(f"{name:<22} {statistics.median(seconds):6.2f} {min(seconds):6.2f} {max(seconds):6.2f}")
    print(f"ratio of the pairs     {statistics.median(ratios):6.1f} {min(ratios):6.1f} {max(ratios):6.1f}")


if __name__ == "__main__":
    main()
