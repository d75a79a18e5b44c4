"""Keys of any length: paths, names, addresses, Message-IDs. An index of PostgreSQL holds 2,704 bytes of one.

A unique index holds `index_key` of such a column: a short value as it is, a long one as its SHA-256. What
looks for a value, or for all that begin with one, has an SP-GiST index, which holds values of any length.
"""

from __future__ import annotations

from typing import Final

# A long value has more bytes there than any short one, so that nobody can name one like the other. What makes
# it is a function of its own: the server puts a simple one like `index_key` into a statement as it stands.
# RETURN binds what a function calls, whatever the search path is where the server builds an index.
_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION long_key(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN encode(sha256(convert_to($1, 'UTF8')), 'hex') || repeat('#', 1000);
CREATE OR REPLACE FUNCTION index_key(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN octet_length($1) <= 1000 THEN $1 ELSE long_key($1) END;
"""
# Table, columns of its key, and the one of them that may be long.
_KEYS: Final = (
    ("origins", "origin, source_id", "origin"),
    ("failures", "origin", "origin"),
    ("beside", "origin", "origin"),
    ("stated", "origin, n", "origin"),
    ("containers", "origin", "origin"),
    ("entity_names", "entity, lang, name", "name"),
    ("authority", "name, type, lang", "name"),
    ("watches", "name", "name"),
    ("backups", "file", "file"),
    ("sums", "kind, key", "key"),
)
# What is looked for in a table, or all that begins with it.
_SOUGHT: Final = (
    "origins (origin)", "failures (origin)", "beside (origin)", "stated (origin)", "containers (origin)",
    "stated (target)", "captures (address)", "mail_ids (id)", "post_keys (said)", "entity_names (folded)",
    "decisions (a)", "unsure (a)",
)  # fmt: skip
# A reference is to a key, which `beside` has none of any more.
_CASCADE: Final = """
ALTER TABLE stated DROP CONSTRAINT IF EXISTS stated_origin_fkey;
CREATE OR REPLACE FUNCTION unstate() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN DELETE FROM stated WHERE origin = OLD.origin; RETURN NULL; END $$;
CREATE OR REPLACE TRIGGER unstate AFTER DELETE ON beside FOR EACH ROW EXECUTE FUNCTION unstate();
"""
MARK: Final = "_any_length"  # how the names of these indexes end


def _indexed(columns: str, long: str) -> str:
    return ", ".join(f"index_key({one})" if one == long else one for one in columns.split(", "))


# What stands behind ON CONFLICT, as SQLite reads it and as PostgreSQL does.
TARGETS: Final = {f"ON CONFLICT ({key})": f"ON CONFLICT ({_indexed(key, long)})" for _, key, long in _KEYS}
# The indexes: the name of each, that of the step's whose place it takes, the table, and how it is made.
_INDEXES: Final = (
    *(
        (f"{table}{MARK}", "", table, f"UNIQUE INDEX {{}} ON {table} ({_indexed(key, long)})")
        for table, key, long in _KEYS
    ),
    *(
        (
            f"{table}_{column}{MARK}",
            f"{table}_{column}",
            table,
            f"INDEX {{}} ON {table} USING spgist ({column})",
        )
        for table, column in (one[:-1].split(" (") for one in _SOUGHT)
    ),
)
NAMES: Final = frozenset(name for name, *_ in _INDEXES)


def script() -> str:
    """The statements that make keys of any length out of those of the steps; those that are there stay."""
    parts = [_FUNCTION, _CASCADE]
    for name, before, table, how in _INDEXES:
        drop = (
            f"DROP INDEX IF EXISTS {before}"
            if before
            else f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_pkey"
        )
        parts.append(f"{drop}; CREATE {how.format(f'IF NOT EXISTS {name}')};")
    return "".join(parts)
