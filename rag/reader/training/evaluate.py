"""Measure an exported reader: `python -m rag.reader.training.evaluate --data ../shared/data --model FILE.onnx`.

Prints one table and, with `--json`, writes it. SQuAD 2.0 counts on the titles held apart only, and SQuAD 1.1 on the
titles that are not among the trained ones (both halves hold the same paragraphs).
"""

from __future__ import annotations

import argparse
import json
import logging
from dataclasses import asdict
from pathlib import Path

from corpus.tagging.embeddings import load_tokenizer
from index.models import find_packaged_model
from rag.reader.session import ReaderSession
from rag.reader.training.abstention import AbstentionReport, measure_abstention
from rag.reader.training.choosing import measure_choosing
from rag.reader.training.data import Example, read_sentence_questions
from rag.reader.training.measuring import Measure, measure_spans, read_untrained
from rag.reader.training.noise import measure_noise, read_noisy_questions
from rag.reader.training.ranking import measure_ranking
from rag.reader.training.written import read_packaged_sets

LOG = logging.getLogger("rag.reader.training")
PARTS = ("abstention", "spans", "ranking", "noise", "choosing")


def main() -> None:
    """Measure and print."""
    arguments = _parse()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    session = ReaderSession(arguments.model, tokenizer=load_tokenizer(find_packaged_model()), threads=arguments.threads)
    data, tokens = arguments.data, arguments.max_tokens
    measures: list[Measure] = []
    report: AbstentionReport | None = None
    if {"abstention", "noise"} & set(arguments.parts):
        held = _thin(read_untrained(data, "squad2_half_a", held_only=True), arguments.sample)
        report = measure_abstention(session, held, max_tokens=tokens, name="SQuAD 2.0, held titles")
        measures += report.measures
    if "spans" in arguments.parts:
        spans = _thin(read_untrained(data, "squad1_half_a", held_only=False), arguments.sample)
        measures += measure_spans(session, spans, max_tokens=tokens, name="SQuAD 1.1, untrained titles")
    if "ranking" in arguments.parts:
        for name, file in (("WikiQA dev", "wikiqa_castorini_dev"), ("TREC-QA dev", "trecqa_castorini_dev")):
            questions = read_sentence_questions(data / "answer_sentence" / f"{file}.jsonl.gz")
            measures += measure_ranking(session, questions, name=name)
    if "noise" in arguments.parts and report:
        questions_in_noise = read_noisy_questions(data / "rgb" / "rgb_en_first150.jsonl.gz")
        measures += measure_noise(
            session, questions_in_noise, calibration=report.is_right, threshold=report.right_threshold
        )
    if "choosing" in arguments.parts:
        measures += measure_choosing(session, read_packaged_sets(held=True))
    for measure in measures:
        LOG.info("| %-28s | %-34s | %.4f | %5d |", measure.data, measure.metric, measure.value, measure.count)
    if report:
        LOG.info("answers: %s from %.4f on", report.answers, report.threshold)
        LOG.info("is right: %s from %.4f on", report.is_right, report.right_threshold)
    if arguments.json:
        _write(arguments.json, arguments, measures, report)


def _write(path: Path, arguments: argparse.Namespace, measures: list[Measure], report: AbstentionReport | None) -> None:
    written: dict[str, object] = {
        "model": arguments.model.name,
        "max_tokens": arguments.max_tokens,
        "measures": [asdict(m) for m in measures],
    }
    if report:
        written["answers"] = asdict(report.answers) | {"threshold": report.threshold}
        written["is_right"] = asdict(report.is_right) | {"threshold": report.right_threshold}
    path.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


def _thin(examples: list[Example], count: int) -> list[Example]:
    return examples[:: max(1, len(examples) // count)]


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure an exported reader.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--json", type=Path, help="write the measures and the calibration here")
    # 120 against 256 on the held titles: F1 65.0 to 61.9, AUROC 0.781 to 0.757 (docs/reader.md)
    parser.add_argument("--max-tokens", type=int, default=120, help="of passage in one window")
    parser.add_argument("--sample", type=int, default=10**9, help="about so many questions of each SQuAD half")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    main()
