import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.benchmarks.cleaning import read_pages, score_gold, score_pages
from corpus.cleaning import clean, clean_by_rules
from corpus.normalising import normalise
from corpus.types import Removal

SHARED = Path(__file__).parents[2] / "shared"

ARTICLE = """Harbour reopens after nine days of ice

The harbour of Velm reopened on Tuesday after nine days, its master said.

Two tugs broke a channel through ice that was a metre thick in places.

“No comment.”

Ships had waited off the coast since the first week of February."""

FURNITURE = [
    "Advertisement",
    "Share",
    "Facebook Twitter WhatsApp Email",
    "Back to top",
    "5 min read",
    "Published 4 March 2024, 10:15",
    "By Ada Quill, Shipping Editor",
    "Related Articles",
    "Read also: Ferry fares rise again. And islanders are angry",
    "Sign up for our daily newsletter.",
    "We use cookies to improve your experience.",
    "Something went wrong.",
    "Please try again later.",
    "  • Oops!",
    "(Photo: Jon Mast/Getty Images)",
    "© 2024 Velm Post. All rights reserved.",
    "12 comments",
    "Your support keeps our journalism free for everyone.",
    "WorldArms & TradeAsia Pacific",
    "Reporting by Ada Quill; Editing by Jon Mast",
    "Your browser does not support the video tag.",
]

LINES = st.lists(
    st.one_of(
        st.sampled_from(FURNITURE + ARTICLE.split("\n")),
        st.text(max_size=60),
        st.sampled_from(["", "\r", "e\u0301", "\U0001f6a2 ahoy", "👨\u200d👩\u200d👧", "\u200b\ufeffhid", "a\xa0b"]),
    ),
    max_size=25,
)


@pytest.mark.parametrize("line", FURNITURE)
@pytest.mark.parametrize("place", [0, 2, 3])
def test_a_line_of_furniture_goes_wherever_it_stands_and_nothing_else_does(line: str, place: int) -> None:
    paragraphs = ARTICLE.split("\n\n")
    page = "\n\n".join([*paragraphs[:place], line, *paragraphs[place:]])
    cleaned = clean(page)
    assert cleaned.text == ARTICLE
    assert [removal.text for removal in cleaned.removed] == [line.strip()]


@pytest.mark.parametrize(
    "line",
    [
        "The company said cookies were baked in three towns.",
        "“Sign up here,” the recruiter told them, “and bring a friend.”",
        "“Subscribe now!”",
        "He asked readers to support the newspaper and to share the story.",
        "The newsletter has 40,000 subscribers, who pay $5 a month.",
        "Advertising revenue fell by a fifth, the publisher reported.",
        "“No comment.”",
        "It was not to be.",
        "Why the ice came early",
        "• Bus routes 4 and 9 will use Canal Road",
        "By Monday the ice had gone.",
        "Something went wrong in the second test, the minister said.",
        "Copyright law was changed in 2019 to protect photographers.",
        "More than 1,000 containers were shipped.",
        "Read more slowly, the teacher told the class.",
        "We must support our neighbours, the mayor wrote.",
        "OK.",
    ],
)
def test_a_line_of_an_article_that_only_resembles_furniture_stays(line: str) -> None:
    paragraphs = ARTICLE.split("\n\n")
    page = "\n\n".join([*paragraphs[:3], line, *paragraphs[3:]])
    cleaned = clean(page)
    assert cleaned.text == page
    assert cleaned.removed == ()
    assert cleaned.kept_share == 1.0


def test_labels_glued_to_the_first_or_last_words_are_cut_off() -> None:
    cleaned = clean(f"{ARTICLE}\n\nBack to top buttonVelm says it will dredge the channel in May.Advertisement")
    assert cleaned.text == f"{ARTICLE}\n\nVelm says it will dredge the channel in May."
    assert cleaned.removed == (Removal("Back to top button", "glued label"), Removal("Advertisement", "glued label"))


def test_the_links_below_a_heading_over_other_articles_go_with_it() -> None:
    page = f"{ARTICLE}\n\nMost read\nWhy ferries are late\nThe ship that sank twice"
    cleaned = clean(page)
    assert cleaned.text == ARTICLE
    assert {removal.reason for removal in cleaned.removed} == {"list of other articles"}


def test_a_repeated_fragment_goes_and_of_a_repeated_paragraph_the_first_stays() -> None:
    paragraphs = ARTICLE.split("\n\n")
    page = "\n\n".join([*paragraphs[:2], "Velm Live", paragraphs[2], "Velm Live", paragraphs[1], *paragraphs[3:]])
    cleaned = clean(page)
    assert cleaned.text == ARTICLE
    assert [removal.reason for removal in cleaned.removed] == ["repeated label", "repeated label", "repeated"]


def test_position_counts_only_in_scraped_text() -> None:
    page = f"Velm Post\n\n{ARTICLE}\n\nSport"
    assert clean(page).text == ARTICLE
    assert clean(page, is_scraped=False).text == page


def test_the_kept_share_is_of_characters() -> None:
    cleaned = clean("Advertisement\n\nThirteen more")
    assert cleaned.text == "Thirteen more"
    assert cleaned.kept_share == 0.5


def test_characters_become_canonical() -> None:
    raw = "\ufeffCafe\u0301\xa0owner\u200b said\u202e hi\x07.\r\n\r\n\r\nSecond\u2028third\tline \r"
    assert clean(raw, is_scraped=False).text == "Café owner said hi.\n\nSecond\n\nthird line"
    assert normalise("👨\u200d👩\u200d👧 \ud800x") == "👨\u200d👩\u200d👧 x"


def test_hard_wrapped_paragraphs_are_joined_and_short_lines_are_not() -> None:
    wrapped = (
        "The harbour of Velm reopened on Tuesday after nine days of\n"
        "ice, its master said in a statement that was read out on the\n"
        "radio.\n\n"
        "Two tugs broke a channel through ice that was a metre thick\n"
        "in places, and a third followed them with coal for the two\n"
        "islands that had run out of it on the day before."
    )
    assert clean(wrapped).text.count("\n\n") == 1
    assert clean(wrapped).text.replace("\n\n", " ") == " ".join(wrapped.split())
    assert clean("One line\nTwo lines\nThree", is_scraped=False).text == "One line\n\nTwo lines\n\nThree"


@given(LINES)
@settings(deadline=None)
def test_cleaning_twice_is_cleaning_once(lines: list[str]) -> None:
    once = clean("\n".join(lines))
    twice = clean(once.text)
    assert twice.text == once.text
    assert twice.removed == ()


@given(LINES)
@settings(deadline=None)
def test_words_are_never_changed_added_or_moved(lines: list[str]) -> None:
    text = "\n".join(lines)
    cleaned = clean(text, is_scraped=False).text
    words = iter(normalise(text).split())
    for paragraph in filter(None, cleaned.split("\n\n")):
        # A cut label may leave the second half of a glued first or last word; whole words elsewhere.
        for word in paragraph.split():
            assert any(word == other or word in other for other in words), word
    assert cleaned == unicodedata.normalize("NFC", cleaned)
    assert not re.search(r"\n{3,}|(?<!\n)\n(?!\n)|[ \t]$|\r", cleaned)


@pytest.mark.parametrize(
    "unit", ["a", "word ", "A. ", "By Al ", "Aa", "More | ", "(photo ", "_", "“", "http://a.b/", "Sign up ", "1:"]
)
def test_a_line_of_a_million_characters_stays_whole(unit: str) -> None:
    line = "Velm, " + unit * (1_000_000 // len(unit)) + " end."
    cleaned = clean(line)
    assert cleaned.text == normalise(line)


def test_furniture_on_the_pages_that_the_rules_were_made_with() -> None:
    score = score_pages(read_pages("tune_*"))
    assert score.furniture >= 100
    assert score.removed / score.furniture >= 0.98
    assert score.lost == 0


def test_furniture_on_the_pages_that_were_held_back() -> None:
    score = score_pages(read_pages("held_*"))
    assert score.furniture >= 100
    assert score.removed / score.furniture >= 0.98  # 2026-11-22: 98 of 100 at the first look, 99 now
    assert score.lost == 0


@pytest.mark.parametrize(
    ("pattern", "counts", "least", "most_lost"),
    [
        # 2026-11-23: 75 % at the first look, 79.6 % by rules, 98.7 % and 6 sentences with tagger and trees
        ("blind_[bc]*", (446, 1026), 0.98, 6),
        # 2026-11-23: 89.7 % and 9 lines at the first look, 97.9 % and 10 sentences since
        ("blind_[de]*", (524, 1074), 0.975, 10),
        # 2026-11-23: 89.4 % and 11 lines at the first look, 98.3 % and 6 sentences since
        ("blind_[fg]*", (520, 962), 0.98, 6),
        # 2026-11-23: 93.8 % and 1 line at the first look, 97.8 % and 2 sentences since
        ("blind_[hi]*", (864, 884), 0.975, 2),
        # 2026-11-23, in the shape of real outlets: 96.7 % and none at the first look, 98.3 % and 2 since
        ("blind_[jk]*", (638, 1152), 0.98, 2),
        # 2026-11-23, the same: 98.8 % and none at the first look, 99.1 % and none since
        ("blind_[lm]*", (681, 697), 0.985, 0),
        # 2026-11-23, more than news: 95.2 % and 4 at the first look, 96.3 % and 1 since
        ("blind_[no]*", (630, 854), 0.96, 1),
    ],
)
def test_furniture_on_pages_that_others_wrote(
    pattern: str, counts: tuple[int, int], least: float, most_lost: int
) -> None:
    score = score_pages(read_pages(pattern))
    assert (score.furniture, score.article) == counts
    assert score.removed / score.furniture >= least
    assert score.lost <= most_lost


@pytest.mark.parametrize(
    "line",
    [
        "The mill at Velm on the morning after the fire. (Ada Byron/The Courier)",
        "Workers clear the yard on May 16. (Velm Pictures)",
        "The old crane, which has stood still since March.Credit...Ada Byron for The Courier",
        "A seal rests on the quay. Photo: © A. Byron / Harbour Fund",
        "Boats in the harbour | Photo Credit: A. Byron",
        "The quay at night — PHOTO FROM THE HARBOUR OFFICE",
        "Ada Byron, Courier Staff",
        "Ada Byron / March 14, 2023",
        "Modified date: Mar 3, 2025",
        "To view this video please enable JavaScript, and consider upgrading to a web browser that plays it",
        "By providing an email address, I agree to the Terms of Use and have read the Privacy Policy.",
        "The views expressed are personal.",
        "Any use of materials of this site is prohibited without written consent.",
        "Comments are moderated and may be republished; please stay on-topic.",
        "More information: Ada Byron et al, Ice in harbours, Journal of Ice (2024). DOI: 10.1000/1",
        "A version of this article appears in print on Nov. 13, 2023, on page 1 of the late edition.",
    ],
)
def test_standing_texts_and_credits_go(line: str) -> None:
    assert line not in clean(f"{ARTICLE}\n\n{line}\n\nThe harbour master said that all was well again on Friday.").text


@pytest.mark.parametrize(
    "line",
    [
        "The firm lists rivals such as Norsund (NRS) and Velm Yards (VLY).",
        "• Date: May 14, 1973",
        "2019: 9:31.4",
        "He was released in May. (VNA).",
        "Few people read the privacy policy or the terms of service before they click.",
        "It was the first photo by a woman to hang in the town hall.",
        "The probe transmits images from Neptune",
        "Call the creamery at 555-0142 between 8 a.m. and 5 p.m. with questions.",
        "Most of the bays can be reached on foot or by boat, and on Tuesday one had them to oneself.",
        "9.30 A.M. / 7.00 P.M.",
    ],
)
def test_facts_that_look_like_standing_texts_stay(line: str) -> None:
    paragraphs = ARTICLE.split("\n\n")
    assert line in clean("\n\n".join([*paragraphs[:3], line, *paragraphs[3:]])).text


def test_nominees_and_where_they_were_seen_stay() -> None:
    """Alone between paragraphs such a line may be a credit; in a list it is what the article tells."""
    names = ("Ada Byron", "Mary Anning", "Grace Hopper", "Emmy Noether")
    nominees = [f"{name}, “The Harbour” (Velm TV)" for name in names]
    paragraphs = ARTICLE.split("\n\n")
    text = clean("\n\n".join([*paragraphs[:3], "The nominees for best actress are:", *nominees, *paragraphs[3:]])).text
    assert all(nominee in text for nominee in nominees)
    assert "Ada Byron, “The Harbour” (Velm TV)" in clean_by_rules(f"{ARTICLE}\n\n{nominees[0]}\n\n{ARTICLE}").text


def test_gold_texts_keep_their_sentences() -> None:
    gold = SHARED / "data/article_extraction/ground-truth.json"
    if not gold.exists():
        pytest.skip("../shared/data/article_extraction is not here")
    score = score_gold(gold)
    assert score.article > 3000
    assert score.lost / score.article <= 0.005  # 2026-11-22: 0.33 %


@pytest.mark.parametrize(("name", "paragraphs"), [("000_cb42a0162b32b116", 15), ("002_488e8128e30dd73a", 12)])
def test_the_seeds_hold_no_furniture(name: str, paragraphs: int) -> None:
    seed = SHARED / "seeds" / f"{name}.txt"
    if not seed.exists():
        pytest.skip("../shared/seeds is not here")
    text = clean(seed.read_text(encoding="utf-8")).text
    assert not re.search(r"Oops|went wrong|Read also|Consider supporting|Related Articles|Back to top|ArmsAsia", text)
    assert len(text.split("\n\n")) == paragraphs
