"""Pages that give a text the class of a forum's message, and are none of a forum."""

# ruff: noqa: E501 - markup, line for line

from __future__ import annotations

import pytest

from archive.ingest.posts import split_page
from archive.ingest.readers import read_page
from archive.records import Draft
from tests.ingest.posts_made import BODY_EN, BODY_FR

NAMES = ("postbody", "post_body", "messageText", "bbWrapper", "postmsg", "postcolor")
TITLES = {
    "fr": ("La criée ferme avant la marée", "Le bac ne passe plus le soir", "Une école sans toit"),
    "en": ("The fish market shuts early", "No ferry in the evening", "A school without a roof"),
}
LEAD = {
    "fr": "Les grilles sont closes depuis mardi et nul ne sait qui a donné l'ordre de vider la chambre froide.",
    "en": "The gates have been locked since Tuesday and nobody knows who gave orders to empty the cold store.",
}
NOTE = {
    "fr": "Cet article vient du numéro douze de notre feuille, que l'on trouve au café du quai.",
    "en": "This article comes from issue twelve of our paper, which you can find at the quay café.",
}
SAID = {
    "fr": "Mon oncle le plombier n'en croit rien, il a vu la chambre froide marcher encore hier soir.",
    "en": "My uncle the plumber does not believe it, he saw the cold store running only last night.",
}
DAY = {"fr": "14 mars 2019", "en": "14 March 2019"}
BODY = {"fr": BODY_FR, "en": BODY_EN}
each_name = pytest.mark.parametrize("name", NAMES)
each_lang = pytest.mark.parametrize("lang", ["fr", "en"])


def _drafts(body: str, title: str) -> list[Draft]:
    data = f"<html><head><meta charset=utf-8><title>{title}</title></head><body>{body}</body></html>".encode()
    return list(split_page(read_page(data, "text/html")).drafts)


@each_lang
@each_name
def test_an_article_keeps_what_stands_over_and_under_a_text_with_such_a_class(name: str, lang: str) -> None:
    body = (
        f"<div><h1>{TITLES[lang][0]}</h1><p>{LEAD[lang]}</p><div class={name}><p>{BODY[lang]}</p></div>"
        f"<p>{NOTE[lang]}</p></div>"
    )
    (draft,) = _drafts(body, TITLES[lang][0])
    assert [part in draft.text for part in (LEAD[lang], BODY[lang], NOTE[lang])] == [True] * 3


@each_lang
@each_name
@pytest.mark.parametrize("signed", ["", "<p><a class=author href='/author/lise'>Lise Gaudin</a></p>"])
def test_the_posts_of_a_blog_keep_their_titles(name: str, lang: str, signed: str) -> None:
    body = "".join(
        f"<div class=post><h2>{title}</h2>{signed}<div class={name}><p>{LEAD[lang]} {BODY[lang]}</p></div></div>"
        for title in TITLES[lang]
    )
    drafts = _drafts(body, "Le quai")
    assert [d.title for d in drafts] == list(TITLES[lang])


@each_lang
@each_name
def test_an_article_is_not_lost_for_what_its_readers_say(name: str, lang: str) -> None:
    said = "".join(
        f"<div><a class=username href='/user/{n}'>Ann Lee</a><div class={name}>{SAID[lang]}</div></div>"
        for n in range(3)
    )
    body = (
        f"<div><h1>{TITLES[lang][0]}</h1><p>{LEAD[lang]}</p><p>{BODY[lang]}</p><p>{BODY[lang]}</p></div>"
        f"<div id=comments>{said}</div>"
    )
    (draft,) = _drafts(body, TITLES[lang][0])
    assert LEAD[lang] in draft.text
    assert BODY[lang] in draft.text


@each_lang
@each_name
def test_a_quotation_with_such_a_class_is_part_of_its_article(name: str, lang: str) -> None:
    body = (
        f"<article><h1>{TITLES[lang][0]}</h1><p>{LEAD[lang]}</p><div class={name}>{SAID[lang]}</div>"
        f"<p>{BODY[lang]}</p><p>{NOTE[lang]}</p></article>"
    )
    (draft,) = _drafts(body, TITLES[lang][0])
    assert [part in draft.text for part in (LEAD[lang], SAID[lang], BODY[lang], NOTE[lang])] == [True] * 4


MEMBER = {
    "profile": "<a href='profile.php?id=7'>tiphaine77</a>",
    "page": "<a href='/forum/user-7.html'>tiphaine77</a>",
    "joined": "<b>tiphaine77</b><dl><dt>Joined</dt><dd>Messages: 31</dd></dl>",
    "among others": "<b>tiphaine77</b><div>Messages : 31<br>Inscrit le : 12 février 2004<br>Lyon</div>",
    "inscrit": "<b>tiphaine77</b><p>Inscrit le: 12 février 2004</p>",
}


@each_lang
@pytest.mark.parametrize("sign", MEMBER)
def test_a_message_of_a_member_is_a_post_even_alone(sign: str, lang: str) -> None:
    body = (
        f"<h2>{TITLES[lang][0]}</h2><table><tr><td>{MEMBER[sign]}</td><td>{DAY[lang]}<div class=postbody>"
        f"{LEAD[lang]} {BODY[lang]}</div></td></tr></table>"
    )
    (draft,) = _drafts(body, f"{TITLES[lang][0]} - Forum")
    assert draft.text.split() == f"{LEAD[lang]} {BODY[lang]}".split()


NOTICE = {
    "fr": "Si c'est votre première visite, lisez d'abord les questions fréquentes. Il faut s'inscrire avant de "
    "pouvoir écrire : le lien est en haut. Pour lire les messages, choisissez plus bas le forum que vous "
    "voulez visiter, puis le sujet dont on y parle en ce moment.",
    "en": "If this is your first visit, read the list of questions first. You may have to sign up before you can "
    "write: the link is above. To read what others wrote, choose below the forum that you want to visit, and "
    "then the subject that they are talking about at the moment.",
}


@each_lang
@pytest.mark.parametrize("tag", ["div", "p", "td"])
def test_a_notice_over_a_thread_is_no_text_of_its_page(tag: str, lang: str) -> None:
    said = "".join(
        f"<table><tr><td><a class=username href='member.php?u={n}'>tiphaine{n}</a></td><td>{DAY[lang]}"
        f"<div class=postbody>{SAID[lang]} {n}</div></td></tr></table>"
        for n in range(2)
    )
    notice = f"<{tag}>{NOTICE[lang]}</{tag}>"
    notice = f"<table><tr>{notice}</tr></table>" if tag == "td" else notice
    drafts = _drafts(f"{notice}<h2>{TITLES[lang][0]}</h2>{said}", f"{TITLES[lang][0]} - Forum")
    assert [d.author for d in drafts] == ["tiphaine0", "tiphaine1"]
    assert not any(NOTICE[lang][:20] in d.text for d in drafts)


@each_lang
@pytest.mark.parametrize("number", ["post_message_7", "pid_7", "msg_7"])
def test_a_numbered_message_is_of_a_forum(number: str, lang: str) -> None:
    body = f"<h2>{TITLES[lang][0]}</h2><p>tiphaine77, {DAY[lang]}</p><div class=post_body id={number}>{BODY[lang]}</div>"
    (draft,) = _drafts(body, f"{TITLES[lang][0]} - Forum")
    assert draft.text.split() == BODY[lang].split()
