"""The command `footnote`: looks after the library."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import FootnoteError
from rag.evaluation import command as evaluation
from rag.settings import Settings, read_settings
from rag.terminal import ExitStatus, add_library_option, add_version_option, run_command, say

if TYPE_CHECKING:
    from index.library import Library

_MIN_ID_CHARS = 4  # of a shortened id: 65,536 ids can be told apart by them


class UsageError(FootnoteError):
    """What the command line says cannot be done."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one of the subcommands; returns the exit status."""
    options = _parse(argv)
    command: Callable[[argparse.Namespace, Settings], int] = options.command
    return run_command("footnote", lambda: command(options, read_settings(options.library)))


def _open(settings: Settings, **how: Any) -> Library:
    from rag.opening import open_library  # imported late, so that `--help` and a wrong option answer at once

    return open_library(settings, notify=say, **how)


def _add(options: argparse.Namespace, settings: Settings) -> int:
    from rag.adding import SAMPLES, Tally, add_files, find_files
    from rag.progress import show_steps

    paths = [Path(path).expanduser() for path in options.paths] + ([SAMPLES] if options.samples else [])
    if not paths:
        raise UsageError("There is nothing to add. Name files or folders, or try it out with: footnote add --samples")
    files, failures = find_files(paths)
    tally = Tally()
    for failed in failures:
        tally.count(failed)
        say(f"footnote: {failed.failure}")
    if files:
        with _open(settings, encoder=options.encoder, create=True) as library:
            try:
                with show_steps("Adding", len(files), is_wanted=not options.quiet) as advance:
                    for added in add_files(library, files):
                        advance()
                        tally.count(added)
                        if added.addition is None:
                            say(f"footnote: {added.failure}")
                        elif not options.quiet:
                            twin = f" (the same text as {added.addition.duplicate_of})" * bool(
                                added.addition.duplicate_of
                            )
                            _write(f"{added.addition.change:<9}  {added.addition.article_id}  {added.title}{twin}")
            except KeyboardInterrupt:
                say(f"Stopped: {tally.describe()}. What is in stays in; the same command goes on from there.")
                raise
            library.refresh()
    say(f"{tally.describe()[:1].upper()}{tally.describe()[1:]}. Library: {settings.library}")
    return ExitStatus.USAGE if tally.failures else ExitStatus.OK


def _list(options: argparse.Namespace, settings: Settings) -> int:
    with _open(settings) as library:
        summaries = library.summaries()
    if options.json:
        _write(json.dumps([asdict(summary) for summary in summaries], ensure_ascii=False, indent=2, default=str))
        return ExitStatus.OK
    for summary in summaries:
        _write(
            "  ".join((summary.id, str(summary.published_on or "no date   "), summary.title))
            + (f" · {summary.publisher}" if summary.publisher else "")
        )
    if not summaries:
        say("The library has no articles yet. Add some with: footnote add FILE_OR_FOLDER")
    return ExitStatus.OK


def _show(options: argparse.Namespace, settings: Settings) -> int:
    with _open(settings) as library:
        article = library.get(_find_id(library, options.id))
    assert article is not None  # _find_id found it
    if options.json:
        _write(json.dumps(asdict(article), ensure_ascii=False, indent=2, default=str))
        return ExitStatus.OK
    fields = {
        "id": article.id,
        "publisher": article.publisher,
        "author": article.author,
        "published": article.published_on,
        "url": article.url,
        "read from": article.origin,
        "added": article.added_at,
        "sha256": article.sha256,
    }
    _write(article.title)
    for name, value in fields.items():
        if value is not None:
            _write(f"{name + ':':<11}{value}")
    _write(f"\n{article.text}")
    return ExitStatus.OK


def _remove(options: argparse.Namespace, settings: Settings) -> int:
    with _open(settings) as library:
        ids = list(dict.fromkeys(_find_id(library, prefix) for prefix in options.ids))  # all of them, or none
        for article_id in ids:
            library.remove(article_id)
            _write(f"removed    {article_id}")
        library.refresh()
    return ExitStatus.OK


def _check(options: argparse.Namespace, settings: Settings) -> int:
    from rag.opening import check_encoder

    with _open(settings) as library:
        status = library.status()
        problems = library.check() + check_encoder(settings, status.encoder)
    for problem in problems:
        _write(problem)
    if problems:
        say(f"{len(problems)} problems in {settings.library}. Put back a copy, or add the articles to a new library.")
        return ExitStatus.LIBRARY
    _write(f"Nothing is wrong: {status.articles} articles, {status.chunks} chunks, version {status.version}.")
    return ExitStatus.OK


def _serve(options: argparse.Namespace, settings: Settings) -> int:
    from rag.opening import open_answerer

    answerer = open_answerer(settings, notify=say)
    with answerer.library:
        # The page lies above this package; it is named here as text and loaded only when it is asked for.
        serving = import_module("web.serving")
        serving.serve(answerer, host=options.host, port=options.port)
    return ExitStatus.OK


def _find_id(library: Library, prefix: str) -> str:
    matches = library.match_ids(prefix.strip().lower()) if len(prefix.strip()) >= _MIN_ID_CHARS else []
    if not matches:
        raise UsageError(f"There is no article {prefix!r} in the library. See them all with: footnote list")
    if len(matches) > 1:
        raise UsageError(f"{prefix!r} fits several articles: {', '.join(matches)}. Write more of the id.")
    return matches[0]


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _parse(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="footnote", description="Looks after the library that `ask` answers from.")
    add_version_option(parser)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add_command(
        name: str, command: Callable[[argparse.Namespace, Settings], int], summary: str
    ) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=summary, description=f"{summary[:1].upper()}{summary[1:]}.")
        sub.set_defaults(command=command)
        add_library_option(sub)
        return sub

    add = add_command("add", _add, "add articles, or bring them up to date: files, or folders of them")
    add.add_argument("paths", nargs="*", metavar="PATH", help="a .txt, .md or .html file, or a folder of such files")
    add.add_argument("--samples", action="store_true", help="add the sample articles that come with Footnote")
    add.add_argument(
        "--encoder",
        metavar="PATH",
        help="a sentence-transformers model in a folder, or onnx-fp32 (default) or onnx-int8; a library keeps its own",
    )
    add.add_argument("--quiet", action="store_true", help="print failures and the sum only")

    listing = add_command("list", _list, "list the articles, newest first")
    listing.add_argument("--json", action="store_true", help="print JSON")

    show = add_command("show", _show, "show an article as it is quoted")
    show.add_argument("id", metavar="ID", help="the article's id, or its first four or more characters")
    show.add_argument("--json", action="store_true", help="print JSON")

    remove = add_command("remove", _remove, "remove articles")
    remove.add_argument("ids", nargs="+", metavar="ID", help="an article's id, or its first four or more characters")

    add_command("check", _check, "look for damage in the library")

    evaluation.add_arguments(
        add_command("eval", evaluation.run, "measure answers against a file of questions, or compare two runs")
    )

    serve = add_command("serve", _serve, "serve the chat page and the API on this machine")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    serve.add_argument("--port", type=int, default=8765, help="port to listen on (default 8765)")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
