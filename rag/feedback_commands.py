"""The command `footnote feedback`: what people said of answers, and as questions for `footnote eval`."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from rag.errors import UsageError
from rag.settings import Settings
from rag.terminal import AddCommand, ExitStatus, say, write_line


def add_command(add: AddCommand) -> None:
    """Put the subcommand onto a command line."""
    feedback = add("feedback", _feedback, "list what people said of answers, or export it as questions for eval")
    feedback.add_argument("--export", metavar="FILE", help="write it as questions that `footnote eval FILE` asks")
    feedback.add_argument("--json", action="store_true", help="print JSON, with the answers as they were given")


def _feedback(options: argparse.Namespace, settings: Settings) -> int:
    from rag.opening import open_library  # imported late, so that `--help` and a wrong option answer at once

    with open_library(settings, notify=say) as library:
        given = library.feedback.list()
    if options.export is not None:
        from rag.feedback_questions import export

        done = export(given)
        path = Path(options.export).expanduser()
        try:
            path.write_text(done.text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise UsageError(f"{path} cannot be written: {error.strerror or error}. Choose another place.") from error
        say(f"{len(done.lines)} questions are in {path}. Ask them again with: footnote eval {path}")
        for reason, count in done.omitted.items():
            say(f"{count} were left out: {reason.value}.")
    elif options.json:
        rows = [asdict(one) | {"answer": json.loads(one.answer)} for one in given]
        write_line(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for one in given:
            write_line(f"{one.given_at[:10]}  {one.verdict.value:<14}  {one.question}")
            if one.comment:
                write_line(f"{'':<28}{' '.join(one.comment.split())}")
        if not given:
            say("Nobody has said anything yet. The page and the API take it: see docs/api.md")
    return ExitStatus.OK
