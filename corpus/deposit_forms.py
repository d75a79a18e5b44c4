"""How letters are set into files of office programs, mails, feeds and web archives: bytes that never change.

Nothing is squeezed and no clock is read, so that the same texts give the same bytes on every machine.
"""

from __future__ import annotations

import io
import zipfile
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

from corpus import office_made
from corpus.markup import Part, Post
from corpus.pdf_made import SANS, SHY, Sheet, pdf

LINE = 19.0  # points from one line of a PDF to the next
_SIZE = 11.5
_LEFT, _RIGHT, _TOP, _FOOT = 90.0, 505.0, 120.0, 520.0


def boxed(files: Mapping[str, bytes]) -> bytes:
    """A zip file, nothing in it squeezed, all of one day."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as box:
        for name, data in files.items():
            one = zipfile.ZipInfo(name, (2019, 1, 1, 0, 0, 0))
            one.create_system = 3
            box.writestr(one, data)
    return out.getvalue()


def _again(packed: bytes) -> bytes:
    """The same zip file without what a clock or a library puts into it."""
    with zipfile.ZipFile(io.BytesIO(packed)) as box:
        return boxed({name: box.read(name) for name in box.namelist()})


# -- paper -----------------------------------------------------------------------------------------

# Words that may be divided at the end of a line, as a typesetter would.
_DIVIDED = (
    "prési-dente représen-tés ouver-te conso-lidé péche-urs réno-vation souscrip-tion habi-tants "
    "accom-pagnés propo-sition absten-tions assem-blée assur-ance pré-parée gar-diens préfè-rent "
    "gene-rations founda-tions engi-neer har-bour prom-ised mem-bers com-mittee recom-mends hun-dred "
    "quar-ries repair-ed cur-rent au-tumn con-crete condi-tion walk-ers fisher-men book-shop undermin-ed"
)


def paper(
    post: Post, header: str, *, columns: int, note: str = "", table: Sequence[Sequence[str]] = ()
) -> bytes:
    """A PDF: a title, the text in columns, headers and page numbers on each page, a table, a footnote."""
    sheets: list[Sheet] = []
    width = (_RIGHT - _LEFT - 25 * (columns - 1)) / columns
    column, y = columns, _FOOT

    def room(lines: float) -> None:
        nonlocal column, y
        if y + lines * LINE <= _FOOT - (60 if note and len(sheets) == 1 else 0):
            return
        column, y = column + 1, _TOP
        if column >= columns:
            column = 0
            sheets.append(Sheet())
            sheets[-1].line(_LEFT, 50, header, 8, SANS).line(_RIGHT - 30, 800, str(len(sheets)), 8, SANS)
        if len(sheets) == 1:
            y += 40

    room(1)
    size = 20.0 if len(post.title.text) < 50 else 16.0
    sheets[0].line(_LEFT, 90, post.title.text, size, SANS)
    for part in post.body:
        rest = _divided(part.text)
        if part.form == "h":
            room(5)
            y += LINE / 2
            sheets[-1].line(_LEFT + column * (width + 25), y, rest, 15, "Helvetica-Bold")
            y += LINE * 1.5
            continue
        room(2)
        while rest:
            most = int((_FOOT - (60 if note and len(sheets) == 1 else 0) - y) // LINE)
            x = _LEFT + column * (width + 25)
            before = len(sheets[-1].runs)
            rest = sheets[-1].text(x, y, width, rest, _SIZE, lead=LINE / _SIZE, flush=True, most=most)
            y += LINE * len({run[1] for run in sheets[-1].runs[before:]})
            if rest:
                y = _FOOT
                room(1)
        y += LINE * 0.7
    room(len(table))
    for row in table:
        x = _LEFT + column * (width + 25)
        sheets[-1].row(y, [(x + i * width / len(row), cell) for i, cell in enumerate(row)], _SIZE)
        y += LINE
    if note:
        sheets[0].line(_LEFT, _FOOT - 10, note, 8)
    return pdf(sheets, title="Microsoft Word - texte.doc", author=post.author or "")


def _divided(text: str) -> str:
    for word in _DIVIDED.split():
        text = text.replace(word.replace("-", ""), word.replace("-", SHY))
    return text


# -- office ----------------------------------------------------------------------------------------


def word(post: Post, *, after: str = "", parts: Mapping[str, str] | None = None) -> bytes:
    """A Word document, the title styled as one; `after` stands behind the text."""
    body = office_made.p(escape(post.title.text), "Titre")
    for part in post.body:
        body += office_made.p(escape(part.text), {"h": "Titre2", "li": "Puce"}.get(part.form, ""))
    core = f"<dc:creator>{escape(post.author or '')}</dc:creator>"
    return _again(office_made.docx(body + after, parts, core))


def open_document(post: Post, after: str = "") -> bytes:
    """An OpenDocument text."""
    body = f'<text:h text:outline-level="1">{escape(post.title.text)}</text:h>'
    for part in post.body:
        said = escape(part.text)
        body += {
            "h": f'<text:h text:outline-level="2">{said}</text:h>',
            "li": f"<text:list><text:list-item><text:p>{said}</text:p></text:list-item></text:list>",
        }.get(part.form, f"<text:p>{said}</text:p>")
    return _again(office_made.odt(body + after, meta=f"<dc:creator>{escape(post.author or '')}</dc:creator>"))


def rich(post: Post, after: str = "") -> bytes:
    """A rich text (RTF) in code page 1252."""
    head = (
        r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman\fcharset0 Times New Roman;}}"
        r"{\stylesheet{\s0 Normal;}{\s5 Title;}}{\info{\author "
    )
    body = "".join(rf"\pard\s0 {_rtf(part)}\par" + "\n" for part in post.body)
    title = rf"\pard\s5\b {_rtf(post.title)}\b0\par"
    return f"{head}{_rtf_text(post.author or '')}}}}}\n{title}\n{body}{after}}}".encode("ascii")


def _rtf(part: Part) -> str:
    return (r"\bullet\tab " if part.form == "li" else "") + _rtf_text(part.text)


def _rtf_text(text: str) -> str:
    """Letters beyond ASCII as bytes of the code page, or by their number."""
    out = []
    for character in text:
        known = character.encode("cp1252", "ignore")
        out.append(
            character if character.isascii() else rf"\'{known[0]:02x}" if known else rf"\u{ord(character)}?"
        )
    return "".join(out)


def book(post: Post) -> bytes:
    """A book (EPUB): each heading begins a chapter."""
    chapters: list[list[str]] = []
    for part in post.body:
        if part.form == "h":
            chapters.append([f"<h1>{escape(part.text)}</h1>"])
        else:
            chapters[-1].append(f"<p>{escape(part.text)}</p>")
    names = [f"c{n}.xhtml" for n in range(1, len(chapters) + 1)]
    items = "".join(f'<item id="{n}" href="{n}" media-type="application/xhtml+xml"/>' for n in names)
    spine = "".join(f'<itemref idref="{n}"/>' for n in names)
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:identifier id="id">urn:x:{post.key}</dc:identifier>'
        f"<dc:title>{escape(post.title.text)}</dc:title>"
        f"<dc:creator>{escape(post.author or '')}</dc:creator><dc:language>{post.lang}</dc:language>"
        f"<dc:date>{post.date}</dc:date></metadata><manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
        '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    files = {"mimetype": "application/epub+zip", "META-INF/container.xml": container, "book.opf": opf}
    for name, lines in zip(names, chapters, strict=True):
        files[name] = (
            f'<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="{post.lang}"><head><title>x</title></head>'
            f"<body>{''.join(lines)}</body></html>"
        )
    return boxed({name: text.encode() for name, text in files.items()})


# -- mails -----------------------------------------------------------------------------------------

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905
DAYS = "Mon Tue Wed Thu Fri Sat Sun".split()  # noqa: SIM905


def mail(
    post: Post, number: int, writer: str, reader: str, *, clock: str = "21:40:00 +0100", behind: str = "",
    answers: Sequence[int] = (), attached: Mapping[str, tuple[str, bytes]] | None = None,
) -> bytes:  # fmt: skip
    """A mail as it is sent; `answers` are the numbers of those of its thread, the one it answers last."""
    day = date.fromisoformat(post.date)
    stamp = f"{DAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]} {day.year} {clock}"
    head = [
        f"From: {encoded(post.author or '')} <{writer}>", f"To: {reader}",
        f"Subject: {encoded(post.title.text)}", f"Date: {stamp}", f"Message-ID: {message_id(number)}",
    ]  # fmt: skip
    if answers:
        head += [
            f"In-Reply-To: {message_id(answers[-1])}",
            f"References: {' '.join(map(message_id, answers))}",
        ]
    text = "\n\n".join(part.text for part in post.body) + behind + "\n"
    plain = ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "", text]
    head.append("MIME-Version: 1.0")
    if not attached:
        return "\n".join([*head, *plain]).encode()
    lines = [*head, 'Content-Type: multipart/mixed; boundary="=_piece"', "", "--=_piece", *plain]
    for name, (kind, data) in attached.items():
        coded = b64encode(data).decode()
        lines += [
            "--=_piece", f"Content-Type: {kind}", "Content-Transfer-Encoding: base64",
            f'Content-Disposition: attachment; filename="{name}"', "",
            *(coded[i : i + 76] for i in range(0, len(coded), 76)),
        ]  # fmt: skip
    return "\n".join([*lines, "--=_piece--", ""]).encode()


def message_id(number: int) -> str:
    """The Message-ID of the mail of this number."""
    return f"<20170320.{number}@brevaux.example>"


def encoded(text: str) -> str:
    """Words of a header, encoded where they need it (RFC 2047)."""
    return text if text.isascii() else f"=?utf-8?B?{b64encode(text.encode()).decode()}?="


def mailbox(mails: Sequence[bytes]) -> bytes:
    """A mailbox (mbox) of these mails."""
    return b"".join(b"From list@brevaux.example Mon Mar 20 21:40:00 2017\n" + one + b"\n" for one in mails)


# -- feeds and the web -----------------------------------------------------------------------------


def html(post: Post) -> str:
    """The body of a post as HTML."""
    return "".join(f"<p>{escape(part.text, quote=False)}</p>" for part in post.body)


def page(post: Post, menu: str, about: str) -> bytes:
    """A page of a site, with its menu and its foot."""
    return (
        f'<!DOCTYPE html><html lang="{post.lang}"><head><meta charset="utf-8">'
        f"<title>{escape(post.title.text)}</title></head><body>"
        f'<nav><ul><li><a href="/">{menu}</a></li><li><a href="/x">{about}</a></li></ul></nav>'
        f'<article><h1>{escape(post.title.text)}</h1><time datetime="{post.date}">{post.date}</time>'
        f"{html(post)}</article><footer><p>{about}</p></footer></body></html>"
    ).encode()


def record(kind: str, when: str, address: str, body: bytes, number: int) -> bytes:
    """One record of a web archive."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: " + kind.encode() + b"\r\n\r\n" + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012d}>"
        f"\r\nWARC-Date: {when}\r\nWARC-Target-URI: {address}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


def saved_page(post: Post, address: str, body: bytes) -> bytes:
    """A page that a browser saved with its images (MHTML)."""
    head = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: " + address + "\r\n"
        f"Subject: {encoded(post.title.text)}\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="--piece"\r\n\r\n'
        "----piece\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Location: {address}\r\n\r\n"
    )
    return (head + b64encode(body).decode() + "\r\n----piece--\r\n").encode()


def rss(posts: Sequence[Post], title: str, lang: str) -> bytes:
    """A feed (RSS 2.0)."""
    items = "".join(
        f"<item><title>{escape(p.title.text)}</title><link>http://brevaux.example/{p.key}</link>"
        f'<guid isPermaLink="false">{p.key}</guid><pubDate>{_mail_day(p.date)} 23:30:00 +0100</pubDate>'
        f"<dc:creator>{escape(p.author or '')}</dc:creator>"
        f"<content:encoded><![CDATA[{html(p)}]]></content:encoded></item>"
        for p in posts
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{escape(title)}</title><language>{lang}</language>{items}</channel></rss>\n"
    ).encode()


def _mail_day(day: str) -> str:
    year, month, number = day.split("-")
    return f"{int(number)} {MONTHS[int(month) - 1]} {year}"


def atom(posts: Sequence[Post], title: str, lang: str, closed: Sequence[str] = ()) -> bytes:
    """A feed (Atom); with `closed`, titles of drafts, an export of Blogger."""
    of_google = "http://schemas.google.com"
    kind = f'<category scheme="{of_google}/g/2005#kind" term="{of_google}/blogger/2008/kind#post"/>'
    entries = "".join(
        f"<entry><id>tag:brevaux.example,2017:{p.key}</id>{kind if closed else ''}"
        f"<title>{escape(p.title.text)}</title><published>{p.date}T08:00:00+00:00</published>"
        f"<updated>{p.date}T09:00:00+00:00</updated><author><name>{escape(p.author or '')}</name></author>"
        f'<link rel="alternate" href="http://brevaux.example/{p.key}"/>'
        f'<content type="html">{escape(html(p))}</content></entry>'
        for p in posts
    )
    entries += "".join(
        f"<entry><id>tag:brevaux.example,2017:draft{n}</id>{kind}"
        '<app:control xmlns:app="http://purl.org/atom/app#">'
        f"<app:draft>yes</app:draft></app:control><title>{escape(said)}</title><content>{escape(said)}</content>"
        "</entry>"
        for n, said in enumerate(closed)
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{lang}">'
        f"<title>{escape(title)}</title>{entries}</feed>\n"
    ).encode()


def _lines(post: Post) -> str:
    return "\n\n".join(part.text for part in post.body)


def wordpress(posts: Sequence[Post], title: str, closed: Sequence[tuple[str, str]]) -> bytes:
    """An export of WordPress with Polylang; `closed` are the states and titles of posts not for everyone."""
    items = "".join(
        f"<item><title>{escape(p.title.text)}</title><link>http://brevaux.example/?p={n}</link>"
        f"<dc:creator><![CDATA[cariou]]></dc:creator><guid>http://brevaux.example/?p={n}</guid>"
        f"<content:encoded><![CDATA[{_lines(p)}]]></content:encoded>"
        f"<wp:post_id>{n}</wp:post_id><wp:post_date>{p.date} 00:30:00</wp:post_date>"
        "<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>"
        f'<category domain="language" nicename="{p.lang}"><![CDATA[{p.lang}]]></category>'
        f'<category domain="post_translations" nicename="pll_{p.key.split(".")[0]}">'
        f"<![CDATA[pll_{p.key.split('.')[0]}]]></category></item>"
        for n, p in enumerate(posts, 10)
    )
    items += "".join(
        f"<item><title>{escape(said)}</title><content:encoded><![CDATA[{said}]]></content:encoded>"
        f"<wp:post_id>{n}</wp:post_id><wp:status>{state}</wp:status><wp:post_type>post</wp:post_type></item>"
        for n, (state, said) in enumerate(closed, 90)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">'
        f"<channel><title>{escape(title)}</title><wp:wxr_version>1.2</wp:wxr_version>"
        "<wp:author><wp:author_login>cariou</wp:author_login>"
        "<wp:author_display_name><![CDATA[Nolwenn Cariou]]></wp:author_display_name></wp:author>"
        f"{items}</channel></rss>\n"
    ).encode()
