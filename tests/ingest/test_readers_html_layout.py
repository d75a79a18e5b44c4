"""Pages laid out by tables and by the engines of the 2000s: what is text, whose title and day."""

# ruff: noqa: E501 - the markup of the programs, line for line

from __future__ import annotations

import pytest

from archive.ingest.dating import date_documents
from archive.ingest.posts import split_page
from archive.ingest.readers import read_page
from archive.records import Draft
from tests.ingest.posts_made import BODY_EN, BODY_FR

TITLE = {"fr": "La piscine ferme ses portes", "en": "The pool closes its doors"}
SECOND = {"fr": "Le bac ne passe plus le soir", "en": "No ferry in the evening any more"}
BODY = {"fr": BODY_FR, "en": BODY_EN}
DAY = {"fr": "14 août 2006", "en": "14 August 2006"}
LATER = {"fr": "22 décembre 2006", "en": "22 December 2006"}
COMMENT = {"fr": "Mon oncle le plombier n'en croit rien.", "en": "My uncle the plumber does not believe it."}


def read(body: str, title: str) -> tuple[list[Draft], list[str | None]]:
    data = f"<html><head><meta charset=utf-8><title>{title}</title></head><body>{body}</body></html>".encode()
    page = read_page(data, "text/html")
    drafts = list(split_page(page).drafts)
    return drafts, [d.date if d else None for d in date_documents(drafts, page)]


def _paragraphs(lang: str) -> str:
    return "".join(f"<p>{BODY[lang]}</p>" for _ in range(3))


BESIDE = (
    '<td width="140" valign="top"><table><tr><td><b>Modules</b><br><a href=h>Accueil</a><br><a href=d>Fichiers</a></td></tr></table>'
    "<table><tr><td><b>Online</b></td></tr><tr><td>There are currently 12 guests and 0 members that are online. You are an anonymous user, and can register for free by clicking here.</td></tr></table></td>"
)
OWNED = {
    "fr": "Les commentaires sont la propriété de leurs auteurs.",
    "en": "The comments are owned by the poster.",
}
NUKE = {
    "fr": "Posté par Lise Gaudin le lundi 14 août 2006 @ 10:05:12 CEST",
    "en": "Posted by Lise Gaudin on Monday, August 14, 2006 @ 10:05:12 CEST",
}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_cells_beside_the_text_and_the_comments_under_it_are_no_text(lang: str) -> None:
    body = (
        f"<table width=100%><tr>{BESIDE}<td width=100%><table><tr><td><font><b>{TITLE[lang]}</b></font><br><font>{NUKE[lang]}</font></td>"
        f"</tr><tr><td><font>{BODY[lang]}<br><br>{BODY[lang]} {BODY[lang]}</font></td></tr></table><table><tr><td>{OWNED[lang]}</td></tr>"
        f"</table><table><tr><td><b>Re: {TITLE[lang]} (Score: 1)</b><br>par Anonyme le 30/12/2006</td></tr><tr><td>{COMMENT[lang]}</td></tr>"
        f"</table></td></tr></table>"
    )
    (draft,), days = read(body, f"Le quai - {TITLE[lang]}")
    assert draft.title == TITLE[lang]
    assert draft.author == "Lise Gaudin"
    assert days == ["2006-08-14"]
    assert not any(words in draft.text for words in ("Modules", "Online", "guests", "Score", COMMENT[lang]))


@pytest.mark.parametrize(
    "cell",
    [
        "<td width=120>{day}</td>",
        '<td width="20%"><i>Lise Gaudin, la trésorière, devant la criée un soir de grève</i></td>',
        '<td style="width:50%"><ul><li>{day}</li></ul><ul><li>Une liste du texte, avec ses propres mots</li></ul></td>',
    ],
)
def test_a_cell_with_a_day_a_caption_or_a_list_is_not_beside_the_text(cell: str) -> None:
    body = f"<h1>{TITLE['fr']}</h1><table><tr>{cell.format(day=DAY['fr'])}<td>{_paragraphs('fr')}</td></tr></table>"
    page = read_page(f"<html><head><title>x</title></head><body>{body}</body></html>".encode(), "text/html")
    words = cell.format(day=DAY["fr"]).split(">")[2 if "<i>" in cell else -2].split("<")[0]
    kept = "\n".join(d.text for d in split_page(page).drafts)
    assert words in kept or words == ""


JOOMLA = """<table><tr><td><h1>Le quai</h1></td></tr><tr><td><div class=moduletable><h3>Menu</h3><table><tr><td><a href=a>Accueil</a></td></tr><tr><td><a href=c>Écrire</a></td></tr></table>
<p>La météo du port : vent de nord-est, mer agitée à forte au large, visibilité bonne sauf sous grains dans la soirée.</p></div></td><td><span class=pathway>
<a href=a>Accueil</a> {title}</span><table class=contentpaneopen><tr><td class=contentheading>{title}</td><td class=buttonheading>
<a href=p><img alt=PDF></a></td></tr></table><table class=contentpaneopen><tr><td><span class=small>Written by {writer}</span></td></tr>
<tr><td class=createdate>{day}</td></tr><tr><td>{body}</td></tr><tr><td class=modifydate>Last Updated ( 04-06-2012 )</td></tr></table>
</td></tr></table><div>Joomla! est un logiciel libre.</div>"""
XOOPS = """<table><tr><td><div class=item><div class=itemHead><span class=itemTitle><a href=t>Le port</a> : {title}</span></div>
<div class=itemInfo>Posted by {writer} on <span class=itemPostDate>{day}</span> (412 reads)</div><div class=itemBody>{body}</div></div>
<div>The comments are owned by the poster.</div><table><tr><td>Re: {title}</td><td>Un commentaire, 30/12/2006 10:05</td></tr></table>
</td></tr></table>"""


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(("form", "writer", "named"), [
    (JOOMLA, "Administrator", None), (JOOMLA, "Lise Gaudin", "Lise Gaudin"), (XOOPS, "Lise Gaudin", "Lise Gaudin"),
    (XOOPS, "Anonymous", None), (JOOMLA, "webmaster", None), (JOOMLA, "Super Utilisateur", None),
])  # fmt: skip
def test_titles_that_engines_name_lead_to_their_text(
    form: str, writer: str, named: str | None, lang: str
) -> None:
    body = form.format(title=TITLE[lang], writer=writer, day=DAY[lang], body=_paragraphs(lang))
    (draft,), days = read(body, f"Le quai - {TITLE[lang]}")
    assert (draft.title, draft.author, days) == (TITLE[lang], named, ["2006-08-14"])
    assert not any(
        words in draft.text for words in ("Menu", "météo", "logiciel libre", "commentaire", "owned")
    )


ROWS = {
    "fr": ("Les jardins derrière l'usine à gaz ne seront pas vendus, a décidé le conseil hier soir.",
           "Quarante jardiniers avaient apporté leurs courges, et le maire a dû grimper par-dessus.",
           "Personne ne sait encore qui paiera la clôture que le vent a couchée en février."),
    "en": ("The allotments behind the gasworks will not be sold, the council decided last night.",
           "Forty gardeners had brought their pumpkins along, and the mayor had to climb over them.",
           "Nobody knows yet who will pay for the fence that the wind blew over in the winter."),
}  # fmt: skip


@pytest.mark.parametrize("order", [("fr", "en"), ("en", "fr")])
def test_a_table_of_two_languages_is_read_column_by_column(order: tuple[str, str]) -> None:
    one, other = order
    head = "".join(f"<td><b>{TITLE[lang]}</b></td>" for lang in order)
    days = "".join(f"<td>{DAY[lang]}</td>" for lang in order)
    rows = "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in zip(ROWS[one], ROWS[other], strict=True))
    drafts, found = read(f"<table border=1><tr>{head}</tr><tr>{days}</tr>{rows}</table>", "x")
    assert [(d.lang, d.title) for d in drafts] == [(lang, TITLE[lang]) for lang in order]
    assert found == ["2006-08-14"] * 2
    for draft in drafts:
        places = [draft.text.index(row) for row in ROWS[draft.lang]]
        assert places == sorted(places)


def test_a_table_in_one_language_is_read_row_by_row() -> None:
    rows = "".join(
        f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in zip(ROWS["fr"], ROWS["fr"][::-1], strict=True)
    )
    (draft,), _ = read(f"<h1>{TITLE['fr']}</h1><table>{rows}</table>", TITLE["fr"])
    assert draft.text.index(ROWS["fr"][2]) < draft.text.index(ROWS["fr"][1])


ISSUE = {"fr": "Lettre d'information n° 12 – 14 août 2006", "en": "Newsletter no. 12 – 14 August 2006"}
AROUND = {
    "fr": ("Si vous ne visualisez pas ce message, <a href=v>consultez la version en ligne</a>", "Vous recevez ce message car vous êtes inscrit. <a href=u>Se désinscrire</a>"),
    "en": ("If you cannot see this message, <a href=v>view it in your browser</a>", "You receive this message because you subscribed. <a href=u>Unsubscribe</a>"),
}  # fmt: skip


def _letter(lang: str, *, listed: bool) -> str:
    items = "".join(
        f'<tr><td style="font-size:22px">{t}</td></tr><tr><td style="font-size:14px">{BODY[lang]}<br><br>{BODY[lang]}</td></tr>'
        for t in (TITLE[lang], SECOND[lang])
    )
    contents = f"<ul><li><a href=#a>{TITLE[lang]}</a></li><li><a href=#b>{SECOND[lang]}</a></li></ul>"
    before, after = AROUND[lang]
    return (
        f'<table width=600><tr><td style="font-size:10px">{before}</td></tr><tr><td style="font-size:26px">{ISSUE[lang]}</td></tr><tr><td>'
        f'{contents if listed else ""}</td></tr>{items}<tr><td style="font-size:10px">{after}</td></tr></table>'
    )  # fmt: skip


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_texts_of_an_issue_are_those_that_its_contents_list(lang: str) -> None:
    drafts, days = read(_letter(lang, listed=True), "Le quai")
    assert [d.title for d in drafts] == [TITLE[lang], SECOND[lang]]
    assert days == ["2006-08-14"] * 2
    assert not any(
        "href" in d.text or words in d.text
        for d in drafts
        for words in ("version en ligne", "browser", "Unsubscribe", "désinscrire")
    )


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_an_issue_without_contents_is_one_text(lang: str) -> None:
    drafts, days = read(_letter(lang, listed=False), "Le quai")
    assert len(drafts) == 1
    assert days == ["2006-08-14"]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(
    ("day", "title", "rule"), [("h2", "h3", ""), ("h2", "h3", "<hr>"), ("p><b", "p><b", "<hr>")]
)
def test_days_over_titles_are_no_titles(day: str, title: str, rule: str, lang: str) -> None:
    def put(tag: str, words: str) -> str:
        return f"<{tag}>{words}</{'></'.join(reversed(tag.split('><')))}>"

    entries = rule.join(
        f"{put(day, d)}{put(title, t)}{_paragraphs(lang)}"
        for d, t in ((DAY[lang], TITLE[lang]), (LATER[lang], SECOND[lang]))
    )
    drafts, days = read(f"<h1>Le quai</h1>{entries}", "Le quai")
    assert [d.title for d in drafts] == [TITLE[lang], SECOND[lang]]
    assert days == ["2006-08-14", "2006-12-22"]


def test_the_days_of_a_programme_are_not_parted() -> None:
    entries = "".join(
        f"<h2>{d}</h2><h3>{h} – {t}</h3>{_paragraphs('fr')}"
        for d, h, t in ((DAY["fr"], "14h", TITLE["fr"]), (LATER["fr"], "18h30", SECOND["fr"]))
    )
    drafts, _ = read(f"<h1>Rencontres du quai</h1>{entries}", "Rencontres du quai")
    assert len(drafts) == 1


@pytest.mark.parametrize(
    ("form", "lang"), [("COMMUNIQUÉ DE PRESSE", "fr"), ("Communiqué", "fr"), ("PRESS RELEASE", "en")]
)
def test_the_letterhead_of_a_release_is_its_text_and_not_its_title(form: str, lang: str) -> None:
    place = {"fr": "Lille, le 14 août 2006", "en": "Leeds, 14 August 2006"}[lang]
    body = (
        f"<div><p align=center><b>COLLECTIF DU QUAI</b></p><p>12 rue des Brumes, 59000 Lille</p><p>{place}</p><p><b>{form}</b></p>"
        f"<p><b>{TITLE[lang]}</b></p>{_paragraphs(lang)}</div>"
    )
    (draft,), days = read(body, "COLLECTIF DU QUAI")
    assert draft.title == TITLE[lang]
    assert days == ["2006-08-14"]
    assert draft.text.startswith("COLLECTIF DU QUAI")


MAIL = {
    "fr": ("De", "Envoyé", "À", "Objet", "lundi 14 août 2006 10:05"),
    "en": ("From", "Sent", "To", "Subject", "Monday, August 14, 2006 10:05 AM"),
}


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(
    "form", ["<b>{0} :</b> {1}<br>", "<table><tr><td><b>{0}:</b></td><td>{1}</td></tr></table>"]
)
def test_a_mail_on_a_page_says_its_subject_writer_and_day(form: str, lang: str) -> None:
    sender, sent, to, subject, when = MAIL[lang]
    fields = (
        (sender, "Lise Gaudin &lt;l@x.example&gt;"),
        (sent, when),
        (to, "quai@x.example"),
        (subject, TITLE[lang]),
    )
    head = "".join(form.format(label, value) for label, value in fields)
    (draft,), days = read(
        f"<div>Message 212</div>{head}<div>{_paragraphs(lang)}</div>", "Groupes : message 212"
    )
    assert (draft.title, draft.author, days) == (TITLE[lang], "Lise Gaudin", ["2006-08-14"])
    assert draft.text.startswith(BODY[lang][:20])


def test_a_journey_from_one_place_to_another_is_no_mail() -> None:
    head = "<p>De : Lille<br>À : Gand<br>Date : 14 août 2006</p>"
    (draft,), _ = read(f"<h1>{TITLE['fr']}</h1>{head}{_paragraphs('fr')}", TITLE["fr"])
    assert "Gand" in draft.text


def test_where_much_is_large_no_line_is_a_title() -> None:
    large = "".join(f'<p style="font-size:20px">{n} lignes en grand</p><p>{BODY_FR}</p>' for n in range(20))
    page = read_page(
        f"<html><head><title>x</title></head><body><p>{BODY_FR}</p>{large * 2}</body></html>".encode(),
        "text/html",
    )
    many = "".join(
        f'<p style="font-size:20px">Une ligne de plus, en grand, et qui en dit assez {n}</p><p>Bref.</p>'
        for n in range(20)
    )
    other = read_page(
        f"<html><head><title>x</title></head><body><p>{BODY_FR}</p>{many}</body></html>".encode(), "text/html"
    )
    assert any(b.role.name == "HEADING" for b in page.blocks)
    assert not any(b.role.name == "HEADING" for b in other.blocks)


HEADED = {
    "fr": (
        ("Réactions", "Le maire a répondu à 18h30 par un communiqué de deux lignes."),
        ("Avis", "Le rapport, remis à 10h00 par la préfecture le 12 mars, tient en deux pages"),
        ("Messages", "De la salle, à 20h15, un message de Lise Gaudin :"),
        ("Discussion", "La séance s'ouvre à 9h15 ; le 3 mai, elle est suspendue par le juge de paix"),
        ("Réponses", "À 8h40, un agent envoyé par la ville est venu changer les serrures"),
    ),
    "en": (
        ("Reactions", "The mayor answered at 6:30 by a statement of two lines, on 15 March."),
        ("Discussion", "The report, handed over at 10:00 by the county on 12 March, runs to two pages"),
        ("Messages", "From the hall at 20:15, a message by Lise Gaudin:"),
        ("Forum", "It opened at 9:15 and was closed on 3 May by order of a judge who lives nearby"),
        ("Replies", "At 8:40 a man sent by the town came to change the locks"),
    ),
}


@pytest.mark.parametrize(("lang", "n"), [(lang, n) for lang in HEADED for n in range(5)])
def test_a_part_of_an_article_headed_like_comments_stays_if_a_sentence_has_a_time(lang: str, n: int) -> None:
    heading, line = HEADED[lang][n]
    body = (
        f"<h1>{TITLE[lang]}</h1><p>{DAY[lang]}</p>{_paragraphs(lang)}<h2>{heading}</h2><p>{line}</p>"
        f"<p>{COMMENT[lang]} {BODY[lang]}</p>"
    )
    (draft,), _ = read(body, TITLE[lang])
    assert [words in draft.text for words in (heading, line, COMMENT[lang])] == [True] * 3


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("fr", "Par Anonyme le 30/12/2006 à 10:05"),
        ("fr", "1. Le samedi 30 décembre 2006 à 10:05, par tiphaine77"),
        ("fr", "Message de Noé Le Goff @ 10:05"),
        ("en", "by old_tom on Sat 30 Dec 2006 @ 10:05"),
        ("en", "Posted by Anonymous at 10:05"),
        ("en", "Saturday 30 December 2006, 10:05 am, from Ann Lee"),
    ],
)
def test_comments_begin_where_a_line_says_who_wrote_and_at_what_time(lang: str, line: str) -> None:
    heading = {"fr": "Commentaires", "en": "Comments"}[lang]
    body = f"<h1>{TITLE[lang]}</h1><p>{DAY[lang]}</p>{_paragraphs(lang)}<h2>{heading}</h2><p>{line}</p><p>{COMMENT[lang]}</p>"
    (draft,), _ = read(body, TITLE[lang])
    assert COMMENT[lang] not in draft.text
    assert BODY[lang] in draft.text


@pytest.mark.parametrize(
    ("where", "cell", "kept"),
    [
        ("left", "{day}<br>Lise Gaudin, la trésorière du port de pêche", True),
        ("colonne-gauche", "<i>Lise Gaudin devant la criée, {day}</i>", True),
        ("right", "<h3>Deux jours plus tard</h3><p>{body}</p>", True),
        ("col-right", "<p>{body}</p><p><a href=x>Le quai</a></p>", True),
        ("right_col", "<b>Pages</b><br><a href=a>Accueil</a><br><a href=b>Un autre texte</a>", False),
        ("leftmenu", "<b>Modules</b> <a href=d>Fichiers</a> douze visiteurs en ligne", False),
    ],
)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_cell_named_by_its_side_is_beside_the_text_only_as_a_box(
    lang: str, where: str, cell: str, kept: bool
) -> None:
    beside = cell.format(day=DAY[lang], body=f"{COMMENT[lang]} {BODY[lang]}")
    body = f'<h1>{TITLE[lang]}</h1><table><tr><td class="{where}">{beside}</td><td>{_paragraphs(lang)}</td></tr></table>'
    drafts, _ = read(body, TITLE[lang])
    text = "\n".join(d.text for d in drafts)
    words = (
        COMMENT[lang]
        if "{body}" in cell
        else "Lise Gaudin"
        if kept
        else beside.split("</b>")[0].split("<b>")[1]
    )
    assert (words in text) is kept
