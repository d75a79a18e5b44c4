"""Weights of an encoder that finds names; `archive.ingest.names.encoder` runs it."""

from pathlib import Path

FOLDER = Path(__file__).parent
# The first digits of the SHA-256 of names.onnx, embeddings.npz and pieces.txt.gz, one after the other.
FINGERPRINT = "1738917e"
