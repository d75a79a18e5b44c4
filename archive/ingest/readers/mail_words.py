"""The words with which mail programs begin the lines of a mail's head, in English and French."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

_WORDS: Final = {
    "from": "from, de, expéditeur, expéditrice, envoyé par, sent by",
    "to": "to, à, a, pour, destinataire, destinataires",
    "copy": "cc, cci, bcc, copie, copie à, copies à, copie cachée, copy, copy to",
    "subject": "subject, objet, sujet",
    "date": "date, sent, envoyé, envoyé le, date d'envoi, sent on",
    "reply": "reply-to, reply to, répondre à",
    "files": "attachment, attachments, pièce jointe, pièces jointes, fichier joint, fichiers joints",
    "weight": "importance, priorité, priority",
}
FIELDS: Final = {word: kind for kind, words in _WORDS.items() for word in words.split(", ")}
"""What each word says, in small letters and with a straight apostrophe: `from`, `to`, `copy`, `subject`,
`date`, `reply`, `files` or `weight`."""


@lru_cache(maxsize=1024)
def kind_of(word: str) -> str | None:
    """What a word before a colon says, None where it is no word of a mail's head."""
    return FIELDS.get(" ".join(word.casefold().replace("’", "'").split()))
