"""Recognise lines by their shape: sentences, dates, bylines, credits, paths of sections."""

from __future__ import annotations

import re

_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "‑": "-", "–": "-", "—": "-"})
_EDGES = re.compile(r"^[\s•‣◦▪►▶▸→»›>*·|✕×☰(\[-]+|[\s.!…:»›>→|·✕×)\]*-]+$")
# With the full stops of Chinese and Japanese, Arabic and Urdu, Hindi, Armenian, and the brackets that may follow them.
_SENTENCE_END = re.compile(r"""[.!?…。．！？｡؟۔।։]['")\]”’»›“‘」』）】》〉]*$""")
# Of scripts that put no space between words; two signs are about a word.
_SPACELESS = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0e7f]")
NAME = r"(?:[A-ZÀ-Þ][\w'’.-]*|de|van|von|der|al|bin|el)"
_BYLINE = re.compile(
    rf"(?:(?:[Bb]y|BY|by:|By:|Author:|Written by|Story by|Words by|Text by|Posted by|Reported by"
    rf"|Photographs? by)\s*:?\s*)"
    rf"(?:{NAME} {NAME}(?: {NAME}){{0,3}}|[A-Z]{{2,}}|Staff\b.{{0,20}})"
    rf"(?:(?:,| and| &| \||,? in) {NAME}(?: {NAME}){{0,4}}){{0,6}}(?:,? [\w ,/&@.:|•·-]{{0,60}})?"
)
_CREDIT_LINE = re.compile(
    r"(?:(?:additional |with )?(?:reporting|writing|editing|compiled|edited|translated|video|graphics?|production)"
    r"(?: and \w+)? by\b|contribut(?:ing|ors?)\s*:|contributing to this|sources?: .{2,80}$).{0,300}",
    re.IGNORECASE,
)
_CONTRIBUTED = re.compile(
    r".{2,120} contributed (?:reporting )?(?:to|from) (?:this |the )?(?:report|story|article)\b.{0,20}"
    r"|(?:(?:The )?Associated Press|AP|AFP|Reuters)\b.{0,160} contributed\."
)
_PICTURE = (
    r"(?:(?:file|cover|stock|handout|main|lead|ap) )?(?:photo|image|picture|photograph|illustration"
    r"|graphic|screenshot|caption|media|video)s?"
)
_PICTURE_OPENS = re.compile(
    rf"[\[(]?(?:{_PICTURE} ?(?:source|caption|credit|copyright|courtesy)s?\b|{_PICTURE}(?: by| credits?"
    rf"| courtesy of)?\s*[:|/©]"
    rf"|{_PICTURE} by {NAME}|credits?\s*:|screen ?grab)",
    re.IGNORECASE,
)
_AGENCY = (
    r"(?:getty(?: images)?|afp|reuters|ap(?: photo)?|associated press|epa(?:-efe)?|tass|xinhua|kcna|yonhap"
    r"|shutterstock"
    r"|i?stock(?:photo)?|alamy|bloomberg|sipa(?: usa)?|zuma(?: press)?|anadolu(?: agency)?|redux|handout|pool"
    r"|unsplash|file)"
)
_PICTURE_ENDS = re.compile(
    rf"(?:[/|©]\s*{_AGENCY}(?:[ /][^.!?]{{0,40}})?|\b{_AGENCY}\s*/\s*[^.!?]{{2,40}}|\bvia {_AGENCY}"
    r"|[(\[](?:file |ap )?(?:photo|image|picture|credit|courtesy|illustration|file)\b[^()\[\]]{0,100}"
    r"|[.)\]] ?(?:photo|image|picture|photograph|credit|illustration)s?(?: by| courtesy of"
    r"| credit)?\s*[:/©][^.!?]{2,60})[)\]]{0,2}\.?$",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(
    r"(?:all (?:content|material|text|contents) )?(?:©|\(c\) ?\d{4}|copyright (?:©|\(c\)|\d{4}|notice|\w+ \d{4}))"
    r"|.{0,300}\ball rights reserved\b|this material may not be (?:published|reproduced)",
    re.IGNORECASE,
)
_TIME_WORDS = re.compile(
    r"(?:first|last|originally|estimated|published|posted|updated?|modified|created|filed|issued|reading|read"
    r"|listen|time|on|at|of|to"
    r"|ago|today|yesterday|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|seconds?|secs?|a|an|am|pm"
    r"|a\.m|p\.m|p|m|noon|[a-z]{1,3}t|utc|gmt|z"
    r"|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    r"|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d+(?:st"
    r"|nd|rd|th)?|\d+(?:am|pm|min|hrs?|h|m|d|w)|\d+t\d+)"
)
_STRONG_TIME = re.compile(
    r"\b(?:published|posted|updated|modified|ago|read|listen|reading)\b|\d\d?[:.]\d\d ?(?:[ap]\.?m\b"
    r"|[a-z]{2,4}\b|/)|\d{4}.{1,6}\d\d?[:.]\d\d\b|\d{4}-\d\d-\d\dt"
)
_RESULT = re.compile(r"\d:\d\d\.\d")  # 9:31.4 is how long somebody ran
_GLUED_TIME = re.compile(r"(?<=\d)(?=[A-Z][a-z]{2})|(?<=\d[ap]m)(?=[A-Z])")
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\d[:.]\d\d|\b\d{1,2}/\d{1,2}/\d{2,4}\b")
# "9.30 a.m. / 7.00 p.m." is when doors open.
_HOURS = re.compile(r"\d\d?[:.]\d\d(?: ?[ap]\.?m\.?)? ?[/-] ?\d\d?[:.]\d\d ?[ap]\.?m\.?")
LIST_ITEM = re.compile(r"(?:[-*•‣◦▪►]|\d{1,3}[.)])\s")
_CLOCK = re.compile(r"\d[:.]\d\d")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SECTION = r"[A-ZÀ-Þ0-9][\w'’.&+-]*(?: (?:[\w'’.&+-]+)){0,2}"
_BREADCRUMB = re.compile(rf"{_SECTION}(?: ?(?:[>›»/|·•]|::) ?{_SECTION}){{1,9}}")
_GLUE = re.compile(r"[a-zà-ÿ]{2}(?=[A-ZÀ-Þ][a-zà-ÿ]{2})")
# Names written with a capital inside; `Mc`, `Mac`, `De` and other short heads need no listing, see `_GLUE`.
_CAMEL_NAMES = re.compile(
    r"You(?:Tube)|Tik(?:Tok)|Whats(?:App)|Linked(?:In)|Pay(?:Pal)|Buzz(?:Feed)|Face(?:Time)|Air(?:Bnb)"
    r"|Mac(?=[A-Z])|Fitz(?=[A-Z])|Van(?=[A-Z])|Star(?:Craft|Link)|Dream(?:Works)|Soft(?:Bank)|Light(?:House)"
)


def fold(line: str) -> str:
    """Return a line as phrases are compared: lower case, straight quotes, no bullet in front and no stop at the end."""
    return _EDGES.sub("", _EDGES.sub("", line.translate(_QUOTES))).casefold()


def is_sentence(line: str) -> bool:
    """Tell whether a line ends as sentences end."""
    return bool(_SENTENCE_END.search(line[-8:]))


def count_words(line: str) -> int:
    """Return the number of words between spaces that hold a letter or digit; in Chinese, Japanese and Thai, a guess."""
    return sum(any(map(str.isalnum, word)) for word in line.split()) + len(_SPACELESS.findall(line)) // 2


def is_breadcrumb(line: str) -> bool:
    """Tell whether a line is a path of sections, `World > Asia`, or sections run together, `ArmsAsia PacificUrals`."""
    if len(line) > 200 or is_sentence(line):
        return False
    if any(map(str.isdigit, line)) or '"' in line or "@" in line:
        return False
    if _BREADCRUMB.fullmatch(line):
        return True
    glued = count_glued(line)
    return glued > 1 or (glued == 1 and len(line.split()) <= 4)


def count_glued(line: str) -> int:
    """Return how many words of a line of capitalised words are two run together; 0 for any other line."""
    words = line.split()
    if len(words) > 12 or any(word[0].islower() and word not in {"and", "of", "the"} for word in words):
        return 0
    return sum(bool(_GLUE.search(_CAMEL_NAMES.sub("", word))) for word in words)


def is_timestamp(line: str) -> bool:
    """Tell whether a line holds a date or time and nothing else."""
    if len(line) > 100:
        return False
    if _RESULT.search(line):
        return False
    folded = fold(_GLUED_TIME.sub(" ", line))
    words = [word for word in re.split(r"[\s,:;/|·•.()+-]+", folded) if word]
    return bool(
        words
        and any(map(str.isdigit, folded))
        and (_DATE.search(folded) or _STRONG_TIME.search(folded))
        and not _HOURS.fullmatch(folded)
        and all(_TIME_WORDS.fullmatch(word) for word in words)
    )


def ends_with_time(line: str) -> bool:
    """Tell whether a line is a name or a place and then when it was published: "Ada Byron / March 14, 2023"."""
    words = line.split()
    if not 3 <= len(words) <= 14 or is_sentence(line) or not any(map(str.isdigit, line)):
        return False
    for at in range(1, min(len(words) - 1, 6)):
        last, when = words[at - 1], " ".join(words[at:])
        is_parted = last in ("/", "|", "•", "·") or (last[-1] == "," and _CLOCK.search(when))
        if is_parted and is_timestamp(when) and _YEAR.search(when):
            return all(word[0].isupper() or not word[0].isalpha() for word in words[:at])
    return False


def states_a_time(folded: str) -> bool:
    """Tell whether a folded timestamp says what happened then, or the minute: "updated", "3 hours ago", "09:12"."""
    return bool(_STRONG_TIME.search(folded))


def is_byline(line: str) -> bool:
    """Tell whether a line names its author: "By Ada Byron, Editor" or "Posted on May 2, 2023 by Ada Byron"."""
    if is_sentence(line) or len(line) > 240:
        return False
    dated, by, name = line.partition(" by ")
    return bool(_BYLINE.fullmatch(line) or (by and is_timestamp(dated) and _BYLINE.fullmatch(f"by {name}")))


def is_credit(line: str) -> bool:
    """Tell whether a line names those who helped, "Reporting by …; Editing by …", or a source."""
    return bool(_CREDIT_LINE.match(line.lstrip("([")) or _CONTRIBUTED.fullmatch(line))


def is_picture_credit(line: str) -> bool:
    """Tell whether a line is a caption that opens or ends with the credit of its picture."""
    words = len(line.split())
    if words <= (14 if is_sentence(line) else 40) and _PICTURE_OPENS.match(line):
        return True
    return words <= 70 and bool(_PICTURE_ENDS.search(line[-160:]))


def is_copyright(line: str) -> bool:
    """Tell whether a line is a copyright notice."""
    return bool(_COPYRIGHT.match(line))
