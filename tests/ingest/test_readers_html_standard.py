"""Pages as browsers read them: html5lib, slow and by the letter of the standard, says what a page holds.

Compared are words: those of html5lib's tree, less what shows no text, and those of the texts and the chrome
that come of the page. Nothing may be lost, nothing stand twice.
"""

from __future__ import annotations

import random
import re
from collections import Counter

import html5lib
import pytest

from archive.errors import EmptyInput
from archive.ingest.posts import split_page
from archive.ingest.readers import read_page
from archive.ingest.readers.html_blocks import is_text
from archive.ingest.readers.html_copy import lxml_tree
from archive.ingest.readers.html_main import extract
from archive.ingest.readers.html_tree import parse

# What shows no text of its own, or none that is the page's: programs, drawings, forms, the window's title.
SILENT = frozenset(
    """
    script style template head title noscript svg math iframe object embed canvas audio video map textarea
    select option datalist noframes rp
    """.split()  # noqa: SIM905
)
WORD = re.compile(r"\w+")


def words_by_the_standard(text: str) -> Counter[str]:
    found: Counter[str] = Counter()
    todo = [html5lib.parse(text, treebuilder="etree", namespaceHTMLElements=False)]
    while todo:
        element = todo.pop()
        found.update(WORD.findall(element.tail or ""))
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else "template"
        if name not in SILENT and "hidden" not in element.attrib:
            found.update(WORD.findall(element.text or ""))
            todo += list(element)
            continue
    return found


def words_here(text: str) -> Counter[str]:
    try:
        page = read_page(text.encode(), "text/html")
    except EmptyInput:
        return Counter()
    split = split_page(page)
    found = Counter(w for draft in split.drafts for w in WORD.findall(draft.text))
    found.update(w for span in split.chrome for w in WORD.findall(page.text[span.start : span.end]))
    return found


LONG = "Les pêcheurs de Brévaux ont repeint la barque du passeur avant la fête. "
OXMOOR = "The ferry of Oxmoor runs again since Monday, and takes bicycles for nothing. "

NEW = """
    article section main header nav aside figure figcaption hgroup address footer time details
    summary dialog search data mark output progress meter ruby x-post my-custom-element
    """.split()  # noqa: SIM905
PAGES = (
    # Elements that HTML 4 does not know, where the tags of html, head and body are left out.
    *(f"<!doctype html><title>Titre</title><{name}><p>alpha </{name}><p>beta" for name in NEW),
    "<title>Titre</title><meta name=a content=b><link rel=x href=y><base href=z><style>s</style><main>alpha",
    "<!-- un --><!doctype html><!-- deux --><title>Titre</title><!-- trois --><article>alpha</article>",
    "<head><title>Titre</title><article>alpha</article></head><body class=b>beta",
    "<head><title>Titre</title></head><article>alpha</article>",
    "<script>x</script> <time>alpha</time> <p>beta",
    "<title>Titre</title> alpha <p>beta",
    f"<title>Titre</title><article><h1>Le passeur</h1><p>{LONG * 5}</article><footer>Mentions</footer>",
    f"<title>Title</title><article><h1>The ferry</h1><p>{OXMOOR * 9}</article><p>end",
    # Text and elements where none belong.
    "<body><p>alpha</body></html> beta <p>gamma",
    "<html><body>alpha</body><!-- c --></html><article>beta</article>",
    "<p>alpha<html lang=fr>beta<body class=x> gamma<head> delta",
    "<table>alpha <tr>beta <td>gamma</td>delta </table>epsilon",
    "<table><p>alpha<p>beta<tr><td>gamma<table>delta <td>epsilon</table>zeta </table>",
    "<table><caption>alpha<td>beta<tbody>gamma </table>",
    "<table><b>alpha <tr><td>beta</table> gamma</b> delta",
    "<ul>alpha <li>beta<ul><li>gamma</ul>delta <li>epsilon</ul>",
    "<dl>alpha <dt>beta<dd>gamma<dt>delta</dl>",
    "<p>alpha <button>beta <p>gamma</button>delta</p>",
    "<button>alpha <button>beta </button>gamma",
    "<form>alpha <form>beta </form>gamma </form>delta",
    "<a href=x>alpha <a href=y>beta</a> gamma</a> delta",
    "<p>alpha <b>beta <p>gamma</b> delta <i>epsilon</p> zeta",
    "<b><i><u>alpha </b>beta </i>gamma </u>delta",
    "<h1>alpha <h2>beta</h1> gamma",
    "<p>alpha <div>beta</p> gamma</div> delta",
    "<p>alpha <table><tr><td>beta</table> gamma",
    "<nobr>alpha <nobr>beta</nobr> gamma",
    "<ruby>alpha <rb>beta <rt>gamma <rtc>delta</ruby> epsilon",
    "<frameset-like>alpha",
    "alpha<frameset><frame></frameset>beta",
    # Tags that are none, or odd.
    "alpha</br>beta</p>gamma<p/>delta<br/>epsilon",
    "<div/>alpha <span/>beta <image src=x>gamma",
    "<p>alpha </x> beta <//p> gamma </ p> delta <? php ?> epsilon <!x> zeta",
    "<p>1 < 2 alpha <3 beta <é gamma <- delta",
    "<p>alpha<!--> beta<!---> gamma<!-- -- > --!> delta<!-- <!-- --> epsilon",
    "<!--[if IE]><p>nobody</p><![endif]--><p>alpha<![if !IE]> beta <![endif]>",
    "<p>alpha <![CDATA[ beta ]]> gamma",
    "<svg><![CDATA[ nobody ]]><title>nobody</title><foreignObject><p>nobody</svg> alpha",
    "<svg><g><p>alpha</p></svg> beta",
    "<math><mi>x</mi><mtext><p>nobody</math>alpha",
    "<math><annotation-xml encoding='text/html'><p>nobody</math> alpha",
    '<p title="a > b">alpha <p title=\'c " d\'>beta <p title=e>f>gamma',
    "<p a=1 a=2 a=3>alpha <p =x>beta <p 'q'=\"r\" ''>gamma <p a=`b>delta",
    "<p>alpha</p\n x=y>beta</P/>gamma",
    "<p>alpha <a href='x?a=1&copy=2&lt=3&notit;'>beta</a>",
    "<p>alpha &copy &notit; &amp;amp; &#233;t&eacute &#x80; &#0; &#xD800; &nope; &AMP beta",
    # What is text to its end tag.
    "<title>Titre <b>non</title><p>alpha",
    "<textarea><p>nobody</textarea>alpha",
    "<textarea>\n<title>nobody</textarea><p>alpha <textarea/>nobody",
    "<script>if (a<b) '</scr'+'ipt>' <!-- <script> </script> --> </script>alpha",
    "<script><!-- <script> nobody </script> nobody --></script>alpha",
    "<style><p>nobody</style>alpha<xmp><b>beta</xmp>",
    "<noscript><p>nobody</noscript><p>alpha<noscript>nobody<i></noscript> beta",
    "<iframe><p>nobody</iframe>alpha <noembed>beta <b></noembed>gamma",
    "<plaintext>alpha <p>beta </plaintext>gamma",
    "<body><template><p>nobody</p></template>alpha",
    "<pre>\n\nalpha\n beta</pre><listing>\ngamma</listing>",
    "<select><option>nobody<option>nobody</select>alpha",
    "<p>alpha" + "<div>" * 400 + "beta" + "</div>" * 399 + "gamma",
    "<b>" * 300 + "alpha</b> beta<p>gamma",
    "\ufeff<!doctype html>\r\n<p>alpha\rbeta\r\ngamma\x0cdelta",
)


@pytest.mark.parametrize("text", PAGES)
def test_every_word_of_a_page_is_kept_once(text: str) -> None:
    assert words_here(text) == words_by_the_standard(text)


HEADS = (
    "<title>titre</title>", "<meta charset=utf-8>", "<link rel=x href=y>", "<style>b{}</style>",
    "<script>1<2</script>", "<!-- <p> -->", "<base href=/>", "\n", "<meta property='og:title' content=x>",
)  # fmt: skip
BLOCKS = (
    "article", "section", "main", "header", "nav", "aside", "figure", "footer", "details", "div", "ul",
    "table", "blockquote", "x-card", "center", "form", "dl", "time", "h2", "p", "span", "b", "a", "ruby",
    "button", "font",
)  # fmt: skip
CLOSED_BY_OTHERS = {"p", "li", "td", "tr", "dt", "dd", "tbody", "th"}
INSIDE = {"ul": ("li",), "table": ("tr", "tbody"), "tr": ("td", "th"), "tbody": ("tr",), "dl": ("dt", "dd")}


class Maker:
    """A page by rule: optional tags are left out by chance, and now and then a tag that is not optional."""

    def __init__(self, number: int) -> None:
        self.rng = random.Random(number)
        self.words = 0

    def page(self) -> str:
        maybe = self.maybe
        head = "".join(self.rng.choice(HEADS) for _ in range(self.rng.randrange(5)))
        body = "".join(self.element(self.rng.choice(BLOCKS), 0) for _ in range(self.rng.randrange(1, 6)))
        return (
            maybe("<!doctype html>", 0.7) + maybe("<html lang=fr>", 0.4) + maybe("<head>", 0.4) + head
            + maybe("</head>", 0.4) + maybe("<body>", 0.4) + body + maybe("</body>", 0.4)
            + maybe("</html>", 0.4) + maybe(self.word(), 0.1)
        )  # fmt: skip

    def maybe(self, text: str, chance: float) -> str:
        return text if self.rng.random() < chance else ""

    def word(self) -> str:
        self.words += 1
        return f" mot{self.words} "

    def element(self, name: str, depth: int) -> str:
        inside = INSIDE.get(name, BLOCKS)
        parts = []
        for _ in range(self.rng.randrange(1, 4)):
            draw = self.rng.random()
            if depth < 4 and (draw < 0.5 or name in INSIDE) and draw < 0.95:
                parts.append(self.element(self.rng.choice(inside), depth + 1))
            else:
                parts.append(self.word())
        kept = 0.3 if name in CLOSED_BY_OTHERS else 0.97
        attributes = self.maybe(" class=x id=y", 0.2)
        return f"<{name}{attributes}>{''.join(parts)}{self.maybe(f'</{name}>', kept)}"


@pytest.mark.parametrize("pages", [200, pytest.param(1_000, marks=pytest.mark.slow)])
def test_words_of_pages_with_optional_tags_left_out(pages: int) -> None:
    for number in range(pages):
        text = Maker(number).page()
        assert words_here(text) == words_by_the_standard(text), f"page {number}: {text}"


def test_the_main_text_is_looked_for_in_the_same_tree() -> None:
    article = f"<article><h1>Le passeur</h1><p>{LONG * 4}</p><p>{LONG * 3}</p></article>"
    text = f"<!doctype html><title>Le passeur</title>{article}<nav><a href=x>Accueil</a></nav>"
    main = extract(parse(text))
    assert main is not None
    assert main.text.count("Brévaux") == 7


@pytest.mark.parametrize("text", PAGES)
def test_the_tree_for_trafilatura_has_the_same_text(text: str) -> None:
    soup = parse(text)
    root = lxml_tree(soup)
    for script in list(root.iter("script")):
        script.text = None
    copied = root.itertext()
    left_out = {"svg", "math", "template", "style", "script"}
    own = [s for s in soup.strings if is_text(s) and not any(parent.name in left_out for parent in s.parents)]
    assert Counter(WORD.findall(" ".join(copied))) == Counter(WORD.findall(" ".join(own)))


def test_names_and_values_that_are_none_in_xml_are_copied_as_near_as_can_be() -> None:
    text = (
        "<a\"b 'c=d e\x01f=g title='x\x02y' xlink:href=z>alpha \x03 beta</a\"b><p lang=fr class='a b'>gamma"
    )
    root = lxml_tree(parse(text))
    assert "alpha" in "".join(root.itertext())
    paragraph = root.find(".//p")
    assert dict(paragraph.attrib) == {"lang": "fr", "class": "a b"}
    assert any(element.get("title") == "x y" for element in root.iter())


@pytest.mark.parametrize(
    ("text", "shown", "title"),
    [
        ("<head><title/><script src='x'/></head><body><p>Un mot</p></body>", "Un mot", None),
        (
            "<head><title>T</title></head><body><a name='x'/>Un <span class='y'/>mot<br/></body>",
            "Un mot",
            "T",
        ),
        ("<body><p><![CDATA[Un mot < deux & trois]]></p></body>", "Un mot < deux & trois", None),
        ("<body><script>//<![CDATA[\nx<y\n//]]></script><p>Un mot</p></body>", "Un mot", None),
        ("<body><div><textarea rows='2'/><iframe src='z'/><p>Un mot</p></div></body>", "Un mot", None),
    ],
)
def test_xhtml_is_read_as_what_it_says_it_is(text: str, shown: str, title: str | None) -> None:
    for start in (
        "<?xml version='1.0' encoding='utf-8'?><!DOCTYPE html [<!ENTITY x 'y'>]><html>",
        "<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'xhtml1-strict.dtd'>\n"
        "<html xmlns='http://www.w3.org/1999/xhtml' xml:lang='fr'>",
    ):
        page = read_page(f"{start}{text}</html>".encode(), "application/xhtml+xml")
        assert (page.text, page.title) == (shown, title)


def test_the_title_of_a_drawing_is_not_the_pages() -> None:
    page = read_page(b"<svg><title>Logo</title></svg><p>Un mot de la mairie", "text/html")
    assert page.title is None


@pytest.mark.parametrize(
    "text",
    [
        "<!doctype html><title>T</title><noscript></noscript>",
        "<p hidden>mot</p><script>x</script>",
        "<template><p>mot</p></template><!-- mot -->",
        "<svg><text>mot</text></svg><img alt=mot>",
    ],
)
def test_a_page_that_shows_no_text_is_refused(text: str) -> None:
    with pytest.raises(EmptyInput, match="a page without text"):
        read_page(text.encode(), "text/html")


OPENING = '<html xmlns="http://www.w3.org/1999/xhtml"><head><script src="a.js"/></head><body>'


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        (
            f"{OPENING}<p>Hello there</p><p><![CDATA[kept words here]]></p></body></html>",
            "Hello there kept words here",
        ),
        (
            f"{OPENING}<!-- <![CDATA[ --><p>Bonjour <b>à tous</b></p><!-- ]]> --></body></html>",
            "Bonjour à tous",
        ),
        (f'{OPENING}<p title="a > b <![CDATA[">one</p><p>two three</p></body></html>', "one two three"),
    ],
)
def test_cdata_in_xhtml_is_text_where_it_is_cdata(page: str, wanted: str) -> None:
    data = f"{OPENING}{page}</body></html>".encode()
    assert " ".join(read_page(data, "application/xhtml+xml").text.split()) == wanted
