"""The path of a question: what is quoted, what is refused, and that every word stands in its article."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from conftest import ARTICLES, HashEncoder, make_article
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.splitting import split
from corpus.types import Span
from index.library import Library
from index.types import Filters, Hit
from rag.answer_json import to_json
from rag.answering import Answerer, clean_question
from rag.deciding import decide, group_readings
from rag.errors import QuestionError
from rag.quoting import cite, quote_groups, quote_nearest, quoted_sentences, verify
from rag.reader.similarity import SimilarityReader, share_rare_words
from rag.types import AnswerStatus, Evidence, Reading


class WordReader:
    """Finds one word: sure where it stands, sure that there is no answer where it does not."""

    name, threshold = "word", 0.5

    def __init__(self, word: str) -> None:
        self.word = word

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        return [self._read(hit) for hit in hits]

    def _read(self, hit: Hit) -> Reading:
        start = hit.article.text.find(self.word, hit.chunk.start, hit.chunk.end)
        found = start >= 0
        answer = Span(start, start + len(self.word)) if found else hit.chunk.sentences[0]
        evidence = tuple(Evidence(sentence=span, probability=0.5) for span in hit.chunk.sentences)
        return Reading(hit=hit, answer=answer, evidence=evidence, probability=0.9 if found else 0.1)


def reading(
    article_text: str, answer: str, *, probability: float, name: str = "one", rank: int = 1, original_id: str = ""
) -> Reading:
    """A reading of the first chunk of an article."""
    article = make_article(article_text, name=name)
    chunk = split(article)[0]
    hit = Hit(article=article, chunk=chunk, rank=rank, score=1.0, original_id=original_id)
    start = article_text.index(answer)
    evidence = tuple(Evidence(sentence=span, probability=probability) for span in chunk.sentences)
    return Reading(hit=hit, answer=Span(start, start + len(answer)), evidence=evidence, probability=probability)


def test_an_answer_is_the_exact_words_in_whole_quoted_sentences(library: Library) -> None:
    answer = Answerer(library, WordReader("3.5 million euros")).ask("what does the repair cost?")
    assert answer.status is AnswerStatus.ANSWERED
    assert [found.text for found in answer.answers] == ["3.5 million euros"]
    assert [quote.text for quote in answer.quotes] == [
        "The repair costs 3.5 million euros, the U.S. firm that built it said."
    ]
    assert answer.quotes[0].prefix == "ucks must go round by Hofstad.\n\n"
    assert [citation.article.title for citation in answer.citations] == ["Cracks in the Aa bridge"]
    assert answer.nearest == ()
    assert answer.confidence == 0.9


def test_when_nothing_answers_the_nearest_quotes_are_no_answer(library: Library) -> None:
    answer = Answerer(library, WordReader("zeppelin")).ask("who flew the zeppelin?")
    assert answer.status is AnswerStatus.NOT_IN_SOURCES
    assert (answer.answers, answer.quotes, answer.citations) == ((), (), ())
    assert len(answer.nearest) == 3
    assert all(quote.answer is None for quote in answer.nearest)


def test_an_empty_library_says_that_the_sources_do_not_say(open_library: Callable[..., Library]) -> None:
    library = open_library()
    answer = Answerer(library, WordReader("x")).ask("what?")
    assert (answer.status, answer.confidence, answer.nearest) == (AnswerStatus.NOT_IN_SOURCES, 0.0, ())
    assert answer.library.articles == 0


def test_filters_that_no_article_passes_give_no_answer(library: Library) -> None:
    answer = Answerer(library, WordReader("crane")).ask("crane?", filters=Filters(source="nobody"))
    assert answer.status is AnswerStatus.NOT_IN_SOURCES
    assert answer.filters.source == "nobody"


def test_the_same_library_and_question_give_the_same_bytes(
    library: Library, open_library: Callable[..., Library], encoder: HashEncoder
) -> None:
    def ask(one: Library) -> str:
        return json.dumps(to_json(Answerer(one, SimilarityReader(encoder)).ask("who said what?")) | {"timings_ms": {}})

    assert ask(library) == ask(library) == ask(open_library())


def test_json_offsets_point_into_the_stored_text(library: Library) -> None:
    answer = to_json(Answerer(library, WordReader("120 people")).ask("how many seats?"))
    (quote,) = answer["quotes"]
    article = library.get(quote["article_id"])
    assert article is not None
    assert article.text[quote["start"] : quote["end"]] == quote["text"]
    assert article.text[quote["answer_start"] : quote["answer_end"]] == "120 people"
    assert article.text[quote["start"] - len(quote["prefix"]) : quote["start"]] == quote["prefix"]
    assert article.sha256 == quote["article_sha256"]
    assert quote["href"] == (
        f"/articles/{article.id}?from={quote['start']}&to={quote['end']}&sha={article.sha256[:12]}#quote"
    )
    assert answer["sources"][0]["published_on"] == "2026-04-01"
    assert set(answer) == {
        *("question", "standalone_question", "status", "confidence", "threshold", "answers", "quotes", "sources"),
        *("nearest", "conflicts", "filters", "library", "timings_ms"),
    }


@pytest.mark.parametrize(
    ("question", "said"),
    [("", "empty"), (" \n\t", "empty"), ("\x00\x1b", "empty"), ("x" * 10_000, "10,000"), ("?!…", "no word")],
)
def test_what_cannot_be_asked_is_said_in_one_line(question: str, said: str) -> None:
    with pytest.raises(QuestionError, match=said) as caught:
        clean_question(question)
    assert "\n" not in str(caught.value)


def test_a_question_keeps_its_words_and_loses_control_characters() -> None:
    assert clean_question("  who\n said\x1b[31m  cafe\u0301? \udcff") == "who said [31m café? ?"


def test_the_same_answer_in_other_words_counts_together() -> None:
    readings = [
        reading("Kim sent 40,000 shells.", "40,000 shells", probability=0.9, name="a"),
        reading("He saw forty thousand Shells!", "forty thousand Shells", probability=0.8, name="b", rank=2),
        reading("It was rain.", "rain", probability=0.8, name="c", rank=3),
    ]
    groups = decide(readings, threshold=0.5)
    assert [len(group.readings) for group in groups] == [2, 1]
    answers, quotes = quote_groups(groups)
    assert [(found.text, found.quotes, found.independent_sources) for found in answers] == [
        ("40,000 shells", (1, 2), 2),
        ("rain", (3,), 1),
    ]
    assert [quote.number for quote in quotes] == [1, 2, 3]


def test_versions_of_one_text_are_one_independent_source() -> None:
    first = reading("Kim sent shells.", "shells", probability=0.9, name="a")
    version = reading("Kim sent shells!", "shells", probability=0.9, name="b", original_id=first.hit.article.id)
    other = reading("Shells came from Kim: shells.", "shells", probability=0.9, name="c")
    (found,), _ = quote_groups(decide([first, version], threshold=0.5))
    assert found.independent_sources == 1
    (found,), quotes = quote_groups(decide([first, version, other], threshold=0.5))
    assert found.independent_sources == 2
    assert [quote.article.title for quote in quotes] == ["Article a", "Article c", "Article b"]


def test_independent_sources_that_agree_make_an_answer_more_probable_and_versions_do_not() -> None:
    first = reading("Kim sent shells.", "shells", probability=0.4, name="a")
    version = reading("Kim sent shells!", "shells", probability=0.4, name="b", original_id=first.hit.article.id)
    other = reading("Shells came from Kim: shells.", "shells", probability=0.3, name="c")
    assert group_readings([first])[0].probability == 0.4
    assert group_readings([first, version])[0].probability == 0.4
    assert group_readings([first, version, other])[0].probability == pytest.approx(1 - 0.6 * 0.7)
    assert decide([first, version], threshold=0.5) == []
    assert len(decide([first, version, other], threshold=0.5)) == 1


def test_more_irrelevant_chunks_do_not_sink_an_answer() -> None:
    good = reading("Kim sent shells.", "shells", probability=0.6)
    noise = [reading(f"Rain {n}.", "Rain", probability=0.05, name=str(n), rank=n + 2) for n in range(40)]
    assert decide([*noise, good], threshold=0.5)[0].readings == (good,)


def test_below_the_threshold_there_is_no_answer() -> None:
    assert decide([reading("Rain.", "Rain", probability=0.49)], threshold=0.5) == []
    assert decide([], threshold=0.5) == []


def test_at_most_five_answers_and_three_quotes_each() -> None:
    readings = [reading(f"{w} fell.", w, probability=0.9, name=w, rank=n) for n, w in enumerate("abcdefghi", start=1)]
    assert len(decide(readings, threshold=0.5)) == 5
    same = [reading(f"Rain fell {n} times.", "Rain", probability=0.9, name=str(n), rank=n) for n in range(9)]
    (found,), quotes = quote_groups(decide(same, threshold=0.5))
    assert (len(found.quotes), len(quotes), found.independent_sources) == (3, 3, 9)


def test_an_answer_across_two_sentences_quotes_both() -> None:
    one = reading("Rain fell. Snow fell. Ice thawed.", "fell. Snow", probability=0.9)
    assert quoted_sentences(one) == Span(0, 21)
    (quote,) = quote_nearest([one, one])
    assert quote.text == "Rain fell. Snow fell."


@pytest.mark.parametrize(
    ("text", "answer", "quoted"),
    [
        ("Ice broke the crane. “It will take a week to mend,” she said.", "a week", None),
        ("Ada Holt spoke. She is a general.", "a general", None),
        ("Two came. Both were ill.", "ill", None),
        ("Two came. It appears that they were ill.", "ill", "It appears that they were ill."),
        ("Two came. Italy sent them.", "Italy", "Italy sent them."),
        ("Two came. The harbour froze.", "The harbour", "The harbour froze."),
        ("It froze. The harbour closed.", "froze", "It froze."),
    ],
)
def test_a_sentence_that_points_back_is_quoted_with_the_one_before(text: str, answer: str, quoted: str | None) -> None:
    (quote,) = quote_nearest([reading(text, answer, probability=0.9)])
    assert quote.text == (quoted or text)


def test_an_answer_outside_its_chunk_is_a_bug_that_is_not_hidden() -> None:
    one = reading("It rained.", "rained", probability=0.9)
    with pytest.raises(ValueError, match="outside"):
        quoted_sentences(replace(one, answer=Span(100, 110)))


def test_verify_refuses_words_that_do_not_stand_in_the_article() -> None:
    answers, quotes = quote_groups(decide([reading("Kim sent shells.", "shells", probability=0.9)], threshold=0.5))
    verify(answers, quotes)
    altered = replace(quotes[0], article=replace(quotes[0].article, text="Kim sent roses. "))
    for wrong in (altered, replace(quotes[0], end=999), replace(quotes[0], answer=Span(90, 95))):
        with pytest.raises(ValueError, match=r"not the one that was added|outside"):
            verify(answers, (wrong,))


def test_citations_name_each_article_once_with_its_quotes() -> None:
    readings = [
        reading("Kim sent shells. Rain fell.", "shells", probability=0.9, name="a"),
        reading("Snow fell.", "Snow", probability=0.89, name="b"),
        reading("Kim sent shells. Rain fell.", "Rain", probability=0.88, name="a"),
    ]
    _, quotes = quote_groups(decide(readings, threshold=0.5))
    assert [(citation.article.title, citation.quotes) for citation in cite(quotes)] == [
        ("Article a", (1, 3)),
        ("Article b", (2,)),
    ]


def test_the_baseline_takes_the_sentence_that_shares_the_rarest_words(library: Library, encoder: HashEncoder) -> None:
    hits = library.search("what damaged the crane?").hits
    first = SimilarityReader(encoder).read("what damaged the crane?", hits)[0]
    assert first.hit.article.text[slice(*first.answer)] == "Gen. Ada Holt said that ice had damaged No. 2 crane."
    assert [evidence.sentence for evidence in first.evidence] == list(first.hit.chunk.sentences)
    assert first.probability == max(evidence.probability for evidence in first.evidence)


def test_rare_words_count_more_than_common_ones() -> None:
    rare, common, none = share_rare_words("red crane", ["A crane.", "A red hat. Red.", "Rain."])[:3]
    assert none == 0.0
    assert rare == pytest.approx(common) == pytest.approx(0.5)
    many = share_rare_words("red crane", ["Red.", "Red hat.", "Red wine.", "A crane."])
    assert many[3] > 0.5 > many[0]


words = st.text(alphabet="ab Zé🌉.?\"'’\n", min_size=1, max_size=300).filter(lambda text: text.strip())


@given(words, st.integers(0, 10_000), st.integers(1, 40))
@settings(max_examples=200)
def test_every_quote_is_a_slice_whatever_the_text_and_the_span(text: str, start: int, length: int) -> None:
    article = make_article(text.strip())
    for chunk in split(article):
        begin = chunk.start + start % (chunk.end - chunk.start)
        chosen = article.text[begin : min(begin + length, chunk.end)]
        if not chosen.strip():
            continue
        begin += len(chosen) - len(chosen.lstrip())
        span = Span(begin, begin + len(chosen.strip()))
        hit = Hit(article=article, chunk=chunk, rank=1, score=1.0)
        one = Reading(hit=hit, answer=span, evidence=(), probability=0.9)
        answers, quotes = quote_groups(decide([one], threshold=0.5))
        verify(answers, quotes)
        assert answers[0].text in quotes[0].text
        assert quotes[0].text in article.text


def test_every_article_of_the_tests_is_what_it_says() -> None:
    assert all(article.text == article.text.strip() for article in ARTICLES)
