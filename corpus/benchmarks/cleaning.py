"""Measure what cleaning removes and loses: `python -m corpus.benchmarks.cleaning [--data FOLDER] …`.

Our labelled pages (`tests/data/scraped`) and, of data that is not part of this repository (`../shared/data`; rows are
left out where it is absent): news labelled line by line, whole web pages of sites that were tuned on and of sites that
were not, light pages made of both, and gold article texts; with `--pages` every whole page, with `--trained` the pages
that the tagger learnt from, with `--news` 5,026 scraped news articles by reason.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from corpus.benchmarks.light_pages import make_light_pages
from corpus.benchmarks.news_pages import read_news_pages
from corpus.benchmarks.whole_pages import Label, WholePage, read_whole_pages
from corpus.cleaning import clean
from corpus.normalising import normalise
from corpus.sentences import count_sentences, sentence_spans

ROOT = Path(__file__).parents[2]
NEWS_LABELS = ROOT / "tests/data/scraped/news_labels.json"
BOOST_LABELS = ROOT / "tests/data/scraped/boost_news_labels.json"  # for the trees, which learn from other pages
NOT_LEARNT_FROM = ("bc", "de", "fg", "hi", "jk", "lm", "no")  # what no rule, tagger or tree learnt from: blind_[bc]*, …
_LIGHT_PAGES = 60
_LABELLED = re.compile(r"(\s*)([FAT])\|(.*)")
_SENTENCE = re.compile(r"(?<=[.!?])[\"”’)\]]*\s+")


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page of which every line is known to be furniture, the title or the article's own.

    In the file a line begins with `F|` (furniture), `T|` (title) or `A|` (article); blank lines have no label.
    """

    name: str
    text: str
    furniture: tuple[str, ...]
    article: tuple[str, ...]  # with the title
    title: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """Furniture lines found and article sentences lost, of how many."""

    removed: int
    furniture: int
    lost: int
    article: int


def read_pages(pattern: str) -> list[LabelledPage]:
    """Return the labelled pages whose file names match `pattern`, such as `held_*`."""
    pages = []
    for path in sorted((ROOT / "tests/data/scraped").glob(f"{pattern}.txt")):
        raw: list[str] = []
        furniture: list[str] = []
        article: list[str] = []
        title = ""
        for line in path.read_text(encoding="utf-8").split("\n"):
            found = _LABELLED.fullmatch(line)
            raw.append(found[1] + found[3] if found else line)
            if found:
                (furniture if found[2] == "F" else article).append(normalise(found[3]))
                title = normalise(found[3]) if found[2] == "T" else title
        pages.append(LabelledPage(path.stem, "\n".join(raw), tuple(furniture), tuple(article), title))
    return pages


def score_pages(pages: Iterable[LabelledPage]) -> Score:
    """Count furniture lines removed and article sentences lost: those of lines that are no paragraph of the text.

    A headline, subheading, name or time among the article's lines counts as a sentence.
    """
    removed = furniture = lost = article = 0
    for page in pages:
        kept = set(clean(page.text).text.split("\n\n"))
        removed += sum(line not in kept for line in page.furniture)
        sentences = [count_sentences(line) for line in page.article]
        lost += sum(count for line, count in zip(page.article, sentences, strict=True) if line not in kept)
        furniture += len(page.furniture)
        article += sum(sentences)
    return Score(removed, furniture, lost, article)


def score_gold(path: Path) -> Score:
    """Count the sentences of gold article texts (`ground-truth.json`) that cleaning loses; they hold no furniture."""
    lost = article = 0
    for page in json.loads(path.read_text(encoding="utf-8")).values():
        kept = clean(page["articleBody"]).text.replace("\n\n", " ")
        for sentence in _split_sentences(page["articleBody"]):
            article += 1
            lost += sentence not in kept
    return Score(0, 0, lost, article)


@dataclass(frozen=True, slots=True)
class PageScore:
    """What became of a whole page: `titles` of its titles stay; `reasons` counts removals by reason and label."""

    site: str
    score: Score
    titles: int
    has_title: bool
    reasons: dict[str, Counter[Label]] = field(default_factory=dict)


def score_whole_page(page: WholePage) -> PageScore:
    """Count the furniture lines that go, and the sentences of the gold text that the page holds and cleaning loses."""
    text = "\n".join(page.lines)
    cleaned = clean(text)
    kept = set(cleaned.text.split("\n\n"))
    why = {removal.text: removal.reason.partition(" (")[0] for removal in cleaned.removed}
    counts: Counter[Label] = Counter()
    gone: Counter[Label] = Counter()
    reasons: defaultdict[str, Counter[Label]] = defaultdict(Counter)
    for line, label in zip(page.lines, page.labels, strict=True):
        counts[label] += 1
        if line not in kept:
            gone[label] += 1
            reasons[why.get(line, "glued label")][label] += 1
    before, after = " ".join(text.split()), " ".join(cleaned.text.split())
    sentences = [" ".join(page.gold[span.start : span.end].split()) for span in sentence_spans(page.gold)]
    held = [sentence for sentence in sentences if sentence in before and any(map(str.isalnum, sentence))]
    lost = sum(sentence not in after for sentence in held)
    return PageScore(
        page.site,
        Score(gone[Label.FURNITURE], counts[Label.FURNITURE], lost, len(held)),
        titles=counts[Label.TITLE] - gone[Label.TITLE],
        has_title=counts[Label.TITLE] > 0,
        reasons=dict(reasons),
    )


def pool(scores: Iterable[PageScore]) -> Score:
    """Return the sums over pages."""
    return add_up(page.score for page in scores)


def add_up(scores: Iterable[Score]) -> Score:
    """Return the sums of scores."""
    every = list(scores)
    return Score(
        sum(score.removed for score in every),
        sum(score.furniture for score in every),
        sum(score.lost for score in every),
        sum(score.article for score in every),
    )


def _split_sentences(text: str) -> list[str]:
    """Split by end punctuation, simply: pieces of three words or more, without the marks that close them."""
    pieces = (piece for line in normalise(text).split("\n") for piece in _SENTENCE.split(line))
    return [p.rstrip('"”’)]') for p in pieces if len(p.split()) >= 3 and re.search(r"[.!?…][\"”’)\]]*$", p)]


def main() -> None:
    """Print the tables of docs/cleaning.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared/data")
    parser.add_argument("--pages", action="store_true", help="print every whole page")
    parser.add_argument("--trained", action="store_true", help="score the pages that were trained on, too (an hour)")
    parser.add_argument("--news", action="store_true", help="count reasons over the scraped news (minutes)")
    arguments = parser.parse_args()
    data: Path = arguments.data
    for pattern in ("tune_*", "held_*", "dev_*"):
        _print_score(pattern, score_pages(read_pages(pattern)))
    others = {f"blind_[{letters}]*": score_pages(read_pages(f"blind_[{letters}]*")) for letters in NOT_LEARNT_FROM}
    for name, score in (others | {"blind_*": add_up(others.values())}).items():
        _print_score(name, score)
    folder, news = data / "article_extraction", data / "realtimeqa2022/corpus.jsonl.gz"
    if news.exists():
        _print_news(news, is_held=True)
    if folder.exists():
        _print_score("gold texts", score_gold(folder / "ground-truth.json"))
        pages = read_whole_pages(folder)
        for name, is_held in (("only reported", True), ("tuned on", False)):
            if not is_held and not arguments.trained:
                continue
            half = [page for page in pages if page.is_held == is_held]
            _print_pages(f"whole pages, {name}", half, in_full=arguments.pages)
            if news.exists():
                files = (NEWS_LABELS, BOOST_LABELS) if is_held else ()
                light = make_light_pages(news, whole=half, is_held=is_held, count=_LIGHT_PAGES, labelled=files)
                _print_pages(f"light pages, {name}", light, in_full=False)
    if arguments.trained:
        _print_score("read_*", score_pages(read_pages("read_*")))
        if news.exists():
            _print_news(news, is_held=False)
    if arguments.news and news.exists():
        _print_reasons(news)


def _print_news(path: Path, *, is_held: bool) -> None:
    labelled = read_news_pages(path, labels=NEWS_LABELS, is_held=is_held)
    _print_pages(f"labelled news, {'only reported' if is_held else 'trained on'}", labelled, in_full=False)


def _print_pages(name: str, pages: list[WholePage], *, in_full: bool) -> None:
    scores = [score_whole_page(page) for page in pages]
    _print_score(f"{name} ({len(pages)})", pool(scores))
    print(f"  titles kept: {sum(score.titles for score in scores)}/{sum(score.has_title for score in scores)}")
    if in_full:
        for score in scores:
            _print_score(f"  {score.site}", score.score)
    reasons: defaultdict[str, Counter[Label]] = defaultdict(Counter)
    for score in scores:
        for reason, counts in score.reasons.items():
            reasons[reason].update(counts)
    for reason, counts in sorted(reasons.items(), key=lambda item: -item[1].total()):
        print(f"  {counts[Label.FURNITURE]:6} {counts[Label.ARTICLE]:4} {reason}")


def _print_score(name: str, score: Score) -> None:
    share = f" ({score.removed / score.furniture:.1%})" if score.furniture else ""
    lost = f"{score.lost}/{score.article} sentences lost ({score.lost / score.article:.2%})"
    print(f"{name}: {score.removed}/{score.furniture}{share} furniture lines out, {lost}")


def _print_reasons(path: Path) -> None:
    reasons: Counter[str] = Counter()
    started, articles, chars = time.perf_counter(), 0, 0
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            text = json.loads(line)["text"]
            reasons.update(removal.reason for removal in clean(text).removed)
            articles, chars = articles + 1, chars + len(text)
    speed = chars / 1e6 / (time.perf_counter() - started)
    print(f"scraped news: {articles} articles, {speed:.2f} million characters/s")
    for reason, count in reasons.most_common():
        print(f"  {count:6} {reason}")


if __name__ == "__main__":
    main()
