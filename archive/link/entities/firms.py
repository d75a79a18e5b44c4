"""Firms with and without their legal form: "Veritrace" and "Veritrace SARL"."""

from __future__ import annotations

import re
from collections import defaultdict

from archive.link.entities.names import undress
from archive.link.entities.snapshot import ORG, Node, Work
from archive.places import is_known
from archive.records import MentionType
from archive.text import fold

# Forms that are one are written as one.
_SAME = {
    "limited": "ltd",
    "incorporated": "inc",
    "corporation": "corp",
    "cie": "co",
    "company": "co",
    "sasu": "sas",
}
_BEHIND = re.compile(
    r",? (?:(?:& |and |et )?(?P<with>co|cie)|(?P<form>s\.?a\.?(?:r\.?l\.?|s\.?u?)?|eurl|scea|scop|scic|snc"
    r"|inc|incorporated|corp|corporation|ltd|limited|llc|llp|plc|gmbh|srl"
    # Words too, unless they are written as forms are: "Le Grand Spa".
    r"|(?-i:AG|BV|B\.V|NV|N\.V|S\.p\.A|SpA|ApS|Oy|OY|AB)))\.?",
    re.IGNORECASE,
)
# Behind a place, an assembly or a state: "Nanterre AG", "Reno NV".
_AMBIGUOUS = frozenset(["ag", "nv", "ab", "co"])
_BEFORE = re.compile(
    r"(?P<form>SARL|S\.A\.R\.L\.|SASU?|S\.A\.S\.|SA|S\.A\.|EURL|SCEA|SCOP|Scop|SCIC|Scic|SCI|SNC) (?=\S)"
)


def join_firms(work: Work) -> None:
    """Joins firms in `work` that differ in their legal form alone.

    A name that the archive has with two forms ("Veritrace SARL", "Veritrace Inc") is of two firms: each stays
    by itself, and so does the bare name.
    """
    snapshot = work.snapshot
    bare = {snapshot.name_of[node].tokens: node for node in snapshot.of_type(ORG)}
    formed: dict[tuple[str, ...], dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
    for node in snapshot.of_type(ORG):
        rest, form = without_form(snapshot.name_of[node].display)
        if form:
            formed[undress(rest, MentionType.ORG, "en").tokens][form].append(node)
    for tokens, by_form in sorted(formed.items()):
        for form, nodes in by_form.items():
            for other in nodes[1:]:
                work.clusters.join(nodes[0], other, f"one legal form ({form})")
        own = bare.get(tokens)
        if own is not None and len(by_form) == 1:
            form, nodes = next(iter(by_form.items()))
            work.clusters.join(own, nodes[0], f"with or without its legal form ({form})")


def without_form(display: str) -> tuple[str, str]:
    """A firm's name without its legal form, and the form, written in one way; empty if it has none."""
    rest, form = display, ""
    while match := _last(rest):
        rest, form = rest[: match.start()], match["form"] or match["with"]
    if not form and (match := _BEFORE.match(display)):
        rest, form = display[match.end() :], match["form"]
    form = fold(form).replace(".", "")
    if form in _AMBIGUOUS and is_known(rest):
        return display, ""
    return rest, _SAME.get(form, form)


def _last(name: str) -> re.Match[str] | None:
    """The legal form that a name ends with, if there is a name before it."""
    return next((m for m in _BEHIND.finditer(name) if m.end() == len(name) and m.start()), None)
