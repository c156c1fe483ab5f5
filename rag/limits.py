"""How much is asked and read at once."""

MAX_QUESTION_CHARS = 1_000
DEFAULT_TOP = 10  # chunks that are read
MAX_TOP = 50
