"""An article stays whole, separate posts part: newsletters, captions, chapters, entries under days."""

from __future__ import annotations

import pytest

from archive.ingest.posts import split_page
from archive.ingest.posts.lines import is_caption, is_meeting, names_issue
from archive.ingest.readers import read_page
from archive.records import Split
from tests.ingest.posts_made import assert_whole, text_page

# Each item is about something else, as those of a newsletter are.
ITEMS = {
    "en": [
        (
            "The ferry to Skarv stops running",
            "The ferry to Skarv stops on Monday. Its engine, older than the captain, coughed through "
            "the whole of the autumn, and the islanders have rowed their cheese to the market ever "
            "since.",
            "The county promises a new engine by spring. The islanders answer that spring has "
            "thirteen weeks and that a cheese has six, and they have begun to build a raft.",
        ),
        (
            "A choir for the night shift",
            "Eleven nurses have founded a choir that rehearses at half past five in the morning, when"
            " the ward is quiet. They sing rounds, because in a round nobody has to be there from the"
            " start.",
            "Their first concert takes place in the laundry. Whoever brings a pillowcase may sit on "
            "it, and whoever brings two may lie down, says the conductor, who works in radiology.",
        ),
        (
            "Bees refuse the motorway",
            "The beekeepers of the Alder valley have counted their hives and found forty-one missing "
            "since the diggers came. A swarm has settled in the cabin of a crane and will not be "
            "moved.",
            "A judge has ordered that the crane be left alone until the lime trees have flowered. The"
            " builder appeals, and the beekeepers bring him honey every Thursday.",
        ),
        (
            "Typesetters on strike at the map works",
            "For nine days no map has left the press. The typesetters want chairs with backs and the "
            "names of villages spelled as the villagers spell them; the owner offers cushions.",
            "On the tenth day the postmen joined them, since letters had begun to arrive in the wrong"
            " valleys. A compromise on the spelling of rivers seems near.",
        ),
    ],
    "fr": [
        (
            "Le bac de Morlande ne passe plus",
            "Le bac de Morlande s’arrête lundi. Son moteur, plus vieux que le capitaine, a toussé "
            "tout l’automne, et depuis les insulaires portent leurs fromages au marché à la rame.",
            "Le département promet un moteur neuf au printemps. Les insulaires répondent qu’un "
            "printemps dure treize semaines et un fromage six, et commencent un radeau.",
        ),
        (
            "Une chorale pour l’équipe de nuit",
            "Onze infirmières ont fondé une chorale qui répète à cinq heures et demie, quand le "
            "service dort. Elles chantent des canons, parce qu’on peut y entrer sans avoir été là au "
            "début.",
            "Leur premier concert a lieu à la buanderie. Qui apporte une taie pourra s’asseoir "
            "dessus, qui en apporte deux pourra s’allonger, dit la cheffe, manipulatrice en "
            "radiologie.",
        ),
        (
            "Les abeilles refusent l’autoroute",
            "Les apiculteurs du val d’Aulne ont compté leurs ruches : il en manque quarante et une "
            "depuis l’arrivée des pelleteuses. Un essaim loge dans la cabine d’une grue et n’en bouge"
            " plus.",
            "Un juge a ordonné de laisser la grue tranquille jusqu’à la floraison des tilleuls. Le "
            "constructeur fait appel, et les apiculteurs lui portent du miel chaque jeudi.",
        ),
        (
            "Grève des typographes à la carterie",
            "Depuis neuf jours aucune carte ne sort des presses. Les typographes veulent des chaises "
            "à dossier et le nom des villages écrit comme l’écrivent les villageois ; le patron offre"
            " des coussins.",
            "Le dixième jour, les facteurs les ont rejoints, car les lettres arrivaient dans d’autres"
            " vallées. Un compromis sur l’orthographe des rivières semble proche.",
        ),
    ],
}
FORMS = {
    "plain": "{}",
    "hashes": "## {}",
    "bold": "**{}**",
    "capitals": "{}",
}


def count(split: Split) -> int:
    return len({d.post for d in split.drafts})


def marked(form: str, heading: str) -> str:
    return FORMS[form].format(heading.upper() if form == "capitals" else heading)


def newsletter(title: str, lang: str, form: str, extra: str = "") -> str:
    """A title, an opening, and items under headings; `extra` stands within the second item."""
    (_, first, second), *items = ITEMS[lang]
    parts = [title, first, second]
    for heading, *paragraphs in items:
        parts += [marked(form, heading), *paragraphs[:1], *([extra] if extra else []), *paragraphs[1:]]
    return "\n\n".join(parts) + "\n"


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("form", ["hashes", "bold", "capitals"])
def test_headings_that_are_marked_as_the_first_title_is_not_are_parts(form: str, lang: str) -> None:
    title = {"en": "What the valleys told us", "fr": "Ce que disent les vallées"}[lang]
    page = text_page(newsletter(title, lang, form))
    split = split_page(page)
    assert [d.title for d in split.drafts] == [title]
    assert_whole(page, split)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("form", ["hashes", "capitals"])
def test_titles_that_are_all_marked_alike_part_posts(form: str, lang: str) -> None:
    text = "\n\n".join(f"{marked(form, t)}\n\n{a}\n\n{b}" for t, a, b in ITEMS[lang])
    assert count(split_page(text_page(text))) == len(ITEMS[lang])


PARTS = {
    "en": ["What we ask for", "In the evening", "Get involved!"],
    "fr": ["Ce que nous demandons", "Le soir venu", "S’impliquer !"],
}


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("parts", [True, False])
def test_plain_lines_are_titles_only_if_most_of_their_likes_are(lang: str, parts: bool) -> None:
    title = {"en": "What the valleys told us", "fr": "Ce que disent les vallées"}[lang]
    text = [title, *ITEMS[lang][0][1:]]
    for (_, first, second), part in zip(ITEMS[lang][1:], PARTS[lang], strict=True):
        heading = " ".join(first.split()[:7]).strip(",.")
        text += [heading, first, second, first, *([part] if parts else []), second, second]
    assert count(split_page(text_page("\n\n".join(text)))) == (1 if parts else 4)


@pytest.mark.parametrize(
    ("title", "lang"),
    [
        ("Newsletter 12", "en"),
        ("The Valley Letter #43: of bees and boats", "en"),
        ("Rebel Weekly no. 4", "en"),
        ("Lettre n° 3", "fr"),
        ("Bulletin des vallées n°12 – mai 2018", "fr"),
        ("Infolettre, mai 2018", "fr"),
    ],
)
def test_an_issue_is_one_text_however_its_parts_are_set_off(title: str, lang: str) -> None:
    for between in ("\n\n", "\n\n\n", "\n\n* * *\n\n"):
        text = between.join([title, *("\n\n".join(item) for item in ITEMS[lang])])
        split = split_page(text_page(text))
        assert count(split) == 1, between
        assert split.drafts[0].title == title


def test_issues_one_after_the_other_part() -> None:
    text = "\n\n\n".join(f"Newsletter {n}\n\n{a}\n\n{b}" for n, (_, a, b) in enumerate(ITEMS["en"], start=11))
    assert [d.title for d in split_page(text_page(text)).drafts] == [
        f"Newsletter {n}" for n in (11, 12, 13, 14)
    ]


@pytest.mark.parametrize(
    ("line", "lang"),
    [
        ("Banner: ‘Bees have no brakes’ Photo: R. H.", "en"),
        ("Ada K., outside the map works, Skarv, 11th January", "en"),
        ("Source: https://example.org/ferry", "en"),
        ("Banderole : « Les abeilles n’ont pas de freins » Photo : M. K.", "fr"),
        ("Odile V. devant la carterie, Morlande, 11 janvier", "fr"),
        ("Source : https://exemple.org/bac", "fr"),
    ],
)
def test_a_caption_begins_no_post(line: str, lang: str) -> None:
    title = {"en": "WHAT THE VALLEYS TOLD US", "fr": "CE QUE DISENT LES VALLÉES"}[lang]
    for between in ("\n\n", "\n\n\n"):
        parts = [title, *ITEMS[lang][0][1:], between.strip(" ") + line, *ITEMS[lang][1][1:]]
        assert count(split_page(text_page("\n\n".join(parts)))) == 1


@pytest.mark.parametrize(
    ("line", "caption"),
    [
        ("Photo: A. Petit", True),
        ("The quay at noon. Photo by Ada K.", True),
        ("© Les Deux Rives", True),
        ("Crédit photo : M. K.", True),
        ("Légende : la digue", True),
        ("https://example.org/a-picture", True),
        ("Photos of the missing", False),
        ("Les images du port", False),
        ("La source tarit", False),
        ("Rassemblement devant la préfecture le 11 janvier", False),
        ("Get involved!", False),
    ],
)
def test_captions(line: str, caption: bool) -> None:
    assert is_caption(line) is caption


@pytest.mark.parametrize(
    ("line", "meeting"),
    [
        ("20 MAI | Gand, Belgique", True),
        ("MAY 20 | Ghent", True),
        ("3 juin • Lille", True),
        ("The gardens | Les jardins", False),
        ("Rassemblement le 3 juin", False),
    ],
)
def test_meetings(line: str, meeting: bool) -> None:
    assert is_meeting(line) is meeting


@pytest.mark.parametrize(
    ("line", "issue"),
    [
        ("Newsletter 12", True),
        ("#43", True),
        ("Lettre d’info numéro 5", True),
        ("Issue 12", True),
        ("Bulletin de la permanence, mars 2018", True),
        ("Letter to 300 mayors", False),
        ("Lettre aux 36 maires", False),
        ("Daily life of 12 exiles", False),
        ("10 raisons de lutter", False),
        ("Letter from the beekeepers of the plateau", False),
    ],
)
def test_issues(line: str, issue: bool) -> None:
    assert names_issue(line) is issue


DAYS = {
    "en": ["3 May 2018", "May 1, 2018", "28 April 2018", "12/02/2018"],
    "fr": ["3 mai 2018", "1er mai 2018", "Samedi 28 avril 2018", "12/02/2018"],
}


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("form", ["{day} – {title}", "{day} : {title}", "{day}"])
@pytest.mark.parametrize("heading", ["", "News", "Nouvelles du val"])
def test_entries_under_their_days_part(lang: str, form: str, heading: str) -> None:
    parts = [heading] if heading else []
    for day, (title, *paragraphs) in zip(DAYS[lang], ITEMS[lang], strict=True):
        parts += [form.format(day=day, title=title), *paragraphs]
    page = text_page("\n\n".join(parts))
    split = split_page(page)
    assert count(split) == 4
    assert_whole(page, split)
    tags = "".join(f"<h3>{p}</h3>" if len(p) < 60 else f"<p>{p}</p>" for p in parts)
    assert count(split_page(read_page(f"<body>{tags}</body>".encode(), "text/html"))) == 4


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_story_told_day_by_day_is_one_text(lang: str) -> None:
    parts = [{"en": "Nine days at the map works", "fr": "Neuf jours à la carterie"}[lang]]
    for day, (_, *paragraphs) in zip(reversed(DAYS[lang]), ITEMS[lang], strict=True):
        parts += [day, *paragraphs]
    assert count(split_page(text_page("\n\n".join(parts)))) == 1


@pytest.mark.parametrize(
    ("head", "inside"),
    [
        ('<meta property="article:published_time" content="2018-01-15T08:00:00+01:00">', "<div>{}</div>"),
        ("", '<div class="chapter">{}</div>'),
        ("", '<section class="chapitre-2">{}</section>'),
        ('<meta property="og:type" content="article">', "<section>{}</section>"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_chapters_of_an_article_are_one_text(head: str, inside: str, lang: str) -> None:
    title = {"en": "A winter in four valleys", "fr": "Un hiver dans quatre vallées"}[lang]
    chapters = "".join(
        inside.format(f"<h2>{t}</h2><p>{a}</p><p>{b}</p><p>{b[:-1]} again.</p>") for t, a, b in ITEMS[lang]
    )
    html = f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{chapters}</body></html>"
    split = split_page(read_page(html.encode(), "text/html"))
    assert [d.title for d in split.drafts] == [title]
    assert all(t in split.drafts[0].text for t, *_ in ITEMS[lang])


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_sections_within_one_post_container_are_one_text(lang: str) -> None:
    title = {"en": "A winter in four valleys", "fr": "Un hiver dans quatre vallées"}[lang]
    inner = "".join(f"<div><h3>{t}</h3><p>{a}</p><p>{b}</p><p>{a}</p></div>" for t, a, b in ITEMS[lang])
    html = f"<html><body><article><h1>{title}</h1>{inner}</article></body></html>"
    split = split_page(read_page(html.encode(), "text/html"))
    assert [d.title for d in split.drafts] == [title]


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("rule", ["<h2>{}</h2><hr>", "<hr><h2>{}</h2>", "<h2>{}</h2>"])
def test_posts_under_headings_with_a_rule_part(lang: str, rule: str) -> None:
    body = "".join(f"{rule.format(t)}<p>{a}</p><p>{b}</p>" for t, a, b in ITEMS[lang])
    split = split_page(read_page(f"<html><body>{body}</body></html>".encode(), "text/html"))
    assert [d.title for d in split.drafts] == [t for t, *_ in ITEMS[lang]]
