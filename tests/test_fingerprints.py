"""Fingerprints of articles: what they fold, what they estimate, and which pairs count as one text."""

from __future__ import annotations

import hashlib
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fingerprints import (
    MIN_WORDS,
    ROWS_PER_BAND,
    SLOTS,
    bands,
    compare,
    fingerprint,
    is_near_duplicate,
    shingle,
    similarity,
)

HARBOUR = """The harbour board of Port Ellery voted on Tuesday to close the old ferry pier for eleven months while its
timber piles are replaced. Inspectors found in March that 64 of the 210 piles had rotted through below the waterline.

Ferries to the outer islands will leave from the fish quay instead, beginning on 3 June. "Nobody likes it, but nobody
wants to swim either," the board's chair, Ines Halloran, said after the vote.

The work is to cost 8.4 million, of which the county pays two thirds. The board had asked for the whole sum. Shopkeepers
on Pier Street fear for the summer trade, which brings them most of a year's income in nine weeks.

A petition against the closure gathered 2,300 names within a fortnight. Its author, the baker Tom Ruane, said he would
go on asking for a footbridge, so that passengers from the quay still come past his door."""
ORCHARD = """Growers in the Vale lost about half of their apple blossom to two nights of frost last week, the farmers'
union estimates. Candles burned between the rows until sunrise, and some growers sprayed water to seal the buds in ice.
Early pears suffered most. Insurers expect some 400 claims, twice as many as after the frost of 2017, when helicopters
were hired to push warmer air down. A late variety bred at the county's research station came through all but
unharmed."""


def weather(day: str, numbers: tuple[int, ...]) -> str:
    low, high, wind, rain, sunrise = numbers
    return f"""Weather for {day}. The day starts dry with a low of {low} degrees. Temperatures climb to {high} by
    mid-afternoon. Winds from the west at {wind} miles an hour, with gusts on the coast. The chance of rain is {rain}
    percent. The sun rises at 6:{sunrise} and sets at 8:{sunrise + 3}. Pollen counts are at level {wind % 5} in the
    south and level {rain % 4} in the north. For warnings and a map, see the page of the weather service."""


def quiz(week: int, questions: tuple[str, ...]) -> str:
    listed = " ".join(f"Question {number}. {question}?" for number, question in enumerate(questions, start=1))
    return f"""How closely did you follow the news? Take our quiz of week {week} and compare your score with other
    readers. {listed} Answers appear below the fold. Share your result and come back next week for another round."""


def test_the_bytes_of_a_fingerprint_are_the_same_on_every_machine() -> None:
    assert len(fingerprint(HARBOUR)) == 4 * SLOTS
    assert hashlib.sha256(fingerprint(HARBOUR)).hexdigest() == (
        "43cf83baf1508454cd2ce0cd1785789310f24ba4c276dd99045e11e7599fa2f9"
    )


@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        lambda text: text.replace("\n", " \r\n\t"),
        lambda text: text.replace("'", "’").replace('"', "”").replace(" ", "\xa0"),
        lambda text: text.replace(", ", " — ").replace(".", " …"),
        lambda text: text.replace("fi", "ﬁ"),
    ],
    ids=["case", "whitespace", "quotes", "dashes", "ligatures"],
)
def test_type_changes_nothing(change: object) -> None:
    assert callable(change)
    assert change(HARBOUR) != HARBOUR
    assert fingerprint(change(HARBOUR)) == fingerprint(HARBOUR)


def test_numbers_are_words() -> None:
    assert fingerprint(HARBOUR.replace("11", "12").replace("8.4", "8.5")) != fingerprint(HARBOUR)
    assert compare("They paid 8.4 million for it", "They paid 8.5 million for it").jaccard < 1


def test_disjoint_texts_have_nothing_in_common() -> None:
    likeness = compare(HARBOUR, ORCHARD)
    assert (likeness.jaccard, likeness.containment) == (0.0, 0.0)
    assert likeness.own_words == likeness.words == len(shingle(ORCHARD)) + 3
    assert similarity(fingerprint(HARBOUR), fingerprint(ORCHARD)) == 0.0
    assert not set(bands(fingerprint(HARBOUR))) & set(bands(fingerprint(ORCHARD)))


def test_a_text_without_a_word_is_like_nothing() -> None:
    for text in ("", " \n", "… — !"):
        assert bands(fingerprint(text)) == ()
        assert similarity(fingerprint(text), fingerprint(text)) == 0.0
        assert not is_near_duplicate(text, text)
        assert not is_near_duplicate(text, HARBOUR)


def test_every_band_of_a_signature_has_a_key_of_its_own() -> None:
    keys = bands(fingerprint(HARBOUR))
    assert len(keys) == len(set(keys)) == SLOTS // ROWS_PER_BAND
    assert [key[0] for key in keys] == list(range(len(keys)))
    assert b"".join(key[1:] for key in keys) == fingerprint(HARBOUR)


def test_a_signature_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="512 bytes, not 8"):
        bands(bytes(8))


@pytest.mark.parametrize("share", [0.1, 0.35, 0.6, 0.9])
def test_similarity_estimates_the_jaccard_likeness(share: float) -> None:
    estimates, exact = [], 0.0
    for trial in range(12):
        random = Random(trial)
        words = [f"w{random.randrange(10**6)}" for _ in range(1200)]
        a, b = " ".join(words[: round(1200 * (1 + share) / 2)]), " ".join(words[round(1200 * (1 - share) / 2) :])
        exact = compare(a, b).jaccard
        estimates.append(similarity(fingerprint(a), fingerprint(b)))
    assert exact == pytest.approx(share, abs=0.01)
    error = np.sqrt(share * (1 - share) / SLOTS / len(estimates))
    assert np.mean(estimates) == pytest.approx(exact, abs=4 * error)


def test_a_long_text_is_hashed_in_blocks_to_the_same_minimum() -> None:
    halves = [" ".join(f"{half}{n}" for n in range(12_000)) for half in "ab"]
    slots = [np.frombuffer(fingerprint(text), dtype="<u4") for text in (*halves, " ".join(halves))]
    # Only the three shingles across the seam can be smaller than both halves' minima.
    assert np.count_nonzero(slots[2] != np.minimum(slots[0], slots[1])) <= 2


def test_an_edited_copy_is_found() -> None:
    edited = HARBOUR.replace("64 of the 210", "71 of the 210").replace("go on asking", "keep asking")
    assert is_near_duplicate(HARBOUR, edited)
    assert set(bands(fingerprint(HARBOUR))) & set(bands(fingerprint(edited)))


@pytest.mark.parametrize("paragraphs", [1, 2, 3])
def test_a_copy_that_was_cut_is_found(paragraphs: int) -> None:
    cut = "\n\n".join(HARBOUR.split("\n\n")[:paragraphs])
    likeness = compare(HARBOUR, cut)
    assert likeness.containment == 1.0
    assert likeness.own_words == 0
    assert likeness.is_near_duplicate


def test_a_copy_with_paragraphs_added_or_reordered_is_found() -> None:
    paragraphs = HARBOUR.split("\n\n")
    assert is_near_duplicate(HARBOUR, f"{ORCHARD}\n\n{HARBOUR}")
    assert is_near_duplicate(HARBOUR, "\n\n".join(reversed(paragraphs)))


def test_an_article_that_quotes_another_is_not_its_copy() -> None:
    quoting = f"{ORCHARD}\n\n{ORCHARD.replace('frost', 'hail')}\n\n{HARBOUR.split(chr(10) * 2)[1]}"
    assert not is_near_duplicate(HARBOUR, quoting)


def test_articles_above_the_same_gallery_are_two_articles() -> None:
    gallery = " ".join(
        f"Picture {n} of 90: a boat named {n * 7919 % 1013} lies at berth {n * 31 % 97}." for n in range(90)
    )
    reports = [" ".join(f"{name}{n * 7 % 1009}" for n in range(130)) for name in ("storm", "strike")]
    a, b = (f"{report}\n\n{gallery}" for report in reports)
    likeness = compare(a, b)
    assert likeness.containment > 0.8
    assert likeness.own_words == 130
    assert not likeness.is_near_duplicate
    assert is_near_duplicate(a, gallery)  # only one of these has a passage of its own


def test_two_days_of_a_template_are_two_articles() -> None:
    assert not is_near_duplicate(weather("Monday", (3, 14, 12, 40, 21)), weather("Tuesday", (6, 17, 25, 75, 19)))


def test_two_quizzes_of_a_series_are_two_articles() -> None:
    first = quiz(21, ("Which ferry line went bankrupt", "Who won the cup", "What did the bakers strike for"))
    second = quiz(22, ("Where was the old map found", "Which minister stepped down", "How hot was it on Sunday"))
    assert compare(first, second).containment > 0.4
    assert not is_near_duplicate(first, second)


def test_two_reports_on_one_match_are_two_articles() -> None:
    first = """Rovers came from behind to beat United 2-1 on Saturday with two goals in the last ten minutes. Mara Quill
    headed United in front after 31 minutes from a corner, and the visitors should have had a second before the break.
    Then Dele Amadi, on for the injured captain, levelled in the 82nd minute and struck again in added time."""
    second = """Two late goals by substitute Dele Amadi gave Rovers a 2-1 win over United, who had led since Mara
    Quill's header from a corner in the 31st minute. United hit the post shortly before half-time. "We fell asleep,"
    their manager said. Amadi, who replaced the captain, equalised eight minutes from time and won it at the end."""
    assert compare(first, second).containment < 0.1
    assert not is_near_duplicate(first, second)


def test_a_short_text_is_only_ever_a_copy_of_the_same_words() -> None:
    words = HARBOUR.split()[: MIN_WORDS - 1]
    short = " ".join(words)
    assert is_near_duplicate(short, short.upper())
    assert not is_near_duplicate(short, " ".join(words[:-1]))
    assert not is_near_duplicate(short, HARBOUR)
    assert is_near_duplicate("Port Ellery", "port ellery!")
    assert not is_near_duplicate("Port Ellery", "Port Elmer")


@pytest.mark.parametrize(
    "text",
    [
        "港务局星期二投票决定关闭旧渡轮码头十一个月以更换木桩检查人员三月发现两百一十根木桩中有六十四根在水线以下腐烂渡轮将改从鱼码头出发",
        "คณะกรรมการท่าเรือลงมติเมื่อวันอังคารให้ปิดท่าเรือข้ามฟากเก่าเป็นเวลาสิบเอ็ดเดือนเพื่อเปลี่ยนเสาเข็มไม้ผู้ตรวจสอบพบในเดือนมีนาคม",
        "港の委員会は火曜日に古いフェリー桟橋を十一か月閉鎖することを決めた。木の杭を交換するためで、三月の検査で六十四本が腐っていた。",
    ],
    ids=["Chinese", "Thai", "Japanese"],
)
def test_languages_without_spaces_have_shingles_too(text: str) -> None:
    assert len(shingle(text)) > MIN_WORDS
    cut = text[: len(text) * 3 // 4]
    assert compare(text, cut).containment == 1.0
    assert is_near_duplicate(text, cut)
    assert set(bands(fingerprint(text))) & set(bands(fingerprint(cut)))
    assert not is_near_duplicate(text, text[::-1])


def test_vowel_signs_stay_with_their_letters() -> None:
    assert len(shingle("मौसम विभाग ने चेतावनी जारी की।")) == 3
    assert compare("किताब घर में है", "कताब घर में है").jaccard == 0.0


@given(st.text(max_size=300), st.text(max_size=300))
def test_the_order_of_the_two_does_not_matter(a: str, b: str) -> None:
    assert compare(a, b) == compare(b, a)
    assert similarity(fingerprint(a), fingerprint(b)) == similarity(fingerprint(b), fingerprint(a))


@given(st.text(max_size=300))
def test_a_text_is_its_own_duplicate_if_it_has_a_word(text: str) -> None:
    has_words = len(shingle(text)) > 0
    assert is_near_duplicate(text, text) is has_words
    assert bool(bands(fingerprint(text))) is has_words
