"""Questions asked over a library, the whole path as a user goes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from index.library import POOL, Library
from rag.answering import Answerer
from rag.evaluation.judging import Mark, are_verbatim, holds_answer, mark, quotes_forbidden, score_answer, score_refusal
from rag.evaluation.names import Name
from rag.evaluation.ranking import Ranking, measure_rankings
from rag.evaluation.types import Judgement, LibraryQuestion, Record

SEARCH_MEASURES = {
    "R@1": Name.RECALL_1.value,
    "R@5": Name.RECALL_5.value,
    "R@10": Name.RECALL_10.value,
    "R@20": Name.RECALL_20.value,
    "Success@10": Name.FOUND_10.value,
    "nDCG@10": Name.NDCG.value,
    "RR": Name.MRR.value,
}


def ask_questions(
    answerer: Answerer, questions: Sequence[LibraryQuestion], *, top: int, advance: Callable[[], None]
) -> Iterator[Record]:
    """Ask each question, and yield what became of it.

    Args:
        answerer: over the library whose articles the questions are about.
        questions: as their file has them.
        top: how many chunks are read for each.
        advance: called after each question.
    """
    searched = measure_search(answerer.library, questions)
    for question in questions:
        marked = mark(question, answerer.ask(question.text, top=top))
        yield _record(marked, searched.get(question.id, {}), answerer.library)
        advance()


def measure_search(library: Library, questions: Sequence[LibraryQuestion]) -> dict[str, dict[str, float]]:
    """Measure where the relevant chunks stand among the first 50, for the questions that have any in the library."""
    relevant = find_relevant(library, questions)
    rankings = {}
    for question in questions:
        if relevant[question.id]:
            hits = library.search(question.text, limit=POOL).hits
            ranked = [f"{hit.article.id}:{hit.chunk.start}" for hit in hits]
            rankings[question.id] = Ranking(ranked, dict.fromkeys(relevant[question.id], 1))
    return measure_rankings(rankings, SEARCH_MEASURES)


def find_relevant(library: Library, questions: Sequence[LibraryQuestion]) -> Mapping[str, list[str]]:
    """Return, by question, the chunks that hold a listed passage (an answer, where no passage is listed)."""
    relevant: dict[str, list[str]] = {question.id: [] for question in questions}
    for summary in library.summaries():
        article = library.get(summary.id)
        if article is None:
            continue  # another process removed it meanwhile
        asked = [question for question in questions if holds_answer(article.text, question)]
        for chunk in library.chunks_of(article.id) if asked else ():
            text = article.text[chunk.start : chunk.end]
            for question in asked:
                if holds_answer(text, question):
                    relevant[question.id].append(f"{article.id}:{chunk.start}")
    return relevant


def _record(marked: Mark, searched: Mapping[str, float], library: Library) -> Record:
    question, answer = marked.question, marked.answer
    predicted = answer.answers[0].text if answer.answers else ""
    values = dict(searched) | score_refusal(is_answerable=question.is_answerable, is_refused=marked.is_refused)
    if question.is_answerable:
        values[Name.QUOTED] = float(marked.is_right)
        values[Name.FIRST_QUOTED] = float(marked.is_first_right)
    if question.must_not_quote:
        values[Name.NOT_FORBIDDEN] = float(not quotes_forbidden(question, answer.quotes))
    if question.answers or not question.is_answerable:
        # What a refused question would have been answered is not known here.
        scores = score_answer(
            predicted, question.answers, is_refused=marked.is_refused, is_answerable=question.is_answerable
        )
        values |= {name: value for name, value in scores.items() if name not in (Name.EXACT_ALWAYS, Name.F1_ALWAYS)}
    shown = answer.quotes + answer.nearest
    if shown:

        def read_source(article_id: str) -> str | None:
            article = library.get(article_id)
            return None if article is None else article.text

        values[Name.VERBATIM] = float(are_verbatim(answer.answers, shown, read_source))
    first = shown[:1]
    is_right = question.is_answerable and any(holds_answer(quote.text, question) for quote in first)
    return Record(
        id=question.id,
        question=question.text,
        values=values,
        judgement=Judgement(
            confidence=answer.confidence,
            is_answerable=question.is_answerable,
            is_right=is_right and not quotes_forbidden(question, first),
            is_refused=marked.is_refused,
        ),
        answer=predicted or None,
        quotes=tuple(quote.text for quote in answer.quotes),
    )
