"""All the questions that can be drafted from an article."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from corpus.types import Article, Chunk, Span
from rag.drafting.actions import ask_about_actions
from rag.drafting.phrases import Sentence
from rag.drafting.speech import ask_about_speech
from rag.drafting.statements import ask_about_statements
from rag.drafting.tokens import read_usage, tokenise
from rag.drafting.types import Draft

MAX_QUESTION_CHARS = 120
_MAX_SENTENCE_CHARS = 400  # of 404,427 sentences of news 99.9 % are shorter; longer ones are lists
# What is quoted is somebody's words, and "I" and "here" are theirs.
_SPEECH = re.compile(r"“[^”\n]*(?:”|$)|\"[^\"\n]*(?:\"|$)", re.MULTILINE)
# "Ford Motor Co." and "the U.S." whose stop was taken for the sentence's.
_CUT_SHORT = re.compile(r"\b(?:Co|Inc|Corp|Ltd|[A-Z]\.[A-Z])\?$|[.,] ?\?$")
_CLEAN = re.compile(r"[\w$€£%’'&.,\- ]+")


def draft_questions(article: Article, chunks: Sequence[Chunk]) -> tuple[Draft, ...]:
    """Return the questions that the sentences of an English article should answer, in their order.

    Args:
        article: of another language, or of none that is known, it gives no questions.
        chunks: those of the article; their sentences are read.
    """
    if article.language is None or not article.language.casefold().startswith("en"):
        return ()
    spans = sorted({span for chunk in chunks for span in chunk.sentences})
    speech = [match.span() for match in _SPEECH.finditer(article.text)]
    told = [span for span in spans if _is_told(article.text, span, speech)]
    tokens = {span: tokenise(article.text, *span) for span in told}
    usage = read_usage(tokens.values(), title=article.title)
    drafts: dict[str, Draft] = {}
    for span in told:
        sentence = Sentence(article.text, tokens[span], usage)
        for draft in (*ask_about_actions(sentence), *ask_about_speech(sentence), *ask_about_statements(sentence)):
            if len(draft.question) <= MAX_QUESTION_CHARS and _is_clean(draft.question):
                drafts.setdefault(draft.question.casefold(), draft)
    return tuple(drafts.values())


def _is_told(text: str, span: Span, speech: Sequence[tuple[int, int]]) -> bool:
    """Whether a sentence is one of the article's own; it may begin with what somebody said, and say who did."""
    place = bisect_right(speech, (span.start, len(text))) - 1
    if place >= 0 and speech[place][0] < span.start < speech[place][1]:
        return False
    sentence = text[span.start : span.end]
    return len(sentence) <= _MAX_SENTENCE_CHARS and sentence.endswith((".", ".”", '."')) and "\n" not in sentence


def _is_clean(question: str) -> bool:
    """Whether a question has nothing but words, numbers and the marks inside them."""
    return bool(_CLEAN.fullmatch(question.removesuffix("?"))) and not _CUT_SHORT.search(question)
