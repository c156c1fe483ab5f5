"""Addresses that must not be fetched, each in one notation of many; `{port}` is where the canary listens.

A resolver that sends every name to this machine stands behind them, so that a name that is taken for one gets there.
"""

from __future__ import annotations

_HOSTS = """
127.0.0.1 127.0.0.2 127.255.255.254 127.1 127.0.1 127.0.0.1. 127.1. 2130706433 2130706433. 2130706434 017700000001
0177.0.0.1 0177.0.0.01 0177.1 127.0.0.01 0127.0.0.1 00000177.0.0.1 0x7f000001 0x7F000001 0x7f.1 0x7f.0.0.1
0x7f.0x0.0x0.0x1 0x7f.0.1 127.0.0.0x1 0x7f.0.0.01 0x 0x. 127.0x1 0177.0x0.1 4294967295 4294967297 18446744073709551617
127.0.0.1.1 1.127.0.0.1 127.0.0.256 127.0..1 0 0. 0.0.0.0 0.1 00 0x0 10.0.0.1 10.1 167772161 012.0.0.1 0xa.0.0.1
172.16.0.1 172.31.255.255 192.168.0.1 192.168.1 3232235521 0xC0A80001 0300.0250.0.1 100.64.0.1 100.127.255.254
169.254.169.254 169.254.43518 2852039166 0xA9FEA9FE 0xa9.0xfe.0xa9.0xfe 0251.0376.0251.0376 025177524776
169.254.169.254. 100.100.100.200 192.0.0.192 168.63.129.16 192.0.0.8 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1
192.88.99.1 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 localhost LOCALHOST localhost. localhost.localdomain
ip6-localhost rebinding.test metadata.google.internal 127.0.0.1.nip.test xn--localhost １２７.０.０.１
１２７。０。０。１ 127。0。0。1 127．0．0．1 127｡0｡0｡1 ①②⑦.⓪.⓪.① 𝟏𝟐𝟕.𝟎.𝟎.𝟏 ｌｏｃａｌｈｏｓｔ ⓛⓞⓒⓐⓛⓗⓞⓢⓣ
₁₂₇.₀.₀.₁ ２１３０７０６４３３ ０ｘ７ｆ．１ ١٢٧.٠.٠.١ loc\u00adalhost 127.0.0\u200b.1 127.0.0.1\u2028
lo\u0000calhost 127.0.0.1\u0000.example.org %31%32%37.0.0.1 127%2e0%2e0%2e1 %6c%6f%63alhost 127.0.0.1%00
127.0.0.1%2eexample.org 127.0.0.1%20 ％31 [::1] [::] [0:0:0:0:0:0:0:1] [0000::0001] [::0.0.0.1] [::127.0.0.1]
[::7f00:1] [::ffff:127.0.0.1] [::ffff:7f00:1] [0:0:0:0:0:ffff:7f00:0001] [::FFFF:7F00:1] [::ffff:0:127.0.0.1]
[::ffff:10.0.0.1] [::ffff:169.254.169.254] [64:ff9b::127.0.0.1] [64:ff9b::a9fe:a9fe] [64:ff9b::10.0.0.1]
[64:ff9b:1::127.0.0.1] [2002:7f00:1::] [2002:a9fe:a9fe::1] [2001::1] [2001:0:7f00:1::] [2001:db8::1] [3fff::1]
[100::1] [fc00::1] [fd00::1] [fd00:ec2::254] [fe80::1] [fe80::1%25lo] [fe80::1%lo] [::1%25lo] [::1%lo] [::1%251]
[fec0::1] [ff02::1] [ff05::1:3] [5f00::1] [4000::1] [v1.fe80::1] [::1 ::1 [127.0.0.1] [::ffff:127.1] [::ffff:0x7f.1]
[1::2::3] [] [::1].example.org [[::1]]
"""
_URLS = """
http:/127.0.0.1:{port}/ http:127.0.0.1:{port} http:///127.0.0.1:{port}/ http:\\\\127.0.0.1:{port}\\
http://\\127.0.0.1:{port}/ //127.0.0.1:{port}/ ///127.0.0.1:{port} 127.0.0.1:{port} HTTP://127.0.0.1:{port}/
hTtPs://127.0.0.1:{port}/ https://127.0.0.1:{port}/ https://[::1]:{port}/ https://localhost:{port}/
https://2130706433:{port}/ http://public.test@127.0.0.1:{port}/ http://127.0.0.1:{port}@public.test/
http://user:secret@127.0.0.1:{port}/ http://public.test:80@127.0.0.1:{port}/ http://public.test#@127.0.0.1:{port}/
http://public.test?@127.0.0.1:{port}/ http://127.0.0.1:{port}\\@public.test/ http://public.test\\@127.0.0.1:{port}/
http://@127.0.0.1:{port}/ http://:@127.0.0.1:{port} http://127.0.0.1:{port}#@public.test/
http://127.0.0.1:{port}?@public.test/ http://127.0.0.1:{port};@public.test/ http://127.0.0.1:{port}:80/
http://127.0.0.1:80:{port}/ http://127.0.0.1:0{port}/ http://127.0.0.1:-{port}/ http://127.0.0.1:+{port}/
http://127.0.0.1:{port}.0/ http://127.0.0.1:0x50/ http://127.0.0.1:８０/ http://127.0.0.1:999999/
http://127.0.0.1:65536/ http://127.0.0.1:0/ http://public.test:22/ http://public.test:25/ http://public.test:6379/
http://public.test:3306/ http://public.test:11211/ http://public.test:9200/ http://public.test:6667/
http://public.test:1/ http:// http:// https:// http://. http://.. http://.public.test/ http://public..test/
http://-public.test/ http://*.test/ http://public.test,127.0.0.1:{port}/ http://public.test;127.0.0.1:{port}/
http://public.test|127.0.0.1:{port}/ http://127.0.0.1:{port},public.test/ http://public.test&@127.0.0.1:{port}#
http://{{127.0.0.1}}:{port}/ http://127.0.0.1<>:{port}/ file:///etc/passwd file://localhost/etc/passwd
file://127.0.0.1:{port}/ FILE:/etc/passwd ftp://127.0.0.1:{port}/ ftps://127.0.0.1:{port}/ sftp://127.0.0.1:{port}/
gopher://127.0.0.1:{port}/_GET dict://127.0.0.1:{port}/ ldap://127.0.0.1:{port}/ tftp://127.0.0.1:{port}/
ws://127.0.0.1:{port}/ wss://127.0.0.1:{port}/ unix:///var/run/docker.sock http+unix://%2Fvar%2Frun%2Fdocker.sock/
jar:http://127.0.0.1:{port}/!/ view-source:http://127.0.0.1:{port}/ feed:http://127.0.0.1:{port}/
feed://127.0.0.1:{port}/ data:text/html,<p>hello javascript:alert(1) about:blank blob:http://127.0.0.1:{port}/1
mailto:a@127.0.0.1 netdoc:///etc/passwd php://input expect://id x:y :// : .
"""


def _make() -> tuple[str, ...]:
    hosts = tuple(host.encode().decode("unicode_escape") if "\\u" in host else host for host in _HOSTS.split())
    urls = tuple(f"http://{host}:{{port}}/" for host in hosts) + tuple(
        url.format(port="{port}") for url in _URLS.split()
    )
    return (
        *urls,
        "",
        "http://exa mple.test:{port}/",
        "http://127.0.0.1:{port}/\r\nHost: public.test",
        "http://public.test/\x00",
        "http://pub\nlic.test/",
        "http://\t127.0.0.1:{port}/",
        "http://public.test:{port}/\x7f",
        "http://public.test/" + "a" * 8000,
        f"http://{'a' * 64}.test/",
        f"http://{'a.' * 130}test/",
        "http://public.test/\ud800",
    )


HOSTILE_URLS = tuple(dict.fromkeys(_make()))
