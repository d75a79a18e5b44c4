"""What of a text readers may not see: redacting passages and names in an open archive.

    with archive.open("papers") as a:
        a.redact("3f2a", name="Odile Marquant", why="her wish")
        a.publish("papers-open")

Each act is kept for ever with who, when and why, and holds by content: see `archive.catalog.redactions`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archive.caring import Caring
from archive.errors import UsageError

if TYPE_CHECKING:
    from archive.catalog import Catalog
    from archive.catalog.care import Care, Key
    from archive.catalog.redacted import RedactedPassage
    from archive.catalog.redacted_words import RedactedItem, What
    from archive.records import Document


class Redacting(Caring):
    """An open archive in which persons say what of a text nobody else may see."""

    def redact(
        self, document: str, *, span: tuple[int, int] | None = None, name: str | None = None,
        translations: bool = False, why: str = "", by: str | None = None,
    ) -> Care:  # fmt: skip
        """Redacts a passage of a document (`span`: offsets in its text), or a `name` with all its spellings.

        It goes for copies of the text, and with `translations` for the aligned passages of these. Returns the
        act. It holds in the edition from the next `publish` on. Raises UsageError where there is no such
        passage or name, or not one of the two is given.
        """
        from archive.catalog import care, documents, redactions
        from archive.catalog.redacted_words import What

        if (span is None) == (name is None):
            raise UsageError("Give a passage (--span) or a name (--name), one of them.")
        with self._catalogs.lent() as catalog:
            n, found = documents.find(catalog, document)
            items = (
                (redactions.passage(found.text, *span),) if span else _names(catalog, n, found, name or "")
            )
            what = What(items, translations)
            return self._enter(catalog, care.REDACT, care.keys_of(catalog, [n]), what, why, by)

    def unredact(self, act: int, *, why: str = "", by: str | None = None) -> Care:
        """Takes a redaction back, by the number of its act. Returns the act that does.

        Raises UsageError where that is no redaction.
        """
        from archive.catalog import care, redactions

        with self._catalogs.lent() as catalog:
            before = next((one for one in care.listing(catalog) if one.n == act), None)
            if before is None or before.act != care.REDACT:
                raise UsageError(f"Act {act} is no redaction. archive care log lists all acts.")
            what = replace(redactions.what_of(before), undoes=before.at)
            return self._enter(catalog, care.UNREDACT, before.keys, what, why, by)

    def redactions(self) -> dict[str, tuple[RedactedPassage, ...]]:
        """The documents of which a part is redacted now, by their ids, and where in their texts."""
        from archive.catalog import redacted

        with self._catalogs.lent() as catalog, catalog.reading():
            return redacted.documents(catalog)

    def _enter(
        self, catalog: Catalog, act: str, keys: tuple[Key, ...], what: What, why: str,
        by: str | None,
    ) -> Care:  # fmt: skip
        from archive.catalog import care

        now = care.moment(catalog, self.run.clock())
        n = care.enter(catalog, care.Care(act, now, self._who(by), why, keys, None, what.kept))
        return next(one for one in care.listing(catalog) if one.n == n)


def _names(catalog: Catalog, n: int, found: Document, name: str) -> tuple[RedactedItem, ...]:
    """A name and the spellings joined with it. Raises UsageError where it stands nowhere in the document."""
    from archive.catalog import redacted
    from archive.catalog.passages import folded, words_of
    from archive.catalog.redacted_words import RedactedItem

    wanted = folded(name)
    if not wanted:
        raise UsageError("Give a name of letters or figures.")
    every = redacted.spellings(catalog, [n], [wanted], parts=True)
    texts = filter(None, (found.text, found.title, found.author, found.url, found.source))
    if not any(words_of(one).find(spelled) for one in texts for spelled in every):
        raise UsageError(f"{name!r} does not occur in {found.id} (names are found as whole words).")
    return tuple(RedactedItem(spelled) for spelled in every)
