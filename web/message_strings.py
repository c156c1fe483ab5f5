"""The words of a message to a chat front end that the page does not have."""

from __future__ import annotations

from dataclasses import dataclass

from web.strings import Strings


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageStrings(Strings):
    """The page's words, and those that stand only in messages."""

    in_its_place: str = "in its place"
    as_published: str = "as published"
    nearest_lead: str = "The nearest passages follow. None of them is an answer."


ENGLISH_MESSAGES = MessageStrings()
