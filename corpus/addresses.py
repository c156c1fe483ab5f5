"""Which IP addresses may be connected to: those of the public internet, and no others."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from corpus.errors import ForbiddenAddressError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# The IANA special-purpose registries and RFC 5771. Own tables, since the standard library's `is_global` changed
# its mind between patch releases (CVE-2024-4032) and lets multicast through.
# https://www.iana.org/assignments/iana-ipv4-special-registry
_FORBIDDEN_V4 = {
    "0.0.0.0/8": "this network",
    "10.0.0.0/8": "private",
    "100.64.0.0/10": "shared by a provider's customers",
    "127.0.0.0/8": "this machine",
    "168.63.129.16/32": "a cloud's own services",  # Azure's, the one such address in a public range
    "169.254.0.0/16": "link-local, where clouds keep credentials",
    "172.16.0.0/12": "private",
    "192.0.0.0/24": "for protocols",
    "192.0.2.0/24": "for documentation",
    "192.31.196.0/24": "for name servers",
    "192.52.193.0/24": "for multicast",
    "192.88.99.0/24": "a 6to4 relay",
    "192.168.0.0/16": "private",
    "192.175.48.0/24": "for name servers",
    "198.18.0.0/15": "for benchmarks",
    "198.51.100.0/24": "for documentation",
    "203.0.113.0/24": "for documentation",
    "224.0.0.0/4": "multicast",
    "240.0.0.0/4": "reserved",
}
# Inside 2000::/3, the only part of IPv6 that is routed publicly; everything outside it is refused as a whole: loopback,
# IPv4-mapped and -compatible, unique local (and so fd00:ec2::254), link- and site-local, multicast.
# https://www.iana.org/assignments/iana-ipv6-special-registry
_FORBIDDEN_V6 = {
    "2001::/23": "for protocols, such as Teredo",
    "2001:db8::/32": "for documentation",
    "2002::/16": "6to4, which hides an IPv4 address",
    "2620:4f:8000::/48": "for name servers",
    "3fff::/20": "for documentation",
}
_V4 = [(IPv4Network(network), kind) for network, kind in _FORBIDDEN_V4.items()]
_V6 = [(IPv6Network(network), kind) for network, kind in _FORBIDDEN_V6.items()]
_PUBLIC_V6 = IPv6Network("2000::/3")
# RFC 6052: on a network without IPv4, name servers put a site's IPv4 address behind this prefix.
_NAT64 = IPv6Network("64:ff9b::/96")


def require_public(addresses: Sequence[str], *, host: str, allowed: Sequence[Network] = ()) -> list[Address]:
    """Return all addresses of a host, parsed; one that is not public condemns the host.

    Args:
        addresses: as the resolver gave them, IPv4 or IPv6.
        host: what messages call the host.
        allowed: networks to accept although they are not public, for tests.

    Raises:
        ForbiddenAddressError: an address is not public, or is no address at all.
    """
    checked: list[Address] = []
    for text in addresses:
        try:
            address = ip_address(text)
        except ValueError as error:
            raise ForbiddenAddressError(f"{host} resolves to {text!r}, which is no address. Check the name.") from error
        if kind := find_forbidden_kind(address, allowed=allowed):
            place = "is" if text == host else f"resolves to {address}, which is"
            raise ForbiddenAddressError(
                f"{host} {place} not on the public internet ({kind}); nothing was fetched."
                " Save the page to a file and add that."
            )
        checked.append(address)
    return checked


def find_forbidden_kind(address: Address, *, allowed: Sequence[Network] = ()) -> str | None:
    """Return what kind of address it is if it must not be connected to, `None` if it may."""
    if any(address in network for network in allowed if network.version == address.version):
        return None
    if isinstance(address, IPv4Address):
        return next((kind for network, kind in _V4 if address in network), None)
    if address.scope_id is not None:
        return "bound to one network interface"
    if address in _NAT64:
        return find_forbidden_kind(IPv4Address(int(address) & 0xFFFF_FFFF))
    if address not in _PUBLIC_V6:
        return "outside the public range of IPv6"
    return next((kind for network, kind in _V6 if address in network), None)


def is_address(host: str) -> bool:
    """Tell whether a host is an address already and has no name to resolve."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
