"""Feeds and exports of blogs: an entry is a post, of its author's own day; what is closed stays so."""

from __future__ import annotations

import json

import pytest

from archive.errors import BadInput, EmptyInput, UnreadableInput
from archive.ingest.posts import split_page
from archive.ingest.readers import read_page, reader_of, sniff
from archive.records import Draft, Page

LIGHT = "Le phare de Brévaux sera rallumé samedi, après deux ans de travaux, a promis la mairie."
KEEPERS = "The lighthouse keepers of Oxmoor met on Monday and voted to paint the tower green again."
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
WP = f'xmlns:wp="http://wordpress.org/export/1.2/" {DC}'


def read(data: str | bytes, name: str = "x.xml") -> Page:
    data = data.encode() if isinstance(data, str) else data
    return read_page(data, sniff(data, name))


def drafts(data: str | bytes) -> list[Draft]:
    return list(split_page(read(data)).drafts)


def rss(*items: str, channel: str = "<title>Journal du port</title>", spaces: str = DC) -> str:
    entries = "".join(f"<item>{i}</item>" for i in items)
    return f'<?xml version="1.0"?><rss version="2.0" {spaces}><channel>{channel}{entries}</channel></rss>'


def atom(*entries: str, space: str = "http://www.w3.org/2005/Atom") -> str:
    said = "".join(f"<entry>{e}</entry>" for e in entries)
    return f'<feed xmlns="{space}" xml:lang="fr-BE"><title>Le port</title>{said}</feed>'


def cdata(html: str) -> str:
    return f"<![CDATA[{html}]]>"


FOOT = "<p>L’article <a>Le phare</a> est apparu en premier sur <a>Port</a>.</p>"
ENTRY = f"<title>Le phare</title><description>{LIGHT}</description>"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (rss(ENTRY), "feed"),
        (atom("<title>x</title>"), "feed"),
        (f'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
         f"<channel/><item>{ENTRY}</item></r:RDF>", "feed"),
        ("\ufeff" + rss(ENTRY), "feed"),
        ('<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://my.org/rss.dtd">'
         f"<rss version='0.91'><channel><item>{ENTRY}</item></channel></rss>", "feed"),
        (f'<?xml version="1.0"?>{"<!-- an export -->" * 200}<rss {WP}><channel/></rss>', "wxr"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["feed.xml", "feed", "feed.html", "feed.txt"])
def test_a_feed_is_known_by_its_root(data: str, kind: str, name: str) -> None:
    reader = reader_of(sniff(data.encode(), name))
    assert reader is not None
    assert reader.name == kind


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        # Late in the evening it is the next day in Greenwich, and early in the morning still the day before.
        ("<pubDate>Tue, 03 Mar 2015 23:30:00 -0500</pubDate>", "2015-03-03"),
        ("<pubDate>Wed, 04 Mar 2015 00:30:00 +0100</pubDate>", "2015-03-04"),
        ("<pubDate>4 Mar 15 00:30 GMT</pubDate>", "2015-03-04"),
        ("<dc:date>2015-03-04T00:30:00+02:00</dc:date>", "2015-03-04"),
        ("<dc:date>2015-03-04</dc:date>", "2015-03-04"),
        ("<pubDate>mercredi 4 mars 2015</pubDate>", "2015-03-04"),
        ("<pubDate>some day</pubDate>", None),
        ("<pubDate>Wed, 45 Mar 2015 00:30:00 +0100</pubDate>", None),
    ],
)
def test_the_day_is_the_authors_own(stamp: str, day: str | None) -> None:
    (draft,) = drafts(rss(ENTRY + stamp, channel="<language>fr</language>"))
    assert draft.date == day


@pytest.mark.parametrize(
    ("said", "author"),
    [
        ("<dc:creator>Odile Fabre</dc:creator>", "Odile Fabre"),
        ("<author>odile@example.org (Odile Fabre)</author>", "Odile Fabre"),
        ("<author>Odile Fabre &lt;odile@example.org&gt;</author>", "Odile Fabre"),
        ("<author>odile@example.org</author>", "La rédaction"),
        ("", "La rédaction"),
    ],
)
def test_the_author_is_a_name(said: str, author: str) -> None:
    channel = "<title>Port</title><managingEditor>x@example.org (La rédaction)</managingEditor>"
    (draft,) = drafts(rss(ENTRY + said, channel=channel))
    assert draft.author == author


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        # HTML escaped, in CDATA, or as it is; text without tags; entities of HTML.
        (f"<description>&lt;p&gt;{LIGHT}&lt;/p&gt;&lt;p&gt;Fin.&lt;/p&gt;</description>", f"{LIGHT}\n\nFin."),
        (f"<description>{cdata(f'<ul><li>{LIGHT}<li>Fin.</ul>')}</description>", f"{LIGHT}\nFin."),
        (f"<description><p>{LIGHT}</p><p>1 &lt; 2</p></description>", f"{LIGHT}\n\n1 < 2"),
        (f"<description>{LIGHT}\n\nFin.</description>", f"{LIGHT}\n\nFin."),
        (
            f"<description>{LIGHT} Caf&eacute;&nbsp;&amp; th&amp;eacute;.</description>",
            f"{LIGHT} Café\xa0& thé.",
        ),
        (f"<description>{LIGHT} Tom & Léa &nosuch; &#0;.</description>", f"{LIGHT} Tom & Léa &nosuch; ."),
        # The whole text, once: a description is often its beginning, and a lede of its own is text too.
        (
            f"<description>{LIGHT[:70]}[…]</description>"
            f"<content:encoded>{cdata(f'<p>{LIGHT}</p>')}</content:encoded>",
            LIGHT,
        ),
        (
            f"<description>Enfin la lumière.</description>"
            f"<content:encoded>{cdata(f'<p>{LIGHT}</p>')}</content:encoded>",
            f"Enfin la lumière.\n\n{LIGHT}",
        ),
        (
            f"<description>{cdata(f'<p>{LIGHT}</p>{FOOT}')}</description>",
            LIGHT,
        ),
        (f"<description>{cdata(f'<p>{LIGHT}</p><script>x()</script>')}</description>", LIGHT),
    ],
)
def test_the_text_of_an_entry(fields: str, text: str) -> None:
    (draft,) = drafts(rss(f"<title>Le phare</title>{fields}"))
    assert draft.text == f"Le phare\n\n{text}"
    assert draft.title == "Le phare"


def test_entries_of_atom() -> None:
    first = (
        f"<title type='html'>Le &lt;b&gt;phare&lt;/b&gt;</title><link rel='self' href='http://a.example/s'/>"
        "<link href='http://a.example/1'/><author><name>Odile Fabre</name><email>o@example.org</email>"
        "</author>"
        "<published>2015-03-03T23:30:00-05:00</published><updated>2016-01-01T00:00:00Z</updated>"
        "<source><title>Ailleurs</title></source><content type='xhtml'><div "
        "xmlns='http://www.w3.org/1999/xhtml'>"
        f"<p>{LIGHT} &lt;sic&gt;</p><p>Fin<br/>vraiment.</p></div></content>"
    )
    second = (
        f"<title>Oxmoor</title><summary>{KEEPERS}</summary><content type='image/png'>iVBORw0KGgo=</content>"
    )
    one, two = drafts(atom(first, second))
    assert (one.title, one.author, one.date, one.url) == (
        "Le phare", "Odile Fabre", "2015-03-03", "http://a.example/1",
    )  # fmt: skip
    assert one.text == f"Le phare\n\n{LIGHT} <sic>\n\nFin\nvraiment."
    assert two.text == f"Oxmoor\n\n{KEEPERS}"
    (old,) = drafts(
        atom(
            f"<title>x y</title><content mode='escaped'>&lt;p&gt;{LIGHT}</content>",
            space="http://purl.org/atom/ns#",
        )
    )
    assert LIGHT in old.text


def test_posts_of_a_feed_are_apart_and_in_its_languages() -> None:
    made = drafts(rss(ENTRY, f"<title>The tower</title><description>{KEEPERS}</description>"))
    assert [(d.post, d.lang, d.title) for d in made] == [(0, "fr", "Le phare"), (1, "en", "The tower")]


# -- exports ---------------------------------------------------------------------------------------


def wp(title: str, text: str, kind: str = "post", status: str = "publish", more: str = "") -> str:
    return (
        f"<title>{title}</title><pubDate>Wed, 04 Mar 2015 03:30:00 +0000</pubDate><dc:creator>"
        f"ofabre</dc:creator>"
        f"<description></description><content:encoded>{cdata(text)}</content:encoded>"
        f"<wp:post_date>2015-03-03 22:30:00</wp:post_date><wp:status>{status}</wp:status>"
        f"<wp:post_type>{cdata(kind)}</wp:post_type>{more}"
        f"<wp:comment><wp:comment_author>Un passant</wp:comment_author><wp:comment_content>Bravo !"
        f"</wp:comment_content></wp:comment>"
    )


AUTHORS = (
    "<title>Port</title><wp:author><wp:author_login>ofabre</wp:author_login>"
    "<wp:author_display_name>Odile Fabre</wp:author_display_name></wp:author>"
)


@pytest.mark.parametrize("secure", [False, True])
def test_an_export_of_wordpress_gives_what_is_published(secure: bool) -> None:
    data = rss(
        wp("Le phare", f"<!-- wp:paragraph --><p>{LIGHT}</p><!-- /wp:paragraph -->"),
        wp("À propos", KEEPERS, "page"),
        wp("Un concert", KEEPERS, "tribe_events"),
        wp("Brouillon", LIGHT, status="draft"),
        wp("Privé", LIGHT, status="private"),
        wp("Demain", LIGHT, status="future"),
        wp("Fermé", LIGHT, more="<wp:post_password>sel</wp:post_password>"),
        wp("menu", LIGHT, "nav_menu_item"),
        wp("photo", LIGHT, "attachment", "inherit"),
        wp("Ancien", LIGHT, "revision", "inherit"),
        channel=AUTHORS,
        spaces=WP,
    )
    page = read(data.replace("http://wordpress", "https://wordpress") if secure else data)
    made = split_page(page).drafts
    assert [(d.title, d.author, d.date) for d in made] == [
        (title, "Odile Fabre", "2015-03-03") for title in ("Le phare", "À propos", "Un concert")
    ]
    assert page.unread == "posts left closed: behind a password 1, drafts 1, not yet published 1, private 1"
    assert "Bravo" not in page.text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Un.\n\nDeux.\nTrois.", "Un.\n\nDeux.\nTrois."),
        ("Un.\r\n\r\nDeux.", "Un.\n\nDeux."),
        ("<h2>Un</h2>\nDeux.\n\n<ul>\n<li>a</li>\n\n<li>b</li>\n</ul>", "Un\n\nDeux.\n\na\nb"),
        ("Un.<!--more-->\n\nDeux.<!--nextpage-->Trois.", "Un.\n\nDeux.\n\nTrois."),
        (
            '[caption id="a"]<img src="x"> Tour[/caption]\n\nUn [sic].\n\n[gallery ids="1,2"]',
            "Tour\n\nUn [sic].",
        ),
        ("<pre>a\n\nb</pre>", "a\nb"),
        ("<!-- wp:list --><ul><li>a</li>\n\n<li>b</li></ul><!-- /wp:list -->", "a\nb"),
    ],
)
def test_the_text_of_a_post_of_wordpress_is_what_the_site_shows(text: str, shown: str) -> None:
    (draft,) = drafts(rss(wp("Le phare du port", text), channel=AUTHORS, spaces=WP))
    assert draft.text == f"Le phare du port\n\n{shown}"


def test_an_export_of_blogger_gives_its_live_posts() -> None:
    google = "http://schemas.google.com"
    kind = f"<category scheme='{google}/g/2005#kind' term='{google}/blogger/2008/kind#{{}}'/>"
    text = (
        f"<content type='html'>&lt;p&gt;{LIGHT}&lt;/p&gt;</content>"
        "<published>2012-05-06T23:59:00+02:00</published>"
    )
    draft = "<control xmlns='http://www.w3.org/2007/app'><draft>yes</draft></control>"
    new = f"<type xmlns='{google}/blogger/2018'>{{}}</type>"
    new += f"<status xmlns='{google}/blogger/2018'>{{}}</status>"
    made = drafts(
        atom(
            f"<title>Post</title>{kind.format('post')}{text}",
            f"<title>Comment</title>{kind.format('comment')}{text}",
            f"<title>Template</title>{kind.format('template')}{text}",
            f"<title>Draft</title>{kind.format('post')}{text}{draft}",
            f"<title>New</title>{new.format('POST', 'LIVE')}{text}",
            f"<title>New draft</title>{new.format('POST', 'DRAFT')}{text}",
            f"<title>New comment</title>{new.format('COMMENT', 'LIVE')}{text}",
        )
    )  # fmt: skip
    assert [(d.title, d.date) for d in made] == [("Post", "2012-05-06"), ("New", "2012-05-06")]


# -- what is damaged or hostile --------------------------------------------------------------------


def test_a_feed_that_breaks_off_gives_its_whole_entries() -> None:
    data = rss(ENTRY, ENTRY.replace("phare", "port"), ENTRY)
    page = read(data[: data.rindex("<description>") + 40])
    assert [d.title for d in split_page(page).drafts] == ["Le phare", "Le port"]
    assert page.unread is not None
    assert "damaged" in page.unread


@pytest.mark.parametrize(
    ("data", "error", "reason"),
    [
        (rss(), EmptyInput, "no entry"),
        (rss("<enclosure url='x.mp3'/>"), EmptyInput, "no entry"),
        (rss(ENTRY)[:220], BadInput, "damaged"),
        (f"<rss version='2.0'>{'<a>' * 100_000}", UnreadableInput, "nested too deeply"),
        ('<?xml version="1.0"?><opml><body><outline text="x"/></body></opml>', UnreadableInput, "data"),
    ],
)
def test_refusals(data: str, error: type[BadInput], reason: str) -> None:
    with pytest.raises(error, match=reason):
        read(data)


def test_entities_of_a_feed_are_not_followed() -> None:
    laughs = '<!ENTITY e0 "ha">' + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<!DOCTYPE rss [{laughs}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    (draft,) = drafts(head + rss(ENTRY.replace("mairie.", "mairie &e11; &f;."))[21:])
    assert "haha" not in draft.text
    assert "root:" not in draft.text
    assert len(draft.text) < 200


def test_markup_without_end_in_an_entry_ends() -> None:
    made = drafts(
        rss(f"<title>x y</title><description>{cdata('<div>' * 20_000 + LIGHT)}</description>", ENTRY)
    )
    assert [LIGHT in d.text for d in made] == [True, True]


MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"'


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        (f"<media:group {MEDIA}><media:title>x</media:title><media:description>{LIGHT}</media:description>"
         "</media:group>", LIGHT),
        (f"<media:description {MEDIA}>{KEEPERS}</media:description>", KEEPERS),
        (f"<media:content {MEDIA} url='a.mp4'><media:description type='html'>&lt;p&gt;{KEEPERS}&lt;/p&gt;"
         "</media:description></media:content>", KEEPERS),
        (f"<media:group {MEDIA}><media:content url='a.mp4'><media:description>{LIGHT}</media:description>"
         "</media:content></media:group>", LIGHT),
        # What the entry says itself comes first.
        (f"<description>{LIGHT}</description><media:description {MEDIA}>{KEEPERS}</media:description>",
         LIGHT),
    ],
)  # fmt: skip
def test_what_stands_below_a_video_is_the_text_of_its_entry(fields: str, body: str) -> None:
    (draft,) = drafts(rss(f"<title>Le phare</title>{fields}"))
    assert (LIGHT in draft.text, KEEPERS in draft.text) == (body == LIGHT, body == KEEPERS)
    if "<description>" not in fields:
        entry = f"<title>Le phare</title><summary/>{fields}"
        assert body in drafts(atom(entry))[0].text


def test_addresses_are_relative_to_what_the_feed_says_they_are() -> None:
    whole = atom('<title>a</title><link href="b/1.html"/>', '<title>b</title><link href="/2"/>').replace(
        "<feed ", '<feed xml:base="http://port.example/x/" '
    )
    whole = whole.replace("<entry><title>b", '<entry xml:base="../y/"><title>b')
    assert [h.url for h in read(whole).hints.values()] == [
        "http://port.example/x/b/1.html",
        "http://port.example/2",
    ]
    said = rss(
        f"{ENTRY}<link>/phare</link>", channel="<title>P</title><link>http://port.example/blog/</link>"
    )
    assert [h.url for h in read(said).hints.values()] == ["http://port.example/phare"]


@pytest.mark.parametrize("version", ["1", "1.1"])
@pytest.mark.parametrize("name", ["feed.json", "feed", "port.jsonfeed"])
def test_json_feed(version: str, name: str) -> None:
    people = [{"name": "Ève Lenoir"}, {"name": "Ana Roux"}]
    told = {
        "version": f"https://jsonfeed.org/version/{version}", "title": "Le port", "language": "fr",
        "items": [
            {"id": "1", "url": "http://port.example/1", "title": "Le phare", "content_html": LIGHT,
             "date_published": "2017-03-11T00:30:00+01:00", "authors": people},
            {"id": 2, "content_text": KEEPERS, "language": "en", "author": {"name": "Joan Hale"}},
            {"id": "3"}, "spoilt", None,
        ],
    }  # fmt: skip
    page = read(json.dumps(told), name)
    assert [(d.title, d.text.rpartition("\n")[2], d.author, d.lang) for d in split_page(page).drafts] == [
        ("Le phare", LIGHT, "Ève Lenoir, Ana Roux", "fr"), (None, KEEPERS, "Joan Hale", "en"),
    ]  # fmt: skip
    first = next(iter(page.hints.values()))
    assert (first.date, first.url) == ("2017-03-11", "http://port.example/1")


@pytest.mark.parametrize(
    "data", ['{"version": "https://jsonfeed.org/version/1", "items": [', '{"version": "1.1", "items": []}']
)
def test_json_that_is_cut_or_no_feed_is_refused(data: str) -> None:
    with pytest.raises(BadInput):
        read(data, "feed.json")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (
            f"[vc_row][vc_column]{LIGHT}[/vc_column][vc_column]{KEEPERS}[/vc_column][/vc_row]",
            [LIGHT, KEEPERS],
        ),
        ("Le [highlight]phare[/highlight] de Brévaux [sic] [1].", ["Le phare de Brévaux [sic] [1]."]),
        ("Le phare [fr] et le port [note].", ["Le phare [fr] et le port [note]."]),
        (f"{LIGHT}<!--nextpage-->{KEEPERS}<!--more La suite-->Fin.", [LIGHT, f"{KEEPERS}Fin."]),
        (f"<!-- wp:paragraph --><p>{LIGHT}</p><!-- /wp:paragraph -->a<!--nextpage-->b", [LIGHT, "a", "b"]),
    ],
)
def test_short_codes_of_themes_do_not_show(written: str, shown: list[str]) -> None:
    post = f"<title>x</title><content:encoded>{cdata(written)}</content:encoded>"
    page = read(rss(post, spaces=WP, channel="<title>P</title><wp:wxr_version>1.2</wp:wxr_version>"))
    assert [page.text[b.start : b.end] for b in page.blocks][1:] == shown
