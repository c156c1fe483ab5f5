"""What both command lines share: exit statuses, messages, and errors in one line."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from enum import IntEnum

from corpus.errors import CorpusError, FootnoteError
from index.errors import LibraryBusyError, LibraryError, ModelNotFoundError
from rag.settings import Settings

# Puts a subcommand onto a command line: its name, what it runs and its summary in; its own parser out.
AddCommand = Callable[[str, Callable[[argparse.Namespace, Settings], int], str], argparse.ArgumentParser]


class ExitStatus(IntEnum):
    """What a command returns to the shell."""

    OK = 0
    NOT_IN_SOURCES = 1
    USAGE = 2
    LIBRARY = 3
    MODEL = 4
    BUSY = 75  # EX_TEMPFAIL: the same command may work in a moment
    INTERRUPTED = 130
    BROKEN_PIPE = 141


# The first that fits; an error that is not listed is the user's input.
_STATUS_OF: tuple[tuple[type[FootnoteError], ExitStatus], ...] = (
    (LibraryBusyError, ExitStatus.BUSY),
    (ModelNotFoundError, ExitStatus.MODEL),
    (LibraryError, ExitStatus.LIBRARY),
    (CorpusError, ExitStatus.USAGE),
)


def exit_status(error: FootnoteError) -> ExitStatus:
    """Return the status that an error ends a command with."""
    return next((status for kind, status in _STATUS_OF if isinstance(error, kind)), ExitStatus.USAGE)


def say(message: str) -> None:
    """Tell the user something, on stderr, in one line without control characters."""
    printable = "".join(char if char.isprintable() else " " for char in message)
    sys.stderr.write(f"{printable}\n")
    sys.stderr.flush()


def write_line(line: str) -> None:
    """Write a line of a command's result, on stdout."""
    sys.stdout.write(f"{line}\n")


def run_command(program: str, command: Callable[[], int]) -> int:
    """Run a command, and turn what goes wrong into one line on stderr and an exit status.

    Args:
        program: the name that the line begins with.
        command: returns an exit status.
    """
    try:
        status = command()
        sys.stdout.flush()
    except FootnoteError as error:
        say(f"{program}: {error}")
        return exit_status(error)
    except KeyboardInterrupt:
        say(f"{program}: stopped.")
        return ExitStatus.INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; Python would complain again when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitStatus.BROKEN_PIPE
    return status


class _Version(argparse.Action):
    """Prints the version; it is looked up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        sys.stdout.write(f"{parser.prog} (Footnote {version('footnote')})\n")
        parser.exit()


def add_version_option(parser: argparse.ArgumentParser) -> None:
    """Give a parser `--version`."""
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")


def add_library_option(parser: argparse.ArgumentParser) -> None:
    """Give a parser the option that says where the library is."""
    parser.add_argument(
        "--library",
        metavar="FOLDER",
        help="where the library is (default: $FOOTNOTE_HOME, else the platform's folder for user data)",
    )
