"""The command door: what an operator, an auditor or a script may ask for on a terminal.

Exit status: 0 done, 1 refused or found wrong (the reason on stderr), 2 bad usage.
"""

import os
import sys
from dataclasses import replace
from datetime import date
from getpass import getuser
from pathlib import Path
from typing import IO

import click
from sqlalchemy.orm import Session

from config import INSTANCE, Settings, settings
from isms.accounts import service as accounts
from isms.app import registers
from isms.auditing import audit, places
from isms.console import OPERATOR, connected, in_words, language, opened, progress, refuse, words, write_down_export
from isms.demo.fill import fill as fill_demo
from isms.demo.fill import give_password, is_made
from isms.demo.fill import people as demo_people
from isms.demo.run import run as run_demo
from isms.importing import import_register
from isms.kernel import backup as backups
from isms.kernel import migrate
from isms.kernel.access import CONSOLE
from isms.kernel.checkpoints import place_refusals
from isms.kernel.clock import FixedClock, day_of
from isms.kernel.moments import moment_of
from isms.kernel.refusal import Refusal, Refused
from isms.kernel.refusal import refuse as refuse_all
from isms.kernel.register.export import FORMATS, Export, export
from isms.kernel.register.paper import Reader
from isms.kernel.register.query import UnknownFilter, Wish
from isms.kernel.seal.collector import Actor
from isms.kernel.seal.verify import verify
from isms.kernel.tables import Base
from isms.kernel.words import CATALOGUE, EXPORT_LANGUAGES
from isms.organisation.queries import municipalities
from isms.organisation.rules.periods import read_period
from isms.portfolio.jobs import settle_demands
from isms.reviews.jobs import prepare_by_hand
from isms.reviews.papers.making import KEPT, PAPER_LANGUAGES, frozen_of, make_each
from isms.reviews.queries.naming import meetings_called
from isms.sample import fill as fill_sample
from isms.serving import serve
from isms.worker import work


@click.group()
def main() -> None:
    """Systemhelse: systems, risks, deviations and management reviews, and whether one can trust the record."""


@main.group()
def db() -> None:
    """Look after the database's schema."""


@db.command("upgrade")
@in_words
def db_upgrade() -> None:
    """Bring the schema to where this version of the program needs it."""
    database = connected(settings())
    migrate.upgrade(database)
    settle_demands(database, OPERATOR)
    click.echo(words()("cli.upgraded"))


@main.group()
def user() -> None:
    """Let the first people in."""


@user.command("create")
@click.option("--email", required=True, prompt=True)
@click.option("--name", required=True, prompt=True)
@click.option("--role", default="security_officer", show_default=True, help="security_officer or operator.")
@click.option("--municipality", "code", help="The municipality's code; may be left out when there is one.")
@click.option("--municipality-name", help="Establishes the municipality when no other has the code.")
@click.option("--address", default="http://127.0.0.1:8000", show_default=True, help="Where the program is served.")
@in_words
def user_create(
    email: str, name: str, role: str, code: str | None, municipality_name: str | None, address: str
) -> None:
    """Register an officer or operator of a whole municipality, and print the link that sets their password."""
    database = opened()
    now = database.clock.now()
    with database.transaction(Actor("operator", getuser()), "account:create_first") as session:
        token = accounts.create_first_account(
            session,
            email=email,
            name=name,
            role=role,
            municipality_code=code,
            municipality_name=municipality_name,
            now=now,
            today=day_of(now),
        )
    click.echo(words()("cli.user_created", name=name), err=True)
    click.echo(f"{address.rstrip('/')}/set-password/{token}")


@main.command("export")
@click.argument("register")
@click.option("--format", "ending", type=click.Choice(sorted(FORMATS)), default="csv", show_default=True)
@click.option("--as-of", default="", help="A day, a moment, or POSITION@DAY; now when left out.")
@click.option("--unit", help="Only what lies at the unit with this code, or below it.")
@click.option("--language", "chosen", type=click.Choice(EXPORT_LANGUAGES), help="Language of headings and words.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), required=True)
@in_words
def export_register(register: str, ending: str, as_of: str, unit: str | None, chosen: str | None, output: Path) -> None:
    """Write a register as it stands or stood; says the position and day it was read at."""
    known = registers()
    if register not in known:
        raise click.UsageError(words()("cli.no_such_register", names=", ".join(sorted(known))))
    database = opened()
    wish = Wish(filters={"unit": unit} if unit else {})
    unfinished = output.with_name(f"{output.name}.unfinished")
    with database.reading() as session:
        moment = moment_of(session, as_of, database.clock.now())
        try:
            made = export(session, known[register], moment, CONSOLE, wish, CATALOGUE.words(chosen or language()))
        except UnknownFilter:
            raise Refused(Refusal("cli.no_unit_filter")) from None
        with unfinished.open("wb") as file:
            write(made, ending, file, Reader(getuser(), database.clock.now(), _owner(session)))
    asked = f"unit={unit}" if unit else None
    write_down_export(
        database, f"export {register}", unfinished, register=register, asked=asked, as_of=str(moment), ending=ending
    )
    unfinished.replace(output)
    click.echo(words()("cli.exported", file=output, moment=moment), err=True)


def write(made: Export, ending: str, file: IO[bytes], reader: Reader) -> None:
    """Write an export in a format."""
    match ending:
        case "xlsx":
            made.xlsx(file)
        case "pdf":
            file.write(made.pdf(reader))
        case "csv":
            file.writelines(made.csv())
        case _:
            file.writelines(made.json())


def _owner(session: Session) -> str:
    return ", ".join(unit.name for unit in municipalities(session))


@main.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@in_words
def backup(file: Path) -> None:
    """Write a backup that holds everything, while the program runs."""
    backups.backup(opened(), file)
    click.echo(words()("cli.backed_up", file=file))


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@in_words
def restore(file: Path) -> None:
    """Restore a backup into an empty database, and check its log."""
    given = settings()
    database = connected(given)
    backups.restore(database, file)
    migrate.upgrade(database)
    settle_demands(database, OPERATOR)
    with database.reading() as session:
        found = verify(session, Base.metadata)
    if found.faults:
        refuse("\n".join(found.faults))
    click.echo(words()("cli.restored", position=found.head.position))


@main.group()
def review() -> None:
    """Prepare management reviews by hand."""


@review.command("prepare")
@click.option("--period", required=True, help="As 2026-T2; it must be over.")
@click.option("--unit", "code", help="Only the municipality or service area with this code.")
@in_words
def review_prepare(period: str, code: str | None) -> None:
    """Prepare the reviews of a period that has ended; those that exist are named."""
    try:
        asked = read_period(period)
    except ValueError:
        raise click.UsageError(words()("review.no_period")) from None
    database = opened()
    for prepared in prepare_by_hand(database, asked, code, OPERATOR):
        key = "cli.review_prepared" if prepared.is_new else "cli.review_exists"
        click.echo(words()(key, code=prepared.code, unit=prepared.unit, period=asked))


@review.command("papers")
@click.argument("code")
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False, exists=True), required=True)
@click.option("--language", "chosen", multiple=True, type=click.Choice(PAPER_LANGUAGES), help="All when left out.")
@in_words
def review_papers(code: str, folder: Path, chosen: tuple[str, ...]) -> None:
    """Write the papers of the frozen meetings with a code to a folder: package, annex and minutes."""
    database = opened()
    wanted = [(kind, spoken) for spoken in chosen or PAPER_LANGUAGES for kind in KEPT]
    with database.reading() as session:
        found = [(meeting, frozen_of(session, meeting)) for meeting in meetings_called(session, code)]
        frozen = [(f"{meeting.unit.code}-{meeting.code}", one) for meeting, one in found if one]
    if not frozen:
        raise Refused(Refusal("cli.nothing_frozen", values={"code": code}))
    for name, one in frozen:
        progress(words()("cli.making", done=0, all=len(wanted)))
        for done, made in enumerate(make_each(one, wanted), start=1):
            path = folder / f"{name}-{made.name}"
            unfinished = path.with_name(f"{path.name}.unfinished")
            unfinished.write_bytes(made.content)
            write_down_export(database, f"review papers {code}", unfinished, ending=path.suffix.removeprefix("."))
            unfinished.replace(path)
            progress(words()("cli.making", done=done, all=len(wanted)))
        progress("")
        click.echo(words()("cli.papers_made", n=len(wanted), name=name), err=True)


@main.command("worker")
@click.option("--once", is_flag=True, help="Do what is due and leave.")
@click.option("--seconds", default=30.0, show_default=True, help="How often to look.")
@in_words
def run_worker(once: bool, seconds: float) -> None:
    """Prepare reviews and send mail when they are due, until told to stop."""
    given = settings()
    opened(given)
    work(given, seconds=seconds, once=once)


@main.command("sample")
@click.option("--systems", default=200, show_default=True)
@click.option("--risks", default=800, show_default=True)
@click.option("--units", default=40, show_default=True)
@click.option("--seed", default=1, show_default=True)
@in_words
def make_sample(systems: int, risks: int, units: int, seed: int) -> None:
    """Fill an empty database with synthetic records, for measuring."""
    database = connected(settings(), FixedClock())
    migrate.upgrade(database)
    fill_sample(database, systems=systems, risks=risks, units=units, seed=seed, say=progress)
    click.echo(words()("cli.sampled", systems=systems, risks=risks))


@main.command("demo")
@click.option("--no-serve", is_flag=True, help="Only make it.")
@click.option("--port", default=8000, show_default=True)
@in_words
def demo(no_serve: bool, port: int) -> None:
    """Make an invented municipality with a past, and serve it with a worker beside."""
    given = settings()
    if "ISMS_DATABASE_URL" not in os.environ:
        given = replace(given, database_url=f"sqlite:///{INSTANCE / 'demo.db'}")
    make_demo(given)
    database = connected(given)
    password = give_password(database, given.demo_password)
    click.echo(words()("cli.demo_ready", url=f"http://127.0.0.1:{port}/", password=password))
    for email, title in demo_people():
        click.echo(f"  {email}  ({title})")
    if not no_serve:
        sys.exit(run_demo({"ISMS_DATABASE_URL": given.database_url}, port))


def make_demo(given: Settings) -> None:
    """Make the demo unless it is there; raises Refused for a database it did not make."""
    database = connected(given, FixedClock())
    migrate.upgrade(database)
    with database.reading() as session:
        made = is_made(session)
    if not made:
        click.echo(words()("cli.demo_making"))
        fill_demo(database, progress)
        click.echo("", err=True)


@main.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--processes", default=2, show_default=True)
@in_words
def serve_web(host: str, port: int, processes: int) -> None:
    """Serve the pages; the worker is a process of its own, started with `isms worker`."""
    given = settings()
    opened(given)
    serve(given, host, port, processes)


@main.command()
@in_words
def doctor() -> None:
    """Say what is well and what is not: settings, database, schema, triggers, log."""
    given = settings()
    click.echo(words()("cli.doctor_database", url=connected(given).url.render_as_string()))
    database = opened(given)
    kept, now = places(given), database.clock.now()
    with database.reading() as session:
        found = verify(session, Base.metadata)
        refusals = list(place_refusals(session, kept, day_of(now)))
    if found.faults:
        refuse("\n".join(found.faults))
    refuse_all(refusals)
    if not (kept.directory or kept.mail):
        click.echo(words()("cli.doctor_no_checkpoints"), err=True)
    click.echo(words()("cli.doctor_well", day=date.isoformat(database.clock.now().date())))


main.add_command(import_register)
main.add_command(audit)

if __name__ == "__main__":
    main()
