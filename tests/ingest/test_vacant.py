"""Error pages, redirects and sites that are gone are no documents: kept, and named with the reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.cli import main
from archive.ingest.posts import split_page
from archive.ingest.readers import read_page
from archive.ingest.readers.nothing import PageWords, is_error, no_document
from tests.ingest.posts_made import BODY_EN, BODY_FR

LATEST = "".join(
    f"<article><h2><a href=/{n}>{t}</a></h2><p>{b}</p></article>"
    for n, (t, b) in enumerate(
        [("La criée rouvre", BODY_FR), ("Gardens saved", BODY_EN), ("Deux barques", BODY_FR)]
    )
)


def vacant(head: str, body: str) -> str | None:
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    page = read_page(html.encode(), "text/html")
    if page.vacant:
        assert not split_page(page).drafts
    return page.vacant


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (
            "<title>Page non trouvée – Les Deux Rives</title>",
            "<h1>Page non trouvée</h1><p>La page demandée n’existe pas.</p>",
        ),
        (
            "<title>Page not found | North Bank</title>",
            "<h1>Oops! That page can’t be found.</h1><p>Maybe try a search?</p>",
        ),
        ("<title>404 Not Found</title>", "<center><h1>404 Not Found</h1></center><hr><center>nginx</center>"),
        ("<title>Erreur 404</title>", "<p>Le fichier que vous cherchez est introuvable.</p>"),
        ("<title>North Bank</title>", "<h2>Error 404</h2><p>Nothing was found here.</p>"),
        ("", "<h1>Not Found</h1><p>The requested URL /quay was not found on this server.</p>"),
        ("<title>403 Forbidden</title>", "<p>You don’t have permission to access this resource.</p>"),
        (
            "<title>Page introuvable - Les Deux Rives</title>",
            f"<h1>Page introuvable</h1><p>Cette page n’existe plus.</p>{LATEST}",
        ),
        (
            "<title>Oups | Les Deux Rives</title>",
            "<h1>Cet article n’est plus disponible</h1><p>Retour à l’accueil</p>",
        ),
        ("<title>Site en maintenance</title>", "<p>Nous revenons bientôt.</p>"),
        ("<title>Accès interdit</title>", "<h1>Accès interdit</h1>"),
        (
            "<title>Accès refusé</title>",
            "<h1>Accès refusé</h1><p>Vous n’avez pas l’autorisation de voir cette page.</p>",
        ),
        (
            "<title>Service unavailable</title>",
            "<p>This site is currently unavailable. Please try again.</p>",
        ),
        ("<title>Access denied | Quay</title>", "<p>You are not authorized to access this page.</p>"),
        ("<title>Quai</title>", "<h2>Introuvable</h2><p>Vous cherchez quelque chose qui n’est plus ici.</p>"),
        ("<title>Nothing found</title>", "<p>It seems that we can’t find what you’re looking for.</p>"),
        ("<title>Document introuvable</title>", "<p>Le document que vous cherchez a été supprimé.</p>"),
    ],
)
def test_error_pages(head: str, body: str) -> None:
    assert (vacant(head, body) or "").startswith("an error page")


def test_the_class_that_an_engine_gives_its_error_page() -> None:
    html = (
        "<html><head><title>North Bank</title></head><body class='error404'><p>Lost at sea?</p></body></html>"
    )
    assert read_page(html.encode(), "text/html").vacant == "an error page (404)"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta http-equiv="refresh" content="0; url=https://example.org/2017/01/08/eau/">', ""),
        ("<title>Redirecting to https://example.org/2017/01/08/water/</title>", "<a href=x>Go there</a>"),
        ("", "<p>Redirecting to https://example.org/2017/01/08/water/</p>"),
        ("<title>Redirection</title>", "<p>Vous allez être redirigé vers la nouvelle adresse.</p>"),
        ("<title>301 Moved Permanently</title>", "<h1>Moved Permanently</h1><p>The document has moved.</p>"),
        ('<script>location.replace("https://example.org/")</script>', "<p>Please wait</p>"),
        ('<script>window.location.href = "/eau"</script>', "<p>Patientez, la page se charge.</p>"),
        ("<title>Redirection vers la nouvelle page</title>", "<a href=x>Continuer</a>"),
        ("<title>Quay</title>", "<p>This page has moved to https://quay.example/new</p>"),
        ("<title>Quai</title>", "<h1>Cette page a déménagé</h1><p>Changez vos favoris.</p>"),
    ],
)
def test_redirects(head: str, body: str) -> None:
    assert vacant(head, body) == "a redirect to another page"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<title>northbank.example</title>", "<p>northbank.example is for sale</p><p>Buy this domain.</p>"),
        ("<title>deuxrives.example</title>", "<h1>Ce domaine est à vendre</h1>"),
        (
            "<title>quay.example has been removed</title>",
            "<p>Sorry, the blog at quay.example has been removed. This address is kept for nobody.</p>",
        ),
        ("<title>quay.example</title>", "<p>This domain has expired. If you own it, please renew it.</p>"),
        ("<title>Deux Rives</title>", "<p>Ce site a été suspendu. Veuillez joindre votre hébergeur.</p>"),
        (
            "<title>quay.example</title>",
            "<p>quay.example is no longer available.</p><p>Its authors deleted it.</p>",
        ),
        ("<title>Blog</title>", "<p>Ce blog a été supprimé par son auteur.</p>"),
        (
            "<title>Welcome to nginx!</title>",
            "<h1>Welcome to nginx!</h1><p>Further configuration is required.</p>",
        ),
    ],
)
def test_sites_that_are_gone(head: str, body: str) -> None:
    assert vacant(head, body) == "a page in the place of a site that is gone"


ARTICLE = "".join(f"<p>{BODY_EN}</p><p>{BODY_FR}</p>" for _ in range(3))


SHORT_FR = (
    "Onze pêcheurs ont attendu deux heures devant la grille, leurs dossiers sous le bras, avant de rentrer "
    "au port sans réponse ni café."
)
SHORT_EN = (
    "Eleven fishermen waited two hours at the gate with their papers under their arms, and went home to the "
    "harbour without an answer."
)


def headed(title: str, text: str) -> tuple[str, str]:
    return f"<title>{title}</title>", f"<h1>{title}</h1><p>{text}</p>"


def framed(script: str, text: str) -> tuple[str, str]:
    return f"<title>News</title><script>{script}</script>", f"<p>{text}</p>"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<title>Page not found: a library</title>", f"<h1>Page not found: a library</h1>{ARTICLE}"),
        ("<title>404</title>", f"<h1>404</h1>{ARTICLE}"),
        ("<title>Accès refusé</title>", f"<h1>Accès refusé</h1>{ARTICLE}"),
        ("<title>Le préau est à vendre</title>", f"<h1>Le préau est à vendre</h1><p>{BODY_FR}</p>"),
        (
            "<title>Le bac n’est plus disponible</title>",
            f"<h1>Le bac n’est plus disponible</h1><p>{BODY_FR}</p><p>{BODY_FR}</p>",
        ),
        ("<title>Redirection des aides</title>", f"<h1>Redirection des aides</h1>{ARTICLE}"),
        (
            '<meta http-equiv="refresh" content="600"><title>The quay</title>',
            f"<h1>The quay</h1><p>{BODY_EN}</p>",
        ),
        (
            '<meta http-equiv="refresh" content="5; url=/next"><title>The quay</title>',
            f"<h1>The quay</h1>{ARTICLE}",
        ),
        ("<title>Navette</title>", "<h1>Navette</h1><p>La navette n’est plus disponible le dimanche.</p>"),
        ("<title>Camp</title>", "<h1>Camp</h1><p>Le site du camp a été fermé ce matin.</p>"),
        ("<title>Quay</title>", "<h1>Quay</h1><p>The page of history is for sale, he said.</p>"),
        ("<title>Brève</title>", "<h1>Brève</h1><p>Le port est fermé ce matin.</p>"),
        (
            "<title>Erreur 404 : page introuvable</title>",
            f"<h1>Erreur 404 : page introuvable</h1><p>La page que vous cherchez n’existe pas : ainsi "
            f"commence chaque matin de ceux qui écrivent à la mairie.</p>{ARTICLE}",
        ),
        (
            "<title>Page not found | North Bank</title>",
            "<h1>404: Page not found</h1><p>The page you are looking for does not exist. So says the town "
            f"hall to all who ask for the plans of the quay.</p>{ARTICLE}",
        ),
        headed("Accès interdit", "Depuis lundi la plage du Nord est fermée aux baigneurs et aux chiens."),
        headed("Accès refusé", "Le site du moulin a été fermé hier par un arrêté du maire."),
        headed("Access denied", "The harbour is closed to all who hold no pass, says the new master."),
        headed("Service indisponible", "Le service des urgences est fermé la nuit depuis le 3 mai."),
        headed(
            "Service unavailable", "No bus will run to the quay on Sunday, for the drivers are on strike."
        ),
        headed(
            "Erreur 404",
            "Depuis mardi, la page que vous cherchez sur les aides de la mairie n'existe plus, et le guichet "
            f"non plus.</p><p>{SHORT_FR}</p><p>{SHORT_FR[::-1]}",
        ),
        headed(
            "Error 404",
            "Since Tuesday the page you are looking for, the one on grants for boats, cannot be found, nor "
            f"can the clerk.</p><p>{SHORT_EN}</p><p>{SHORT_EN[::-1]}",
        ),
        headed("Document introuvable", "Le cadastre de 1811 a disparu de la mairie de Brévaux."),
        headed("Nothing found", "The divers came back on Friday without the bell of the wreck."),
        headed("Compte suspendu", "Le trésorier attend depuis mars l’argent de la fête."),
        headed("Redirection des eaux du lac", "Les vannes s’ouvrent mardi."),
        headed("Redirection vers le sud", "Les oies passent cette année par la côte."),
        headed("Moved permanently to the coast", "The potters left the town in May."),
        headed("This page has moved me to tears", "She wrote so of the letter."),
        headed("Vous êtes redirigés vers le quai Nord", "Le bac y part jusqu’à jeudi."),
        headed(
            "Notre journal", "This journal was suspended in 1940 by the censor, and came back in May 1945."
        ),
        headed("Le domaine", "Ce domaine est à vendre depuis la mort du comte, et nul n’en veut."),
        headed("Adieu", "Ce blog a été fermé en mai par son hébergeur. Nous le rouvrons ici, plus libres."),
        headed("Archive", "This site was removed from the list of monuments. Its friends will appeal."),
        framed("if(top!=self){top.location='x.html'}", "Le bac est en panne jusqu’à jeudi."),
        framed('if (parent.frames.length) parent.location = "x.html";', "The ferry is broken."),
        framed('if (screen.width < 600) { location.href = "/m/" }', "La criée rouvre demain à cinq heures."),
        framed('function back() { location.replace("/") }', "The gardens are saved, at least for a year."),
    ],
)
def test_no_article_is_refused(head: str, body: str) -> None:
    assert vacant(head, body) is None


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("La page que vous cherchez est introuvable", True),
        ("Error 404 (Not Found)!!1", True),
        ("We can't find that page", True),
        ("HTTP 404", True),
        ("Oups ! Cette page n'existe plus", True),
        ("404 exilés expulsés", False),
        ("Le site est introuvable sur la carte", False),
        ("Accès refusé aux bénévoles", False),
        ("410 jours de grève", False),
        ("Forbidden love", False),
        ("Not found guilty", False),
    ],
)
def test_names_of_errors(name: str, error: bool) -> None:
    assert is_error(name) is error


def run(*args: str) -> Result:
    return CliRunner().invoke(main, args, catch_exceptions=False)


def test_a_source_without_a_document_is_kept_and_named(tmp_path: Path) -> None:
    lost = "<html><head><title>{0}</title></head><body><h1>{0}</h1><p>{1}</p></body></html>"
    folder = tmp_path / "pages"
    folder.mkdir()
    french = lost.format("Page non trouvée", "La page demandée n’existe pas. 3 mai 2018")
    english = lost.format("Page not found", "The page you requested does not exist.")
    for name, text in (
        ("fr.html", french),
        ("en.html", english),
        ("a.txt", f"La criée rouvre\n\n{BODY_FR}\n"),
    ):
        (folder / name).write_text(text, "utf-8")
    held = ("--archive", str(tmp_path / "archive"))
    ingest = (*held, "ingest", "--no-vectors", "--format", "json", str(folder))
    summary = json.loads(run(*ingest).stdout)
    assert (summary["sources"], summary["documents"], summary["failed"]) == (3, 1, [])
    assert [(Path(v["source"]).name, v["reason"]) for v in summary["vacant"]] == [
        ("en.html", "an error page"),
        ("fr.html", "an error page"),
    ]
    assert json.loads(run(*ingest).stdout)["unchanged"] == 3
    assert run(*held, "check").exit_code == 0
    assert "an error page" in run(*held, "explain", str(folder / "en.html")).stdout


@pytest.mark.parametrize(
    ("title", "body", "vacant_"),
    [
        ("Oups ! – Le Petit Quai", "<h1>Oups !</h1><p>Cette page n'existe plus ou a été déplacée.</p>", True),
        ("Oops…", "<h1>Oops…</h1><p>The page you are looking for does not exist.</p>", True),
        ("Désolé", "<p>La page demandée est introuvable.</p>", True),
        ("quay.example", "<p>This domain is for sale. Related searches: ferries, loans.</p>", True),
        ("quai.example", "<p>Ce domaine est à vendre. Faites une offre.</p>", True),
        ("Oups !", f"<h1>Oups !</h1><p>{BODY_FR}</p><p>{BODY_FR}</p>", False),
        ("Sorry", f"<h1>Sorry</h1><p>{BODY_EN}</p><p>The page does not exist, they said.</p>", False),
        ("A house", f"<h1>A house</h1><p>This house is for sale. {BODY_EN}</p>", False),
    ],
)
def test_a_sigh_or_an_offer_in_the_place_of_a_page(title: str, body: str, vacant_: bool) -> None:
    assert (vacant(f"<title>{title}</title>", body) is not None) == vacant_


@pytest.mark.parametrize(("words", "error"), [(24, True), (25, True), (26, False)])
@pytest.mark.parametrize(
    ("said", "more"),
    [
        (
            "Désolé la page que vous cherchez n’existe pas",
            "du vieux quai et du port que les gens du bourg aimaient tant voir chaque matin de mai",
        ),
        (
            "Sorry the page that you are looking for does not exist",
            "of the old quay and harbour where the people of the town used to come each day in May",
        ),
    ],
)
def test_a_sentence_of_more_than_twenty_five_words_tells_a_story(
    said: str, more: str, words: int, error: bool
) -> None:
    sentence = " ".join([*said.split(), *more.split()][:words])
    assert len(sentence.split()) == words
    assert bool(vacant("<title>Oups</title>", f"<h1>Oups</h1><p>{sentence}.</p>")) is error


@pytest.mark.parametrize(
    ("words", "error"), [(40, True), (119, True), (120, True), (121, False), (900, False)]
)
@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("Page non trouvée", "La page demandée n’existe pas."),
        ("Page not found", "The page does not exist."),
    ],
)
def test_a_page_under_the_heading_of_an_error_has_at_most_a_hundred_and_twenty_words(
    heading: str, told: str, words: int, error: bool
) -> None:
    left = words - len(told.split())
    lines = [told, *("Le quai du port," for _ in range(left // 4)), " ".join(["quai"] * (left % 4))]
    assert sum(len(line.split()) for line in lines) == words
    assert bool(no_document(PageWords(heading, [heading], lines))) is error
