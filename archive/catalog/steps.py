"""The tables of the catalog, as numbered steps.

A released step is never edited: a later one changes what it made.
"""

from __future__ import annotations

from archive.catalog.steps_kept import NAMES_ELSEWHERE, TYPES_OF_NAMES

_FIRST = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- One original: bytes under a SHA-256, kept in originals/.
CREATE TABLE sources (
  sha256 TEXT PRIMARY KEY, media_type TEXT NOT NULL, size INTEGER NOT NULL,
  encoding TEXT NOT NULL, title TEXT, lang TEXT, url TEXT, alternates TEXT NOT NULL DEFAULT '{}',
  taken_in TEXT NOT NULL, made_with TEXT NOT NULL, checked TEXT
) WITHOUT ROWID;

-- Where an original was found (an absolute path or an address, and as a person wrote it); a changed
-- file has several, the last one current.
CREATE TABLE origins (
  origin TEXT NOT NULL, given TEXT NOT NULL, sha256 TEXT NOT NULL REFERENCES sources, size INTEGER NOT NULL,
  mtime_ns INTEGER NOT NULL, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL,
  current INTEGER NOT NULL DEFAULT 1, PRIMARY KEY (origin, sha256)
) WITHOUT ROWID;
CREATE INDEX origins_sha256 ON origins (sha256);

CREATE TABLE failures (
  origin TEXT PRIMARY KEY, given TEXT NOT NULL, reason TEXT NOT NULL, size INTEGER NOT NULL,
  mtime_ns INTEGER NOT NULL, at TEXT NOT NULL
) WITHOUT ROWID;

-- What of a page belongs to no document (menus, footers): kept, so that nothing is lost.
CREATE TABLE chrome (
  sha256 TEXT NOT NULL REFERENCES sources, start INTEGER NOT NULL, end INTEGER NOT NULL,
  text TEXT NOT NULL, PRIMARY KEY (sha256, start)
) WITHOUT ROWID;

-- own_* is what the document says of itself; date* is that, or what a link brought.
CREATE TABLE documents (
  n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL REFERENCES sources,
  post INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, spans TEXT NOT NULL,
  lang TEXT NOT NULL, title TEXT, title_span TEXT, author TEXT, text TEXT NOT NULL, words INTEGER NOT NULL,
  blocks TEXT NOT NULL, url TEXT, fingerprint TEXT NOT NULL,
  own_date TEXT, own_basis TEXT, own_evidence TEXT NOT NULL DEFAULT '',
  date TEXT, date_basis TEXT, date_evidence TEXT NOT NULL DEFAULT '',
  current INTEGER NOT NULL DEFAULT 1, made_with TEXT NOT NULL
);
CREATE INDEX documents_sha256 ON documents (sha256);
CREATE INDEX documents_fingerprint ON documents (fingerprint);

CREATE TABLE entities (
  n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, label TEXT NOT NULL
);

-- own_type is what the text itself says, type is that or what the whole archive says of the name.
CREATE TABLE mentions (
  n INTEGER PRIMARY KEY, doc INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
  start INTEGER NOT NULL, end INTEGER NOT NULL, type TEXT NOT NULL, own_type TEXT NOT NULL,
  text TEXT NOT NULL, value TEXT, evidence TEXT NOT NULL, score REAL NOT NULL,
  entity INTEGER REFERENCES entities, reason TEXT
);
CREATE INDEX mentions_doc ON mentions (doc);
CREATE INDEX mentions_entity ON mentions (entity) WHERE entity IS NOT NULL;

-- Sentence vectors of passages; offsets in the document's text, vectors as little-endian float16.
CREATE TABLE passages (
  doc INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE, ordinal INTEGER NOT NULL,
  start INTEGER NOT NULL, end INTEGER NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (doc, ordinal)
) WITHOUT ROWID;

-- a and b are documents; for a translation between English and French, a is the English one.
CREATE TABLE links (
  kind TEXT NOT NULL, a INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
  b INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE, score REAL NOT NULL, status TEXT NOT NULL,
  evidence TEXT NOT NULL, segments TEXT NOT NULL, PRIMARY KEY (kind, a, b)
) WITHOUT ROWID;
CREATE INDEX links_b ON links (b);

-- What links compare of a text, made anew from it when lost. Of several copies one stands for all.
CREATE TABLE sketches (
  doc INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE, lang TEXT NOT NULL,
  stands INTEGER NOT NULL DEFAULT 0, chars INTEGER NOT NULL, vector BLOB NOT NULL, tokens BLOB NOT NULL
);
CREATE TABLE copy_keys (key INTEGER NOT NULL, doc INTEGER NOT NULL, PRIMARY KEY (key, doc)) WITHOUT ROWID;
CREATE INDEX copy_keys_doc ON copy_keys (doc);

-- The nearest texts in another language, best first, as little-endian int64 and float32.
CREATE TABLE nearest (
  doc INTEGER NOT NULL REFERENCES sketches ON DELETE CASCADE, lang TEXT NOT NULL, worst REAL NOT NULL,
  others BLOB NOT NULL, cosines BLOB NOT NULL, PRIMARY KEY (doc, lang)
) WITHOUT ROWID;

-- Texts that may be each other's translation: what compares them, as little-endian float32, and the score.
CREATE TABLE candidates (
  a INTEGER NOT NULL REFERENCES sketches ON DELETE CASCADE, b INTEGER NOT NULL, features BLOB NOT NULL,
  score REAL NOT NULL, PRIMARY KEY (a, b)
) WITHOUT ROWID;
CREATE INDEX candidates_b ON candidates (b);

CREATE TABLE entity_names (
  entity INTEGER NOT NULL REFERENCES entities ON DELETE CASCADE, lang TEXT NOT NULL, name TEXT NOT NULL,
  folded TEXT NOT NULL, mentions INTEGER NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (entity, lang, name)
) WITHOUT ROWID;
CREATE INDEX entity_names_folded ON entity_names (folded);

-- What an archivist taught the archive: one row a name; rows with one same_as are one entity.
CREATE TABLE authority (
  name TEXT NOT NULL, type TEXT NOT NULL, lang TEXT NOT NULL, same_as TEXT NOT NULL, file TEXT NOT NULL,
  PRIMARY KEY (name, type, lang)
) WITHOUT ROWID;

-- A person's word. Keys are documents' fingerprints or entity names, so it holds through re-ingest.
CREATE TABLE decisions (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, a TEXT NOT NULL, b TEXT NOT NULL,
  verdict TEXT NOT NULL, at TEXT NOT NULL
);

-- The index follows this log.
CREATE TABLE changes (seq INTEGER PRIMARY KEY AUTOINCREMENT, doc INTEGER NOT NULL, what TEXT NOT NULL);

CREATE TABLE watches (
  name TEXT PRIMARY KEY, query TEXT NOT NULL, seen INTEGER NOT NULL, made TEXT NOT NULL
) WITHOUT ROWID;
"""

# A file is unchanged while its size, both times and its place on the disk are; 0 where that was not kept.
# A sum stands for all rows of one kind and key: see `sums`.
_SECOND = """
ALTER TABLE origins ADD COLUMN ctime_ns INTEGER NOT NULL DEFAULT 0;
ALTER TABLE origins ADD COLUMN inode INTEGER NOT NULL DEFAULT 0;

CREATE TABLE sums (
  kind TEXT NOT NULL, key NOT NULL, sum BLOB NOT NULL, PRIMARY KEY (kind, key)
) WITHOUT ROWID;
"""

# Tables of their own, not columns: the sums of what is there stay as they are.
_THIRD = """
-- Where pages of the source begin in a document's text, of a source that has pages.
CREATE TABLE pages (
  doc INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE, start INTEGER NOT NULL,
  number INTEGER NOT NULL, PRIMARY KEY (doc, start)
) WITHOUT ROWID;

-- What of a source could not be read, although the rest was taken in.
CREATE TABLE unread (sha256 TEXT PRIMARY KEY REFERENCES sources, reason TEXT NOT NULL) WITHOUT ROWID;
"""

# A source was its bytes alone. Of a file it still is; what lies in a container is a source with its place.
_FOURTH = """
ALTER TABLE sources RENAME COLUMN sha256 TO id;
ALTER TABLE origins RENAME COLUMN sha256 TO source_id;
ALTER TABLE chrome RENAME COLUMN sha256 TO source_id;
ALTER TABLE documents RENAME COLUMN sha256 TO source_id;
ALTER TABLE unread RENAME COLUMN sha256 TO source_id;

-- What lies in a container: the SHA-256 of its bytes, and where in the container; its id is made of both.
-- The id of any other source is the SHA-256 of its bytes.
CREATE TABLE members (
  source_id TEXT PRIMARY KEY REFERENCES sources, sha256 TEXT NOT NULL, inside TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX members_sha256 ON members (sha256);
"""

_STATED = """
-- Files that say something of sources (a metadata.csv, x.json beside x), as they were when last read.
CREATE TABLE beside (
  origin TEXT PRIMARY KEY, given TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
  ctime_ns INTEGER NOT NULL, inode INTEGER NOT NULL, at TEXT NOT NULL
) WITHOUT ROWID;

-- What they say of a source, or of all that lies in a folder or container: target is its origin. said are
-- the words of the file, place is where in it they stand. What is weak yields to what the source says.
CREATE TABLE stated (
  origin TEXT NOT NULL REFERENCES beside ON DELETE CASCADE, n INTEGER NOT NULL, target TEXT NOT NULL,
  field TEXT NOT NULL, value TEXT NOT NULL, said TEXT NOT NULL, place TEXT NOT NULL, weak INTEGER NOT NULL,
  PRIMARY KEY (origin, n)
) WITHOUT ROWID;
CREATE INDEX stated_target ON stated (target);

-- What of it holds for a document, and what the document says of itself where that is overruled.
CREATE TABLE described (
  doc INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE, n INTEGER NOT NULL, field TEXT NOT NULL,
  value TEXT NOT NULL, said TEXT NOT NULL, place TEXT NOT NULL, PRIMARY KEY (doc, n)
) WITHOUT ROWID;
CREATE TABLE overruled (
  doc INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE, title TEXT, author TEXT,
  own_date TEXT, own_basis TEXT, own_evidence TEXT NOT NULL
);
"""

_PLACES_OVER_TIME = """
-- Files that hold others, as they were when they were looked through: by which readers of containers (JSON:
-- name and version of each), and what was not to be read in one, if anything.
CREATE TABLE containers (
  origin TEXT PRIMARY KEY, given TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
  ctime_ns INTEGER NOT NULL, inode INTEGER NOT NULL, read_with TEXT NOT NULL, said TEXT, at TEXT NOT NULL
) WITHOUT ROWID;

-- When an address gave what a source holds (UTC), also where a capture saw that nothing had changed.
CREATE TABLE captures (
  source_id TEXT NOT NULL REFERENCES sources, at TEXT NOT NULL, address TEXT NOT NULL,
  PRIMARY KEY (source_id, at)
) WITHOUT ROWID;
CREATE INDEX captures_address ON captures (address);
"""

_KEYS = """
-- Message-IDs in the header of a mail: its own, that of the mail which it answers, those that it cites, in
-- their order.
CREATE TABLE mail_ids (
  source_id TEXT NOT NULL REFERENCES sources, role TEXT NOT NULL, n INTEGER NOT NULL, id TEXT NOT NULL,
  PRIMARY KEY (source_id, role, n)
) WITHOUT ROWID;
CREATE INDEX mail_ids_id ON mail_ids (id);

-- Who wrote a mail (from) to whom (to), in their order.
CREATE TABLE mail_people (
  source_id TEXT NOT NULL REFERENCES sources, role TEXT NOT NULL, n INTEGER NOT NULL, name TEXT NOT NULL,
  address TEXT NOT NULL, PRIMARY KEY (source_id, role, n)
) WITHOUT ROWID;

-- What tells a post from others (entry: its guid or number in a feed), or what it has in common with its
-- translations, and who says so.
CREATE TABLE post_keys (
  doc INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE, kind TEXT NOT NULL, said TEXT NOT NULL,
  PRIMARY KEY (doc, kind)
) WITHOUT ROWID;
CREATE INDEX post_keys_said ON post_keys (said, kind);
"""

_ACTS = """
-- Who decided, and why; rows that were decided at once have the first one's number as their act.
CREATE TABLE decided_by (
  seq INTEGER PRIMARY KEY REFERENCES decisions, act INTEGER NOT NULL, who TEXT NOT NULL, note TEXT NOT NULL
);

-- What was taken back: as if it had never been decided.
CREATE TABLE withdrawals (
  act INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, note TEXT NOT NULL
);
"""

_FACTS = """
CREATE INDEX decisions_a ON decisions (kind, a);

-- The document that a person had before them: told where no document has its text any more.
CREATE TABLE decided_on (
  seq INTEGER PRIMARY KEY REFERENCES decisions, document TEXT NOT NULL
);

-- Acts that were entered or taken back, of which not all has been worked out yet.
CREATE TABLE due (act INTEGER PRIMARY KEY);

-- Of a document whose language a person decided: what it was found to be by itself, its blocks then, and the
-- language that its names and dates were found in.
CREATE TABLE own_langs (
  doc INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE, lang TEXT NOT NULL, blocks TEXT NOT NULL,
  read_in TEXT NOT NULL
);
"""

_RUNS = """
-- Runs of an ingest that took something in; ended is NULL for one that was cut off. given: JSON, the paths.
CREATE TABLE runs (
  n INTEGER PRIMARY KEY AUTOINCREMENT, began TEXT NOT NULL, ended TEXT, given TEXT NOT NULL
);

-- How certain a text is that was read off pictures, from 0 to 1, by its characters.
CREATE TABLE recognised (
  doc INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE, sure REAL NOT NULL
);
"""

# Both indexes hold all that counting needs: a document's date stands after its text, which is not read so.
_COUNTS = """
CREATE INDEX documents_brief ON documents (n, current, date);
DROP INDEX mentions_entity;
CREATE INDEX mentions_entity ON mentions (entity, doc) WHERE entity IS NOT NULL;

-- How many documents name an entity, how often, and the earliest and latest certain date of these: as of the
-- last time that names were joined.
CREATE TABLE entity_counts (
  entity INTEGER PRIMARY KEY REFERENCES entities ON DELETE CASCADE, documents INTEGER NOT NULL,
  mentions INTEGER NOT NULL, first TEXT, last TEXT
);
CREATE INDEX entity_counts_most ON entity_counts (documents DESC, mentions DESC);
INSERT INTO entity_counts
  SELECT e.n, count(DISTINCT d.n), count(d.n),
    min(CASE WHEN d.date GLOB '[0-9][0-9][0-9][0-9]*' THEN d.date END),
    max(CASE WHEN d.date GLOB '[0-9][0-9][0-9][0-9]*' THEN d.date END)
  FROM entities e LEFT JOIN mentions m ON m.entity = e.n
    LEFT JOIN documents d ON d.n = m.doc AND d.current = 1
  GROUP BY e.n;
"""

_DENIED = """
-- Mentions that are no names by a person's word, as they were found; act is the decision.
CREATE TABLE denied (
  n INTEGER PRIMARY KEY, doc INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
  start INTEGER NOT NULL, end INTEGER NOT NULL, own_type TEXT NOT NULL, text TEXT NOT NULL, value TEXT,
  evidence TEXT NOT NULL, score REAL NOT NULL, act INTEGER NOT NULL
);
CREATE INDEX denied_doc ON denied (doc);
"""

_FORMER = """
-- Ids that documents and entities had, and the id that stands in their place (NULL: none does).
CREATE TABLE former (
  id TEXT PRIMARY KEY, now TEXT, called TEXT NOT NULL
) WITHOUT ROWID;

-- Entities whose names were another's before: joined to it again, they are called as it is.
CREATE TABLE parted (id TEXT PRIMARY KEY, from_id TEXT NOT NULL) WITHOUT ROWID;
"""

_DESK = """
-- What a person looked at and could not tell, by its queue. a and b: texts or names, as decisions have them.
CREATE TABLE unsure (
  n INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, a TEXT NOT NULL, b TEXT NOT NULL,
  who TEXT NOT NULL, at TEXT NOT NULL, note TEXT NOT NULL
);
CREATE INDEX unsure_a ON unsure (queue, a, b);
"""

_CARE = """
-- Who may see a text, as persons decided: "close", "open", "redact", "unredact", "remove"; the last day on
-- which it is closed (NULL: for ever); what of it, in JSON ("": all).
CREATE TABLE care (
  n INTEGER PRIMARY KEY AUTOINCREMENT, act TEXT NOT NULL, until TEXT, what TEXT NOT NULL, at TEXT NOT NULL,
  who TEXT NOT NULL, why TEXT NOT NULL
);

-- What an act is about: bytes by their SHA-256 (kind "file"), words by their fingerprint ("text").
CREATE TABLE care_keys (
  care INTEGER NOT NULL REFERENCES care, kind TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (care, kind, key)
) WITHOUT ROWID;
CREATE INDEX care_keys_key ON care_keys (key);

-- Removals that are not done to their end.
CREATE TABLE care_due (care INTEGER PRIMARY KEY REFERENCES care);

-- The backups that were written: their files, and when.
CREATE TABLE backups (file TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID;
"""

_LIMITS = """
-- Where in a source persons decided that a text begins or goes on, or what to leave out; act is the decision.
CREATE TABLE limits (
  source_id TEXT NOT NULL REFERENCES sources, act INTEGER NOT NULL, start INTEGER NOT NULL,
  end INTEGER NOT NULL, PRIMARY KEY (source_id, act, start)
) WITHOUT ROWID;
CREATE INDEX limits_act ON limits (act);

-- Numbers of documents that went: one that comes back has the number that it had.
CREATE TABLE numbers (id TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
"""

MIGRATIONS: tuple[str, ...] = (
    _FIRST, _SECOND, _THIRD, _FOURTH, _STATED, _PLACES_OVER_TIME, _KEYS, _ACTS, _FACTS, _RUNS, _COUNTS,
    _DENIED, _FORMER, _DESK, _CARE, _LIMITS, NAMES_ELSEWHERE, TYPES_OF_NAMES,
)  # fmt: skip
