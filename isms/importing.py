"""The command that imports a sheet: says what it would do, and does all of it or nothing."""

from pathlib import Path

import click
from sqlalchemy.orm import Session

from isms.app import imports, registers
from isms.console import OPERATOR, in_words, opened, progress, refuse, words
from isms.kernel.access import CONSOLE
from isms.kernel.clock import day_of
from isms.kernel.db import Database
from isms.kernel.import_report import notice_lines, plan_lines, problem_lines
from isms.kernel.imports import Context, Import, Outdated, Plan, Stopped, Unconfirmed
from isms.kernel.refusal import Refusal, Refused
from isms.kernel.sheets.reading import read_sheet
from isms.kernel.sheets.table import Sheet
from isms.organisation.queries import municipalities


@click.command("import")
@click.argument("register")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Say what the file would do, and do nothing.")
@click.option("--tenant", "code", help="The municipality's code; may be left out when there is one.")
@click.option("--create-suppliers", is_flag=True, help="Register the suppliers nobody has registered yet.")
@click.option("--leave-owners-out", is_flag=True, help="Import without the people nobody has registered.")
@in_words
def import_register(register: str, file: Path, dry_run: bool, code: str | None, **consents: bool) -> None:
    """Import a .csv or .xlsx file: everything in it, or nothing; says first what it changes."""
    known = imports()
    if register not in known:
        raise click.UsageError(words()("cli.no_such_import", names=", ".join(sorted(known))))
    database = opened()
    progress(words()("cli.reading", file=file.name))
    sheet = read_sheet(file)
    with database.reading() as session:
        context = Context(
            CONSOLE,
            municipality(session, code),
            day_of(database.clock.now()),
            register=[column.label for column in registers()[register].columns] if register in registers() else (),
            consents=[name for name, given in consents.items() if given],
            progress=lambda done, total: progress(words()("cli.saving", done=done, total=total)),
        )
        plan = known[register].plan(session, sheet, context)
    progress("")
    for line in plan_lines(plan, words()) if not plan.problems else ():
        click.echo(line)
    for line in (*problem_lines(plan.problems, words()), *notice_lines(plan.notices, context.consents, words())):
        click.echo(line, err=True)
    if plan.problems or (not dry_run and plan.unconfirmed(context.consents)):
        refuse(words()("cli.nothing_imported"))
    if dry_run:
        click.echo(words()("cli.dry_run"), err=True)
    else:
        carry_out(database, known[register], sheet, context, plan)


def municipality(session: Session, code: str | None) -> int | None:
    """Return the id of the municipality meant, None while there is none; raises Refused."""
    found = {unit.code: unit.id for unit in municipalities(session)}
    if code is not None and code not in found:
        raise Refused(Refusal("cli.no_such_municipality", values={"code": code}))
    if code is None and len(found) > 1:
        raise Refused(Refusal("cli.which_municipality", values={"codes": ", ".join(sorted(found))}))
    return found[code] if code else next(iter(found.values()), None)


def carry_out(database: Database, imported: Import, sheet: Sheet, context: Context, shown: Plan) -> None:
    """Do what was shown, in one transaction, or say why not."""
    try:
        with database.transaction(OPERATOR, imported.action) as session:
            imported.carry_out(session, sheet, context, shown.fingerprint)
    except (Outdated, Unconfirmed):
        refuse(words()("cli.outdated"))
    except Stopped as no:
        refuse("\n".join([*problem_lines(no.problems, words()), words()("cli.nothing_imported")]))
    progress("")
