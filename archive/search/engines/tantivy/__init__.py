"""An index on Tantivy, an embedded library in Rust, with the extra `archive[tantivy]`."""
