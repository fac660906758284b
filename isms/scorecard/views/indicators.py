"""The doors of one indicator: its page with every year, what is asked of it, and what a year came to."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from flask import abort, url_for
from sqlalchemy.orm import Session

from isms.kernel.clock import end_of
from isms.kernel.db import expect_version
from isms.kernel.moments import position_at
from isms.kernel.refusal import Stale
from isms.kernel.register.columns import Source
from isms.kernel.web.doors import database, me, requires, today, words
from isms.kernel.web.history import sentences
from isms.kernel.web.pages import form_page, render
from isms.scorecard import queries, service
from isms.scorecard.figures import shares
from isms.scorecard.forms import ChangeIndicatorForm, IndicatorForm, ResultForm, WithdrawForm
from isms.scorecard.models import ScoreIndicator, ScoreResult
from isms.scorecard.register.telling import accepted, printed, required, typed
from isms.scorecard.rules import Requirement, band_of, year_refusals
from isms.scorecard.views.blueprint import Answer, blueprint, card_page, indicator_of, objective_of, told
from isms.scorecard.vocabulary import MeasuredIn, Permission

YEARS_OFFERED = 4
"""How many years one may record straight from the page of an indicator; older ones by their address."""


@blueprint.get("/scorecard/indicators/<int:indicator_id>")
@requires(Permission.SCORECARD_READ)
def indicator(indicator_id: int) -> Answer:
    """Show an indicator: what is asked of it, what every year came to, and what has changed."""
    say, year = words(), today().year
    with database().reading() as session:
        shown = indicator_of(session, indicator_id, Permission.SCORECARD_READ)
        results = queries.results_of(session, indicator_id)
        live = None
        if shown.feed and year not in {result.year for result in results}:
            live = shares(session, Source(today()), shown.objective.unit_id)[shown.feed]
        records = [("score_indicator", indicator_id), *(("score_result", result.id) for result in results)]
        history = sentences(session, say, records)
    requirement, access, path = queries.requirement_of(shown), me().access, shown.objective.unit.path
    may_record = access.allows_at(Permission.SCORECARD_RECORD, path)
    return render(
        "scorecard/indicator.html",
        indicator=shown,
        required=required(say, requirement),
        accepted=accepted(say, requirement),
        results=[_shown(requirement, result) for result in results],
        live=live,
        live_text=printed(say, MeasuredIn.PERCENT, live.percent) if live and live.percent else None,
        live_band=band_of(requirement, live.percent if live else None),
        year=year,
        offered=_offered(shown, results) if may_record else [],
        may_record=may_record,
        may_plan=access.allows_at(Permission.SCORECARD_PLAN, path),
        history=history,
    )


@blueprint.route("/scorecard/objectives/<int:objective_id>/indicators/add", methods=["GET", "POST"])
@requires(Permission.SCORECARD_PLAN)
def add_indicator(objective_id: int) -> Answer:
    """Add an indicator to an objective."""
    form = IndicatorForm()
    with database().reading() as session:
        objective = objective_of(session, objective_id)
    answer = form_page(
        form,
        title="score_indicator.add_title",
        intro=("score_indicator.add_intro", {"objective": objective.title}),
        action="score_indicator:add",
        submit="score_indicator.add_submit",
        save=lambda session: service.add_indicator(session, objective_of(session, objective_id), **form.values()),
        done=lambda made: url_for(".indicator", indicator_id=made.id),
        cancel=card_page(),
    )
    return told(answer, "score_indicator.added")


@blueprint.route("/scorecard/indicators/<int:indicator_id>/change", methods=["GET", "POST"])
@requires(Permission.SCORECARD_PLAN)
def change_indicator(indicator_id: int) -> Answer:
    """Change an indicator, what is asked of it, or its place."""
    with database().reading() as session:
        changing = indicator_of(session, indicator_id)
        title = changing.title
        form = ChangeIndicatorForm(obj=_as_filled(changing))

    def save(session: Session) -> None:
        changed = indicator_of(session, indicator_id)
        expect_version(changed, form.version.data)
        service.change_indicator(session, changed, **form.values())

    page = url_for(".indicator", indicator_id=indicator_id)
    answer = form_page(
        form,
        title=("score_indicator.change_title", {"title": title}),
        action="score_indicator:change",
        submit="form.save",
        save=save,
        saved=lambda session: _as_filled(indicator_of(session, indicator_id)),
        done=lambda _: page,
        cancel=page,
        template="scorecard/change.html",
        withdraw="scorecard.withdraw_indicator",
        named={"indicator_id": indicator_id},
        withdraw_label="score_indicator.withdraw",
    )
    return told(answer, "scorecard.saved")


@blueprint.route("/scorecard/indicators/<int:indicator_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.SCORECARD_PLAN)
def withdraw_indicator(indicator_id: int) -> Answer:
    """Take an indicator off the card, with a reason."""
    form = WithdrawForm()
    with database().reading() as session:
        title = indicator_of(session, indicator_id).title
    answer = form_page(
        form,
        title=("score_indicator.withdraw_title", {"title": title}),
        intro="score_indicator.withdraw_intro",
        action="score_indicator:withdraw",
        submit="score_indicator.withdraw",
        save=lambda session: service.withdraw_indicator(
            session, indicator_of(session, indicator_id), form.because.data, today()
        ),
        why=lambda: form.because.data,
        done=lambda _: card_page(),
        cancel=url_for(".indicator", indicator_id=indicator_id),
    )
    return told(answer, "scorecard.withdrawn")


@blueprint.route("/scorecard/indicators/<int:indicator_id>/results/<int:year>", methods=["GET", "POST"])
@requires(Permission.SCORECARD_RECORD)
def record(indicator_id: int, year: int) -> Answer:
    """Record what an indicator came to in a year."""
    with database().reading() as session:
        measured = indicator_of(session, indicator_id, Permission.SCORECARD_RECORD)
        if any(year_refusals(year, measured.feed is not None, today())):
            abort(404)
        form = ResultForm(obj=_recorded(session, measured, year))

    def save(session: Session) -> ScoreResult:
        recording = indicator_of(session, indicator_id, Permission.SCORECARD_RECORD)
        if _version(queries.result_of(session, indicator_id, year)) != form.version.data:
            raise Stale
        said: dict[str, Any] = form.values()
        return service.record(session, recording, year, recorded_by_id=me().person_id, today=today(), **said)

    page = url_for(".indicator", indicator_id=indicator_id)
    answer = form_page(
        form,
        title=("score_result.title", {"year": year}),
        intro=("score_result.intro", {"title": measured.title, "required": _asked(measured)}),
        action="score_result:record",
        submit="score_result.submit",
        save=save,
        saved=lambda session: _recorded(session, indicator_of(session, indicator_id), year),
        done=lambda _: page,
        cancel=page,
    )
    return told(answer, "score_result.recorded", year=year)


def _asked(measured: ScoreIndicator) -> str:
    return required(words(), queries.requirement_of(measured))


def _version(result: ScoreResult | None) -> int:
    """Return the version of what is recorded, or 0 before anything is."""
    return result.version if result else 0


def _recorded(session: Session, measured: ScoreIndicator, year: int) -> SimpleNamespace:
    """Return what is recorded of a year as its form shows it; before that, what the program can tell of it."""
    result = queries.result_of(session, measured.id, year)
    value = result.value if result else _told_by_program(session, measured, year)
    return SimpleNamespace(
        value=typed(words(), measured.measured_in, value) if value is not None else None,
        not_measured=result is not None and result.value is None,
        note=result.note if result else None,
        version=_version(result),
    )


def _told_by_program(session: Session, measured: ScoreIndicator, year: int) -> str | None:
    if measured.feed is None:
        return None
    last_day = date(year, 12, 31)
    source = Source(last_day, position_at(session, end_of(last_day)))
    return shares(session, source, measured.objective.unit_id)[measured.feed].percent


def _as_filled(changing: ScoreIndicator) -> SimpleNamespace:
    """Return an indicator as its form shows it, with numbers as they are typed."""
    say, kind = words(), changing.measured_in
    return SimpleNamespace(
        title=changing.title,
        measured_in=kind,
        direction=changing.direction,
        wanted=typed(say, kind, changing.wanted),
        acceptable=typed(say, kind, changing.acceptable) if changing.acceptable else None,
        feed=changing.feed,
        number=changing.number,
        version=changing.version,
    )


def _shown(requirement: Requirement, result: ScoreResult) -> dict[str, Any]:
    value = printed(words(), requirement.measured_in, result.value) if result.value is not None else None
    return {"result": result, "text": value, "band": band_of(requirement, result.value)}


def _offered(measured: ScoreIndicator, results: Any) -> list[int]:
    """Return the years, latest first, that nothing is recorded of and somebody may record."""
    recorded, day = {result.year for result in results}, today()
    years = range(day.year, day.year - YEARS_OFFERED, -1)
    return [year for year in years if year not in recorded and not any(year_refusals(year, bool(measured.feed), day))]
