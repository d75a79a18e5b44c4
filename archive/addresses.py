"""Addresses (URLs) as texts and web archives write them: many of them are none."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit


def parts_of(address: str) -> SplitResult | None:
    """The parts of an address; None where it cannot be split, as `http://[no/`."""
    try:
        return urlsplit(address)
    except ValueError:  # brackets that hold no number, signs that stand for others in the name of a host
        return None


def page_of(address: str) -> str:
    """An address without what tells no pages apart: its scheme, `www.`, a fragment, a stroke at its end."""
    parts = parts_of(address) if "://" in address else None
    if parts is None:
        return address
    host = (parts.hostname or "").removeprefix("www.")
    return f"//{host}{parts.path.rstrip('/')}" + (f"?{parts.query}" if parts.query else "")


def fit(address: str | None) -> str | None:
    """An address that can be kept; None where it is none."""
    return address if address and parts_of(address) else None
