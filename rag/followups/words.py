"""Tables of English words, and how a question is taken apart into words.

The tables list closed classes (question words, auxiliaries, prepositions, determiners, pronouns) nearly whole, and of
the open ones what news and reference articles use often. A word that is missing here makes a follow-up be understood
less well, never an answer less true: what was understood is shown.
"""

from __future__ import annotations

import re

Words = tuple[str, ...]


def listed(words: str) -> frozenset[str]:
    """Return the words of a text as a table."""
    return frozenset(words.split())


WH = listed("who whom whose what which when where why how")
DO = listed("do does did")
BE = listed("is are was were")
HAVE = listed("has have had")
MODAL = listed("will would can could may might should must shall")
AUXILIARIES = DO | BE | HAVE | MODAL
PLURAL_OF = {"is": "are", "was": "were", "does": "do", "has": "have"}
SINGULAR_OF = {plural: singular for singular, plural in PLURAL_OF.items()}
PREPOSITIONS = listed(
    "about above across after against along among around as at before behind below beneath beside between beyond "
    "by despite down during except for from in inside into like near of off on onto out outside over per since "
    "through throughout till to toward towards under until up upon via with within without"
)
DETERMINERS = listed(
    "the a an this that these those my your our his her its their some any no each every all both many much most "
    "several few another other such more"
)
# What may stand between a determiner and its noun, so that the next word is no verb.
ADJECTIVES = listed(
    "first second third fourth fifth last next final new old latest previous recent main big large small own same "
    "former present current joint special other only whole two three four five six seven eight nine ten"
)
CONNECTIVES = listed("and but so or then also ok okay well")
ADVERBS = listed("not never also still else exactly actually first already ever just only yet again now")
PRONOUNS = listed("he him his she her hers they them their theirs it its this that these those there then")
SUBJECT_PRONOUNS = listed("i you we he she it they that this these those there")
STOPS = AUXILIARIES | (PREPOSITIONS - {"of"}) | WH | PRONOUNS | listed("if because while although than")

MONTHS = listed(
    "january february march april may june july august september october november december jan feb mar apr jun "
    "jul aug sept sep oct nov dec"
)
TIMES = MONTHS | listed(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow morning evening night noon "
    "midnight day week weekend month year decade century spring summer autumn winter"
)
# Nouns of one person ...
ROLES = listed(
    "actor administrator adviser ambassador artist athlete author boss captain chair chairman chairwoman chief "
    "coach commander director doctor driver editor engineer expert father founder general governor head host "
    "journalist judge king lawyer leader man manager mayor minister mother officer official owner person pilot "
    "player president prince princess professor queen reporter researcher scientist secretary senator singer "
    "spokesman spokesperson spokeswoman star teacher winner woman writer"
)
# ... of many, which "they" may stand for though the noun is singular ...
GROUPS = listed(
    "agency alliance army association board cast club commission committee company council court crew department "
    "family firm government group guild institute military ministry navy organisation organization panel "
    "parliament party police public service staff team union university"
)
# ... and of places.
PLACES = listed(
    "airport area base bridge building camp centre center city continent cosmodrome country county depot district "
    "factory field harbour harbor hospital house island lake library mountain museum ocean park place planet port "
    "province region river road room school sea site state station street town village"
)
# ... and first words of the names of places.
PLACE_OPENINGS = listed("north south east west new united saint san los las great saudi sri")
PEOPLE = listed("people men women children police troops")

# What a thing has: "What about the cost?" asks for the cost of what the question before was about.
ATTRIBUTES = listed(
    "age aim budget capital cause colour color cost date depth duration goal height length location name number owner "
    "population price purpose reason result size speed value weight width"
)

# Verbs after which "that" stands for what was answered: "Who announced that?"
SPEECH = listed(
    "say says said announce announced announces claim claimed claims confirm confirmed confirms deny denied "
    "denies report reported reports state stated believe believes believed estimate estimated discover discovered "
    "reveal revealed know knew find found tell told write wrote"
)
# "It" stands for nothing in "how cold does it get", "is it likely that" and "what time is it".
OF_WEATHER = listed("cold hot warm cool dark late early light windy wet far time day")
OF_OPINION = listed(
    "true false likely unlikely possible impossible clear unclear certain known unknown said thought believed "
    "reported important necessary legal illegal allowed safe dangerous easy hard difficult better best worth "
    "wrong right true, common normal"
)

_CONTRACTIONS = {
    "who's": "who is",
    "what's": "what is",
    "when's": "when is",
    "where's": "where is",
    "why's": "why is",
    "how's": "how is",
    "which's": "which is",
    "who'd": "who did",
    "when'd": "when did",
    "where'd": "where did",
    "it's": "it is",
    "that's": "that is",
}
_EDGES = ',;:.!?"“”()…'


def split_words(question: str) -> Words:
    """Return the words of a question, without the mark at its end; `who's` and its like are two."""
    words: list[str] = []
    for word in question.replace("’", "'").rstrip(" ?!.…").split():
        long = _CONTRACTIONS.get(word.casefold())
        words += _like(word, long).split() if long else [word]
    return tuple(words)


def key(word: str) -> str:
    """Return a word in the form in which the tables have it."""
    return word.strip(_EDGES).casefold()


def is_name(word: str) -> bool:
    """Whether a word is written as names are. The first word of a question always is."""
    return bool(re.match(r"[\"“(]?[^\W\d_]", word)) and word.lstrip('"“(')[0].isupper()


def is_number(word: str) -> bool:
    """Whether a word is a number in digits, with a sign or not."""
    return bool(re.fullmatch(r"[$€£]?\d[\d.,]*(?:%|st|nd|rd|th)?", word.strip(_EDGES)))


def is_year(word: str) -> bool:
    """Whether a word is a year of the last century or this one."""
    return bool(re.fullmatch(r"(?:19|20)\d\d", key(word)))


def sentence(words: Words) -> str:
    """Return words as a question."""
    text = " ".join(word for word in words if word).rstrip(" ,;:.?!")
    return text[:1].upper() + text[1:] + "?"


def lower_first(words: Words) -> Words:
    """Return words of which the first no longer opens a sentence: `The` is `the`, names stay."""
    if words and key(words[0]) in DETERMINERS | PREPOSITIONS | WH | AUXILIARIES - MONTHS:
        return (words[0][:1].lower() + words[0][1:], *words[1:])
    return words


def _like(word: str, long: str) -> str:
    return long[:1].upper() + long[1:] if word[:1].isupper() else long
