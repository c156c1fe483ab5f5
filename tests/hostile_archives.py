"""Hostile ZIP archives, packed documents and PDFs; see `hostile_files`."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib

from hostile_markup import BODY, PAGE, Made

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OPEN = "urn:oasis:names:tc:opendocument:xmlns"
_OFFICE_SPACES = f"xmlns:office='{_OPEN}:office:1.0' xmlns:text='{_OPEN}:text:1.0'"
_CONTAINER = (
    "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles>"
    "<rootfile full-path='%s' media-type='application/oebps-package+xml'/></rootfiles></container>"
)


def pack(members: dict[str, bytes | str], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP archive of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def make_archives(server: str) -> Made:
    zeros = b"0" * 30_000_000
    yield "bomb.zip", pack({"bomb.txt": zeros})
    yield "bombs.zip", pack({f"bomb{i}.txt": zeros[:3_000_000] for i in range(30)})
    yield "bomb_bz2.zip", pack({"bomb.txt": zeros}, method=zipfile.ZIP_BZIP2)
    yield "bomb_lzma.zip", pack({"bomb.txt": zeros}, method=zipfile.ZIP_LZMA)
    nested = pack({"bomb.txt": zeros})
    for _ in range(10):
        nested = pack({f"{i}.zip": nested for i in range(4)})
    yield "nested.zip", nested
    matryoshka = pack({"a.txt": BODY})
    for _ in range(100):
        matryoshka = pack({"a.zip": matryoshka}, method=zipfile.ZIP_STORED)
    yield "matryoshka.zip", matryoshka
    yield "entries.zip", pack({f"{i}.txt": b"" for i in range(10_500)}, method=zipfile.ZIP_STORED)
    yield "allowed_entries.zip", pack({f"{i}.txt": b"" for i in range(2_000)}, method=zipfile.ZIP_STORED)
    yield "overlapping.zip", _repeat_directory(pack({"a.txt": zeros[:900_000]}), times=2_000)
    names = [
        "../escaped.txt",
        "/tmp/escaped.txt",
        "a/../../escaped.md",
        "..\\escaped.txt",
        "C:\\escaped.txt",
        "a\nb\x1b[2J.txt",
    ]
    yield (
        "paths.zip",
        pack(dict.fromkeys([*names, "\u202etxt.exe.txt", "x" * 60_000 + ".txt", "~/escaped.txt"], BODY)),
    )
    yield "nul_name.zip", pack({"aXb.txt": BODY}).replace(b"aXb.txt", b"a\0b.txt")
    yield "bad_name.zip", pack({"aXXb.txt": BODY}).replace(b"aXXb.txt", b"a\xff\xfeb.txt")
    plain = pack({"a.txt": BODY * 100})
    yield "encrypted.zip", _set_flag(plain, 1)
    yield "truncated.zip", plain[: len(plain) // 2]
    yield "no_directory.zip", plain[: plain.index(b"PK\x01\x02")]
    yield "two_directories.zip", plain + plain
    yield "bad_checksum.zip", plain.replace(zlib.crc32((BODY * 100).encode()).to_bytes(4, "little"), b"\1\2\3\4")
    yield "bad_method.zip", plain.replace(b"\x08\x00", b"\x63\x00")
    yield "bad_sizes.zip", _set_sizes(plain, 0xFFFFFFFE)
    yield "size_lie.zip", _set_sizes(pack({"a.txt": zeros}), 10)
    yield "comment.zip", plain[:-2] + b"\xff\xff" + b"c" * 65_535
    yield "comment_lie.zip", plain[:-2] + b"\xff\xff"
    yield "duplicates.zip", _repeat_directory(plain, times=3)
    yield "link.zip", _make_link("/etc/passwd")
    yield (
        "hostile_members.zip",
        pack({"a.html": "<div>" * 90_000, "b.md": "[" * 20_000, "c.rtf": "{" * 50_000, "d.txt": BODY}),
    )
    yield "gzip.gz", gzip.compress(zeros)
    yield "gzip.txt.gz", gzip.compress(gzip.compress(zeros))
    yield "gzip.txt", gzip.compress(BODY.encode())
    yield "quine_like.zip", pack({"quine_like.zip": plain[:60], "a.txt": BODY})
    yield "html_and.zip", (PAGE % "").encode() + plain
    yield "zip_and.html", plain + (PAGE % "").encode()
    yield "pdf_and.zip", make_pdf({4: _stream(b"BT ET")}) + plain
    yield "zip_and.pdf", plain + make_pdf({4: _stream(b"BT ET")})
    yield "renamed.docx", plain
    yield "renamed.epub", make_pdf({4: _stream(b"BT ET")})
    yield (
        "remote.zip",
        pack({"a.url": f"[InternetShortcut]\nURL={server}", "a.html": PAGE % f"<img src='{server}/zip'>"}),
    )


def _repeat_directory(data: bytes, *, times: int) -> bytes:
    """List the one entry of an archive many times, so that all overlap."""
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    directory = data[start:end] * times
    sizes = struct.pack("<HHII", times, times, len(directory), start)
    return data[:start] + directory + b"PK\x05\x06\0\0\0\0" + sizes + b"\0\0"


def _set_flag(data: bytes, flag: int) -> bytes:
    patched = bytearray(data)
    patched[6] |= flag
    patched[data.index(b"PK\x01\x02") + 8] |= flag
    return bytes(patched)


def _set_sizes(data: bytes, size: int) -> bytes:
    patched, start = bytearray(data), data.index(b"PK\x01\x02")
    struct.pack_into("<I", patched, 22, size)
    struct.pack_into("<I", patched, start + 24, size)
    return bytes(patched)


def _make_link(target: str) -> bytes:
    buffer, entry = io.BytesIO(), zipfile.ZipInfo("link.txt")
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(entry, target)
    return buffer.getvalue()


def make_documents(server: str, secret: str) -> Made:
    head = "<?xml version='1.0'?>"
    laughs = "<!ENTITY l0 'ha'>" + "".join(f"<!ENTITY l{i} '{f'&l{i - 1};' * 10}'>" for i in range(1, 10))
    attacks = {
        "laughs": (f"<!DOCTYPE x [{laughs}]>", "&l9;"),
        "external": (f"<!DOCTYPE x [<!ENTITY f SYSTEM '{secret}'><!ENTITY h SYSTEM '{server}/d'>]>", "&f;&h;"),
        "external_dtd": (f"<!DOCTYPE x SYSTEM '{server}/x.dtd'>", BODY),
        "plain": ("", BODY * 3),
        "spaces": ("", " " * 1_000_000),
        "cut": ("", "</"),
    }
    for name, (doctype, use) in attacks.items():
        paragraph = f"<w:p><w:r><w:t>{BODY}{use}</w:t></w:r></w:p>"
        word = f"{head}{doctype}<w:document xmlns:w='{_WORD}'><w:body>{paragraph}</w:body></w:document>"
        yield f"{name}.docx", pack({"word/document.xml": word, "[Content_Types].xml": "<Types/>"})
        open_text = f"<office:text><text:p>{BODY}{use}</text:p></office:text>"
        office = f"<office:document-content {_OFFICE_SPACES}><office:body>{open_text}</office:body>"
        yield (
            f"{name}.odt",
            pack({"content.xml": f"{head}{doctype}{office}</office:document-content>", "mimetype": "x"}),
        )
        yield f"{name}.epub", _make_epub(f"{head}{doctype}{PAGE % use}")
    deep = "<w:tbl><w:tr><w:tc>" * 20_000
    yield "deep.docx", pack({"word/document.xml": f"<w:document xmlns:w='{_WORD}'><w:body>{deep}"})
    closed = "<w:tbl><w:tr><w:tc>" * 60 + f"<w:p><w:r><w:t>{BODY}</w:t></w:r></w:p>" + "</w:tc></w:tr></w:tbl>" * 60
    yield (
        "nested.docx",
        pack({"word/document.xml": f"<w:document xmlns:w='{_WORD}'><w:body>{closed}</w:body></w:document>"}),
    )
    many = f"<w:p><w:r><w:t>{BODY}</w:t></w:r></w:p>" * 20_000
    yield (
        "many.docx",
        pack({"word/document.xml": f"<w:document xmlns:w='{_WORD}'><w:body>{many}</w:body></w:document>"}),
    )
    yield "bomb.docx", pack({"word/document.xml": b" " * 60_000_000})
    yield "empty_part.docx", pack({"word/document.xml": b""})
    yield "no_part.docx", pack({"[Content_Types].xml": "<Types/>"})
    spaces = f"<text:p><text:s text:c='{10**15}'/>{BODY}</text:p>"
    office = f"<office:document-content {_OFFICE_SPACES}><office:body><office:text>{spaces}"
    yield "spaces_count.odt", pack({"content.xml": f"{office}</office:text></office:body></office:document-content>"})
    yield "deep.odt", pack({"content.xml": "<text:p>" * 100_000})
    yield "no_part.odt", pack({"mimetype": "application/vnd.oasis.opendocument.text"})
    yield "no_container.epub", pack({"mimetype": "application/epub+zip"})
    yield "missing.epub", pack({"META-INF/container.xml": _CONTAINER % "nowhere.opf"})
    yield "outside.epub", pack({"META-INF/container.xml": _CONTAINER % "../../../../etc/passwd"})
    yield "itself.epub", pack({"META-INF/container.xml": _CONTAINER % "META-INF/container.xml"})
    yield "repeated.epub", _make_epub(PAGE % BODY, times=20_000)
    yield "bomb.epub", _make_epub("<p>ice</p>" * 100_000, times=50)
    yield "remote.epub", _make_epub(PAGE % "", href=f"{server}/chapter.html")
    yield "encrypted.epub", _set_flag(_make_epub(PAGE % ""), 1)


def _make_epub(chapter: str, *, times: int = 1, href: str = "a.xhtml") -> bytes:
    spine = "<itemref idref='a'/>" * times
    package = (
        f"<manifest><item id='a' href='{href}' media-type='application/xhtml+xml'/></manifest><spine>{spine}</spine>"
    )
    opf = f"<package xmlns='http://www.idpf.org/2007/opf' version='3.0'>{package}</package>"
    return pack({"META-INF/container.xml": _CONTAINER % "a.opf", "a.opf": opf, "a.xhtml": chapter})


def _stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<</Length %d %s>>stream\n%s\nendstream" % (len(data), extra, data)


def make_pdf(objects: dict[int, bytes], *, trailer: bytes = b"") -> bytes:
    """Return a PDF of one page, some of its objects (1 catalogue, 2 pages, 3 page, 4 content, 5 font) replaced."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
    content = b"BT /F 12 Tf 50 700 Td (%s) Tj ET" % BODY.encode()
    whole = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: page,
        4: _stream(content),
        5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    } | objects
    data, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, body in sorted(whole.items()):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    at = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(whole) + 1, table)
    data += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(whole) + 1, trailer, at)
    return bytes(data)


def make_pdfs(server: str) -> Made:
    plain = make_pdf({})
    flate = b"/Filter/FlateDecode"
    zeros = zlib.compress(b" " * 100_000_000, 9)
    twice = zlib.compress(zlib.compress(b" " * 200_000_000, 9), 9)
    yield "plain.pdf", plain
    yield "truncated.pdf", plain[: len(plain) // 2]
    yield "header_only.pdf", b"%PDF-1.7\n"
    yield "bad_start.pdf", plain.replace(b"startxref\n", b"startxref\n999")
    yield "negative_start.pdf", plain[: plain.rindex(b"startxref")] + b"startxref\n-1\n%%EOF"
    yield "no_table.pdf", plain.replace(b"xref\n0", b"xxxx\n0")
    yield "table_loop.pdf", make_pdf({}, trailer=b"/Prev 9")
    yield "table_itself.pdf", make_pdf({}, trailer=b"/Prev %d" % plain.index(b"xref\n0"))
    yield "table_size.pdf", plain.replace(b"xref\n0 6", b"xref\n0 999999999")
    yield "recursive_pages.pdf", make_pdf({2: b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"})
    yield "recursive_parent.pdf", make_pdf({3: b"<</Type/Page/Parent 3 0 R/Contents 4 0 R>>"})
    yield "same_page.pdf", make_pdf({2: b"<</Type/Pages/Kids[%s]/Count 5000>>" % (b"3 0 R " * 5_000)})
    yield "page_count.pdf", make_pdf({2: b"<</Type/Pages/Kids[3 0 R]/Count 2147483647>>"})
    yield "negative_count.pdf", make_pdf({2: b"<</Type/Pages/Kids[3 0 R]/Count -1>>"})
    yield "no_pages.pdf", make_pdf({2: b"<</Type/Pages/Kids[]/Count 0>>"})
    yield "pages_of_null.pdf", make_pdf({2: b"<</Type/Pages/Kids[9 0 R null 7]/Count 3>>"})
    yield "stream_bomb.pdf", make_pdf({4: _stream(zeros, flate)})
    yield "stream_bomb_twice.pdf", make_pdf({4: _stream(twice, b"/Filter[/FlateDecode/FlateDecode]")})
    yield "filters.pdf", make_pdf({4: _stream(zeros, b"/Filter[%s]" % (b"/FlateDecode" * 5_000))})
    yield "ascii_bomb.pdf", make_pdf({4: _stream(b"z" * 5_000_000, b"/Filter/ASCII85Decode")})
    yield "run_length.pdf", make_pdf({4: _stream(b"\x81 " * 2_000_000, b"/Filter/RunLengthDecode")})
    yield "lzw.pdf", make_pdf({4: _stream(b"\x80\x0b\x60\x50" * 100_000, b"/Filter/LZWDecode")})
    yield (
        "predictor.pdf",
        make_pdf({4: _stream(zeros[:999], b"/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 999999999>>")}),
    )
    yield "length_lie.pdf", make_pdf({4: b"<</Length 999999999>>stream\nBT ET\nendstream"})
    yield "length_loop.pdf", make_pdf({4: b"<</Length 4 0 R>>stream\nBT ET\nendstream"})
    yield "deep_arrays.pdf", make_pdf({4: b"[" * 200_000})
    yield "deep_dictionaries.pdf", make_pdf({4: b"<</a" * 100_000})
    yield "deep_content.pdf", make_pdf({4: _stream(b"[" * 200_000 + b"q " * 200_000)})
    yield "operators.pdf", make_pdf({4: _stream(b"BT /F 12 Tf " + b"(ice) Tj 0 9 Td " * 30_000 + b"ET")})
    yield (
        "form_loop.pdf",
        make_pdf({4: _stream(b"/X Do", b"/Type/XObject/Subtype/Form/Resources<</XObject<</X 4 0 R>>>>")}),
    )
    yield "long_string.pdf", make_pdf({4: _stream(b"BT /F 12 Tf (" + b"ice " * 500_000 + b") Tj ET")})
    yield (
        "far_away.pdf",
        make_pdf({4: _stream(b"BT /F 1e30 Tf 1e30 -1e30 Td (ice) Tj 9e999 0 0 nan 0 0 Tm (ice) Tj ET")}),
    )
    yield "javascript.pdf", make_pdf({1: b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>"})
    uri = b"<</S/URI/URI(%s)>>" % server.encode()
    yield "uri.pdf", make_pdf({1: b"<</Type/Catalog/Pages 2 0 R/OpenAction %s>>" % uri})
    encrypt = b"/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -1/O(%s)/U(%s)>>/ID[(a)(a)]" % (b"o" * 32, b"u" * 32)
    yield "encrypted.pdf", make_pdf({}, trailer=encrypt)
    yield "encrypt_unknown.pdf", make_pdf({}, trailer=b"/Encrypt<</Filter/Nothing>>")
    font = b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[5 0 R]/ToUnicode 4 0 R>>"
    yield "font_loop.pdf", make_pdf({5: font})
    mapping = (
        b"1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfrange <0000> <ffffffff> <0041> endbfrange"
    )
    yield "font_map.pdf", make_pdf({5: font.replace(b"4 0 R", b"6 0 R"), 6: _stream(mapping)})
    yield (
        "title.pdf",
        make_pdf({6: b"<</Title(\\033[2J\\n\xfe\xff\x20\x2e)/CreationDate(D:99999999)>>"}, trailer=b"/Info 6 0 R"),
    )
    outline = b"<</First 6 0 R/Next 6 0 R/Last 6 0 R/Parent 6 0 R/Title(x)>>"
    yield "outline_loop.pdf", make_pdf({1: b"<</Type/Catalog/Pages 2 0 R/Outlines 6 0 R>>", 6: outline})
    objects = _stream(
        zlib.compress(b"7 0 " * 100_000), b"/Type/ObjStm/N 999999999/First 99999/Filter/FlateDecode/Extends 6 0 R"
    )
    yield "object_stream.pdf", make_pdf({6: objects})
    yield "image_bomb.pdf", make_pdf({4: _stream(b"BI /W 999999 /H 999999 /CS /RGB /BPC 8 ID x EI")})
    yield "gif_and.pdf", b"GIF89a" + plain
    yield "late_header.pdf", b"\n" * 2_000 + plain
