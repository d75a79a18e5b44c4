"""`archive serve`: the reading room."""

from __future__ import annotations

import re
from typing import Final

import click

from archive.cli import Target
from archive.cli.decisions import account
from archive.cli.inputs import TEXT
from archive.cli.output import echo, tell
from archive.errors import UsageError

_EMAIL: Final = re.compile(r"[^\s@]+@([^\s@.]+\.)+[^\s@.]+")  # as OAI-PMH takes it


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="Port to listen on; 0 picks a free one.",
)
@click.option(
    "--listen", type=TEXT, default="127.0.0.1", show_default=True, metavar="ADDRESS",
    help="Address to listen on; one that other machines can reach needs --public.",
)  # fmt: skip
@click.option("--public", is_flag=True, help="Allow other machines to connect and read the archive.")
@click.option("--login", "closed", is_flag=True, help="Require a login to read (see archive users).")
@click.option(
    "--by", "who", type=TEXT, default=account, show_default="this account", metavar="NAME",
    help="Name under which decisions made through the one-time address are recorded.",
)  # fmt: skip
@click.option(
    "--name", "names", type=TEXT, multiple=True, metavar="HOST",
    help="Public host name of the reading room, such as that of a proxy in front of it.",
)  # fmt: skip
@click.option(
    "--email", type=TEXT, default="", metavar="ADDRESS",
    help="Archivist's e-mail address, given to OAI-PMH harvesters.",
)  # fmt: skip
@click.pass_obj
def serve(
    target: Target,
    port: int,
    listen: str,
    public: bool,
    closed: bool,
    who: str,
    names: tuple[str, ...],
    email: str,
) -> None:
    """Open the reading room: search and read the archive in a browser, in French or English.

    If there is an open edition (archive publish), readers see only that, and archivists the whole archive.
    The edition is brought up to date at the start and after midnight (UTC).

    It listens on this machine only, and never shows paths of this machine. Readers need no password unless
    --login is given. Archivists use the one-time address that is printed, or log in (archive users). Stop it
    with Ctrl-C.

    \b
    archive serve
    archive serve --port 9000
    archive serve --listen 0.0.0.0 --public --name papers.example.org
    """
    from archive.room.server import LOOPBACK, bring_up, serve

    if listen not in LOOPBACK and not public:
        raise UsageError(
            f"Anyone who can reach {listen} could read everything in the archive. "
            "To allow that, add --public."
        )
    if email and not _EMAIL.fullmatch(email):
        raise UsageError(f"{email!r} is not an e-mail address. Example: --email nour@papers.example.org")
    with target.open(bring_up=False, who=who) as archive:
        bring_up(archive)
        if public:
            readers = "users who log in" if closed else "anyone who can reach this machine"
            read = "everything in this archive" if archive.edition() is None else "its open edition"
            tell(
                f"{readers} can read {read}. Connections are not encrypted: passwords"
                " are accepted only behind an https proxy."
            )
        serve(
            archive, host=listen, port=port, names=names, closed=closed, email=email,
            ready=lambda address: echo(f"Reading room: {address} (Ctrl-C closes it)"),
            invited=None if public else lambda address: echo(f"Archivist, once: {address}"),
        )  # fmt: skip
