"""The commands `footnote keys add`, `list` and `revoke`: who may use a server of this library."""

from __future__ import annotations

import argparse
import json

from index.keys import Key, Scope
from rag.errors import UsageError
from rag.settings import Settings
from rag.terminal import AddCommand, ExitStatus, say, write_line

_ABOUT = """\
scopes:
  ask     ask, search, read articles, check quotes, give feedback
  write   add and remove articles, fill collections
  admin   read metrics, export feedback

A key is shown once, when it is made; only its hash is kept. Programs send it as
`Authorization: Bearer fn_...`; people sign in with it. More: docs/security.md."""


def add_command(add: AddCommand) -> None:
    """Put the subcommand onto a command line."""
    keys = add("keys", _list, "make, list and take back the keys of a server of this library")
    keys.formatter_class = argparse.RawDescriptionHelpFormatter
    keys.epilog = _ABOUT
    keys.set_defaults(json=False)
    actions = keys.add_subparsers(title="actions", metavar="ACTION")
    make = actions.add_parser("add", help="make a key and show it, once", description="Make a key and show it, once.")
    make.add_argument("name", help="the person or the program that it is for")
    make.add_argument(
        "--scope",
        action="append",
        choices=[scope.value for scope in Scope],
        help="what it may be used for; may be given several times (default ask)",
    )
    make.set_defaults(command=_add)
    show = actions.add_parser("list", help="list the keys (the default)", description="List the keys.")
    show.add_argument("--json", action="store_true", help="print JSON")
    show.set_defaults(command=_list)
    revoke = actions.add_parser("revoke", help="take a key back", description="Take a key back, at once.")
    revoke.add_argument("name", help="its name or its id")
    revoke.set_defaults(command=_revoke)


def _add(options: argparse.Namespace, settings: Settings) -> int:
    from rag.opening import open_library  # imported late, so that `--help` and a wrong option answer at once

    with open_library(settings, notify=say) as library:
        key, secret = library.keys.add(options.name, [Scope(name) for name in options.scope or [Scope.ASK]])
    say(f"The key {key.name!r} ({_scopes(key)}). It is shown only now:")
    write_line(secret)
    return ExitStatus.OK


def _list(options: argparse.Namespace, settings: Settings) -> int:
    from rag.opening import open_library

    with open_library(settings, notify=say) as library:
        keys = library.keys.all()
    if options.json:
        rows = [
            {"id": key.id, "name": key.name, "scopes": sorted(key.scopes), "created_at": key.created_at} for key in keys
        ]
        write_line(json.dumps(rows, ensure_ascii=False, indent=2))
        return ExitStatus.OK
    for key in keys:
        write_line(f"{key.id}  {key.created_at[:10]}  {_scopes(key):<16}  {key.name}")
    if not keys:
        say("There are no keys. Make one with: footnote keys add NAME --scope ask")
    return ExitStatus.OK


def _revoke(options: argparse.Namespace, settings: Settings) -> int:
    from rag.opening import open_library

    with open_library(settings, notify=say) as library:
        if not library.keys.revoke(options.name):
            raise UsageError(f"There is no key {options.name!r}. See them with: footnote keys list")
    say(f"The key {options.name!r} is taken back; running servers refuse it from now on.")
    return ExitStatus.OK


def _scopes(key: Key) -> str:
    return ", ".join(sorted(key.scopes))
