from corpus.repetition import REASON, line_keys, remove_repeated
from corpus.types import Article, Loaded, Removal, hash_text, identify

NOTICE = "Send your views to our newsroom by Friday at noon."
STORY = "The harbour of Velm reopened on Tuesday after nine days of ice."
UPDATE = "Two tugs broke a channel through ice that was a metre thick."


def make_loaded(text: str, *, pages: tuple[int, ...] = ()) -> Loaded:
    article = Article(id=identify("x"), origin="x", title="Velm", text=text, sha256=hash_text(text), pages=pages)
    return Loaded(article=article, removed=(Removal("Share", "share buttons"),), kept_share=0.5)


def test_a_key_is_the_same_whatever_the_case_bullets_and_end_punctuation() -> None:
    assert line_keys("Velm Live") == line_keys("• VELM LIVE.") != line_keys("Velm Alive")
    assert all(len(key) == 8 for key in line_keys("Velm Live"))
    assert len(line_keys("Velm Live\n\nvelm live\n\nOther")) == 2


def test_prose_has_a_key_only_where_it_speaks_to_the_reader() -> None:
    assert line_keys(STORY) == ()
    assert len(line_keys(NOTICE)) == 1
    assert line_keys("Your newsroom, the mayor said, should send us more letters.") == ()
    assert line_keys("our word " * 61) == ()


def test_what_a_publisher_repeats_goes_and_says_so() -> None:
    text = f"Velm Live\n\n{STORY}\n\n{NOTICE}\n\n{UPDATE}"
    loaded = remove_repeated(make_loaded(text), is_repeated=lambda paragraph: paragraph in {"Velm Live", NOTICE})
    assert loaded.article.text == f"{STORY}\n\n{UPDATE}"
    assert loaded.article.sha256 == hash_text(loaded.article.text)
    assert loaded.removed[1:] == (Removal("Velm Live", REASON), Removal(NOTICE, REASON))
    kept = len(STORY) + len(UPDATE)
    assert loaded.kept_share == 0.5 * kept / (kept + len("Velm Live") + len(NOTICE))


def test_prose_stays_however_often_it_is_told() -> None:
    loaded = make_loaded(f"{STORY}\n\n{UPDATE}")
    assert remove_repeated(loaded, is_repeated=lambda _: True) is loaded


def test_an_article_of_which_nothing_would_be_left_stays() -> None:
    loaded = make_loaded("Velm Live\n\nVelm Post")
    assert remove_repeated(loaded, is_repeated=lambda _: True) is loaded


def test_pages_begin_where_their_first_kept_words_do() -> None:
    text = f"{STORY}\n\nVelm Live\n\n{UPDATE}\n\nVelm Live\n\nThe end"
    starts = (0, text.index("Velm Live"), text.index("channel"), text.rindex("Velm Live"), text.index("The end"))
    moved = remove_repeated(make_loaded(text, pages=starts), is_repeated=lambda paragraph: paragraph == "Velm Live")
    after = moved.article.text
    assert after == f"{STORY}\n\n{UPDATE}\n\nThe end"
    assert moved.article.pages == (
        0, after.index("Two"), after.index("channel"), after.index("The end"), after.index("The end")
    )  # fmt: skip
