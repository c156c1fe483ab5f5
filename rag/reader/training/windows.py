"""Windows: whole sentences of a passage around an answer, about as long as a chunk of the library."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from corpus.types import Span
from rag.reader.training.data import Example, SentenceQuestion

# The training splits by rule and not by `corpus.sentences`, so that a change of that splitter does not change the data.
_BOUNDARY = re.compile(r"(?<=[.!?])[\"'”’)\]]*(?:\[[^\]]{1,20}\])*\s+(?=[\"'“‘(\[]*[A-Z0-9])|\n+\s*")
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|Gen|Sen|Rep|Gov|Col|Lt|Sgt|Capt|Prof|Rev|Hon|Jr|Sr|vs|etc|No|Nos|Vol|ca|c|cf|al|"
    r"Inc|Ltd|Co|Corp|Mt|Ft|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|e\.g|i\.e|U\.S|U\.K|U\.N|D\.C))\.$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A question beside a text, and all that the reader is to say about them.

    Attributes:
        sentences: the sentences of `text`, in order.
        answer: where in `text` the answer stands; `None` where it does not, or where nobody marked it.
        evidence: for each sentence whether it is evidence.
        is_answerable: whether `text` answers `question`.
        kind: how the window was made, for the log.
        title: what is read before the text, and no part of it; empty where nothing is.
    """

    question: str
    text: str
    sentences: tuple[Span, ...]
    answer: Span | None
    evidence: tuple[bool, ...]
    is_answerable: bool
    kind: str
    title: str = ""

    def __post_init__(self) -> None:
        if len(self.evidence) != len(self.sentences):
            raise ValueError(f"{len(self.evidence)} evidence labels for {len(self.sentences)} sentences")


@lru_cache(maxsize=65536)
def split_sentences(text: str) -> tuple[Span, ...]:
    """Return the sentences of `text`; their surrounding white space belongs to none of them."""
    spans, start = [], 0
    for boundary in _BOUNDARY.finditer(text):
        if text[boundary.start()] != "\n" and _ABBREVIATION.search(
            text, max(start, boundary.start() - 12), boundary.start()
        ):
            continue
        end = boundary.start() + len(boundary.group().rstrip())
        if text[start:end].strip():
            spans.append(_strip(text, start, end))
        start = boundary.end()
    if text[start:].strip():
        spans.append(_strip(text, start, len(text)))
    return tuple(spans)


def cut_window(example: Example, *, around: Span | None, max_chars: int, rng: random.Random) -> Window:
    """Cut whole sentences around `around`, growing to a random side until `max_chars` would be passed.

    `around` is the answer, or any span of the context (`None`: a random sentence). The sentences that hold it are
    always inside, however long they are.
    """
    sentences = split_sentences(example.context)
    if around is None:
        first = last = rng.randrange(len(sentences))
    else:
        touched = [i for i, s in enumerate(sentences) if s.start < around.end and around.start < s.end]
        first, last = (touched[0], touched[-1]) if touched else (0, 0)
    while True:
        sides = []
        if first > 0 and sentences[last].end - sentences[first - 1].start <= max_chars:
            sides.append(-1)
        if last + 1 < len(sentences) and sentences[last + 1].end - sentences[first].start <= max_chars:
            sides.append(1)
        if not sides:
            break
        if rng.choice(sides) < 0:
            first -= 1
        else:
            last += 1
    return slice_window(example, first=first, last=last, kind=example.source)


def slice_window(example: Example, *, first: int, last: int, kind: str) -> Window:
    """Make the window of sentences `first` to `last`, both inside; it answers if it holds a whole answer."""
    sentences = split_sentences(example.context)[first : last + 1]
    base = sentences[0].start
    text = example.context[base : sentences[-1].end]
    moved = tuple(Span(s.start - base, s.end - base) for s in sentences)
    answer = None
    for answer_text, start in example.answers:
        if start >= base and start + len(answer_text) <= sentences[-1].end:
            answer = Span(start - base, start - base + len(answer_text))
            break
    evidence = tuple(answer is not None and s.start < answer.end and answer.start < s.end for s in moved)
    return Window(
        question=example.question,
        text=text,
        sentences=moved,
        answer=answer,
        evidence=evidence,
        is_answerable=answer is not None,
        kind=kind,
    )


def join_candidates(
    question: SentenceQuestion, *, order: Sequence[int], max_chars: int, kind: str
) -> tuple[Window, int]:
    """Join candidates in `order` into one text until `max_chars` would be passed; return it and how many it took."""
    text, sentences, evidence = "", [], []
    for i in order:
        sentence = question.sentences[i]
        if text and len(text) + 1 + len(sentence) > max_chars:
            break
        start = len(text) + 1 if text else 0
        text = f"{text} {sentence}" if text else sentence
        sentences.append(Span(start, len(text)))
        evidence.append(question.labels[i])
    window = Window(
        question=question.question,
        text=text,
        sentences=tuple(sentences),
        answer=None,
        evidence=tuple(evidence),
        is_answerable=any(evidence),
        kind=kind,
    )
    return window, len(sentences)


def replace_everywhere(window: Window, old: str, new: str) -> Window | None:
    """Replace each whole-word `old` in the window's text, moving every offset, and in its title.

    Returns `None` where there is nothing to replace, or a replacement would touch the answer or cross a sentence.
    """
    pattern = re.compile(rf"(?<!\w){re.escape(old)}(?!\w)", re.IGNORECASE)
    found = [Span(*m.span()) for m in pattern.finditer(window.text)]
    if not found:
        return None
    edges = {edge for s in window.sentences for edge in s}
    for match in found:
        if window.answer and match.start < window.answer.end and window.answer.start < match.end:
            return None
        if any(match.start < edge < match.end for edge in edges):
            return None

    def move(offset: int) -> int:
        return offset + sum(len(new) - (m.end - m.start) for m in found if m.end <= offset)

    pieces, position = [], 0
    for match in found:
        pieces += [window.text[position : match.start], new]
        position = match.end
    pieces.append(window.text[position:])
    return replace(
        window,
        text="".join(pieces),
        title=pattern.sub(lambda _: new, window.title),
        sentences=tuple(Span(move(s.start), move(s.end)) for s in window.sentences),
        answer=Span(move(window.answer.start), move(window.answer.end)) if window.answer else None,
    )


def _strip(text: str, start: int, end: int) -> Span:
    while text[start].isspace():
        start += 1
    while text[end - 1].isspace():
        end -= 1
    return Span(start, end)
