"""Dates in texts, and the dates of texts: the calendar grammar of French and English."""

from archive.ingest.dates.document import date_documents, date_text
from archive.ingest.dates.finder import find_dates

__all__ = ["date_documents", "date_text", "find_dates"]
