"""A bilingual (French/English) document archive."""

__version__ = "0.1.0"
