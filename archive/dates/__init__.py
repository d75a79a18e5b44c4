"""The dates that a text names: the calendar grammar, for whoever reads a date.

`find_dates` gives all dates of a text with their values; `read_date` the one that a query or a field of
metadata is; `dates_in` the days on a line whose language is not known.
"""

from archive.dates.absolute import dates_in, read_date, readings
from archive.dates.finder import find_dates

__all__ = ["dates_in", "find_dates", "read_date", "readings"]
