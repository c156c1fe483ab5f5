"""Old, plain pages (forums, lists, personal pages), as in CleanEval: nothing is lost that trafilatura alone keeps."""

import re
from collections import Counter

import pytest
import trafilatura

from corpus.html import read_html

FORUM = """<html><head><title>Valve stuck - Boiler Forum</title></head><body bgcolor=white><center><h2>Boiler
Forum</h2></center>
<table width=100%><tr><td><b>old_tom</b></td><td>My valve has been stuck since the winter and I cannot turn it by
hand any
more. Has anyone here had the same trouble with the green model?</td></tr><tr><td><b>mary77</b></td><td>Yes, twice. Heat
it with a lamp for ten minutes, then turn it slowly. Never use force, or the seat will
crack.</td></tr><tr><td><b>old_tom
</b></td><td>That worked. Thank you very much, I had already ordered a new one.</td></tr></table><hr><a href=/>Home</a>
</body></html>"""
LINKS = """<html><head><title>Ruxim's links</title></head><body><h1>Ruxim's page of sundials</h1><p>Here is what I
have found
about sundials in twenty years of looking for them. Write to me if a link is broken, which happens.</p><ul>
<li><a href=http://a.example/>The dial at Ayton</a>, a wall dial of 1690 with a painted face</li>
<li><a href=http://b.example/>The dial at Beeford</a>, which has lost its gnomon</li>
<li><a href=http://c.example/>How to build one</a>, by a teacher and his class</li></ul>
<p><font size=-1>Last changed in May. You are visitor 1204.</font></p></body></html>"""
LETTER = """<html><head><title>A letter</title></head><body><font face=Times>Dear friends,<br><br>The winter was long
and we
had to burn the fence.<br><br>In March the river rose over the lower field, and the two boats that lay there were
carried
away to the weir.<br><br>We hope to see you in the summer, when the road is open again.<br><br>Yours,
Anna</font></body></html>"""
ARCHIVE = """<html><head><title>[lists] Patch for the clock</title></head><body><h1>[lists] Patch for the
clock</h1><pre>
The clock runs four seconds fast in a day. The patch below
takes the drift from the table and does not guess it.

  if (drift) adjust(drift);

Please test it on the old board, too.
</pre><p>More information about the <a href=list.html>lists mailing list</a></p></body></html>"""
GLOSSARY = """<html><head><title>Words of the mill</title></head><body><h1>Words of the mill</h1><dl><dt>Damsel<dd>A
spindle that
shakes the shoe, so that the grain falls evenly between the stones.<dt>Hopper<dd>The box above the stones into which the
grain is poured from the sack.<dt>Tentering<dd>Setting the gap between the stones to the speed of the
wind.</dl></body></html>"""
MINUTES = """<html><head><title>Minutes</title></head><body><table
border=1><tr><th>Item</th><th>Decision</th></tr><tr><td>Fence</td>
<td>To be mended by the parish before Easter, at a cost of ninety pounds.</td></tr><tr><td>Hall</td><td>The roof is
to be
looked at by two builders, who will each name a price.</td></tr></table><h3>Any other business</h3><p>None.</p>
<div class=comment>Mrs Hale asked that the lamp by the church be lit again.</div></body></html>"""
PAGES = {
    "forum": FORUM, "links": LINKS, "letter": LETTER, "archive": ARCHIVE, "glossary": GLOSSARY, "minutes": MINUTES,
}  # fmt: skip
SENTENCES = {
    "forum": ["Has anyone here had the same trouble with the green model?", "Never use force, or the seat will crack."],
    "links": ["Here is what I have found about sundials", "Write to me if a link is broken, which happens."],
    "letter": ["The winter was long and we had to burn the fence.", "We hope to see you in the summer"],
    "archive": ["The clock runs four seconds fast in a day.", "Please test it on the old board, too."],
    "glossary": ["Damsel", "Setting the gap between the stones to the speed of the wind."],
    "minutes": ["To be mended by the parish before Easter, at a cost of ninety pounds."],
}


def count_words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


@pytest.mark.parametrize("name", PAGES)
def test_a_plain_page_keeps_what_trafilatura_alone_keeps(name: str) -> None:
    alone = trafilatura.extract(PAGES[name], include_comments=False)
    ours = read_html(PAGES[name], name=f"{name}.html").text
    assert not count_words(alone) - count_words(ours)


@pytest.mark.parametrize("name", PAGES)
def test_a_plain_page_keeps_its_sentences(name: str) -> None:
    text = " ".join(read_html(PAGES[name], name=f"{name}.html").text.split())
    assert [sentence for sentence in SENTENCES[name] if sentence not in text] == []
