"""Nothing of a text's beginning or end is lost on a page of one post, and nothing around it is added."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from archive.ingest.posts import split_page
from archive.ingest.readers import read_page
from archive.ingest.readers.html_blocks import Walker
from archive.ingest.readers.html_ends import with_ends
from archive.records import Role
from tests.ingest.posts_made import BODY_EN, BODY_FR

BODY = f"<p>{BODY_FR}</p><p>{BODY_EN}</p><p>{BODY_FR[:-1]}, dit-on.</p><p>{BODY_EN[:-1]}, it is said.</p>"


def text_of(inside: str) -> str:
    html = f"<html><head><title>La criée rouvre</title></head><body><article>{inside}</article></body></html>"
    return "\n".join(d.text for d in split_page(read_page(html.encode(), "text/html")).drafts)


@pytest.mark.parametrize(
    ("over", "under", "wanted"),
    [
        (
            "",
            "<footer><p>Premiers signataires : le Filet, Ligue des Phares.</p></footer>",
            "Ligue des Phares",
        ),
        ("", "<footer>Signed by: North Bank Gardeners, Friends of the Pump.</footer>", "Friends of the Pump"),
        (
            "",
            "Signataires :<ul><li><a href=a>Filet</a></li><li><a href=b>Ligue des Phares</a></li></ul>",
            "Ligue des Phares",
        ),
        (
            "",
            "<p>Signatories:</p><ul><li><a href=a>A</a></li><li><a href=b>Friends of the Pump</a></li></ul>",
            "Friends of the Pump",
        ),
        (
            "",
            "<p>Read on:</p><ul><li><a href=a>On pumps</a></li><li><a href=b>Nets</a></li></ul>",
            "On pumps",
        ),
        (
            "<p><em>Après trois semaines, le port retrouve ses voix et ses caisses.</em></p>",
            "",
            "retrouve ses voix",
        ),
    ],
)
def test_the_ends_of_a_text_belong_to_it(over: str, under: str, wanted: str) -> None:
    assert wanted in text_of(f"<h1>La criée rouvre</h1>{over}{BODY}{under}")


@pytest.mark.parametrize(
    ("around", "unwanted"),
    [
        ('<p class="screen-reader-text">Aller au contenu</p>', "Aller au contenu"),
        (
            '<footer class="entry-meta">Posted in <a href=n>news</a> by Ada in the harbour</footer>',
            "Posted in",
        ),
        ('<div class="share">Share this on every network that there is today</div>', "every network"),
    ],
)
def test_what_stands_around_a_text_is_none_of_it(around: str, unwanted: str) -> None:
    assert unwanted not in text_of(f"<h1>La criée rouvre</h1>{BODY}{around}")


def text_of_page(body: str, title: str = "La criée rouvre") -> str:
    """The text of a page without a container for its post."""
    head = f"<title>{title}</title><meta property=og:type content=article>"
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    return "\n".join(d.text for d in split_page(read_page(html.encode(), "text/html")).drafts)


H1 = "<div class=top><h1>La criée rouvre</h1>{}</div>"
BOX = f"<div class=text>{BODY}{{}}</div>"
LAST = f"<p>{BODY_EN[:-1]}, and so it was.</p>"


@pytest.mark.parametrize(
    "standfirst",
    [
        "<p>Après trois semaines, le port retrouve ses voix et ses caisses.</p>",
        "<div class=chapo>Three weeks on, the harbour has its voices and its crates again.</div>",
    ],
)
def test_the_standfirst_stands_under_the_title_whatever_box_it_is_in(standfirst: str) -> None:
    text = text_of_page(H1.format(standfirst + "<p>Par Ada Prieur</p>") + BOX.format(""))
    assert "voi" in text.split(BODY_FR)[0].replace("La criée", "")


@pytest.mark.parametrize("under", ["<figcaption>{}</figcaption>", "<p class=wp-caption-text>{}</p>"])
def test_what_stands_under_a_picture_is_no_standfirst(under: str) -> None:
    line = "Three women mend a net on the quay in front of the auction hall"
    assert line not in text_of_page(H1.format(f"<figure>{under.format(line)}</figure>") + BOX.format(""))


@pytest.mark.parametrize(
    "lines",
    [
        ["Security", "DSA-1 telnet", "DSA-2 samba"],
        ["Ont signé", "Le Filet", "Ligue des Phares"],
        ["Au menu :", "soupe", "pain"],
    ],
)
def test_short_lines_beside_the_paragraphs_of_a_text_belong_to_it(lines: list[str]) -> None:
    text = text_of_page(H1.format("") + BOX.format("".join(f"<p>{x}</p>" for x in lines) + LAST))
    assert all(line in text.split("\n") for line in lines)


TEASERS = "".join(
    f"<li><div><h4>{title}</h4><p>{line}</p></div></li>"
    for title, line in (
        ("Le moulin tourne", "Les meuniers ont repris la roue, et la farine coule de nouveau sous le pont."),
        ("The mill turns", "The millers took back the wheel, and flour runs again below the bridge."),
        ("La digue tient", "Trois nuits de vent n'ont pas eu raison des sacs de sable du quartier nord."),
    )
)


@pytest.mark.parametrize(
    "after",
    [
        f"<ul>{TEASERS}</ul>",
        "<div><p>Ce site utilise des cookies. En poursuivant, vous acceptez leur dépôt.</p></div>",
        "<div><h3>Cet article est réservé aux abonnés</h3><p>Créez votre compte</p></div>",
    ],
)
def test_boxes_of_their_own_far_from_a_text_are_none_of_it(after: str) -> None:
    text = text_of_page(H1.format("") + BOX.format(LAST) + f"<section>{after}</section>")
    assert text.rstrip().endswith("and so it was.")
    assert BODY_FR in text


def test_each_paragraph_may_have_a_box_of_its_own() -> None:
    paragraphs = [f"{BODY_FR[:-1]}, jour {n}." for n in range(1, 9)] + ["Les voix reviennent.", "Merci."]
    body = "".join(f"<div class=outer><div class=par><p>{p}</p></div></div>" for p in paragraphs)
    text = text_of_page(H1.format("") + f"<div class=story>{body}</div>")
    assert all(p in text for p in paragraphs)


def test_where_a_word_may_be_parted_nothing_is_shown() -> None:
    page = read_page("<p>Les pê\u00adcheurs ont re&shy;peint le mou&shy;lin.</p>".encode(), "text/html")
    assert page.text == "Les pêcheurs ont repeint le moulin."


def held(body: str, *left_out: str) -> str:
    """What is held of the text of a page of which a library takes all for text but `left_out`."""
    pieces = Walker({}).pieces(BeautifulSoup(body, "html.parser"))
    inside = [not any(words in p.text for words in left_out) for p in pieces]
    kept = with_ends(pieces, inside, "La criée rouvre")
    return "\n".join(p.text for p, k in zip(pieces, kept, strict=True) if k)


def test_a_paragraph_far_from_a_text_is_more_than_a_teaser() -> None:
    far = "<section><div><p>{}</p></div></section>"
    page = H1.format("") + BOX.format(BODY * 6)
    long = f"Un an après : {BODY_FR} {BODY_EN}"  # less than a tenth of the text
    assert "Un an après" in held(page + far.format(long))
    assert "Un an après" not in held(page + far.format("Un an après, la criée tient toujours"))


@pytest.mark.parametrize(
    "opening", ["Par ailleurs, ", "Publié en 1936, le livre le disait : ", "By the way, "]
)
def test_a_sentence_may_begin_as_lines_beside_a_text_do(opening: str) -> None:
    line = f"{opening}{BODY_EN if opening.startswith('By') else BODY_FR}"
    assert opening in held(H1.format("") + BOX.format(f"<p>{line}</p>{LAST}"), opening)
    assert opening not in held(H1.format("") + BOX.format(f"<p>{opening}Ada</p>{LAST}"), opening)


SAID_FR = (
    "Le 12 mars, les riverains du quai Est ont occupé la mairie pendant six heures, sans heurts ni dégâts. "
    "Ils demandent le rétablissement de l'éclairage, coupé depuis la tempête de janvier."
)
SAID_EN = (
    "On 12 March, people of the East Quay sat in the town hall for six hours, and nobody was hurt. They want "
    "the street lighting back, which has been off since the storm in January, and a crossing."
)


@pytest.mark.parametrize(
    "head",
    [
        "<font size=5><b>Bulletin du phare</b></font><br><i>n° 4, avril 1999</i><br><br>",
        "<center><b>The Harbour News</b></center><p><i>No. 4, April 1999</i><p>",
        "<b>La lettre du quai</b><br>Brest, le 3 avril 1999<br><br>",
        "<p><font size=+2>Open letter</font><p>3 April 1999<p>",
    ],
)
@pytest.mark.parametrize("menu", ["", "<td><a href=1>Accueil</a><br><a href=2>Archives</a></td>"])
@pytest.mark.parametrize("said", [SAID_FR, SAID_EN])
def test_the_lines_that_open_the_cell_of_a_text_are_its_own(head: str, menu: str, said: str) -> None:
    page = read_page(
        f"<html><head><title>phare</title></head><body><table><tr>{menu}<td>{head}{said}<p>{said}."
        "</td></tr></table></body></html>".encode(),
        "text/html",
    )
    text = [page.text[b.start : b.end] for b in page.blocks if b.role is not Role.CHROME]
    assert len(text) == 4
    assert "1999" in text[1]


@pytest.mark.parametrize(
    ("foot", "own"),
    [
        ("<footer class=signataires>Signataires : Amis du phare, Collectif du quai.</footer>", True),
        (
            "<footer class='entry-footer'><p>Signed by: Harbour Society, Friends of the Pier</p></footer>",
            True,
        ),
        ("<footer id=f>Premiers signataires : Amis du phare</footer>", True),
        ("<footer class=entry-footer>Posted in News | Tags: port, Brest</footer>", False),
        ("<footer class=credits>© 2019 Amis du phare</footer>", False),
        ("<footer class=x>Classé dans Actualités</footer>", False),
    ],
)
def test_a_foot_of_signatories_is_text_whatever_its_class(foot: str, own: bool) -> None:
    body = "".join(f"<p>{said}</p>" for said in (SAID_FR, SAID_FR.replace("riverains", "marins")))
    page = read_page(
        f"<html><body><article><h1>Le quai</h1>{body}{foot}</article></body></html>".encode(), "text/html"
    )
    assert (page.blocks[-1].role is not Role.CHROME) is own
