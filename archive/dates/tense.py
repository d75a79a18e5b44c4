"""Whether the words around a date tell of what was or of what will be.

A date looks at the verbs of its own sentence: at the nearest one before it, or, where it opens the sentence
or is tied to a noun ("the march of 3 May"), at those behind it. A call for a gathering needs no verb at all.
"""

from __future__ import annotations

from collections.abc import Iterator

from archive.dates.tokens import Tokens
from archive.dates.verbs import Tense, Verbs

# A verb that its ending alone tells has so many letters.
_WORD = 4
_SAYING = frozenset(("WORD", "CAP", "COUNTED"))
# So many tokens before and after a date are looked at (tuned on English news); after one that opens its
# sentence or is tied to a noun more.
_BACK = 14
_AFTER = 8
_LONG = 30
# What is to be done on a day stands so near before it (tokens): ordered to leave on Monday.
_NEAR = 5
# A verb of which a term is the object's stands so near behind it (tokens): all before 3 March was lost.
_SOON = 5
# The number of an hour stands so near (tokens).
_HOUR = 6


def tense(tokens: Tokens, i: int, verbs: Verbs) -> Tense:
    """The tense of the date whose first token is `i`."""
    direct = _direct(tokens, i, verbs)
    if direct is Tense.PAST:
        return direct
    start, end = sentence_start(tokens, i, verbs), _sentence_end(tokens, i, verbs)
    tied = _tied(tokens, i, verbs)
    if direct is Tense.AHEAD or direct is Tense.FUTURE:
        return _until(tokens, start, i, end, direct, verbs)
    before = None if tied else next(_marks_back(tokens, start, i, verbs), None)
    if before is None and not tied and _opening_participle(tokens, start, i, verbs):
        return Tense.PAST
    reach = _LONG if before is None else _AFTER
    after = next(_marks(tokens, i + 1, min(end, i + reach), verbs), None)
    if before is None or before is Tense.AHEAD:
        call = _call(tokens, start, i, end, after, tied, verbs)
        if call is not None:
            return call
    if before is not None:
        return before
    if tied and after is Tense.PAST and _called_off(tokens, i, min(end, i + reach), verbs):
        return Tense.OPEN
    if after is not None:
        plain = tied and after is Tense.AHEAD and not _of_call(tokens, i, verbs)
        return Tense.OPEN if plain else after
    if tied and (late := next(_marks_back(tokens, start, i, verbs), None)) is not None:
        return late
    around = (*range(start, i), *range(i + 1, min(end, i + _AFTER)))
    words = sum(not _SAYING.isdisjoint(tokens.classes[j]) for j in around)
    return Tense.TOLD if words > 1 else Tense.AHEAD


def _opening_participle(tokens: Tokens, start: int, i: int, verbs: Verbs) -> bool:
    """Whether the sentence opens with what was done: Sentenced to ten years on 6 December, he appeals."""
    if start >= i or not _opens(tokens, start, verbs):
        return False
    word = tokens.word(start).lower()
    done = word.endswith(verbs.opening_participles) and len(word) > _WORD
    return "CAP" in tokens.classes[start] and done and word not in verbs.planned and word not in verbs.no_past


def _until(tokens: Tokens, start: int, i: int, end: int, direct: Tense, verbs: Verbs) -> Tense:
    """The tense of a date after "until" or "from": that of a verb of the past, `direct` without one."""
    word = i - 1
    while tokens.word(word).lower() in verbs.articles:
        word -= 1
    before = next(_marks_back(tokens, start, word, verbs), None)
    if before is Tense.PAST:
        return before
    if word and _bare_participle(tokens, word - 1, verbs):
        return Tense.PAST
    if before is not None and direct is Tense.AHEAD:
        return before
    if word > start or not _opens(tokens, start, verbs):
        stop = next((j for j in range(i + 1, end) if "COMMA" in tokens.classes[j]), end)
        ahead = direct is Tense.FUTURE and next(_marks(tokens, i + 1, min(stop, i + _SOON), verbs), None)
        return Tense.PAST if ahead is Tense.PAST else direct
    after = next(_marks(tokens, i + 1, end, verbs), None)
    if after is Tense.AHEAD:
        return Tense.OPEN if direct is Tense.AHEAD else direct
    return Tense.AHEAD if after is None else after


def _opens(tokens: Tokens, start: int, verbs: Verbs) -> bool:
    """Whether a sentence begins at token `start`."""
    return start == 0 or ends_sentence(tokens, start - 1, verbs)


def sentence_start(tokens: Tokens, i: int, verbs: Verbs) -> int:
    """The first token of the sentence that token `i` is in, at most `_BACK` before it."""
    j = i
    while j > 0 and i - j < _BACK and not ends_sentence(tokens, j - 1, verbs):
        j -= 1
    return j


def _sentence_end(tokens: Tokens, i: int, verbs: Verbs) -> int:
    j = i + 1
    while j < len(tokens.classes) and j - i < _LONG and not ends_sentence(tokens, j, verbs):
        j += 1
    return j


def ends_sentence(tokens: Tokens, j: int, verbs: Verbs) -> bool:
    """Whether token `j` ends a sentence; a stop behind an initial or inside an abbreviation does not."""
    known = tokens.classes[j]
    if "STOP" in known or "BREAK" in known:
        return True
    if "DOT" not in known:
        return False
    if j + 1 < len(tokens.classes) and tokens.starts[j + 1] == tokens.ends[j]:
        return "CLOSE" in tokens.classes[j + 1] or "BREAK" in tokens.classes[j + 1]
    word = tokens.word(j - 1) if j else ""
    return not ((len(word) == 1 and word.isupper()) or word.lower() in verbs.short)


def _direct(tokens: Tokens, i: int, verbs: Verbs) -> Tense | None:
    """What the words just before a date say: since it, until it, held on it."""
    j = i - 1
    while j >= 0 and tokens.word(j).lower() in verbs.articles:
        j -= 1
    if j < 0:
        return None
    word = tokens.word(j).lower()
    if word in verbs.since:
        return Tense.PAST
    if _limit(tokens, j, verbs):
        return Tense.FUTURE
    if word in verbs.until:
        return Tense.AHEAD
    on = all(tokens.word(k).lower() in verbs.on for k in range(j + 1, i))
    if on and word in verbs.planned and _participle(tokens, j, verbs):
        return Tense.AHEAD
    return Tense.PAST if on and _bare_participle(tokens, j, verbs) else None


def _participle(tokens: Tokens, j: int, verbs: Verbs) -> bool:
    word = tokens.word(j).lower()
    known = "WORD" in tokens.classes[j] or "CAP" in tokens.classes[j]
    return known and word.endswith(verbs.bare_participles) and len(word) > 3


def _bare_participle(tokens: Tokens, j: int, verbs: Verbs) -> bool:
    """Whether token `j` is a participle that tells alone of what was: the tents pitched on 3 May."""
    if not _participle(tokens, j, verbs) or tokens.word(j).lower() in verbs.planned:
        return False
    known = tokens.word(j - 1).lower() if j else ""
    verbal = known in verbs.be or known in verbs.bare_be or known in verbs.have or known in verbs.between
    return not (verbal or known in verbs.determiners or known.endswith(verbs.future_endings))


def _limit(tokens: Tokens, j: int, verbs: Verbs) -> bool:
    """Whether the words that end with token `j` set a term: by, before, au plus tard."""
    word = tokens.word(j).lower()
    if word in verbs.limits:
        return True
    if word not in verbs.limit_ends:
        return False
    words = [tokens.word(k).lower() for k in range(max(0, j - 2), j + 1)]
    return any(" ".join(words[-n:]) in verbs.limits for n in range(2, len(words) + 1))


def _tied(tokens: Tokens, i: int, verbs: Verbs) -> bool:
    """Whether a date belongs to a noun: the march of 3 May, Saturday's march."""
    if i and tokens.word(i - 1).lower() in verbs.ties:
        return True
    return i + 1 < len(tokens.classes) and "APOS" in tokens.classes[i + 1]


def _of_call(tokens: Tokens, i: int, verbs: Verbs) -> bool:
    """Whether the noun that a date belongs to is one that people are called to."""
    beside = range(max(0, i - 3), min(len(tokens.classes), i + 5))
    return any(tokens.word(j).lower() in verbs.calls for j in beside)


def _called_off(tokens: Tokens, i: int, end: int, verbs: Verbs) -> bool:
    """Whether what a date belongs to is called off: the march of 15 June was banned."""
    return any(tokens.word(j).lower() in verbs.called_off for j in range(i + 1, end))


def _marks(tokens: Tokens, first: int, end: int, verbs: Verbs) -> Iterator[Tense]:
    """The tenses of the verbs from token `first` on."""
    for j in range(first, end):
        found = _mark(tokens, j, end, verbs)
        if found is not None:
            yield found


def _marks_back(tokens: Tokens, start: int, i: int, verbs: Verbs) -> Iterator[Tense]:
    """The tenses of the verbs before token `i`, the nearest one first."""
    for j in range(i - 1, start - 1, -1):
        found = _mark(tokens, j, i, verbs)
        if found is not None:
            if found is Tense.PAST and i - j > 3 and _announced(tokens, j, verbs):
                found = Tense.OPEN
            yield found


def _announced(tokens: Tokens, j: int, verbs: Verbs) -> bool:
    """Whether the verb at token `j` makes something known, whose day may lie ahead."""
    return any(tokens.word(k).lower() in verbs.announced for k in range(j, min(j + 4, len(tokens.classes))))


def _mark(tokens: Tokens, j: int, end: int, verbs: Verbs) -> Tense | None:
    """The tense that the word at token `j` tells, with what follows it before `end`."""
    if "DOUBTFUL" in tokens.classes[j]:  # a month
        return None
    word = tokens.word(j).lower()
    plain = "WORD" in tokens.classes[j]
    if word in verbs.future or (
        plain and word.endswith(verbs.future_endings) and word not in verbs.no_future
    ):
        return Tense.FUTURE
    if word in verbs.have or word in verbs.be:
        return _compound(tokens, j, end, verbs)
    if word in verbs.planned:
        return Tense.AHEAD
    if word in verbs.reports:
        return Tense.TOLD
    if word in verbs.ahead or (plain and word.endswith(verbs.ahead_endings)):
        return Tense.FUTURE if _led(tokens, j, verbs) else Tense.AHEAD
    long = plain and len(word) >= _WORD
    if word in verbs.past or (long and word.endswith(verbs.past_endings) and word not in verbs.no_past):
        return None if _passive(tokens, j, verbs) else Tense.PAST
    if word in verbs.aims and end - j <= _NEAR and j + 1 < end and _infinitive(tokens, j + 1, verbs):
        return Tense.AHEAD
    return None


def _led(tokens: Tokens, j: int, verbs: Verbs) -> bool:
    """Whether a verb of the future leads to the word at token `j`: will soon join."""
    return any(tokens.word(k).lower() in verbs.future for k in range(max(0, j - 3), j))


def _passive(tokens: Tokens, j: int, verbs: Verbs) -> bool:
    """Whether the verb at token `j` is the participle of another one, which tells the tense: be held."""
    k = j - 1
    while k >= 0 and (
        tokens.word(k).lower() in verbs.between or tokens.word(k).lower().endswith(verbs.between_endings)
    ):
        k -= 1
    return k >= 0 and (tokens.word(k).lower() in verbs.be or tokens.word(k).lower() in verbs.bare_be)


def _infinitive(tokens: Tokens, j: int, verbs: Verbs) -> bool:
    word = tokens.word(j).lower()
    return (
        "WORD" in tokens.classes[j] and word.endswith(verbs.infinitives) and word not in verbs.no_infinitives
    )


def _compound(tokens: Tokens, j: int, end: int, verbs: Verbs) -> Tense | None:
    """A verb that needs a participle to tell of what was: it has been held; it is on Monday."""
    word = tokens.word(j).lower()
    for k in range(j + 1, min(j + 6, end)):
        next_word = tokens.word(k).lower()
        if next_word in verbs.between or next_word.endswith(verbs.between_endings):
            continue
        if next_word in verbs.planned:
            return Tense.AHEAD
        if word in verbs.have:
            if next_word in verbs.participles or (
                "WORD" in tokens.classes[k] and next_word.endswith(verbs.participle_endings)
            ):
                return Tense.PAST
        elif next_word in verbs.participles or next_word.endswith(verbs.participle_endings):
            known = tokens.word(j - 1).lower() if j else ""
            return Tense.PAST if known in verbs.selves or next_word.startswith(verbs.moving) else Tense.AHEAD
        break
    if word in verbs.past:
        return Tense.PAST
    return Tense.AHEAD if word in verbs.ahead else None


def _call(
    tokens: Tokens, start: int, i: int, end: int, after: Tense | None, tied: bool, verbs: Verbs
) -> Tense | None:
    """FUTURE for a notice: no verb of the past, an hour beside the day or a call before it."""
    if after is Tense.PAST and not _bare(tokens, i, end):
        return None
    if _bid(tokens, start, min(end, i + _HOUR), verbs):
        return Tense.FUTURE
    if after is Tense.PAST:
        return None
    if _hour(tokens, max(start, i - _HOUR), min(end, i + _HOUR + 2), verbs):
        return Tense.FUTURE
    if tied or not _opens(tokens, start, verbs):
        return None
    for j in range(start, min(i, start + 4)):
        if tokens.word(j).lower() in verbs.calls:
            first = all(
                tokens.word(k).lower() in verbs.great or "WORD" not in tokens.classes[k]
                for k in range(start, j)
            )
            return Tense.FUTURE if first else None
    return None


def _bid(tokens: Tokens, start: int, end: int, verbs: Verbs) -> bool:
    """Whether the sentence asks people to come: by its first words, or by the form of a verb."""
    for j in range(start, end):
        word = tokens.word(j).lower()
        if word in verbs.bids and j <= start + 1 and _opens(tokens, start, verbs):
            return True
        plain = "WORD" in tokens.classes[j] or "CAP" in tokens.classes[j]
        if plain and word.endswith(verbs.bid_endings) and word not in verbs.no_bids | verbs.past:
            return True
    return False


def _bare(tokens: Tokens, i: int, end: int) -> bool:
    """Whether the sentence has a mark between the day and what is told behind it."""
    return any("COLON" in tokens.classes[j] for j in range(i, min(end, i + _HOUR)))


def _hour(tokens: Tokens, first: int, end: int, verbs: Verbs) -> bool:
    for j in range(first, end):
        known = tokens.classes[j]
        if "CLOCK" in known or tokens.word(j).lower() in verbs.noons:
            return True
        counted = ("COUNT" in known or "GLUED_COUNT" in known) and j + 1 < end
        if counted and tokens.word(j + 1).lower() in verbs.hours:
            return True
    return False
