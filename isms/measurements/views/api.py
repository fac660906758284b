"""The door by which programs record what they have measured."""

from collections.abc import Sequence
from typing import cast

from flask import Response
from sqlalchemy.orm import Session

from isms.accounts.bearer import take_turn, through_token
from isms.accounts.vocabulary import TokenScope
from isms.kernel.web.api.bodies import ApiDoor, Gives, Item, Takes, api
from isms.kernel.web.api.fields import DAY, YES_NO, ApiField, text, whole, word
from isms.kernel.web.api.problems import Fault, Faulty
from isms.kernel.web.doors import API, database, found, me, requires, tells_nothing, today
from isms.measurements import queries, rules, service
from isms.measurements.forms import MOST_DAYS, MOST_HOURS
from isms.measurements.service import Answers, Said
from isms.measurements.views.blueprint import blueprint
from isms.measurements.vocabulary import (
    FallbackState,
    LogState,
    MeasurementKind,
    MeasurementResult,
    MeasurementSource,
    Permission,
    SignInStrength,
)
from isms.portfolio.models import System

MOST = 100
"""Measurements in one request."""

WHAT = (
    ApiField("system_code", "measurement.system_code", text(), required=True),
    ApiField("kind", "measurement.kind", word(MeasurementKind), required=True),
    ApiField("measured_on", "measurement.measured_on", DAY, required=True),
)
ANSWERS = (
    ApiField("passed", "measurement.passed", YES_NO),
    ApiField("hours", "measurement.hours", whole(MOST_HOURS)),
    ApiField("removed", "measurement.removed", whole()),
    ApiField("days", "measurement.days", whole(MOST_DAYS)),
    ApiField("supported", "measurement.supported", YES_NO),
    ApiField("sign_in", "measurement.sign_in", word(SignInStrength)),
    ApiField("log_state", "measurement.log_state", word(LogState)),
    ApiField("fallback", "measurement.fallback", word(FallbackState)),
    ApiField("by_supplier", "measurement.by_supplier", YES_NO),
    ApiField("evidence", "measurement.evidence", text(lines=True)),
    ApiField("note", "measurement.note", text(lines=True)),
)
MADE = (
    ApiField("id", "measurement.number", whole()),
    *WHAT,
    ApiField("result", "measurement.result", word(MeasurementResult)),
    ApiField("recorded", "measurement.recorded_now", YES_NO),
)

TAKES = Takes("Measurement", (*WHAT, *ANSWERS), MOST)
GIVES = Gives("RecordedMeasurement", "measurements", MADE)
DOOR = ApiDoor(
    "measurement.record_by_api",
    TokenScope.MEASUREMENTS_WRITE,
    TAKES,
    GIVES,
    {200: "measurement.known_already", 201: "measurement.recorded_by_api"},
)


@blueprint.post(f"{API}v1/measurements")
@requires(Permission.MEASUREMENT_RECORD)
@tells_nothing
@api(DOOR)
def record_by_api() -> Response:
    """Record what a program has measured, all of it or nothing."""
    items = TAKES.read()
    with database().transaction(me().actor, "measurement:record", through_token()) as session:
        take_turn(session)
        made = service.record_news(
            session,
            _told(session, items),
            source=MeasurementSource.API,
            recorded_by_id=me().person_id,
            today=today(),
        )
        told = [
            {
                "id": one.id,
                "system_code": said.values["system_code"].upper(),
                "kind": one.kind,
                "measured_on": one.measured_on,
                "result": one.result,
                "recorded": recorded,
            }
            for said, (one, recorded) in zip(items, made, strict=True)
        ]
    return GIVES.answer(told, 201 if any(recorded for _, recorded in made) else 200)


def _told(session: Session, items: Sequence[Item]) -> list[Said]:
    """Return what is said of which systems; raises Faulty with everything that is wrong.

    A system out of reach is answered like one that does not exist.
    """
    codes = {item.values["system_code"].upper() for item in items}
    tenant_id, record = found(me().tenant_id), Permission.MEASUREMENT_RECORD
    systems = queries.systems_by_code(session, me().access, tenant_id, record, codes)
    faults = [fault for item in items for fault in _faults(item, systems)]
    if faults:
        raise Faulty(faults, 422 if codes <= systems.keys() else 404)
    return [
        Said(
            systems[item.values["system_code"].upper()],
            item.values["kind"],
            item.values["measured_on"],
            cast("Answers", {each.name: item.values[each.name] for each in ANSWERS}),
        )
        for item in items
    ]


def _faults(item: Item, systems: dict[str, System]) -> list[Fault]:
    kind, day = item.values["kind"], item.values["measured_on"]
    refusals = [*rules.day_refusals(day, today()), *rules.answer_refusals(kind, item.values)]
    faults = [Fault.of(item.pointer, refusal) for refusal in refusals]
    if item.values["system_code"].upper() not in systems:
        faults.append(Fault(f"{item.pointer}/system_code", "measurement.system_unknown"))
    return faults
