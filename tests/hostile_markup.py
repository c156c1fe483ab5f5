"""Hostile text, HTML, XML, feeds, Markdown, RTF, mail and rows; see `hostile_files`."""

from __future__ import annotations

import json
from collections.abc import Iterator

BODY = "The harbour of Velm reopened on Tuesday after nine days, its master said. Two tugs broke a channel through ice."
PAGE = (
    f"<html><head><title>Velm</title></head><body><article><p>{BODY}</p><p>{BODY[::-1]}</p>%s</article></body></html>"
)
Made = Iterator[tuple[str, bytes]]


def make_texts() -> Made:
    yield "million_characters.txt", b"x" * 1_000_000
    yield "million_words.txt", b"ice " * 1_000_000
    yield "million_newlines.txt", b"\n" * 1_000_000 + BODY.encode()
    yield "million_carriage_returns.txt", b"\r" * 1_000_000
    yield "million_lines.txt", b"a\n" * 1_000_000
    yield "long_lines.txt", "\n".join(["ice and snow " * 76_000] * 2 + [BODY, "\U0001f9ca"]).encode()
    yield "long_lines_2.txt", "\n".join(["snow and ice " * 76_000] * 2 + [BODY, "\U0001f9ca"]).encode()
    yield "too_long.txt", b"y" * 4_100_000
    yield "combining.txt", ("a" + "\u0301\u0316" * 200_000).encode()
    yield "zalgo.txt", ("Velm" + "\u0489\u036f" * 50_000 + BODY).encode()
    yield "reversed.txt", f"\u202eOverride\n\n{BODY}\u202e{BODY}\u2066\u2069\u200f".encode()
    yield "zero_width.txt", ("\u200b\u200c\u200d\u2060\ufeff".join(BODY) + "\u200b" * 100_000).encode()
    yield "only_invisible.txt", "\u200b\u200e\u2060\xad".encode() * 5000
    yield "terminal.txt", f"\x1b]0;owned\x07\x1b[2J{BODY}\x1b[31m\x9b1m".encode()
    yield "controls.txt", bytes(range(1, 32)) * 100 + BODY.encode()
    yield "nul.txt", BODY.encode().replace(b" ", b"\0")
    yield "utf16_unmarked.txt", BODY.encode("utf-16-le")
    yield "utf16_odd.txt", b"\xff\xfe" + BODY.encode("utf-16-le") + b"\x00"
    yield "utf16_as_utf8.txt", b"\xef\xbb\xbf" + BODY.encode("utf-16-be")
    yield "utf32_lie.txt", b"\xff\xfe\x00\x00" + BODY.encode()
    yield "utf7.txt", b"+ADw-script+AD4-alert(1)+ADw-/script+AD4- " + BODY.encode()
    yield "latin1_in_utf8.txt", BODY.encode() + b" caf\xe9 " + "café naïve".encode()
    yield "surrogates.txt", BODY.encode() + b"\xed\xa0\x80\xed\xbf\xbf"
    yield "overlong.txt", b"\xc0\xaf\xe0\x80\xaf" * 500
    yield "beyond_unicode.txt", b"\xf4\x90\x80\x80\xf8\x88\x80\x80\x80" * 500
    yield "shift_jis_cut.txt", ("港は再開した。" * 50).encode("shift_jis")[:-1]
    yield "punctuation.txt", b"?!.,;:" * 100_000
    yield "quotes.txt", b'"' * 300_000
    yield "spaces.txt", b" " * 2_000_000 + b"x"
    yield "dates.txt", b"March 4, 2024 By Ada Quill, " * 30_000
    yield "urls.txt", b"https://a.b/" * 80_000


def make_pages(server: str) -> Made:
    for tag in ("div", "b", "table><tr><td", "blockquote", "ul><li", "svg", "template", "form"):
        name = tag.partition(">")[0]
        yield f"deep_{name}.html", (f"<{tag}>" * 100_000 + BODY).encode()
    yield "deep_closed.html", (PAGE % ("<span>" * 50_000 + "x" + "</span>" * 50_000)).encode()
    yield "closing_only.html", b"</div>" * 200_000 + BODY.encode()
    yield "giant_attribute.html", (PAGE % f"<p title='{'a' * 5_000_000}'>x</p>").encode()
    yield "many_attributes.html", (PAGE % f"<p {' '.join(f'a{i}=1' for i in range(100_000))}>x</p>").encode()
    yield "many_paragraphs.html", (PAGE % f"<p>{BODY}</p>" * 5_000).encode()
    yield "many_links.html", (PAGE % "<a href=/x>ice</a> " * 20_000).encode()
    yield "unclosed.html", b"<html><body><p" + b"<p <" * 50_000
    yield "unclosed_comment.html", b"<!--" * 100_000 + BODY.encode()
    yield "unclosed_script.html", (PAGE % "<script>while(1){}").encode()
    yield "entities.html", (PAGE % ("&amp" * 100_000 + "&#x110000;&#0;&#xD800;&#99999999999999999999;")).encode()
    yield "doctype.html", b"<!DOCTYPE " + b"x" * 1_000_000 + b">" + (PAGE % "").encode()
    yield "json_ld.html", (PAGE % f'<script type="application/ld+json">{"[" * 100_000}</script>').encode()
    yield "json_ld_number.html", (PAGE % f'<script type="application/ld+json">{"9" * 10_000}</script>').encode()
    meta = '<meta property="article:published_time" content="0000-99-99T99:99:99Z"><meta property="og:title" content="'
    yield "meta.html", (PAGE % "").replace("<head>", f'<head>{meta}\u202e{"T" * 200_000}">').encode()
    yield (
        "base.html",
        (PAGE % "").replace("<head>", f"<head><base href='{server}'><link rel=canonical href='a\nb'>").encode(),
    )
    remote = f"<img src='{server}/a.png'><iframe src='{server}'></iframe><object data='file:///etc/passwd'></object>"
    yield (
        "remote.html",
        (PAGE % f"{remote}<link rel=stylesheet href='{server}/a.css'><script src='{server}/a.js'></script>").encode(),
    )
    svg = f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y SYSTEM "{server}/y">]>'
    yield "svg_entity.html", f"{svg}<svg><text>&x;&y;</text></svg>{PAGE % ''}".encode()
    yield "svg.svg", f"{svg}<svg xmlns='http://www.w3.org/2000/svg'><text>&x;</text></svg>".encode()
    yield "xhtml_entity.xhtml", f"<?xml version='1.0'?>{svg.replace('svg', 'html')}{PAGE % '&x;'}".encode()
    yield "charset_lie.html", (PAGE % "café").replace("<head>", "<head><meta charset=utf-16>").encode("latin-1")
    yield "charset_hex.html", (PAGE % "\xe9").replace("<head>", "<head><meta charset=hex>").encode("latin-1")
    yield "charset_utf7.html", (PAGE % "+ADw-b+AD4-").replace("<head>", "<head><meta charset=utf-7>").encode("utf-7")
    yield "nul.html", (PAGE % "").encode().replace(b"<p>", b"<p\0>")
    yield "reversed.html", (PAGE % "").replace("Velm", "\u202emleV\u2066\x1b[2J").encode()
    yield "no_text.html", b"<html><body>" + b"<div></div>" * 50_000
    yield "frames.html", b"<frameset>" * 50_000
    yield "lists.html", (PAGE % ("<ul><li>" * 1_000 + "x")).encode()
    yield "gif.html", b"GIF89a/*" + (PAGE % "").encode()


def make_xml(server: str, secret: str) -> Made:
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    external = f'<!ENTITY f SYSTEM "{secret}"><!ENTITY h SYSTEM "{server}/x"><!ENTITY % p SYSTEM "{server}/p"> %p;'
    doctypes = {
        "laughs": ('<!ENTITY l0 "ha">' + laughs, "&l9;"),
        "quadratic": (f'<!ENTITY q "{"q" * 100_000}">', "&q;" * 10_000),
        "external": (external, "&f;&h;"),
        "recursive": ('<!ENTITY a "&b;"><!ENTITY b "&a;">', "&a;"),
    }
    for name, (entities, use) in doctypes.items():
        head = f'<?xml version="1.0"?><!DOCTYPE x [{entities}]>'
        item = f"<title>{use}</title><link>https://velm.example/{name}</link><description>{BODY}{use}</description>"
        yield f"{name}.rss", f"{head}<rss version='2.0'><channel><item>{item}</item></channel></rss>".encode()
        yield (
            f"{name}.opml",
            f"{head}<opml><body><outline text='{use}' xmlUrl='{server}/{name}'/></body></opml>".encode(),
        )
        entry = f"<entry><id>1</id><title>{use}</title><content>{BODY}{use}</content></entry>"
        yield f"{name}.atom", f"{head}<feed xmlns='http://www.w3.org/2005/Atom'>{entry}</feed>".encode()
        yield f"{name}.xml", f"{head}<rss><channel><item>{item}</item></channel></rss>".encode()
    include = f"<x xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='{secret}' parse='text'/></x>"
    yield "include.xml", include.encode()
    yield "stylesheet.xml", f"<?xml-stylesheet href='{server}/a.xsl'?><rss><channel/></rss>".encode()
    items = "".join(
        f"<item><guid>{i}</guid><title>Ice {i}</title><description>ice</description></item>" for i in range(20_000)
    )
    yield "many_items.rss", f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>".encode()
    same = f"<item><guid>1</guid><title>Ice</title><description>{BODY}</description></item>" * 500
    yield "same_items.rss", f"<rss version='2.0'><channel>{same}</channel></rss>".encode()
    item = "<title>a</title><link>javascript:alert(1)</link><pubDate>Thu, 99 Foo 99999</pubDate>"
    item += f"<description>{'&lt;b&gt;' * 20_000}{BODY}</description>"
    yield "bad_items.rss", f"<rss version='2.0'><channel><item>{item}</item></channel></rss>".encode()
    yield "deep.rss", ("<rss><channel>" + "<item>" * 100_000).encode()
    yield "deep.opml", ("<opml><body>" + "<outline text='a'>" * 100_000).encode()
    outlines = "".join(f"<outline xmlUrl='file:///etc/{i}' text='\u202e{i}'/>" for i in range(20_000))
    yield "many.opml", f"<opml><body>{outlines}</body></opml>".encode()
    yield "namespaces.xml", ("<rss " + " ".join(f"xmlns:a{i}='u{i}'" for i in range(20_000)) + "/>").encode()
    yield "encoding_lie.rss", b"<?xml version='1.0' encoding='utf-16'?><rss><channel/></rss>"
    yield "encoding_unknown.atom", b"<?xml version='1.0' encoding='x-nothing'?><feed/>"


def make_markdown() -> Made:
    aliases = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{','.join([f'*{chr(97 + i)}'] * 9)}]\n" for i in range(9)
    )
    fronts = {
        "aliases": aliases + "title: *j\n",
        "python": "title: !!python/object/apply:os.system ['touch escaped']\n",
        "recursive": "title: &a [*a]\n",
        "deep": "title: " + "[" * 100_000 + "\n",
        "number": f"title: {'9' * 10_000}\ndate: 99999-99-99\n",
        "keys": "".join(f"k{i}: {i}\n" for i in range(20_000)),
        "sexagesimal": "title: " + ":".join(["59"] * 2_000) + "\n",
        "control": 'title: "\\e[2J\\u202e"\nurl: "javascript:alert(1)"\n',
        "infinite": "title: .inf\ndate: .nan\npublisher: 0x" + "f" * 5_000 + "\n",
    }
    for name, front in fronts.items():
        yield f"front_{name}.md", f"---\n{front}---\n{BODY}\n".encode()
    yield "front_unclosed.md", b"---\ntitle: x\n" + b"key: value\n" * 20_000
    for name, mark in {
        "quotes": ">",
        "brackets": "[",
        "stars": "*a **b ",
        "images": "![](",
        "ticks": "`" * 9 + " ",
    }.items():
        yield f"nested_{name}.md", (mark * 20_000 + BODY).encode()
    yield "nested_lists.md", "".join(f"{' ' * 2 * i}- a\n" for i in range(1_000)).encode()
    yield "links.md", ("[a](" * 20_000 + "<b>" * 5_000 + BODY).encode()
    yield "table.md", ("|a" * 5_000 + "\n" + "|-" * 5_000 + "\n" + "|b" * 20_000).encode()
    yield "references.md", ("".join(f"[{i}]: /{i}\n" for i in range(20_000)) + BODY).encode()


def make_rows() -> Made:
    good = json.dumps({"title": "Ice", "text": BODY})
    rows = [
        good if i % 2 else ["{", "[]", "7", '{"text": 3}', "\x00", '{"text": ""}'][i // 2 % 6] for i in range(6_000)
    ]
    yield "broken_rows.jsonl", "\n".join(rows).encode(errors="replace")
    yield "tiny_rows.jsonl", b"\n".join(b'{"text":"Ice %d came."}' % i for i in range(10_000))
    yield "empty_rows.jsonl", b"{}\n" * 100_000
    yield "deep.jsonl", b'{"text":' + b"[" * 100_000 + b"\n" + good.encode()
    yield "number.jsonl", b'{"text":' + b"9" * 10_000 + b"}\n" + good.encode()
    yield "one_long_row.jsonl", json.dumps({"text": "ice " * 500_000}).encode()
    yield "surrogate.jsonl", b'{"title":"\\ud800","text":"\\udfff Ice came to the harbour of Velm."}'
    yield (
        "controls.jsonl",
        json.dumps({"title": "\x1b[2J\u202eIce", "text": f"\x1b]0;x\x07{BODY}", "url": "a\nb"}).encode(),
    )
    yield "origin.jsonl", json.dumps({"id": "../../etc", "url": "file:///etc/passwd", "text": BODY}).encode()
    yield "dates.jsonl", json.dumps({"text": BODY, "published_on": "-1-1-1", "date": 10**300}).encode()
    yield "keys.jsonl", json.dumps({"text": BODY} | {f"k{i}": i for i in range(50_000)}).encode()
    yield "array.json", b"[" * 100_000
    yield "constants.jsonl", b'{"text": NaN}\n{"text": Infinity, "title": -Infinity}'


def make_rtf_and_mail(server: str) -> Made:
    yield "deep.rtf", b"{\\rtf1" + b"{" * 100_000 + BODY.encode()
    yield "closing.rtf", b"{\\rtf1 " + BODY.encode() + b"}" * 100_000
    yield "object.rtf", b"{\\rtf1{\\object\\objdata " + b"41" * 500_000 + b"}" + BODY.encode() + b"}"
    yield "binary.rtf", b"{\\rtf1 \\bin999999999999 " + BODY.encode() + b"}"
    yield "negative.rtf", b"{\\rtf1 \\bin-5 \\uc-9 \\u-99999999? \\ansicpg99999 " + BODY.encode() + b"}"
    yield "escapes.rtf", b"{\\rtf1 " + b"\\'" * 200_000 + b"\\u55296? " + BODY.encode() + b"}"
    yield "words.rtf", b"{\\rtf1 \\" + b"a" * 1_000_000 + b"9" * 10_000 + b" " + BODY.encode()
    yield "skip.rtf", b"{\\rtf1 \\uc1000000000 \\u9731 " + BODY.encode() + b"}"
    field = b'{\\field{\\*\\fldinst INCLUDETEXT "file:///etc/passwd"}{\\fldrslt x}}'
    yield "include.rtf", b"{\\rtf1 " + field + b"{\\*\\template " + server.encode() + b"}" + BODY.encode() + b"}"
    nested = "".join(f'Content-Type: multipart/mixed; boundary="b{i}"\n\n--b{i}\n' for i in range(1_000))
    yield "nested.eml", f"Subject: x\nMIME-Version: 1.0\n{nested}\n{BODY}".encode()
    messages = "Content-Type: message/rfc822\n\n" * 500
    yield "messages.eml", f"Subject: x\n{messages}Subject: y\n\n{BODY}".encode()
    parts = f"--b\nContent-Type: text/plain\n\n{BODY}\n" * 2_000
    yield "parts.eml", f'Content-Type: multipart/alternative; boundary="b"\n\n{parts}--b--'.encode()
    heads = {
        "encoded": "Subject: " + "=?utf-8?b?4oCu?= " * 5_000,
        "charset": "Content-Type: text/plain; charset=../../x",
        "hex": "Content-Type: text/plain; charset=hex\nContent-Transfer-Encoding: 8bit",
        "base64": "Content-Transfer-Encoding: base64",
        "uuencode": "Content-Transfer-Encoding: x-uuencode",
        "addresses": "From: " + "<" * 50_000,
        "parameters": "Content-Type: text/plain;" + "".join(f" a*{i}=x;" for i in range(1_500)),
        "date": "Date: Thu, 99 Foo 999999999999999999 99:99:99 +9999999",
        "folded": "Subject: a\n" + " b\n" * 20_000,
        "controls": "Subject: =?utf-8?q?=1B[2J=0Ax=E2=80=AE?=",
        "type": "Content-Type: " + "/" * 10_000,
        "boundary": 'Content-Type: multipart/mixed; boundary=""',
        "comments": "Date: " + "(" * 5_000,
    }
    for name, head in heads.items():
        yield f"{name}.eml", f"{head}\nMIME-Version: 1.0\n\n{BODY}\n".encode()
    yield "headers.eml", b"".join(b"X-%d: y\n" % i for i in range(20_000)) + b"\n" + BODY.encode()
    page = f"Content-Type: text/html\nContent-Location: file:///etc/passwd\n\n{PAGE % '<div>' * 5_000}"
    yield (
        "saved.mhtml",
        f'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\n{page}\n--b--'.encode(),
    )
