"""What can be wrong with what an evaluation is given, in words fit to show a user.

FootnoteError                      see `corpus.errors`
└─ EvaluationError                 a question file, a saved run or an option that cannot be used
"""

from corpus.errors import FootnoteError


class EvaluationError(FootnoteError):
    """A question file, a saved run or an option of an evaluation cannot be used; names the line where there is one."""
