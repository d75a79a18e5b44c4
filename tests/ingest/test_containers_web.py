"""Web archives: one source a text of an address, whatever else was captured."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.errors import BadInput
from archive.ingest.containers import Opened
from archive.ingest.sources import find, read

# What writes these files leaves some of its own open.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Unclosed file:ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)

PAGE = "<html><head><title>Le phare</title></head><body><p>{}</p></body></html>"
HOME = "https://phare.example/"


def web(
    *captures: tuple[str, str, str, str], gzipped: bool = True, coded: bool = False, status: str = "200 OK"
) -> bytes:
    """A WARC of (day, address, type, body); a body of nothing says that nothing changed."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=gzipped)
    last: dict[str, Any] = {}
    for day, address, kind, body in captures:
        data = gzip.compress(body.encode()) if coded else body.encode()
        fields = [("Content-Type", kind), *([("Content-Encoding", "gzip")] if coded else [])]
        http = StatusAndHeaders(status, fields, protocol="HTTP/1.1")
        more = {"WARC-Date": f"{day}T10:00:00Z"}
        if body:
            record = writer.create_warc_record(
                address, "response", io.BytesIO(data), http_headers=http, warc_headers_dict=more
            )
            last[address] = record
        else:
            digest = last[address].rec_headers.get_header("WARC-Payload-Digest")
            record = writer.create_revisit_record(
                address, digest, address, "2017-01-01T10:00:00Z", http_headers=http, warc_headers_dict=more
            )
        writer.write_record(record)
    return out.getvalue()


def held(path: Path) -> list[tuple[str, str]]:
    """What is read of a file, or why it is not, by what stands behind its name, in order.

    Last what is said of containers in which something is not to be read.
    """
    out = []
    looked: list[Opened] = []
    for found in find([str(path)], looked=looked.append):
        try:
            out.append((found.given.partition(path.name)[2], read(found).data.decode()))
        except BadInput as error:
            out.append((found.given.partition(path.name)[2], str(error)))
    told = ((one.given.partition(path.name)[2], one.vacant or one.unread) for one in looked)
    return out + [(name, said) for name, said in told if said]


@pytest.mark.parametrize(("gzipped", "coded"), [(True, False), (False, False), (True, True)])
def test_a_text_of_an_address_is_one_source_and_the_newest_comes_last(
    tmp_path: Path, gzipped: bool, coded: bool
) -> None:
    old, new = PAGE.format("fermé"), PAGE.format("rallumé")
    data = web(
        ("2017-01-01", HOME, "text/html; charset=utf-8", old),
        ("2017-01-01", f"{HOME}a.css", "text/css", "p {}"),
        ("2017-02-01", HOME, "text/html", new),
        ("2017-03-01", HOME, "text/html", old),
        ("2017-03-01", f"{HOME}robots.txt", "text/plain", "User-agent: *"),
        ("2017-01-02", f"{HOME}about", "text/plain", "Qui nous sommes."),
        gzipped=gzipped,
        coded=coded,
    )
    (tmp_path / "site").write_bytes(data)
    assert held(tmp_path / "site") == [
        (f"!//20170201100000/{HOME}", new),
        (f"!//20170101100000/{HOME}", old),
        (f"!//20170102100000/{HOME}about", "Qui nous sommes."),
    ]
    assert {f.origin.partition("!//")[2] for f in find([str(tmp_path / "site")])} == {HOME, f"{HOME}about"}


def test_a_capture_that_saw_nothing_new_is_no_source_and_makes_its_text_the_newest(tmp_path: Path) -> None:
    old, new = PAGE.format("fermé"), PAGE.format("rallumé")
    captures = [("2017-01-01", HOME, "text/html", old), ("2017-02-01", HOME, "text/html", new)]
    (tmp_path / "a.warc").write_bytes(web(*captures, ("2017-03-01", HOME, "text/html", "")))
    assert [text for _, text in held(tmp_path / "a.warc")] == [old, new]


@pytest.mark.parametrize("status", ["404 Not Found", "500 Error", "301 Moved Permanently"])
def test_errors_and_redirects_are_no_sources(tmp_path: Path, status: str) -> None:
    data = web(("2017-01-01", HOME, "text/html", PAGE.format("perdu")), status=status)
    (tmp_path / "a.warc.gz").write_bytes(data)
    ((name, why),) = held(tmp_path / "a.warc.gz")
    assert (name, "no text was captured" in why) == ("", True)


@pytest.mark.parametrize("gzipped", [True, False])
def test_a_web_archive_that_is_cut_gives_its_whole_records(tmp_path: Path, gzipped: bool) -> None:
    pages = [("2017-01-01", f"{HOME}{n}", "text/html", PAGE.format(f"texte {n} " * 400)) for n in range(3)]
    data = web(*pages, gzipped=gzipped)
    (tmp_path / "a.warc.gz").write_bytes(data[: len(data) - len(data) // 6])
    *whole, (name, why) = held(tmp_path / "a.warc.gz")
    assert [text for _, text in whole] == [body for *_, body in pages[:2]]
    assert (name, "cut" in why) == ("", True)


def test_a_wacz_is_the_pages_of_its_archives(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as box:
        box.writestr("datapackage.json", "{}")
        box.writestr("indexes/index.cdx.gz", "x")
        box.writestr("archive/data.warc.gz", web(("2017-01-01", HOME, "text/html", PAGE.format("rallumé"))))
    assert held(tmp_path / "a.wacz") == [
        (f"!archive/data.warc.gz!20170101100000/{HOME}", PAGE.format("rallumé")),
        ("!datapackage.json", "{}"),
    ]


def test_an_arc_is_read(tmp_path: Path) -> None:
    page = PAGE.format("ancien")
    http = f"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n{page}"
    version = "1 0 Example\nURL IP-address Archive-date Content-type Archive-length\n"
    data = f"filedesc://a.arc 0.0.0.0 20031101100000 text/plain {len(version)}\n{version}\n"
    data += f"http://phare.example/ 127.0.0.1 20031101100000 text/html {len(http)}\n{http}\n"
    (tmp_path / "a.arc").write_bytes(data.encode())
    assert held(tmp_path / "a.arc") == [("!20031101100000/http://phare.example/", page)]


@pytest.mark.parametrize(
    ("path", "is_read"),
    [
        ("", True),
        ("phare", True),
        ("fr/phare.html?x=1", True),
        ("a.php", True),
        ("api/v1.json", False),
        ("x.swf", False),
    ],
)
def test_what_no_type_was_told_of_is_a_page_by_its_address(tmp_path: Path, path: str, is_read: bool) -> None:
    data = web(("2017-03-01", HOME + path, "", PAGE.format("The lamp is lit.")), gzipped=False)
    (tmp_path / "a.warc").write_bytes(data.replace(b"Content-Type: \r\n", b"X-Content-A: \r\n"))
    assert any("The lamp" in text for _, text in held(tmp_path / "a.warc")) is is_read


@pytest.mark.parametrize(("coded", "name"), [("br", "brotli"), ("zstd", "Zstandard"), ("BR", "brotli")])
def test_a_page_that_stays_packed_says_by_what(tmp_path: Path, coded: str, name: str) -> None:
    """Many crawlers unpack a page and keep the word: such a page is read."""
    data = web(
        ("2017-03-01", f"{HOME}a", f"text/html\r\nContent-Encoding: {coded}", "\x0b\x02\x80\x03\x01 \x00"),
        ("2017-03-02", f"{HOME}b", f"text/html\r\nContent-Encoding: {coded}", PAGE.format("La lampe luit.")),
    )
    (tmp_path / "a.warc.gz").write_bytes(data)
    (_, why), (_, text) = held(tmp_path / "a.warc.gz")
    assert (name in why, "La lampe luit" in text) == (True, True)
