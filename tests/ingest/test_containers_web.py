"""Web archives: one source a text of an address, whatever else was captured."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.errors import BadInput
from archive.ingest.containers import SearchedContainer
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
    looked: list[SearchedContainer] = []
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
    assert (name, "no text in it: only errors" in why) == ("", True)


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


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "br": brotli.compress,
    "zstd": zstandard.compress,
    "zstd ": zstandard.ZstdCompressor(write_content_size=False).compress,
    "gzip, br": lambda data: brotli.compress(gzip.compress(data)),
    "BR": lambda data: data,  # many crawlers unpack a page and keep the word
    "zstd, gzip": lambda data: data,
    "identity": lambda data: data,
}


def answer(coded: str, body: bytes, *, kind: str = "text/html", chunks: int = 0) -> bytes:
    """A web archive of one answer, packed as its server said, in chunks of so many bytes."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Encoding: {coded}\r\n"
    if chunks:
        head += "Transfer-Encoding: chunked\r\n"
        pieces = (body[i : i + chunks] for i in range(0, len(body), chunks))
        body = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    data = f"{head}\r\n".encode() + body
    return (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2017-03-01T10:00:00Z\r\nWARC-Target-URI: {HOME}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(data)}\r\n\r\n"
    ).encode() + data + b"\r\n\r\n"  # fmt: skip


@pytest.mark.parametrize(("chunks", "size"), [(0, 0), (0, 1), (0, 9), (0, 9_000), (7, 99), (9_999, 9_000)])
@pytest.mark.parametrize("coded", PACKERS)
def test_a_page_is_unpacked_as_its_server_packed_it(
    tmp_path: Path, coded: str, chunks: int, size: int
) -> None:
    page = PAGE.format(" ".join(f"La lampe n° {n} luit." for n in range(size)))
    (tmp_path / "a.warc").write_bytes(answer(coded, PACKERS[coded](page.encode()), chunks=chunks))
    assert [text for _, text in held(tmp_path / "a.warc")] == [page]


@pytest.mark.parametrize("body", ["n", "6", "Fini.", "Voir : §", "Ouvert\n"])
@pytest.mark.parametrize("coded", ["br", "zstd"])
def test_a_short_page_that_is_not_packed_stays_what_it_is(tmp_path: Path, coded: str, body: str) -> None:
    (tmp_path / "a.warc").write_bytes(answer(coded, body.encode(), kind="text/plain"))
    assert [text for _, text in held(tmp_path / "a.warc")] == [body]


def test_a_page_that_was_cut_gives_what_stands_before(tmp_path: Path) -> None:
    drawn = random.Random(3)
    page = PAGE.format(" ".join(f"{drawn.randrange(2**24):06x}" for _ in range(40_000)))
    for coded in ("br", "zstd"):
        (tmp_path / coded).write_bytes(answer(coded, PACKERS[coded](page.encode())[:100_000]))
        ((_, text),) = held(tmp_path / coded)
        assert page.startswith(text)
        assert len(text) > 50_000


@pytest.mark.parametrize("coded", ["br", "zstd"])
def test_a_page_that_cannot_be_unpacked_says_so(tmp_path: Path, coded: str) -> None:
    whole = PACKERS[coded](PAGE.format(" ".join(map(str, range(20_000)))).encode())
    for spoilt in (
        whole[: len(whole) // 2] + bytes(1) * (len(whole) // 2),
        b"\x0b\x02\x80\x03\x01 \x00" + whole[9:],
    ):
        (tmp_path / "a.warc").write_bytes(answer(coded, spoilt))
        ((_, why),) = held(tmp_path / "a.warc")
        assert why.startswith("a page "), why[:99]
        assert {"br": "brotli", "zstd": "Zstandard"}[coded] in why


@pytest.mark.parametrize("coded", ["br", "zstd"])
def test_a_page_of_nothing_but_zeros_ends_at_the_bound(tmp_path: Path, coded: str) -> None:
    packed = PACKERS[coded](bytes(200_000_000))
    (tmp_path / "a.warc").write_bytes(answer(coded, packed))
    ((_, why),) = held(tmp_path / "a.warc")
    assert "200 times its size" in why


def test_a_coding_of_another_name_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(answer("x-phare", bytes(range(200))))
    ((_, why),) = held(tmp_path / "a.warc")
    assert "packed by x-phare, which is not read here" in why
