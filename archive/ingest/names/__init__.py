"""People, places and organisations in French and English texts."""

from archive.ingest.names.authority import Authority, Entry
from archive.ingest.names.namer import Namer

__all__ = ["Authority", "Entry", "Namer"]
