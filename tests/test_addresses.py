"""Which addresses are public, at the edges of every range."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest

from corpus.addresses import find_forbidden_kind, is_address, require_public
from corpus.errors import FetchError, ForbiddenAddressError
from corpus.targets import Target, parse_redirect, parse_target

# The first and the last address of each range, with the public neighbours where there are any.
FORBIDDEN = """
0.0.0.0 0.255.255.255 10.0.0.0 10.255.255.255 100.64.0.0 100.127.255.255 127.0.0.0 127.255.255.255 168.63.129.16
169.254.0.0 169.254.255.255 172.16.0.0 172.31.255.255 192.0.0.0 192.0.0.255 192.0.2.0 192.0.2.255 192.31.196.1
192.52.193.1 192.88.99.1 192.168.0.0 192.168.255.255 192.175.48.1 198.18.0.0 198.19.255.255 198.51.100.0
198.51.100.255 203.0.113.0 203.0.113.255 224.0.0.0 239.255.255.255 240.0.0.0 255.255.255.254 255.255.255.255 :: ::1
::7f00:1 ::ffff:0:0 ::ffff:8.8.8.8 ::ffff:255.255.255.255 ::ffff:0:8.8.8.8 64:ff9b::127.0.0.1 64:ff9b::192.168.0.1
64:ff9b::169.254.169.254 64:ff9b:1::8.8.8.8 100::1 1fff:ffff::1 2001:: 2001:0:8:8:: 2001:2::1 2001:10::1 2001:20::1
2001:1ff:ffff::1 2001:db8:: 2001:db8:ffff::1 2002:: 2002:808:808::1 2620:4f:8000::1 3fff:: 3fff:fff::1 4000:: 5f00::1
fc00:: fd00:ec2::254 fdff::1 fe80:: fe80::1%1 2606:4700::1%lo febf::1 fec0::1 feff::1 ff00:: ff02::1 ffff::1
"""
PUBLIC = """
1.0.0.0 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 168.63.129.15
168.63.129.17 169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 191.255.255.255 192.0.1.255 192.0.3.0
192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 198.51.99.255 198.51.101.0 203.0.112.255 203.0.114.0
223.255.255.255 2000:: 2001:200::1 2001:db7::1 2001:db9::1 2003::1 2606:4700::1 2a00:1450::1 3ffe::1 3fff:1000::1
64:ff9b::8.8.8.8
"""


@pytest.mark.parametrize("address", FORBIDDEN.split())
def test_no_address_outside_the_public_internet_is_accepted(address: str) -> None:
    assert find_forbidden_kind(ip_address(address))
    with pytest.raises(ForbiddenAddressError, match="not on the public internet"):
        require_public([address], host="host.test")


@pytest.mark.parametrize("address", PUBLIC.split())
def test_public_addresses_are_accepted(address: str) -> None:
    assert find_forbidden_kind(ip_address(address)) is None
    assert require_public([address], host="host.test") == [ip_address(address)]


def test_nothing_that_the_standard_library_calls_private_is_accepted() -> None:
    # An oracle of another hand; the addresses are spread over each top byte.
    spread = [ip_address(n << 24 | low) for n in range(256) for low in (1, 0x10_0001, 0x58_6301, 0xA8_0101, 0xFE_A9FE)]
    spread += [ip_address(n << 112 | low) for n in range(0, 65_536, 7) for low in (1, 1 << 80, 0x7F00_0001)]
    assert [a for a in spread if not a.is_global and find_forbidden_kind(a) is None] == []


def test_an_allowed_network_admits_its_own_addresses_and_no_mapped_ones() -> None:
    allowed = [ip_network("127.0.0.3/32")]
    assert find_forbidden_kind(ip_address("127.0.0.3"), allowed=allowed) is None
    assert find_forbidden_kind(ip_address("127.0.0.4"), allowed=allowed) == "this machine"
    assert find_forbidden_kind(ip_address("::ffff:127.0.0.3"), allowed=allowed)
    assert find_forbidden_kind(ip_address("64:ff9b::127.0.0.3"), allowed=allowed)


def test_a_host_is_told_from_an_address() -> None:
    assert [is_address(host) for host in ("1.2.3.4", "::1", "host.test", "1.2.3", "")] == [
        True,
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://Example.ORG", "http://example.org/"),
        (" https://example.org:443/a#b \n", "https://example.org/a"),
        ("http://example.org:80/", "http://example.org/"),
        ("https://example.org:80/", "https://example.org:80/"),
        ("http://example.org.:8080/a?b=c#d", "http://example.org:8080/a?b=c"),
        ("http://example.org?", "http://example.org/"),
        ("http://example.org:/", "http://example.org/"),
        ("http://my_site.example.org/", "http://my_site.example.org/"),
        ("http://bücher.example/ü?ö=%C3%A4", "http://xn--bcher-kva.example/%C3%BC?%C3%B6=%C3%A4"),
        ("http://faß.example/", "http://xn--fa-hia.example/"),
        ("http://例え。テスト/", "http://xn--r8jz45g.xn--zckzah/"),
        ("http://１.１.１.１/", "http://1.1.1.1/"),
        ("http://example.org/a b\\c", "http://example.org/a%20b%5Cc"),
        ("http://example.org/a/%2e%2e/b;c=1,2(3)", "http://example.org/a/%2e%2e/b;c=1,2(3)"),
        ("http://[2606:4700:0:0::0001]:8080/", "http://[2606:4700::1]:8080/"),
        ("http://8.8.8.8/", "http://8.8.8.8/"),
    ],
)
def test_a_url_is_read_one_way(url: str, expected: str) -> None:
    assert parse_target(url).url == expected
    assert parse_target(parse_target(url).url) == parse_target(url)


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("/b", "http://example.org/b"),
        ("b?c", "http://example.org/x/b?c"),
        ("//other.test/b", "http://other.test/b"),
        ("https://other.test", "https://other.test/"),
        (" HTTP://other.test/ü ", "http://other.test/%C3%BC"),
    ],
)
def test_a_redirect_is_read_against_the_page_that_it_comes_from(location: str, expected: str) -> None:
    assert parse_redirect(location, source=parse_target("http://example.org/x/a")).url == expected


def test_a_redirect_does_not_give_up_encryption() -> None:
    source = Target(scheme="https", host="example.org", port=443, path="/")
    with pytest.raises(FetchError, match="gives up the encryption"):
        parse_redirect("http://example.org/", source=source)
    assert parse_redirect("https://example.org/b", source=source).path == "/b"
