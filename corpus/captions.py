"""Tell captions of pictures from paragraphs, by the credit that they end with."""

from __future__ import annotations

import re

from corpus.shapes import NAME

_MOST_WORDS = 70
_TAIL_CHARS = 160
_NAMED = r"[A-ZÀ-Þ©](?:[^()\[\]|.!?]|\.(?=\ ?[A-ZÀ-Þ/])){1,90}"
_NAMES = r"[A-ZÀ-Þ][\w'’.&-]*(?:\ [A-ZÀ-Þ][\w'’.&-]*){0,5}"
# A credit in brackets holds names: "(Ada Byron/The Courier)", not "(I had hoped for more)".
_CREDITED = r"(?:(?:[A-ZÀ-Þ©][^\s()\[\]]*|of|the|for|via|and|de|by|courtesy|photo|/|\|)(?:\ |(?=[)\]]))){2,10}"
_ENDS = re.compile(
    rf"""
    (?:^|[|.!?)”"(\[—–-]\ ?|(?<=[a-z])(?=[A-Z]\w+:))
    (?:[Pp]hotos?|PHOTOS?|[Ii]mages?|[Pp]ictures?|[Pp]ix|[Ii]llustrations?|[Gg]raphics?|[Ff]ile\ photo)
    \ ?(?:[Cc]redits?|CREDITS?|[Cc]ourtesy)?\ ?(?::|©|\bby\b|\bBY\b|\bFROM\b)\ ?©?\ ?(?:{_NAMED})
    | (?:\b[Cc]redits?|(?<=[a-z.!?])Credit)(?::|\.\.\.|…)\ ?©?\ ?{_NAMED}
    | \|\ ?(?:[Pp]hotos?|[Ii]mages?|[Pp]ictures?):\ .{{2,90}}
    | \b[Pp]hoto\ credit:\ \S+
    | \ ©\ ?(?:\d{{4}}\ )?{_NAMED}
    | [.!?][”"]?\ [(\[]{_CREDITED}[)\]]                                          # "… on May 16. (Blue Dragon Pictures)"
    | [(\[](?:Supplied|Provided|Submitted|Contributed|Source|Courtesy)\b[^()\[\]]{{0,80}}[)\]]
    | [(\[]{_NAMES}(?:\ ?/|:|\ via)\ ?{_NAMES}[)\]]
    | [(\[](?:[A-ZÀ-Þ][\w'’.-]+\ ){{1,3}}[A-ZÀ-Þ]{{3,}}[)\]]              # "(Jorge MAMANI)"
    | \b(?:[Ff]ile|FILE)\ (?:photo|PHOTO|picture|image)
    """,
    re.VERBOSE,
)
_ROLE = r"(?:[Ss]taff|[Jj]ournalist|[Rr]eporter|[Cc]orrespondent|[Ee]ditor|[Ww]riter|[Cc]olumnist)"
_PERSON = rf"[A-ZÀ-Þ][\w'’.-]+(?: {NAME}){{1,3}}"
_SIGNED = re.compile(
    rf"(?:{_PERSON}(?: and {_PERSON})?, (?:[A-Z][\w'’&-]* ){{0,4}}{_ROLE}"
    rf"|(?i:(?:words|text|story|pictures|photos|pix|translated|translation|edited|fact[- ]checked|reviewed|written)"
    rf" by:?) {_PERSON}.{{0,120}}|(?:By )?{_PERSON} ?\| ?(?:Edited|Reviewed|Photographs?) by {_PERSON})"
)


def ends_with_credit(line: str) -> bool:
    """Tell whether a line ends with the credit of a picture: "… on Monday. (Ada Byron/The Courier)"."""
    if len(line.split()) > _MOST_WORDS:
        return False
    tail = line[-_TAIL_CHARS:].rstrip(". ") if not line.endswith("..") else line[-_TAIL_CHARS:]
    return any(found.end() == len(tail) for found in _ENDS.finditer(tail))


def is_signed(line: str) -> bool:
    """Tell whether a line names who wrote, edited or translated: "Ada Byron, Courier Staff"."""
    return len(line) <= 200 and bool(_SIGNED.fullmatch(line.rstrip(".")))
