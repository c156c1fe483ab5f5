"""Make names of authors out of what pages call them: `By Jane Doe, Staff Writer | @jdoe` is `Jane Doe`."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Longer than any name, shorter than any sentence about its bearer.
_MAX_WORDS = 5
_MAX_CHARS = 60
_MAX_AUTHORS = 12
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\S+|(?<!\w)@\w+", re.IGNORECASE)
_LEAD = re.compile(
    r"^\s*(?:(?:words|story|text|article|posted|written|reported|published|submitted|updated|analysis|opinion|edited)\s+)?"
    r"(?:by|von|par|por|di|door|av|af|от|автор:?)\b:?\s+|^\s*(?:author|autor|auteur|autore|written)s?\s*:\s*",
    re.IGNORECASE,
)
# "Jane Doe and John Roe", "Jane Doe; John Roe", "Jane Doe | The Paper"; a comma parts names, or a name from its rank.
_BETWEEN = re.compile(
    r"(?<=[a-z]{3})\.\s+|\s*(?:,|;|\||/|•|·|\n|\s[-–—]\s|\s(?:and|und|et|with|&)\s)\s*", re.IGNORECASE
)
_ROLE = re.compile(
    r"\b(?:staff|writers?|reporters?|editors?|correspondents?|contributors?|contributing|columnists?|journalists?|bureau"
    r"|producers?|photographers?|newsroom|\w*admin|administrator|webmaster|team|desk|author|redaktion|redaction|editorial"
    r"|ph\.?d|m\.?d|r\.?d|jr|sr|guest|blogger|intern|freelance|special to|for the|on behalf|updated|published|minutes?"
    r"|hours?|january|february|april|june|july|august|september|october|november|december|view|more|follow|posts?)\b",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"^(?:jr|sr|ii|iii|iv|m\.?d|ph\.?d|esq)\.?$", re.IGNORECASE)
_DOMAIN = re.compile(r"\.(?:com|org|net|co|tv|info|de|fr|uk)\b", re.IGNORECASE)


def tidy_authors(values: Iterable[str], *, publisher: str | None) -> str | None:
    """Return the names in `values`, joined with `, `; `None` where no name is left.

    Addresses, ranks ("Staff Writer"), words before the name ("By") and the publisher's own name are left out.
    """
    names: dict[str, str] = {}
    for value in values:
        text = _LEAD.sub("", _ADDRESS.sub(" ", value.replace("\xa0", " ")))
        for part in _BETWEEN.split(text):
            name = _LEAD.sub("", " ".join(part.split())).strip(" .,:;-–—|()[]\"'“”")
            if _is_name(name) and _fold(name) != _fold(publisher or ""):
                names.setdefault(_fold(name), _settle_case(name))
    # "Jane Doe, Example News Business" of Example News: the second is a department.
    persons = [name for key, name in names.items() if not publisher or not _shares_start(key, _fold(publisher))]
    if persons:
        return ", ".join(persons[:_MAX_AUTHORS])
    return ", ".join(list(names.values())[:_MAX_AUTHORS]) or None


def _fold(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.casefold()))


def _shares_start(first: str, second: str) -> bool:
    return f"{first} ".startswith(f"{second} ") or f"{second} ".startswith(f"{first} ")


def _is_name(text: str) -> bool:
    words = text.split()
    return (
        0 < len(words) <= _MAX_WORDS
        and 2 < len(text) <= _MAX_CHARS
        and not any(character.isdigit() for character in text)
        and text[0].isalpha()
        and text.count("(") == text.count(")")
        and not _ROLE.search(text)
        and not _SUFFIX.match(text)
        and not _DOMAIN.search(text)
    )


def _settle_case(name: str) -> str:
    """Return a name in capitals as `Jane Doe`; a short one may be an agency's (`AFP`) and stays."""
    return name.title() if name.isupper() and len(name.split()) > 1 else name
