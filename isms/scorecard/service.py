"""The decisions about scorecards; each is named by its verb and leaves the commit to its door."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from isms.actions.rules import reason_refusals
from isms.kernel.refusal import Refusal, refuse
from isms.kernel.words import Words
from isms.organisation.models import Unit
from isms.organisation.vocabulary import UnitKind
from isms.scorecard import queries, rules
from isms.scorecard.library import STARTS
from isms.scorecard.models import Objective, ScoreIndicator, ScoreResult
from isms.scorecard.rules import Requirement
from isms.scorecard.vocabulary import Feed, MeasuredIn, WantedDirection


def start(session: Session, municipality: Unit, words: Words) -> Sequence[ScoreIndicator]:
    """Give a municipality that has no objectives the five it may start with; return their indicators. Raises Refused.

    words: the language they are written in; from then on they are the municipality's own.
    """
    refuse([Refusal("scorecard.started_already")] if queries.objectives_in_order(session, municipality.id) else [])
    made = []
    for one in STARTS:
        objective = add_objective(session, municipality, title=words(one.objective))
        made.append(
            add_indicator(
                session,
                objective,
                title=words(one.indicator),
                measured_in=one.requirement.measured_in,
                direction=one.requirement.direction,
                wanted=one.wanted,
                acceptable=one.acceptable,
                feed=one.feed,
            )
        )
    return made


def add_objective(session: Session, municipality: Unit, *, title: str) -> Objective:
    """Add an objective, last, and return it; raises Refused at a unit that is no municipality."""
    is_whole = municipality.kind == UnitKind.MUNICIPALITY
    refuse([] if is_whole else [Refusal("scorecard.not_a_municipality", "title")])
    objective = Objective(
        tenant_id=municipality.id,
        unit_id=municipality.id,
        title=title,
        number=len(queries.objectives_in_order(session, municipality.id)) + 1,
    )
    session.add(objective)
    session.flush()
    return objective


def change_objective(session: Session, objective: Objective, *, title: str, number: int) -> None:
    """Rename an objective and give it a place in the order; one past the end is the last."""
    objective.title = title
    _place(objective, number, queries.objectives_in_order(session, objective.unit_id))
    session.flush()


def withdraw_objective(session: Session, objective: Objective, because: str | None, today: date) -> None:
    """Take an objective off the card with a reason; its indicators and results are kept with it. Raises Refused."""
    refuse(reason_refusals(because))
    standing = queries.objectives_in_order(session, objective.unit_id)
    _withdraw(objective, because, today)
    _close_ranks(objective, standing)
    session.flush()


def add_indicator(
    session: Session,
    objective: Objective,
    *,
    title: str,
    measured_in: MeasuredIn,
    direction: WantedDirection | None,
    wanted: str,
    acceptable: str | None,
    feed: Feed | None,
) -> ScoreIndicator:
    """Add an indicator to an objective, last, and return it; the thresholds as typed. Raises Refused."""
    required = _required(Requirement(measured_in, direction, wanted, acceptable), feed)
    indicator = ScoreIndicator(
        tenant_id=objective.tenant_id,
        objective_id=objective.id,
        title=title,
        number=len(queries.indicators_in_order(session, objective.id)) + 1,
        measured_in=required.measured_in,
        direction=required.direction,
        wanted=required.wanted,
        acceptable=required.acceptable,
        feed=feed,
    )
    session.add(indicator)
    session.flush()
    return indicator


def change_indicator(
    session: Session,
    indicator: ScoreIndicator,
    *,
    title: str,
    measured_in: MeasuredIn,
    direction: WantedDirection | None,
    wanted: str,
    acceptable: str | None,
    feed: Feed | None,
    number: int,
) -> None:
    """Change an indicator and its place among those of its objective; the thresholds as typed. Raises Refused.

    What it is measured in stays once it has been measured: the results of earlier years would lose their meaning.
    """
    if measured_in != indicator.measured_in and queries.has_values(session, indicator.id):
        refuse([Refusal("score_indicator.measured_already", "measured_in")])
    required = _required(Requirement(measured_in, direction, wanted, acceptable), feed)
    indicator.title = title
    indicator.measured_in = required.measured_in
    indicator.direction = required.direction
    indicator.wanted = required.wanted
    indicator.acceptable = required.acceptable
    indicator.feed = feed
    _place(indicator, number, queries.indicators_in_order(session, indicator.objective_id))
    session.flush()


def withdraw_indicator(session: Session, indicator: ScoreIndicator, because: str | None, today: date) -> None:
    """Take an indicator off the card with a reason; its results are kept. Raises Refused."""
    refuse(reason_refusals(because))
    standing = queries.indicators_in_order(session, indicator.objective_id)
    _withdraw(indicator, because, today)
    _close_ranks(indicator, standing)
    session.flush()


def record(
    session: Session,
    indicator: ScoreIndicator,
    year: int,
    *,
    value: str | None,
    not_measured: bool,
    note: str | None,
    recorded_by_id: int | None,
    today: date,
) -> ScoreResult:
    """Record what an indicator came to in a year, or that it was not measured and why; return it. Raises Refused.

    value: as typed. What was recorded of the year before this is corrected; history keeps it.
    """
    refuse(
        [
            *rules.year_refusals(year, indicator.feed is not None, today),
            *rules.result_refusals(indicator.measured_in, value, not_measured, note),
        ]
    )
    result = queries.result_of(session, indicator.id, year)
    if result is None:
        result = ScoreResult(tenant_id=indicator.tenant_id, indicator_id=indicator.id, year=year)
        session.add(result)
    result.value = rules.read_value(indicator.measured_in, value) if value else None
    result.note = note
    result.recorded_on = today
    result.recorded_by_id = recorded_by_id
    session.flush()
    return result


def record_fed(
    session: Session, tenant_id: int, year: int, values: Mapping[int, str | None], today: date
) -> Sequence[ScoreResult]:
    """Record what the program itself tells of a year, by indicator; return what is new.

    What somebody has recorded stands, and an indicator of which there was nothing to count was not measured.
    """
    there = queries.recorded_in(session, tenant_id, year)
    made = [
        ScoreResult(tenant_id=tenant_id, indicator_id=indicator_id, year=year, value=value, recorded_on=today)
        for indicator_id, value in values.items()
        if indicator_id not in there
    ]
    session.add_all(made)
    session.flush()
    return made


def _required(requirement: Requirement, feed: Feed | None) -> Requirement:
    refuse(rules.requirement_refusals(requirement, feed))
    return rules.kept(requirement)


def _withdraw(record: Objective | ScoreIndicator, because: str | None, today: date) -> None:
    record.withdrawn_on = today
    record.withdrawn_because = because


def _place(record: Objective | ScoreIndicator, number: int, standing: Sequence[Objective | ScoreIndicator]) -> None:
    """Give a record a place among those that stand, and the others the places that are left."""
    others = [one for one in standing if one is not record]
    others.insert(max(number, 1) - 1, record)
    _number(others)


def _close_ranks(withdrawn: Objective | ScoreIndicator, standing: Sequence[Objective | ScoreIndicator]) -> None:
    _number(one for one in standing if one is not withdrawn)


def _number(records: Iterable[Objective | ScoreIndicator]) -> None:
    for number, one in enumerate(records, start=1):
        one.number = number
