"""Texts in, mentions out: cleaning, model, rules, in batches and in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from archive.evidence import GAZETTEER, MODEL, RECASED, RULE, Evidence
from archive.ingest.names import context, days, formed, institutions, unnamed
from archive.ingest.names import model as models
from archive.ingest.names.agree import agree
from archive.ingest.names.authority import Authority
from archive.ingest.names.pieces import pieces
from archive.ingest.names.rules import is_junk, refine
from archive.ingest.names.spans import FoundName, without_overlap
from archive.records import Mention
from archive.text import Mapped, compose

# How much text is in flight at once, in characters: some hundred pieces, a few MB of arrays.
_CHUNK = 200_000
# To be raised with every change that makes other mentions of the same text.
_RULES = 15


class Namer:
    """Tags people, places and organisations in French and English texts.

    `model` is "tuned" (the weights that come with the package), "strong" (the encoder of the package
    `archive-names-strong`) or "stock" (spaCy's own weights). Models are loaded when first needed and shared
    by all namers of a process. `taggers` gives some of one's own instead, by language. Raises MissingExtra.
    """

    def __init__(
        self,
        model: models.Choice = "tuned",
        authority: Authority | None = None,
        taggers: Mapping[str, models.Tagger] | None = None,
    ) -> None:
        self.model = model
        self.authority = authority
        self._taggers = taggers or {}
        if model == "strong":
            models.versions(model)  # says what is missing before any text is read

    @property
    def version(self) -> str:
        """What a mention rests on, to be kept with a document: models, rules, authority list."""
        parts = [*models.versions(self.model), f"rules-{_RULES}"]
        if self.authority:
            parts.append(f"authority-{self.authority.version}")
        return " ".join(parts)

    def tag(self, texts: Iterable[tuple[str, str]]) -> Iterator[list[Mention]]:
        """For each (text, language), in order, its mentions, sorted and free of overlap.

        Offsets count in the text as given. A language other than `fr` and `en` gives none.
        """
        for chunk in _chunks(texts):
            composed = [compose(text) for text, _ in chunk]
            names: list[list[FoundName]] = [[] for _ in chunk]
            for lang in models.LANGUAGES:
                wanted = [i for i, (_, its) in enumerate(chunk) if its == lang]
                for i, found in self.said(lang, [(i, composed[i].text) for i in wanted]):
                    names[i].append(found)
            for raw, mapped, (text, lang) in zip(names, composed, chunk, strict=True):
                judged = judge(mapped.text, raw, lang)
                if self.authority and lang in models.LANGUAGES:
                    judged = without_overlap(self.authority.find(mapped.text), judged)
                yield [_mention(name, mapped, text) for name in judged]

    def said(self, lang: str, texts: list[tuple[int, str]]) -> Iterator[tuple[int, FoundName]]:
        """What the model says of composed texts, each with its number, as (number of the text, name)."""
        if not texts:
            return
        tagger = self._taggers.get(lang) or models.tagger(lang, self.model)
        evidence = Evidence.of(MODEL, models.evidence(lang, self.model))
        stream = ((piece.text, (i, piece)) for i, text in texts for piece in pieces(text))
        for found, (i, piece) in tagger.tag(stream):
            for start, end, kind in found:
                start, end = piece.original(start, end)
                yield i, FoundName(start, end, kind, evidence.then(RECASED) if piece.shouted else evidence)


def judge(text: str, raw: Sequence[FoundName], lang: str) -> list[FoundName]:
    """The names of one composed text, from what the model said of it."""
    if lang not in models.LANGUAGES:
        return []
    refined = list(refine(text, raw, lang))
    names = unnamed.without_things(text, [name for name, _ in refined], lang)
    names = list(formed.officials(text, list(formed.shaped(text, names))))
    names = context.listed(text, names)
    names = list(context.facilities(text, names))
    if lang == "en":
        names = list(context.french_towns(text, names))
    for found in (
        formed.registered(text),
        context.streets(text, lang),
        days.called_after(text),
        context.group_lists(text, names),
    ):
        names = without_overlap(found, names)
    bodies = list(formed.well_known(text, lang))
    names = formed.parted(text, names, bodies)
    judged: list[Iterable[FoundName]] = [
        formed.dotted(text), context.departments(text), context.dated_towns(text),
        context.groups(text, lang), formed.sections(text, names), bodies, institutions.institutions(text),
    ]  # fmt: skip
    for some in judged:
        names = context.over(some, names)
    names = context.over(context.tailed_groups(text, lang), names)
    if lang == "en":
        names = context.over(context.courts(text), names)
        names = context.over(context.french_centres(text), names, article=len("le "))
    names = context.over(context.buildings(text, names), names)
    names = without_overlap(context.domains(text), names)
    names = without_overlap(names, context.enumerated(text, names))
    for found in (
        context.recurring(text, lang),
        context.months_as_people(text, names),
    ):
        names = without_overlap(names, found)
    if lang == "en":
        names = without_overlap(names, context.states(text, names))
    names = without_overlap(context.acronyms(text, names), names)
    # What was judged and has not been changed since needs no second look.
    sound = {id(name) for name, judged_so in refined if judged_so}
    names = [
        n
        for n in agree(text, names, lang)
        if id(n) in sound or _rests_on_rules(n) or not is_junk(text, n, lang)
    ]
    return days.no_days(text, days.first_names(text, names))


def _rests_on_rules(name: FoundName) -> bool:
    """Whether a name rests on a rule or the list of bodies, and not on a model's feeling."""
    return name.evidence.begins_with(RULE) or name.evidence.has(GAZETTEER, "body")


def _mention(name: FoundName, mapped: Mapped, text: str) -> Mention:
    start, end = mapped.original(name.start, name.end)
    return Mention(start, end, name.type, text[start:end], evidence=name.evidence)


def _chunks(texts: Iterable[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    chunk: list[tuple[str, str]] = []
    size = 0
    for pair in texts:
        chunk.append(pair)
        size += len(pair[0])
        if size >= _CHUNK or len(chunk) >= 512:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
