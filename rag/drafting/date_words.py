"""Words that say when, as news has them."""

from __future__ import annotations

import re

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.|Feb\.|Mar\.|Apr\.|Aug\.|Sept?\.|Oct\.|Nov\.|Dec\.)"
)
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
YEAR = r"(?:19|20)\d\d"
DATE = re.compile(
    rf"(?:[Oo]n )?{_WEEKDAY},? {_MONTH} \d{{1,2}}\b(?!\d)(?:, {YEAR}\b)?"
    rf"|(?:[Oo]n )?{_MONTH} \d{{1,2}}\b(?!\d)(?:, {YEAR}\b)?"
    rf"|(?:[Oo]n |[Ee]arl(?:y|ier) |[Ll]ate(?:r)? |[Ll]ast )?"
    rf"{_WEEKDAY}(?: (?:morning|afternoon|evening|night))?\b(?! \d)"
    rf"|[Ii]n (?:early |late |mid-)?{_MONTH}(?:(?: of)? {YEAR}\b)?"
    rf"|[Ii]n {YEAR}\b|[Aa]t (?:about |around )?\d{{1,2}}(?::\d\d)? [ap]\.m\."
    rf"|(?:[Ee]arlier |[Ll]ate(?:r)? )?[Ll]ast (?:week|month|year|weekend|spring|summer|fall|winter|{_MONTH})\b"
)
