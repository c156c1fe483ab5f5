"""The tables of a library, and the marks by which its file is known."""

APPLICATION_ID = 0x464E5445  # "FNTE", in the header of the SQLite file
SCHEMA_VERSION = 3

# Keys only ever grow (AUTOINCREMENT): a cache that knows a key knows for good which chunk is meant.
# `changes` says what each version of the library did, so that caches follow by the rows that changed; its `token` is
# drawn at random, so that a cache of another history (a backup that was put back) is not mistaken for this one, and
# `last_chunk` is the greatest key up to then, so that what is newer is known by its key.
_FIRST = """
CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE articles (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    origin TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    url TEXT,
    publisher TEXT,
    author TEXT,
    published_on TEXT,
    language TEXT,
    added_at TEXT NOT NULL
) STRICT;
CREATE INDEX articles_by_text ON articles (sha256);
CREATE INDEX articles_by_date ON articles (published_on);

CREATE TABLE chunks (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    article_key INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
    "start" INTEGER NOT NULL CHECK ("start" >= 0),
    "end" INTEGER NOT NULL,
    sentences TEXT NOT NULL,
    CHECK ("end" > "start"),
    UNIQUE (article_key, "start")
) STRICT;

CREATE TABLE vectors (
    chunk_key INTEGER PRIMARY KEY REFERENCES chunks (key) ON DELETE CASCADE,
    vector BLOB NOT NULL
) STRICT;

CREATE TABLE changes (
    version INTEGER PRIMARY KEY,
    token TEXT NOT NULL,
    article_id TEXT NOT NULL,
    removed_from INTEGER,
    removed_to INTEGER,
    last_chunk INTEGER NOT NULL,
    CHECK ((removed_from IS NULL) = (removed_to IS NULL))
) STRICT;
"""

# `read_sha256` is of the text as it was read, before what its publisher repeats was cut; `repeated_lines` counts that.
# `original_key` links a near-duplicate to the article that it is a copy or a version of; `fingerprint` and `bands` find
# it. `copies` are articles with the very text of one that is here: known, but neither stored nor searched twice.
# `sources` remembers each file, address or feed by what it last held, so that only what changed is read again.
_SECOND = """
ALTER TABLE articles ADD COLUMN published_from TEXT;
ALTER TABLE articles ADD COLUMN pages TEXT NOT NULL DEFAULT '[]';
ALTER TABLE articles ADD COLUMN kept_share REAL NOT NULL DEFAULT 1.0;
ALTER TABLE articles ADD COLUMN read_sha256 TEXT;
ALTER TABLE articles ADD COLUMN fingerprint BLOB;
ALTER TABLE articles ADD COLUMN original_key INTEGER REFERENCES articles (key) ON DELETE SET NULL;
CREATE INDEX articles_by_read_text ON articles (read_sha256);
CREATE INDEX articles_by_original ON articles (original_key) WHERE original_key IS NOT NULL;

CREATE TABLE bands (
    band BLOB NOT NULL,
    article_key INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
    PRIMARY KEY (band, article_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX bands_by_article ON bands (article_key);

CREATE TABLE removals (
    article_key INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    text TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (article_key, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE copies (
    id TEXT PRIMARY KEY,
    original_key INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
    origin TEXT NOT NULL,
    title TEXT NOT NULL,
    url TEXT,
    publisher TEXT,
    author TEXT,
    published_on TEXT,
    published_from TEXT,
    language TEXT,
    pages TEXT NOT NULL,
    added_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX copies_by_original ON copies (original_key);

CREATE TABLE collections (
    name TEXT NOT NULL,
    article_id TEXT NOT NULL,
    PRIMARY KEY (name, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX collections_by_article ON collections (article_id);

CREATE TABLE sources (
    origin TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('file', 'page', 'feed')),
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    changed_ns INTEGER NOT NULL,
    etag TEXT,
    last_modified TEXT,
    read_at TEXT NOT NULL,
    reading INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE parts (
    origin TEXT NOT NULL REFERENCES sources (origin) ON DELETE CASCADE,
    article_id TEXT NOT NULL,
    PRIMARY KEY (origin, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX parts_by_article ON parts (article_id);

CREATE TABLE failures (
    origin TEXT NOT NULL REFERENCES sources (origin) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (origin, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE repeated_lines (
    publisher TEXT NOT NULL,
    line BLOB NOT NULL,
    article_key INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
    PRIMARY KEY (publisher, line, article_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX repeated_lines_by_article ON repeated_lines (article_key);
"""

# `feedback` is what people said of answers, with the answer as it was shown. `keys` are those that the server accepts:
# only their hashes. Neither is a change of the library: its version stays.
_THIRD = """
CREATE TABLE feedback (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    given_at TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('right', 'wrong-answer', 'wrong-span', 'not-in-sources')),
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    quote INTEGER,
    comment TEXT
) STRICT;

CREATE TABLE keys (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    scopes TEXT NOT NULL,
    sha256 TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""

# What makes a library of each version from one of the version before.
MIGRATIONS = (_FIRST, _SECOND, _THIRD)
