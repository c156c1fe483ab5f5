import pytest

from corpus.errors import UnreadableFileError
from corpus.html import read_html

OPENING = (
    "The council met on Tuesday evening in the old town hall to hear the plan, and forty people came to listen to it."
)
MIDDLE = (
    "The mayor said that the bridge, which was built in 1911, would have to be closed before the winter for repairs."
)
CLOSING = "Work is to begin in March and to take nine months, according to the firm that was chosen from five bidders."
ARTICLE_HEAD = '<title>Bridge to close</title><meta property="og:type" content="article">'


def make_page(body: str, *, head: str = ARTICLE_HEAD) -> str:
    return f"<!doctype html><html lang='en'><head>{head}</head><body>{body}</body></html>"


def read_lines(body: str, *, head: str = ARTICLE_HEAD) -> list[str]:
    return read_html(make_page(body, head=head), name="page.html").text.split("\n")


def read_sentence(markup: str) -> str:
    """Return what is made of one paragraph of an article of four."""
    ps = "".join(f"<p>{text}</p>" for text in (OPENING, markup, MIDDLE, CLOSING))
    lines = read_lines(f"<article><h1>Bridge to close</h1>{ps}</article>")
    first, last = lines.index(OPENING), lines.index(MIDDLE)
    return "\n".join(lines[first + 1 : last])


@pytest.mark.parametrize(
    ("markup", "sentence"),
    [
        ('He told <a href="/x">the daily paper</a> that he would stay.', "He told the daily paper that he would stay."),
        (
            'He told <span class="link"><a href="/x">the daily paper</a></span> that he would stay.',
            "He told the daily paper that he would stay.",
        ),
        (
            'He told <span class="social-bar">the daily paper</span> that he would stay.',
            "He told the daily paper that he would stay.",
        ),
        (
            "He said on <time datetime='2020-01-01'>New Year</time> that he would stay.",
            "He said on New Year that he would stay.",
        ),
        ("He said <q>we will stay</q> and left the room.", "He said “we will stay” and left the room."),
        ("It covers 10 km<sup>2</sup> and CO<sub>2</sub> rises.", "It covers 10 km2 and CO2 rises."),
        ("He <b>told <i>the <a href='/y'>very <em>old</em></a> man</i></b> so.", "He told the very old man so."),
        ("He told <span></span>us that <b></b>it would<a name='x'></a> rain.", "He told us that it would rain."),
        ("He said <!-- x -->that <script>var x;</script>it would rain.", "He said that it would rain."),
        ("<span class='drop-slide'>T</span>he mayor spoke for an hour.", "The mayor spoke for an hour."),
        ("A super<wbr>market opened in the old town.", "A supermarket opened in the old town."),
        ("He&nbsp;said it was fine &amp; dry, &ldquo;mostly&rdquo;.", "He said it was fine & dry, “mostly”."),
        ("He went home<br>and then he slept until noon.", "He went home\nand then he slept until noon."),
        (
            "He said <span style='display:none'>secret words</span>that it would rain.",
            "He said that it would rain.",
        ),
        (
            "Rep. <a href='/p'>Ruxim Voll</a><span class='rollover-block'><a href='/q'>Voll wins</a></span> left.",
            "Rep. Ruxim Voll left.",
        ),
        (
            "See <a href='/x'>the report<span class='sr-only'> opens in a new window</span></a> for more on this.",
            "See the report for more on this.",
        ),
    ],
)
def test_a_sentence_keeps_its_words(markup: str, sentence: str) -> None:
    assert read_sentence(markup) == sentence


def test_neighbouring_blocks_are_not_run_together() -> None:
    text = read_html(
        make_page(
            f"<article><p>{OPENING}</p><div><div>Woman</div><div>Something else</div></div><p>{CLOSING}</p></article>"
        ),
        name="page.html",
    ).text
    assert "WomanSomething" not in text


def test_list_items_and_rows_are_a_line_each() -> None:
    items = "<ul><li>One <b>bold</b> item</li><li><p>Two in a paragraph</p></li></ul>"
    table = "<table><tr><th>Town</th><th>People</th></tr><tr><td>Ayton</td><td>1,200</td></tr></table>"
    lines = read_lines(f"<article><p>{OPENING}</p>{items}<p>{MIDDLE}</p>{table}<p>{CLOSING}</p></article>")
    assert lines == [
        OPENING, "- One bold item", "- Two in a paragraph", MIDDLE, "Town | People", "Ayton | 1,200", CLOSING,
    ]  # fmt: skip


def test_what_stands_around_an_article_is_left_out() -> None:
    teaser = "".join(f"<a href='/{n}'><img src='x.png'><h3>Another story with number {n}</h3></a>" for n in range(4))
    body = (
        "<header><nav><a href='/'>Home</a> <a href='/news'>News</a></nav></header>"
        "<div class='cookie-banner'>We use cookies to make the site better for you. Accept all cookies</div>"
        f"<main><article><h1>Bridge to close</h1><p>{OPENING}</p>"
        "<figure><img src='b.png'><figcaption>The bridge in May, seen from the north.</figcaption></figure>"
        f"<p>{MIDDLE}</p><aside class='newsletter'><p>Sign up to our newsletter, every day at six.</p></aside>"
        f"<p>{CLOSING}</p></article><div class='box'>{teaser}</div>"
        "<section id='comments'><p>I have crossed this bridge for thirty years and never liked it.</p></section></main>"
        "<footer>© Example News. All rights reserved.</footer>"
    )
    assert read_lines(body) == ["Bridge to close", OPENING, MIDDLE, CLOSING]


def test_a_quoted_post_stays_in_its_frame() -> None:
    post = "<blockquote class='tweet'><p>Yes, this is real, and the bridge will close.</p>— R. Voll</blockquote>"
    body = f"<article><p>{OPENING}</p><div class='article__embed'><div>{post}</div></div><p>{CLOSING}</p></article>"
    assert "Yes, this is real, and the bridge will close." in " ".join(read_lines(body))


def test_paragraphs_between_paragraphs_are_kept_though_they_are_all_link() -> None:
    linked = (
        "<p><a href='/r'>The report on all of the bridges of the county can be read in the town hall until May.</a></p>"
    )
    lines = read_lines(
        f"<article><p>{OPENING}</p><p>{MIDDLE}</p>{linked}<p>{CLOSING}</p><p>{OPENING[::-1]}.</p></article>"
    )
    assert lines[2] == "The report on all of the bridges of the county can be read in the town hall until May."


def test_metadata_comes_with_the_text() -> None:
    head = (
        "<title>Bridge to close | Example News</title><meta property='og:site_name' content='Example News'>"
        "<meta name='author' content='By Jane Doe'><link rel='canonical' href='https://example.com/bridge'>"
        "<meta property='article:published_time' content='2024-03-04T10:00:00Z'>"
    )
    draft = read_html(make_page(f"<article><p>{OPENING}</p><p>{CLOSING}</p></article>", head=head), name="page.html")
    assert (draft.title, draft.author, draft.publisher) == ("Bridge to close", "Jane Doe", "Example News")
    assert (str(draft.published_on), draft.published_from, draft.url, draft.language, draft.is_scraped) == (
        "2024-03-04", "meta", "https://example.com/bridge", "en", False,
    )  # fmt: skip


def test_a_template_that_says_english_of_everything_is_not_believed() -> None:
    german = "Der Stadtrat hat am Dienstag beschlossen, die alte Brücke bis zum Frühjahr zu sperren."
    draft = read_html(make_page(f"<article><p>{german}</p><p>{german} Das sagte sie.</p></article>"), name="page.html")
    assert draft.language == "de"


@pytest.mark.parametrize("body", ["", "<p></p>", "<script>var text = 'a long text';</script>", "<img src='x.png'>"])
def test_a_page_without_text_is_reported(body: str) -> None:
    with pytest.raises(UnreadableFileError, match=r"page\.html: no article text was found"):
        read_html(make_page(body), name="page.html")
