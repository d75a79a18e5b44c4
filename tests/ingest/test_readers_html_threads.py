"""Threads of forums and archives of mailing lists, in the markup of the programs that make them."""

# ruff: noqa: E501 - the markup of the programs, line for line

from __future__ import annotations

import pytest

from archive.ingest.dating import date_documents
from archive.ingest.posts import split_page
from archive.ingest.readers import read_page
from archive.records import Draft
from tests.ingest.posts_made import BODY_EN, BODY_FR

TITLE = {"fr": "La piscine ferme ses portes", "en": "The pool closes its doors"}
BODY = {"fr": BODY_FR, "en": BODY_EN}
PEOPLE = ("tiphaine77", "old_tom")
DAYS = ["2006-08-14", "2006-12-22"]
# As each program writes them.
LONG = {
    "fr": ("Lun Aoû 14, 2006 2:05 pm", "Ven Déc 22, 2006 14:05"),
    "en": ("Mon Aug 14, 2006 2:05 pm", "Fri Dec 22, 2006 9:05 am"),
}
FIGURES = {
    "fr": ("14/08/2006, 10h05", "22/12/2006, 11h05"),
    "en": ("08-14-2006, 10:05 AM", "12-22-2006, 11:05 AM"),
}
JOINED = {"fr": "Inscrit le: 12 Fév 2004", "en": "Joined: 12 Feb 2004"}
POSTED = {"fr": "Posté le", "en": "Posted"}
SUBJECT = {"fr": "Sujet du message", "en": "Post subject"}
SIGNATURE = "Lentement mais sûrement"
AROUND = ("Joined", "Inscrit", SIGNATURE, "Membre", "Member", "Powered")


def _phpbb2(lang: str) -> str:
    rows = "".join(
        f'<tr><td width="150"><span class="name"><b>{PEOPLE[n]}</b></span><br><span class="postdetails">'
        f"{JOINED[lang]}<br>Messages: 31</span></td><td><table><tr><td><span class=postdetails>{POSTED[lang]}: "
        f"{LONG[lang][n]}<span class=gen>&nbsp;</span>&nbsp; &nbsp;{SUBJECT[lang]}: {'Re: ' * n}{TITLE[lang]}</span></td>"
        f'<td><a href="posting.php"><img alt="Citer"></a></td></tr><tr><td colspan=2><hr></td></tr><tr><td colspan=2>'
        f'<span class="postbody">{BODY[lang]}<br>_________________<br>{SIGNATURE}</span><span class="gensmall"></span></td>'
        f"</tr></table></td></tr><tr><td><a href=#top>Revenir en haut</a></td><td></td></tr>"
        for n in range(2)
    )
    return (
        f"<a class=maintitle href=v.php>{TITLE[lang]}</a><table><tr><th>Auteur</th><th>Message</th></tr>{rows}"
        "</table><span>Powered by phpBB</span>"
    )


def _vbulletin(lang: str) -> str:
    return "".join(
        f"<table class=tborder id=post{n}><tr><td class=thead><a name=post{n}></a> {FIGURES[lang][n]}</td></tr><tr><td>"
        f'<a class=bigusername href="member.php?u={n}">{PEOPLE[n]}</a><div class=smallfont>Senior Member</div><div>'
        f"{JOINED[lang]}</div></td></tr><tr><td class=alt1><div id=post_message_{n}>{BODY[lang]}<br><br>{BODY[lang]}</div>"
        f"<div>__________________<br>{SIGNATURE}</div></td></tr></table>"
        for n in range(2)
    )


def _smf(lang: str) -> str:
    return "".join(
        f"<table><tr><td><table><tr><td rowspan=2><b><a href='?action=profile;u={n}'>{PEOPLE[n]}</a></b><div class=smalltext>"
        f"Full Member<br>Messages: 118</div></td><td><div id=subject_{n}><a href='#msg{n}'>{'Re: ' * n}{TITLE[lang]}</a></div>"
        f"<div class=smalltext>&#171; <b>{POSTED[lang]}:</b> {LONG[lang][n]} &#187;</div><hr><div class=post>{BODY[lang]}</div>"
        f"</td></tr><tr><td><div class=signature>{SIGNATURE}</div></td></tr></table></td></tr></table>"
        for n in range(2)
    )


def _punbb(lang: str) -> str:
    return "".join(
        f"<div class=blockpost><h2><span>#{n + 1} <a href='v?pid={n}'>{DAYS[n]} 10:05:12</a></span></h2><div class=box><dl>"
        f"<dt><strong><a href='profile.php?id={n}'>{PEOPLE[n]}</a></strong></dt><dd>Membre</dd><dd>{JOINED[lang]}</dd></dl>"
        f"<div class=postright><h3>{'Re: ' * n}{TITLE[lang]}</h3><div class=postmsg><p>{BODY[lang]}</p></div>"
        f"<div class=postsignature><hr>{SIGNATURE}</div></div></div></div>"
        for n in range(2)
    )


def _invision(lang: str) -> str:
    return "".join(
        f"<table><tr><td class=row4><span class=normalname><a href='i.php?showuser={n}'>{PEOPLE[n]}</a></span></td>"
        f"<td class=row4><span class=postdetails>{LONG[lang][n]}</span></td></tr><tr><td class=post1><span class=postdetails>"
        f"Groupe: Membres<br>{JOINED[lang]}</span></td><td class=post1><div class=postcolor>{BODY[lang]}</div>--------------"
        f"<div class=signature>{SIGNATURE}</div></td></tr></table>"
        for n in range(2)
    )


def _phpbb3(lang: str) -> str:
    return "".join(
        f"<div class=post id=p{n}><div class=postbody><h3><a href='#p{n}'>{'Re: ' * n}{TITLE[lang]}</a></h3><p class=author>"
        f"{'par' if lang == 'fr' else 'by'} <strong><a href='memberlist.php?mode=viewprofile&u={n}'>{PEOPLE[n]}</a></strong> "
        f"&raquo; {LONG[lang][n]}</p><div class=content>{BODY[lang]}</div><div class=signature>{SIGNATURE}</div></div>"
        f"<dl class=postprofile><dt><a href='memberlist.php?mode=viewprofile&u={n}'>{PEOPLE[n]}</a></dt><dd>{JOINED[lang]}"
        "</dd></dl></div>"
        for n in range(2)
    )


FORUMS = (_phpbb2, _vbulletin, _smf, _punbb, _invision, _phpbb3)


def _drafts(body: str, title: str, lang: str | None = None) -> tuple[list[Draft], list[str | None]]:
    said = f' lang="{lang}"' if lang else ""
    data = f"<html{said}><head><meta charset=utf-8><title>{title}</title></head><body>{body}</body></html>".encode()
    page = read_page(data, "text/html")
    drafts = list(split_page(page).drafts)
    return drafts, [d.date if d else None for d in date_documents(drafts, page)]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("forum", FORUMS, ids=lambda f: f.__name__)
def test_each_message_of_a_thread_is_a_post_with_its_writer_and_day(forum: object, lang: str) -> None:
    assert callable(forum)
    index = '<a href="index.php">Le forum du quai</a>'
    drafts, days = _drafts(f"{index}{forum(lang)}", f"{TITLE[lang]} - Le forum du quai")
    assert [d.author for d in drafts] == list(PEOPLE)
    assert days == DAYS
    assert drafts[0].title == TITLE[lang]
    assert drafts[1].title in (None, f"Re: {TITLE[lang]}")
    for draft in drafts:
        assert BODY[lang].split()[-1] in draft.text
        assert not any(words in draft.text for words in AROUND)


def test_what_is_under_a_line_of_underscores_is_kept_where_it_is_longer_than_a_signature() -> None:
    body = _phpbb2("fr").replace(SIGNATURE, f"{BODY_FR} {BODY_FR} {BODY_FR}")
    drafts, _ = _drafts(body, TITLE["fr"])
    assert all(d.text.count(BODY_FR) == 4 for d in drafts)


def test_a_message_of_a_few_words_is_no_text() -> None:
    body = _punbb("fr").replace(f"<p>{BODY_FR}</p>", "<p>Merci !</p>", 1)
    drafts, _ = _drafts(body, TITLE["fr"])
    assert [d.author for d in drafts] == [PEOPLE[1]]


def test_a_blog_whose_posts_have_the_class_of_a_forum_keeps_its_titles() -> None:
    posts = "".join(f"<div class=post><h2>{t}</h2><p>{b}</p><p>{b}</p></div>" for t, b in
                    ((TITLE["fr"], BODY_FR), (TITLE["en"], BODY_EN)))  # fmt: skip
    drafts, _ = _drafts(posts, "Le quai")
    assert [d.title for d in drafts] == [TITLE["fr"], TITLE["en"]]


PIPERMAIL = """<h1>{title}</h1><b>Lise Gaudin</b> <a href="mailto:q%40x.example">lise at x.example</a><br>
<i>Mon Aug 14 14:05:09 CEST 2006</i><p><ul><li>Previous message: <a href=a>Autre chose</a></li></ul><hr>
<!--beginarticle--><pre>{body}
</pre><!--endarticle--><hr><ul><li>Next message: <a href=b>Encore</a></li></ul><a href="l">More information</a>"""
MHONARC = """<!--X-Subject: {title} --><h1>{title}</h1><ul><li><em>From</em>: Lise Gaudin &lt;lise@x.example&gt;</li>
<li><em>Date</em>: Mon, 14 Aug 2006 14:05:09 +0200</li></ul><!--X-Head-Body-Sep-End--><!--X-Body-of-Message--><pre>{body}
</pre><!--X-Body-of-Message-End--><ul><li>Prev by Date: <a href=a>Autre chose</a></li></ul>"""
HYPERMAIL = """<h1>{title}</h1><!-- body="start" --><div class="mail"><address class="headers"><span id="from"><dfn>From
</dfn>: Lise Gaudin &lt;<a href="mailto:l@x.example">l_at_x.example</a>&gt;</span><br><span id="date"><dfn>Date</dfn>: Mon, 14
Aug 2006 14:05:09 +0200</span></address><pre id="body">{body}</pre><span id="received"><dfn>Received on</dfn> Tue Aug 15 2006</span>
</div><!-- body="end" --><p>This archive was generated by hypermail : Mon 04 Jun 2012</p>"""
HYPERMAIL1 = """<h1>{title}</h1><b>Lise Gaudin</b> (<a href="mailto:l@x.example"><i>l@x.example</i></a>)<br>
<i>Mon, 14 Aug 2006 14:05:09 +0200</i><ul><li><b>Next message:</b> <a href=b>Autre chose</a></ul><hr><!-- body="start" --><p>{body}
<!-- body="end" --><hr><ul><li><b>Next message:</b> <a href=b>Encore</a></ul>"""


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("form", [PIPERMAIL, MHONARC, HYPERMAIL, HYPERMAIL1])
def test_the_message_of_an_archive_of_a_mailing_list_is_what_its_marks_hold(form: str, lang: str) -> None:
    body = form.format(title=TITLE[lang], body=f"{BODY[lang]}\n\n{BODY[lang]}")
    (draft,), days = _drafts(body, f"[quai] {TITLE[lang]}")
    assert draft.text.split() == f"{BODY[lang]} {BODY[lang]}".split()
    assert days == [DAYS[0]]
    assert draft.author == "Lise Gaudin"
    assert draft.title in (TITLE[lang], f"[quai] {TITLE[lang]}")
