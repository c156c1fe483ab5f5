"""Words that turn a true statement into a false one: antonyms, and neighbours in the encoder's word vectors."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

_PAIRS = """
increase decrease|increased decreased|increases decreases|increasing decreasing|rise fall|rose fell|rising falling|
gain loss|gained lost|large small|larger smaller|largest smallest|big little|high low|higher lower|highest lowest|
long short|longer shorter|longest shortest|old new|older newer|oldest newest|oldest youngest|older younger|early late|
earlier later|earliest latest|first last|first second|second third|before after|prior following|begin end|began ended|
beginning end|start finish|started finished|starting ending|start stop|started stopped|open close|opened closed|
opening closing|north south|northern southern|northeast southwest|northwest southeast|east west|eastern western|
left right|upper lower|top bottom|above below|inside outside|internal external|inner outer|interior exterior|
more less|most least|more fewer|many few|maximum minimum|majority minority|major minor|best worst|better worse|
good bad|strong weak|stronger weaker|strongest weakest|fast slow|faster slower|fastest slowest|hot cold|hotter colder|
warm cool|wet dry|rich poor|easy difficult|simple complex|hard soft|heavy light|public private|male female|man woman|
men women|king queen|father mother|son daughter|brother sister|husband wife|boy girl|won lost|win lose|winner loser|
victory defeat|defeated joined|success failure|successful unsuccessful|succeeded failed|support oppose|
supported opposed|supports opposes|supporters opponents|for against|allow forbid|allowed forbidden|allows prohibits|
legal illegal|permitted banned|accept reject|accepted rejected|agreed refused|include exclude|included excluded|
includes excludes|including excluding|create destroy|created destroyed|built demolished|born died|birth death|
alive dead|buy sell|bought sold|give take|gave took|given taken|gives takes|send receive|sent received|import export|
imports exports|imported exported|arrive leave|arrived left|enter leave|entered left|join leave|joined left|
appointed dismissed|hired fired|elected removed|added removed|add remove|attack defend|attacked defended|war peace|
friend enemy|ally enemy|allies enemies|positive negative|advantage disadvantage|advantages disadvantages|benefit harm|
benefits drawbacks|improve worsen|improved worsened|common rare|commonly rarely|often rarely|usually rarely|
always never|known unknown|popular unpopular|famous obscure|same different|similar different|similarity difference|
possible impossible|able unable|ancient modern|traditional modern|urban rural|national local|domestic foreign|
formal informal|direct indirect|directly indirectly|natural artificial|permanent temporary|primary secondary|
main minor|active inactive|present absent|cause prevent|caused prevented|causes prevents|expand shrink|
expanded shrank|expensive cheap|wide narrow|wider narrower|thick thin|deep shallow|deepest shallowest|near far|
nearest farthest|closest farthest|true false|guilty innocent|summer winter|spring autumn|morning evening|day night|
land sea|liquid gas|protestant catholic|christian muslim|democrat republican|liberal conservative|even odd|
finite infinite|add subtract|multiply divide|teacher student|parent child|master servant|employer employee|
buyer seller|author reader|cause effect|encouraged discouraged|approved rejected|proved disproved|believed doubted|
loved hated|praised criticized|liked disliked|followed preceded|following preceding|surrendered attacked|
inherited abandoned|preserved destroyed|discovered lost|founded dissolved|established abolished|established dissolved|
united divided|connected separated|released captured|freed imprisoned|raised lowered|raise lower|required optional|
required forbidden|necessary unnecessary|important unimportant|responsible blameless|aware unaware|only also|
least most|north west|south east|youngest oldest
"""

# Neighbours nearer than this are mostly inflections and synonyms ("increase" ~ "increases" 0.77), those farther than
# this are unrelated words; between them lie siblings and opposites ("army" ~ "navy" 0.50, "river" ~ "creek" 0.49).
_NEAREST, _FARTHEST = 0.52, 0.34
_SUFFIXES = ("ing", "ed", "ly", "est", "er", "ion", "ity", "ies", "s")


def read_antonyms() -> dict[str, tuple[str, ...]]:
    """Return each word's opposites, in both directions."""
    opposites: dict[str, list[str]] = {}
    for pair in _PAIRS.replace("\n", "").split("|"):
        one, other = pair.split()
        opposites.setdefault(one, []).append(other)
        opposites.setdefault(other, []).append(one)
    return {word: tuple(dict.fromkeys(others)) for word, others in opposites.items()}


def suffix(word: str) -> str:
    """Return the inflectional ending of `word`, or an empty text."""
    return next((s for s in _SUFFIXES if word.endswith(s) and len(word) > len(s) + 2), "")


def find_siblings(model_folder: Path, words: list[str], *, count: int = 6) -> dict[str, tuple[str, ...]]:
    """Return for each of `words` the words of the same ending that are near it, but not too near.

    The vectors are the encoder's own input embeddings (`model_folder` holds `model.safetensors` and `vocab.txt`).
    """
    from safetensors.numpy import load_file

    vocabulary = (model_folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
    vectors = load_file(str(model_folder / "model.safetensors"))["embeddings.word_embeddings.weight"]
    vectors = vectors - vectors.mean(axis=0)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    position = {word: i for i, word in enumerate(vocabulary) if re.fullmatch(r"[a-z]{3,}", word)}
    plain = list(position)
    matrix = vectors[[position[word] for word in plain]]
    siblings = {}
    for word in words:
        if word not in position:
            continue
        nearness = matrix @ vectors[position[word]]
        inside = np.flatnonzero((nearness < _NEAREST) & (nearness > _FARTHEST))
        inside = inside[np.argsort(-nearness[inside])]
        found = [w for w in (plain[i] for i in inside) if w[:4] != word[:4] and suffix(w) == suffix(word)]
        if found:
            siblings[word] = tuple(found[:count])
    return siblings
