"""Errors whose messages are fit to show a user: what failed, and what to do next.

    FootnoteError
    ├─ CorpusError                     an article could not be taken in
    │  ├─ UnreadableFileError          missing, empty, binary, or not in the encoding it claims
    │  ├─ UnsupportedFormatError       a kind of file that no reader here understands
    │  └─ FetchError                   an address on the web could not be fetched
    │     └─ ForbiddenAddressError     it leads, or may lead, into a private network
    ├─ LibraryError                    see `index.errors`
    └─ QuestionError                   see `rag.errors`

A caller's bug is `ValueError`. "The sources do not say" is a value, never an exception.
"""


class FootnoteError(Exception):
    """Something failed; the message says what, and what to do next."""


class CorpusError(FootnoteError):
    """An article could not be taken in."""


class UnreadableFileError(CorpusError):
    """A file is missing, empty, binary, or not in the encoding that it claims."""


class UnsupportedFormatError(CorpusError):
    """A kind of file that no reader here understands."""


class FetchError(CorpusError):
    """An address on the web could not be fetched, or what it gave is no article."""


class ForbiddenAddressError(FetchError):
    """A host is, or resolves to, an address outside the public internet, or is written in a way that hides one."""
