"""Read mail (.eml) and pages that a browser saved as one file (.mht, .mhtml), which are built like mail."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import replace
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr

from corpus.blocks import read_blocks
from corpus.decoding import decode
from corpus.drafts import Draft, Embedded, Part, parse_date, parse_language, parse_line, parse_url
from corpus.errors import UnreadableFileError
from corpus.html import read_html
from corpus.types import DateOrigin

# What Python's parser of mail raises on headers that no program would write.
_BROKEN = (MessageError, ValueError, LookupError, AttributeError, TypeError, RecursionError, AssertionError)
# "Please view this message in a browser" instead of the words that the HTML beside it has.
_MIN_PLAIN_SHARE = 1 / 3
# The line above a signature; its blank does not say that the next line belongs to it.
_SIGNATURE = "-- "


def read_mail(data: bytes, *, name: str) -> Iterator[Part]:
    """Yield the message, its plain text rather than its HTML, then the files attached to it.

    The subject is its title, its sender the author, and the day it was sent that of its publication.

    Raises:
        UnreadableFileError: it is no mail.
    """
    message = _parse(data, name=name)
    try:
        text = _read_text(message, name=name)
        attached = list(_find_attached(message))
        if text or not attached:
            published_on = parse_date(_get(message, "date"))
            sender, address = parseaddr(_get(message, "from") or "")
            yield Draft(
                text=text,
                title=parse_line(_get(message, "subject")),
                author=parse_line(sender) or parse_line(address),
                published_on=published_on,
                published_from=DateOrigin.FIELD if published_on else None,
                language=parse_language(_get(message, "content-language")),
            )
    except _BROKEN as error:
        raise UnreadableFileError(f"{name} is a broken mail. Save it again from the mail program.") from error
    yield from attached


def read_saved_page(data: bytes, *, name: str) -> Draft:
    """Return the article of a page that a browser saved as one file.

    Raises:
        UnreadableFileError: no page is in it, or no article in the page.
    """
    message = _parse(data, name=name)
    for part in message.walk():
        if part.get_content_type() in {"text/html", "application/xhtml+xml"}:
            draft = read_html(_decode(part, name=name, is_html=True), name=name)
            url = parse_url(_get(message, "snapshot-content-location") or _get(part, "content-location"))
            return draft if draft.url or not url else replace(draft, url=url)
    raise UnreadableFileError(f"{name} holds no page. Save it again from the browser.")


def _parse(data: bytes, *, name: str) -> EmailMessage:
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
    except _BROKEN as error:
        raise UnreadableFileError(f"{name} is a broken mail. Save it again from the mail program.") from error
    if not isinstance(message, EmailMessage) or not message.keys():
        raise UnreadableFileError(f"{name} is no mail: it has no headers. Save it as .eml, or give its right suffix.")
    return message


def _get(message: EmailMessage, header: str) -> str | None:
    value = message.get(header)
    return None if value is None else str(value)


def _read_text(message: EmailMessage, *, name: str) -> str:
    plain = message.get_body(("plain",))
    marked_up = message.get_body(("html",))
    text = _unwrap(plain, _decode(plain, name=name)) if isinstance(plain, EmailMessage) else ""
    if plain is None and marked_up is None and isinstance(whole := message.get_payload(), str):
        return whole  # said to have parts, and not in which words they begin
    if not isinstance(marked_up, EmailMessage):
        return text
    shown = "\n\n".join(read_blocks(_decode(marked_up, name=name, is_html=True)))
    return text if len(text) >= _MIN_PLAIN_SHARE * len(shown) else shown


def _unwrap(part: EmailMessage, text: str) -> str:
    """Return the text, with the lines joined that `format=flowed` broke (RFC 3676)."""
    if str(part.get_param("format", "")).lower() != "flowed":
        return text
    drops_space = str(part.get_param("delsp", "")).lower() == "yes"
    lines: list[str] = []
    open_depth = None
    for line in text.splitlines():
        depth = len(line) - len(line.lstrip(">"))
        words = line[depth:].removeprefix(" ")
        is_broken = words.endswith(" ") and words != _SIGNATURE
        if is_broken and drops_space:
            words = words[:-1]
        if depth == open_depth and words != _SIGNATURE:
            lines[-1] += words
        else:
            lines.append("> " * depth + words)
        open_depth = depth if is_broken else None
    return "\n".join(lines)


def _decode(part: EmailMessage, *, name: str, is_html: bool = False) -> str:
    """Return the text of a part in the charset that it states, else in the one that its bytes show."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes) or not data.strip():
        return ""
    charset = part.get_content_charset()
    if charset:
        try:
            return data.decode(charset)
        except (LookupError, UnicodeError):
            pass
    return decode(data, name=name, is_html=is_html)


def _find_attached(message: EmailMessage) -> Iterator[Embedded]:
    for number, part in enumerate(message.iter_attachments(), start=1):
        file_name = part.get_filename() or f"attachment {number}"
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0) if part.is_multipart() else None
            if isinstance(inner, EmailMessage):
                title = parse_line(_get(inner, "subject"))
                yield Embedded(f"{title or file_name}.eml", inner.as_bytes())
            continue
        data = part.get_payload(decode=True)
        if isinstance(data, bytes):
            yield Embedded(file_name, data)
