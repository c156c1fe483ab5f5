"""Where the server listens, and who may reach it there: nobody else's machine without a key."""

from __future__ import annotations

import errno
import ipaddress
import re
import socket
import sys
from dataclasses import dataclass

from corpus.errors import FootnoteError
from web.limiting import LOCAL_RATE, REMOTE_RATE, Rate
from web.protection import Protection
from web.security import LOOPBACK_HOSTS, is_loopback

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8765
_BACKLOG = 128
_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*|\[[0-9a-f:.]+\]")
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - these are recognised, not bound to


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a server listens and how it is protected there.

    Attributes:
        host: what it binds to.
        port: 0 takes a free one.
        names: what may stand in `Host`.
        protection: who may send what.
        warnings: what whoever starts it should know.
    """

    host: str
    port: int
    names: tuple[str, ...]
    protection: Protection
    warnings: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """The host as it stands in an address."""
        shown = DEFAULT_HOST if self.host in _EVERYWHERE else self.host
        return f"[{shown}]" if ":" in shown else shown


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOptions:
    """What whoever starts a server chooses.

    Attributes:
        host: the address to listen on.
        port: the port; 0 takes a free one.
        allowed_hosts: further names that requests may have in `Host`.
        requires_key: ask for a key on this machine, too.
        requests_per_minute: of one key or address; `None` takes what is right for the host, 0 sets no limit.
        logs_json: log every request, as JSON.
    """

    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    allowed_hosts: tuple[str, ...] = ()
    requires_key: bool = False
    requests_per_minute: int | None = None
    logs_json: bool = False


def choose_place(options: ServeOptions, *, has_keys: bool) -> Place:
    """Return where a server listens, and how it is protected.

    Whoever can be reached by others asks for keys: by its address, or by a name that leads here from elsewhere.

    Raises:
        FootnoteError: if others could reach it and there is no key, or if a name is none.
    """
    names = tuple(_clean_name(name) for name in options.allowed_hosts)
    foreign = next((name for name in names if not is_loopback(name.strip("[]"))), None)
    is_local = is_loopback(options.host)
    requires_key = options.requires_key or not is_local or foreign is not None
    if requires_key and not has_keys:
        why = (
            f"it serves this machine only, not {options.host or 'every address'}" if not is_local
            else f"it does not answer to {foreign}" if foreign
            else "--require-key would let nobody in"
        )  # fmt: skip
        raise FootnoteError(
            f"Footnote has no keys yet, so that {why}. Make one with: footnote keys add NAME --scope ask"
            + ("" if options.requires_key and is_local and not foreign else f" (or leave it at {DEFAULT_HOST}).")
        )
    own = (options.host.lower() if ":" not in options.host else f"[{options.host.lower()}]",)
    known = () if options.host in _EVERYWHERE else own
    return Place(
        host=options.host,
        port=options.port,
        names=tuple(dict.fromkeys((*LOOPBACK_HOSTS, *known, *names))),
        protection=Protection(
            requires_key=requires_key,
            rate=_choose_rate(options, is_local=is_local),
            logs_json=options.logs_json,
        ),
        warnings=tuple(_warn(options, is_local=is_local, has_name=foreign is not None)),
    )


def open_listener(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises:
        FootnoteError: if the address cannot be had.
    """
    address = DEFAULT_HOST if host == "localhost" else host
    listener = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":  # there it would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        listener.close()
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise FootnoteError(
                f"Port {port} is taken: is Footnote running already? Choose another with --port, or 0 for a free one."
            ) from error
        raise FootnoteError(f"{host}, port {port} cannot be used ({error}). Choose another with --port.") from error
    return listener


def _choose_rate(options: ServeOptions, *, is_local: bool) -> Rate:
    if options.requests_per_minute is None:
        return LOCAL_RATE if is_local else REMOTE_RATE
    return Rate(per_minute=options.requests_per_minute, burst=max(1, options.requests_per_minute // 2))


def _warn(options: ServeOptions, *, is_local: bool, has_name: bool) -> list[str]:
    if is_local:
        return []
    warnings = [
        "Footnote speaks plain HTTP. Put a proxy with TLS in front of it, or others can read keys on their way."
    ]
    if options.host in _EVERYWHERE and not has_name:
        warnings.append(
            f"It answers only to the names {', '.join(LOOPBACK_HOSTS)}. Add the name that people open with: "
            "--allow-host NAME"
        )
    return warnings


def _clean_name(name: str) -> str:
    cleaned = name.strip().lower().rstrip(".")
    if ":" in cleaned and not cleaned.startswith("["):
        try:
            cleaned = f"[{ipaddress.IPv6Address(cleaned)}]"
        except ValueError:
            cleaned = ""
    if not _NAME.fullmatch(cleaned):
        raise FootnoteError(
            f"--allow-host {name!r} is no host name. Give it as it stands in the address, without scheme and port: "
            "--allow-host footnote.example"
        )
    return cleaned
