"""What the archive is measured beside, each at its own stock settings."""
