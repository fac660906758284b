"""What every command of the terminal has in common: its language, its refusals, its database."""

import hashlib
import os
import sys
from collections.abc import Callable
from functools import wraps
from getpass import getuser
from pathlib import Path
from typing import Any, NoReturn

import click

from config import BadSettings, Settings, settings
from isms.app import open_database
from isms.kernel import migrate
from isms.kernel.clock import Clock
from isms.kernel.db import Database
from isms.kernel.refusal import Refusal, Refused, Unavailable
from isms.kernel.seal.access_log import Look, write_down
from isms.kernel.seal.collector import Actor
from isms.kernel.seal.models import AccessKind
from isms.kernel.sheets.refused import SheetRefused
from isms.kernel.words import CATALOGUE, Words

Command = Callable[..., Any]

OPERATOR = Actor("operator", "console")


def language() -> str:
    """Return the terminal's language: Norwegian where the locale says so, English elsewhere."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "nb" if locale[:2] in {"nb", "nn", "no"} else "en"


def words() -> Words:
    """Return the catalogue in the terminal's language."""
    return CATALOGUE.words(language())


def refuse(text: str) -> NoReturn:
    """Say on stderr why something is refused, and leave with status 1."""
    click.echo(text, err=True)
    sys.exit(1)


def in_words(command: Command) -> Command:
    """Turn refusals into a sentence on stderr and status 1."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except Refused as no:
            refuse("\n".join(words()(refusal.because, **refusal.values) for refusal in no.refusals))
        except Unavailable as error:
            refuse(words()("cli.database_unavailable", said=str(error.__cause__).splitlines()[0]))
        except SheetRefused as no:
            refuse(words()(no.because, **no.values))
        except BadSettings as error:
            refuse(str(error))

    return run


def connected(given: Settings, clock: Clock | None = None) -> Database:
    """Open a database for as long as the command lasts."""
    database = open_database(given, clock)
    click.get_current_context().call_on_close(database.close)
    return database


def opened(given: Settings | None = None) -> Database:
    """Open the database of the settings; refuses one whose schema is not the newest."""
    database = connected(given or settings())
    try:
        current = migrate.is_current(database)
    except Exception as error:
        raise Unavailable from error
    if not current:
        raise Refused(Refusal("cli.not_upgraded"))
    return database


def write_down_export(
    database: Database,
    what: str,
    unfinished: Path,
    *,
    ending: str,
    register: str | None = None,
    asked: str | None = None,
    as_of: str | None = None,
) -> None:
    """Write an export down in the access log, with the sum of its file, before the file gets its name."""
    with unfinished.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    actor = Actor("operator", getuser())
    told = Look(
        actor,
        AccessKind.EXPORT,
        f"isms {what}",
        register=register,
        asked=asked,
        as_of=as_of,
        format=ending,
        sha256=sha256,
    )
    write_down(database, told)


def progress(text: str) -> None:
    """Show how far long work has come, on a terminal only."""
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{text}", nl=False, err=True)
