"""Every word of the page that is not an article's: one place, ready for translation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rag.dates import DatedWords

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Strings:
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

    question_label: str = "Your question"
    question_placeholder: str = "Ask a question"
    ask_button: str = "Ask"
    asking: str = "Reading the articles …"
    source_label: str = "Source"
    source_hint: str = "A publisher, or a web address such as reuters.com"
    since_label: str = "From"
    collection_label: str = "Collection"
    language_label: str = "Language"
    until_label: str = "Until"
    clear_filters: str = "Ask without the filters"

    empty_title: str = "What do you want to know?"
    examples: str = "For example"
    newest: str = "Newest in the library"
    whole_library: str = "See the whole library"
    empty_library: str = "The library is empty"
    empty_library_hint: str = "Add articles to it, for example:"

    answer: str = "Answer"
    other_answer: str = "Another answer in the sources"
    unsure_answer: str = "This may not be the answer"
    confidence_help: str = "The number is the reader’s estimate of how probable it is that this answer is right."
    see_quotes: str = "It stands in"
    sources: str = "Sources"
    original: str = "Original"

    not_in_sources: str = "The sources do not say."
    nearest: str = "The nearest passages"
    nearest_note: str = "None of them is an answer. They are what comes closest to the words of your question."
    not_an_answer: str = "Not an answer"
    rephrase: str = "What may help"
    rephrase_hints: tuple[str, ...] = (
        "Ask for one thing, as a whole question: who, what, when, where, how many.",
        "Use the names that the articles use.",
    )

    library_title: str = "The library"
    no_articles: str = "There are no articles on this page."
    pages: str = "Pages"
    newer: str = "Newer"
    older: str = "Older"
    undated: str = "No date"

    article_text: str = "Article"
    by: str = "By"
    to_quote: str = "Go to the quote"
    marked: str = "The quoted words are marked below."
    bad_range: str = (
        "The link does not name a place in this article, so that nothing is marked. This is the whole text."
    )
    as_kept: str = "This is the text as the library keeps it."
    cut_reason: str = "Why"
    cut_text: str = "What was cut"
    a_file: str = "another file"
    copies: str = "The same text is also at"
    version_of: str = "This is a version of another article:"
    versions: str = "Versions of this article:"

    error_kicker: str = "That did not work"

    # What a person can do about each problem stands in `web.problems`.

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

    def independent(self, count: int) -> str:
        """Return from how many sources an answer comes."""
        return "1 source" if count == 1 else f"{count} independent sources"

    def articles(self, count: int) -> str:
        """Return a number of articles."""
        return "1 article" if count == 1 else f"{count:,} articles"

    def filters_set(self, count: int) -> str:
        """Return the name of the filters, and how many are set."""
        return f"Filters ({count})" if count else "Filters"

    def asks_from(self, articles: int) -> str:
        """Return whose words answer."""
        return f"Answers come from {self.articles(articles)}, word for word."

    def try_again(self, seconds: int) -> str:
        """Return when it is worth trying again."""
        return f"Try again in {seconds} seconds."

    def passages(self, count: int) -> str:
        """Return a number of chunks, as people call them."""
        return "1 passage" if count == 1 else f"{count:,} passages"

    def characters(self, count: int) -> str:
        """Return the length of a text."""
        return f"{count:,} characters"

    def searched(self, *, articles: int, passages: int, is_filtered: bool) -> str:
        """Return what was searched."""
        whole = f"{self.articles(articles)} ({self.passages(passages)})"
        return f"Searched what passes the filters, in a library of {whole}." if is_filtered else f"Searched {whole}."

    def fell_short(self, *, confidence: float, threshold: float) -> str:
        """Return how near the best passage came."""
        return (
            f"The best passage reached {self.percent(confidence)}; an answer needs at least {self.percent(threshold)}."
        )

    def quote_number(self, number: int) -> str:
        """Return a quote's name, for people who hear the page."""
        return f"Quote {number}"

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

    def cut(self, count: int, kept_share: float) -> str:
        """Return how much of what was read is kept, and how many lines of page furniture were cut."""
        lines = "1 line" if count == 1 else f"{count} lines"
        return f"{kept_share:.0%} of what was read is kept; {lines} cut as page furniture"

    def source(self, name: str) -> str:
        """Return a filter in words."""
        return f"source: {name}"


ENGLISH = Strings()
