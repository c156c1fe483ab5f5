"""An answer as text."""

from __future__ import annotations

import re

import pytest
from test_answering import WordReader

from index.library import Library
from rag.answering import Answerer
from rag.rendering import render_text


def test_a_pipe_gets_each_quote_in_one_line_without_escape_sequences(library: Library) -> None:
    answer = Answerer(library, WordReader("40,000 books")).ask("how many books?")
    assert render_text(answer, width=None, colour=False) == (
        "40,000 books   90 % sure · 1 source\n"
        "\n"
        "  [1] “The city library lent 40,000 books in March, its director said.”\n"
        "      More novels are lent · Evening Gazette · 2026-04-01\n"
    )


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_a_terminal_is_never_too_narrow(library: Library, width: int) -> None:
    for word in ("40,000 books", "zeppelin"):
        text = render_text(Answerer(library, WordReader(word)).ask("how many books?"), width=width, colour=True)
        plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
        assert max(len(line) for line in plain.splitlines()) <= width
        assert "\x1b[" in text


def test_emphasis_marks_the_answer_inside_its_quote(library: Library) -> None:
    answer = Answerer(library, WordReader("40,000 books")).ask("how many books?")
    assert "lent \x1b[1m40,000 books\x1b[0m in March" in render_text(answer, width=100, colour=True)


def test_a_refusal_says_so_first_and_calls_nothing_an_answer(library: Library) -> None:
    text = render_text(Answerer(library, WordReader("zeppelin")).ask("who flew?"), width=None, colour=False)
    assert text.startswith("The sources do not say.   searched 3 articles\n")
    assert "None of them is an answer" in text
    assert "[1]" not in text


def test_markup_in_an_article_is_only_text(open_library: object, library: Library) -> None:
    from conftest import make_article

    library.add(
        make_article("The [bold red]mark[/] of [link=x]zorro[/link] :smile: is a Z.", name="z", title="[b]Z[/b]")
    )
    text = render_text(Answerer(library, WordReader("zorro")).ask("zorro mark?"), width=None, colour=False)
    assert "“The [bold red]mark[/] of [link=x]zorro[/link] :smile: is a Z.”" in text
    assert "[b]Z[/b] · The Test Courier" in text
