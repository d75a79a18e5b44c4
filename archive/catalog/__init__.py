"""The catalog: an SQLite file (WAL) that holds the truth about an archive.

`store` opens it, `schema` migrates it; `documents`, `links`, `entities` and `changes` hold the
queries on each subject, as functions that take a `Catalog`.
"""

from archive.catalog.store import Catalog

__all__ = ["Catalog"]
