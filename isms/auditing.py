"""The commands of the log: check it, hand it over, and say with which key it is signed."""

from getpass import getuser
from pathlib import Path

import click

from config import Settings, settings
from isms.app import PACK_FACTS, registers
from isms.console import in_words, language, opened, refuse, words, write_down_export
from isms.kernel.access import CONSOLE
from isms.kernel.checkpoints import Places
from isms.kernel.moments import moment_of
from isms.kernel.pack.making import Order, make_pack
from isms.kernel.refusal import Refusal, Refused
from isms.kernel.seal.checkpoint import Checkpoint, read_checkpoint, taken
from isms.kernel.seal.collector import Actor
from isms.kernel.seal.export import write_log
from isms.kernel.seal.signing import Signer
from isms.kernel.seal.verify import verify
from isms.kernel.tables import Base
from isms.kernel.words import CATALOGUE
from isms.overview.queries.packs import pack_access, pack_scope


def places(given: Settings) -> Places:
    """Return where the settings have checkpoints kept."""
    return Places(given.checkpoint_directory, given.checkpoint_mail, given.signing_key)


@click.group()
def audit() -> None:
    """Check the log, or hand it over."""


@audit.command("verify")
@click.option("--checkpoint", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--public-key", help="Of the key the checkpoint must be signed with; this program's own when left out.")
@in_words
def audit_verify(checkpoint: Path | None, public_key: str | None) -> None:
    """Check both logs, every trigger, and the history; with a checkpoint also that nothing was cut off."""
    given = settings()
    database = opened(given)
    kept = read_checkpoint(checkpoint) if checkpoint else None
    faults = list(kept.signature_faults(public_key or _own_key(given))) if kept else []
    with database.reading() as session:
        found = verify(session, Base.metadata, kept.log if kept else None, kept.access if kept else None)
    faults += found.faults
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        refuse(words()("cli.log_wrong", n=len(faults)))
    if kept and kept.signature is None:
        click.echo(words()("cli.unsigned"), err=True)
    click.echo(words()("cli.log_right", position=found.head.position, entries=found.entries, digest=found.head.digest))


def _own_key(given: Settings) -> str | None:
    """Return the public key of this program, or None where it has never signed anything."""
    signer = places(given).signer() if given.signing_key and given.signing_key.exists() else None
    return signer.public_key if signer else None


@audit.command("export")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), required=True)
@in_words
def audit_export(output: Path) -> None:
    """Write the whole log as lines of JSON; its last line is the checkpoint to keep."""
    given = settings()
    database = opened(given)
    unfinished = output.with_name(f"{output.name}.unfinished")
    with database.reading() as session, unfinished.open("w", encoding="utf-8") as file:
        write_log(session, file, taken(session, database.clock.now()).signed_by(places(given).signer()))
    write_down_export(database, "audit export", unfinished, ending="jsonl")
    unfinished.replace(output)


@audit.command("checkpoint")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), required=True)
@in_words
def audit_checkpoint(output: Path) -> None:
    """Write a signed checkpoint by hand, besides the one of each day."""
    given = settings()
    database = opened(given)
    with database.reading() as session:
        checkpoint: Checkpoint = taken(session, database.clock.now()).signed_by(places(given).signer())
    output.write_text(f"{checkpoint.line()}\n", "utf-8")
    click.echo(words()("cli.checkpoint_written", file=output, position=checkpoint.log.position), err=True)


@audit.command("key")
@in_words
def audit_key() -> None:
    """Print the public key that checkpoints and packs are signed with: give it to the auditor on another way."""
    signer: Signer | None = places(settings()).signer()
    assert signer
    click.echo(signer.public_key)


@audit.command("pack")
@click.option("--as-of", default="", help="A day, a moment, or POSITION@DAY; now when left out.")
@click.option("--unit", "code", help="Only what lies at the unit with this code, or below it.")
@click.option("--language", "chosen", type=click.Choice(["nb", "en"]), help="Language of headings and words.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), required=True)
@in_words
def audit_pack(as_of: str, code: str | None, chosen: str | None, output: Path) -> None:
    """Write registers, logs and raw records to one zip that an auditor can check without this program."""
    given = settings()
    database = opened(given)
    unfinished = output.with_name(f"{output.name}.unfinished")
    with database.reading() as session, unfinished.open("wb") as file:
        access = pack_access(session, CONSOLE, code)
        if access is None:
            raise Refused(Refusal("pack.no_such_unit", values={"code": code}))
        order = Order(
            moment=moment_of(session, as_of, database.clock.now()),
            access=access,
            scope=pack_scope(session, access),
            made_by=Actor("operator", getuser()),
            made_at=database.clock.now(),
            words=CATALOGUE.words(chosen or language()),
            asked=code,
            signer=places(given).signer(),
            facts=PACK_FACTS,
        )
        make_pack(session, Base.metadata, registers().values(), order, file)
    asked = f"unit={code}" if code else None
    write_down_export(database, "audit pack", unfinished, asked=asked, as_of=str(order.moment), ending="zip")
    unfinished.replace(output)
    click.echo(words()("cli.exported", file=output, moment=order.moment), err=True)
