"""What a person wrote in a mail, apart from what the mail repeats: replies quoted, signatures, small print.

Lines in, and for each whether it is the writer's own. The signs are those that mail programs write in French
and English, and the rules of the net for quotes and signatures (RFC 3676).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from archive.dataclass import dataclass
from archive.ingest.readers.mail_head import kind_of
from archive.ingest.readers.plain import is_rule, role_of
from archive.records import Role


@dataclass(frozen=True, slots=True)
class MailLine:
    """A line of a mail, or a paragraph of its page; `gap` counts the line ends before it, 2 make a gap.

    `people`: it names those who wrote and received, under labels in English whatever the mail is in.
    """

    text: str
    gap: int = 1
    role: Role = Role.PARAGRAPH
    level: int = 0
    own: bool = True
    people: bool = False


_QUOTED = re.compile(r"\s{0,3}(?:>|\|\s)")
_WROTE = r"(?:wrote|writes|a écrit|a écrit|écrivait|écrivit|ecrit|schrieb|escribió|ha scritto)"
# "On 3 May 2011, at 10:02, Ann Lee wrote:", over two or three lines where it is long.
_ATTRIBUTION = re.compile(rf"\b{_WROTE}\b[^\n]{{0,80}}:\s*\Z|[@<][^\n]{{1,80}}>?\s*:\s*\Z", re.I)
_BEGUN = re.compile(r"\W{0,3}(?:On|Le|Am|El|Il|En|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2} \w{3,9} \d{4})\b")
_WHOLE = re.compile(rf"\W{{0,3}}(?:On|Le)\b.{{8,300}}\b{_WROTE}\s*:\s*\Z", re.I | re.S)
# What a program writes into it, and a story seldom does: an address, a clock, a day in figures.
_FIGURES = re.compile(
    r"@|\b\d{1,2}(?::|\s?h\s?)\d\d|\b\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b|"
    r"\b\d{1,2},? [^\W\d_]{3,9}\.?,? (?:19|20)\d\d\b|\b[^\W\d_]{3,9}\.? \d{1,2},? (?:19|20)\d\d\b"
)
_ENDED = re.compile(r"(?<!\b[ap]\.m)[.!?…][\s\"»”’)]*\Z", re.I)  # a sentence; "10:02 a.m." is none
_YEAR = re.compile(r"\b1[0-9]\d\d\b")
_FIRST_YEAR = "1980"  # before it nobody had a program that repeats mails: an older letter is copied out
# What mail programs write above a mail that is sent on, in one line.
SENT_ON = re.compile(
    r"[-_=*>\s]*(?:(?:begin |start of )?forwarded message|(?:début du )?(?:message|courriel|mail) "
    r"(?:transféré|réexpédié|transmis|retransmis))(?: (?:from|by|de|par) .{1,80}?)?[-_=*:\s]*",
    re.I,
)
SENT_ON_SUBJECT = re.compile(r"\s*(?:fwd?|tr|wg|rv|enc)\s*(?:\[\d+\])?\s*:", re.I)
# What people write above a mail that they send on.
_SENDS_ON = re.compile(
    r"\bfyi\b|\bfor (?:your )?info(?:rmation)?\b|\bforward(?:ed|ing)?\b|\bfwd\b|\bpassing (?:this|it) on\b|"
    r"\bpour (?:ta |votre )?info(?:rmation)?\b|\btransf(?:ère|érons|éré|ert)\w*|\bfai(?:s|sons|re) suivre\b|"
    r"\b(?:message|e?-?mail|courriel|lettre|texte|note|letter|text) (?:[^\W\d_]+ ){0,3}"
    r"(?:ci-dessous|below)\b",
    re.I,
)
_SENDS_ON_WORDS = 60
_ORIGINAL = re.compile(
    r"[-_=*\s]{2,}(?:original message|original appointment|message d['’]origine|message original|"
    r"message initial|rendez-vous d['’]origine|courriel original|reply message|réponse)[-_=*\s:]{2,}\Z",
    re.I,
)
_FIELD = re.compile(r"[*_\s>]*([^\W\d_]+(?:[ \xa0'’-][^\W\d_]+){0,2})[*_\s]*:[*_\s]*\S")
_SIGNATURE = re.compile(r"--\s*\Z")
_SIGNATURE_LINES = 20
_SIGNATURE_CHARS = 1_500
_UNDERLINE = re.compile(r"\s*[_=*~-]{20,}\s*\Z")
_LIST_LINES = 12
_LIST = re.compile(
    r"mailing list|liste de diffusion|listinfo|unsubscribe|désabonn|désinscri|desinscri|you received this|"
    r"vous (?:recevez|avez reçu) ce|google groups|yahoogroups|sympa|mailman",
    re.I,
)
_DEVICE = re.compile(
    r"\W{0,3}(?:sent (?:from|via) (?:my|an?|the|yahoo|outlook|mail|samsung)|get outlook for|"
    r"envoyé (?:de|depuis|à partir de) (?:mon|ma|outlook|yahoo|l['’]app|courrier|un)|"
    r"télécharge[rz]? outlook pour|obtenez outlook pour)\b.{0,80}\Z",
    re.I,
)
# What small print says, each but once: two of them make a paragraph of it.
_SMALL_PRINT = tuple(
    re.compile(words, re.I)
    for words in (
        r"\bconfidenti(?:al|el|alit)|\bprivileged\b|secret professionnel",
        r"intended (?:only |solely |exclusively )?(?:for|recipient)|addressee|named recipient|"
        r"(?:seul|exclusi\w+|attention).{0,60}destinataires?|destinataires? (?:désigné|indiqué)",
        r"not the intended|in error|par erreur|n['’]êtes pas (?:le|l['’]un|un|visé)|êtes pas destinataire",
        r"\b(?:delete|destroy)\b|\b(?:détruire|supprimer|effacer)\b|\b(?:détruisez|supprimez)\b",
        r"unauthori[sz]ed|strictly prohibited|non autorisée?|strictement interdite?|formellement interdite?",
        r"\bvirus(?:es)?\b|decline any responsibility|décline\w* toute responsabilité",
        r"before printing|avant d['’]imprimer|n['’]imprimez",
    )
)
_SMALL_PRINT_CHARS = 6_000
_LEAVE = re.compile(
    r"unsubscribe|opt[- ]out|manage (?:your )?(?:preferences|subscription)|view (?:this|it) (?:email )?in "
    r"your browser|se désabonner|désabonnez|désinscri|version en ligne|ne souhaitez plus recevoir",
    re.I,
)
_PGP = re.compile(r"-----(BEGIN|END) PGP ([A-Z ]+)-----\s*\Z")
_HASH = re.compile(r"(?:Hash|Version|Comment|Charset): ")
# A line is wrapped where the first word of the next one had no more place in it: programs wrap at 65 to 80
# columns, some at 100.
_NARROWEST, _WIDEST = 50, 100


def lines_of(text: str, *, flowed: bool = False, joined: bool = False) -> list[MailLine]:
    """The lines of a plain text; soft line ends are taken out where it is `flowed` (RFC 3676).

    `joined`: the space before a soft line end goes too.
    """
    paragraphs: list[tuple[int, list[str]]] = []
    gap = 2
    soft = False
    for raw in text.split("\n"):
        line = raw.rstrip() if not flowed else raw
        if not line.strip():
            gap, soft = 2, False
            continue
        if soft and paragraphs and _QUOTED.match(line) is None:
            if joined:
                paragraphs[-1][1][-1] = paragraphs[-1][1][-1][:-1]
            paragraphs[-1][1].append(line.lstrip())
        else:
            paragraphs.append((gap, [line[1:] if flowed and line.startswith(" ") else line]))
        soft = flowed and line.endswith(" ") and not _SIGNATURE.match(line) and not _QUOTED.match(line)
        gap = 1
    return [MailLine("".join(pieces).strip(), gap) for gap, pieces in paragraphs]


def judged(lines: Sequence[MailLine], *, forwarded: bool = False) -> list[MailLine]:
    """The lines, and which are the writer's own. `forwarded`: what was sent on is what the mail is for."""
    lines = _unquoted(lines)
    own = [line.own for line in lines]
    texts = [line.text for line in lines]
    _seal(texts, own)
    _quotes(texts, own)
    if not forwarded:
        _thread(texts, own)
    small = _small_print(lines, texts)
    _sign(texts, own, small)
    for i, text in enumerate(texts):
        if i in small or _DEVICE.match(text):
            own[i] = False
    return [replace(line, own=mine) for line, mine in zip(lines, own, strict=True)]


def _unquoted(lines: Sequence[MailLine]) -> list[MailLine]:
    """The lines; a mail that is sent on as a quote (Apple) without its marks."""
    out: list[MailLine] = []
    inside = False
    gap = 0
    for i, line in enumerate(lines):
        quoted = line.text.startswith(">")
        inside = quoted and (inside or (i > 0 and SENT_ON.fullmatch(lines[i - 1].text) is not None))
        text = line.text[1:].strip() if inside else line.text
        if text:
            out.append(replace(line, text=text, gap=max(gap, line.gap)))
        gap = 0 if text else 2
    return out


def _small_print(lines: Sequence[MailLine], texts: Sequence[str]) -> set[int]:
    """The lines of paragraphs that say who may read a mail, or how to get no more of them."""
    found: set[int] = set()
    for start, end in _paragraphs(lines):
        text = " ".join(texts[start:end])
        if len(text) > _SMALL_PRINT_CHARS:
            continue
        small = sum(1 for words in _SMALL_PRINT if words.search(text)) >= 2
        if small or (len(text) < 400 and end * 3 > len(lines) * 2 and _LEAVE.search(text)):
            found.update(range(start, end))
    return found


def _seal(texts: Sequence[str], own: list[bool]) -> None:
    """Signatures of PGP, and the lines that frame what they sign."""
    inside = False
    header = False
    for i, text in enumerate(texts):
        mark = _PGP.match(text)
        if mark:
            own[i] = False
            header = mark[1] == "BEGIN"
            inside = header and mark[2] != "SIGNED MESSAGE"
        elif inside or (header and _HASH.match(text)):
            own[i] = False
        else:
            header = False


def _quotes(texts: Sequence[str], own: list[bool]) -> None:
    """Lines with the mark of quotes, and the line before them that says whose they are."""
    for i, text in enumerate(texts):
        if not _QUOTED.match(text):
            continue
        own[i] = False
        if i and own[i - 1]:
            start = attribution(texts, i)
            own[start:i] = [False] * (i - start)


def attributes(text: str) -> bool:
    """Whether a line ends as the one that says whose the quote below it is."""
    return _ATTRIBUTION.search(text) is not None


def attribution(texts: Sequence[str], i: int) -> int:
    """Where the lines begin that say whose the quote at line `i` is; `i` where there are none."""
    if not i or not attributes(texts[i - 1]):
        return i
    for k in range(i - 1, max(i - 4, -1), -1):
        if k < i - 1 and _ENDED.search(texts[k]):
            break
        if _BEGUN.match(texts[k]):
            return k
    return i - 1


def _thread(texts: Sequence[str], own: list[bool]) -> None:
    """Everything from where an earlier mail is repeated whole, if it is not sent on."""
    for i, text in enumerate(texts):
        if not own[i]:
            continue
        if SENT_ON.fullmatch(text):
            return
        if _ORIGINAL.match(text) or _three(texts, i) or _is_header(texts, i):
            if sends_on([line for line, mine in zip(texts[:i], own, strict=False) if mine]):
                return
            if i and _UNDERLINE.match(texts[i - 1]):
                own[i - 1] = False
            own[i:] = [False] * (len(own) - i)
            return


def sends_on(above: Sequence[str]) -> bool:
    """Whether a mail is sent on below the lines `above`: in them its sender says so, or says nothing."""
    end = next((k for k, text in enumerate(above) if _SIGNATURE.match(text)), len(above))
    joined = " ".join(above[:end])
    short = len(re.findall(r"\w+", joined)) <= _SENDS_ON_WORDS
    return says_nothing(above[:end]) or (short and _SENDS_ON.search(joined) is not None)


def says_nothing(texts: Sequence[str]) -> bool:
    """Whether no words are in these lines but what a telephone adds."""
    return not any(re.search(r"[^\W_]", text) for text in texts if not _DEVICE.match(text))


def _old(text: str) -> bool:
    """Whether the year that is said is one of before all mails."""
    return any(year.group() < _FIRST_YEAR for year in _YEAR.finditer(text))


def _three(texts: Sequence[str], i: int) -> str:
    """A line, with the one or two that go on with it where it begins like an attribution."""
    if not _BEGUN.match(texts[i]):
        return ""
    for n in (1, 2, 3):
        text = " ".join(texts[i : i + n])
        if _WHOLE.match(text):
            # "Le musée rouvre samedi" before "Le 3 avril 2017, Paul a écrit :" is the writer's own.
            later = any(_three(texts[: i + n], k) for k in range(i + 1, i + n))
            return text if _FIGURES.search(text) and not _old(text) and not later else ""
        if _ENDED.search(texts[min(i + n, len(texts)) - 1]):
            return ""
    return ""


def _is_header(texts: Sequence[str], i: int) -> bool:
    """Whether the header of another mail begins here, as programs copy it above a reply."""
    if _field(texts[i]) != "from":
        return False
    inside = "\n".join(texts[i : i + 9]).split("\n")[:9]
    kinds = [_field(text) for text in inside]
    old = any(kind == "date" and _old(text) for kind, text in zip(kinds, inside, strict=True))
    return len(kinds) - kinds.count(None) >= 3 and ("date" in kinds or "subject" in kinds) and not old


def _field(text: str) -> str | None:
    """What a line says of a mail, by the word before its colon, if something stands behind that."""
    found = _FIELD.match(text)
    return kind_of(found[1]) if found else None


def _sign(texts: Sequence[str], own: list[bool], small: set[int]) -> None:
    """Signatures behind `-- `, short and below what was written, and what lists put below."""
    written = False
    for i, text in enumerate(texts):
        if not own[i]:
            continue
        if _SIGNATURE.match(text):
            end = i + 1
            lines = chars = 0
            while end < len(own) and own[end] and lines <= _SIGNATURE_LINES:
                lines += end not in small
                chars += len(texts[end]) * (end not in small)
                end += 1
            if written and lines <= _SIGNATURE_LINES and chars <= _SIGNATURE_CHARS:
                own[i:end] = [False] * (end - i)
        elif _UNDERLINE.match(text) and len(texts) - i <= _LIST_LINES and _LIST.search("\n".join(texts[i:])):
            own[i:] = [False] * (len(own) - i)
        elif not written:
            written = re.search(r"[^\W_]", text) is not None


def _paragraphs(lines: Sequence[MailLine]) -> Iterator[tuple[int, int]]:
    start = 0
    for i in range(1, len(lines) + 1):
        if i == len(lines) or lines[i].gap > 1:
            yield start, i
            start = i


def unwrapped(lines: Sequence[MailLine]) -> list[MailLine]:
    """The lines with those joined that are one paragraph, wrapped at a column; what each is by its looks."""
    width = _width(lines)
    paragraphs: list[tuple[MailLine, list[str]]] = []
    for line in lines:
        if paragraphs and width and _goes_on(paragraphs[-1][0], paragraphs[-1][1][-1], line, width):
            paragraphs[-1][1].append(line.text)
        else:
            paragraphs.append((line, [line.text]))
    return [
        replace(first, text=text, role=_role(text))
        for first, text in ((f, " ".join(t)) for f, t in paragraphs)
    ]


def _goes_on(first: MailLine, last: str, line: MailLine, width: int) -> bool:
    """Whether a line goes on with the paragraph that `first` begins, and of which `last` is the last line."""
    if line.gap > 1 or line.own != first.own or is_rule(line.text) or is_rule(last):
        return False
    word = line.text.split(None, 1)[0]
    return len(last) + 1 + len(word) > width - _SLACK and role_of(line.text) is not Role.LIST_ITEM


def _role(text: str) -> Role:
    role = role_of(text)
    return Role.PARAGRAPH if role is Role.HEADING and len(text) > _WIDEST else role


_SLACK = 4


def _width(lines: Sequence[MailLine]) -> int:
    """The column at which a text was wrapped, 0 where it was not."""
    lengths = sorted(len(line.text) for line in lines if line.own and not line.text.startswith("http"))
    if len(lengths) < 2:
        return 0
    long = sum(1 for n in lengths if n > _WIDEST)
    if long * 10 > len(lengths):
        return 0
    widest = lengths[-1 - long]
    return widest if widest >= _NARROWEST else 0
