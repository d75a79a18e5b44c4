"""Nothing of a text's beginning or end is lost on a page of one post, and nothing around it is added."""

from __future__ import annotations

import pytest

from archive.ingest.posts import split_page
from archive.ingest.readers import read_page
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
