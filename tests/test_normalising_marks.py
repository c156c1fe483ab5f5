"""Marks piled on a letter are kept as far as any writing needs them."""

import unicodedata

from corpus.normalising import normalise


def test_marks_piled_by_the_thousand_are_cut_to_thirty() -> None:
    once = normalise("a" + "\u0301\u0316" * 100_000 + " end")
    assert len(once) < 40
    assert once.endswith(" end")
    assert normalise(once) == once


def test_the_marks_of_real_words_stay() -> None:
    for word in ("Việt Nam", "Świątek", "שָׁלוֹם", "नमस्ते", "e\u0323\u0302"):
        assert normalise(word).replace(" ", "") == unicodedata.normalize("NFC", word).replace(" ", "")
