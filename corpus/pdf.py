"""Read PDF: the text layer, line by line with its place on the page, by PDFium; `corpus.typesetting` makes the text."""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from corpus.drafts import Draft, parse_language, parse_line
from corpus.errors import UnreadableFileError
from corpus.layout import find_headline
from corpus.types import Removal
from corpus.typesetting import Line, Page, typeset

# Letters that a font draws as one ("ﬁ"), and the shapes of Arabic letters inside words: each becomes the letters that a
# reader sees.
_DRAWN = re.compile("[\ufb00-\ufb4f\ufb50-\ufbb1\ufbd3-\ufd3d\ufe70-\ufefc]")
# In a line that runs from right to left, what runs from left to right inside it: Latin words, and every number.
_LEFT_TO_RIGHT = re.compile(
    "[0-9A-Za-z\u00c0-\u058f\u0660-\u0669\u06f0-\u06f9]"
    "(?:[^\u0590-\u065f\u066a-\u06ef\u06fa-\u08ff]*[0-9A-Za-z\u00c0-\u058f\u0660-\u0669\u06f0-\u06f9])?"
)
# A raised small number after a stop or a quotation mark is a note's; after a letter or digit it may be a power.
_NOTE_HEIGHT = 0.9
_NOTE_RISE = 0.15
_BEFORE_NOTE = frozenset(".,;:!?…”’\"')»")
# PDFium's sign for a hyphen that ends a line; it reports no line break after it.
_LINE_HYPHENS = frozenset({"\ufffe", "\x02"})
# Of the height of a character's box, 1.1 to 1.4 times the font's size: a gap this wide is a space between words, and
# one this wide parts columns or cells. On 60 paragraphs of news set by five programs 0.10 to 0.16 gave the same words.
_SPACE = 0.13
# Where the file has a blank of its own; groff writes some that it takes back by moving left.
_WRITTEN_SPACE = 0.04
_COLUMN_GAP = 4.0
# Titles that programs write for want of one: "Microsoft Word - draft.docx", "untitled", "page.indd".
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel) - .*|untitled.*|\(?anonymous\)?|(?:document|presentation|slide|page) ?\d*"
    r"|\S*\.(?:docx?|odt|rtf|indd|tex|dvi|pdf|html?|txt|qxd|pptx?|ps)|about:blank|\W*)",
    re.IGNORECASE,
)
_MAX_PAGES = 5_000
# Names and dates may stand between a headline and the first sentence.
_TOP_PARAGRAPHS = 6


def read_pdf(data: bytes, *, name: str) -> Draft:
    """Return the text of a PDF with its pages, a paragraph a line, and the title, author and language it states.

    Lines are joined to paragraphs again, and words that were hyphenated at the end of a line become whole; running
    heads and page numbers are left out with a reason. Its dates say when the file was made, so none is a publication
    date.

    Raises:
        UnreadableFileError: it is broken, protected by a password, or without a text layer.
    """
    if b"%PDF-" not in data[:1024]:
        raise UnreadableFileError(f"{name} is no PDF. Get the file again, or give it its right suffix.")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise UnreadableFileError(f"{name} is a PDF protected by a password. Save it without one.") from error
        raise UnreadableFileError(f"{name} is a broken PDF. Get the file again, or print it to PDF anew.") from error
    try:
        return _read_document(document, name=name)
    finally:
        document.close()


def _read_document(document: pypdfium2.PdfDocument, *, name: str) -> Draft:
    count = len(document)
    if count > _MAX_PAGES:
        raise UnreadableFileError(f"{name} has {count:,} pages; {_MAX_PAGES:,} are the most. Split it.")
    pages = []
    left_out = []
    for number in range(1, count + 1):
        try:
            page = document[number - 1]
            lines = _read_lines(page, number=number)
        except pypdfium2.PdfiumError:
            pages.append(Page(()))
            left_out.append(Removal(f"page {number}", "damaged page"))
            continue
        if not lines and any(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3)):
            left_out.append(Removal(f"page {number}", "picture without a text layer"))
        pages.append(Page(tuple(lines)))
        page.close()
    typeset_text = typeset(pages)
    if not typeset_text.text.strip():
        if len(left_out) == count and all(removal.reason == "damaged page" for removal in left_out):
            raise UnreadableFileError(f"{name} is a broken PDF: no page of it can be read. Get the file again.")
        raise UnreadableFileError(f"{name} has no text layer, only pictures of pages. Run OCR on it first.")
    return Draft(
        text=typeset_text.text,
        title=_find_title(document, typeset_text.text),
        author=parse_line(document.get_metadata_value("Author")),
        language=_read_language(document),
        pages=typeset_text.pages,
        removed=(*left_out, *typeset_text.removed),
    )


def _find_title(document: pypdfium2.PdfDocument, text: str) -> str | None:
    """Return the title that the document states, else its first paragraph where that stands there like a headline."""
    title = parse_line(document.get_metadata_value("Title"))
    if title and not _NO_TITLE.fullmatch(title):
        return title
    paragraphs = text.split("\n\n", _TOP_PARAGRAPHS)[:_TOP_PARAGRAPHS]
    return paragraphs[0] if find_headline(paragraphs) == 0 else None


def _read_language(document: pypdfium2.PdfDocument) -> str | None:
    read = getattr(pdfium, "FPDFCatalog_GetLanguage", None)
    if read is None:
        return None
    buffer = ctypes.create_string_buffer(128)
    size = min(read(document, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), 128), 128)
    return parse_language(buffer.raw[: max(size - 2, 0)].decode("utf-16-le", errors="replace"))


def _read_lines(page: pypdfium2.PdfPage, *, number: int) -> list[Line]:
    """Return the lines of a page in the order in which its content draws them."""
    text_page = page.get_textpage()
    try:
        characters = list(_read_characters(text_page))
    finally:
        text_page.close()
    lines: list[Line] = []
    segment: list[_Character] = []
    for character in characters:
        if character.text in {"\r", "\n"}:
            lines += _make_lines(segment, number=number)
            segment = []
        elif character.text in _LINE_HYPHENS:
            lines += _make_lines(segment, number=number, is_hyphenated=True)
            segment = []
        else:
            segment.append(character)
    lines += _make_lines(segment, number=number)
    if 2 * sum(character.turn in {1, 3} for character in characters) > len(characters):
        lines.sort(key=lambda line: (-round(line.base), line.left))  # PDFium mixes up lines that run up or down
    return lines


class _Character:
    """A character and its place, in coordinates in which its line runs from left to right, whatever the page's."""

    __slots__ = ("base", "height", "is_generated", "left", "right", "text", "turn")

    def __init__(self, text: str, *, is_generated: bool) -> None:
        self.text = text
        self.is_generated = is_generated
        self.left = self.right = self.base = self.height = 0.0
        self.turn = 0


def _read_characters(text_page: pypdfium2.PdfTextPage) -> Iterator[_Character]:
    box = pdfium.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    half = ""
    for i in range(pdfium.FPDFText_CountChars(text_page)):
        code = pdfium.FPDFText_GetUnicode(text_page, i)
        text = half + (chr(code) if code < 0x110000 else "\ufffd")
        if 0xD800 <= code < 0xDC00 and not half:  # PDFium hands out UTF-16, two halves for a rare character
            half = chr(code)
            continue
        half = ""
        text = text.encode("utf-16", errors="surrogatepass").decode("utf-16", errors="replace")
        if _DRAWN.match(text):
            text = unicodedata.normalize("NFKC", text)
        character = _Character(text, is_generated=pdfium.FPDFText_IsGenerated(text_page, i) == 1)
        if not character.is_generated and pdfium.FPDFText_GetLooseCharBox(text_page, i, box):
            angle = pdfium.FPDFText_GetCharAngle(text_page, i)
            pdfium.FPDFText_GetCharOrigin(text_page, i, x, y)
            _place(character, box, angle=angle, origin=(x.value, y.value))
        yield character


def _place(character: _Character, box: pdfium.FS_RECTF, *, angle: float, origin: tuple[float, float]) -> None:
    """Turn a character's box so that its line is level; the angle is PDFium's, clockwise and in radians."""
    turn = round(math.degrees(angle) / 90) % 4 if angle >= 0 else 0
    left, right, bottom, top = box.left, box.right, box.bottom, box.top
    x, y = origin
    if turn == 3:
        left, right, bottom, top, y = box.bottom, box.top, -box.right, -box.left, -x
    elif turn == 2:
        left, right, bottom, top, y = -box.right, -box.left, -box.top, -box.bottom, -y
    elif turn == 1:
        left, right, bottom, top, y = -box.top, -box.bottom, box.left, box.right, x
    character.turn = turn
    character.left, character.right, character.base, character.height = left, right, y, abs(top - bottom)


def _make_lines(segment: list[_Character], *, number: int, is_hyphenated: bool = False) -> Iterator[Line]:
    """Yield the lines in what PDFium takes for one: it misses spaces that are mere gaps, and breaks between columns."""
    strong = [unicodedata.bidirectional(c.text[0]) for c in segment if c.text]
    if sum(kind in {"R", "AL"} for kind in strong) > strong.count("L"):
        yield from _make_right_to_left(segment, number=number)
        return
    words: list[str] = []
    placed: list[_Character] = []
    least = _SPACE
    for character in segment:
        if character.text.isspace():
            least = _SPACE if character.is_generated else _WRITTEN_SPACE
            continue
        if character.is_generated:
            continue
        if placed:
            last = placed[-1]
            height = max(last.height, character.height)
            gap = character.left - last.right
            if abs(character.base - last.base) > height / 2 or gap > _COLUMN_GAP * height or gap < -2 * height:
                yield from _make_line(words, placed, number=number)
                words, placed = [], []
            elif _is_note_number(character, last):
                continue
            elif gap > least * height:
                words.append(" ")
        least = _SPACE
        words.append(character.text)
        placed.append(character)
    yield from _make_line(words, placed, number=number, is_hyphenated=is_hyphenated)


def _is_note_number(character: _Character, last: _Character) -> bool:
    is_small = character.height < _NOTE_HEIGHT * last.height
    is_raised = character.base > last.base + _NOTE_RISE * last.height
    return is_small and is_raised and character.text.isdigit() and last.text in _BEFORE_NOTE


def _make_right_to_left(segment: list[_Character], *, number: int) -> Iterator[Line]:
    """Yield a line of Arabic or Hebrew by where its letters stand: PDFium turns some of its words round, not all."""
    placed = [character for character in segment if not character.is_generated and not character.text.isspace()]
    placed.sort(key=lambda character: -(character.left + character.right))
    words: list[str] = []
    for last, character in pairwise([None, *placed]):
        assert character is not None
        if last is not None and last.left - character.right > _SPACE * max(last.height, character.height):
            words.append(" ")
        words.append(character.text)
    text = _LEFT_TO_RIGHT.sub(lambda found: found.group()[::-1], "".join(words))
    yield from _make_line([text], placed, number=number)


def _make_line(
    words: list[str], placed: list[_Character], *, number: int, is_hyphenated: bool = False
) -> Iterator[Line]:
    text = " ".join("".join(words).split())
    if not text or not placed:
        return
    heights = sorted(character.height for character in placed)
    bases = sorted(character.base for character in placed)
    yield Line(
        text=text,
        left=min(character.left for character in placed),
        right=max(character.right for character in placed),
        base=bases[len(bases) // 2],
        height=heights[len(heights) // 2] or 1.0,
        page=number,
        is_hyphenated=is_hyphenated,
    )
