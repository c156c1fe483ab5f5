"""Read Rich Text Format: its words as they are shown, by the tokens of the RTF 1.9.1 specification."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace

from corpus.drafts import Draft, parse_line
from corpus.errors import UnreadableFileError

_TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+"
)
_WORDS = {
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "tab": "\t",
    "emspace": " ",
    "enspace": " ",
    "line": "\n",
    "page": "\n",
    "sect": "\n",
    "nestcell": "\n",
}
_SYMBOLS = {b"~": " ", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\", b"\r": "\n", b"\n": "\n", b"\t": "\t"}
# Groups that hold no words of the text: tables of fonts, pictures, instructions of fields, headers, index entries.
_DESTINATIONS = frozenset({
    "fonttbl", "colortbl", "stylesheet", "listtable", "listoverridetable", "revtbl", "rsidtbl", "generator",
    "pict", "object", "objdata", "fldinst", "info", "header", "headerl", "headerr", "headerf", "footer",
    "footerl", "footerr", "footerf", "xe", "tc", "tcn", "bkmkstart", "bkmkend", "template", "private",
    "filetbl", "themedata", "colorschememapping", "datastore", "latentstyles", "xmlnstbl", "mmathPr",
    "annotation", "atnid", "atnauthor",
})  # fmt: skip
# `\*` tells old programs to skip a group that they do not know; these are known here, and hold words.
_KNOWN = frozenset({"footnote", "shptxt", "shpinst", "nesttableprops"})
# Windows code pages by the character set of a font (the specification's table of `\fcharset`).
_CODE_PAGES = {0: 1252, 128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255}
_CODE_PAGES |= {178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250, 77: 10000}
_FONT = re.compile(rb"\\f(\d{1,6})(?!\d)[^{};]{0,200}?\\fcharset(\d{1,3})")
_CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")
_FIELD = re.compile(rb"\{\\(title|author|doccomm)\b ?((?:[^{}\\]|\\.)*)\}", re.DOTALL)
_MAX_CELL_CHARS = 200


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds inside a pair of braces.

    Attributes:
        encoding: of its bytes.
        is_hidden: whether it holds no words of the text.
        is_invisible: whether its words are hidden or deleted, which ends with the group or before.
        skipped: how many characters stand in, for old programs, for each one that is given by its number.
    """

    encoding: str
    is_hidden: bool = False
    is_invisible: bool = False
    skipped: int = 1
    is_note: bool = False


def read_rtf(data: bytes, *, name: str) -> Draft:
    """Return the text of an RTF document, a paragraph a line, and the title and author that it states.

    Tracked deletions, hidden text, headers, footers and pictures are left out; notes come at the end. Its dates say
    when the file was made, so none is a publication date.

    Raises:
        UnreadableFileError: it is no RTF, or holds no words.
    """
    if not data.lstrip().startswith(b"{\\rtf"):
        raise UnreadableFileError(f"{name} is no RTF document. Save it as RTF, or give it its right suffix.")
    page = _CODE_PAGE.search(data[:4096])
    encoding = _find_codec(int(page[1])) if page else "cp1252"
    lines = _Reader(data, encoding=encoding).read()
    if not any(map(str.strip, lines)):
        raise UnreadableFileError(f"{name} is empty: it holds no words. Give a file with text in it.")
    head = data[:100_000]
    fields = {found[1]: _Reader(b"{" + found[2] + b"}", encoding=encoding).read() for found in _FIELD.finditer(head)}
    return Draft(
        text="\n\n".join(lines),
        title=parse_line(" ".join(fields.get(b"title", []))),
        author=parse_line(" ".join(fields.get(b"author", []))),
    )


class _Reader:
    """Reads the tokens of a document into lines."""

    def __init__(self, data: bytes, *, encoding: str) -> None:
        self._data = data
        self._encoding = encoding
        self._group = _Group(encoding)
        self._pending = bytearray()
        self._words: list[str] = []
        self._notes: list[str] = []
        self._lines: list[str] = []
        self._cells: list[str] | None = None
        fonts = {int(f): _CODE_PAGES.get(int(charset)) for f, charset in _FONT.findall(data[:100_000])}
        self._fonts = {font: _find_codec(page) for font, page in fonts.items() if page}

    def read(self) -> list[str]:
        """Return the lines of the text, then those of the notes."""
        stack: list[_Group] = []
        at, ahead = 0, 0
        while found := _TOKEN.match(self._data, at):
            at = found.end()
            hexadecimal, word, number, symbol, brace, plain = found.groups()
            if hexadecimal or plain:
                raw = bytes.fromhex(hexadecimal.decode()) if hexadecimal else plain
                skipped = min(ahead, len(raw))
                ahead -= skipped
                if not self._is_silent():
                    self._pending += raw[skipped:]
                continue
            if word == b"u" and number:
                ahead = self._group.skipped
                if not self._is_silent():
                    self._decode()
                    self._add(chr(int(number) % 0x10000))
                continue
            self._decode()
            ahead = 0
            if brace == b"{":
                stack.append(self._group)
            elif brace == b"}":
                if not stack:
                    break
                self._group = stack.pop()
            elif symbol == b"*":
                self._open_starred(at)
            elif symbol and not self._is_silent():
                self._add(_SYMBOLS.get(symbol, ""))
            elif word:
                value = None if number is None else int(number)
                at += self._obey(word.decode("ascii"), value)
        self._decode()
        self._end_line()
        notes = "".join(self._notes).split("\n")
        return [*self._lines, *(note for note in map(_pair_surrogates, notes) if note.strip())]

    def _open_starred(self, at: int) -> None:
        following = _TOKEN.match(self._data, at)
        name = (following[2] or b"").decode("ascii") if following else ""
        if name not in _KNOWN:
            self._group = replace(self._group, is_hidden=True)

    def _obey(self, word: str, number: int | None) -> int:
        """Do what a control word says; return how many bytes of raw data follow it."""
        if word == "bin":
            return max(number or 0, 0)
        if word in _DESTINATIONS:
            self._group = replace(self._group, is_hidden=True)
        elif word in {"v", "deleted", "plain"}:
            self._group = replace(self._group, is_invisible=word != "plain" and number != 0)
        elif word == "footnote":
            self._notes.append("\n")
            self._group = replace(self._group, is_note=True)
        elif word == "uc":
            self._group = replace(self._group, skipped=max(number or 0, 0))
        elif word == "f" and number is not None:
            self._group = replace(self._group, encoding=self._fonts.get(number, self._encoding))
        elif self._is_silent():
            pass
        elif word in _WORDS:
            self._add(_WORDS[word])
        elif self._group.is_note:
            self._add("\n" if word == "par" else "")
        elif word in {"trowd", "intbl"}:
            if self._cells is None:
                self._end_line()
                self._cells = []
        elif word == "cell" and self._cells is not None:
            self._cells.append(self._take())
        elif word == "row":
            self._end_row()
        elif word == "par":
            if self._cells is None:
                self._end_line()
            else:
                self._add("\n")
        return 0

    def _is_silent(self) -> bool:
        return self._group.is_hidden or self._group.is_invisible

    def _add(self, text: str) -> None:
        (self._notes if self._group.is_note else self._words).append(text)

    def _decode(self) -> None:
        if self._pending:
            self._add(bytes(self._pending).decode(self._group.encoding, errors="replace"))
            self._pending.clear()

    def _take(self) -> str:
        text = _pair_surrogates("".join(self._words)).strip()
        self._words.clear()
        return text

    def _end_line(self) -> None:
        self._lines += [line for line in self._take().split("\n") if line.strip()]

    def _end_row(self) -> None:
        """Write a row of data as one line, and the paragraphs of a layout as they are."""
        cells, self._cells = [*(self._cells or []), self._take()], None
        if any("\n" in cell or len(cell) > _MAX_CELL_CHARS for cell in cells):
            self._lines += [line for cell in cells for line in cell.split("\n") if line.strip()]
        elif line := " | ".join(filter(None, cells)):
            self._lines.append(line)


def _pair_surrogates(text: str) -> str:
    """Join the two halves in which RTF writes characters beyond the basic plane; a half alone becomes U+FFFD."""
    return text.encode("utf-16", errors="surrogatepass").decode("utf-16", errors="replace")


def _find_codec(page: int) -> str:
    try:
        return codecs.lookup("mac_roman" if page == 10000 else f"cp{page}").name
    except LookupError:
        return "cp1252"
