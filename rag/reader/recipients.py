"""Take the recipient out of an answer: what was provided, in "provided the North with food", is "food"."""

from __future__ import annotations

import re

from corpus.types import Span

# Verbs that put the recipient first and the thing behind "with".
_VERB = r"(?:provid|suppl|equip|furnish|arm|present|outfit|stock)(?:e|es|ed|s|y|ies|ied|ped|ping|ing|d)?"
_ASKS_THING = re.compile(rf"\bwhat\b(?!.*\bwith\b).*\b{_VERB}\b", re.IGNORECASE)
# A name, or "the town": in "provided bread with butter" nobody is given anything.
_RECIPIENT = re.compile(r"(?:[A-Z]|(?:the|its|his|her|their|our) )[^,;:.()]{1,60}? with (?=\S)")
_BEFORE = re.compile(rf"\b{_VERB}(?: \w+)?\s*$", re.IGNORECASE)
_SEEN_CHARS = 40


def without_recipient(question: str, text: str, answer: Span) -> Span:
    """Return `answer` without the recipient and the "with" that it begins with; unchanged where it has none.

    Only for a question that asks what was provided, and an answer that stands right behind such a verb.
    """
    given = text[answer.start : answer.end]
    found = _RECIPIENT.match(given)
    if found is None or not _ASKS_THING.search(question):
        return answer
    if not _BEFORE.search(text[max(0, answer.start - _SEEN_CHARS) : answer.start]):
        return answer
    return Span(answer.start + found.end(), answer.end)
