"""Who has entered the room: sessions in memory, and addresses that let an archivist in once.

Nothing of it is written down, so that all who entered leave when the room closes.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from archive import users
from archive.dataclass import dataclass
from archive.errors import UnusableArchive
from archive.users import User, UserRole

LONGEST: Final = 12 * 3600.0  # seconds that a session lasts
IDLE: Final = 2 * 3600.0  # seconds without a request after which it ends
_HOMES: Final = 1000  # machines from which someone logged in that are remembered
_MOST: Final = 500  # sessions at a time; the one that was idle longest makes room


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks for a page. `token`: what the forms of a session hold; "" for one who has not entered."""

    name: str = ""
    role: UserRole = UserRole.READER
    token: str = ""

    @property
    def entered(self) -> bool:
        """Whether this is someone who has entered."""
        return bool(self.token)

    @property
    def archivist(self) -> bool:
        """Whether this is someone who may decide."""
        return self.entered and self.role is UserRole.ARCHIVIST


ANYONE: Final = Visitor()


@dataclass(slots=True)
class _Session:
    visitor: Visitor
    begun: float
    last: float
    user: User | None  # None: entered by a one-time address


class Sessions:
    """Those who are in. Any number of threads may use it.

    `next_invitation` hears of a new one-time token whenever one was used; without it there are no more.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder, self._clock = folder, clock
        self._lock = threading.Lock()
        self._in: dict[str, _Session] = {}
        self._invited: dict[str, str] = {}
        self._homes: dict[tuple[str, str], None] = {}
        self._users: dict[str, User] = {}
        self._stamp: tuple[int, ...] | None = None
        self.next_invitation: Callable[[str], None] | None = None

    # -- by a one-time address -------------------------------------------------------------------------

    def invite(self, name: str) -> str:
        """A token that lets whoever brings it in as the archivist `name`, once."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._invited[_print(token)] = name
        return token

    def accept(self, token: str) -> str | None:
        """Lets in who brings a token: the value of the cookie; None where it was used, or never given."""
        with self._lock:
            name = self._invited.pop(_print(token), None)
        if name is None:
            return None
        cookie = self._begin(name, UserRole.ARCHIVIST, None)
        if self.next_invitation:
            self.next_invitation(self.invite(name))
        return cookie

    # -- by a password ---------------------------------------------------------------------------------

    def users(self) -> dict[str, User]:
        """Those who have a password, as the file says now. Raises UnusableArchive."""
        with self._lock:
            now = users.stamp(self._folder)
            if now != self._stamp:
                self._users = {one.name: one for one in users.listing(self._folder)}
                self._stamp = now
            return self._users

    @property
    def by_password(self) -> bool:
        """Whether anyone can log in."""
        with contextlib.suppress(UnusableArchive):
            return bool(self.users())
        return False

    def log_in(self, name: str, password: str, machine: str = "") -> str | None:
        """Lets in who knows a password: the value of the cookie, else None. Raises UnusableArchive."""
        user = users.known(self.users(), name, password)
        if user is None:
            return None
        with self._lock:
            self._homes[user.name, machine] = None
            while len(self._homes) > _HOMES:
                del self._homes[next(iter(self._homes))]
        return self._begin(user.name, user.role, user)

    def logged_in_from(self, name: str, machine: str) -> bool:
        """Whether that user has logged in from that machine since the room opened."""
        with self._lock:
            return (name, machine) in self._homes

    # -- being in --------------------------------------------------------------------------------------

    def _begin(self, name: str, role: UserRole, user: User | None) -> str:
        cookie = secrets.token_urlsafe(32)
        now = self._clock()
        with self._lock:
            self._in[_print(cookie)] = _Session(
                Visitor(name, role, secrets.token_urlsafe(24)), now, now, user
            )
            while len(self._in) > _MOST:
                del self._in[min(self._in, key=lambda one: self._in[one].last)]
        return cookie

    def visitor(self, cookie: str) -> Visitor:
        """Who comes with this cookie; a session that is over, or whose user is another now, ends."""
        if not cookie:
            return ANYONE
        known: dict[str, User] = {}
        with contextlib.suppress(UnusableArchive):  # a file that cannot be trusted lets nobody stay
            known = self.users()
        with self._lock:
            found = self._in.get(_print(cookie))
            if found is None:
                return ANYONE
            now = self._clock()
            over = now - found.begun > LONGEST or now - found.last > IDLE
            if over or (found.user is not None and known.get(found.user.name) != found.user):
                del self._in[_print(cookie)]
                return ANYONE
            found.last = now
            return found.visitor

    def leave(self, cookie: str) -> None:
        """Ends a session."""
        with self._lock:
            self._in.pop(_print(cookie), None)


def _print(secret: str) -> str:
    """What is kept of a secret: looked up by it, nobody learns the secret by how long that takes."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
