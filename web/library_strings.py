"""The words of the library page and the article page, and of what is downloaded."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.types import DateOrigin
from index.types import Change
from rag.intake.outcomes import Tally
from web.conversation_strings import ConversationStrings


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryStrings(ConversationStrings):
    """What the pages say around articles, in one language."""

    library_title: str = "The library"
    find_label: str = "Title or publisher"
    find_button: str = "Find"
    more_filters: str = "More filters"
    order_label: str = "Order"
    orders: tuple[tuple[str, str], ...] = (("published", "newest published"), ("added", "newest added"))
    clear_list_filters: str = "Show all articles"
    no_articles: str = "There are no articles on this page."
    nothing_found: str = "No article passes these filters."
    list_pages: str = "Pages of the list"
    previous: str = "Previous"
    next: str = "Next"
    in_collections: str = "In"
    a_version: str = "a version of another article"

    add_page: str = "Add articles"
    add_files: str = "Add files"
    files_label: str = "Files"
    files_hint: str = (
        "Up to 32 MB together: text, Markdown, HTML, PDF, Word, OpenDocument, RTF, EPUB, mail, feeds, JSON Lines, ZIP. "
        "A file takes the place of an earlier one of the same name."
    )
    paste_text: str = "Paste a text"
    text_label: str = "Text"
    title_label: str = "Title"
    publisher_label: str = "Publisher"
    author_label: str = "Author"
    published_label: str = "Published on"
    address_label: str = "Web address"
    address_hint: str = "Where it was published. It is only noted: nothing is fetched."
    into_collection: str = "Put into a collection"
    optional: str = "optional"
    add_button: str = "Add to the library"
    no_text: str = "There is nothing to add. Choose a file, or paste a text."
    text_too_long: str = "The text is too long. Save it as a file and add that."
    bad_day: str = "The date is not a day of the calendar, written as 2023-11-24."
    bad_address: str = "The web address does not begin with http:// or https://, or is not one."
    too_many_files: str = "So many files cannot be sent at once. Put them into a ZIP archive."

    added_title: str = "What became of them"
    add_more: str = "Add more"
    to_library: str = "To the library"
    failed: str = "Failed"
    nothing_came: str = "They hold no articles."
    same_text_as: str = "It has the same text as"
    version_noted: str = "It is nearly the same as"

    remove: str = "Remove"
    remove_title: str = "Remove this article?"
    remove_note: str = "It can no longer be asked or read here, and links to its quotes lead nowhere."
    remove_copy_note: str = "The library knows the same text from another place: that copy takes its place."
    keep: str = "Keep it"

    article_text: str = "Article"
    by: str = "By"
    original: str = "Original"
    undated: str = "No date"
    to_quote: str = "Go to the quote"
    marked: str = "The quoted words are marked below."
    replaced: str = (
        "The article was replaced since this link was made: its text is another one now, so that nothing is marked."
    )
    bad_range: str = (
        "The link does not name a place in this article, so that nothing is marked. This is the whole text."
    )
    copy_citation: str = "Copy with its source"
    citation: str = "The quote with its source"
    ask_article: str = "Ask this article"
    ask_source: str = "Ask all of this source"
    as_kept: str = "This is the text as the library keeps it."
    known_of_it: str = "In the library"
    collections_label: str = "Collections"
    no_collections: str = "It is in no collection."
    put_in: str = "Put in"
    a_file: str = "from a file"
    copies: str = "The same text also came from"
    version_of: str = "This is a version of"
    versions: str = "Versions of it"

    exported_title: str = "Questions and answers"
    exported_on: str = "Saved on"
    filters_title: str = "Filters"
    library_label: str = "Library"
    unanswered: str = "The sources do not say."

    no_day: str = "no date"

    def quoted(self, words: str) -> str:
        """Return words in quotation marks."""
        return f"“{words}”"

    def notice(self, name: str) -> str | None:
        """Return what is said after something was done; `None` for what is not known."""
        return {
            "removed": "The article was removed.",
            "put": "The article was put into the collection.",
            "taken-out": "The article was taken out of the collection.",
        }.get(name)

    def found(self, *, total: int, is_filtered: bool) -> str:
        """Return how many articles a list has."""
        articles = "1 article" if total == 1 else f"{total:,} articles"
        return f"{articles} found" if is_filtered else articles

    def version(self, number: int) -> str:
        """Return which version of the library is meant."""
        return f"version {number}"

    def kept(self, share: float, *, lines: int | None = None) -> str:
        """Return how much of what was read is left, rounded down: not all of it never reads as 100 %."""
        if share >= 1 and not lines:
            return "nothing cut"
        counted = "" if lines is None else f"; {'1 line' if lines == 1 else f'{lines:,} lines'} cut as page furniture"
        return f"{int(100 * share + 1e-9)} % kept{counted}"

    def dated_from(self, origin: DateOrigin) -> str:
        """Return where a date was found that its source did not state as the day of publication."""
        return {
            DateOrigin.TIME: "read off a time on the page",
            DateOrigin.BYLINE: "read off the byline",
            DateOrigin.URL: "read off the web address",
        }.get(origin, origin.value)

    def became(self, change: Change) -> str:
        """Return what became of an article, in a word."""
        return {
            Change.ADDED: "Added",
            Change.REPLACED: "Replaced",
            Change.UNCHANGED: "Unchanged",
            Change.DUPLICATE: "Duplicate",
            Change.REMOVED: "Removed",
        }[change]

    def tally(self, tally: Tally) -> str:
        """Return how many articles came to what."""
        counts = [f"{self.became(change)}: {tally.changes[change]}" for change in Change if tally.changes[change]]
        if tally.failures:
            counts.append(f"{self.failed}: {len(tally.failures)}")
        return ". ".join(counts) + "." if counts else self.nothing_came

    def remove_article(self, title: str) -> str:
        """Return the name of the link that removes an article."""
        return f"Remove {title}"

    def take_out(self, collection: str) -> str:
        """Return the name of the button that takes an article out of a collection."""
        return f"Take out of {collection}"

    def long_document(self, pages: int) -> str:
        """Return how long a paged document is."""
        return "1 page" if pages == 1 else f"{pages:,} pages"
