import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.cleaning import clean

FURNITURE = ["Advertisement", "Share", "© 2024 Velm Post. All rights reserved.", "5 min read", "_" * 20]
LINES = st.lists(
    st.one_of(
        st.sampled_from(FURNITURE),
        st.text(max_size=40),
        st.sampled_from(
            ["", "e\u0301te\u0301", "\U0001f6a2 ahoy", "a\u200cb", "\u200b\ufeffhid", "می\u200cخواهم", "  a\t b "]
        ),
    ),
    max_size=20,
)


@given(LINES, st.lists(st.integers(0, 400), max_size=8), st.booleans())
@settings(deadline=None)
def test_pages_change_nothing_about_the_text_and_stay_in_order(
    lines: list[str], cuts: list[int], is_scraped: bool
) -> None:
    text = "\n".join(lines)
    pages = [0, *sorted(min(cut, len(text)) for cut in cuts)]
    plain, paged = clean(text, is_scraped=is_scraped), clean(text, is_scraped=is_scraped, pages=pages)
    assert (paged.text, paged.removed, paged.kept_share) == (plain.text, plain.removed, plain.kept_share)
    assert plain.pages == ()
    assert len(paged.pages) == len(pages)
    assert list(paged.pages) == sorted(paged.pages)
    assert all(0 <= page <= len(paged.text) for page in paged.pages)


@given(
    st.lists(st.lists(st.sampled_from([*FURNITURE, "S", "S", "S"]), max_size=5), min_size=1, max_size=8), st.booleans()
)
@settings(deadline=None)
def test_each_sentence_stays_on_its_page_whatever_is_removed(shape: list[list[str]], is_joined: bool) -> None:
    """Each page is a list of lines: a sentence of its own, or furniture. Joined, a paragraph runs on over all pages."""
    text = ""
    pages = []
    sentences: dict[str, int] = {}
    for number, page in enumerate(shape, start=1):
        pages.append(len(text))
        for line in page:
            if line == "S":
                line = f"On day {len(sentences)} the café\u2019s  owner   said that the ice had gone for good."
                sentences[" ".join(line.split())] = number
                text += line + (" " if is_joined else "\n\n")
            elif not is_joined:
                text += f"{line}\n\n"
    cleaned = clean(text, is_scraped=False, pages=pages)
    for sentence, number in sentences.items():
        offset = cleaned.text.index(sentence)
        assert sum(page <= offset for page in cleaned.pages) == number


def test_a_paragraph_that_goes_hands_its_page_to_what_follows() -> None:
    text = "The ice had gone by the end of March.\n\nAdvertisement\n\nThe tugs came home."
    cleaned = clean(text, pages=[0, text.index("Adv"), text.index("The tugs")])
    assert cleaned.text == "The ice had gone by the end of March.\n\nThe tugs came home."
    assert cleaned.pages == (0, cleaned.text.index("The tugs"), cleaned.text.index("The tugs"))


@pytest.mark.parametrize(("page", "expected"), [("gone", "gone"), ("ne by", "ne by"), (" by", "by")])
def test_a_page_may_begin_inside_a_paragraph_or_a_word(page: str, expected: str) -> None:
    text = "Advertisement\n\nThe  ice had gone by the end of March.\n\nShare\n\nThe tugs came home."
    cleaned = clean(text, pages=[0, text.index(page), len(text)])
    assert cleaned.pages == (0, cleaned.text.index(expected), len(cleaned.text))


def test_a_label_that_is_cut_off_hands_its_page_to_the_words_it_was_glued_to() -> None:
    text = "The ice had gone by the end of March.\n\nRead MoreThe tugs came home after nine days at sea."
    cleaned = clean(text, pages=[0, text.index("Read")])
    assert cleaned.text.endswith("\n\nThe tugs came home after nine days at sea.")
    assert cleaned.pages == (0, cleaned.text.index("The tugs"))
