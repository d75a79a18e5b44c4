"""Mentions become entities: which names mean the same person, place or body, and why."""

from archive.link.entities.resolve import VERSION, resolve
from archive.link.entities.written import EntityReport

__all__ = ["VERSION", "EntityReport", "resolve"]
