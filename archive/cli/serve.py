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
    "--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0 takes a free one."
)
@click.option(
    "--listen", type=TEXT, default="127.0.0.1", show_default=True, metavar="ADDRESS",
    help="Address to listen on; one that other machines reach needs --public.",
)  # fmt: skip
@click.option("--public", is_flag=True, help="Let other machines read everything in the archive.")
@click.option("--login", "closed", is_flag=True, help="Let only users read (archive users).")
@click.option(
    "--by", "who", type=TEXT, default=account, show_default="this account", metavar="NAME",
    help="Who decides by the one-time address.",
)  # fmt: skip
@click.option(
    "--name", "names", type=TEXT, multiple=True, metavar="HOST",
    help="Host name by which the reading room is reached, such as that of a proxy in front of it.",
)  # fmt: skip
@click.option(
    "--email", type=TEXT, default="", metavar="ADDRESS",
    help="Mail address of the archivist, which harvesters are told (OAI-PMH).",
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

    Where an open edition was made (archive publish), readers see that alone, and archivists the archive. It
    is brought up at the start and after each midnight (UTC).

    It listens on this machine alone and shows no path of it. Readers need no password, unless --login is
    given. Archivists enter by the one-time address that is printed, or by a password (archive users).
    Ctrl-C closes it.

    \b
    archive serve
    archive serve --port 9000
    archive serve --listen 0.0.0.0 --public --name papers.example.org
    """
    from archive.room.server import LOOPBACK, bring_up, serve

    if listen not in LOOPBACK and not public:
        raise UsageError(
            f"Whoever reaches {listen} could read everything in the archive. If that is wanted, add --public."
        )
    if email and not _EMAIL.fullmatch(email):
        raise UsageError(f"{email!r} is no mail address. Write it as in: --email nour@papers.example.org")
    with target.open(bring_up=False, who=who) as archive:
        bring_up(archive)
        if public:
            readers = "users who log in" if closed else "whoever reaches this machine"
            read = "everything in this archive" if archive.edition() is None else "its open edition"
            tell(
                f"{readers} can read {read}. Nothing is encrypted on the way: passwords"
                " are taken only behind a proxy that speaks https."
            )
        serve(
            archive, host=listen, port=port, names=names, closed=closed, email=email,
            ready=lambda address: echo(f"Reading room: {address} (Ctrl-C closes it)"),
            invited=None if public else lambda address: echo(f"Archivist, once: {address}"),
        )  # fmt: skip
