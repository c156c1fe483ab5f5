"""What can be wrong with a question, in words fit to show a user.

FootnoteError                      see `corpus.errors`
└─ QuestionError                   empty, too long, or without a word
"""

from corpus.errors import FootnoteError


class QuestionError(FootnoteError):
    """A question is empty, too long, or without a word."""
