"""Say whether the verb that a day belongs to looks ahead ("will meet on Monday") or back ("met on Monday")."""

from __future__ import annotations

import re

_FUTURE = (
    r"will|shall|won['’]t|['’]ll|would|going\s+to|(?:set|due|scheduled|slated|planned|expected|poised|likely|hopes?|plans?"
    r"|expects?|intends?|wants?|aims?|vows?|promises?)\s+(?:to|for|on|in)|due(?=\s)|must|should|may(?=\s+[a-z])|can"
    r"|ahead\s+of|until|from\s+next|upcoming|opens|begins|starts|meets|faces|takes\s+place|kicks\s+off|expires|hosts"
)
_PAST = (
    r"was|were|had|has|have|did|said|says|told|met|made|took|came|went|got|gave|found|won|lost|held|left|saw|fell|rose|hit"
    r"|ran|began|broke|brought|built|bought|caught|chose|cut|died|drew|drove|fought|flew|kept|knew|led|paid|put|read|sat"
    r"|sent|set|shot|shut|sold|spent|spoke|stood|stole|struck|swore|thought|threw|wrote|beat|became|grew|felt|since"
    r"|[a-z]{3,}ed"
)
_CUE = re.compile(rf"\b(?:(?P<future>{_FUTURE})|(?P<past>{_PAST}))\b|(?P<short>['’]ll)\b", re.IGNORECASE)
# A full stop before a blank and a capital, and a line break, ends the sentence; `St.` and `Mr.` may end it too soon.
_SENTENCE_END = re.compile(r"[.!?]['\"’”)]*\s+(?=[A-Z“\"'‘])|\n")
# No sentence of the news is longer; a text without sentences must not be searched from end to end for each day in it.
_MAX_REACH = 400


def is_future(text: str, start: int, end: int) -> bool:
    """Whether the verb nearest before `text[start:end]` in its sentence, else the first one after, looks ahead."""
    opening = max(0, start - _MAX_REACH)
    for match in _SENTENCE_END.finditer(text, opening, start):
        opening = match.end()
    closing = _SENTENCE_END.search(text, end, end + _MAX_REACH)
    before = list(_CUE.finditer(text, opening, start))
    cue = before[-1] if before else _CUE.search(text, end, closing.start() if closing else end + _MAX_REACH)
    return cue is not None and cue["past"] is None
