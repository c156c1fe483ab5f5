from datetime import date, timedelta
from itertools import pairwise

import pytest

from corpus.relative_dates import resolve

WEDNESDAY = date(2019, 11, 20)

# Of each sentence: the words that are found, with the first and last day, month-day of 2019 unless a year is given.
CASES = [
    ("The court ruled on Monday.", ["Monday 11-18"]),
    ("The court will rule on Monday.", ["Monday 11-25"]),
    ("On Friday the court will rule.", ["Friday 11-22"]),
    ("On Friday the court ruled.", ["Friday 11-15"]),
    ("He said Wednesday that sales fell.", ["Wednesday 11-20"]),
    ("The minister, who will resign, said on Monday it was time.", ["Monday 11-18"]),
    ("He said on Monday that the plant will close on Friday.", ["Monday 11-18", "Friday 11-22"]),
    ("A hearing is set for Thursday.", ["Thursday 11-21"]),
    ("The game, scheduled for Saturday, was called off.", ["Saturday 11-23"]),
    ("She is expected to speak on Wednesday.", ["Wednesday 11-20"]),
    ("He would leave on Friday, he said.", ["Friday 11-22"]),
    ("The fair opens on Sunday.", ["Sunday 11-24"]),
    ("Police arrested a man on Sunday night.", ["Sunday night 11-17"]),
    ("It began last Wednesday.", ["last Wednesday 11-13"]),
    ("It ended last Tuesday.", ["last Tuesday 11-19"]),
    ("They meet next Wednesday.", ["next Wednesday 11-27"]),
    ("They meet next Thursday.", ["next Thursday 11-21"]),
    ("They met this past Saturday.", ["this past Saturday 11-16"]),
    ("They play this coming Saturday.", ["this coming Saturday 11-23"]),
    ("The vote took place this Monday.", ["this Monday 11-18"]),
    ("It rained yesterday.", ["yesterday 11-19"]),
    ("It rained yesterday morning and may rain tomorrow.", ["yesterday morning 11-19", "tomorrow 11-21"]),
    ("The day before yesterday it snowed.", ["The day before yesterday 11-18"]),
    ("It opens the day after tomorrow.", ["the day after tomorrow 11-22"]),
    ("He died last night.", ["last night 11-19"]),
    ("Shares rose today.", ["today 11-20"]),
    ("Sales fell last month.", ["last month 10-01 10-31"]),
    ("Earlier this month the bank closed.", ["Earlier this month 11-01 11-20"]),
    ("It reopens later this month.", ["later this month 11-20 11-30"]),
    ("Prices rose this week.", ["this week 11-18 11-24"]),
    ("Last week prices fell.", ["Last week 11-11 11-17"]),
    ("It closes next week.", ["next week 11-25 12-01"]),
    ("Two people died last weekend.", ["last weekend 11-16 11-17"]),
    ("The fair is this weekend.", ["this weekend 11-23 11-24"]),
    ("Twelve people died over the weekend.", ["over the weekend 11-16 11-17"]),
    ("It will end next year.", ["next year 2020-01-01 2020-12-31"]),
    ("Earlier this year it won.", ["Earlier this year 01-01 11-20"]),
    ("Profit fell last quarter.", ["last quarter 07-01 09-30"]),
    ("They met two days ago.", ["two days ago 11-18"]),
    ("A week ago it was dry.", ["A week ago 11-11 11-17"]),
    ("It was founded 10 years ago.", ["10 years ago 2009-01-01 2009-12-31"]),
    ("It closed three months ago.", ["three months ago 08-01 08-31"]),
    ("The alarm rang five hours ago.", ["five hours ago 11-20"]),
    ("The alarm rang 20 hours ago.", ["20 hours ago 11-19 11-20"]),
    ("It opens in two weeks' time.", ["in two weeks' time 12-02 12-08"]),
    ("It opens three days from now.", ["three days from now 11-23"]),
    ("In the past two weeks it rained.", ["the past two weeks 11-06 11-20"]),
    ("Over the next three months it grows.", ["the next three months 11-20 2020-02-20"]),
    ("He was chosen last May.", ["last May 05-01 05-31"]),
    ("He was chosen last December.", ["last December 2018-12-01 2018-12-31"]),
    ("The vote is next May.", ["next May 2020-05-01 2020-05-31"]),
]
SILENT = [
    "He said on Wednesday, Nov. 20, that it had begun.",
    "It began on Wednesday 20 November.",
    "Every Monday they meet, and on Mondays they rest.",
    "Black Friday sales and Good Friday services.",
    "The Sunday Times wrote of a Monday in spring.",
    "Sheffield Wednesday lost.",
    "“I saw him yesterday,” he said.",
    '"We leave on Monday," she said.',
    "It was the last week of the campaign.",
    "It happened in May 2018, and last May 3 it happened again.",
    "He ran it for three days.",
    "",
]


@pytest.mark.parametrize(("sentence", "expected"), CASES)
def test_words_are_resolved_against_the_day_of_publication(sentence: str, expected: list[str]) -> None:
    shown = []
    for found in resolve(sentence, published_on=WEDNESDAY):
        days = [str(day).removeprefix("2019-") for day in dict.fromkeys((found.first, found.last))]
        shown.append(" ".join([sentence[found.span.start : found.span.end], *days]))
    assert shown == expected


@pytest.mark.parametrize("sentence", SILENT)
def test_dates_names_habits_and_speech_are_left_alone(sentence: str) -> None:
    assert resolve(sentence, published_on=WEDNESDAY) == ()


@pytest.mark.parametrize("offset", range(7))
def test_a_bare_weekday_is_within_the_week_before_or_after_publication(offset: int) -> None:
    published_on = WEDNESDAY + timedelta(days=offset)
    (past,) = resolve("It closed on Thursday.", published_on=published_on)
    (future,) = resolve("It will close on Thursday.", published_on=published_on)
    assert past.first.weekday() == future.first.weekday() == 3
    assert timedelta(0) <= published_on - past.first < timedelta(days=7)
    assert timedelta(0) <= future.first - published_on < timedelta(days=7)


def test_months_without_such_a_day_end_earlier() -> None:
    (found,) = resolve("In the past month it rained.", published_on=date(2020, 3, 31))
    assert (found.first, found.last) == (date(2020, 2, 29), date(2020, 3, 31))


def test_spans_are_in_order_and_do_not_overlap() -> None:
    text = " ".join(sentence for sentence, _ in CASES)
    found = resolve(text, published_on=WEDNESDAY)
    assert len(found) == sum(len(expected) for _, expected in CASES)
    assert all(one.span.end <= two.span.start for one, two in pairwise(found))
    assert all(one.first <= one.last for one in found)


def test_days_before_the_first_year_are_left_out() -> None:
    assert resolve("It was 999 years ago, and next year it ends.", published_on=date(1, 1, 1))[0].first == date(2, 1, 1)
    assert resolve("It ends next year, tomorrow.", published_on=date.max) == ()


def test_a_long_text_without_sentences_is_searched_once() -> None:
    found = resolve("on Monday " * 5_000, published_on=WEDNESDAY)
    assert len(found) == 5_000
    assert {one.first for one in found} == {date(2019, 11, 18)}
