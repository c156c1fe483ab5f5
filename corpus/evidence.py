"""What a line shows by itself, as numbers from 0 to 1, for `corpus.weighing`.

After boilerpipe (Kohlschütter, Fankhauser & Nejdl, WSDM 2010: a line's length tells most) and jusText (Pomikálek 2011:
function words tell prose from lists of links).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.shapes import count_words, fold, is_sentence, is_timestamp

PROSE_WORDS = 8
"""A paragraph, for telling where an article begins and ends. Shorter ones ("No comment.") stay, but prove nothing."""
MOST_WORDS = 40
"""A longer paragraph weighs no more: one of 40 words is as surely prose as one of 200."""

_SEEN_CHARS = 400  # the first words of a long paragraph tell enough; a line may have a million characters
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# What a line is about: words of four letters, and pairs of signs in scripts without spaces.
_TOPIC = re.compile(r"[^\W\d_]{4,}|[\u3040-\u30ff\u4e00-\u9fff]{2}|[\uac00-\ud7a3]{2}")
_SIZES = ((1, "1"), (2, "2"), (4, "3-4"), (7, "5-7"), (11, "8-11"), (16, "12-16"), (25, "17-25"), (40, "26-40"))
# The commonest thirty or so of English, German, French, Spanish and Portuguese, Italian, Russian, Ukrainian and Arabic.
_COMMON = (
    "the of and to in a is that for on with as was at by an be it from are has have had he she they his her their"
    " its this"
    " which who not but were will would been than or said when after also der die das und den von zu mit sich des"
    " auf für"
    " ist im dem nicht ein eine als auch es werden aus er hat dass sie nach wird bei einer um am sind noch wie"
    " einem über"
    " le la les de du et en un une que qui dans pour est au par sur il elle pas plus ce se avec aux son sa ses mais"
    " el los"
    " las y del al lo su para con por como más fue sus entre ha pero este desde o os do da dos em no na nos um uma"
    " não ao"
    " mais foi pelo pela com é à seu i gli di e che per non sono della nel alla dei si più ha anche le dal и в не"
    " на что с"
    " по это как из у за от к для был его но он она они же так і з до та про це його але він вона вони й"
    " في من على إلى أن عن التي الذي مع هذا هذه كان قد ما لا بعد بين"
)
_FUNCTION_WORDS = frozenset(_COMMON.split())
# Their usual share in a sentence stands in for scripts whose words are not told apart here.
_USUAL_FUNCTION_WORDS = 0.35
_PAGE_WORDS = re.compile(
    r"\b(?:subscri\w+|newsletters?|sign(?:ed)? (?:up|in)|log ?in|e-?mails?|inbox|comments?|share|follow|read more|click"
    r"|here|cookies?|privacy|terms|advertis\w+|adverts?|sponsor\w*|photos?|images?|getty|videos?|watch|listen|podcasts?"
    r"|download|app|twitter|facebook|instagram|related|latest|more|trending|story|stories|article|website|site|page"
    r"|account|register|membership|donate|copyright|rights reserved|editors?|contact|updated?|updates|published|posted"
    r"|alerts?|deals?|shop|free|best|top)\b"
)
_READER_WORDS = re.compile(r"\b(?:you|your|you're|we|our|us)\b")
_SPEECH = re.compile(r"\b(?:said|says|told|added|according to|announced|reported|wrote|asked)\b")
_ADDRESS = re.compile(r"https?://|www\.|\w@\w|(?:^|\s)[@#]\w|\.(?:com|org|net)\b", re.IGNORECASE)
_MONEY = re.compile(r"[$€£¥₹]\s?\d|\d\s?[€₽]")
_BAR = re.compile(r"[|•·»›>→/]")
_LIST_ITEM = re.compile(r"(?:[-*•‣◦▪►–]|\(?\d{1,3}[.)])\s")
_TIME = re.compile(r"\b(?:ago|min(?:ute)?s? read|am|pm|(?:19|20)\d\d)\b|\d[:.]\d\d")
_OPENING_QUOTES = "\"“'‘«„「『‹"
_DIGIT_AND_WORD = re.compile(r"\d.*[^\W\d_]{2}|[^\W\d_]{2}.*\d")
_MOULD = re.compile(r"[^\W\d_]+|\d+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line and what every look at it needs.

    Attributes:
        folded: as phrases are compared, see `corpus.shapes.fold`.
        is_prose: whether it is a paragraph: at least eight words, ended as a sentence is or by a colon.
        topic: the words that tell what it is about.
        mould: of a line with digits in it, its outline ("June 9 – Tampa" is `a 0 – a`); of others it is empty.
    """

    text: str
    folded: str
    words: int
    is_sentence: bool
    is_prose: bool
    topic: frozenset[str]
    mould: str

    @property
    def weight(self) -> int:
        """Its words, up to as many as count."""
        return min(self.words, MOST_WORDS)


def is_prose(line: str) -> bool:
    """Tell whether a line is a paragraph: at least eight words, ended as a sentence is or by a colon."""
    return (is_sentence(line) or line.endswith((":", ";", "："))) and count_words(line[:_SEEN_CHARS]) >= PROSE_WORDS


def look(line: str) -> Line:
    """Return a line with what is seen of it."""
    folded = fold(line)
    start = line[:_SEEN_CHARS]
    has_mould = len(line) < 120 and _DIGIT_AND_WORD.search(line) and line[-1] != ")" and not is_timestamp(line)
    return Line(
        text=line,
        folded=folded,
        words=count_words(start),
        is_sentence=is_sentence(line),
        is_prose=is_prose(line),
        topic=frozenset(_TOPIC.findall(folded[:_SEEN_CHARS])),
        mould=_MOULD.sub(lambda word: "0" if word[0].isdigit() else "a", line)[:6] if has_mould else "",
    )


def describe_shape(line: Line) -> dict[str, float]:
    """Return what a line shows by itself, by name."""
    start, folded = line.text[:_SEEN_CHARS], line.folded[:_SEEN_CHARS]
    words = _WORD.findall(start)
    lower = sum(word[0].islower() for word in words)
    cased = lower + sum(word[0].isupper() for word in words)
    function = sum(word.casefold() in _FUNCTION_WORDS for word in words)
    size = next((name for limit, name in _SIZES if line.words <= limit), "41+")
    kind = "prose" if line.is_prose else "sentence" if line.is_sentence else "fragment"
    return {
        f"{kind}_{size}": 1.0,
        "function_words": function / len(words) if cased or function else _USUAL_FUNCTION_WORDS,
        "no_function_word": float(not function and cased > 0),
        "title_case": float(cased >= 2 and lower <= cased / 3 and not line.is_sentence),
        "capitals": float(cased > 0 and start.isupper()),
        "lower_start": float(start[0].islower()),
        "quote_start": float(start[0] in _OPENING_QUOTES),
        "quote_inside": float(any(mark in start for mark in '“”"«»„「')),
        "list_item": float(bool(_LIST_ITEM.match(start))),
        "digits": sum(map(str.isdigit, start)) / len(start),
        "has_digits": float(any(map(str.isdigit, start))),
        "number_start": float(start[0].isdigit()),
        "address": float(bool(_ADDRESS.search(start))),
        "money": float(bool(_MONEY.search(start))),
        "bar": float(bool(_BAR.search(start))),
        "time": float(line.words < 16 and bool(_TIME.search(folded[:80]))),
        "page_words": min(len(_PAGE_WORDS.findall(folded)), 3) / 3,
        "reader_words": min(len(_READER_WORDS.findall(folded)), 3) / 3,
        "speech": float(bool(_SPEECH.search(folded))),
        "says": float(folded.endswith(" says")),
        "colon_end": float(line.text.endswith((":", "："))),
        "question": float(line.text.endswith(("?", "？", "؟"))),
        "exclamation": float(line.text.endswith(("!", "！"))),
        "ellipsis": float(line.text.endswith(("…", "..."))),
        "comma_end": float(line.text.endswith((",", "-", "–"))),
    }
