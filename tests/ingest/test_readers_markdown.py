"""Markdown with front matter, as site generators keep their texts."""

from __future__ import annotations

import pytest

from archive.errors import EmptyInput
from archive.ingest.dating import date_documents
from archive.ingest.posts import split_page
from archive.ingest.readers import read_page, sniff
from archive.ingest.readers.front import read_front
from archive.records import Dating, Draft, Page

BODY = (
    "The weavers mended the [mill](https://mill.example/a) behind the church, while the **bakers** lent the\n"
    "ladder to the school.\n\n- one ladder\n- two ropes\n\n## What comes next\n\nNobody knows it yet, but "
    "the quay will be *shut* from Monday on, says the board.\n"
)
YAML = '---\nlayout: post\nlang: en\ntitle: "The mill turns"\ndate: 2021-03-14 01:00:00 +0200\n---\n\n'


def read(text: str, name: str = "mill.md") -> Page:
    data = text.encode()
    return read_page(data, sniff(data, name))


def only(page: Page) -> tuple[Draft, Dating | None]:
    (draft,) = split_page(page).drafts
    (dating,) = date_documents([draft], page)
    return draft, dating


@pytest.mark.parametrize(
    ("front", "title", "author", "day", "lang"),
    [
        (YAML, "The mill turns", None, "2021-03-14", "en"),
        (
            '---\ntitle: The mill turns\nauthor: A group\ndate: "2021-03-15T08:00:00Z"\n---\n',
            "The mill turns", "A group", "2021-03-15", None,
        ),
        (
            "---\ntitle: 'Le moulin tourne'\nauthors:\n  - name: Anne Prieur\n  - Luc Mar\nlang: fr_FR\n"
            "date: 14 mars 2021\ntags: [eau, moulin]\n---\n",
            "Le moulin tourne", "Anne Prieur, Luc Mar", "2021-03-14", "fr",
        ),
        ('+++\ntitle = "Third letter"\ndate = 2021-04-02\n+++\n\n', "Third letter", None, "2021-04-02", None),
        (
            '+++\ntitle = "Third letter"\ndate = 2021-04-02T23:30:00+02:00\nauthors = ["Ana Prior"]\n+++\n',
            "Third letter", "Ana Prior", "2021-04-02", None,
        ),
        ('{\n "title": "A letter",\n "date": "2021-04-02"\n}\n\n', "A letter", None, "2021-04-02", None),
        ("---\r\ntitle: A letter\r\ndate: 2021-04-02\r\n---\r\n\r\n", "A letter", None, "2021-04-02", None),
        # Broken, and read as far as it goes; times of change are no day of a text.
        ("---\ntitle: Water: a story\ndate: 2021-04-02\n---\n", "Water: a story", None, "2021-04-02", None),
        ("---\ntitle: Third letter\nlastmod: 2021-04-02\n---\n", "Third letter", None, None, None),
        ("---\nlayout: post\n---\n\n# Third letter\n\n", "Third letter", None, None, None),
    ],
)  # fmt: skip
def test_front_matter(front: str, title: str, author: str | None, day: str | None, lang: str | None) -> None:
    text = front + BODY
    assert sniff(text.encode(), "mill.md") == sniff(text.encode(), "mill.txt") == "text/markdown"
    page = read(text)
    draft, dating = only(page)
    assert (draft.title, draft.author, page.lang) == (title, author, lang)
    assert (dating.date if dating else None) == day
    assert draft.text.rstrip().endswith("says the board.")
    assert "date" not in draft.text


def test_the_body_is_what_the_site_shows() -> None:
    codes = "{{< youtube abc >}}\n\n{% include map.html %}\n\n<div>Mind the *gap*.</div>\n\n{:.lead}\n"
    page = read(YAML + BODY + codes)
    draft, _ = only(page)
    assert draft.text == (
        "The weavers mended the mill behind the church, while the bakers lent the ladder to the school.\n\n"
        "one ladder\ntwo ropes\n\nWhat comes next\n\nNobody knows it yet, but the quay will be shut from "
        "Monday on, says the board.\n\nMind the *gap*."
    )
    # Offsets count in the page's text, where the front matter stands beside the text.
    assert "\n\n".join(page.text[s.start : s.end] for s in draft.spans) == draft.text
    assert page.text.startswith("---\nlayout: post")
    (chrome,) = split_page(page).chrome
    assert page.text[chrome.start : chrome.end] == YAML.strip()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ('{{< figure src="x.jpg" caption="The old pier, from the north" >}}', "The old pier, from the north"),
        ('{{% note "Venez avec une lanterne" %}}', "Venez avec une lanterne"),
        ("Write {{ name of the boat }} on each card.", "Write name of the boat on each card."),
        ("Écrire à {{ site.mail }}, tout simplement.", "Écrire à , tout simplement."),
        ("```\n{{ code kept }}\n```", "{{ code kept }}"),
        ("Type `{{ .Title }}` there.", "Type {{ .Title }} there."),
        ("~~~\n{% raw %}", "{% raw %}"),
        ("A note[^1].\n\n[^1]: http://quay.example/", "A note[^1].\n\n[^1]: http://quay.example/"),
    ],
)
def test_what_codes_show_is_text_and_code_is_as_it_was(written: str, shown: str) -> None:
    draft, _ = only(read(f"{YAML}{BODY}\n{written}\n"))
    assert draft.text.endswith(f"says the board.\n\n{shown}")


def test_a_body_in_both_languages_has_two_versions() -> None:
    french = (
        "Les tisserands ont réparé le moulin derrière l'église, et les boulangers ont prêté l'échelle. " * 3
    )
    english = (
        "The weavers mended the mill behind the church, and the bakers lent the ladder to the school. " * 3
    )
    page = read(f"{YAML}{english}\n\n{french}\n")
    drafts = split_page(page).drafts
    assert [(d.post, d.lang) for d in drafts] == [(0, "en"), (0, "fr")]
    assert {d.date for d in date_documents(drafts, page) if d} == {"2021-03-14"}


@pytest.mark.parametrize(
    "text",
    [
        "---\nFrom: Ana\nTo: Sam\n---\n\nThe mill turns again, says the board.",
        "---\n\nThe mill turns again.\n\n---\n\nThe title: of it all.",
        "--- The mill turns ---\n\ntitle: none\n\n---\n",
        '{"title": "The mill", "date": "2021-04-02"}',
        '{"title": "The mill"}\n{"title": "The quay"}\n',
        "+++\nno key here\n+++\n\nThe mill turns again.",
    ],
)
def test_what_is_no_front_matter(text: str) -> None:
    assert sniff(text.encode(), "mill.txt") != "text/markdown"


def test_nothing_but_front_matter() -> None:
    with pytest.raises(EmptyInput, match="front matter"):
        read(YAML)


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: " + "[" * 5_000 + "\n---\n",
        "---\ntitle: !!python/object/apply:os.system ['true']\n---\n",
        "---\na: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b]\ntitle: [*c, *c]\n---\n",
        "+++\ntitle = " + "[" * 5_000 + "\n+++\n",
        '{"title": ' + "[" * 60_000,
    ],
)
def test_front_matter_runs_nothing_and_ends_nothing(front: str) -> None:
    told = read_front(front + BODY)
    assert told.title is None or isinstance(told.title, str)
    assert told.stamp is None
