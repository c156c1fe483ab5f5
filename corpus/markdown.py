"""Read Markdown with YAML front matter: the words that a reader of the rendered page would read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from html.parser import HTMLParser

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.drafts import Draft, parse_date, parse_language, parse_line, parse_url
from corpus.errors import UnreadableFileError
from corpus.types import DateOrigin

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_UNCLOSED = re.compile(r"---[ \t]*\n\w[\w -]*:")


def read_markdown(text: str, *, name: str) -> Draft:
    """Return the rendered words of a Markdown text, a block a line, and what its front matter says.

    Links and emphasis leave their words, images nothing; code stays. The title is the front matter's, else the first
    heading, which is then left out of the text.

    Raises:
        UnreadableFileError: the front matter is not a YAML mapping, or a date in it is not a date.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    front, body = _split_front_matter(text, name=name)
    heading, blocks = _render(body)
    title = parse_line(front.get("title"))
    if title is None and heading is not None:
        title = blocks.pop(heading)
    published_on = _as_date(front.get("published_on", front.get("date")), name=name)
    return Draft(
        text="\n\n".join(blocks),
        title=title,
        url=parse_url(front.get("url")),
        publisher=parse_line(front.get("publisher")),
        author=parse_line(front.get("author", front.get("authors"))),
        published_on=published_on,
        published_from=DateOrigin.FIELD if published_on else None,
        language=parse_language(front.get("language", front.get("lang"))),
    )


def _split_front_matter(text: str, *, name: str) -> tuple[dict[str, object], str]:
    found = _FRONT_MATTER.match(text)
    if not found:
        if _UNCLOSED.match(text):
            raise UnreadableFileError(f"{name}: the front matter of line 1 is never closed. End it with a line of ---.")
        return {}, text
    try:
        front = yaml.safe_load(found[1])
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise UnreadableFileError(
            f"{name}, line {line}: the front matter is not valid YAML ({error.problem}). Correct it."
        ) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: a date such as 2023-02-30
        reason = str(error).partition("\n")[0]
        raise UnreadableFileError(
            f"{name}, line 1: the front matter is not valid YAML ({reason}). Correct it."
        ) from error
    if front is None:
        return {}, text[found.end() :]
    if not isinstance(front, dict):
        raise UnreadableFileError(f"{name}, line 2: the front matter is not a list of `key: value` lines. Correct it.")
    return {str(key).lower(): value for key, value in front.items()}, text[found.end() :]


def _as_date(value: object, *, name: str) -> date | None:
    if value is None or value == "":
        return None
    if (day := parse_date(value)) is None:
        raise UnreadableFileError(f"{name}: the front matter's date is {value!r}. Write it as 2023-11-01.")
    return day


def _render(body: str) -> tuple[int | None, list[str]]:
    """Return the blocks of a Markdown text in words, and which of them is its first heading."""
    heading = None
    blocks: list[str] = []
    cells: list[str] | None = None
    before = ""
    for token in MarkdownIt("commonmark").enable("table").parse(body):
        if token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            blocks.append(" | ".join(cells or []))
            cells = None
        elif token.type == "inline":
            words = _render_inline(token.children or [])
            if cells is not None:
                cells.append(words)
            elif words:
                if before == "heading_open" and heading is None:
                    heading = len(blocks)
                blocks.append(words)
        elif token.type in {"fence", "code_block"}:
            blocks += [line for line in token.content.split("\n") if line.strip()]
        elif token.type == "html_block":
            blocks.append(_strip_tags(token.content))
        before = token.type
    return heading, [block for block in blocks if block.strip()] if heading is None else blocks


def _render_inline(children: Sequence[Token]) -> str:
    words = []
    for child in children:
        if child.type in {"text", "code_inline"}:
            words.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            words.append(" ")
    return "".join(words).strip()


class _Words(HTMLParser):
    """Collects the text between tags, without that of scripts and styles."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in {"script", "style"}
        self.words.append("\n" if tag in {"p", "div", "br", "li", "tr", "td", "h1", "h2", "h3"} else "")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in {"script", "style"} and self._hidden > 0

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


def _strip_tags(markup: str) -> str:
    parser = _Words()
    parser.feed(markup)
    parser.close()
    return "".join(parser.words)
