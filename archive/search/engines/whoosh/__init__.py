"""The default engine: Whoosh's segments and terms files, with postings kept as arrays."""
