"""The doors of a breach of personal data: its page, and the small forms that document it."""

from collections.abc import Callable
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.actions.views import told
from isms.deviations import queries
from isms.deviations.forms.breaches import (
    AwarenessForm,
    DecideBreachForm,
    FactsForm,
    FirstReportForm,
    InformForm,
    OpenBreachForm,
    ReportBreachForm,
)
from isms.deviations.models import Breach, BreachReport, Deviation, DeviationClock
from isms.deviations.queries import breaches as reads
from isms.deviations.queries.breaches import Documented
from isms.deviations.rules.breaches import phases_left
from isms.deviations.rules.clocks import countdown
from isms.deviations.service import breaches as service
from isms.deviations.service.clocks import correct_awareness
from isms.deviations.views.blueprint import Answer, blueprint, load
from isms.deviations.vocabulary import BreachPhase, ClockState, Permission
from isms.kernel.db import expect_version
from isms.kernel.web.doors import database, found, me, now, requires, words
from isms.kernel.web.forms import Form
from isms.kernel.web.history import sentences
from isms.kernel.web.pages import form_page, render
from isms.kernel.web.registers import add_register

add_register(blueprint, "breaches", Permission.DEVIATION_READ)


@blueprint.get("/deviations/<int:deviation_id>/breach")
@requires(Permission.DEVIATION_READ)
def breach(deviation_id: int) -> Answer:
    """Show a breach: how long is left, what is known, what is decided, and who has been told what."""
    with database().reading() as session:
        of = load(session, deviation_id, Permission.DEVIATION_READ)
        held = queries.held_on(me().access, of, queries.systems_of(session, of.id))
        known = found(reads.documented(session, of.id) if queries.reads_whole(me().access, of, held) else None)
        handles = of.withdrawn_on is None and me().access.allows_at(Permission.BREACH_HANDLE, of.unit.path)
        fills_in = of.withdrawn_on is None and Permission.DEVIATION_HANDLE in held
        return render(
            "deviations/breach.html",
            deviation=of,
            breach=known.breach,
            reports=known.reports,
            clock=countdown(known.clock, now()) if known.clock else None,
            may_handle=handles,
            may_fill_in=handles or fills_in,
            may_report=handles and bool(phases_left(known.phases)),
            history=sentences(
                session,
                words(),
                [("breach", known.breach.id)],
                related={
                    "breach_report": select(BreachReport.id).where(BreachReport.breach_id == known.breach.id),
                    "deviation_clock": select(DeviationClock.id).where(DeviationClock.deviation_id == of.id),
                },
            ),
        )


@blueprint.route("/deviations/<int:deviation_id>/breach/open", methods=["GET", "POST"])
@requires(Permission.BREACH_HANDLE)
def open_breach(deviation_id: int) -> Answer:
    """Record a deviation as a breach of personal data."""
    standing = _handled(deviation_id)
    form = OpenBreachForm(data={"aware_at": standing.aware_at})

    def save(session: Session) -> Breach:
        return service.open_breach(session, _load(session, deviation_id), now=now(), **form.values())

    return _form(form, standing, "open", save)


@blueprint.route("/deviations/<int:deviation_id>/breach/facts", methods=["GET", "POST"])
@requires(Permission.BREACH_HANDLE)
def fill_in_breach(deviation_id: int) -> Answer:
    """Fill in what is known of a breach; who handles the deviation may too."""
    with database().reading() as session:
        standing = _fills_in(session, deviation_id)
        form = FactsForm(obj=found(reads.breach_of(session, standing.id)))

    def saved(session: Session) -> Breach:
        return found(reads.breach_of(session, _fills_in(session, deviation_id).id))

    def save(session: Session) -> Breach:
        changed = saved(session)
        expect_version(changed, form.version.data)
        service.fill_in(session, changed, **form.values())
        return changed

    return _form(form, standing, "facts", save, saved)


@blueprint.route("/deviations/<int:deviation_id>/breach/decide", methods=["GET", "POST"])
@requires(Permission.BREACH_HANDLE)
def decide_breach(deviation_id: int) -> Answer:
    """Decide whether the supervisor is to be told of a breach."""
    standing, known = _known_to(deviation_id)
    form = DecideBreachForm(obj=known.breach)

    def save(session: Session) -> Breach:
        decided = _documented(session, deviation_id)
        expect_version(decided.breach, form.version.data)
        service.decide(session, decided, decided_by_id=me().person_id, now=now(), **form.values())
        return decided.breach

    return _form(form, standing, "decide", save, _breach(deviation_id))


@blueprint.route("/deviations/<int:deviation_id>/breach/report", methods=["GET", "POST"])
@requires(Permission.BREACH_HANDLE)
def report_breach(deviation_id: int) -> Answer:
    """Record a message to the supervisor; the first stops the clock."""
    standing, known = _known_to(deviation_id)
    left = phases_left(known.phases) or (BreachPhase.LAST,)
    late = known.clock is not None and countdown(known.clock, now()).state == ClockState.PASSED
    first = left == (BreachPhase.FIRST,)
    form = (FirstReportForm if first else ReportBreachForm)(data={"phase": left[0], "sent_at": now()})
    form.phase.offer([(phase, words()(phase.label)) for phase in left])

    def save(session: Session) -> BreachReport:
        said = {"delay_reason": None} | form.values()
        return service.report(session, _documented(session, deviation_id), sent_by_id=me().person_id, now=now(), **said)

    return _form(form, standing, "report", save, intro="breach.report_intro_late" if first and late else None)


@blueprint.route("/deviations/<int:deviation_id>/breach/inform", methods=["GET", "POST"])
@requires(Permission.BREACH_HANDLE)
def inform_persons(deviation_id: int) -> Answer:
    """Say whether the persons a breach concerns have been informed."""
    standing, known = _known_to(deviation_id)
    form = InformForm(obj=known.breach)

    def save(session: Session) -> Breach:
        changed = _documented(session, deviation_id).breach
        expect_version(changed, form.version.data)
        aware_at = changed.deviation.aware_at
        service.inform(session, changed, aware_at=aware_at, now=now(), **form.values())
        return changed

    return _form(form, standing, "inform", save, _breach(deviation_id))


@blueprint.route("/deviations/<int:deviation_id>/breach/awareness", methods=["GET", "POST"])
@requires(Permission.BREACH_HANDLE)
def correct_breach(deviation_id: int) -> Answer:
    """Correct when the municipality became aware of a breach; the clock moves with it."""
    standing, known = _known_to(deviation_id)
    form = AwarenessForm(
        data={
            "aware_at": standing.aware_at,
            "delay_reason": known.clock.delay_reason if known.clock else None,
            "version": standing.version,
        }
    )

    def save(session: Session) -> Deviation:
        values = form.values()
        values.pop("because")
        corrected = _load(session, deviation_id)
        expect_version(corrected, form.version.data)
        correct_awareness(session, corrected, now=now(), **values)
        return corrected

    return _form(
        form, standing, "correct", save, lambda session: _load(session, deviation_id), why=lambda: form.because.data
    )


def _form(
    form: Form,
    standing: Deviation,
    step: str,
    save: Callable[[Session], Any],
    saved: Callable[[Session], Any] | None = None,
    *,
    intro: str | None = None,
    why: Callable[[], str | None] | None = None,
) -> Answer:
    """Show or take one of the small forms of a breach; each leads back to its page."""
    page = url_for(".breach", deviation_id=standing.id)
    answer = form_page(
        form,
        title=(f"breach.title.{step}", {"code": standing.code}),
        intro=intro or f"breach.intro.{step}",
        action=f"breach:{step}",
        submit=f"breach.submit.{step}",
        save=save,
        saved=saved,
        why=why,
        done=lambda _: page,
        cancel=url_for(".deviation", deviation_id=standing.id) if step == "open" else page,
    )
    return told(answer, f"breach.done.{step}")


def _load(session: Session, deviation_id: int) -> Deviation:
    return found(reads.handled_by(session, me().access, deviation_id))


def _handled(deviation_id: int) -> Deviation:
    with database().reading() as session:
        return _load(session, deviation_id)


def _documented(session: Session, deviation_id: int) -> Documented:
    return found(reads.documented(session, _load(session, deviation_id).id))


def _known_to(deviation_id: int) -> tuple[Deviation, Documented]:
    with database().reading() as session:
        return _load(session, deviation_id), _documented(session, deviation_id)


def _breach(deviation_id: int) -> Callable[[Session], Breach]:
    return lambda session: _documented(session, deviation_id).breach


def _fills_in(session: Session, deviation_id: int) -> Deviation:
    """Return a deviation whose breach the person may fill in: who handles breaches there, or the deviation itself."""
    handled = reads.handled_by(session, me().access, deviation_id)
    return handled or load(session, deviation_id, Permission.DEVIATION_HANDLE)
