"""The doors of the clocks that other laws than the privacy law set off on a deviation."""

from flask import url_for
from sqlalchemy.orm import Session

from isms.actions.views import told
from isms.clocks.library import SHIPPED
from isms.clocks.service import rules_of
from isms.clocks.vocabulary import ClockTrigger
from isms.deviations.forms.breaches import CallOffForm, IncidentForm, StopClockForm
from isms.deviations.models import Deviation, DeviationClock
from isms.deviations.queries import breaches as reads
from isms.deviations.queries.clocks import clocks_of
from isms.deviations.rules.clocks import OF_BREACHES
from isms.deviations.service import clocks as service
from isms.deviations.views.blueprint import Answer, blueprint
from isms.deviations.vocabulary import Permission
from isms.kernel.web.doors import database, found, me, now, requires, words
from isms.kernel.web.pages import form_page

INCIDENTS = (ClockTrigger.DIGITAL_SECURITY_INCIDENT, ClockTrigger.NIS2_INCIDENT)


@blueprint.route("/deviations/<int:deviation_id>/clocks/start", methods=["GET", "POST"])
@requires(Permission.BREACH_HANDLE)
def start_clocks(deviation_id: int) -> Answer:
    """Say that a deviation is an incident that falls under a law; the clocks of that law start."""
    with database().reading() as session:
        standing = _load(session, deviation_id)
        rules = rules_of(session, standing.tenant_id)
    active = {shipped.trigger for key, shipped in SHIPPED.items() if rules[key].active}
    form = IncidentForm()
    form.trigger.offer([(word.value, words()(word.label)) for word in INCIDENTS if word in active])

    def save(session: Session) -> Deviation:
        of = _load(session, deviation_id)
        service.start_incident(session, of, ClockTrigger(form.trigger.data))
        return of

    answer = form_page(
        form,
        title=("clock.start_title", {"code": standing.code}),
        intro="clock.start_intro",
        action="clock:start",
        submit="clock.start_submit",
        save=save,
        done=lambda _: _part(standing),
        cancel=_part(standing),
    )
    return told(answer, "clock.started")


@blueprint.route("/deviations/<int:deviation_id>/clocks/<rule>/stop", methods=["GET", "POST"])
@requires(Permission.BREACH_HANDLE)
def stop_clock(deviation_id: int, rule: str) -> Answer:
    """Stop the clock of a law because the authority has been told."""
    with database().reading() as session:
        standing = _load(session, deviation_id)
        clock = _clock(session, standing, rule)
    form = StopClockForm(data={"stopped_at": now(), "version": clock.version})

    def save(session: Session) -> DeviationClock:
        stopped = _clock(session, _load(session, deviation_id), rule)
        service.stop_by_message(session, stopped, now=now(), **form.values())
        return stopped

    answer = form_page(
        form,
        title=("clock.stop_title", {"code": standing.code}),
        intro=("clock.stop_intro", {"rule": words()(f"clock_rule.name.{rule}")}),
        action="clock:stop",
        submit="clock.stop_submit",
        save=save,
        done=lambda _: _part(standing),
        cancel=_part(standing),
    )
    return told(answer, "clock.stopped")


@blueprint.route("/deviations/<int:deviation_id>/clocks/<rule>/call-off", methods=["GET", "POST"])
@requires(Permission.BREACH_HANDLE)
def call_off_clock(deviation_id: int, rule: str) -> Answer:
    """Stop the clock of a law because it applies no longer, with a reason."""
    with database().reading() as session:
        standing = _load(session, deviation_id)
        _clock(session, standing, rule)
    form = CallOffForm()

    def save(session: Session) -> DeviationClock:
        stopped = _clock(session, _load(session, deviation_id), rule)
        service.call_off(session, stopped, now=now(), **form.values())
        return stopped

    answer = form_page(
        form,
        title=("clock.call_off_title", {"code": standing.code}),
        intro=("clock.stop_intro", {"rule": words()(f"clock_rule.name.{rule}")}),
        action="clock:call_off",
        submit="clock.stop_submit",
        save=save,
        done=lambda _: _part(standing),
        cancel=_part(standing),
        why=lambda: form.because.data,
    )
    return told(answer, "clock.stopped")


def _load(session: Session, deviation_id: int) -> Deviation:
    return found(reads.handled_by(session, me().access, deviation_id))


def _clock(session: Session, of: Deviation, rule: str) -> DeviationClock:
    """Return a clock that is stopped here; that of a breach is stopped on the breach's own page."""
    theirs = (clock for clock in clocks_of(session, of.id) if clock.rule == rule and rule not in OF_BREACHES)
    return found(next(theirs, None))


def _part(of: Deviation) -> str:
    return f"{url_for('.deviation', deviation_id=of.id)}#clocks"
