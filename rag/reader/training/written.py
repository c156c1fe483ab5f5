"""Training questions that were written for it: short articles that are easily taken for one another.

A file of `written/` holds sets. A set has two or more articles about things that differ in one respect (another year,
another club, the other side of a deal, a later report), then questions, each with the words that answer it in one
article or in several. An article without such words does not answer: that is the near miss that news is full of, and
that questions about encyclopaedias lack. `python -m rag.reader.training.written FILE…` checks files and counts them.

    === set
    A. Headline of the first article
    Its text, in one paragraph.
    B. Headline of the second article
    Its text, in one paragraph.
    Q why | Why did the council close the bridge?
    A: rust in {{two of its cables}}
    Q none | Who built the bridge?

The part before `|` names the kind of question. Words stand as in the article; `{{…}}` marks the answer where they are
more than it, which tells apart words that an article has twice.
"""

from __future__ import annotations

import argparse
import hashlib
import logging
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.types import Span
from rag.reader.training.data import Example
from rag.reader.training.titles import needs_title
from rag.reader.training.windows import Window, cut_window, slice_window, split_sentences

LOG = logging.getLogger("rag.reader.training")
FOLDER = Path(__file__).parent / "written"
HELD_SETS_SHARE = 0.1
MAX_ARTICLE_CHARS = 1000
_TITLED = 0.75  # of windows stand below their headline
_HEADLINE = re.compile(r"^([A-E])\. (\S.*)$")
_QUESTION = re.compile(r"^Q ([a-z-]+) \| (\S.*)$")
_ANSWER = re.compile(r"^([A-E]): (\S.*)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A headline and a text of one paragraph."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetQuestion:
    """A question on a set, and for each article that answers it `(words, start)`.

    Attributes:
        kind: what makes it hard, in a word: `why`, `year`, `roles`, `none`…
    """

    kind: str
    question: str
    answers: dict[str, tuple[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSet:
    """Articles that are easily taken for one another, by letter, and questions on them."""

    id: str
    articles: dict[str, Article]
    questions: tuple[SetQuestion, ...]


class WrittenError(ValueError):
    """A file of sets is not as it must be; the message says where and what."""


def read_sets(paths: Iterable[Path]) -> list[ArticleSet]:
    """Read files of sets.

    Raises:
        WrittenError: with every fault of the first file that has any.
    """
    sets = []
    for path in sorted(paths):
        found, faults = check_sets(path)
        if faults:
            raise WrittenError("\n".join(faults))
        sets += found
    return sets


def check_sets(path: Path) -> tuple[list[ArticleSet], list[str]]:
    """Read one file; return its sets, and what is wrong with it, a line each."""
    sets, faults = [], []
    blocks = re.split(r"^=== set\s*$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for number, block in enumerate(blocks[1:], start=1):
        place = f"{path.name}, set {number}"
        articles, questions, found = _read_block(block.strip().splitlines())
        if len(articles) < 2 or not questions:
            found.append(f"{len(articles)} articles and {len(questions)} questions; at least 2 and 1 are needed")
        faults += [f"{place}: {fault}" for fault in found]
        sets.append(ArticleSet(id=f"{path.stem}-{number}", articles=articles, questions=tuple(questions)))
    if not sets:
        faults.append(f"{path.name}: no set; each begins with a line '=== set'")
    return sets, faults


def is_held(item: ArticleSet) -> bool:
    """Return whether a set is kept apart from training, to measure on: every tenth, by the SHA-256 of its texts."""
    texts = "\n".join(article.text for article in item.articles.values())
    return int(hashlib.sha256(texts.encode("utf-8")).hexdigest(), 16) % 1000 < 1000 * HELD_SETS_SHARE


def read_packaged_sets(*, held: bool) -> list[ArticleSet]:
    """Read the package's sets: those kept apart from training, or those trained on."""
    return [item for item in read_sets(FOLDER.glob("*.txt")) if is_held(item) == held]


def make_examples(sets: Iterable[ArticleSet]) -> Iterator[Example]:
    """Yield each question beside each article of its set; the source of an example is `written-` and its kind."""
    for item in sets:
        for number, question in enumerate(item.questions, start=1):
            for letter, article in item.articles.items():
                answer = question.answers.get(letter)
                yield Example(
                    id=f"{item.id}-{number}{letter}",
                    title=article.title,
                    question=question.question,
                    context=article.text,
                    answers=(answer,) if answer else (),
                    is_answerable=answer is not None,
                    source=f"written-{question.kind}",
                )


def draw_windows(examples: Iterable[Example], *, rng: random.Random) -> Iterator[Window]:
    """Yield the windows of written examples: the whole text under its headline, and of an answer one cut around it.

    The headline is left out now and then, but not where the question names what only the headline does.
    """
    for example in examples:
        whole = slice_window(example, first=0, last=len(split_sentences(example.context)) - 1, kind=example.source)
        windows = [whole]
        for text, start in example.answers:
            span = Span(start, start + len(text))
            windows.append(cut_window(example, around=span, max_chars=rng.choice((200, 320, 440)), rng=rng))
        for window in windows:
            is_titled = rng.random() < _TITLED or needs_title(window, example.title)
            yield replace(window, title=example.title) if is_titled else window


def main() -> int:
    """Check the files, print what is wrong with them and how much they hold."""
    parser = argparse.ArgumentParser(description="Check files of written training questions, and count them.")
    parser.add_argument("files", type=Path, nargs="*", help="all of the package's where none is named")
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    files = parser.parse_args().files or sorted(FOLDER.glob("*.txt"))
    kinds: Counter[str] = Counter()
    sets, faults = [], []
    for path in files:
        found, wrong = check_sets(path)
        sets += found
        faults += wrong
        kinds.update(q.kind for item in found for q in item.questions)
    for fault in faults:
        LOG.error("%s", fault)
    examples = list(make_examples(sets))
    LOG.info("%d sets, of which %d are held apart", len(sets), sum(map(is_held, sets)))
    LOG.info("%d articles, %d questions", sum(len(s.articles) for s in sets), sum(kinds.values()))
    LOG.info("%d pairs, %d of them answerable", len(examples), sum(e.is_answerable for e in examples))
    LOG.info("%s", ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))
    return 1 if faults else 0


def _read_block(lines: list[str]) -> tuple[dict[str, Article], list[SetQuestion], list[str]]:
    articles: dict[str, Article] = {}
    questions: list[SetQuestion] = []
    faults = []
    headline: tuple[str, str] | None = None
    for line in filter(None, (line.strip() for line in lines)):
        if headline:
            articles[headline[0]] = Article(title=headline[1], text=line)
            if len(line) > MAX_ARTICLE_CHARS:
                faults.append(f"article {headline[0]} has {len(line)} characters, {MAX_ARTICLE_CHARS} at most")
            headline = None
        elif match := _QUESTION.match(line):
            questions.append(SetQuestion(kind=match[1], question=match[2], answers={}))
        elif questions and (match := _ANSWER.match(line)):
            fault = _add_answer(questions[-1], match[1], match[2], articles)
            faults += [fault] if fault else []
        elif not questions and (match := _HEADLINE.match(line)):
            headline = (match[1], match[2])
        else:
            faults.append(f"not understood: {line[:80]!r}")
    return articles, questions, faults


def _add_answer(question: SetQuestion, letter: str, words: str, articles: dict[str, Article]) -> str | None:
    if letter not in articles:
        return f"{question.question!r} is answered from {letter}, which is no article"
    before, marked, after = words, "", ""
    if "{{" in words:
        before, _, rest = words.partition("{{")
        marked, _, after = rest.partition("}}")
    plain, text = before + marked + after, articles[letter].text
    count = text.count(plain)
    if count == 0:
        return f"article {letter} does not have the words {plain!r}"
    if count > 1:
        return f"article {letter} has the words {plain!r} {count} times: give the words around them and mark {{{{…}}}}"
    answer = marked or plain
    question.answers[letter] = (answer, text.index(plain) + (len(before) if marked else 0))
    return None


if __name__ == "__main__":
    raise SystemExit(main())
