"""Every word of the page that is not an article's: one place, ready for translation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from rag.dates import DatedWords
from rag.types import Answer, AnswerStatus
from web.library_strings import LibraryStrings
from web.problems import Problem

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Strings(LibraryStrings):
    """The page's words in one language; `lang` and `direction` describe them."""

    lang: str = "en"
    direction: str = "ltr"
    name: str = "Footnote"
    tagline: str = "Ask your articles. Get their own words."
    promise: str = (
        "Every word of an answer is copied from an article and can be checked in its place. Nothing is made up."
    )
    skip: str = "Skip to the content"
    navigation: str = "Main"
    ask_page: str = "Ask"
    library_page: str = "Library"

    source_label: str = "Source"
    source_hint: str = "A publisher, or a web address such as reuters.com"
    since_label: str = "From"
    collection_label: str = "Collection"
    any_collection: str = "All"
    language_label: str = "Language"
    until_label: str = "Until"

    empty_title: str = "What do you want to know?"
    examples: str = "For example"
    newest: str = "Newest in the library"
    whole_library: str = "See the whole library"
    empty_library: str = "The library is empty"
    empty_library_hint: str = "Add articles to it, for example:"

    error_kicker: str = "That did not work"

    theme: str = "Colours"
    themes: tuple[tuple[str, str], ...] = (("system", "As the system"), ("light", "Light"), ("dark", "Dark"))
    help: str = "Help"
    help_title: str = "Keys, and what things mean"
    keys: tuple[tuple[str, str], ...] = (
        ("/", "Write a question"),
        ("Enter", "Send it"),
        ("Shift Enter", "Begin a new line"),
        ("]", "Go to the next citation"),
        ("[", "Go to the citation before"),
        ("Esc", "Close what is open"),
        ("?", "Show this"),
    )
    single_keys: str = "Single keys ( / [ ] ? ) work"
    close: str = "Close"

    # In another language: (title, advice) by a problem's slug; English stands in for what is not there.
    problems: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def problem(self, kind: Problem) -> tuple[str, str]:
        """Return what is wrong in a few words, and what a person can do about it."""
        return self.problems.get(kind.slug, (kind.title, kind.advice))

    def page_title(self, title: str | None) -> str:
        """Return a document's title."""
        return f"{title} – {self.name}" if title else f"{self.name}: {self.tagline}"

    def certainty(self, probability: float) -> str:
        """Return a probability, 0 to 1, in words."""
        if probability >= 0.9:
            return "Very likely right"
        if probability >= 0.7:
            return "Likely right"
        return "More likely right than wrong" if self.is_sure(probability) else "More likely wrong than right"

    def is_sure(self, probability: float) -> bool:
        """Whether an answer is shown as one; below that it is shown as what may be one."""
        return probability >= 0.5

    def percent(self, probability: float) -> str:
        """Return a probability as a whole percentage, rounded down: what is short of 50 % never reads as 50 %."""
        return f"{int(100 * probability + 1e-9)} %"

    def articles(self, count: int) -> str:
        """Return a number of articles."""
        return "1 article" if count == 1 else f"{count:,} articles"

    def filters_set(self, count: int) -> str:
        """Return the name of the filters, and how many are set."""
        return f"Filters ({count})" if count else "Filters"

    def asks_from(self, articles: int) -> str:
        """Return whose words answer."""
        return f"Answers come from {self.articles(articles)}, word for word."

    def passages(self, count: int) -> str:
        """Return a number of chunks, as people call them."""
        return "1 passage" if count == 1 else f"{count:,} passages"

    def searched(self, *, articles: int, passages: int, is_filtered: bool) -> str:
        """Return what was searched."""
        whole = f"{self.articles(articles)} ({self.passages(passages)})"
        return f"Searched what passes the filters, in a library of {whole}." if is_filtered else f"Searched {whole}."

    def fell_short(self, *, confidence: float, threshold: float) -> str:
        """Return how near the best passage came."""
        return (
            f"The best passage reached {self.percent(confidence)}; an answer needs at least {self.percent(threshold)}."
        )

    def page_of(self, page: int, pages: int) -> str:
        """Return where a reader is in the list."""
        return f"Page {page} of {pages}"

    def day(self, day: date) -> str:
        """Return a date in words."""
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

    def dated(self, words: DatedWords) -> str:
        """Return what words that name days mean."""
        days = self.day(words.first) + (f" to {self.day(words.last)}" if words.last != words.first else "")
        return f"“{words.text}”: {days}"

    def since(self, day: date) -> str:
        """Return a filter in words."""
        return f"from {self.day(day)}"

    def until(self, day: date) -> str:
        """Return a filter in words."""
        return f"until {self.day(day)}"

    def collection(self, name: str) -> str:
        """Return the filter by collection in words."""
        return f"collection: {name}"

    def language(self, tag: str) -> str:
        """Return the filter by language in words."""
        return f"language: {tag}"

    def page(self, number: int) -> str:
        """Return on which page of a document a quote stands."""
        return f"p. {number}"

    def article(self, name: str) -> str:
        """Return the filter by article in words; `name` is its title, or its id where there is none."""
        return f"only: {name}"

    def source(self, name: str) -> str:
        """Return a filter in words."""
        return f"source: {name}"

    def filter(self, name: str, value: str) -> str:
        """Return one filter in words; `name` is that of its field."""
        if name == "since":
            return self.since(date.fromisoformat(value))
        if name == "until":
            return self.until(date.fromisoformat(value))
        return {
            "article": self.article,
            "source": self.source,
            "collection": self.collection,
            "language": self.language,
        }[name](value)

    def remove_filter(self, words: str) -> str:
        """Return the name of the link that takes a filter away."""
        return f"Remove the filter {words}"

    def announcement(self, answer: Answer) -> str:
        """Return what is said aloud when an answer has come: once, and short."""
        texts = tuple(found.text for found in answer.answers)
        if answer.status is AnswerStatus.NOT_IN_SOURCES:
            return self.announce_refusal(len(answer.nearest))
        if answer.status is AnswerStatus.CONFLICTING:
            return self.announce_conflict(texts=texts, quotes=len(answer.quotes))
        certainty = self.certainty(answer.answers[0].probability)
        return self.announce(texts=texts, certainty=certainty, quotes=len(answer.quotes))


ENGLISH = Strings()
