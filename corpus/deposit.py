"""The deposit: the letters of `letters/` in two dozen files of other formats, with gold.

`python -m corpus.build` writes the files to `deposit/` and the gold to `gold/deposit.jsonl`;
`python -m corpus.deposit` takes them in and says what is wrong: titles, days, languages, writers, paragraphs
and their order, what must be left out, pages of paper, and what a container holds.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import deposit_forms as forms
from corpus import lists_made
from corpus.answers import ROOT, Row, command, rows
from corpus.markup import Post, read_all

DEPOSIT = "corpus/deposit"  # as a user in the project's folder would write it
_HERE = "http://brevaux.example"


@dataclass(frozen=True, slots=True)
class Held:
    """A letter in a file: what the archive is to say of it.

    `member` is the end of its source, where it lies in a container. `absent` must not stand in it, `page` is
    that of its last paragraph. What is None is not asked for.
    """

    post: Post
    member: str | None = None
    absent: tuple[str, ...] = ()
    page: int | None = None
    title: str | None = None
    author: bool = True
    date: str | None = None
    first: int = 0  # paragraphs before it are not in this file


@dataclass(frozen=True, slots=True)
class Filed:
    """A file of the deposit; `refused` are members that are no texts, `others` texts that are no letters."""

    content: bytes
    held: tuple[Held, ...]
    refused: tuple[str, ...] = ()
    others: int = 0


GONE_FR = "Cette phrase a été supprimée avant la signature."
GONE_EN = "This sentence was deleted before it was signed."
NOTE_FR = "Les marées sont celles de l’annuaire de 2018."
MEMBERS = "nom;ville;depuis\nCariou;Brévaux;2012\nLozach;Brévaux;2013\nMorvan;Oxmoor;2015\n"
QUOTED = "La marche qui grince est la dix-septième."
SIGNED = (
    "\n\n> "
    + "Je joins le plan de l’escalier, que j’ai dessiné de mémoire. "
    + QUOTED
    + "\n\n-- \nMaud Kerlann\nprésidente"
)


def _deleted(text: str) -> str:
    return f"<w:p><w:del><w:r><w:delText>{text}</w:delText></w:r></w:del></w:p>"


def _papers(of: Mapping[str, Post]) -> Iterator[tuple[str, Filed]]:
    header = "Les Amis du phare de Brévaux"
    minutes, report = of["assemblee.fr"], of["digue.en"]
    table = (("Vitres", "12 400 €"), ("Escalier", "18 000 €"), ("Peinture", "15 800 €"))
    yield (
        "compte-rendu-2017.pdf",
        Filed(
            forms.paper(minutes, header, columns=2, table=table), (Held(minutes, absent=(header,), page=2),)
        ),
    )
    header = "Oxmoor Harbour Society, report of 2018"
    note = "1 The plan of 1861 is kept in the county record office, under H 12."
    yield (
        "harbour-wall.pdf",
        Filed(forms.paper(report, header, columns=1, note=note), (Held(report, absent=(header,), page=2),)),
    )
    soup = "<w:p><w:r><w:t>Soup from one o’clock.</w:t></w:r></w:p>"
    inside = f"<v:textbox><w:txbxContent>{soup}</w:txbxContent></v:textbox>"
    box = f"<w:p><w:r><w:pict>{inside}</w:pict></w:r></w:p>"
    yield (
        "minutes-2017.docx",
        Filed(
            forms.word(of["assemblee.en"], after=_deleted(GONE_EN) + box),
            (Held(of["assemblee.en"], absent=(GONE_EN,)),),
        ),
    )
    cells = "".join(
        f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in ("Basse mer", "10 h 40")
    )
    note_ref = '<w:p><w:r><w:t>Voir la table des marées.</w:t><w:footnoteReference w:id="2"/></w:r></w:p>'
    foot = f'<w:footnote w:id="2"><w:p><w:r><w:t>{NOTE_FR}</w:t></w:r></w:p></w:footnote>'
    yield "convocation.docx", Filed(
        forms.word(
            of["convocation.fr"], after=f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>{note_ref}{_deleted(GONE_FR)}",
            parts={"word/footnotes.xml": foot},
        ),
        (Held(of["convocation.fr"], absent=(GONE_FR,)),),
    )  # fmt: skip
    aside = "<text:p>Fin.<office:annotation><text:p>À relire par Gaël.</text:p></office:annotation></text:p>"
    yield (
        "rapport-digue.odt",
        Filed(
            forms.open_document(of["digue.fr"], aside),
            (Held(of["digue.fr"], absent=("À relire par Gaël.",)),),
        ),
    )
    yield "tool-shed.odt", Filed(forms.open_document(of["statuts.en"]), (Held(of["statuts.en"]),))
    hidden = r"\pard{\v Ligne cach\'e9e.}{\*\annotation \pard Vraiment ?\par}\par"
    yield (
        "cabane-aux-outils.rtf",
        Filed(
            forms.rich(of["statuts.fr"], hidden),
            (Held(of["statuts.fr"], absent=("Ligne cachée.", "Vraiment ?")),),
        ),
    )
    yield "cleaning-day.rtf", Filed(forms.rich(of["convocation.en"]), (Held(of["convocation.en"]),))
    yield "le-dernier-gardien.epub", Filed(forms.book(of["gardien.fr"]), (Held(of["gardien.fr"]),))
    yield "the-last-keeper.epub", Filed(forms.book(of["gardien.en"]), (Held(of["gardien.en"]),))


def _mails(of: Mapping[str, Post]) -> Iterator[tuple[str, Filed]]:
    solene, maud = "solene@brevaux.example", "maud@brevaux.example"
    plan = forms.paper(of["statuts.fr"], "Plan de la cabane", columns=1)
    attached = {"reglement.pdf": ("application/pdf", plan)}
    asked = forms.mail(of["rampe.fr"], 1, solene, maud, attached=attached)
    answered = forms.mail(of["cle.fr"], 2, maud, solene, behind=SIGNED, answers=(1,), clock="00:10:00 +0100")
    news = forms.mail(of["brume.en"], 3, "yves@brevaux.example", maud)
    yield (
        "liste-du-phare.mbox",
        Filed(
            forms.mailbox([asked, answered, news]),
            (
                Held(of["rampe.fr"], f"!{forms.message_id(1)}"),
                Held(of["statuts.fr"], "!//reglement.pdf", author=False, date="2016-06-18"),
                Held(of["cle.fr"], f"!{forms.message_id(2)}", absent=(QUOTED, "présidente")),
                Held(of["brume.en"], f"!{forms.message_id(3)}"),
            ),
        ),
    )
    calls = {"rules.docx": ("application/octet-stream", forms.word(of["statuts.en"]))}
    yield (
        "banister.eml",
        Filed(
            forms.mail(of["rampe.en"], 4, solene, maud, attached=calls),
            (Held(of["rampe.en"]), Held(of["statuts.en"], "!rules.docx")),
        ),
    )
    yield (
        "1490137800.M1P2.brevaux",
        Filed(forms.mail(of["cle.en"], 5, maud, solene, answers=(4,)), (Held(of["cle.en"]),)),
    )


def _lists(of: Mapping[str, Post]) -> Iterator[tuple[str, Filed]]:
    """Digests of a mailing list, saved as text and as a mail, and threads of a forum."""
    french = [of[f"{name}.fr"] for name in ("gouttiere", "rampe", "souscription")]
    english = [of[f"{name}.en"] for name in ("gouttiere", "rampe", "souscription")]
    top, end = "Envoyez vos messages à list@brevaux.example", "Fin de Lot Phare, Vol 3, Parution 7"
    yield (
        "lot-du-phare.txt",
        Filed(
            lists_made.digest(french, top, end, 20).encode(),
            tuple(Held(post, absent=("Parution 7", "Message-ID")) for post in french),
        ),
    )
    top, end = "Send submissions to list@brevaux.example", "End of Lighthouse Digest, Vol 3, Issue 7"
    sent = lists_made.digest(english, top, end, 30)
    yield (
        "lighthouse-digest.eml",
        Filed(
            lists_made.digest_mail(
                sent, 29, "Lighthouse Digest, Vol 3, Issue 7", "Tue, 4 Apr 2017 12:00:00 +0200"
            ),
            tuple(Held(post, f"!{forms.message_id(30 + n)}", ("Issue 7",)) for n, post in enumerate(english)),
            others=1,  # what the list itself sent: the topics
        ),
    )
    for name, posts, title, by, menu in (
        ("forum-du-phare.html", french, "Le forum du phare", "Posté par", "Accueil du forum"),
        ("lighthouse-forum.html", english, "The lighthouse forum", "Posted by", "Home of the forum"),
    ):
        yield (
            name,
            Filed(
                lists_made.thread(posts, title, by, menu), tuple(Held(post, absent=(menu,)) for post in posts)
            ),
        )


def _sheets(of: Mapping[str, Post]) -> Iterator[tuple[str, Filed]]:
    """A leaflet in two columns, one language in each, as `pdftotext -layout` writes it."""
    posts = [of["brume.fr"], of["brume.en"]]
    sheet = lists_made.side_by_side(posts, ("27 janvier 2019", "27 January 2019"))
    yield "feuille-du-phare.txt", Filed(sheet.encode(), tuple(Held(post, author=False) for post in posts))


def _web(of: Mapping[str, Post]) -> Iterator[tuple[str, Filed]]:
    blog = [of[f"{name}.{lang}"] for name in ("souscription", "allumage") for lang in ("fr", "en")]
    closed = (("draft", "Un brouillon sur la fête"), ("private", "Le numéro de la clé"))
    absent = tuple(said for _, said in closed)
    yield (
        "blog-du-phare.xml",
        Filed(
            forms.wordpress(blog, "Le phare de Brévaux", closed), tuple(Held(p, absent=absent) for p in blog)
        ),
    )
    french = [of["brume.fr"], of["souscription.fr"]]
    yield (
        "nouvelles.rss",
        Filed(forms.rss(french, "Nouvelles du port", "fr"), tuple(Held(post) for post in french)),
    )
    english = [of["brume.en"], of["allumage.en"]]
    yield (
        "harbour-news.atom",
        Filed(forms.atom(english, "Harbour news", "en"), tuple(Held(post) for post in english)),
    )
    keepers = [of["cle.en"], of["souscription.en"]]
    yield (
        "keepers-blog.xml",
        Filed(
            forms.atom(keepers, "The keepers’ blog", "en", ("A draft about gulls",)),
            tuple(Held(post, absent=("A draft about gulls",)) for post in keepers),
        ),
    )
    menus = ("Accueil du phare", "Mentions légales du phare")
    pages = [
        (f"{_HERE}/fr/lampe", "2017-06-04T10:00:00Z", forms.page(of["allumage.fr"], *menus)),
        (f"{_HERE}/en/lamp", "2017-06-04T10:01:00Z", forms.page(of["allumage.en"], *menus)),
        (f"{_HERE}/corne", "2019-02-01T09:00:00Z", forms.page(of["brume.fr"], *menus)),
    ]
    picture = forms.record("image/png", "2017-06-04T10:02:00Z", f"{_HERE}/x.png", b"\x89PNG\r\n", 9)
    records = [forms.record("text/html", when, url, body, n) for n, (url, when, body) in enumerate(pages)]
    yield (
        "site-du-phare.warc",
        Filed(
            b"".join([*records, picture]),
            tuple(
                Held(of[key], url, absent=menus, author=False)
                for key, (url, _, _) in zip(("allumage.fr", "allumage.en", "brume.fr"), pages, strict=True)
            ),
        ),
    )
    saved = forms.page(of["souscription.fr"], *menus)
    yield (
        "page-gardee.mhtml",
        Filed(
            forms.saved_page(of["souscription.fr"], f"{_HERE}/noms", saved),
            (Held(of["souscription.fr"], absent=menus, author=False),),
        ),
    )


def _box(of: Mapping[str, Post]) -> Iterator[tuple[str, Filed]]:
    letter, call = of["rampe.fr"], of["convocation.en"]
    files = {
        "lettres/rampe.eml": forms.mail(letter, 6, "solene@brevaux.example", "maud@brevaux.example"),
        "lettres/appel é.docx": forms.word(call),
        "listes/membres.csv": MEMBERS.encode(),
        "listes/vide.txt": b"",
    }
    yield (
        "depot.zip",
        Filed(
            forms.boxed(files),
            (Held(letter, "!lettres/rampe.eml"), Held(call, "!lettres/appel é.docx")),
            refused=("!listes/membres.csv", "!listes/vide.txt"),
        ),
    )


def build() -> tuple[dict[str, bytes], list[dict[str, object]]]:
    """Every file of the deposit by its name, and its gold: a row a letter or refusal."""
    of = read_all(ROOT / "letters")
    files: dict[str, bytes] = {}
    gold: list[dict[str, object]] = []
    for make in (_papers, _mails, _lists, _sheets, _web, _box):
        for name, filed in make(of):
            files[name] = filed.content
            gold += [_row(name, one, len(filed.held) + filed.others) for one in filed.held]
            gold += [{"file": name, "member": member, "refused": True} for member in filed.refused]
    return files, gold


def _row(name: str, held: Held, documents: int) -> dict[str, object]:
    post = held.post
    return {
        "file": name, "member": held.member, "documents": documents, "lang": post.lang,
        "title": held.title or post.title.text, "date": held.date or post.date,
        "author": post.author if held.author else None,
        "parts": [part.text for part in post.body[held.first :]], "absent": list(held.absent),
        "page": held.page,
    }  # fmt: skip


# -- what the archive says ---------------------------------------------------------------------------


def _flat(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def facts(gold: Sequence[Row], documents: Sequence[Row], failed: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Each thing that the gold says, and whether the archive says the same."""
    for row in gold:
        place = f"{row['file']}{row['member'] or ''}"
        if row.get("refused"):
            yield f"{place} is refused", any(source.endswith(place) for source in failed)
            continue
        of_file = [d for d in documents if f"{DEPOSIT}/{row['file']}" in d["source"]]
        yield f"{place}: of {row['documents']} documents", len(of_file) == row["documents"]
        inside = [d for d in of_file if _lies(d["source"], row)]
        found = max(inside, key=lambda d: _shared(row, d), default=None)
        if found is None:
            yield f"{place}: {row['title']}", False
            continue
        for key in ("lang", "title", "date", "author"):
            if row[key] is not None:
                yield f"{place}: {key} {row[key]!r}, is {found[key]!r}", found[key] == row[key]
        text = _flat(found["text"])
        at = [text.find(_flat(part)) for part in row["parts"]]
        for part, place_of in zip(row["parts"], at, strict=True):
            yield f"{place}: there {part[:40]!r}", place_of >= 0
        yield f"{place}: in their order", at == sorted(at)
        for said in row["absent"]:
            yield f"{place}: not there {said[:40]!r}", _flat(said) not in text
        if row["page"]:
            pages = {number for number, _, _ in found["pages"]}
            yield f"{place}: up to page {row['page']}, is {pages}", max(pages, default=0) == row["page"]


def _lies(source: str, row: Row) -> bool:
    name = str(row["file"])
    member = row["member"]
    return source.endswith(member) if member else source.endswith(name)


def _shared(row: Row, document: Row) -> tuple[bool, int]:
    said = _flat(document["text"])
    return document["lang"] == row["lang"], sum(_flat(part) in said for part in row["parts"])


def ask(archive: Path) -> tuple[list[Row], list[str]]:
    """Takes the deposit into an archive; its documents, and the sources that were refused."""
    done = json.loads(command(archive, "ingest", DEPOSIT, "--format", "json", may_refuse=True))
    documents = rows(command(archive, "export", "documents", "--format", "jsonl"))
    return documents, [one["source"] for one in done["failed"]]


def read_gold() -> list[Row]:
    """The gold of the deposit."""
    return rows((ROOT / "gold/deposit.jsonl").read_text("utf-8"))


def main() -> None:
    """Takes the deposit into a fresh archive and prints what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m corpus.deposit", description=__doc__)
    parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        told = list(facts(read_gold(), *ask(Path(temporary, "archive"))))
    wrong = [said for said, right in told if not right]
    print(f"{len(told) - len(wrong)} of {len(told)} right")
    for said in wrong:
        print(json.dumps(said, ensure_ascii=False))


if __name__ == "__main__":
    main()
