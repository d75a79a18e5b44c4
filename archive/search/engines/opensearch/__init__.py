"""An index on the servers of an OpenSearch cluster."""
