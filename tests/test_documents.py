"""What DOCX, ODT, EPUB and RTF hold beside plain paragraphs."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from corpus.docx import read_docx
from corpus.epub import read_epub
from corpus.errors import UnreadableFileError
from corpus.odt import read_odt
from corpus.packages import parse_xml
from corpus.rtf import read_rtf
from corpus.types import DateOrigin

FOLDER = Path(__file__).parent / "data/formats"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFFICE = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def make_zip(**files: str) -> io.BytesIO:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return stream


def change(path: str, replaced: dict[str, str | None]) -> io.BytesIO:
    """A fixture with members replaced, or left out where nothing takes their place."""
    stream = io.BytesIO()
    with zipfile.ZipFile(FOLDER / path) as old, zipfile.ZipFile(stream, "w") as new:
        for name in dict.fromkeys([*old.namelist(), *replaced]):
            text = replaced.get(name, old.read(name) if name in old.namelist() else None)
            if text is not None:
                new.writestr(name, text)
    return stream


def make_docx(body: str) -> io.BytesIO:
    return make_zip(**{"word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>"})


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<w:p><w:r><w:t>Kept </w:t></w:r><w:ins><w:r><w:t>and new.</w:t></w:r></w:ins></w:p>", "Kept and new."),
        ("<w:p><w:del><w:r><w:delText>Gone. </w:delText></w:r></w:del><w:r><w:t>Kept.</w:t></w:r></w:p>", "Kept."),
        ("<w:p><w:moveFrom><w:r><w:t>Was here.</w:t></w:r></w:moveFrom><w:r><w:t>Kept.</w:t></w:r></w:p>", "Kept."),
        ("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Hidden.</w:t></w:r><w:r><w:t>Seen.</w:t></w:r></w:p>", "Seen."),
        ("<w:sdt><w:sdtContent><w:p><w:r><w:t>Boxed.</w:t></w:r></w:p></w:sdtContent></w:sdt>", "Boxed."),
        ("<w:p><w:r><w:t>One</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t></w:r></w:p>", "One\ttwo\nthree"),
        ("<w:p><w:hyperlink><w:r><w:t>A link.</w:t></w:r></w:hyperlink></w:p>", "A link."),
        ("<w:p><w:r><w:instrText>PAGE</w:instrText><w:t>Four.</w:t></w:r></w:p>", "Four."),
        (
            "<w:p><w:r><w:t>Anchor.</w:t><w:txbxContent><w:p><w:r><w:t>Box.</w:t></w:r></w:p></w:txbxContent></w:r></w:p>",
            "Anchor.\n\nBox.",
        ),
        (
            "<w:p><w:pPr><w:pStyle w:val='TOC1'/></w:pPr><w:r><w:t>Ice 4</w:t></w:r></w:p>"
            "<w:p><w:r><w:t>Ice.</w:t></w:r></w:p>",
            "Ice.",
        ),
        (
            "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>One.</w:t></w:r></w:p><w:p><w:r><w:t>Two.</w:t></w:r></w:p></w:tc>"
            "<w:tc><w:p><w:r><w:t>Three.</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
            "One.\n\nTwo.\n\nThree.",
        ),
    ],
)
def test_a_word_document_is_read_as_its_last_author_left_it(body: str, text: str) -> None:
    assert read_docx(make_docx(body), name="a.docx").text == text


def test_the_paragraph_in_the_style_of_a_title_goes_before_the_properties() -> None:
    title = "<w:p><w:pPr><w:pStyle w:val='Titel'/></w:pPr><w:r><w:t>Ice</w:t></w:r></w:p>"
    styles = f"<w:styles {W}><w:style w:styleId='Titel'><w:name w:val='Title'/></w:style></w:styles>"
    document = f"<w:document {W}><w:body>{title}<w:p><w:r><w:t>It melts.</w:t></w:r></w:p></w:body></w:document>"
    assert read_docx(make_zip(**{"word/document.xml": document, "word/styles.xml": styles}), name="a").title == "Ice"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ('<text:p>One<text:s text:c="3"/>two<text:tab/>three<text:line-break/>four</text:p>', "One   two\tthree\nfour"),
        ("<text:tracked-changes><text:p>Gone.</text:p></text:tracked-changes><text:p>Kept.</text:p>", "Kept."),
        ("<text:p>Kept<office:annotation><dc:creator>A</dc:creator></office:annotation>.</text:p>", "Kept."),
        ("<text:table-of-content><text:p>Ice 4</text:p></text:table-of-content><text:p>Ice.</text:p>", "Ice."),
        (
            "<text:p>Out.<draw:frame><draw:text-box><text:p>In.</text:p></draw:text-box></draw:frame></text:p>",
            "Out.\n\nIn.",
        ),
        ("<text:list><text:list-item><text:p>A.</text:p></text:list-item></text:list>", "A."),
    ],
)
def test_an_opendocument_text_is_read_as_its_last_author_left_it(content: str, text: str) -> None:
    body = f"<office:body><office:text>{content}</office:text></office:body>"
    assert (
        read_odt(
            make_zip(**{"content.xml": f"<office:document-content {OFFICE}>{body}</office:document-content>"}), name="a"
        ).text
        == text
    )


def test_a_book_is_read_in_the_order_of_its_spine_and_chapters_need_not_be_clean() -> None:
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
    )
    package = """<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>
        <dc:title>Ice</dc:title><dc:creator>Ada Quill</dc:creator><dc:creator>Jon Mast</dc:creator>
        <dc:date>2024-03-04</dc:date><dc:language>en</dc:language><dc:publisher>Velm Books</dc:publisher></metadata>
        <manifest><item id="a" href="b%20a.xhtml" media-type="application/xhtml+xml"/>
        <item id="b" href="../z.html" media-type="text/html"/>
        <item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/></manifest>
        <spine><itemref idref="n"/><itemref idref="b"/><itemref idref="a"/><itemref idref="gone"/></spine></package>"""
    book = make_zip(**{
        "META-INF/container.xml": container,
        "OEBPS/book.opf": package,
        "OEBPS/b a.xhtml": '<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body><p>Second.</p></body></html>',
        "OEBPS/nav.xhtml": "<html><body><p>Contents</p></body></html>",
        "z.html": "<html><body><p>First&nbsp;of <b>all.<p>Caf&eacute;.<script>no()</script></body></html>",
    })  # fmt: skip
    draft = read_epub(book, name="ice.epub")
    assert draft.text == "First of all.\n\nCafé.\n\nSecond."
    assert (draft.title, draft.author, draft.publisher, draft.language) == (
        "Ice",
        "Ada Quill, Jon Mast",
        "Velm Books",
        "en",
    )
    assert (draft.published_on, draft.published_from) == (date(2024, 3, 4), DateOrigin.FIELD)


LOCKED = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
LOCKED_ODT = f'<m:manifest xmlns:m="{LOCKED}"><m:encryption-data/></m:manifest>'
ENCRYPTED = "http://www.w3.org/2001/04/xmlenc#"
LOCKED_BOOK = f'<e xmlns:enc="{ENCRYPTED}"><enc:CipherReference URI="a.xhtml"/></e>'


@pytest.mark.parametrize(
    ("path", "replaced", "message"),
    [
        ("velm.docx", {"word/document.xml": None}, "incomplete"),
        ("velm.docx", {"word/document.xml": "<a"}, "not well-formed"),
        ("velm.docx", {"word/document.xml": "<w:document/>"}, "not well-formed"),
        ("velm.docx", {"word/document.xml": f"<w:document {W}/>", "word/footnotes.xml": None}, "is empty"),
        ("velm.odt", {"content.xml": f"<office:document-content {OFFICE}/>"}, "no text document"),
        ("velm.odt", {"META-INF/manifest.xml": LOCKED_ODT}, "password"),
        ("velm.epub", {"META-INF/encryption.xml": LOCKED_BOOK}, "protected by its seller"),
        ("velm.epub", {"META-INF/container.xml": "<container/>"}, "names no contents"),
    ],
)  # fmt: skip
def test_broken_and_protected_documents_are_reported(path: str, replaced: dict[str, str | None], message: str) -> None:
    read = {"velm.docx": read_docx, "velm.odt": read_odt, "velm.epub": read_epub}[path]
    with pytest.raises(UnreadableFileError, match=message):
        read(change(path, replaced), name=path)


def test_entities_are_never_resolved() -> None:
    bomb = (
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY b "bomb"><!ENTITY c "&b;&b;&b;">]><a>&x;&c;</a>'
    )
    assert "".join(parse_xml(bomb.encode(), name="a").itertext()).replace("&x;", "").replace("&c;", "") == ""
    with pytest.raises(UnreadableFileError, match="not well-formed"):
        parse_xml(b"<a>" * 100_000 + b"</a>" * 100_000, name="deep")


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (rb"\uc1\u8220?Ice\u8221? \u-10179?\u-8458?", "“Ice” \U0001f6f6"),
        (rb"caf\'e9 \ldblquote so\rdblquote\emdash yes", "café “so”—yes"),
        (rb"{\f1 \'cf\'ee\'f0\'f2} open", "Порт open"),
        (rb"One\par Two\line Three", "One\n\nTwo\n\nThree"),
        (rb"{\pict\pngblip 89504e47}{\*\unknown hidden}{\header Velm Post}Kept.", "Kept."),
        (rb"\v hidden \v0 shown {\deleted gone }{\*\shpinst{\shptxt boxed}}", "shown boxed"),
        (rb'{\field{\*\fldinst HYPERLINK "https://velm.example"}{\fldrslt A link}}.', "A link."),
        (rb"Text.{\super 1}{\footnote {\super 1} A note.\par Its end.} More.", "Text.1 More.\n\n1 A note.\n\nIts end."),
        (rb"\trowd\intbl a\cell\intbl b\cell\row\pard After.\par", "a | b\n\nAfter."),
        (rb"\trowd\intbl a\par b\cell c\cell\row", "a\n\nb\n\nc"),
        (rb"non\_breaking\~space \{brace\}", "non-breaking space {brace}"),
        (b"raw \\bin5 {{{}}text", "raw text"),
    ],
)
def test_rtf_is_read_as_it_is_shown(rtf: bytes, text: str) -> None:
    head = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}}"
    draft = read_rtf(head + rb"{\info{\title Ice \'96 now}{\author Ada}}" + rtf + b"}", name="a.rtf")
    assert [" ".join(line.split()) for line in draft.text.split("\n\n")] == text.split("\n\n")
    assert (draft.title, draft.author) == ("Ice – now", "Ada")


@pytest.mark.parametrize("data", [b"text", b"{\\rtf1}", b"{\\rtf1 {\\pict 00}}", b"{\\rtf1" + b"{" * 200_000])
def test_rtf_without_words_is_reported(data: bytes) -> None:
    with pytest.raises(UnreadableFileError, match=r"a\.rtf"):
        read_rtf(data, name="a.rtf")
