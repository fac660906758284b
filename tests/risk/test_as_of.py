"""What a register of risks, actions, deviations or breaches said at a position it says for ever, whatever follows."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.actions import service as actions
from isms.actions.models import Action
from isms.actions.vocabulary import Priority
from isms.app import DERIVATIONS, registers
from isms.controls import service as controls
from isms.controls.models import Control
from isms.controls.vocabulary import Applicability
from isms.deviations import service as deviations
from isms.deviations.models import Breach, Deviation
from isms.deviations.queries.breaches import Documented, documented
from isms.deviations.rules.breaches import phases_left
from isms.deviations.service import breaches
from isms.deviations.vocabulary import BreachPhase, Notifiability, Severity, Stage
from isms.kernel.access import CONSOLE
from isms.kernel.clock import FixedClock, day_of
from isms.kernel.db import Database
from isms.kernel.moments import moment_of
from isms.kernel.refusal import Refused
from isms.kernel.register.export import export
from isms.kernel.register.query import Wish
from isms.kernel.words import CATALOGUE
from isms.organisation.models import Unit
from isms.portfolio import service as portfolio
from isms.portfolio.models import System
from isms.risk import service
from isms.risk.models import Assessment, Scenario
from isms.risk.vocabulary import Consequence, Likelihood
from tests import cast as casting
from tests.cast import Cast
from tests.deviations.stage import ADVANCE, NOW, bring, reported
from tests.risk.stage import ME, TODAY, a_risk, a_system, an_assessment, get

NAMES = ("systems", "risks", "assessments", "acceptances", "actions", "deviations", "breaches", "controls")
REGISTERS = registers()


class Happening:
    """One random change: a session, the day, and numbers to choose by."""

    def __init__(self, session: Session, clock: FixedClock, cast: Cast, number: int) -> None:
        self.session, self.cast, self.number = session, cast, number
        self.now, self.today = clock.now(), day_of(clock.now())

    def pick(self, model: type) -> object:
        """Return some row of a model."""
        rows = self.session.scalars(select(model).order_by(model.id)).all()  # type: ignore[attr-defined]
        return rows[self.number % len(rows)]

    def rate(self) -> None:
        cell = Likelihood(str(self.number % 4 + 1)), Consequence(str(self.number // 4 % 4 + 1))
        risk = self.pick(Scenario)
        assert isinstance(risk, Scenario)
        service.change_scenario(
            self.session, risk, likelihood_after=cell[0], consequence_after=cell[1], title=f"Ø{self.number}"
        )

    def own(self) -> None:
        risk = self.pick(Scenario)
        assert isinstance(risk, Scenario)
        owners = (None, self.cast.officer, self.cast.hem_owner)
        service.change_scenario(self.session, risk, owner_id=owners[self.number % 3])

    def identify(self) -> None:
        assessment, system = self.pick(Assessment), self.pick(System)
        assert isinstance(assessment, Assessment)
        assert isinstance(system, System)
        a_risk(self.session, assessment, system, f"{self.number % 4 + 1} 2", title="Ærlig feil")

    def treat(self) -> None:
        risk = self.pick(Scenario)
        assert isinstance(risk, Scenario)
        service.treat(
            self.session,
            risk,
            title="Øve",
            description=None,
            owner_id=self.cast.officer,
            due_on=self.today + timedelta(days=self.number % 5),
            today=self.today,
        )

    def act(self) -> None:
        action = self.pick(Action)
        assert isinstance(action, Action)
        if self.number % 4 == 1:
            actions.complete(self.session, action, self.today, self.today)
        elif self.number % 4 == 2:
            actions.reassign(self.session, action, (self.cast.officer, self.cast.hem_owner)[self.number % 3 % 2])
        elif self.number % 4 == 3:
            said: Any = {"title": action.title, "description": None, "owner_id": action.owner_id}
            actions.change(self.session, action, **said, priority=list(Priority)[self.number % 3])
        else:
            due_on = self.today + timedelta(days=self.number % 9)
            actions.move_deadline(self.session, action, due_on, "Sykdom", self.today)

    def approve(self) -> None:
        assessment = self.pick(Assessment)
        assert isinstance(assessment, Assessment)
        service.approve(self.session, assessment, self.cast.hem_owner, self.today)

    def copy(self) -> None:
        assessment = self.pick(Assessment)
        assert isinstance(assessment, Assessment)
        service.copy(self.session, assessment, today=self.today)

    def accept(self) -> None:
        risk, acceptor = self.pick(Scenario), (self.cast.chief_executive, self.cast.hem_owner)[self.number % 2]
        assert isinstance(risk, Scenario)
        until = self.today + timedelta(days=self.number % 40)
        grounds = {"reason": "Ørliten", "compensation": "Vakt"}
        service.accept(self.session, risk, acceptor, today=self.today, valid_until=until, **grounds)

    def revoke(self) -> None:
        risk = self.pick(Scenario)
        assert isinstance(risk, Scenario)
        service.revoke(self.session, risk, self.cast.chief_executive, reason="Nytt", today=self.today)

    def withdraw(self) -> None:
        risk = self.pick(Scenario)
        assert isinstance(risk, Scenario)
        service.withdraw_scenario(self.session, risk, "Gjelder ikke", self.today)

    def move(self) -> None:
        system = self.pick(System)
        assert isinstance(system, System)
        place = (self.cast.nursing, self.cast.school, self.cast.home_care)[self.number % 3]
        portfolio.change(self.session, system, get(self.session, Unit, place))

    def report(self) -> None:
        system = self.pick(System)
        assert isinstance(system, System)
        deviations.report(
            self.session,
            get(self.session, Unit, self.cast.nursing),
            self.cast.employee,
            now=self.now,
            systems=[system],
            title="Avvik",
            severity=list(Severity)[self.number % 3],
            discovered_at=self.now,
        )

    def handle(self) -> None:
        deviation = self.pick(Deviation)
        assert isinstance(deviation, Deviation)
        stage = list(Stage)[self.number % len(Stage)]
        bring(self.session, deviation, self.cast, stage, list(Severity)[self.number % 3])

    def advance(self) -> None:
        deviation = self.pick(Deviation)
        assert isinstance(deviation, Deviation)
        step = list(ADVANCE.values())[self.number % len(ADVANCE)]
        step(self.session, deviation, self.cast)

    def reopen(self) -> None:
        deviation = self.pick(Deviation)
        assert isinstance(deviation, Deviation)
        deviations.reopen(self.session, deviation, "Igjen", reopened_by_id=self.cast.officer, today=self.today)

    def open_breach(self) -> None:
        deviation = self.pick(Deviation)
        assert isinstance(deviation, Deviation)
        from_processor = self.number % 2 == 0
        breaches.open_breach(
            self.session, deviation, aware_at=deviation.discovered_at, from_processor=from_processor, now=self.now
        )

    def decide_breach(self) -> None:
        said = list(Notifiability)[self.number % len(Notifiability)]
        who: Any = {"decided_by_id": self.cast.privacy_officer, "now": self.now}
        breaches.decide(self.session, self.known(), notifiability=said, decision_reason="Ærlig", **who)

    def notify(self) -> None:
        known = self.known()
        phase = (phases_left(known.phases) or (BreachPhase.LAST,))[0]
        breaches.report(
            self.session,
            known,
            phase=phase,
            sent_at=self.now,
            reference=f"26/{self.number}",
            told=None,
            delay_reason="Loggene kom sent",
            sent_by_id=self.cast.privacy_officer,
            now=self.now,
        )

    def known(self) -> Documented:
        breach = self.pick(Breach)
        assert isinstance(breach, Breach)
        known = documented(self.session, breach.deviation_id)
        assert known
        return known

    def link(self) -> None:
        deviation, risk, control = self.pick(Deviation), self.pick(Scenario), self.pick(Control)
        assert isinstance(deviation, Deviation)
        risks: Any = [risk] if self.number % 2 else []
        controlled: Any = [control]
        deviations.link(
            self.session, deviation, systems=[], risks=risks, controls=controlled, suppliers=[], today=self.today
        )

    def refer(self) -> None:
        risk, control = self.pick(Scenario), self.pick(Control)
        assert isinstance(risk, Scenario)
        assert isinstance(control, Control)
        service.refer(self.session, risk, [control, get(self.session, Control, 1)], self.today)

    def decide(self) -> None:
        control = self.pick(Control)
        assert isinstance(control, Control)
        said = list(Applicability)[self.number % 3]
        owner_id = (None, self.cast.officer)[self.number % 2]
        controls.decide(self.session, control, applicability=said, reason="Ærlig", owner_id=owner_id)

    def prove(self) -> None:
        control, system = get(self.session, Control, 1), self.pick(System)
        assert isinstance(system, System)
        until = self.today + timedelta(days=self.number)
        said: Any = {"title": "Test", "dated_on": self.today, "valid_until": until, "link": None, "description": "Ø"}
        controls.add_evidence(self.session, control, today=self.today, **said)
        controls.link(self.session, control, [system], self.today)


HAPPENINGS = (
    *("rate", "own", "identify", "treat", "act", "approve", "withdraw", "move", "report", "handle"),
    *("refer", "decide", "prove", "copy", "accept", "revoke", "advance", "reopen", "link"),
    *("open_breach", "decide_breach", "notify"),
)


def exported(database: Database, as_of: str) -> tuple[str, dict[str, bytes]]:
    """Return the moment and every register's bytes, in CSV and in JSON."""
    found: dict[str, bytes] = {}
    with database.reading() as session:
        moment = moment_of(session, as_of, database.clock.now())
        for name in NAMES:
            made = export(session, REGISTERS[name], moment, CONSOLE, Wish(), CATALOGUE.words("nb"))
            found[f"{name}.csv"] = b"".join(made.csv())
            found[f"{name}.json"] = b"".join(made.json())
    return str(moment), found


def begin(database: Database, cast: Cast) -> None:
    """Begin with one of everything."""
    with database.transaction(ME, "risk:begin") as session:
        one, two = a_system(session, cast.nursing, "Journal"), a_system(session, cast.school, "Skole")
        assessment = an_assessment(session, [one, two], cast.officer, valid_until=date(2026, 11, 25))
        a_risk(session, assessment, one)
        controls.adopt(session, get(session, Unit, cast.municipality), "nsm-2.1")
        first = get(session, Control, 1)
        controls.decide(session, first, applicability=Applicability.APPLIES, reason=None, owner_id=None)
        settled = an_assessment(session, [two], cast.officer, title="Avgjort")
        low = a_risk(session, settled, two, "1 1", owner_id=cast.officer)
        service.approve(session, settled, cast.hem_owner, TODAY)
        service.accept(session, low, cast.chief_executive, today=TODAY)
        wrong = reported(session, cast, systems=[one])
        breaches.open_breach(session, wrong, aware_at=NOW, from_processor=False, now=NOW)


@pytest.mark.slow
@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(st.sampled_from(HAPPENINGS), st.integers(0, 60), st.sampled_from([0, 1, 30, 200])),
        min_size=8,
        max_size=16,
    )
)
def test_an_export_of_the_past_never_changes(
    new_database_url: Callable[[], str], happenings: list[tuple[str, int, int]]
) -> None:
    clock = FixedClock()
    database = Database(new_database_url(), clock=clock, derivations=DERIVATIONS)
    try:
        cast = casting.build(database)
        begin(database, cast)
        kept = []
        for name, number, hours in happenings:
            kept.append(exported(database, ""))
            clock.advance(hours=hours)
            with suppress(Refused, ZeroDivisionError), database.transaction(ME, f"risk:{name}") as session:
                getattr(Happening(session, clock, cast, number), name)()
        for moment, bytes_then in kept:
            assert exported(database, moment)[1] == bytes_then
    finally:
        database.close()
