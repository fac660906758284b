"""The pages of measurements: their register, what has been measured of a system, and the forms."""

from collections.abc import Iterator
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from isms.actions.views import told
from isms.kernel.db import expect_version
from isms.kernel.formats import print_date
from isms.kernel.web.doors import database, found, me, requires, today, words
from isms.kernel.web.imports import add_import
from isms.kernel.web.pages import form_page, render
from isms.kernel.web.registers import add_register
from isms.kernel.words import Words
from isms.measurements import queries, service
from isms.measurements.forms import FORMS, WithdrawForm
from isms.measurements.imports import MEASUREMENTS
from isms.measurements.models import Measurement
from isms.measurements.rules import USES
from isms.measurements.views.blueprint import blueprint
from isms.measurements.vocabulary import MeasurementKind, MeasurementSource, Permission
from isms.portfolio.models import System

Answer = str | Response | tuple[str, int]

add_register(
    blueprint,
    "measurements",
    Permission.MEASUREMENT_READ,
    actions=[("import.measurements.title", "measurements.import_measurements", Permission.MEASUREMENT_RECORD)],
)
add_import(blueprint, MEASUREMENTS, Permission.MEASUREMENT_RECORD, done="measurements.measurements")

DONE_BEFORE = (MeasurementKind.RESTORE_TEST, MeasurementKind.ACCESS_REVIEW, MeasurementKind.FALLBACK)
"""What is mostly recorded later than it was done: its day is not guessed."""

KIND = f"<any({', '.join(MeasurementKind)}):measured>"


@blueprint.get("/systems/<int:system_id>/measurements")
@requires(Permission.MEASUREMENT_READ)
def of_system(system_id: int) -> Answer:
    """Show what has been measured of a system, kind by kind, the newest first, and what has never been."""
    with database().reading() as session:
        shown = found(queries.system_for(session, me().access, system_id))
        everything = queries.history(session, system_id)
        kinds = [(kind, *_newest_apart([one for one in everything if one.kind == kind])) for kind in MeasurementKind]
        held = queries.held_on(me().access, shown) if shown.withdrawn_on is None else frozenset()
        return render(
            "measurements/of_system.html",
            system=shown,
            kinds=kinds,
            sections=[_section(kind, newest, words()) for kind, newest, _ in kinds],
            details=lambda one: list(_details(one, words())),
            may_record=Permission.MEASUREMENT_RECORD in held,
            may_withdraw=Permission.MEASUREMENT_WITHDRAW in held,
        )


def _newest_apart(measured: list[Measurement]) -> tuple[Measurement | None, list[Measurement]]:
    """Return the measurement that counts, if any, and the others; they come newest first."""
    newest = next((one for one in measured if one.withdrawn_on is None), None)
    return newest, [one for one in measured if one is not newest]


def _section(kind: MeasurementKind, newest: Measurement | None, say: Words) -> dict[str, Any]:
    """Return a kind as the section list names it, marked when it has not been measured."""
    mark = None if newest else say("measurement.unmeasured_mark")
    return {"id": kind.value, "label": say(kind.label), "mark": mark, "tone": None}


def _details(one: Measurement, say: Words) -> Iterator[str]:
    """Yield what a measurement says beyond its result."""
    if one.hours is not None:
        yield say.plural("measurement.took", one.hours)
    if one.removed is not None:
        yield say.plural("measurement.took_away", one.removed)
    if one.days is not None:
        yield say.plural("measurement.open_for", one.days) if one.days else say("measurement.nothing_open")
    if one.supported:
        yield say("measurement.supported")
    if one.by_supplier:
        yield say("measurement.supplier_vouches")


@blueprint.route(f"/systems/<int:system_id>/measurements/{KIND}", methods=["GET", "POST"])
@requires(Permission.MEASUREMENT_RECORD)
def record(system_id: int, measured: str) -> Answer:
    """Record what was measured of a system."""
    kind = MeasurementKind(measured)

    def load(session: Session) -> System:
        return found(queries.system_for(session, me().access, system_id, Permission.MEASUREMENT_RECORD))

    form = FORMS[kind](measured_on=None if kind in DONE_BEFORE else today())
    with database().reading() as session:
        name = load(session).name
        last = queries.latest(session, [system_id]).get(system_id, {}).get(kind)

    def save(session: Session) -> Measurement:
        return service.record(
            session,
            load(session),
            kind,
            source=MeasurementSource.FORM,
            recorded_by_id=me().person_id,
            today=today(),
            **form.values(),
        )

    say = words()
    back = url_for(".of_system", system_id=system_id, _anchor=kind.value)
    answer = form_page(
        form,
        title=("measurement.record", {"kind": say(kind.label), "name": name}),
        intro=f"measurement.intro.{kind}",
        action="measurement:record",
        submit="measurement.record_submit",
        save=save,
        done=lambda _: back,
        cancel=back,
        groups=[(None, ("measured_on", *_asked(kind), "evidence", "note"))],
        aside=[_last_time(last, say)] if last else None,
    )
    return told(answer, "measurement.recorded", name=name)


def _asked(kind: MeasurementKind) -> list[str]:
    """Return the answers of a kind in the order they are asked for: first what may make the others needless."""
    uses = USES[kind]
    return sorted(uses.answers, key=lambda name: name != "by_supplier") if uses.supplier_is_enough else [*uses.answers]


def _last_time(last: queries.Measured, say: Words) -> str:
    day = print_date(last.measured_on, say.language)
    return say("measurement.last_time", day=day, result=say(last.result.label))


@blueprint.route("/measurements/<int:measurement_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.MEASUREMENT_WITHDRAW)
def withdraw(measurement_id: int) -> Answer:
    """Take a measurement back with a reason."""

    def load(session: Session) -> Measurement:
        access = me().access
        return found(queries.measurement_for(session, access, measurement_id, Permission.MEASUREMENT_WITHDRAW))

    say = words()
    with database().reading() as session:
        shown = load(session)
        form = WithdrawForm(obj=shown)
        named = {"kind": say(shown.kind.label), "name": shown.system.name}
        day = print_date(shown.measured_on, say.language)
        back = url_for(".of_system", system_id=shown.system_id, _anchor=shown.kind.value)

    def save(session: Session) -> Measurement:
        withdrawn = load(session)
        expect_version(withdrawn, form.version.data)
        service.withdraw(session, withdrawn, because=form.because.data, today=today())
        return withdrawn

    answer = form_page(
        form,
        title=("measurement.withdraw", named),
        intro=("measurement.withdraw_intro", {"day": day}),
        action="measurement:withdraw",
        submit="measurement.withdraw_submit",
        save=save,
        saved=load,
        done=lambda _: back,
        cancel=back,
    )
    return told(answer, "measurement.withdrawn", name=named["name"])
