"""What can go wrong with a library, in words fit to show a user.

FootnoteError                      see `corpus.errors`
└─ LibraryError                    the library could not do it
   ├─ LibraryNotFoundError         there is no library at that place
   ├─ LibraryCorruptError          what is there cannot be trusted, or was made by a newer version
   ├─ LibraryBusyError             another process holds the library for too long
   ├─ ModelNotFoundError           the encoder's files are not there, or cannot be loaded
   └─ ModelMismatchError           the library was made with another encoder
"""

from corpus.errors import FootnoteError


class LibraryError(FootnoteError):
    """The library could not do what was asked."""


class LibraryNotFoundError(LibraryError):
    """There is no library at that place."""


class LibraryCorruptError(LibraryError):
    """What is there cannot be trusted, or was made by a newer version."""


class LibraryBusyError(LibraryError):
    """Another process holds the library for too long."""


class ModelNotFoundError(LibraryError):
    """The encoder's files are not there, or cannot be loaded."""


class ModelMismatchError(LibraryError):
    """The library was made with another encoder."""
