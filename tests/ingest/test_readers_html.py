"""The HTML reader: blocks, metadata, post containers, main text."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.ingest.dating import date_documents
from archive.ingest.posts import split_page
from archive.ingest.readers import read_page
from archive.ingest.readers.html_main import marks
from archive.ingest.readers.html_meta import said_date
from archive.records import Page, Role
from tests.clock import least_seconds

PAGES = Path(__file__).parent.parent / "pages"
LONG = (
    "Les ouvriers du port ont repris le travail après trois semaines, et la criée rouvre demain à "
    "cinq heures. "
)


def read(html: str) -> Page:
    return read_page(html.encode(), "text/html")


def test_text_is_what_the_page_shows() -> None:
    page = read(
        "<html><body><h2>Un\n titre<br>long</h2><p>Du <b>gras</b>\n et   du texte<br>une "
        "ligne<br><br>Un autre"
        "<ul><li>un<li>deux</ul><hr><pre>a\n  b</pre><script>x()</script></body></html>"
    )
    assert page.text == "Un titre long\n\nDu gras et du texte\nune ligne\n\nUn autre\n\nun\ndeux\n\n\na\nb"
    assert page.markup


def test_headings_have_levels_and_bold_lines_are_headings() -> None:
    page = read(f"<html><body><h3>Titre</h3><p><b>Sous-titre</b></p><p>{LONG * 3}</p></body></html>")
    found = [(b.role, b.level) for b in page.blocks if b.role is Role.HEADING]
    assert found == [(Role.HEADING, 3), (Role.HEADING, 0)]


@pytest.mark.parametrize(
    ("length", "role"), [(249, Role.HEADING), (250, Role.HEADING), (251, Role.PARAGRAPH)]
)
def test_a_long_bold_paragraph_is_no_heading(length: int, role: Role) -> None:
    line = ("La digue rouvre, et chacun peut " * 10)[: length - 1] + "."
    page = read(f"<body><p><b>{line}</b></p><p>Le gardien du phare compte les navires.</p></body>")
    block = page.blocks[0]
    assert (block.role, block.end - block.start) == (role, length)


def test_metadata_of_an_article() -> None:
    page = read_page((PAGES / "article.html").read_bytes(), "text/html")
    assert page.title == "La digue de Sangatte rendue aux promeneurs"
    assert (page.date, page.author, page.lang) == ("2019-05-21", "Basile Courtois", "fr")
    assert page.url == "https://phare.example.org/digue"
    assert page.alternates == {"en": "https://phare.example.org/en/seawall"}
    kept = [page.text[b.start : b.end] for b in page.blocks if b.role is not Role.CHROME]
    assert any(k.startswith("Les blocs de granit") for k in kept)
    assert not any("Accueil" in k or "phoque" in k or "À lire aussi" in k for k in kept)


@pytest.mark.parametrize(
    ("name", "hints"),
    [
        (
            "wordpress.html",
            [
                (
                    "Port authority seals the eastern quay",
                    "Maud Lesage",
                    "2016-04-11",
                    None,
                    "https://example.org/12",
                ),
                ("Lettre des apicultrices du plateau", None, "2016-03-17", "fr", "https://example.org/9"),
            ],
        ),
        (
            "blogger.html",
            [
                (
                    "L’écluse est restée fermée",
                    "Odile Vasseur",
                    "2014-06-08",
                    None,
                    "http://carnet.example.org/2014/06/ecluse.html",
                ),
                (
                    "Un vote à main levée",
                    "Odile Vasseur",
                    "2014-06-02",
                    None,
                    "http://carnet.example.org/2014/06/vote.html",
                ),
            ],
        ),
    ],
)
def test_containers_and_their_hints(name: str, hints: list[tuple[str | None, ...]]) -> None:
    page = read_page((PAGES / name).read_bytes(), "text/html")
    said = [(h.title, h.author, h.date, h.lang, h.url) for _, h in sorted(page.hints.items())]
    assert said == hints
    for block in page.blocks:
        assert block.group is not None or block.role is Role.CHROME


def containers(form: str, count: int = 3) -> str:
    posts = "".join(
        form.format(title=f"Titre numéro {i}", body=f"<p>{LONG * 3}</p><p>{LONG * 2}</p>")
        for i in range(count)
    )
    menu = "<ul class='menu'><li><a href='/'>Accueil</a></li></ul>"
    return f"<html><body>{menu}<div id='x'>{posts}</div><div id='footer'>Mentions</div></body></html>"


@pytest.mark.parametrize(
    "form",
    [
        "<article><h2>{title}</h2>{body}</article>",
        "<div class='h-entry'><h3 class='p-name'>{title}</h3><div class='e-content'>{body}</div></div>",
        "<div class='post hentry tag-port comments-open'><h2 class='entry-title'>{title}</h2>{body}</div>",
        "<div class='post-outer'><div class='post'><h3 class='post-title'>{title}</h3>{body}</div></div>",
        "<li class='item hentry'><h3>{title}</h3><div class='introduction'>{body}</div></li>",
        "<div class='node node-blog'><h2><a href='/n'>{title}</a></h2><div "
        "class='content'>{body}</div></div>",
        "<div itemscope itemtype='http://schema.org/BlogPosting'><h2>{title}</h2>{body}</div>",
        "<div><h2>{title}</h2>{body}</div>",
        "<section><h1>{title}</h1>{body}</section>",
    ],
)
def test_posts_of_many_engines(form: str) -> None:
    page = read(containers(form))
    assert {b.group for b in page.blocks} == {None, 0, 1, 2}
    assert [page.hints[n].title for n in range(3)] == [f"Titre numéro {n}" for n in range(3)]


def test_a_page_of_short_notes_is_a_page_of_posts() -> None:
    notes = "".join(
        f"<article><h2>News about {what}</h2><p>On Monday the volunteers spoke of {what} with those who live "
        "by the harbour, and agreed to meet again next week.</p></article>"
        for what in ("bread", "boats", "coats", "a football", "soup")
    )
    page = read_page(f"<html><body><main>{notes}</main></body></html>".encode(), "text/html")
    assert len(split_page(page).drafts) == 5


def test_teasers_make_no_page_of_posts() -> None:
    teasers = "".join(
        f"<article><h3><a href='/{i}'>Encore une nouvelle du port</a></h3></article>" for i in range(5)
    )
    page = read(
        f"<html><body><article><h1>La criée rouvre</h1><p>{LONG * 8}</p></article>{teasers}</body></html>"
    )
    assert {b.group for b in page.blocks} == {0}
    kept = " ".join(page.text[b.start : b.end] for b in page.blocks if b.role is not Role.CHROME)
    assert "Encore une nouvelle" not in kept


def test_the_blog_is_not_the_title() -> None:
    page = read(
        "<html><head><title>Carnet du canal</title></head><body><div id='top'><h1><a href='/'>Carnet du "
        "canal</a></h1>"
        f"</div><div class='post'><h2>La criée rouvre</h2><p>{LONG * 6}</p></div></body></html>"
    )
    assert page.title == "La criée rouvre"


@pytest.mark.parametrize(
    ("text", "lang", "date"),
    [
        ("2014-06-08T18:30:00+02:00", None, "2014-06-08"),
        ("20140608", None, "2014-06-08"),
        (" 2014-06", None, "2014-06"),
        ("2014-06-08 10:00", None, "2014-06-08"),
        ("8 juin 2014", None, "2014-06-08"),
        ("8 juin 2014", "en", None),
        ("Sun, 08 Jun 2014 18:30:00 GMT", None, "2014-06-08"),
        ("06/08/2014", "fr", "2014-08-06"),
        ("06/08/2014", "en", "2014-06-08"),
        ("06/08/2014", None, None),
        ("06/08/2014", "de", None),
        ("18/08/2014", None, "2014-08-18"),
        ("8 juin 1714", "fr", None),
        ("été 2014", "fr", None),
        ("7 au 8 juin 2014", "fr", None),
        ("8 juin", "fr", None),
        ("le pont rouvre le 8 juin 2014", "fr", None),
        ("2014-13-08", None, None),
        (None, None, None),
    ],
)
def test_the_date_that_a_field_says(text: str | None, lang: str | None, date: str | None) -> None:
    assert said_date(text, lang) == date


def test_main_text_is_given_once() -> None:
    main = (
        "Un titre court\nLa mer est montée jusqu'au parking du marché.\nDeux barques ont rompu leurs "
        "amarres dans la nuit."
    )
    texts = [
        "Un titre court La mer est montée",  # a teaser: it crosses a line and ends within the next
        "La mer est montée jusqu'au parking du marché.",
        "ont rompu leurs amarres dans la nuit",
        "La mer est montée jusqu'au parking du marché.",
        "barques",
        "Autre chose.",
    ]
    assert marks(texts, main) == [False, True, True, False, False, False]


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 20_000 + "du texte" + "</div>" * 20_000,
        "<article><h2>titre</h2><p>quelques mots de plus " * 500,
        "<br>".join(["mot"] * 10_000),
        "< " * 20_000 + "mot",
        "<p " + "a='b' " * 20_000 + ">mot</p>",
    ],
)
def test_hostile_pages_end_soon(html: str) -> None:
    def take() -> None:
        assert read(f"<html><body>{html}</body></html>").blocks

    assert least_seconds(take, 20) < 20


@pytest.mark.parametrize("text", ["page.html", "https://example.org/page", "/var/pages/page.html"])
def test_a_page_that_looks_like_an_address_is_a_page(text: str) -> None:
    assert read_page(text.encode(), "text/html").text == text


BODY = "".join(
    f"<p>The weavers mended the {thing} behind the church while the bakers lent the ladder to the school.</p>"
    for thing in ("mill", "forge", "quay wall")
)
ARTICLE = f"<article><h1>The mill turns again</h1>{BODY}</article>"


def dated(html: str, lang: str = "en") -> str | None:
    """The day of the only text of a page."""
    page = read_page(
        f"<html lang={lang}><head><title>The mill turns again</title>{html}".encode(), "text/html"
    )
    (draft,) = split_page(page).drafts
    (found,) = date_documents([draft], page)
    return found.date if found else None


@pytest.mark.parametrize(
    "furniture",
    [
        "<footer>Site updated on 2 February 2021</footer>",
        "<footer>© 2015-2021, registered on 12/03/1998 at the town hall</footer>",
        "<aside><h3>Last posts</h3><ul><li><a href=x>The quay</a> 12 March 2021</li></ul></aside>",
        "<div class=comments><p>Sam, on 12 March 2021 at 10:22: thanks!</p></div>",
        "<div class=comments><p><time datetime=2021-03-12>12 March 2021</time> thanks!</p></div>",
        "<div class=agenda><h3>Coming up</h3><p>12 March 2021: assembly at the mill</p></div>",
        "<p><img src=/uploads/2015-07-12-mill.jpg></p>",
        "<script>var built = '2021-03-12T10:00:00Z';</script>",
        "<nav><a href=/2021/03/12/quay>12 March 2021</a></nav>",
        "<!-- saved 2021-03-12 -->",
    ],
)
def test_what_stands_around_a_text_does_not_date_it(furniture: str) -> None:
    assert dated(f"<body>{ARTICLE}{furniture}") is None
    assert dated(f"<body>{furniture}{ARTICLE}") is None
    line = ARTICLE.replace("</h1>", "</h1><p>Leeds, 3 May 2018</p>")
    assert dated(f"<body>{line}{furniture}") == "2018-05-03"


LD = '<script type="application/ld+json">[{},{}]</script>'
OTHER = '{"@type":"Article","headline":"The quay","datePublished":"2021-03-12"}'


@pytest.mark.parametrize(
    "head",
    [
        "<meta property=article:modified_time content=2021-02-02T10:00:00+01:00>",
        "<meta property=article:published_time content=1970-01-01T00:00:00+00:00>",
        "<meta name=date content=2999-01-01>",
        LD.replace("{},{}", OTHER + "," + OTHER.replace("quay", "forge").replace("-12", "-14")),
    ],
)
def test_a_head_that_says_no_day_of_the_text(head: str) -> None:
    assert dated(f"{head}<body>{ARTICLE}") is None


@pytest.mark.parametrize(
    ("under", "lang", "day"),
    [
        ("<p>Leeds, 3 May 2018</p>", "en", "2018-05-03"),
        ("<p class=date>Created on 3 May 2018</p>", "en", "2018-05-03"),
        ("<p>By Ana Prior | 3 May 2018 | 4 comments</p>", "en", "2018-05-03"),
        ("<span class=date>08 / 03 / 2017</span>", "en", "2017-08-03"),
        # What is shown is the day where the site is.
        ("<time datetime=2018-06-11T22:15:00Z>12 juin 2018</time>", "fr", "2018-06-12"),
        ("<p>We wrote <time datetime=2018-06-11T22:15:00Z>12 June</time>, at night</p>", "en", "2018-06-11"),
        ("<p>It was <time class=updated datetime=2018-06-11>11 June</time> at night</p>", "en", None),
        ("<p class=byline>We wrote <a class=published title=2018-06-11>it</a>.</p>", "en", "2018-06-11"),
    ],
)
def test_the_header_of_a_text(under: str, lang: str, day: str | None) -> None:
    assert dated(f"<body>{ARTICLE.replace('</h1>', '</h1>' + under)}", lang) == day


PAIR = "<li><p>{}</p><p>{}</p></li>"
RECORD = "<div class=sidebar><ul>" + PAIR.format("A walk", "with Ana Prior") + "{}</ul></div>"


@pytest.mark.parametrize(
    ("lang", "label", "day", "value"),
    [
        ("en", "Published", "3 May 2018", "2018-05-03"),
        ("en", "Publication date:", "3 May 2018", "2018-05-03"),
        ("en", "Posted on", "May 3rd, 2018", "2018-05-03"),
        ("en", "Online since", "3 May 2018", "2018-05-03"),
        ("fr", "Mise en ligne", "3 mai 2018", "2018-05-03"),
        ("fr", "Publié le", "3 mai 2018 à 9h12", "2018-05-03"),
        ("fr", "Date de parution :", "jeudi 3 mai 2018", "2018-05-03"),
        ("fr", "Date", "3 mai 2018", "2018-05-03"),
        ("en", "Last updated", "3 May 2018", None),
        ("en", "Last reviewed:", "3 May 2018", None),
        ("en", "Next meeting:", "3 May 2018", None),
        ("en", "Date of the hearing", "3 May 2018", None),
        ("fr", "Dernière mise à jour", "3 mai 2018", None),
        ("fr", "Vérifié le", "3 mai 2018", None),
        ("fr", "Date limite :", "3 mai 2018", None),
        ("fr", "Naissance :", "3 mai 2018", None),
    ],
)
def test_a_label_over_a_day_says_what_day_it_is(lang: str, label: str, day: str, value: str | None) -> None:
    over = ARTICLE.replace("</h1>", f"</h1><div>{label}</div><div>{day}</div>")
    assert dated(f"<body>{over}", lang) == value
    assert dated(f"<body>{ARTICLE}{RECORD.format(PAIR.format(label, day))}", lang) == value


@pytest.mark.parametrize(
    "after",
    [
        "<div class=sidebar><h3>The quay</h3><p>Published</p><p>3 May 2018</p></div>",
        "<div class=sidebar><a href=q>The quay is open again</a><p>Published</p><p>3 May 2018</p></div>",
        "<div class=comments><p>2 comments</p><p>Sam</p><p>Posted on</p><p>3 May 2018</p></div>",
        RECORD.format(PAIR.format("Published", "3 May 2018") + PAIR.format("First published", "4 May 2017")),
        RECORD.format(PAIR.format("Recorded", "3 May 2018")),
    ],
)
def test_a_label_of_another_text_or_of_another_day(after: str) -> None:
    assert dated(f"<body>{ARTICLE}{after}") is None


FAR = f"<div>{BODY}</div><ul><li>{{}}</li></ul>"
TIME = "<time datetime=2018-05-03T09:00:00+02:00>{}</time>"


@pytest.mark.parametrize(
    ("said", "lang", "day"),
    [
        ("<i class=icon title=Published></i> " + TIME, "en", "2018-05-03"),
        ("<img alt='Publié le' src=c.png>" + TIME, "fr", "2018-05-03"),
        (TIME.replace("<time", "<time aria-label='Posted on 3 May 2018'"), "en", "2018-05-03"),
        (TIME.replace("<time", "<time title='Mis en ligne'"), "fr", "2018-05-03"),
        ("<b>Published:</b> " + TIME, "en", "2018-05-03"),
        ("Publié le " + TIME, "fr", "2018-05-03"),
        ("<i class=icon title='Last update'></i> " + TIME, "en", None),
        (TIME.replace("<time", "<time aria-label='Mis à jour le 3 mai 2018'"), "fr", None),
        ("Seen on " + TIME, "en", None),
    ],
)
def test_what_labels_a_time_wherever_it_stands(said: str, lang: str, day: str | None) -> None:
    shown = said.format("3 May 2018, 9 am" if lang == "en" else "3 mai 2018, 9 h")
    assert dated(f"<body>{ARTICLE}{FAR.format(shown)}", lang) == day


@pytest.mark.parametrize(
    ("said", "lang"),
    [
        ("<p>Updated " + TIME + " after the vote</p>", "en"),
        ("<p><span>Mis à jour le </span>" + TIME + " par Ana</p>", "fr"),
        ("<p><img alt='Modifié le' src=c.png>" + TIME + " par Ana</p>", "fr"),
    ],
)
def test_a_time_that_says_when_a_text_was_changed_does_not_date_it(said: str, lang: str) -> None:
    over = ARTICLE.replace("</h1>", "</h1>" + said.format("3/5"))
    assert dated(f"<body>{over}", lang) is None


def test_json_ld_of_the_article_and_the_clock_of_its_place() -> None:
    own = OTHER.replace("The quay", "The mill turns again").replace("2021-03-12", "2018-05-04T00:10:00+02:00")
    data = LD.replace("{},{}", f"{OTHER},{own}")
    utc = "<meta property=article:published_time content=2018-05-03T22:10:00Z>"
    assert dated(f"{data}<body>{ARTICLE}") == "2018-05-04"
    assert dated(f"{utc}<body>{ARTICLE}") == "2018-05-03"
    assert dated(f"{utc}{data}<body>{ARTICLE}") == "2018-05-04"


@pytest.mark.parametrize(
    ("over", "line"),
    [
        ("<h1>News</h1><p>5 March 2004 | Page 10</p>", "5 March 2004 | Page 10"),
        ("<h1>News</h1><p>Seen on 5 March 2004 by many</p>", None),
        ("<nav>5 March 2004</nav><h1>News</h1>", None),
    ],
)
def test_a_line_over_posts_is_the_day_of_the_page(over: str, line: str | None) -> None:
    posts = "".join(f"<article><h2>Post {n}</h2>{BODY * 2}</article>" for n in range(3))
    assert read_page(f"<body>{over}{posts}".encode(), "text/html").dateline == line


def test_days_that_stand_over_the_posts_of_a_page() -> None:
    # As Blogger sets them: a heading for a day, then its posts.
    day = "<div class=date-outer><h2 class=date-header>{}</h2>{}</div>"
    post = f"<div class='post hentry'><h3>A post of the mill</h3>{BODY * 2}</div>"
    own = post.replace("</h3>", "</h3><p>Leeds, 2 May 2018</p>")
    html = day.format("3 May 2018", post + post) + day.format("1 May 2018", post + own)
    page = read_page(f"<body><h1>News</h1>{html}".encode(), "text/html")
    assert page.dateline is None
    found = date_documents(split_page(page).drafts, page)
    assert [d.date if d else None for d in found] == ["2018-05-03", "2018-05-03", "2018-05-01", "2018-05-02"]


@pytest.mark.parametrize(
    ("under", "day"),
    [
        ("<ul><li>Date: 3 May 2018</li><li>Print</li></ul>", "2018-05-03"),
        (
            "<ul><li>Author Ana Prior</li><li>Date 13.05.2018</li></ul><ul><li>Date 13.05.2018</li></ul>",
            "2018-05-13",
        ),
        ("<ul><li>Date: 3 May 2018</li><li>Date: 4 May 2018</li></ul>", None),
        ("<ul><li>Published 3 May 2018</li></ul>", None),  # of the next text, as often as not
        (f"{BODY}<ul><li>Date: 3 May 2018</li></ul>", None),
    ],
)
def test_the_record_under_a_text(under: str, day: str | None) -> None:
    assert dated(f"<body>{ARTICLE}<div>{under}</div>") == day
