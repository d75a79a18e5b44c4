"""The open edition: an archive of its own that holds only what readers may see.

`plan` says what goes in, `build` makes it by the ordinary ways of an ingest, from the originals of open
sources alone, and `publish` puts it in its place, whole or not at all. Nothing is copied from the rows of the
archive that another text may have had a part in: no name learnt, no link, no entity, no day that travelled.
"""

from archive.pipeline.edition.publish import Published as Published
from archive.pipeline.edition.publish import publish as publish
