"""Hostile pages: what a tree by the HTML standard, or the search for text in it, could be made to pay for."""

from __future__ import annotations

from collections.abc import Callable

from tests.hostile.kinds import ENGLISH, FRENCH, Case, html, markup, nested


def _article(unit: Callable[[int], str]) -> Callable[[int], bytes]:
    """A page whose text is followed by what differs from one to the next."""
    return lambda n: html(f"<h1>Le phare</h1><p>{FRENCH * 5}</p>" + "".join(unit(i) for i in range(n)))


def _wrapped(before: str, unit: str, after: str) -> Callable[[int], bytes]:
    return lambda n: html(f"<h1>Le phare</h1><p>{FRENCH * 5}</p>{before}{unit * n}{after}")


def _attributes(n: int) -> str:
    return " ".join(f"a{i}=b" for i in range(n))


def _reopened(n: int) -> bytes:
    """Bold that is never closed, each of another colour, and begins anew in every paragraph."""
    bold = "".join(f"<font color=c{i}>" for i in range(n))
    return html(f"<h1>Le phare</h1><p>{bold}{FRENCH * 5}</p>{'<p>un mot</p>' * n}")


def _linked_data(n: int) -> bytes:
    entries = ",".join(["{}"] * n)
    return html(f"<p>{FRENCH * 5}", f'<script type="application/ld+json">{{"@graph":[{entries}]}}</script>')


def _report(n: int) -> bytes:
    """The yearly report of a company: tables of figures, and every cell with its own style."""
    said = "font-family:inherit;font-size:10pt;font-style:normal;font-weight:normal;text-decoration:none"
    cell = f'<td style="vertical-align:bottom;{said}"><div style="{said}"><font style="{said}">4,711'
    row = f"<tr>{f'{cell}</font></div></td>' * 5}</tr>"
    text = f'<div style="{said};text-indent:48px;"><font style="{said}">{ENGLISH * 10}</font></div>'
    return html(f"<title>Report</title>{(text * 6 + f'<table>{row * 6}</table>') * n}")


PAGES = (
    # Attributes, and what grows with the square of something in a tree by the standard.
    Case(
        "distinct-attributes.html",
        lambda n: html(f"<p {_attributes(n)}>{FRENCH * 5}</p>"),
        5_000,
        1_000_000,
        reason="attributes",
    ),
    Case(
        "distinct-attributes-few.html",
        lambda n: html(f"<p {_attributes(n)}>{FRENCH * 5}</p>"),
        100,
        1_000,
        "Brévaux",
    ),
    Case("attributes-each.html", markup(f"<i {_attributes(100)}>x</i>"), 500, 8_000, reason="attributes"),
    Case("attributes-thirty.html", markup(f"<i {_attributes(30)}>x</i>"), 500, 15_000, "Brévaux"),
    Case("attributes-of-body.html", _article(lambda i: f"<body a{i}=b>"), 400, 20_000, reason="attributes"),
    Case(
        "classes.html", lambda n: html(f'<div class="{"un " * n}"><p>{FRENCH * 5}'), 10**5, 10**6, "Brévaux"
    ),
    Case("reopened-bold.html", _reopened, 400, 60_000, "Brévaux"),
    Case("open-bold.html", _article(lambda i: f"<b id=a{i}>mot "), 500, 40_000, "Brévaux"),
    Case("crossed.html", markup("<a href=x><b><i><p></a></b></i>mot "), 500, 20_000, "Brévaux"),
    Case("deep-article.html", nested("article><h2>Un titre du phare</h2><p"), 500, 9_000, "Brévaux"),
    Case("deep-article-more.html", nested("article><h2>Un titre</h2><p"), 500, 20_000, "Brévaux"),
    Case("deep-unmatched.html", markup("<div></b></x>"), 3_000, 100_000, "Brévaux"),
    Case("deep-span.html", nested("span"), 3_000, 140_000, "Brévaux"),
    Case("deep-custom.html", nested("x-y"), 3_000, 140_000, "Brévaux"),
    Case("deep-button.html", markup("<object><p>"), 3_000, 70_000, "Brévaux"),
    Case("deep-strings.html", _wrapped("<div>" * 260, f"<b>{'mot ' * 300}</b>", ""), 200, 700, "Brévaux"),
    Case("deep-svg.html", _wrapped("<svg>", "<g>", "</svg>"), 3_000, 140_000, "Brévaux"),
    Case("deep-foreign.html", markup("<svg><foreignObject>"), 3_000, 70_000, "Brévaux"),
    Case("deep-math.html", _wrapped("<math>", "<mrow><mi>", "</math>"), 3_000, 70_000, "Brévaux"),
    Case("deep-template.html", markup("<template>"), 3_000, 140_000, "Brévaux"),
    Case("deep-ruby.html", markup("<ruby><rt>"), 3_000, 70_000, "Brévaux"),
    Case("deep-font.html", markup("<font size=2><center>"), 3_000, 70_000, "Brévaux"),
    Case("paths.html", _wrapped("<svg>", "<path d='M0 0'/>", "</svg>"), 5_000, 140_000, "Brévaux"),
    Case("cells.html", _wrapped("<table><tr>", "<td>mot", "</table>"), 3_000, 120_000, "Brévaux"),
    Case("foster.html", _wrapped("<table>", "mot <b></b>", "</table>"), 3_000, 100_000, "Brévaux"),
    Case("foster-blocks.html", _wrapped("<table>", "<div>mot</div>", "</table>"), 1_000, 100_000, "Brévaux"),
    Case("ends.html", markup("</p>"), 10_000, 140_000, "Brévaux"),
    Case("ends-many.html", markup("</p>"), 160_000, 400_000, reason="elements"),
    Case("comments-many.html", markup("<!-- a -->"), 10_000, 300_000, reason="elements"),
    Case("ends-br.html", markup("mot</br>"), 3_000, 100_000, "Brévaux"),
    Case("options.html", _wrapped("<select>", "<option>mot", "</select>"), 10_000, 140_000, "Brévaux"),
    Case("forms.html", markup("<form><input name=a>"), 5_000, 70_000, "Brévaux"),
    Case("metas.html", markup("<meta name=a content=b>"), 5_000, 140_000, "Brévaux"),
    Case("alternates.html", markup("<link hreflang=fr href=x>"), 5_000, 140_000, "Brévaux"),
    Case("scripts.html", markup("<script>x<y</script>"), 3_000, 70_000, "Brévaux"),
    Case(
        "frames.html", lambda n: f"<html><frameset>{'<frameset>' * n}".encode(), 3_000, 140_000, reason="text"
    ),
    Case("report.html", _report, 4, 105, "Oxmoor"),
    # What the text of a page may hold, in runs.
    Case("cdata.html", _wrapped("<svg>", "<![CDATA[ mot ]]>", "</svg>"), 10_000, 140_000, "Brévaux"),
    Case("cdata-html.html", markup("<![CDATA[ mot ]]> "), 10_000, 140_000, "Brévaux"),
    Case(
        "cdata-open.html",
        lambda n: f"<?xml version='1.0'?><html><p>{FRENCH * 5}</p>{'<![CDATA[' * n}".encode(),
        10_000,
        90_000,
        "Brévaux",
    ),
    Case(
        "doctypes.html",
        lambda n: f"<?xml version='1.0'?>{'<!DOCTYPE html [' * n}<html><p>{FRENCH * 5}".encode(),
        10_000,
        500_000,
        "Brévaux",
    ),
    Case(
        "self-closed.html",
        lambda n: f"<?xml version='1.0'?><html><p>{FRENCH * 5}</p>{'<a b=' * n}<div/>".encode(),
        10_000,
        140_000,
        "Brévaux",
    ),
    Case("references.html", markup("&amp &copy; &#x41 &notit "), 5_000, 45_000, "Brévaux"),
    Case(
        "data-uri.html",
        lambda n: html(f'<img src="data:{"A=<b " * n}"><p>{FRENCH * 5}'),
        10**4,
        10**5,
        "Brévaux",
    ),
    Case(
        "data-uri-long.html",
        lambda n: html(f'<img src="data:{"A" * n}"><p>{FRENCH * 5}'),
        10**5,
        3 * 10**7,
        "Brévaux",
    ),
    Case("open-quotes.html", markup("<a b=' <a b=\" "), 10_000, 70_000, "Brévaux"),
    Case("open-comments.html", markup("<!-- <!- <!"), 10_000, 400_000, "Brévaux"),
    Case("bogus.html", markup("<?<!x</3 mot>"), 10_000, 100_000, "Brévaux"),
    Case("equals.html", lambda n: html(f"<p {'=' * n}>{FRENCH * 5}"), 10_000, 3_000_000, "Brévaux"),
    Case("slashes.html", lambda n: html(f"<p {'/' * n}>{FRENCH * 5}"), 10_000, 3_000_000, "Brévaux"),
    Case("spaces.html", lambda n: html(f"<p {' ' * n}>{FRENCH * 5}"), 10_000, 3_000_000, "Brévaux"),
    Case(
        "minified.html",
        lambda n: html(f"<p>{FRENCH * 5}</p><script>{'if(a<b&&c d=e){f g};' * n}</script>"),
        1_000,
        100_000,
        "Brévaux",
    ),
    Case("linked-data.html", _linked_data, 1_000, 160_000, "Brévaux"),
)
