"""Write small PDF files byte by byte, so that a test says where each line stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 595, 842


class Row(NamedTuple):
    """A line of text at a place, in points from the bottom left corner. Courier: a character is 0.6 of `size` wide."""

    text: str
    x: float = 72
    y: float = 700
    size: float = 10


def set_lines(lines: Sequence[str], *, x: float = 72, top: float = 750, leading: float = 12) -> list[Row]:
    """Set lines one below the other."""
    return [Row(line, x, top - leading * i) for i, line in enumerate(lines)]


def make_pdf(pages: Sequence[Sequence[Row]], *, turn: int = 0, info: str = "", content: bytes | None = None) -> bytes:
    """Return a PDF of Latin-1 text; `turn` rotates the text by quarter turns, `content` takes the place of all rows."""
    streams = [b"\n".join(_draw(row, turn=turn) for row in page) if content is None else content for page in pages]
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    ]
    for i, stream in enumerate(streams):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {5 + 2 * i} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    objects.append(f"<< {info} >>".encode("latin-1"))
    data = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (len(objects) + 1, len(objects))
    return bytes(data + b"startxref\n%d\n%%%%EOF\n" % start)


def _draw(row: Row, *, turn: int) -> bytes:
    text = row.text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    x, y = row.x, row.y
    matrix = [
        f"1 0 0 1 {x} {y}",
        f"0 1 -1 0 {HEIGHT - y} {x}",
        f"-1 0 0 -1 {WIDTH - x} {HEIGHT - y}",
        f"0 -1 1 0 {y - 200} {HEIGHT - x}",
    ][turn]
    return f"BT /F1 {row.size} Tf {matrix} Tm (".encode() + text + b") Tj ET"
