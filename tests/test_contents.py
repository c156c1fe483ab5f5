"""Tables of contents go; the headings that they name stay, also where both read the same."""

from __future__ import annotations

import pytest

from corpus.cleaning import clean
from corpus.contents import find_contents

_SECTIONS = [
    ("Causes", "The weir at Velm gave way because its timber had not been looked at since the flood of 1998."),
    ("What to do", "Anyone who lives below the mill should keep away from the bank until the engineers have been."),
    (
        "Limits of the plan",
        "The council can close the road, but it cannot pay for a new weir out of this year's money.",
    ),
]


def _make_page(entries: list[str], headings: list[str] | None = None) -> list[str]:
    page = [
        "Why the weir at Velm gave way",
        "The river took the old weir on Sunday night, and the mill with it.",
        *entries,
    ]
    for heading, (name, paragraph) in zip(headings or [name for name, _ in _SECTIONS], _SECTIONS, strict=True):
        page += [heading or name, paragraph]
    return page


@pytest.mark.parametrize(
    "entries",
    [
        ["Causes", "What to do", "Limits of the plan"],
        ["• Causes", "• What to do", "• Limits of the plan"],
        ["1. Causes", "2. What to do", "3. Limits of the plan"],
        ["- [Causes](#causes)", "- [What to do](#what-to-do)", "- [Limits of the plan](#limits)"],
        ["CAUSES", "What to do?", "Limits of the plan:"],
    ],
)
def test_entries_go_and_headings_stay(entries: list[str]) -> None:
    page = _make_page(entries)
    assert list(find_contents(page)) == [2, 3, 4]
    cleaned = clean("\n".join(page))
    assert [line for line in cleaned.text.split("\n\n") if line in dict(_SECTIONS)] == [name for name, _ in _SECTIONS]
    assert [one.text for one in cleaned.removed if one.reason == "table of contents"] == entries
    assert clean(cleaned.text).text == cleaned.text


def test_numbered_headings_are_found() -> None:
    page = _make_page(
        ["Causes", "What to do", "Limits of the plan"], ["1. Causes", "2) What to do", "3. Limits of the plan"]
    )
    assert list(find_contents(page)) == [2, 3, 4]


@pytest.mark.parametrize(
    "page",
    [
        _make_page([]),
        _make_page(["Causes", "What to do"]),  # two may be a coincidence
        _make_page(["Limits of the plan", "What to do", "Causes"]),  # in another order
        ["North", "South", "East", "North", "South", "East"],  # a table whose rows recur
        ["Home", "News", "Sport", *_make_page([]), "Home", "News", "Sport"],  # a menu that stands twice
        [],
    ],
)
def test_what_is_no_table_of_contents_stays(page: list[str]) -> None:
    assert find_contents(page) == {}


def test_only_scraped_texts_lose_one() -> None:
    page = "\n\n".join(_make_page(["• Causes", "• What to do", "• Limits of the plan"]))
    assert clean(page, is_scraped=False).text == page
