"""What is known of each language, in a file of its own (`fr.py`, `en.py`), and which languages there are.

Another language is a `Language` in a package, named by an entry point of the group `archive.languages`.
"""

from archive.lang.base import Calendar, Language, Numbers, Pipeline
from archive.lang.registry import codes, language, languages

__all__ = ["Calendar", "Language", "Numbers", "Pipeline", "codes", "language", "languages"]
