"""Each form of questions, from the file's fields to what became of each question; with readers that are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from conftest import ARTICLES
from evaluation_fixtures import ToldReader

from corpus.types import Span
from index.library import Library
from index.types import Hit
from rag.answering import Answerer
from rag.evaluation.asking import ask_questions, find_relevant
from rag.evaluation.errors import EvaluationError
from rag.evaluation.files import QuestionFile
from rag.evaluation.judging import are_verbatim, holds_answer, mark
from rag.evaluation.names import Name
from rag.evaluation.passages import best_evidence, make_hits, read_passages
from rag.evaluation.running import run_over_library, run_reader
from rag.evaluation.sentences import rank_sentences, score_alone, score_joined
from rag.evaluation.types import (
    Form,
    LibraryQuestion,
    MarkedAnswer,
    PassageQuestion,
    Record,
    SentenceQuestion,
)
from rag.types import Evidence, Reading

COST, WHEN, FLEW, WHO = "what does the repair cost?", "when does it open?", "who flew the zeppelin?", "who is Holt?"
QUESTIONS = (
    LibraryQuestion(
        id="cost",
        text=COST,
        is_answerable=True,
        answers=("3.5 million",),
        quote_contains=(("repair costs", "3.5 million euros"),),
        must_not_quote=("cracks",),
    ),
    LibraryQuestion(id="when", text=WHEN, is_answerable=True, answers=("April",), must_not_quote=("reading room",)),
    LibraryQuestion(id="flew", text=FLEW, is_answerable=False),
    LibraryQuestion(id="who", text=WHO, is_answerable=False),
)
TOLD = {COST: ("3.5 million euros", 0.9), WHEN: ("April", 0.7), FLEW: ("zeppelin", 0.9), WHO: ("Ada Holt", 0.8)}


def skip() -> None:
    """Show no progress."""


def ask(library: Library, questions: Sequence[LibraryQuestion] = QUESTIONS) -> dict[str, Record]:
    answerer = Answerer(library, ToldReader(TOLD))
    return {record.id: record for record in ask_questions(answerer, questions, top=10, advance=skip)}


def test_a_question_over_a_library_is_judged_by_what_is_quoted_and_said(library: Library) -> None:
    record = ask(library)["cost"]
    assert record.answer == "3.5 million euros"
    assert record.quotes == ("The repair costs 3.5 million euros, the U.S. firm that built it said.",)
    expected = {
        Name.QUOTED: 1.0,
        Name.FIRST_QUOTED: 1.0,
        Name.NOT_FORBIDDEN: 1.0,
        Name.EXACT: 0.0,
        Name.EXACT_ANSWERABLE: 0.0,
        Name.F1: pytest.approx(0.8),
        Name.F1_ANSWERABLE: pytest.approx(0.8),
        Name.ANSWERED: 1.0,
        Name.VERBATIM: 1.0,
        Name.RECALL_10: 1.0,
        Name.FOUND_10: 1.0,
    }
    assert {name: record.values[name] for name in expected} == expected
    assert Name.F1_ALWAYS not in record.values
    assert record.judgement is not None
    assert (record.judgement.confidence, record.judgement.is_right, record.judgement.is_refused) == (0.9, True, False)


def test_a_forbidden_quote_is_wrong_whatever_else_it_holds(library: Library) -> None:
    record = ask(library)["when"]
    assert record.quotes == ("A new reading room opens in April.",)
    assert (record.values[Name.QUOTED], record.values[Name.NOT_FORBIDDEN]) == (0.0, 0.0)
    assert record.values[Name.EXACT] == 1.0
    assert record.judgement is not None
    assert not record.judgement.is_right


def test_refusing_what_nobody_says_is_right_and_answering_it_is_wrong(library: Library) -> None:
    records = ask(library)
    refused, answered = records["flew"], records["who"]
    assert (refused.answer, refused.quotes) == (None, ())
    expected = {Name.REFUSAL_RECALL: 1.0, Name.REFUSAL_PRECISION: 1.0, Name.EXACT: 1.0, Name.F1: 1.0, Name.VERBATIM: 1}
    assert refused.values == expected
    assert answered.values == {Name.REFUSAL_RECALL: 0.0, Name.EXACT: 0.0, Name.F1: 0.0, Name.VERBATIM: 1.0}
    assert [one.judgement.is_right for one in records.values() if one.judgement] == [True, False, False, False]


def test_a_chunk_is_relevant_if_it_holds_a_listed_passage_or_where_none_is_listed_an_answer(library: Library) -> None:
    relevant = find_relevant(library, QUESTIONS)
    assert {name: len(chunks) for name, chunks in relevant.items()} == {"cost": 1, "when": 1, "flew": 0, "who": 0}
    (found,) = relevant["cost"]
    assert found.startswith(ARTICLES[2].id)
    question = replace(QUESTIONS[0], quote_contains=(("repair costs", "no such passage"),))
    assert not holds_answer(ARTICLES[2].text, question)
    assert holds_answer("It was THE 3.5 million.", replace(question, quote_contains=()))
    assert not holds_answer("13.5 million", replace(question, quote_contains=()))  # other words, not a part of one


def test_a_mark_tells_the_first_quote_from_the_others(library: Library) -> None:
    answer = Answerer(library, ToldReader(TOLD)).ask(COST)
    marked = mark(QUESTIONS[0], answer)
    assert (marked.is_right, marked.is_first_right, marked.is_refused) == (True, True, False)
    wrong_first = replace(answer, quotes=(replace(answer.quotes[0], end=answer.quotes[0].start + 3), *answer.quotes))
    assert (mark(QUESTIONS[0], wrong_first).is_right, mark(QUESTIONS[0], wrong_first).is_first_right) == (True, False)


def test_words_that_do_not_stand_in_the_source_are_not_verbatim(library: Library) -> None:
    answer = Answerer(library, ToldReader(TOLD)).ask(COST)
    sources = {article.id: article.text for article in ARTICLES}
    assert are_verbatim(answer.answers, answer.quotes, sources.get)
    assert not are_verbatim(answer.answers, answer.quotes, {**sources, ARTICLES[2].id: "Engineers"}.get)
    assert not are_verbatim(answer.answers, answer.quotes, {}.get)
    beyond = replace(answer.quotes[0], end=10**6)
    assert are_verbatim((), (beyond,), sources.get) is False


def test_a_run_over_a_library_says_what_was_measured(library: Library) -> None:
    questions = QuestionFile(form=Form.LIBRARY, library=QUESTIONS)
    run = run_over_library(Answerer(library, ToldReader(TOLD)), questions, name="q.jsonl", top=10, limit=2)
    assert (run.file, run.reader, run.threshold, run.encoder, run.articles) == ("q.jsonl", "told", 0.5, "hash", 3)
    assert run.chunks == library.status().chunks
    assert len(run.records) == 2


LONG = " ".join(f"In year {n} the town of Aa built one more bridge over its river." for n in range(1900, 1930))


def passage_question(text: str, *answers: str, passage: str = LONG) -> PassageQuestion:
    marked = tuple(MarkedAnswer(answer, passage.index(answer)) for answer in answers)
    return PassageQuestion(id=text, text=text, title="-", passage=passage, is_answerable=bool(answers), answers=marked)


def read(told: dict[str, tuple[str, float]], *questions: PassageQuestion) -> list[Record]:
    return list(read_passages(ToldReader(told), questions, advance=skip))


def test_a_long_passage_is_read_chunk_by_chunk_and_decided_like_any_other() -> None:
    hits = make_hits(LONG, "Aa")
    assert len(hits) > 2
    assert all(hit.article.text == LONG for hit in hits)
    reader = ToldReader({"which?": ("year 1925", 0.8)})
    (record,) = read_passages(reader, [passage_question("which?", "1925", "of Aa")], advance=skip)
    assert reader.calls == [("which?", len(hits))]
    assert record.answer == "year 1925"
    assert record.quotes == ("In year 1925 the town of Aa built one more bridge over its river.",)
    two_thirds = pytest.approx(2 / 3)  # of "year 1925" one of two words, of "1925" all
    assert record.values == {
        Name.EXACT: 0.0,
        Name.F1: two_thirds,
        Name.EXACT_ANSWERABLE: 0.0,
        Name.F1_ANSWERABLE: two_thirds,
        Name.EXACT_ALWAYS: 0.0,
        Name.F1_ALWAYS: two_thirds,
        Name.ANSWERED: 1.0,
        Name.QUOTED_SENTENCE: 1.0,
        Name.EVIDENCE_SENTENCE: 1.0,
        Name.VERBATIM: 1.0,
    }


def test_a_refused_answer_is_still_known_for_the_measures_that_answer_always() -> None:
    (record,) = read({"which?": ("1925", 0.4)}, passage_question("which?", "1925"))
    assert (record.answer, record.quotes) == ("1925", ())
    assert (record.values[Name.EXACT_ALWAYS], record.values[Name.EXACT]) == (1.0, 0.0)
    assert record.values[Name.REFUSAL_PRECISION] == 0.0
    assert record.judgement is not None
    assert (record.judgement.confidence, record.judgement.is_right, record.judgement.is_refused) == (0.4, True, True)


def test_a_passage_that_does_not_say_is_refused_or_answered_wrongly() -> None:
    refused, answered = read({"which?": ("1925", 0.9)}, passage_question("what?"), passage_question("which?"))
    assert (refused.values[Name.F1], refused.values[Name.REFUSAL_RECALL]) == (1.0, 1.0)
    assert (answered.values[Name.F1], answered.values[Name.REFUSAL_RECALL]) == (0.0, 0.0)
    assert Name.F1_ALWAYS not in answered.values
    assert Name.QUOTED_SENTENCE not in answered.values


def test_the_evidence_sentence_is_the_surest_of_all_chunks() -> None:
    hits = make_hits(LONG, "-")[:2]
    places = [hit.chunk.sentences for hit in hits]

    def reading(hit: Hit, sureness: float) -> Reading:
        evidence = tuple(
            Evidence(sentence=span, probability=sureness + n / 100) for n, span in enumerate(hit.chunk.sentences)
        )
        return Reading(hit=hit, answer=hit.chunk.sentences[0], evidence=evidence, probability=0.5)

    assert best_evidence([reading(hits[0], 0.5), reading(hits[1], 0.2)]) == places[0][-1]
    assert best_evidence([reading(hits[0], 0.1), reading(hits[1], 0.4)]) == places[1][-1]


def test_offsets_point_into_the_passage_as_the_file_has_it() -> None:
    passage = "  Cafe\u0301 🌉 is open.\r\n\r\nIt costs 5 euros. "
    (record,) = read({"how much?": ("5 euros", 0.9)}, passage_question("how much?", "5 euros", passage=passage))
    assert (record.values[Name.EXACT], record.values[Name.VERBATIM], record.values[Name.QUOTED_SENTENCE]) == (1, 1, 1)


class LengthReader:
    """Is the surer of a sentence the longer it is, and the surer of a text the more sentences it has."""

    name, threshold = "length", 0.5

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        return [
            Reading(
                hit=hit,
                answer=hit.chunk.sentences[0],
                evidence=tuple(
                    Evidence(sentence=span, probability=(span.end - span.start) / 1000) for span in hit.chunk.sentences
                ),
                probability=len(hit.chunk.sentences) / 10,
            )
            for hit in hits
        ]


SENTENCES = SentenceQuestion(
    id="s",
    text="which?",
    sentences=("a" * 300, "b" * 100, "c" * 250, "d" * 240),
    labels=(False, False, True, True),
)


def test_candidates_are_ranked_alone_and_among_their_neighbours() -> None:
    alone, joined = score_alone(LengthReader(), SENTENCES), score_joined(LengthReader(), SENTENCES)
    assert sorted(range(4), key=lambda n: -alone[n]) == sorted(range(4), key=lambda n: -joined[n]) == [0, 2, 3, 1]
    (record,) = rank_sentences(LengthReader(), [SENTENCES], advance=skip)
    assert record.answer == "a" * 300
    assert set(record.values) == {*Name} & {name for name in Name if name.startswith(("MAP", "MRR,"))}
    for name, value in record.values.items():
        assert value == pytest.approx(0.5 if name.startswith("MRR") else (1 / 2 + 2 / 3) / 2)


def test_neighbours_are_read_about_a_chunk_at_a_time_and_no_candidate_is_split() -> None:
    reader = ToldReader({})
    two = replace(SENTENCES, sentences=("One. Two.", *SENTENCES.sentences[1:]))
    assert len(score_joined(reader, two)) == len(score_alone(reader, two)) == 4
    assert reader.calls == [("which?", 2), ("which?", 4)]  # 9 + 1 + 100 + 1 + 250 characters, then 240


def test_only_questions_with_a_right_and_a_wrong_candidate_are_ranked() -> None:
    unclean = replace(SENTENCES, id="u", labels=(True,) * 4)
    questions = QuestionFile(form=Form.SENTENCES, sentences=(SENTENCES, unclean))
    run = run_reader(LengthReader(), questions, name="s.jsonl", limit=None)
    assert [record.id for record in run.records] == ["s"]
    with pytest.raises(EvaluationError, match="nothing to measure"):
        run_reader(LengthReader(), replace(questions, sentences=(unclean,)), name="s.jsonl", limit=None)


def test_the_told_reader_reads_the_span_it_says() -> None:
    (hit,) = make_hits("It rained. It snowed.", "-")
    (one,) = ToldReader({"?": ("snowed", 0.9)}).read("?", [hit])
    assert (one.answer, [e.probability for e in one.evidence]) == (Span(14, 20), [0.01, 0.9])
