"""The subcommands for what is in a library: `list`, `show`, `remove`, `collections` and `check`."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from rag.errors import UsageError
from rag.limits import MIN_ID_CHARS
from rag.settings import Settings
from rag.terminal import AddCommand, ExitStatus, say, write_line

if TYPE_CHECKING:
    from corpus.types import Article
    from index.library import Library


def add_commands(add_command: AddCommand) -> None:
    """Put the subcommands onto a command line."""
    listing = add_command("list", _list, "list the articles, newest first")
    listing.add_argument("--collection", metavar="NAME", help="only those of this collection")
    listing.add_argument("--json", action="store_true", help="print JSON")

    show = add_command("show", _show, "show an article as it is quoted")
    show.add_argument("id", metavar="ID", help="the article's id, or its first four or more characters")
    show.add_argument("--removed", action="store_true", help="show what was cut from it as page furniture, and why")
    show.add_argument("--json", action="store_true", help="print JSON")

    remove = add_command("remove", _remove, "remove articles")
    remove.add_argument("ids", nargs="+", metavar="ID", help="an article's id, or its first four or more characters")

    collections = add_command(
        "collections", _collections, "list the collections, or put articles into one or out of it"
    )
    collections.add_argument("name", nargs="?", metavar="NAME", help="the collection to change")
    collections.add_argument("--add", nargs="+", metavar="ID", default=[], help="put these articles into it")
    collections.add_argument("--take-out", nargs="+", metavar="ID", default=[], help="take these articles out of it")
    collections.add_argument("--delete", action="store_true", help="forget the collection; its articles stay")
    collections.add_argument("--json", action="store_true", help="print JSON")

    add_command("check", _check, "look for damage in the library")


def _list(options: argparse.Namespace, settings: Settings) -> int:
    with _open(settings) as library:
        summaries = library.summaries()
        if options.collection is not None:
            members = set(library.collections.members(options.collection))
            summaries = [summary for summary in summaries if summary.id in members]
    if options.json:
        write_line(json.dumps([asdict(summary) for summary in summaries], ensure_ascii=False, indent=2, default=str))
        return ExitStatus.OK
    for summary in summaries:
        write_line(
            "  ".join((summary.id, str(summary.published_on or "no date   "), summary.title))
            + (f" · {summary.publisher}" if summary.publisher else "")
            + (f" · {summary.copies + 1} copies" if summary.copies else "")
            + (f" · a version of {summary.version_of}" if summary.version_of else "")
        )
    if not summaries:
        say("The library has no articles yet. Add some with: footnote add FILE_OR_FOLDER")
    return ExitStatus.OK


def _show(options: argparse.Namespace, settings: Settings) -> int:
    with _open(settings) as library:
        article = library.get(find_id(library, options.id))
        assert article is not None  # find_id found it
        removals, relatives = library.removals_of(article.id), library.relatives(article.id)
        if options.removed and not options.json:
            _print_removed(library, article)
            return ExitStatus.OK
    if options.json:
        fields = asdict(article) | {"removed": [asdict(removal) for removal in removals]}
        write_line(json.dumps(fields, ensure_ascii=False, indent=2, default=str))
        return ExitStatus.OK
    shown = {
        "id": article.id,
        "publisher": article.publisher,
        "author": article.author,
        "published": article.published_on and f"{article.published_on}{_doubt(article)}",
        "url": article.url,
        "read from": article.origin,
        "added": article.added_at,
        "copies": ", ".join(origin for _, origin in relatives.copies) or None,
        "versions": ", ".join(relatives.versions) or None,
        "sha256": article.sha256,
    }
    write_line(article.title)
    for name, value in shown.items():
        if value is not None:
            write_line(f"{name + ':':<11}{value}")
    write_line(f"\n{article.text}")
    return ExitStatus.OK


def _remove(options: argparse.Namespace, settings: Settings) -> int:
    with _open(settings) as library:
        ids = list(dict.fromkeys(find_id(library, prefix) for prefix in options.ids))  # all of them, or none
        for article_id in ids:
            library.remove(article_id)
            write_line(f"removed    {article_id}")
        library.refresh()
    return ExitStatus.OK


def _check(options: argparse.Namespace, settings: Settings) -> int:
    from rag.opening import check_encoder

    with _open(settings) as library:
        status = library.status()
        problems = library.check() + check_encoder(settings, status.encoder)
    for problem in problems:
        write_line(problem)
    if problems:
        say(f"{len(problems)} problems in {settings.library}. Put back a copy, or add the articles to a new library.")
        return ExitStatus.LIBRARY
    write_line(f"Nothing is wrong: {status.articles} articles, {status.chunks} chunks, version {status.version}.")
    return ExitStatus.OK


def _collections(options: argparse.Namespace, settings: Settings) -> int:
    if options.name is None and (options.add or options.take_out or options.delete):
        raise UsageError("Name the collection, for example: footnote collections ports --add 3f2a91bc")
    with _open(settings) as library:
        if options.delete:
            say(f"{library.collections.take_out(options.name)} articles were in {options.name!r}. They stay.")
        if options.add:
            library.collections.put(options.name, [find_id(library, prefix) for prefix in options.add])
        if options.take_out:
            library.collections.take_out(options.name, [find_id(library, prefix) for prefix in options.take_out])
        counts = library.collections.counts()
    if options.name is not None and not options.delete and options.name not in counts:
        raise UsageError(f"There is no collection {options.name!r}. Make it with: footnote collections NAME --add ID")
    if options.json:
        write_line(json.dumps(counts, ensure_ascii=False, indent=2))
    else:
        for name, count in counts.items():
            if options.name in (None, name):
                write_line(f"{count:>6}  {name}")
        if not counts:
            say("There are no collections yet. Make one with: footnote collections NAME --add ID")
    return ExitStatus.OK


def _doubt(article: Article) -> str:
    """Return how a date is qualified that the source did not state as its date of publication."""
    origin = article.published_from
    return "" if origin is None or origin.is_certain else f" (read off its {origin.value})"


def _print_removed(library: Library, article: Article) -> None:
    """Print what was cut from an article, by reason, and how much of it was kept."""
    summary = library.summary(article.id)
    removals = library.removals_of(article.id)
    write_line(article.title)
    if summary is not None:
        write_line(f"kept {summary.kept_share:.0%} of its characters; {len(removals)} lines were cut")
    for removal in removals:
        write_line(f"  {removal.reason + ':':<23} {removal.text}")


def _open(settings: Settings) -> Library:
    from rag.opening import open_library  # imported late, so that `--help` and a wrong option answer at once

    return open_library(settings, notify=say)


def find_id(library: Library, prefix: str) -> str:
    """Return the id of the article that a shortened id names.

    Raises:
        UsageError: if none or several begin so.
    """
    matches = library.match_ids(prefix.strip().lower()) if len(prefix.strip()) >= MIN_ID_CHARS else []
    if not matches:
        raise UsageError(f"There is no article {prefix!r} in the library. See them all with: footnote list")
    if len(matches) > 1:
        raise UsageError(f"{prefix!r} fits several articles: {', '.join(matches)}. Write more of the id.")
    return matches[0]
