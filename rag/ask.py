"""The command `ask`: one question, one answer."""

from __future__ import annotations

import argparse
import calendar
import json
import re
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from index.types import Filters
from rag.errors import QuestionError
from rag.limits import ARTICLE_PATTERN, DEFAULT_TOP, MAX_QUESTION_CHARS, MAX_TOP
from rag.settings import read_settings, wants_colour
from rag.terminal import ExitStatus, add_library_option, add_version_option, run_command, say
from rag.types import AnswerStatus

_EPILOG = """\
examples:
  ask "what did Russia provide?"
  ask --since 2023-11 --until 2023-11-23 "what did Russia provide?"
  echo "what did Russia provide?" | ask --json

exit status: 0 answered, 1 the sources do not say, 2 wrong usage, 3 library missing or corrupt,
4 model missing, 75 library busy (try again), 130 interrupted
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Answer the question on the command line or on stdin; returns the exit status."""
    options = _parse(argv)
    return run_command("ask", lambda: _ask(options))


def _ask(options: argparse.Namespace) -> int:
    question = _read_question(options.question)
    filters = Filters(
        source=options.source,
        since=options.since,
        until=options.until,
        collection=options.collection,
        language=options.language,
    )
    # Imported here, so that `--help` and a wrong option answer at once.
    from rag.opening import open_answerer

    answerer = open_answerer(read_settings(options.library), notify=say)
    with answerer.library:
        if options.article:
            from rag.library_commands import find_id

            filters = replace(filters, article=find_id(answerer.library, options.article))
        answer = answerer.ask(question, filters=filters, top=options.top)
    if options.json:
        from rag.answer_json import to_json

        sys.stdout.write(json.dumps(to_json(answer), ensure_ascii=False, indent=2) + "\n")
    else:
        from rag.rendering import render_text

        is_terminal = sys.stdout.isatty()
        width = shutil.get_terminal_size().columns if is_terminal else None
        sys.stdout.write(render_text(answer, width=width, colour=is_terminal and wants_colour()))
        if answer.library.articles == 0:
            say("ask: the library has no articles yet. Add some with: footnote add FILE_OR_FOLDER")
    return ExitStatus.NOT_IN_SOURCES if answer.status is AnswerStatus.NOT_IN_SOURCES else ExitStatus.OK


def _read_question(words: Sequence[str]) -> str:
    if list(words) not in ([], ["-"]):
        return " ".join(words)
    if not words and sys.stdin.isatty():
        raise QuestionError('There is no question. Ask in words: ask "what did Russia provide?"')
    # A pipe may hold far more than a question: enough is read to see that it is too long.
    return sys.stdin.buffer.read(8 * MAX_QUESTION_CHARS).decode("utf-8", "replace")


def _parse(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="ask",
        description="Ask the library a question; the answer is quoted word for word, with its source.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "question", nargs="*", metavar="QUESTION", help="the question; - or nothing reads it from stdin"
    )
    parser.add_argument("--json", action="store_true", help="print the whole answer as JSON")
    add_library_option(parser)
    parser.add_argument(
        "--article", metavar="ID", type=_article, help="only this article; `footnote list` shows the ids"
    )
    parser.add_argument("--source", metavar="NAME", help="only articles of this publisher or web host")
    parser.add_argument("--collection", metavar="NAME", help="only articles of this collection")
    parser.add_argument("--language", metavar="TAG", help="only articles in this language, such as en")
    parser.add_argument(
        "--since",
        metavar="DATE",
        type=_first_day,
        help="only articles of this day (2023-11-01), month or year, or later",
    )
    parser.add_argument(
        "--until", metavar="DATE", type=_last_day, help="only articles of this day, month or year, or earlier"
    )
    parser.add_argument(
        "--top", metavar="N", type=_top, default=DEFAULT_TOP, help=f"how many passages to read (default {DEFAULT_TOP})"
    )
    add_version_option(parser)
    options = parser.parse_args(argv)
    if options.since and options.until and options.since > options.until:
        parser.error(f"--since {options.since} is later than --until {options.until}")
    return options


def _article(text: str) -> str:
    start = text.strip().lower()
    if not re.fullmatch(ARTICLE_PATTERN, start):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no article's id; write the 4 or more characters that `footnote list` shows"
        )
    return start


def _first_day(text: str) -> date:
    return _read_date(text)[0]


def _last_day(text: str) -> date:
    return _read_date(text)[1]


def _read_date(text: str) -> tuple[date, date]:
    parts = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", text.strip())
    if parts is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write 2023-11-01, 2023-11 or 2023")
    year, month, day = (int(part) if part else None for part in parts.groups())
    try:
        assert year is not None
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"there is no day {text!r}") from error


def _top(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:9]) <= MAX_TOP:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to {MAX_TOP}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
