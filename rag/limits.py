"""How much is asked and read at once."""

MAX_QUESTION_CHARS = 1_000
DEFAULT_TOP = 10  # chunks that are read
MAX_TOP = 50
MIN_ID_CHARS = 4  # of a shortened id: 65,536 ids can be told apart by them
ARTICLE_PATTERN = rf"^[0-9a-f]{{{MIN_ID_CHARS},16}}$"
