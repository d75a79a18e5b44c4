"""What an archive holds as archivists describe it: finding aids (EAD 2002, EAD3), and METS for one source.

Sources: https://www.loc.gov/ead/, https://www.loc.gov/standards/mets/.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Final

from archive import __version__, edtf
from archive.catalog import Catalog, corrections, listings
from archive.catalog.listings import Held
from archive.dataclass import dataclass
from archive.exchange.records import DECLARATION, attribute, text
from archive.forms import citing, dublin
from archive.forms.public import label
from archive.pipeline import reading
from archive.records import Document, MentionType

if TYPE_CHECKING:
    from archive.exchange import Wanted

_EAD3: Final = "http://ead3.archivists.org/schema/"
_DOCTYPE: Final = (
    '<!DOCTYPE ead PUBLIC "+//ISBN 1-931666-00-8//DTD ead.dtd (Encoded Archival Description (EAD) Version'
    ' 2002)//EN" "ead.dtd">\n'
)
_NAMES: Final = {
    MentionType.PERSON: "persname", MentionType.PLACE: "geogname", MentionType.ORG: "corpname",
}  # fmt: skip
_TITLE: Final = "Holdings of an archive"
_UNSORTED: Final = "Without a collection"


@dataclass(frozen=True, slots=True)
class _Edition:
    """How the two editions of EAD write what they both say."""

    third: bool

    def name(self, tag: str, value: str) -> str:
        """A name in a list of them."""
        inner = f"<part>{text(value)}</part>" if self.third else text(value)
        return f"<{tag}>{inner}</{tag}>"

    def id(self, kind: str, value: str) -> str:
        kept = f"localtype={attribute(kind)}" if self.third else f"type={attribute(kind)}"
        return f"<unitid {kept}>{text(value)}</unitid>"

    def dao(self, address: str) -> str:
        kept = 'daotype="derived" ' if self.third else ""
        return f"<dao {kept}href={attribute(address)}/>"

    def extent(self, size: int, media_type: str) -> str:
        phrase = text(f"{size:,} bytes, {media_type}")
        return (
            f"<physdesc>{phrase}</physdesc>"
            if self.third
            else f"<physdesc><extent>{phrase}</extent></physdesc>"
        )


def ead(catalog: Catalog, wanted: Wanted) -> Iterator[str]:
    """A finding aid: collections, in them sources, in them documents. `wanted.form`: "2002" or "3"."""
    edition = _Edition(wanted.form == "3")
    yield DECLARATION + (_head3(wanted) if edition.third else _head2002(wanted))
    yield f'<archdesc level="fonds">\n<did><unittitle>{_TITLE}</unittitle></did>\n'
    begun = False
    for collection, inside in groupby(listings.by_collection(catalog), key=lambda entry: entry.collection):
        if not begun:
            yield '<dsc dsctype="combined">\n' if edition.third else '<dsc type="combined">\n'
        begun = True
        yield f'<c01 level="series">\n<did><unittitle>{text(collection or _UNSORTED)}</unittitle></did>\n'
        rights = corrections.on_collection(catalog, collection).get(corrections.RIGHTS)
        yield _some("userestrict", f"<p>{text(rights.value)}</p>") if rights and rights.value else ""
        for _, of_one in groupby(inside, key=lambda entry: entry.document.source_id):
            yield from _source(catalog, of_one, edition, wanted.base)
        yield "</c01>\n"
    yield ("</dsc>\n" if begun else "") + "</archdesc>\n</ead>\n"


def _head2002(wanted: Wanted) -> str:
    day = wanted.now[:10]
    return (
        f"{_DOCTYPE}<ead>\n<eadheader>\n<eadid>{text(wanted.base)}</eadid>\n<filedesc><titlestmt><titleproper>"
        f"{_TITLE}</titleproper></titlestmt></filedesc>\n<profiledesc><creation>archive {__version__}, "
        f'<date normal="{day}">{day}</date></creation></profiledesc>\n</eadheader>\n'
    )


def _head3(wanted: Wanted) -> str:
    return (
        f'<ead xmlns="{_EAD3}">\n<control>\n<recordid>{text(wanted.base)}</recordid>\n<filedesc><titlestmt>'
        f"<titleproper>{_TITLE}</titleproper></titlestmt></filedesc>\n"
        '<maintenancestatus value="new"/>\n<maintenanceagency><agencyname>archive</agencyname>'
        "</maintenanceagency>\n"
        '<maintenancehistory><maintenanceevent><eventtype value="created"/>'
        f'<eventdatetime standarddatetime="{wanted.now}">{wanted.now}</eventdatetime>'
        '<agenttype value="machine"/>'
        f"<agent>archive {__version__}</agent></maintenanceevent></maintenancehistory>\n</control>\n"
    )


def _source(catalog: Catalog, inside: Iterator[Held], edition: _Edition, base: str) -> Iterator[str]:
    begun = False
    for entry in inside:
        d = entry.document
        if not begun:
            yield (
                f'<c02 level="file">\n<did><unittitle>{text(label(d.source))}</unittitle>'
                f"{edition.id('sha256', d.sha256)}{edition.extent(entry.size, d.media_type)}</did>\n"
            )
        begun = True
        yield _item(catalog, d, edition, base)
    yield "</c02>\n"


def _item(catalog: Catalog, d: Document, edition: _Edition, base: str) -> str:
    authors = "".join(edition.name("persname", one) for one in citing.authors(d))
    author = f"<origination>{authors}</origination>" if authors else ""
    date = f"<unitdate{_normal(d.date)}>{text(d.date)}</unitdate>" if d.date else ""
    rights = "".join(f"<p>{text(s.value)}</p>" for s in d.stated if s.field == "rights")
    about = "".join(f"<p>{text(s.value)}</p>" for s in d.stated if s.field == "description")
    named = "".join(edition.name(tag, name) for tag, name in _named(catalog, d))
    return (
        f'<c03 level="item">\n<did><unittitle>{text(d.title or label(d.source))}</unittitle>{date}'
        f"{edition.id('archive', d.id)}{author}"
        f"<langmaterial><language>{text(d.lang)}</language></langmaterial>"
        f"{edition.dao(citing.address(d, base))}</did>\n"
        f"{_some('scopecontent', about)}{_some('userestrict', rights)}{_some('controlaccess', named)}</c03>\n"
    )


def _some(tag: str, inner: str) -> str:
    return f"<{tag}>{inner}</{tag}>\n" if inner else ""


def _named(catalog: Catalog, d: Document) -> list[tuple[str, str]]:
    """The people, places and organisations that a document names, each once, as it first names them."""
    read = reading.read(catalog, d.id)
    found: dict[str, tuple[str, str]] = {}
    for mention, entity in zip(read.mentions, read.entities, strict=True):
        if entity and mention.type in _NAMES:
            found.setdefault(entity, (_NAMES[mention.type], mention.text))
    return list(found.values())


def _normal(date: str) -> str:
    """The days between which a date lies, as EAD counts them; nothing where one end is open."""
    try:
        first, last = edtf.earliest(date), edtf.latest(date)
    except ValueError:
        return ""
    if first is None or last is None:
        return ""
    days = first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"
    return f' normal="{days}"'


# -- METS ------------------------------------------------------------------------------------------

_METS: Final = (
    '<mets xmlns="http://www.loc.gov/METS/" xmlns:xlink="http://www.w3.org/1999/xlink"'
    f' xmlns:dc="{dublin.NAMESPACE}"'
)


def mets(catalog: Catalog, wanted: Wanted) -> Iterator[str]:
    """One source with its documents, by its id or that of a document of it. Raises UsageError."""
    inside = listings.of_source(catalog, wanted.ids[0])
    first = inside[0].document
    base = wanted.base.rstrip("/")
    yield (
        f"{DECLARATION}{_METS} OBJID={attribute(first.source_id)} LABEL={attribute(label(first.source))}>\n"
        f'<metsHdr CREATEDATE="{wanted.now}"><agent ROLE="CREATOR" TYPE="OTHER" OTHERTYPE="SOFTWARE">'
        f"<name>archive {__version__}</name></agent></metsHdr>\n"
    )
    for entry in inside:
        xml = "".join(
            f"<dc:{name}>{text(value)}</dc:{name}>" for name, value in dublin.elements(entry.document, base)
        )
        yield (
            f'<dmdSec ID="dc-{entry.document.id}"><mdWrap MDTYPE="DC"><xmlData>{xml}</xmlData></mdWrap>'
            "</dmdSec>\n"
        )
    yield (
        f'<fileSec>\n<fileGrp USE="original"><file ID="original" MIMETYPE={attribute(first.media_type)}'
        f' SIZE="{inside[0].size}" CHECKSUMTYPE="SHA-256" CHECKSUM="{first.sha256}">'
        f"{_located(f'{citing.address(first, base)}/original')}</file></fileGrp>\n"
        '<fileGrp USE="text">\n'
    )
    for entry in inside:
        d = entry.document
        yield (
            f'<file ID="text-{d.id}" MIMETYPE="text/plain">'
            f"{_located(f'{base}/api/documents/{d.id}/text')}</file>\n"
        )
    yield (
        '</fileGrp>\n</fileSec>\n<structMap TYPE="logical">\n<div TYPE="source"'
        f' LABEL={attribute(label(first.source))}>\n<fptr FILEID="original"/>\n'
    )
    for order, entry in enumerate(inside, 1):
        d = entry.document
        yield (
            f'<div TYPE="text" ORDER="{order}" DMDID="dc-{d.id}" LABEL={attribute(d.title or d.id)}>'
            f'<fptr FILEID="text-{d.id}"/></div>\n'
        )
    yield "</div>\n</structMap>\n</mets>\n"


def _located(address: str) -> str:
    return f'<FLocat LOCTYPE="URL" xlink:href={attribute(address)}/>'
