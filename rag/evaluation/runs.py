"""Runs as JSON files: all that is needed to look at each question again, and to compare."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rag.evaluation.confidence import Confidences
from rag.evaluation.errors import EvaluationError
from rag.evaluation.measuring import measure_records
from rag.evaluation.rows import read_text
from rag.evaluation.types import Form, Judgement, Record, Run

_VERSION = 1


def write_run(run: Run, path: Path) -> None:
    """Write a run, and the measures and the reliability that follow from it.

    Raises:
        EvaluationError: if the file cannot be written.
    """
    judgements = [record.judgement for record in run.records if record.judgement is not None]
    reliability = Confidences(judgements).reliability() if judgements else []
    whole = {
        "footnote_eval": _VERSION,
        **{name: value for name, value in asdict(run).items() if name != "records"},
        "measures": [asdict(measure) for measure in measure_records(run.records)],
        "reliability": [asdict(one) for one in reliability],
        "records": [asdict(record) for record in run.records],
    }
    try:
        path.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"{path} cannot be written: {error.strerror or error}.") from error


def read_run(path: Path) -> Run:
    """Read a run back; its measures are computed anew when they are needed.

    Raises:
        EvaluationError: if there is none, or it is not what `write_run` wrote.
    """
    text = read_text(path)
    try:
        whole: Any = json.loads(text)
        if whole["footnote_eval"] != _VERSION:
            raise EvaluationError(
                f"{path} was written by another version of Footnote (form {whole['footnote_eval']}, not {_VERSION}). "
                "Make the run again."
            )
        return Run(
            form=Form(whole["form"]),
            file=whole["file"],
            reader=whole["reader"],
            threshold=whole["threshold"],
            encoder=whole["encoder"],
            articles=whole["articles"],
            chunks=whole["chunks"],
            records=tuple(_read_record(fields) for fields in whole["records"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise EvaluationError(
            f"{path} is no saved run ({error}). Make one with: footnote eval FILE --json RUN"
        ) from error


def _read_record(fields: dict[str, Any]) -> Record:
    judgement = fields["judgement"]
    return Record(
        id=fields["id"],
        question=fields["question"],
        values={name: float(value) for name, value in fields["values"].items()},
        judgement=None if judgement is None else Judgement(**judgement),
        answer=fields["answer"],
        quotes=tuple(fields["quotes"]),
    )
