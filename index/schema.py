"""The tables of a library, and the marks by which its file is known."""

APPLICATION_ID = 0x464E5445  # "FNTE", in the header of the SQLite file
SCHEMA_VERSION = 1

# Keys only ever grow (AUTOINCREMENT): a cache that knows a key knows for good which chunk is meant.
# `changes` says what each version of the library did, so that caches follow by the rows that changed; its `token` is
# drawn at random, so that a cache of another history (a backup that was put back) is not mistaken for this one, and
# `last_chunk` is the greatest key up to then, so that what is newer is known by its key.
TABLES = """
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
