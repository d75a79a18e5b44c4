"""`archive users`: who can log in to the reading room."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import click

from archive import forms, users
from archive.cli import Target
from archive.cli.inputs import TEXT
from archive.cli.output import echo, emit, format_option, is_terminal
from archive.errors import UsageError
from archive.users import UserRole

_ROLES = click.Choice([role.value for role in UserRole])


@click.group(name="users")
def people() -> None:
    """Manage who can log in to the reading room: readers, and archivists, who can also make decisions.

    Only hashes of passwords are stored, in users.json in the archive folder, which only its owner can read.
    Backups and exports do not contain it: after a restore, add the users again.

    \b
    archive users add nour --role archivist
    archive users list
    archive users remove nour
    """


@people.command()
@click.argument("name", type=TEXT)
@click.option("--role", type=_ROLES, required=True, help="reader: read only; archivist: also make decisions.")
@click.pass_obj
def add(target: Target, name: str, role: str) -> None:
    """Add a user, or change a user's password, which is prompted for or read from standard input.

    Changing a password ends the sessions opened with the old one.

    \b
    archive users add nour --role archivist
    """
    with target.open() as archive:
        users.add(archive.folder, name, UserRole(role), _password(name))
    echo(f"{name} can log in as {role}.")


def _password(name: str) -> str:
    if is_terminal(sys.stdin):
        password: str = click.prompt(
            f"Password for {name}", hide_input=True, confirmation_prompt=True, err=True
        )
        return password
    line = sys.stdin.readline() if sys.stdin is not None else ""
    if not line:
        raise UsageError("No password on standard input.")
    return line.rstrip("\r\n")


@people.command("list")
@format_option("text", "jsonl", "json", "csv")
@click.pass_obj
def listed(target: Target, form: str) -> None:
    """List users and their roles.

    \b
    archive users list
    """
    with target.open() as archive:
        emit(map(forms.user, users.listing(archive.folder)), form, forms.COLUMNS["user"], _line)


def _line(user: Mapping[str, Any]) -> str:
    return f"{user['role']:9}  {user['name']}"


@people.command()
@click.argument("name", type=TEXT)
@click.pass_obj
def remove(target: Target, name: str) -> None:
    """Remove a user and end their sessions.

    \b
    archive users remove nour
    """
    with target.open() as archive:
        users.remove(archive.folder, name)
    echo(f"{name} can no longer log in.")
