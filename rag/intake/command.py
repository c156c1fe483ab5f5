"""The subcommands that bring a library up to date: `add`, `sync`, `watch` and `refresh`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import UsageError
from rag.settings import Settings
from rag.terminal import AddCommand, ExitStatus, say, write_line

if TYPE_CHECKING:
    from index.library import Library
    from rag.intake.files import Intake
    from rag.intake.outcomes import Outcome, Tally


def add_commands(add_command: AddCommand) -> None:
    """Put the subcommands onto a command line."""
    add = add_command("add", _add, "add articles, or bring them up to date: files, folders, and web addresses if asked")
    add.add_argument(
        "paths", nargs="*", metavar="PATH", help="a file, a folder of files, or (with --online) an address"
    )
    add.add_argument("--samples", action="store_true", help="add the sample articles that come with Footnote")
    add.add_argument(
        "--online", action="store_true", help="allow fetching the addresses named; nothing else is fetched"
    )
    add.add_argument("--again", action="store_true", help="read files again that have not changed")
    _add_options(add)

    sync = add_command("sync", _sync, "mirror a folder: add what is new, replace what changed, remove what is gone")
    sync.add_argument("folder", metavar="FOLDER", help="the folder that holds your articles")
    sync.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    sync.add_argument("--allow-empty", action="store_true", help="remove all even if the folder holds none any more")
    _add_options(sync)

    watch = add_command("watch", _watch, "mirror a folder, and again whenever something in it changes")
    watch.add_argument("folder", metavar="FOLDER", help="the folder that holds your articles")
    _add_options(watch, is_json=False)

    refresh = add_command(
        "refresh", _refresh, "fetch the pages and feeds of the library again, where they have changed"
    )
    _add_options(refresh)


def _add_options(command: argparse.ArgumentParser, *, is_json: bool = True) -> None:
    command.add_argument(
        "--encoder",
        metavar="PATH",
        help="a sentence-transformers model in a folder, or onnx-fp32 (default) or onnx-int8; a library keeps its own",
    )
    command.add_argument("--collection", metavar="NAME", help="put the articles into this collection too")
    command.add_argument("--quiet", action="store_true", help="print failures and the sum only")
    if is_json:
        command.add_argument("--json", action="store_true", help="print the sum and the failures as JSON")


def _add(options: argparse.Namespace, settings: Settings) -> int:
    from rag.intake.addresses import is_address
    from rag.intake.files import SAMPLES, find_files

    urls = [path for path in options.paths if is_address(path)]
    paths = [Path(path).expanduser() for path in options.paths if not is_address(path)]
    if options.online:
        urls += _take_lists(paths)
    if urls and not options.online:
        raise UsageError(
            f"{urls[0]} is an address of the web, and Footnote opens no connection unless you ask for it: "
            "footnote add --online ADDRESS"
        )
    paths += [SAMPLES] if options.samples else []
    if not paths and not urls:
        raise UsageError("There is nothing to add. Name files or folders, or try it out with: footnote add --samples")
    files, failures = find_files(paths)

    def work(intake: Intake) -> Iterator[Outcome]:
        yield from failures
        yield from intake.bring(files, again=options.again)
        if urls:
            yield from _visit(intake, urls)

    if not files and not urls:  # no library is made for nothing
        return _report(options, settings, failures)
    return _run(options, settings, work, steps=len(files) + len(urls))


def _sync(options: argparse.Namespace, settings: Settings) -> int:
    from rag.intake.syncing import make_plan, synchronise

    folder = Path(options.folder).expanduser()
    with _open(options, settings, create=not options.dry_run) as library:
        plan = make_plan(library, folder)
        if options.dry_run:
            for what, names in (
                ("new", plan.new), ("changed", plan.changed), ("gone", [source.origin for source in plan.gone]),
            ):  # fmt: skip
                for name in names:
                    write_line(f"{what:<9}  {name}")
            say(
                f"{len(plan.new)} new, {len(plan.changed)} changed, {len(plan.gone)} gone, "
                f"{len(plan.unchanged)} unchanged. Nothing was done."
            )
            return ExitStatus.OK

    def work(intake: Intake) -> Iterator[Outcome]:
        return synchronise(intake, folder, plan=plan, may_empty=options.allow_empty)

    return _run(options, settings, work, steps=len(plan.new) + len(plan.changed) + len(plan.unchanged))


def _watch(options: argparse.Namespace, settings: Settings) -> int:
    from threading import Event

    from rag.intake.watching import watch_folder

    folder = Path(options.folder).expanduser()
    options.json = False

    def work(intake: Intake) -> Iterator[Outcome]:
        stop = Event()
        say(f"Watching {folder}. End with Ctrl-C.")
        try:
            yield from watch_folder(intake, folder, stop=stop, on_round=intake.library.refresh)
        finally:
            stop.set()

    return _run(options, settings, work, steps=0)


def _refresh(options: argparse.Namespace, settings: Settings) -> int:
    from rag.intake.addresses import known_addresses

    with _open(options, settings, create=False) as library:
        urls = known_addresses(library)
    if not urls:
        say("The library has no pages or feeds of the web. Add some with: footnote add --online ADDRESS")
        return ExitStatus.OK
    return _run(options, settings, lambda intake: _visit(intake, urls), steps=len(urls))


def _visit(intake: Intake, urls: Iterable[str]) -> Iterator[Outcome]:
    from corpus.fetching import Fetcher, make_user_agent
    from rag.intake.addresses import Visitor
    from rag.settings import read_contact

    with Fetcher(user_agent=make_user_agent(read_contact())) as fetcher:
        yield from Visitor(intake, fetcher).visit(urls)


def _take_lists(paths: list[Path]) -> list[str]:
    """Take lists of feeds (OPML) out of `paths`, and return the addresses that they name."""
    from corpus.opml import read_opml

    urls: list[str] = []
    for path in [path for path in paths if path.suffix.lower() == ".opml" and path.is_file()]:
        paths.remove(path)
        urls += [feed.url for feed in read_opml(path.read_bytes(), name=str(path))]
    return urls


def _run(
    options: argparse.Namespace, settings: Settings, work: Callable[[Intake], Iterator[Outcome]], *, steps: int
) -> int:
    """Do the work, print what becomes of each article, and the sum."""
    from corpus.parsing import Parser
    from rag.intake.files import Intake
    from rag.intake.outcomes import Tally
    from rag.progress import show_steps

    tally = Tally()
    with ExitStack() as stack:
        library = stack.enter_context(_open(options, settings, create=True))
        parser = stack.enter_context(Parser())
        advance = stack.enter_context(show_steps("Reading", steps, is_wanted=not options.quiet))
        try:
            for outcome in work(Intake(library, parser, collection=options.collection)):
                advance()
                _print(options, tally, outcome)
        except KeyboardInterrupt:
            say(f"Stopped: {tally.describe()}. What is in stays in; the same command goes on from there.")
            raise
        library.refresh()
    return _conclude(options, settings, tally)


def _report(options: argparse.Namespace, settings: Settings, outcomes: Iterable[Outcome]) -> int:
    from rag.intake.outcomes import Tally

    tally = Tally()
    for outcome in outcomes:
        _print(options, tally, outcome)
    return _conclude(options, settings, tally)


def _print(options: argparse.Namespace, tally: Tally, outcome: Outcome) -> None:
    tally.count(outcome)
    if outcome.change is None:
        say(f"footnote: {outcome.failure}")
    elif not (options.quiet or options.json):
        from index.types import Change

        related = {
            Change.DUPLICATE: f" (the same text as {outcome.related_id})",
        }.get(outcome.change, f" (a version of {outcome.related_id})") * bool(outcome.related_id)
        write_line(f"{outcome.change:<9}  {outcome.article_id}  {outcome.title or outcome.name}{related}")


def _conclude(options: argparse.Namespace, settings: Settings, tally: Tally) -> int:
    if options.json:
        write_line(json.dumps(tally.to_json(), ensure_ascii=False, indent=2))
    elif len(tally.failures) > 1 and tally.total > 20:  # the lines that said so have long scrolled away
        say("Not taken in:")
        for outcome in tally.failures:
            say(f"  {outcome.name}")
    say(f"{tally.describe()[:1].upper()}{tally.describe()[1:]}. Library: {settings.library}")
    return ExitStatus.USAGE if tally.failures else ExitStatus.OK


def _open(options: argparse.Namespace, settings: Settings, *, create: bool) -> Library:
    from rag.opening import open_library

    return open_library(settings, notify=say, encoder=options.encoder, create=create)
