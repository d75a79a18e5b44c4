"""Mentions become entities: which names mean the same person, place or body, and why."""

from archive.link.entities.resolve import VERSION, EntityReport, resolve

__all__ = ["VERSION", "EntityReport", "resolve"]
