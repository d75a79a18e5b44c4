"""Words that French and English write alike but for their ending: antiracisme and antiracism."""

from __future__ import annotations

from typing import Final

_STEM: Final = 4  # letters before the ending, at least
_MOST: Final = 4  # of one word

# Endings without accents, French and English. Of several that a word has, the longest one counts.
_ENDINGS: Final = """
    isme ism, iste ist, phobie phobia, phobe phobe, phile phile, philie philia
    ite ity, iete iety, ique ic, ique ical, iques ics, istique istic
    ogie ogy, logue logist, graphie graphy, cratie cracy, cratique cratic, archie archy, nomie nomy
    isation ization, iser ize, iser ise, ise ized, ise ised, isee ized, isee ised
    ionnalite ionality, ionnel ional, ionnelle ional, ionnisme ionism, ionniste ionist, ionnaire ionary
    aire ary, aire arian, itaire itarian, oire ory, eux ous, euse ous, ien ian, ienne ian
    ance ancy, ence ency, if ive, iel ial, ielle ial, uel ual, uelle ual, el al, elle al
    eur or, teur tor, trice tor, ologue ologist
"""


def _table(to: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for pair in _ENDINGS.replace("\n", ",").split(","):
        if len(ends := pair.split()) == 2:
            found.setdefault(ends[1 - to], []).append(ends[to])
    return found


_TO: Final = {"en": _table(1), "fr": _table(0)}


def cognates(form: str, lang: str) -> list[str]:
    """What a folded form may be in `lang` if its ending is one of the other language; itself is left out.

    They are guesses: of use where a text has them.
    """
    table = _TO.get(lang)
    if table is None or not form.isalpha():
        return []
    plural = form.endswith("s") and form not in table
    bare = form[:-1] if plural else form
    for length in range(min(9, len(bare) - _STEM), 1, -1):
        if (ends := table.get(bare[-length:])) is not None:
            found = [bare[:-length] + end for end in ends]
            return [one for one in found if one != bare][:_MOST]
    return []
