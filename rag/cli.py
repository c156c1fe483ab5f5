"""The command `footnote`: looks after the library."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec

from rag import feedback_commands, key_commands, library_commands, server_options, verify_command
from rag.errors import UsageError
from rag.evaluation import command as evaluation
from rag.intake import command as intake
from rag.settings import Settings, read_settings
from rag.terminal import ExitStatus, add_library_option, add_version_option, run_command, say


def main(argv: Sequence[str] | None = None) -> int:
    """Run one of the subcommands; returns the exit status."""
    options = _parse(argv)
    command: Callable[[argparse.Namespace, Settings], int] = options.command
    return run_command("footnote", lambda: command(options, read_settings(options.library)))


def _serve(options: argparse.Namespace, settings: Settings) -> int:
    from rag.opening import open_answerer

    answerer = open_answerer(settings, notify=say)
    with answerer.library:
        # The page lies above this package; it is named here as text and loaded only when it is asked for.
        serving = import_module("web.serving")
        serving.serve(answerer, options=_serve_options(options))
    return ExitStatus.OK


def _serve_options(options: argparse.Namespace) -> object:
    return import_module("web.listening").ServeOptions(
        host=options.host,
        port=options.port,
        allowed_hosts=tuple(options.allow_host),
        requires_key=options.require_key,
        requests_per_minute=options.rate,
        logs_json=options.log_json,
    )


def _mcp(options: argparse.Namespace, settings: Settings) -> int:
    if find_spec("mcp") is None:
        raise UsageError("`footnote mcp` needs the MCP SDK: pip install 'footnote[mcp]'")
    from rag.opening import open_answerer

    answerer = open_answerer(settings, notify=say)
    with answerer.library:
        if options.http:
            import_module("web.serving").serve_mcp(answerer, options=_serve_options(options))
        else:
            import_module("web.mcp_server").serve_stdio(answerer)
    return ExitStatus.OK


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

    intake.add_commands(add_command)
    library_commands.add_commands(add_command)
    feedback_commands.add_command(add_command)
    key_commands.add_command(add_command)
    verify_command.add_command(add_command)

    evaluation.add_arguments(
        add_command("eval", evaluation.run, "measure answers against a file of questions, or compare two runs")
    )

    serve = add_command("serve", _serve, "serve the chat page and the API on this machine")
    server_options.add_options(serve, port=8765)

    mcp = add_command("mcp", _mcp, "serve assistants over the Model Context Protocol, on stdin and stdout")
    mcp.add_argument("--http", action="store_true", help="over streamable HTTP instead, on this machine")
    server_options.add_options(mcp, port=8766)
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
