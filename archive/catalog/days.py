"""The dates of documents: what each says of itself, and what a link brought."""

from __future__ import annotations

from collections.abc import Iterable

from archive.catalog import acts, changes, sql
from archive.catalog.documents import basis
from archive.catalog.mentions import put_dates
from archive.catalog.store import Catalog
from archive.dataclass import dataclass
from archive.records import DateBasis, Dating, Mention


@dataclass(frozen=True, slots=True)
class DocumentDate:
    """A document's date as it stands, and what it says of itself."""

    id: str
    date: str | None
    basis: DateBasis | None
    evidence: str
    own: str | None
    own_basis: DateBasis | None
    decided: bool  # by a person in this archive: no link brings another


def dates(catalog: Catalog, docs: Iterable[int]) -> dict[int, DocumentDate]:
    """The dates of the current ones of `docs`."""
    query = (
        "SELECT n, id, date, date_basis, date_evidence, own_date, own_basis, own_evidence"
        " FROM documents"
        " WHERE current = 1 AND n IN ({marks})"
    )
    return {
        r[0]: DocumentDate(r[1], r[2], basis(r[3]), r[4], r[5], basis(r[6]), acts.is_decided(r[7]))
        for r in sql.rows_in(catalog.db, query, sorted(docs))
    }


def set_date(
    catalog: Catalog, n: int, dating: Dating | None, mentions: Iterable[Mention] | None = None
) -> None:
    """Gives document `n` a date from elsewhere (None: back to its own), and its dates read anew."""
    with catalog.transaction() as db:
        if dating is None:
            db.execute(
                "UPDATE documents SET date = own_date, date_basis = own_basis, date_evidence = own_evidence"
                " WHERE n = ?",
                (n,),
            )
        else:
            db.execute(
                "UPDATE documents SET date = ?, date_basis = ?, date_evidence = ? WHERE n = ?",
                (dating.date, dating.basis.value, dating.evidence, n),
            )
        if mentions is not None:
            put_dates(db, n, mentions)
        changes.log(catalog, [n], "dated")
