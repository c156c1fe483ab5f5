"""Copies of an article as they get about: edited, cut, retitled, reordered, added to, set in other type."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from textwrap import wrap

_SENTENCE_END = re.compile(r"(?<=[.!?”\"])\s+(?=[A-Z“\"(])")
_NUMBER = re.compile(r"\d+")
# Enough for a word of most sentences of news; a sentence with none of them loses a word instead.
_SYNONYMS = {
    "said": "stated",
    "says": "states",
    "about": "roughly",
    "also": "too",
    "after": "following",
    "because": "since",
    "before": "ahead of",
    "but": "yet",
    "can": "is able to",
    "could": "might",
    "first": "initial",
    "more than": "over",
    "many": "numerous",
    "new": "recent",
    "people": "persons",
    "president": "leader",
    "that": "which",
    "will": "is going to",
    "would": "was going to",
    "years": "twelvemonths",
}
_SYNONYM = re.compile(r"\b(" + "|".join(_SYNONYMS) + r")\b")
_ADDED = (
    "A spokesman did not reply to a request for comment by the time of publication.",
    "The figures could not be checked independently.",
    "This is a developing story and details may change in the coming hours.",
    "Officials are expected to give a further briefing later in the week.",
    "Residents told local radio that they had heard nothing in advance.",
    "Analysts had expected a different outcome only a month ago.",
)
_BEFORE = (
    "(Agency) —",
    "FROM OUR CORRESPONDENT",
    "By our own staff and the wires. First published this morning, updated at 4:15 p.m.",
    "You are reading a story from our partner network; it has been shortened for this edition and lightly edited.",
)
_AFTER = (
    "All rights reserved. This material may not be published, broadcast, rewritten or passed on without permission.",
    "Sign up for our morning letter, with the five stories that matter, sent before breakfast on every working day.",
    "Our reporting is paid for by readers. If you can, think of giving a small amount each month to keep it going.",
    "This text first appeared with a partner of ours and is shown here under an agreement between the two houses.",
    "Do you know more about this? Write to our desk in confidence; we answer every letter and name no sources.",
)
_HEADLINES = ("What we know so far", "UPDATE 2: a day of surprises", "Explained in brief", "Why it matters this week")
_STANDFIRSTS = ("Our reporter looks at what happened, and at what comes next.", "The story in full, with reactions.")
_TYPE = (
    str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "—": "-", "–": "-", "…": "."}),
    str.maketrans({'"': "”", "'": "’", "-": "–"}),
    str.maketrans({'"': "«", "'": "’", "“": "„", "”": "“", ",": " ,"}),
)


def edit(text: str, random: Random, _: str) -> str:
    """Change 5 to 15 % of the sentences, one at least: its numbers or words, or leave it out, or add one after it."""
    paragraphs = [_SENTENCE_END.split(paragraph) for paragraph in text.split("\n")]
    places = [
        (i, j) for i, sentences in enumerate(paragraphs) for j, sentence in enumerate(sentences) if sentence.strip()
    ]
    chosen = random.sample(places, max(1, round(len(places) * random.uniform(0.05, 0.15))))
    for i, j in chosen:
        sentence = paragraphs[i][j]
        match random.randrange(4):
            case 0:
                paragraphs[i][j] = _change_numbers(sentence, random)
            case 1:
                paragraphs[i][j] = _change_words(sentence, random)
            case 2 if len(places) > 1:
                paragraphs[i][j] = ""
            case _:
                paragraphs[i][j] = f"{sentence} {random.choice(_ADDED)}"
    return "\n".join(" ".join(filter(None, sentences)) for sentences in paragraphs)


def cut_a_little(text: str, random: Random, _: str) -> str:
    """Keep the first 70 to 90 % of the words."""
    return _cut(text, random.uniform(0.7, 0.9))


def cut_much(text: str, random: Random, _: str) -> str:
    """Keep the first 50 to 70 % of the words."""
    return _cut(text, random.uniform(0.5, 0.7))


def cut_to_an_extract(text: str, random: Random, _: str) -> str:
    """Keep the first 30 to 50 % of the words."""
    return _cut(text, random.uniform(0.3, 0.5))


def extend(text: str, random: Random, other: str) -> str:
    """Add 20 to 60 % of new words, in one place between paragraphs.

    They are the first words of another article, half of them at most: what holds all of it would be a copy of it too.
    """
    paragraphs = text.split("\n")
    words = other.split()
    count = min(len(words) // 2, round(len(text.split()) * random.uniform(0.2, 0.6)))
    paragraphs.insert(random.randrange(len(paragraphs) + 1), " ".join(words[:count]))
    return "\n".join(paragraphs)


def retitle(text: str, random: Random, _: str) -> str:
    """Put another headline and a standfirst above the text, as in a file that has them in its text."""
    return f"{random.choice(_HEADLINES)}\n{random.choice(_STANDFIRSTS)}\n{text}"


def reorder(text: str, random: Random, _: str) -> str:
    """Shuffle the paragraphs; of a text of under four, the sentences."""
    paragraphs = [paragraph for paragraph in text.split("\n") if paragraph.strip()]
    if len(paragraphs) < 4:
        return reorder_sentences(text, random, _)
    random.shuffle(paragraphs)
    return "\n".join(paragraphs)


def reorder_sentences(text: str, random: Random, _: str) -> str:
    """Shuffle all sentences."""
    sentences = [sentence for paragraph in text.split("\n") for sentence in _SENTENCE_END.split(paragraph)]
    random.shuffle(sentences)
    return " ".join(sentences)


def surround(text: str, random: Random, _: str) -> str:
    """Put a line before the text and one to three notices after it."""
    return "\n".join((random.choice(_BEFORE), text, *random.sample(_AFTER, random.randint(1, 3))))


def reset_type(text: str, random: Random, _: str) -> str:
    """Change quotation marks, dashes and spaces, and perhaps the case and the line breaks."""
    text = text.translate(random.choice(_TYPE))
    match random.randrange(4):
        case 0:
            return text.upper()
        case 1:
            return text.replace("\n", "\r\n\r\n").replace(" ", "\xa0")
        case 2:
            return "\n".join(line for paragraph in text.split("\n") for line in wrap(paragraph))
        case _:
            return text


def do_several(text: str, random: Random, other: str) -> str:
    """Do three of the above one after the other; not cut what was extended."""
    changes = [edit, reorder, surround, reset_type, retitle, random.choice((cut_a_little, cut_much, extend))]
    for change in random.sample(changes, 3):
        text = change(text, random, other)
    return text


# Each makes a copy of a text from a source of chance and another article's text.
KINDS: dict[str, Callable[[str, Random, str], str]] = {
    "edited, 5-15 % of the sentences": edit,
    "cut to 70-90 %": cut_a_little,
    "cut to 50-70 %": cut_much,
    "cut to 30-50 %": cut_to_an_extract,
    "extended by 20-60 %": extend,
    "retitled": retitle,
    "paragraphs reordered": reorder,
    "sentences reordered": reorder_sentences,
    "notices before and after": surround,
    "typography, case, line breaks": reset_type,
    "three of these together": do_several,
}


def _change_numbers(sentence: str, random: Random) -> str:
    changed = _NUMBER.sub(lambda found: str(int(found[0]) + random.randint(1, 9)), sentence)
    return changed if changed != sentence else _change_words(sentence, random)


def _change_words(sentence: str, random: Random) -> str:
    changed = _SYNONYM.sub(lambda found: _SYNONYMS[found[0]], sentence)
    if changed != sentence:
        return changed
    words = sentence.split()
    del words[random.randrange(len(words))]
    return " ".join(words)


def _cut(text: str, share: float) -> str:
    """Return the first sentences of a text that hold at least `share` of its words."""
    ends = [found.start() for found in _SENTENCE_END.finditer(text)]
    least = share * len(text.split())
    return next((text[:end] for end in ends if len(text[:end].split()) >= least), text)
