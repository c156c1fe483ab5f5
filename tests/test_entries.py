from __future__ import annotations

import pytest

from corpus.cleaning import clean
from corpus.entries import find_entry_times

ENTRIES = (
    "The ferry company says that no boat will leave the harbour of Velm before the wind has turned to the west.",
    "Two of the tugs have been brought into the inner basin, where the ice is thinner than along the outer quay.",
    "The mayor told reporters that the town had salt for another nine days and would then have to buy sand.",
    "The first lorries with flour have reached the island over the ice road, the police said in a short note.",
)


def _interleave(times: tuple[str, ...]) -> list[str]:
    return [line for pair in zip(times, ENTRIES, strict=False) for line in pair]


@pytest.mark.parametrize(
    "times",
    [
        ("21:12 GMT", "20:04 GMT", "18:40 GMT"),
        ("Posted at 21:12", "Posted at 20:04", "Posted at 18:40"),
        ("24 minutes ago", "1 hour ago", "2 hours ago"),
        ("46m ago / 10:12 PM EST", "1h ago / 9:41 PM EST", "2h ago / 8:55 p.m. EST"),
        ("Oct 15, 2024 21:12 (IST)", "September 15, 2024 20:35 (IST)", "Oct 14, 2024 19:48 (IST)"),
    ],
)
def test_the_times_above_entries_are_the_articles(times: tuple[str, ...]) -> None:
    lines = _interleave(times)
    assert find_entry_times(lines) == set(times)
    assert set(times) <= set(clean("\n\n".join(lines)).text.split("\n\n"))


def test_two_times_are_those_of_publication_and_change() -> None:
    assert not find_entry_times(_interleave(("21:12 GMT", "20:04 GMT")))


def test_times_of_other_forms_do_not_count_together() -> None:
    assert not find_entry_times(_interleave(("21:12 GMT", "Oct 15, 2024 20:35 (IST)", "2 hours ago")))


def test_times_without_a_paragraph_between_them_are_those_of_links() -> None:
    times = ("2 hours ago", "3 hours ago", "5 hours ago")
    assert not find_entry_times([*ENTRIES, "Ice road opens", times[0], "Flour by lorry", times[1], "Salt", times[2]])


def test_times_of_readers_comments_are_not_the_articles() -> None:
    article = [f"On day {day} of the frost: {line}" for day in range(4) for line in ENTRIES]
    assert not find_entry_times([*article, "3 Comments", *_interleave(("2 hours ago", "3 hours ago", "5 hours ago"))])
