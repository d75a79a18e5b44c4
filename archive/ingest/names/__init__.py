"""People, places and organisations in French and English texts."""

from archive.ingest.names.authority import Authority, AuthorityEntry
from archive.ingest.names.namer import Namer

__all__ = ["Authority", "AuthorityEntry", "Namer"]
