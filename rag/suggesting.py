"""Questions worth offering: drafted from the library's own sentences, and asked before they are shown."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence

from corpus.types import Article, Span
from index.types import Filters, Summary
from rag.answering import Answerer
from rag.drafting.articles import draft_questions
from rag.drafting.types import Draft, Kind
from rag.drafting.words import listed
from rag.equivalence import fold_answer, is_same_answer
from rag.limits import DEFAULT_TOP
from rag.types import Answer, AnswerStatus

MAX_EXAMPLES = 6
MAX_TRIED = 60  # questions that are asked for one library's examples, in the background
# Chunks that are read to find out whether a follow-up has an answer: a third of the time of ten, and whatever three of
# them answer with confidence, ten answer too.
FOLLOW_UP_TOP = 3
MAX_FOLLOW_UPS_TRIED = 6
MIN_CONFIDENCE = 0.5
_NEWEST = 10
_SPREAD = 40
_MAX_ARTICLES = 3  # of an answer's, whose sentences are drafted from
_ENOUGH_DRAFTS = 4  # with fewer, the articles that were found beside those quoted are drafted from, too
_MORE_HITS = 8
_REMEMBERED = 512
_MAX_OF_A_KIND = 2
# Those that read best first: what a person would most likely ask.
_ORDER = (Kind.HOW_MANY, Kind.HOW_MUCH, Kind.WHY, Kind.WHEN, Kind.WHAT, Kind.SAID, Kind.WHERE, Kind.WHO, Kind.HOW_OLD)
_SMALL = listed("what who when where why how many much did do does is was were are has have the a an of in on to")


class Suggester:
    """Offers questions that a library is known to answer. May be used from several threads.

    Args:
        answerer: asks each question before it is offered.
    """

    def __init__(self, answerer: Answerer) -> None:
        self.answerer = answerer
        self._library = answerer.library
        self._drafts: OrderedDict[tuple[str, str], tuple[Draft, ...]] = OrderedDict()
        self._tried: OrderedDict[tuple[int, str, Filters, int], Answer] = OrderedDict()
        self._examples: tuple[int, int, tuple[str, ...]] | None = None
        self._lock = threading.Lock()

    def examples(self, limit: int = MAX_EXAMPLES, *, should_stop: Callable[[], bool] = bool) -> tuple[str, ...]:
        """Return questions from different articles, the newest first, that this library answers.

        Asks up to 60 questions, which takes seconds; for one version of the library only once.

        Args:
            limit: how many at most.
            should_stop: asked before each question; what was found until then is returned, and not remembered.
        """
        version = self._library.version
        known = self._examples
        if known is not None and known[:2] == (version, limit):
            return known[2]
        found: list[tuple[Draft, str]] = []
        tried = 0
        for article, draft in self._spread():
            if len(found) == limit or tried == MAX_TRIED:
                break
            if should_stop():
                return tuple(draft.question for draft, _ in found)
            kinds = [kept.kind for kept, _ in found]
            if article.id in {key for _, key in found} or kinds.count(draft.kind) >= _MAX_OF_A_KIND:
                continue
            tried += 1
            if self._is_answered(draft, article, version=version, filters=Filters(), top=DEFAULT_TOP):
                found.append((draft, article.id))
        questions = tuple(draft.question for draft, _ in found)
        self._examples = version, limit, questions
        return questions

    def keep_answered(
        self, questions: Sequence[str], *, limit: int = MAX_EXAMPLES, should_stop: Callable[[], bool] = bool
    ) -> tuple[str, ...]:
        """Return those of the questions that this library answers, in their order.

        Args:
            questions: written by hand, for a library whose articles are known.
            limit: how many at most.
            should_stop: asked before each question.
        """
        answered: list[str] = []
        for question in questions:
            if len(answered) == limit or should_stop():
                break
            if self.answerer.ask(question).status is not AnswerStatus.NOT_IN_SOURCES:
                answered.append(question)
        return tuple(answered)

    def follow_ups(self, answer: Answer, *, limit: int = 3, asked: Sequence[str] = ()) -> tuple[str, ...]:
        """Return questions on the same matter that the library answers, and not with the answer just given.

        They come from the articles that the answer quotes, or that were nearest; from the sentences around the quotes
        first.

        Args:
            answer: what was just answered, or refused.
            limit: how many at most.
            asked: questions that are not offered again; the answer's own is not, either.
        """
        before = {_content(question) for question in (answer.question, answer.standalone_question or "", *asked)}
        given = [fold_answer(found.text) for found in answer.answers]
        said = [(quote.article.id, quote.answer) for quote in answer.quotes if quote.answer is not None]
        offered: list[Draft] = []
        sentences: set[tuple[str, Span]] = set()
        tried = 0
        for article, draft in self._near(answer):
            if len(offered) == limit or tried == MAX_FOLLOW_UPS_TRIED:
                break
            expected = fold_answer(article.text[draft.expected.start : draft.expected.end])
            if (
                any(key == article.id and _overlap(span, draft.expected) for key, span in said)
                or any(is_same_answer(expected, other) for other in given)
                or (article.id, draft.sentence) in sentences
                or any(_is_like(_content(draft.question), other) for other in before)
                or [kept.kind for kept in offered].count(draft.kind) >= _MAX_OF_A_KIND
            ):
                continue
            tried += 1
            if self._is_answered(
                draft, article, version=answer.library.version, filters=answer.filters, top=FOLLOW_UP_TOP
            ):
                offered.append(draft)
                sentences.add((article.id, draft.sentence))
                given.append(expected)
                before.add(_content(draft.question))
        return tuple(draft.question for draft in offered)

    def _spread(self) -> Iterator[tuple[Article, Draft]]:
        """Yield drafts of the newest articles, then of others from all over the library: each one's best first."""
        summaries = self._library.summaries()
        newest, others = summaries[:_NEWEST], summaries[_NEWEST:]
        chosen: list[Summary] = [*newest, *others[:: max(1, len(others) // _SPREAD)]]
        later: list[tuple[Article, Draft]] = []
        wanted = list(_ORDER)
        for summary in chosen:
            article = self._library.get(summary.id)
            drafts = [draft for draft in (self._draft(article) if article else ()) if _names_something(draft)]
            # The kind that was not drafted for longest comes first, so that the questions differ.
            ordered = sorted(drafts, key=lambda draft: (not _is_rich(draft), wanted.index(draft.kind)))
            for place, draft in enumerate(ordered[:3]):
                assert article is not None
                if place == 0:
                    wanted.remove(draft.kind)
                    wanted.append(draft.kind)
                    yield article, draft
                else:
                    later.append((article, draft))
        yield from later

    def _near(self, answer: Answer) -> Iterator[tuple[Article, Draft]]:
        """Yield drafts of the articles of an answer: those nearest to its quotes, and about the same, first."""
        asked = answer.standalone_question or answer.question
        words = _content(asked)
        articles: OrderedDict[str, tuple[Article, list[Span]]] = OrderedDict()
        for quote in answer.quotes or answer.nearest:
            articles.setdefault(quote.article.id, (quote.article, []))[1].append(Span(quote.start, quote.end))
        ranked: list[tuple[float, int, Article, Draft]] = []
        quoted = list(articles.values())[:_MAX_ARTICLES]
        if sum(len(self._draft(article)) for article, _ in quoted) <= _ENOUGH_DRAFTS:
            for hit in self._library.search(asked, limit=_MORE_HITS, filters=answer.filters).hits:
                if hit.article.id not in articles:
                    articles[hit.article.id] = hit.article, [Span(hit.chunk.start, hit.chunk.end)]
                    quoted.append(articles[hit.article.id])
        for number, (article, spans) in enumerate(quoted):
            for draft in self._draft(article):
                chars = min(_distance(draft.sentence, span) for span in spans)
                shared = len(words & _content(draft.question))
                # An article of the first quote comes before one of the second; a shared name is worth 600 characters.
                rank = chars + 3_000 * number - 600 * min(shared, 3) + 150 * _ORDER.index(draft.kind)
                ranked.append((rank, draft.sentence.start, article, draft))
        ranked.sort(key=lambda each: each[:2])
        yield from ((article, draft) for _, _, article, draft in ranked)

    def _draft(self, article: Article) -> tuple[Draft, ...]:
        key = article.id, article.sha256
        with self._lock:
            if key in self._drafts:
                self._drafts.move_to_end(key)
                return self._drafts[key]
        kept = self._library.get(article.id)
        if kept is None or kept.sha256 != article.sha256:
            return ()  # it was removed or replaced since
        drafts = draft_questions(article, self._library.chunks_of(article.id))
        with self._lock:
            self._drafts[key] = drafts
            if len(self._drafts) > _REMEMBERED:
                self._drafts.popitem(last=False)
        return drafts

    def _is_answered(self, draft: Draft, article: Article, *, version: int, filters: Filters, top: int) -> bool:
        key = version, draft.question, filters, top
        with self._lock:
            answer = self._tried.get(key)
        if answer is None:
            answer = self.answerer.ask(draft.question, filters=filters, top=top)
            with self._lock:
                self._tried[key] = answer
                if len(self._tried) > _REMEMBERED:
                    self._tried.popitem(last=False)
        return is_as_expected(answer, draft, article)


def is_as_expected(answer: Answer, draft: Draft, article: Article) -> bool:
    """Whether a question was answered with confidence, and by what it was drafted from or by the same elsewhere."""
    if answer.status is not AnswerStatus.ANSWERED or answer.confidence < MIN_CONFIDENCE:
        return False
    found = answer.answers[0]
    expected = article.text[draft.expected.start : draft.expected.end]
    if found.article.id == article.id and _overlap(found.span, draft.expected):
        return True
    return draft.kind is not Kind.SAID and is_same_answer(fold_answer(found.text), fold_answer(expected))


def _names_something(draft: Draft) -> bool:
    """Whether a question can be understood without its article: "When did the soldiers arrive?" cannot."""
    return re.search(r"\s[A-Z]", draft.question) is not None


def _is_rich(draft: Draft) -> bool:
    """Whether a question names two things or more, so that it says by itself what it is about."""
    return len(re.findall(r"(?<=\s)[A-Z][\w’'.-]*(?: [A-Z][\w’'.-]*)*", draft.question)) >= 2


def _content(question: str) -> frozenset[str]:
    return frozenset(fold_answer(question)) - _SMALL


def _is_like(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether of two questions' words nearly all are the same."""
    return (
        bool(first and second)
        and len(first & second) >= 0.75 * min(len(first), len(second))
        and len(first ^ second) <= 2
    )


def _overlap(first: Span, second: Span) -> bool:
    return first.start < second.end and second.start < first.end


def _distance(first: Span, second: Span) -> int:
    return max(0, first.start - second.end, second.start - first.end)
