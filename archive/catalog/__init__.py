"""The catalog, which holds the truth about an archive: an SQLite file (WAL), or tables of PostgreSQL.

`store` opens it (by `servers` that of a server), `schema` migrates it; `documents`, `links`, `entities` and
`changes` hold the queries on each subject, as functions that take a `Catalog`.
"""

from archive.catalog import servers
from archive.catalog.store import OPENERS, Catalog

__all__ = ["Catalog"]

OPENERS["server"] = servers.opened
