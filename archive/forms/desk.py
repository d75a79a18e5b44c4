"""The forms of what archivists see: users, and what came of an intake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archive.users import User

Form = dict[str, Any]


def user(one: User) -> Form:
    """Someone who may enter the reading room by a password; nothing of that."""
    return {"name": one.name, "role": one.role.value}
