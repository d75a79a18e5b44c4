"""Agendas and invitations: every entry a post, under its day, as people read it."""

from __future__ import annotations

import pytest

from archive.errors import EmptyInput
from archive.ingest import posts, readers
from archive.ingest.containers.mails import is_attached
from archive.ingest.mime import parse
from archive.records import Draft, Page

FRENCH = "Nous ouvrirons la lanterne du phare aux enfants de l'école, puis il y aura une soupe pour tous."
ENGLISH = "We will open the lantern of the lighthouse to the children of the school, and there will be soup."


def agenda(*entries: str, head: str = "") -> bytes:
    told = "".join(f"BEGIN:VEVENT\r\n{entry.strip()}\r\nEND:VEVENT\r\n" for entry in entries)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{head}{told}END:VCALENDAR\r\n".encode()


def read(data: bytes) -> Page:
    assert readers.sniff(data, "agenda") == "text/calendar"
    return readers.read_page(data, "text/calendar")


def drafts(page: Page) -> list[Draft]:
    return list(posts.split_page(page).drafts)


def test_each_entry_is_a_post_with_its_day_place_and_host() -> None:
    page = read(
        agenda(
            "UID:1@brevaux\nDTSTART;TZID=Europe/Paris:20170311T190000\nDTEND;TZID=Europe/Paris:20170311T213000\n"
            "SUMMARY:Portes ouvertes au phare\nLOCATION:Salle des fêtes\\, Brévaux\n"
            'ORGANIZER;CN="Ève Kermadec":mailto:eve@phare.example\n'
            f"DESCRIPTION:{FRENCH}\\n\\nVenez à pied\\; le parking est fermé.\n"
            "BEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:Rappel du programme\nEND:VALARM\n",
            "UID:2@oxmoor\nDTSTART;VALUE=DATE:20170402\n"
            f"SUMMARY;LANGUAGE=en-GB:Open day\nDESCRIPTION:{ENGLISH}",
            head="X-WR-CALNAME:Les amis du phare\r\n",
        )
    )
    first, second = drafts(page)
    assert (first.title, first.date, first.author) == (
        "Portes ouvertes au phare",
        "2017-03-11",
        "Ève Kermadec",
    )
    assert first.text.split("\n\n") == [
        "Portes ouvertes au phare", "2017-03-11 19:00 – 21:30", "Salle des fêtes, Brévaux",
        "Organizer: Ève Kermadec <eve@phare.example>", FRENCH, "Venez à pied; le parking est fermé.",
    ]  # fmt: skip
    assert (second.title, second.date, second.lang) == ("Open day", "2017-04-02", "en")
    assert (page.title, "Rappel" in page.text) == ("Les amis du phare", False)


@pytest.mark.parametrize(
    ("said", "day", "shown"),
    [
        ("DTSTART;VALUE=DATE:20170311\nDTEND;VALUE=DATE:20170312", "2017-03-11", "2017-03-11"),
        ("DTSTART;VALUE=DATE:20170311\nDTEND;VALUE=DATE:20170314", "2017-03-11", "2017-03-11 – 2017-03-13"),
        ("DTSTART:20170311T190000\nDURATION:PT1H30M", "2017-03-11", "2017-03-11 19:00 – 20:30"),
        (
            "DTSTART:20170311T220000\nDTEND:20170312T010000",
            "2017-03-11",
            "2017-03-11 22:00 – 2017-03-12 01:00",
        ),
        ("DTSTART:20170311T233000Z", "2017-03-12", "2017-03-12 00:30"),  # by the clock of the agenda
        ("DTSTART:20170311T190000\nSTATUS:CANCELLED", "2017-03-11", "2017-03-11 19:00 (CANCELLED)"),
        ("DTSTART:20170311T190000\nDTEND:20170311T190000", "2017-03-11", "2017-03-11 19:00"),
        ("DTSTART:20171399T190000", None, None),
    ],
)
def test_the_day_is_the_one_of_its_place(said: str, day: str | None, shown: str | None) -> None:
    page = read(agenda(f"SUMMARY:Soupe\n{said}\nDESCRIPTION:{FRENCH}", head="X-WR-TIMEZONE:Europe/Paris\r\n"))
    (hint,) = page.hints.values()
    assert hint.date == day
    assert page.text == "\n\n".join(filter(None, ("Soupe", shown, FRENCH)))


def test_lines_that_were_folded_and_letters_as_figures_are_whole() -> None:
    data = agenda(f"SUMMARY:La fête\nDTSTART:20170311\nDESCRIPTION:{FRENCH}é").replace(
        b"f\xc3\xaate", b"f\xc3\r\n \xaate"
    )
    assert "La fête" in read(data.replace(b"lanterne", b"lan\r\n terne")).text
    assert FRENCH in read(data.replace(b"lanterne", b"lan\r\n\tterne")).text
    figures = "".join(f"={byte:02X}" for byte in f"{FRENCH}\r\nÀ bientôt".encode())
    said = "=\r\n".join(figures[i : i + 60] for i in range(0, len(figures), 60)).encode()
    old = b"BEGIN:VCALENDAR\r\nVERSION:1.0\r\nBEGIN:VEVENT\r\nDTSTART:20010311T190000\r\n"
    old += (
        b"DESCRIPTION;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:"
        + said
        + b"\r\nSUMMARY:Soupe\r\nEND:VEVENT\r\n"
    )
    page = read(old + b"END:VCALENDAR\r\n")
    assert page.text.split("\n\n")[:3] == ["Soupe", "2001-03-11 19:00", f"{FRENCH}\nÀ bientôt"]


def test_html_is_read_as_elsewhere_and_repetition_is_kept_apart() -> None:
    page = read(
        agenda(f"SUMMARY:Soupe\nRRULE:FREQ=WEEKLY;BYDAY=TH\nDESCRIPTION:<p>{FRENCH}</p><p>À jeudi.</p>")
    )
    (only,) = drafts(page)
    assert only.text == f"Soupe\n\n{FRENCH}\n\nÀ jeudi."
    assert "RRULE:FREQ=WEEKLY;BYDAY=TH" in page.text


def test_an_entry_is_known_by_its_uid_and_a_change_by_its_time() -> None:
    told = "UID:7@brevaux\nSUMMARY:Soupe\nLAST-MODIFIED:20170301T101500Z\nDESCRIPTION:" + FRENCH
    (hint,) = read(agenda(told, head="X-WR-CALNAME:Phare\r\n")).hints.values()
    assert [(key.kind, key.value) for key in hint.keys] == [
        ("entry", "agenda Phare 7@brevaux"), ("changed", "2017-03-01T10:15:00Z"),
    ]  # fmt: skip


def test_private_entries_stay_closed_and_a_cut_file_gives_whole_ones() -> None:
    page = read(agenda(f"SUMMARY:Soupe\nDESCRIPTION:{FRENCH}", "SUMMARY:Dentiste\nCLASS:PRIVATE"))
    assert ("Dentiste" in page.text, page.unread) == (False, "1 private entries stay closed")
    cut = agenda(f"SUMMARY:Soupe\nDESCRIPTION:{FRENCH}", f"SUMMARY:Open day\nDESCRIPTION:{ENGLISH}")[:-60]
    page = read(cut)
    assert ("Open day" in page.text, "it is cut" in (page.unread or "")) == (False, True)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (agenda(), "without entries"),
        (agenda("SUMMARY:Dentiste\nCLASS:CONFIDENTIAL"), "all private"),
        (agenda("DTSTART:20170311\nUID:1"), "without entries"),
    ],
)
def test_what_holds_no_entry_to_read_says_so(data: bytes, reason: str) -> None:
    if b"DTSTART" in data:
        assert read(data).text == "2017-03-11"
        return
    with pytest.raises(EmptyInput, match=reason):
        read(data)


INVITATION = agenda(
    "UID:1\nDTSTART:20170311T190000\nSUMMARY:Réunion du bureau\nLOCATION:Brévaux\n"
    f"ORGANIZER;CN=Ève:mailto:eve@phare.example\nDESCRIPTION:{FRENCH}",
    head="METHOD:REQUEST\r\n",
)
HEAD = (
    "From: eve@phare.example\nTo: ana@phare.example\nSubject: Invitation : bureau\n"
    "Date: Mon, 6 Mar 2017 10:00:00 +0100\nMIME-Version: 1.0\n"
)


def mail(*parts: bytes, kind: str = "alternative") -> bytes:
    body = b"".join(b"--b\n" + part + b"\n" for part in parts)
    return f'{HEAD}Content-Type: multipart/{kind}; boundary="b"\n\n'.encode() + body + b"--b--\n"


CALENDAR = b"Content-Type: text/calendar; charset=utf-8; method=REQUEST\n\n" + INVITATION
FILE = b'Content-Type: application/ics; name="invite.ics"\nContent-Disposition: attachment\n\n' + INVITATION
EMPTY = b"Content-Type: text/plain\n\n \n"
WORDS = b"Content-Type: text/plain; charset=utf-8\n\n" + ENGLISH.encode()


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (f"{HEAD}".encode() + CALENDAR, FRENCH),
        (mail(CALENDAR), FRENCH),
        (mail(EMPTY, CALENDAR), FRENCH),
        (mail(EMPTY, FILE, kind="mixed"), FRENCH),
        (mail(WORDS, CALENDAR), ENGLISH),
        (mail(WORDS, FILE, kind="mixed"), ENGLISH),
    ],
)
def test_an_invitation_is_read_where_its_mail_says_nothing_else(data: bytes, shown: str) -> None:
    page = readers.read_page(data, "message/rfc822")
    (only,) = drafts(page)
    assert (only.title, only.date) == ("Invitation : bureau", "2017-03-06")
    assert shown in only.text
    assert (FRENCH in only.text, "2017-03-11 19:00" in only.text) == (shown == FRENCH, shown == FRENCH)
    assert not any(map(is_attached, parse(data).parts))


def test_an_agenda_that_was_sent_is_a_source_of_its_own() -> None:
    sent = b'Content-Type: text/calendar; name="agenda.ics"\nContent-Disposition: attachment\n\n' + agenda(
        f"SUMMARY:Soupe\nDESCRIPTION:{FRENCH}"
    )
    assert [is_attached(part) for part in parse(mail(WORDS, sent, kind="mixed")).parts] == [False, True]
