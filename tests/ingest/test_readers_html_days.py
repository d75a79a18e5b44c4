"""The day that a page of HTML says a text is of."""

from __future__ import annotations

import pytest

from archive.ingest.dating import date_documents
from archive.ingest.posts import split_page
from archive.ingest.readers import read_page

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


@pytest.mark.parametrize(
    ("lang", "line", "day"),
    [
        # As WordPress sets it: the day leads to the text, the name to what else its writer wrote.
        (
            "en",
            "<div>Posted on <a href=/1>May 3, 2018</a> by <a href=/a>Ana Prior</a></div>",
            "2018-05-03",
        ),
        (
            "fr",
            "<div>Publié le <a href=/1>3 mai 2018</a> par <a href=/a>Ana Prieur</a></div>",
            "2018-05-03",
        ),
        ("en", "<p><a href=/a>Ana</a> | <a href=/1>May 3, 2018</a> | Mill</p>", "2018-05-03"),
        ("fr", "<p><a href=/1>3 mai 2018</a></p>", "2018-05-03"),
        ("fr", "<p>Publié le 3 mai 2018 | Maj le 6 mai 2018 | 2 compléments</p>", "2018-05-03"),
        ("fr", "<p>Publié le 3 mai 2018, mis à jour le 4 mai 2018 à 11h Lecture 3 min</p>", "2018-05-03"),
        ("en", "<p>Thu 3 May 2018 10.05 BST</p>", "2018-05-03"),
        ("en", "<p>Article published on 3 May 2018</p>", "2018-05-03"),
        ("fr", "<p>auteure : Ana Prieur | Créé le 3 mai 2018</p>", "2018-05-03"),
        ("fr", "<p>Message par Ana Prieur » 3 mai 2018 14:05</p>", "2018-05-03"),
        # Elementor calls each part of a page a widget.
        (
            "en",
            "<div class='elementor-widget'><ul><li><a href=/1>May 3, 2018</a></ul>",
            "2018-05-03",
        ),
        ("en", "<p>Joined: 3 May 2018 10:05</p>", None),
        ("fr", "<p>Inscription : 3 mai 2018 10:05</p>", None),
        ("en", "<div class=widget><ul><li><a href=/1>May 3, 2018</a></ul></div>", None),
        ("fr", "<p>Maj le 3 mai 2018</p>", None),
        ("en", "<p><a href=/2018/05>May 2018</a></p>", None),
    ],
)  # fmt: skip
def test_the_line_under_a_title_that_engines_write(lang: str, line: str, day: str | None) -> None:
    under = f"<div><h1>The mill turns again</h1>{line}<div class=text>{BODY}</div></div>"
    assert dated(f"<body class=single>{under}", lang) == day
