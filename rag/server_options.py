"""The options of the commands that start a server."""

from __future__ import annotations

import argparse

_ABOUT = """\
The server is for this machine alone until it is told otherwise, and then it asks for keys:

  footnote keys add anna --scope ask             makes a key and shows it, once
  footnote serve --host 0.0.0.0 --allow-host footnote.example

It speaks plain HTTP: put a proxy with TLS in front of it. More: docs/security.md."""


def add_options(parser: argparse.ArgumentParser, *, port: int) -> None:
    """Give a parser what says where a server listens, and for whom.

    Args:
        parser: the subcommand's.
        port: the one that it listens on by default.
    """
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _ABOUT
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1; others can reach any other one)"
    )
    parser.add_argument("--port", type=int, default=port, help=f"port to listen on (default {port}; 0: a free one)")
    parser.add_argument(
        "--allow-host",
        metavar="NAME",
        action="append",
        default=[],
        help="a name that people open it with, such as footnote.example; may be given several times",
    )
    parser.add_argument("--require-key", action="store_true", help="ask for a key on this machine, too")
    parser.add_argument(
        "--rate",
        type=_count,
        metavar="N",
        help="requests a minute of one key or address (default 6000 on this machine, else 120; 0: no limit)",
    )
    parser.add_argument("--log-json", action="store_true", help="log every request to stderr, one JSON object a line")


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) > 1_000_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 1000000")
    return int(text)
