"""What can be wrong with a question or a command, in words fit to show a user.

FootnoteError                      see `corpus.errors`
├─ QuestionError                   empty, too long, or without a word
└─ UsageError                      a command line that cannot be done
"""

from corpus.errors import FootnoteError


class QuestionError(FootnoteError):
    """A question is empty, too long, or without a word."""


class UsageError(FootnoteError):
    """What the command line says cannot be done."""
