"""Names of places: which there are, to tell kinds of names by, and which place each is of (`gazetteer`)."""

from archive.places.names import country_of, is_known, is_language, is_territory, people_of

__all__ = ["country_of", "is_known", "is_language", "is_territory", "people_of"]
