"""Where the sentences of a text begin and end, in code points of that very text.

Three steps, none of which changes a character: the layout cuts a text into blocks (paragraphs, headings, list items),
sentencex proposes boundaries inside each block, and a short list of repairs mends what it gets wrong in news.
docs/sentences.md holds the comparison behind the choice and what the repairs are worth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import sentencex

from corpus.types import Span

MAX_SENTENCE_CHARS = 1_000
"""A longer sentence is cut at its last white space, or hard where it has none.

Of 404,427 sentences of RealtimeQA's 2022 articles, 99.99 % have at most 585 characters and none reaches 1,000, which
would be about 220 of the encoder's 256 word pieces.
"""

_WINDOW_CHARS = 8_000
"""Most characters given to sentencex at once: its time is quadratic in unclosed quotes (docs/sentences.md)."""

_MAX_WRAP_CHARS = 200
"""Nobody wraps text at more than this: in a paragraph with a longer line, every line is a paragraph of its own."""

_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028]")
_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_SPACE = re.compile(r"\s")
_WORD = re.compile(r"\S+")
_LIST_ITEM = re.compile(r"(?:[•‣◦▪■●·*–—-]|\(?\d{1,2}[.)])\s")
_LIST_NUMBER = re.compile(r"\(?(?:\d{1,2}|[a-hA-H])[.)]")

# Bind to what follows, whatever that is: they stand before a name.
_BEFORE_A_NAME = re.compile(
    r"\b(?:Adm|Amb|Asst|Atty|Brig|Capt|Cllr|Cmdr|Col|Cpl|Dep|Det|Dr|Fr|Ft|Gens?|Govs?|Hon|Insp|Lt|Maj|Messrs|Mlle|Mme|"
    r"Mr|Mrs|Ms|Mt|Pfc|Pres|Prof|Pvt|Reps?|Rev|Sens?|Sgt|Spc|St|Ste|Supt|vs|dhr|mevr|[Ss]ig|[Dd]ott|prof)\.$"
)
# Bind to a number or a sum of money.
_BEFORE_A_NUMBER = re.compile(
    r"\b(?:Nos?|Nr|[Vv]ols?|pp?|[Ff]igs?|[Ss]ec|[Aa]rt|[Cc]h|[Aa]pprox|[Ee]st|ca|ext|[Jj]an|[Ff]eb|[Mm]ar|[Aa]pr|[Jj]un|"
    r"[Jj]ul|[Aa]ug|[Ss]ept?|[Oo]ct|[Nn]ov|[Dd]ec)\.$"
)
_NUMBER = re.compile(r"[$€£¥#]?\d")
_CLOCK = re.compile(r"\b[ap]\.m\.$", re.IGNORECASE)
_AFTER_CLOCK = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:GMT|UTC|BST|CES?T|[ECMP][SD]?T)\b|(?:Eastern|Central|Mountain|Pacific)\b"
)
# "Am 3. Oktober": an ordinal, which German writes with a stop.
_ORDINAL = re.compile(r"(?<![\w.,])\d{1,2}\.$")
_GERMAN_MONTH = re.compile(r"(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b")
# "non-U." + "S. staff" and "Amazon." + "Com": a stop with no space after it ends a sentence only between whole words,
# and not before a top-level domain (com, org, net, gov, edu).
_ENDS_A_WORD = re.compile(r"(?:[^\W\d_]{2}|[\d%)])[.?!…]+[\"'”’»)\]]*$")
_STARTS_A_WORD = re.compile(r"[\"'“‘«„(\[]*[A-ZÀ-ÖØ-ÞА-Я](?!\.)(?!(?:om|rg|et|ov|du)\b)")
# “Is this legal?” + Mr. Hart asked.
_CLOSED_QUESTION = re.compile(r"[?!][\"”’»“]+$")
_ATTRIBUTION = re.compile(
    r"(?!(?:The|An?|He|She|They|It|We|You|I)\b)(?:[A-ZÀ-ÞА-Я][\w.’'-]*\s+){1,4}"
    r"(?:said|says|asked|asks|replied|added|wrote|wondered|told|shouted|yelled|cried|continued|tweeted)\b"
)
_EMOJI = re.compile(r"[\u2600-\u26ff\u200d\ufe0f\U0001f000-\U0001faff]+\s*(?=\w|[\"“‘])")
_LOWER_CASE_START = re.compile(r"\w[A-Z]|https?:|www\.")  # iPhone, or an address
_QUOTES = '"“”„‘«'

# What sentencex leaves together: a quotation of several sentences, a bracketed sentence, a stop of three dots.
_QUOTATION = re.compile(r"“[^“”]+”|„[^„“”]+[“”]|«[^«»]+»|\"[^\"]+\"")
_BRACKETED = re.compile(r"\([^()]*[.?!]\)(?=\s+[\"“‘«„(]*[A-ZÀ-ÞА-Я])")
_TRAILING_OFF = re.compile(r"…[”\"’»]+\s+(?=[\"“‘«„(]*[A-ZÀ-ÞА-Я])")


def sentence_spans(text: str) -> list[Span]:
    """Return the sentences of `text` in order, as code-point offsets into `text`.

    Sentences do not overlap, neither begin nor end with white space, and together hold every character of `text` that
    is not white space. A blank line always ends one, and so does a line that was visibly ended on purpose (a heading,
    a list item). None is longer than `MAX_SENTENCE_CHARS`. The time taken grows linearly with the text.
    """
    return [
        span
        for block in block_spans(text)
        for sentence in _split_block(text, block)
        for span in _cut_to_length(text, sentence)
    ]


def count_sentences(line: str) -> int:
    """Return how many sentences a line is worth: those it holds, and 1 for a heading, a name or a time."""
    return max(1, len(sentence_spans(line)))


def block_spans(text: str) -> Iterator[Span]:
    """Yield the stretches of `text` that no sentence crosses, without white space at their ends."""
    paragraph: list[Span] = []
    for match in _LINE.finditer(text):
        line = _trim(text, match.start(), match.end())
        if line.start == line.end:
            continue
        if paragraph:
            gap = text[paragraph[-1].end : line.start]
            if "\u2029" in gap or len(_LINE_END.findall(gap)) > 1:
                yield from _join_wrapped_lines(text, paragraph)
                paragraph = []
        paragraph.append(line)
    yield from _join_wrapped_lines(text, paragraph)


def _join_wrapped_lines(text: str, lines: list[Span]) -> Iterator[Span]:
    """Yield the blocks of one paragraph: lines that were only wrapped are one block, the others each their own.

    A line was ended on purpose when the next line's first word would still have fitted on it.
    """
    if not lines:
        return
    width = max(line.end - line.start for line in lines)
    start, previous = lines[0].start, lines[0]
    for line in lines[1:]:
        word = _WORD.match(text, line.start)
        assert word is not None
        had_room = previous.end - previous.start + 1 + len(word[0]) <= width and not text[line.start].islower()
        if width > _MAX_WRAP_CHARS or had_room or _LIST_ITEM.match(text, line.start):
            yield Span(start, previous.end)
            start = line.start
        previous = line
    yield Span(start, previous.end)


def _split_block(text: str, block: Span) -> Iterator[Span]:
    """Yield the sentences of one block, a window at a time; the last sentence of a window opens the next one."""
    start = block.start
    while start < block.end:
        end = _last_space(text, start, start + _WINDOW_CHARS) if block.end - start > _WINDOW_CHARS else block.end
        piece = _SPACE.sub(" ", text[start:end])  # one character for one: offsets stay
        starts = _sentence_starts(piece)
        if end < block.end and len(starts) > 1:
            end = start + starts.pop()
        for left, right in zip(starts, [*starts[1:], end - start], strict=True):
            yield _trim(text, start + left, start + right)
        start = _skip_space(text, end)


def _sentence_starts(piece: str) -> list[int]:
    """Return where sentences start in a piece without line ends, 0 first; the rest is at most `len(piece)`."""
    proposed = _propose(piece)
    for quotation in _QUOTATION.finditer(piece):
        inner = _propose(quotation[0][1:-1])
        proposed |= {quotation.start() + 1 + start for start in inner if start}
    proposed |= {match.end() for match in _TRAILING_OFF.finditer(piece)}
    for start in sorted(proposed):
        if bracketed := _BRACKETED.match(piece, start):
            proposed.add(bracketed.end())
    kept = [0]
    for proposal in sorted(proposed):
        emoji = _EMOJI.match(piece, proposal)
        start = _skip_space(piece, emoji.end() if emoji and proposal else proposal)
        if piece[start - 2 : start - 1].isspace() and piece[start - 1] in _QUOTES:
            start -= 1  # 'he said. "' + 'We left.': the mark opens what follows
        if kept[-1] < start < len(piece) and not _belongs_together(piece, kept[-1], start):
            kept.append(start)
    return kept


def _propose(piece: str) -> set[int]:
    """Return the sentence starts that sentencex sees in `piece`, 0 among them.

    Only their places are taken, so nothing that it does to the text could reach a quote.
    """
    # English rules throughout: a text's language is not known here, and docs/sentences.md has cases in eight others.
    return {0} | {sentence["start_index"] for sentence in sentencex.get_sentence_boundaries("en", piece)}


def _belongs_together(piece: str, sentence_start: int, start: int) -> bool:
    """Return whether a sentence goes on past `start`, where a boundary was proposed."""
    before = piece[max(sentence_start, start - 80) : start].rstrip()  # the longest rule looks back one word
    after = piece[start : start + 80]
    if not any(character.isalnum() for character in before) or not any(character.isalnum() for character in after):
        return True
    if not piece[start - 1].isspace() and not (_ENDS_A_WORD.search(before) and _STARTS_A_WORD.match(after)):
        return True
    if _LIST_NUMBER.fullmatch(before):
        return True
    if before[-1] in ".!?" and after[0].islower() and not _LOWER_CASE_START.match(after):
        return True
    return bool(
        _BEFORE_A_NAME.search(before)
        or (_BEFORE_A_NUMBER.search(before) and _NUMBER.match(after))
        or (_CLOCK.search(before) and _AFTER_CLOCK.match(after))
        or (_ORDINAL.search(before) and _GERMAN_MONTH.match(after))
        or (_CLOSED_QUESTION.search(before) and _ATTRIBUTION.match(after))
    )


def _cut_to_length(text: str, sentence: Span) -> Iterator[Span]:
    """Yield `sentence` whole, or in pieces of at most `MAX_SENTENCE_CHARS`."""
    start = sentence.start
    while sentence.end - start > MAX_SENTENCE_CHARS:
        cut = _last_space(text, start, start + MAX_SENTENCE_CHARS)
        yield _trim(text, start, cut)
        start = _skip_space(text, cut)
    yield Span(start, sentence.end)


def _last_space(text: str, start: int, limit: int) -> int:
    """Return the place of the last white space in `text` after `start` and up to `limit`, or `limit` without any."""
    return next((place for place in range(limit, start, -1) if text[place].isspace()), limit)


def _skip_space(text: str, start: int) -> int:
    """Return the first place from `start` on that is not white space, or the length of `text`."""
    while start < len(text) and text[start].isspace():
        start += 1
    return start


def _trim(text: str, start: int, end: int) -> Span:
    """Return `[start, end)` without white space at its ends; an empty span at `end` where there is nothing else."""
    start = min(_skip_space(text, start), end)
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
