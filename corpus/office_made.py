"""Small office documents, made in code: the parts that a test is about, and the least around them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACES = (
    f'xmlns:w="{W}" xmlns:r="{_R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
STYLES = (
    '<w:style w:type="paragraph" w:styleId="Titre"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Titre2"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="TM1"><w:name w:val="toc 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Puce"><w:name w:val="List Bullet"/>'
    '<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
)
_KINDS = {
    "word/styles.xml": "styles",
    "word/numbering.xml": "numbering",
    "word/footnotes.xml": "footnotes",
    "word/endnotes.xml": "endnotes",
    "word/header1.xml": "header",
    "word/footer1.xml": "footer",
}
_ODF = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("style", "style"),
        ("meta", "meta"),
        ("fo", "xsl-fo-compatible"),
    )
)


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip file of `parts`, the first one not squeezed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for n, (name, data) in enumerate(parts.items()):
            box.writestr(name, data, zipfile.ZIP_DEFLATED if n else zipfile.ZIP_STORED)
    return out.getvalue()


def p(text: str, style: str = "", properties: str = "") -> str:
    """A paragraph of a Word document; `text` may hold runs."""
    runs = text if text.startswith("<") else f"<w:r><w:t>{text}</w:t></w:r>"
    own = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{own}{properties}</w:pPr>{runs}</w:p>"


def docx(
    body: str,
    parts: Mapping[str, str | bytes] | None = None,
    core: str = "",
    links: Mapping[str, str] | None = None,
) -> bytes:
    """A Word document; `parts` are others by name, `links` what ids in the body lead to."""
    parts = {"word/styles.xml": f"<w:styles {_SPACES}>{STYLES}</w:styles>", **(parts or {})}
    kinds = {name: _KINDS[name] for name in parts if name in _KINDS}
    relations = [
        f'<Relationship Id="k{n}" Type="{_R}/{kind}" Target="{name.partition("/")[2]}"/>'
        for n, (name, kind) in enumerate(kinds.items())
    ]
    relations += [
        f'<Relationship Id="{i}" Type="{_R}/aFChunk" Target="/{t}"/>' for i, t in (links or {}).items()
    ]
    package = "http://schemas.openxmlformats.org/package/2006"
    metadata = f"{package}/relationships/metadata/core-properties"
    whole: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="a" Type="{_R}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="b" Type="{metadata}" Target="docProps/core.xml"/></Relationships>',
        "docProps/core.xml": f'<c:coreProperties xmlns:c="{package}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
        f"{core}</c:coreProperties>",
        "word/document.xml": f"<w:document {_SPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f"{''.join(relations)}</Relationships>",
    }
    for name, data in parts.items():
        root = {"word/footnotes.xml": "footnotes", "word/endnotes.xml": "endnotes"}.get(name)
        root = {"word/numbering.xml": "numbering"}.get(name, root)
        root = {"word/header1.xml": "hdr", "word/footer1.xml": "ftr"}.get(name, root)
        whole[name] = f"<w:{root} {_SPACES}>{data!s}</w:{root}>" if root else data
    return packed(whole)


def odt(body: str, styles: str = "", automatic: str = "", meta: str = "", locked: bool = False) -> bytes:
    """An OpenDocument text; `styles` stands in its master styles, `automatic` beside its text."""
    manifest = '<manifest:encryption-data manifest:checksum="x"/>' if locked else ""
    dc = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {_ODF} {dc}><office:automatic-styles>{automatic}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>",
            "styles.xml": f"<office:document-styles {_ODF}>{styles}</office:document-styles>",
            "meta.xml": f"<office:document-meta {_ODF} {dc}><office:meta>{meta}</office:meta>"
            f"</office:document-meta>",
            "META-INF/manifest.xml": "<manifest:manifest"
            f" "
            f'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{manifest}</manifest:manifest>',
        }
    )
