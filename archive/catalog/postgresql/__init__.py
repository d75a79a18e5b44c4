"""The catalog in a database of PostgreSQL 15 or later: the same tables and statements as in SQLite's file.

`dialect` words a statement of the catalog as PostgreSQL reads it, `connection` runs it, `schema` makes the
tables and the sums of their rows, `store` opens it all. psycopg is loaded only where an archive says so.
"""
