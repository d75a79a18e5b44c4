"""What tells past from future in English."""

from __future__ import annotations

from archive.dates.verbs import Verbs


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


VERBS = Verbs(
    past=_words(
        """said says was were had did arose awoke beat became began bent bit bled blew bore bought bound
        bred broke brought broadcast built burnt burst came caught chose clung cost crept cut dealt died
        drank drew drove dug ended fed fell felt fled flew forbade forgave forgot fought found froze
        gave got grew heard held hid hit hung hurt kept knew laid leapt learnt led left lent lit lost
        made meant met misled mistook outbid overcame overheard oversaw overthrew overtook paid put ran
        rang rebuilt reset rode rose sank sang sat saw sent set shed shone shook shot shrank shut slept
        slid sold sought span spent split spoke sprang stank stole stood struck stuck stung swam swept
        swore swung taught thought threw told took tore undertook understood undid upheld upset went
        wept withdrew withheld withstood woke won wore wrote"""
    ),
    past_endings=("ed",),
    no_past=_words("""need needs bed red feed speed seed proceed indeed exceed breed weed shed bred embed"""),
    future=_words("will shall won ll going"),
    have=_words("has have"),
    be=_words("is are am re"),
    bare_be=_words("be"),
    between=_words("not already also just since yet now still never ever been being"),
    between_endings=("ly",),
    participles=_words("been"),
    participle_endings=("ed",),
    opening_participles=("ed",),
    planned=_words(
        """due planned plan plans planning scheduled schedule expected expects expect postponed adjourned
        deadline intends intend hopes hope bound booked slated rescheduled"""
    ),
    called_off=_words("cancelled canceled banned prohibited forbidden suspended postponed"),
    announced=_words(
        """announced called asked urged ordered decided agreed invited proposed promised set vowed told
        confirmed demanded granted gave given sent referred committed"""
    ),
    ahead=_words(
        """should must may please join book meet arrange find want until by can let must leaves leave meets
        starts start begins opens open closes close ends takes is are would"""
    ),
    aims=_words("to"),
    infinitives=("",),
    no_infinitives=_words("the a an this that their his her its our your my"),
    since=_words("since"),
    until=_words("until till by before"),
    limits=frozenset(
        (
            "by",
            "before",
            "until",
            "till",
            "til",
            "no later than",
            "not later than",
            "prior to",
            "at the latest",
            "the latest by",
            "as early as",
            "as soon as",
            "no earlier than",
            "no sooner than",
        )
    ),
    ties=_words("of"),
    articles=_words("the on"),
    calls=_words(
        """demo demonstration rally march meeting vigil protest gathering picnic concert screening party
        strike picket talk workshop debate event action assembly fundraiser bbq potluck trial hearing
        departure blockade exhibition launch conference call doors opening deadline closing closes due"""
    ),
    great=_words(
        """public big mass national general open next new free great day of a call for date the final
        last closing application"""
    ),
    bids=_words("join come see meet bring stand march help"),
    hours=_words("h hrs am pm a p o hours"),
    noons=_words("noon midnight midday"),
    older=_words(
        """born birth act law laws treaty convention constitution directive regulation charter declaration
        founded established created since"""
    ),
    short=_words("""mr mrs ms dr st vs no sen rep gov gen lt col sgt rev jr sr inc ltd co dept ala calif"""),
)
