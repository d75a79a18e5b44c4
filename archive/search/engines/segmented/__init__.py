"""What engines share whose indexes are files: a table of contents, facts of documents as arrays."""
