"""Steps of the schema: what is kept of each text, in tables that are made of the others (`kept`)."""

from __future__ import annotations

from typing import Final

NAMES_ELSEWHERE: Final = """
-- What is kept of texts so that none is read again that has not changed: made of them anew where it is lost.
-- made_by: the rules that it was made by; seq: the place in the change log up to which it was.
CREATE TABLE kept_to (what TEXT PRIMARY KEY, made_by TEXT NOT NULL, seq INTEGER NOT NULL) WITHOUT ROWID;

-- How often the names in a text are tagged as what, without those that were completed.
CREATE TABLE name_uses (
  doc INTEGER NOT NULL, lang TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, uses INTEGER NOT NULL,
  PRIMARY KEY (doc, name, type)
) WITHOUT ROWID;
CREATE INDEX name_uses_name ON name_uses (lang, name, doc, type, uses);

-- The names that several texts hold, by their first word.
CREATE TABLE common_names (
  lang TEXT NOT NULL, first TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (lang, first, name)
) WITHOUT ROWID;

-- Where one of these stands untagged, and the phrase that it stands in ("Tour de France"; "": none).
CREATE TABLE name_places (
  doc INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, lang TEXT NOT NULL, name TEXT NOT NULL,
  phrase TEXT NOT NULL, PRIMARY KEY (doc, start)
) WITHOUT ROWID;
CREATE INDEX name_places_name ON name_places (lang, name);
CREATE INDEX name_places_phrase ON name_places (phrase) WHERE phrase <> '';

-- The phrases in a text in which something is tagged.
CREATE TABLE tagged_phrases (
  doc INTEGER NOT NULL, phrase TEXT NOT NULL, PRIMARY KEY (doc, phrase)
) WITHOUT ROWID;
CREATE INDEX tagged_phrases_phrase ON tagged_phrases (phrase);
"""

TYPES_OF_NAMES: Final = """
-- What texts by themselves take names for, folded; uses is 0 where a name was completed.
CREATE TABLE own_names (
  doc INTEGER NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, current INTEGER NOT NULL,
  uses INTEGER NOT NULL, PRIMARY KEY (doc, name, type)
) WITHOUT ROWID;
CREATE INDEX own_names_name ON own_names (name, current, type, uses, doc);

-- The words that a name begins with which may be a section of the group called so ("RSL Norvège").
CREATE TABLE section_heads (
  doc INTEGER NOT NULL, head TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (doc, head, name)
) WITHOUT ROWID;
CREATE INDEX section_heads_head ON section_heads (head, name);
CREATE INDEX section_heads_name ON section_heads (name, head);

-- Names that stand alone against each other in paragraphs of two documents, and how often.
CREATE TABLE slot_names (
  a INTEGER NOT NULL, b INTEGER NOT NULL, one TEXT NOT NULL, other TEXT NOT NULL, times INTEGER NOT NULL,
  PRIMARY KEY (a, b, one, other)
) WITHOUT ROWID;
CREATE INDEX slot_names_b ON slot_names (b);
CREATE INDEX slot_names_one ON slot_names (one, other, times);
CREATE INDEX slot_names_other ON slot_names (other, one, times);

-- The names that have one type in all texts, where some would have another by themselves.
CREATE TABLE settled_types (name TEXT PRIMARY KEY, type TEXT NOT NULL) WITHOUT ROWID;

-- What a text says that an acronym stands for: type and key of the long form ("": it is tagged as nothing),
-- and why; other is 1 where that is not the well-known body of the acronym.
CREATE TABLE introductions (
  doc INTEGER NOT NULL, n INTEGER NOT NULL, short TEXT NOT NULL, type TEXT NOT NULL, name TEXT NOT NULL,
  reason TEXT NOT NULL, other INTEGER NOT NULL, PRIMARY KEY (doc, n)
) WITHOUT ROWID;
"""
