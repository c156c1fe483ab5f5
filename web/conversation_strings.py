"""The words of the conversation: questions, answers, citations, feedback."""

from __future__ import annotations

from dataclasses import dataclass

from rag.types import ConflictKind
from web.sign_in_strings import SignInStrings


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationStrings(SignInStrings):
    """What the page says around questions and answers, in one language."""

    conversation: str = "Conversation"
    question_label: str = "Your question"
    question_placeholder: str = "Ask a question"
    follow_placeholder: str = "Ask a follow-up"
    ask_button: str = "Ask"
    asking: str = "Reading the articles …"
    short_promise: str = "Every word is copied from an article, and can be checked in its place."
    new_conversation: str = "New conversation"

    understood_as: str = "Understood as"
    edit_understood: str = "Edit"
    edit_understood_label: str = "What is asked"
    ask_again: str = "Ask this"

    answer: str = "Answer"
    other_answer: str = "Another answer in the sources"
    unsure_answer: str = "This may not be the answer"
    confidence_help: str = "The number is the reader’s estimate of how probable it is that this answer is right."
    see_quotes: str = "It stands in"
    read_in_place: str = "Read it in its place"
    copy_quote: str = "Copy"
    copied: str = "Copied"
    not_copied: str = "Not copied: select the words and copy them by hand"

    conflict: str = "The sources differ."
    conflict_note: str = (
        "They may contradict each other, or speak of different things or days. Compare where each comes from."
    )

    not_in_sources: str = "The sources do not say."
    nearest: str = "The nearest passages"
    nearest_note: str = "None of them is an answer. They are what comes closest to the words of your question."
    not_an_answer: str = "Not an answer"
    rephrase: str = "What may help"
    rephrase_hints: tuple[str, ...] = (
        "Ask for one thing, as a whole question: who, what, when, where, how many.",
        "Use the names that the articles use.",
    )
    clear_filters: str = "Ask without the filters"

    follow_ups: str = "Ask next"
    show_follow_ups: str = "Show questions to ask next"
    permalink: str = "Link to this answer"
    changed: str = "The library has changed since this link was made. These are its answers as it is now."

    feedback: str = "Is this right?"
    feedback_thanks: str = "Thank you. It is kept with the library."
    feedback_failed: str = "It could not be kept. Try again."
    verdicts: tuple[tuple[str, str], ...] = (
        ("right", "Right"),
        ("wrong-answer", "Wrong answer"),
        ("wrong-span", "Right passage, wrong words"),
        ("not-in-sources", "The sources do not say it"),
    )
    refusal_verdicts: tuple[tuple[str, str], ...] = (
        ("right", "Right, they do not"),
        ("wrong-answer", "They do say it"),
    )

    export: str = "Save as"
    export_forms: tuple[tuple[str, str], ...] = (("md", "Markdown"), ("html", "HTML"), ("json", "JSON"))

    no_reply: str = "The server does not answer"
    no_reply_advice: str = "It may have been stopped, or the connection lost. Your question is kept."
    retry: str = "Try again"
    retry_in: str = "Try again in {seconds} s"  # the script puts the number in
    reading: str = "Article"
    whole_page: str = "Whole page"
    close_article: str = "Close"
    loading: str = "Opening the article …"

    def announce(self, *, texts: tuple[str, ...], certainty: str, quotes: int) -> str:
        """Return what is said aloud when an answer has come, once."""
        return f"{self.answer}: {texts[0]}. {certainty}, {self.quotes(quotes)}."

    def announce_conflict(self, *, texts: tuple[str, ...], quotes: int) -> str:
        """Return what is said aloud when sources disagree."""
        return f"{self.conflict} {' / '.join(texts)}, {self.quotes(quotes)}."

    def announce_refusal(self, nearest: int) -> str:
        """Return what is said aloud when nothing answers."""
        return f"{self.not_in_sources} {self.nearest}: {nearest}." if nearest else self.not_in_sources

    def quotes(self, count: int) -> str:
        """Return a number of quotes."""
        return "1 quote" if count == 1 else f"{count} quotes"

    def quote_number(self, number: int) -> str:
        """Return a quote's name, for people who hear the page."""
        return f"Quote {number}"

    def disputed(self, kind: ConflictKind) -> str:
        """Return what sources disagree about."""
        return {ConflictKind.NUMBER: "Different numbers", ConflictKind.DATE: "Different dates"}[kind]

    def copy_of(self, number: int) -> str:
        """Return the name of the button that copies a quote."""
        return f"Copy quote {number} with its source"

    def independent(self, count: int) -> str:
        """Return from how many sources an answer comes."""
        return "1 source" if count == 1 else f"{count} independent sources"

    def try_again(self, seconds: int) -> str:
        """Return when it is worth trying again."""
        return f"Try again in {seconds} {'second' if seconds == 1 else 'seconds'}."
