"""Measuring answers among articles that are easily taken for one another: the written sets that are held apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corpus.types import Span
from rag.reader.decoding import WindowReading
from rag.reader.session import ReaderSession, Task
from rag.reader.training.measuring import Measure
from rag.reader.training.metrics import score_auroc, score_f1
from rag.reader.training.over_library import RIGHT_F1, sum_signals
from rag.reader.training.windows import split_sentences
from rag.reader.training.written import ArticleSet


def measure_choosing(session: ReaderSession, sets: Sequence[ArticleSet]) -> list[Measure]:
    """Read each question in every article of its set, under its headline; the surest reading answers.

    It is right if it comes from an article that answers and its words have an F1 of 0.5 or more with the marked ones.
    The AUROC says how well the surest reading's signals tell questions that an article answers from those that none
    does.
    """
    right, sure, answerable, scores = [], [], [], []
    for item in sets:
        for question in item.questions:
            letters = list(item.articles)
            readings = session.read([_make_task(item, letter, question.question) for letter in letters])
            best = max(range(len(letters)), key=lambda number: sum_signals(readings[number]))
            sure.append(sum_signals(readings[best]))
            answerable.append(bool(question.answers))
            if not question.answers:
                continue
            gold = question.answers.get(letters[best])
            words = _words_of(item, letters[best], readings[best])
            right.append(gold is not None and score_f1(words, [gold[0]]) >= RIGHT_F1)
            scores += [
                score_f1(_words_of(item, letter, readings[letters.index(letter)]), [text])
                for letter, (text, _) in question.answers.items()
            ]
    values = (
        ("the surest article answers rightly", float(np.mean(right)), len(right)),
        ("F1, given the article", float(np.mean(scores)), len(scores)),
        ("AUROC of answerable", score_auroc(np.array(sure), np.array(answerable)), len(sure)),
    )
    return [Measure(data="Written sets, held", metric=name, value=value, count=count) for name, value, count in values]


def _make_task(item: ArticleSet, letter: str, question: str) -> Task:
    article = item.articles[letter]
    return Task(question=question, text=article.text, sentences=split_sentences(article.text), title=article.title)


def _words_of(item: ArticleSet, letter: str, reading: WindowReading) -> str:
    answer: Span = reading.answer
    return item.articles[letter].text[answer.start : answer.end]
