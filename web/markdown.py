"""An answer as a message for chat front ends: Markdown that shows an article's words as they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rag.dates import date_words
from rag.rendering import describe_source
from rag.types import Answer, AnswerStatus, FoundAnswer, Quote
from web.message_strings import MessageStrings
from web.views import link_of

# What begins a construct of CommonMark or GFM inside a line; an underscore inside a word and an ampersand without an
# entity begin none.
_INLINE = re.compile(r"[\\`*\[\]<>|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
# And at the beginning of a line: headings, lists, rules and underlines.
_LINE_START = re.compile(r"^(?:#{1,6}(?=\s|$)|[+-](?=\s|$)|-{2,}|=+\s*$)", re.MULTILINE)
_ORDERED = re.compile(r"^(\d{1,9})([.)])(?=\s|$)", re.MULTILINE)
_UNSAFE_IN_ADDRESS = re.compile(r"[^A-Za-z0-9:/?#@!$&,;=%.+-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedRange:
    """Where a quote's words stand in a message: `message.text[start:end]`, in code points, escaped as Markdown."""

    quote: Quote
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Message:
    """Markdown, and where the quotes stand in it."""

    text: str
    quotes: tuple[QuotedRange, ...]


def escape_markdown(text: str) -> str:
    """Return Markdown that is shown as `text`: a backslash stands before what would be markup, an image or HTML.

    Spaces at the beginning of a line are dropped: Markdown shows none there, or makes code of what follows.
    """
    escaped = _INLINE.sub(r"\\\g<0>", re.sub(r"(?m)^[ \t]+", "", text))
    return _ORDERED.sub(r"\1\\\2", _LINE_START.sub(r"\\\g<0>", escaped))


def link_markdown(label: str, address: str) -> str:
    """Return a link to an address that is known to be safe; characters that could end it are percent-encoded."""
    safe = _UNSAFE_IN_ADDRESS.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), address)
    return f"[{escape_markdown(label)}]({safe})"


def render_message(answer: Answer, *, origin: str, strings: MessageStrings) -> Message:
    """Return an answer as a message: the words that answer, how sure that is, and the numbered quotes.

    Args:
        answer: what is said.
        origin: scheme, host and port of this server, without a slash at the end; links to quotes begin with it.
        strings: the words around the quotes.
    """
    writer = _Writer(origin=origin, strings=strings)
    if answer.standalone_question is not None:
        writer.add(f"{strings.understood_as}: {escape_markdown(answer.standalone_question)}\n\n")
    if answer.status is AnswerStatus.NOT_IN_SOURCES:
        writer.add_refusal(answer)
    else:
        writer.add_answers(answer)
    return writer.finish()


@dataclass(slots=True, kw_only=True)
class _Writer:
    """Puts a message together, and counts where its quotes stand."""

    origin: str
    strings: MessageStrings
    parts: list[str] = field(default_factory=list)
    length: int = 0
    quotes: list[QuotedRange] = field(default_factory=list)

    def add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def add_answers(self, answer: Answer) -> None:
        for conflict in answer.conflicts:
            sides = (f"{_said(answer.answers[place])} {_marks(answer.answers[place])}" for place in conflict.answers)
            kind = self.strings.disputed(conflict.kind)
            self.add(f"**{self.strings.conflict}** {kind}: {' – '.join(sides)}\n\n")
        shown: set[int] = set()
        for found in answer.answers:
            # A reader that answers with whole sentences would say everything twice.
            is_whole = any(quote.text == found.text for quote in answer.quotes if quote.number in found.quotes)
            self.add("" if is_whole else f"**{_said(found)}** {_marks(found)}\n\n")
            self.add(f"{self._certainty(found)}\n\n")
            for quote in answer.quotes:
                if quote.number in found.quotes and quote.number not in shown:
                    self.add_quote(quote, label=f"[{quote.number}]")
            shown.update(found.quotes)

    def add_refusal(self, answer: Answer) -> None:
        state = answer.library
        searched = self.strings.searched(
            articles=state.articles, passages=state.chunks, is_filtered=answer.filters != type(answer.filters)()
        )
        self.add(f"**{self.strings.not_in_sources}** {searched}\n\n")
        if answer.nearest:
            self.add(f"{self.strings.nearest_lead}\n\n")
        for quote in answer.nearest:
            self.add_quote(quote, label=f"*{self.strings.not_an_answer}.*")

    def add_quote(self, quote: Quote, *, label: str) -> None:
        """Write a quote as a block, each of its lines behind a `>`, and its source beneath."""
        self.add("> “")
        start = self.length
        self.add(re.sub(r"\n+", "\n>\n> ", escape_markdown(quote.text)))
        self.quotes.append(QuotedRange(quote=quote, start=start, end=self.length))
        links = [link_markdown(self.strings.in_its_place, f"{self.origin}{quote.href}")]
        if url := link_of(quote.article.url):
            links.append(link_markdown(self.strings.as_published, url))
        source = escape_markdown(describe_source(quote.article, page=quote.page))
        self.add(f"”\n>\n> {label} {' · '.join((source, *links))}\n")
        for words in date_words(quote):
            self.add(f">\n> {escape_markdown(self.strings.dated(words))}\n")
        self.add("\n")

    def finish(self) -> Message:
        return Message("".join(self.parts).rstrip(), tuple(self.quotes))

    def _certainty(self, found: FoundAnswer) -> str:
        sources = self.strings.independent(found.independent_sources)
        percent = self.strings.percent(found.probability)
        return f"{self.strings.certainty(found.probability)} ({percent}) · {sources}"


def _said(found: FoundAnswer) -> str:
    return escape_markdown(" ".join(found.text.split()))


def _marks(found: FoundAnswer) -> str:
    return " ".join(f"[{number}]" for number in found.quotes)
