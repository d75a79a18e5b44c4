"""What of a page is too much: counted before it is parsed, without refusing what people write."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from functools import partial

import pytest

from archive.errors import UnreadableInput
from archive.ingest.readers import read_page
from archive.ingest.readers.html_bounds import MAX_ATTRIBUTES, MAX_ELEMENTS, MAX_PARTS, bounded
from archive.ingest.readers.html_tree import parse
from tests.clock import least_seconds

TEXT = "<p>Le passeur de Brévaux repart lundi.</p>"
WORD = re.compile(r"\w+")


def attributes(count: int) -> str:
    return " ".join(f"data-{i}='{i}'" for i in range(count))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"<p {attributes(MAX_ATTRIBUTES + 1)}>mot", "an element with more than 1,000 attributes"),
        (f"<p {' '.join(f'a{i}' for i in range(MAX_ATTRIBUTES + 1))}>mot", "1,000 attributes"),
        (f"<svg><path {attributes(MAX_ATTRIBUTES + 1)}/></svg>mot", "1,000 attributes"),
        (f"<svg><style><p {attributes(MAX_ATTRIBUTES + 1)}>mot", "1,000 attributes"),
        ("mot" + "".join(f"<body a{i}=b>" for i in range(MAX_ATTRIBUTES + 1)), "1,000 attributes"),
        ("<i a=1 b=2 c=3>x</i>" * (MAX_PARTS // 4 + 1), "500,000 elements and attributes"),
        ("<i>" * (MAX_ELEMENTS + 1), "150,000 elements"),
        ("</p>" * (MAX_ELEMENTS + 1), "150,000 elements"),
        ("a</br>" * (MAX_ELEMENTS + 1), "150,000 elements"),
        ("a<!-- b -->" * (MAX_ELEMENTS + 1), "150,000 elements"),
    ],
)
def test_a_page_of_too_many_elements_or_attributes_is_refused(text: str, reason: str) -> None:
    with pytest.raises(UnreadableInput, match=reason):
        read_page(f"<!doctype html>{TEXT}{text}".encode(), "text/html")


@pytest.mark.parametrize("form", ["a{0}=b", "a{0}", "a{0}='{0}'", 'a{0} = "x>y"'])
def test_a_million_attributes_are_refused_within_a_second(form: str) -> None:
    page = f"<p {' '.join(form.format(i) for i in range(10**6))}>mot".encode()

    def refused() -> None:
        with pytest.raises(UnreadableInput, match="attributes"):
            read_page(page, "text/html")

    assert least_seconds(refused, 1) < 1


@pytest.mark.parametrize(
    "text",
    [
        f"<p {attributes(MAX_ATTRIBUTES)}>mot",
        "<p " + "a=b " * 50_000 + ">mot",  # one attribute, many times
        f"<img src='data:image/svg+xml,{'<path a=b c=d> ' * 5_000}'>mot",
        f"<img src=data:image/png;base64,{'A=/b+' * 100_000}>mot",
        f"<script>{'if(a<b&&c d=e f=g h)i=j; ' * 20_000}</script>mot",
        f"<script>document.write('<p {attributes(2_000)}'</script>mot",
        f"<style>{'a b{c:d} ' * 5_000}/* <p {attributes(2_000)} */</style>mot",
        f"<!-- <p {attributes(2_000)} -->mot",
        f"<textarea><p {attributes(2_000)}</textarea>mot",
        f"<p>1 < {attributes(2_000)}</p>mot",
        "<p>mot</p>" * 100_000,
    ],
    ids=lambda text: text[:30],
)
def test_what_pages_hold_is_not_counted_wrongly(text: str) -> None:
    page = f"<!doctype html>{TEXT}{text}"
    assert bounded(page) is page


@pytest.mark.parametrize(
    "text",
    [
        "<font size=2>mot<br>" * 1_500,
        "".join(f"<p><font color='#{i:06x}'>mot{i}" for i in range(200)),
        "<table><tr><td>mot" * 500,
        "<ul><li>mot" * 500,
        "<div>mot" * 2_000,
        "<p><b>mot" * 10_000,
        "<table>" + "<tr><td><font face=Arial>mot</td></tr>" * 3_000,
    ],
    ids=lambda text: text[:30],
)
def test_what_is_left_unclosed_by_hand_is_left_as_it_is(text: str) -> None:
    assert bounded(text) is text


@pytest.mark.parametrize(
    "text",
    [
        "<p>" + "".join(f"<b id=a{i}>" for i in range(2_000)) + "mot " + "<p>et <i>un</i> mot</b>" * 2_000,
        "".join(f"<font color=c{i}>mot{i} <p>" for i in range(3_000)),
        "<div>un " * 20_000 + "</div>mot" * 20_000,
        "<div>un </b></x>" * 20_000,
        "<section><p>un <span>mot" * 8_000 + "</section>deux " * 8_000 + "<p>fin",
        "<div><table><tr><td>un<td>deux</table>" * 6_000,
        "<b>" * 20_000 + "mot<p>un</p>" * 20_000,
        "<svg></p><g/><div>un </div>" + "<div>deux" * 15_000,
        "<!-- <div> --><script>'<div>'</script>" + "<div> un<textarea><div></textarea>" * 12_000 + "fin",
    ],
    ids=lambda text: text[:30],
)
def test_nesting_without_end_costs_bold_and_depth_but_no_word(text: str) -> None:
    shorter = bounded(text)
    assert shorter is not text
    depth_only = re.sub(r"<(script|textarea)\b.*?</\1>|<!--.*?-->", " ", text, flags=re.S)
    told = WORD.findall(re.sub(r"<[^>]*>", " ", depth_only))
    read: list[str] = []

    def take() -> None:
        page = read_page(text.encode(), "text/html")
        read[:] = WORD.findall(page.text)

    assert least_seconds(take, 10) < 10
    assert "".join(read) == "".join(told)


def _spoilt(rng: random.Random) -> str:
    signs = (
        "<",
        ">",
        "</",
        "<!--",
        "-->",
        "='",
        '="',
        "'",
        '"',
        "<p a",
        "<script>",
        "</script>",
        "<svg>",
        " ",
        "/",
    )
    return "".join(rng.choice(signs) for _ in range(rng.randrange(1, 6)))


def test_the_scan_never_goes_back() -> None:
    """A second is a hundred times what these take, and far from what the square of their length would."""
    rng = random.Random(5)
    units = [_spoilt(rng) for _ in range(40)]
    units += ["<a b='<a b=\"", "<!--<!", "<a <a ", "<!-- -- > ", "<p =", "<?", "</", "<a b=c/", "<p ' \" "]

    def scan(unit: str) -> Callable[[], None]:
        text = unit * (60_000 // max(1, unit.count("<")))

        def take() -> None:
            try:
                bounded(text)
            except UnreadableInput:
                return

        return take

    for unit in units:
        assert least_seconds(scan(unit), 1) < 1, unit


def test_depth_is_that_of_the_tree_or_more() -> None:
    """Pages that nest as deep as they can in ways the scan counts apart stay shallow enough to parse."""
    for unit in (
        "<div></p></b>",
        "<div><table></div>",
        "<button><p>",
        "<li><div><li>",
        "<a><div><a>",
        "<rt>",
    ):
        tree = parse(unit * 12_000)
        deepest = 0
        for tag in tree.find_all(True)[-5:]:
            deepest = max(deepest, sum(1 for _ in tag.parents))
        assert deepest < 40_000, unit


def yearly_report(tables: int) -> bytes:
    """A company's report as regulators publish it: XHTML, every cell and paragraph with its own style."""
    style = (
        "margin-bottom:0pt;margin-top:0pt;text-indent:0pt;color:#000000;font-family:Times New Roman;"
        "font-size:10pt;font-weight:normal;font-style:normal;text-transform:none;font-variant: normal"
    )
    cell = f'<td style="padding:0.75pt;background-color:#FFFFFF;{style}"><p style="{style}">'
    figure = f'{cell}<ix:nonFraction unitRef="EUR" name="Quay" decimals="0">4,711</ix:nonFraction></p></td>'
    row = f"<tr>{f'{cell}Dredging of the inner harbour</p></td>{figure * 8}'}</tr>"
    said = "The company leases the quays of Oxmoor from the port until December 31, 2031. " * 6
    parts = [
        f'<p style="{style}">{said}Note {n}.</p><p style="{style}">&#160;</p>' * 4
        + f"<table>{row * 6}</table>"
        for n in range(tables)
    ]
    start = "<?xml version='1.0' encoding='ASCII'?><html xmlns='http://www.w3.org/1999/xhtml'><head/><body>"
    return f"{start}{''.join(parts)}</body></html>".encode()


def test_a_page_of_two_megabytes_is_read_within_three_seconds() -> None:
    for tables in (56, 80):  # below and above the elements that trafilatura is given
        page = yearly_report(tables)
        assert least_seconds(partial(read_page, page, "text/html"), 3) < 3
    assert len(page) > 2_400_000
    read = read_page(page, "text/html")
    assert read.text.count("Dredging of the inner harbour") == 80 * 6
    assert read.text.count("Oxmoor") == 80 * 24


BOLD = "".join(f"<p><font c={i}>mot" for i in range(900))


@pytest.mark.parametrize(
    "page",
    [
        f"<p>Il faut lire ceci</p><!-- <b --><p>gardé</p>{BOLD}",
        f"<p title='<b x'>gardé</p>{BOLD}",
        f'<p title="a <i">gardé</p><script>a <b c</script>{BOLD}',
    ],
)
def test_bold_goes_from_tags_alone(page: str) -> None:
    words = read_page(f"<!doctype html>{page}".encode(), "text/html").text.split()
    assert "gardé" in words
    assert words.count("mot") == 900


@pytest.mark.parametrize(
    "page",
    [
        "<p " + " ".join(f"a{i}=1" for i in range(5_000)) + ">x",
        "</svg>" + "<div>" * 40_000 + "x",
        "</svg>" + "".join(f"<p><b c={i}>w" for i in range(2_000)),
    ],
)
def test_no_cdata_hides_what_a_page_would_cost(page: str) -> None:
    began = time.process_time()
    with pytest.raises(UnreadableInput):
        read_page(f"<p>hello</p><svg><![CDATA[ > <!-- ]]>{page}".encode(), "text/html")
    assert time.process_time() - began < 2


def test_end_tags_that_end_nothing_count() -> None:
    page = "<span>" * 9_000 + "</i>x" * 20_000
    began = time.process_time()
    read_page(page.encode(), "text/html")
    assert time.process_time() - began < 5
