"""What a URL asks for, read strictly: one reading of it is checked, and that reading is what is requested."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import quote, urljoin, urlsplit

import idna

from corpus.errors import FetchError, ForbiddenAddressError

# What RFC 9110, section 4.1, recommends that everybody support.
MAX_URL_CHARS = 8000
_SHOWN_CHARS = 200
_DEFAULT_PORTS = {"http": 80, "https": 443}
# Ports from 1024 on that belong to other protocols, most of which read lines and would take a request for commands:
# the blocklist of https://fetch.spec.whatwg.org/#port-blocking; then databases, queues, and what controls clusters.
_FORBIDDEN_PORTS = {
    *(
        1719,
        1720,
        1723,
        2049,
        3659,
        4045,
        4190,
        5060,
        5061,
        6000,
        6566,
        6665,
        6666,
        6667,
        6668,
        6669,
        6679,
        6697,
        10080,
    ),
    *(1433, 1521, 1883, 2181, 2375, 2376, 2379, 2380, 3306, 3389, 4369, 5432, 5672, 5900, 5984, 6379, 6443, 7000, 7001),
    *(8086, 8500, 9042, 9092, 9200, 9300, 10250, 11211, 27017, 27018),
}
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_AUTHORITY = re.compile(r"(?:\[(?P<v6>[^\[\]]*)\]|(?P<host>[^:\[\]]*))(?::(?P<port>[0-9]{0,5}))?")
_CREDENTIALS = re.compile(r"^(\s*(?:https?:|[a-z][a-z0-9+.-]*:(?=[/\\]{2})))?([/\\]*)[^/\\?#]*@", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What one request is for.

    Attributes:
        scheme: `http` or `https`.
        host: lower case and ASCII: a name without a trailing dot, or an address without brackets.
        port: 1 to 65535.
        path: the path and the query, percent-encoded; begins with a slash.
    """

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """The host, and the port where it is not the scheme's own, as in a URL or a `Host` header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def site(self) -> str:
        """Scheme and authority: what a robots.txt speaks for."""
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        """The URL, without a fragment."""
        return self.site + self.path


def parse_target(url: str) -> Target:
    """Return what a URL asks for.

    Raises:
        ForbiddenAddressError: its host is an IP address in any notation but the usual one.
        FetchError: it is too long, holds control characters or credentials, names another scheme than `http` and
            `https`, no host, or a port that is not for the web.
    """
    url = url.strip(" \t\r\n")
    shown = show_url(url)
    if not url:
        raise FetchError("No address was given. Give one such as https://example.org/article.")
    if len(url) > MAX_URL_CHARS:
        raise FetchError(f"{shown} is longer than {MAX_URL_CHARS} characters. Find a shorter address of the article.")
    if any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in url):
        raise FetchError(f"{shown} holds control characters. Copy the address again.")
    try:
        parts = urlsplit(url)
    except ValueError as error:  # an unclosed bracket, or characters that turn into delimiters
        raise FetchError(f"{shown} is no address of a web page. Check it.") from error
    if parts.scheme not in _DEFAULT_PORTS:
        raise FetchError(f"{shown} is not fetched: only http and https are. Save the article to a file and add that.")
    if "@" in parts.netloc:
        raise FetchError(f"{shown} was given with a user name or password, which are never sent. Leave them out.")
    match = _AUTHORITY.fullmatch(parts.netloc)
    if match is None or not (match["v6"] or match["host"]):
        raise FetchError(f"{shown} names no host that can be understood. Check the address.")
    host = _parse_v6(match["v6"], shown=shown) if match["v6"] else _parse_host(match["host"], shown=shown)
    port = int(match["port"]) if match["port"] else _DEFAULT_PORTS[parts.scheme]
    if not _is_web_port(port):
        raise FetchError(
            f"{shown} is not fetched: port {port} is not for web pages. Save the article and add the file."
        )
    path = quote(parts.path or "/", safe="%/:@!$&'()*+,;=~")
    if parts.query:
        path += "?" + quote(parts.query, safe="%/:@!$&'()*+,;=~?[]|")
    return Target(scheme=parts.scheme, host=host, port=port, path=path)


def parse_redirect(location: str, *, source: Target) -> Target:
    """Return what a `Location` header asks for; it is held to the same rules as an address that a user gives.

    Raises:
        FetchError: as for `parse_target`, and for a step from `https` down to `http`.
    """
    try:
        url = urljoin(source.url, location.strip(" \t\r\n"))
    except ValueError as error:
        raise FetchError(f"{show_url(location)} is no address of a web page. Add the page's final address.") from error
    target = parse_target(url)
    if source.scheme == "https" and target.scheme == "http":
        raise FetchError(
            f"{show_url(target.url)} gives up the encryption of {show_url(source.url)}, so it was not followed."
            " Add that address itself if you trust it."
        )
    return target


def show_url(url: str) -> str:
    """Return a URL fit for a message: without credentials and invisible characters, and not too long."""
    shown = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in url)
    shown = _CREDENTIALS.sub(r"\1\2", shown)
    return shown if len(shown) <= _SHOWN_CHARS else shown[:_SHOWN_CHARS] + "…"


def _is_web_port(port: int) -> bool:
    """Tell whether articles may be asked for there: the web's ports, and those that any program may open."""
    return port in _DEFAULT_PORTS.values() or (1024 <= port <= 65535 and port not in _FORBIDDEN_PORTS)


def _parse_v6(text: str, *, shown: str) -> str:
    """Return an IPv6 address in its canonical form."""
    try:
        address = IPv6Address(text)
    except AddressValueError as error:
        raise FetchError(f"{shown} names no host that can be understood. Check the address.") from error
    if address.scope_id is not None:
        raise ForbiddenAddressError(f"{shown} names a network interface of this machine. Give the site's name.")
    return str(address)


def _parse_host(text: str, *, shown: str) -> str:
    """Return a host name in lower-case ASCII, or an IPv4 address in its usual notation."""
    try:
        # UTS 46, as browsers do: full-width digits and ideographic full stops become ASCII before they are judged.
        host = text.lower() if text.isascii() else idna.encode(text, uts46=True).decode("ascii")
    except UnicodeError as error:
        raise FetchError(f"{shown} names a host that does not exist in any language. Check the address.") from error
    host = host.removesuffix(".")
    labels = host.split(".")
    # https://url.spec.whatwg.org/#ends-in-a-number-checker: then it is an address, in whatever notation.
    if _NUMBER.fullmatch(labels[-1]):
        try:
            return str(IPv4Address(host))
        except AddressValueError as error:
            raise ForbiddenAddressError(
                f"{shown} hides an IP address in an unusual notation; nothing was fetched. Give the site's name."
            ) from error
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise FetchError(f"{shown} names no host that can be understood. Check the address.")
    return host
