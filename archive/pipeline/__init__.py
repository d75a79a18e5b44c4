"""The flow of documents through the archive.

runners     where work runs: here, or in a pool of processes
make        bytes → records: read, split, language, dates, names, vectors
ingest      the whole flow: files → records → catalog
settle      what follows: names over the archive, links, entities, dates that travel
annotate    tagging without storing
reprocess   making documents again; what an archivist taught
check       fixity and agreement
backup/     an archive as one file, and back
"""
