"""When was a document written? Its own words, its page's and its file's; no date rather than a wrong one.

Asked in this order, the first answer counts:

1. the date line at the head of the text, or one that its page shows over it (`dateline`);
2. the markup of the post, or of the page where it holds one post (`metadata`);
3. a day at the beginning or the end of the title (`title`), in the name of the file (`filename`) or in the
   address (`address`);
4. the one day of a page of several texts: over all of them, or that of the page (`page`);
5. the last lines of the text, if one is a date line (`dateline`);
6. the month of the file's name or the address; the year that the dated days of the text agree on, or that
   its weekdays need (`text`): a guess, marked `~`;
7. the day on which a program made the file, where it holds one text (`metadata`): a copy, a form filled
   in anew or a scan is younger or older than its text, so it comes late. Where the title or a short line of
   the head names a day in the weeks before it, that one counts;
8. the posts before and after it on the same page (`neighbour`): a guess, marked `~`.

A date line without a year takes it from its weekday, then from what else is known of the text's day, and its
figures are read as the markup or the address confirm them.
"""

from __future__ import annotations

from archive.ingest.dating.order import date_documents, date_text

__all__ = ["date_documents", "date_text"]
