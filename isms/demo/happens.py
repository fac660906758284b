"""What each kind of happening does, through the service of its room and by the person who did it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from isms.actions import service as actions
from isms.actions.models import Action
from isms.actions.vocabulary import Priority
from isms.controls import service as controls
from isms.controls.models import Control
from isms.controls.vocabulary import Applicability, ControlStatus
from isms.demo.accept import accept, answer_change
from isms.demo.attest import ask, attest
from isms.demo.breaches import decide_breach, open_breach, report_breach
from isms.demo.handling import answer, close, find, handle, raise_risk
from isms.demo.measure import measure, train
from isms.demo.meet import convene, meet, prepare, sign, write
from isms.demo.open_form import open_form, report_openly
from isms.demo.projects import decide_project, end, launch, realise
from isms.demo.reassess import approve, copy, estimate, reassess
from isms.demo.replay import Replay, import_rows
from isms.demo.score import score
from isms.demo.story import OFFICER, Happening, Row, changed, depended_on, rows, several, together
from isms.demo.wheel import begin_wheel
from isms.deviations import service as deviations
from isms.deviations.models import Deviation
from isms.deviations.vocabulary import Severity
from isms.health.jobs import recompute_due
from isms.kernel.formats import read_date
from isms.organisation import service as organisation
from isms.organisation.models import Person, Unit
from isms.organisation.rules.periods import read_period
from isms.portfolio import service as portfolio
from isms.portfolio.vocabulary import Criticality, DataFlow, Quality
from isms.reviews import queries as review_queries
from isms.reviews import service as reviews
from isms.reviews.jobs import prepare_due
from isms.risk import service as risk
from isms.risk.models import Assessment, Scenario
from isms.risk.vocabulary import AffectedProperty, Consequence, Likelihood, Treatment

PROPERTIES = {
    "K": AffectedProperty.CONFIDENTIALITY,
    "I": AffectedProperty.INTEGRITY,
    "T": AffectedProperty.AVAILABILITY,
}


def happen(replay: Replay, happening: Happening) -> None:
    """Let one thing happen on its day."""
    replay.set_day(happening.day)
    HAPPENS[happening.called](replay, happening.row)


def register(replay: Replay, row: Row) -> None:
    """A system comes into the portfolio."""
    import_rows(replay, [r for r in rows("systems") if r["name"] == row["system"]], row["why"])


def change(replay: Replay, row: Row) -> None:
    """Facts of systems are changed, by a file with the columns they stand in beside the code."""
    with replay.database.reading() as session:
        told = [_file_row(replay, session, facts, row["why"]) for facts in changed(row)]
    import_rows(replay, told, row["why"])


def _file_row(replay: Replay, session: Session, facts: Row, why: str) -> Row:
    system = replay.system(session, facts["system"])
    told = {
        "code": system.code,
        "name": system.name,
        "unit_code": session.get_one(Unit, system.unit_id).code,
        "lifecycle": str(system.lifecycle),
        **{field: value for field, value in facts.items() if field != "system"},
    }
    return told | {"data_went_to": why} if "ended_on" in told else told


def withdraw(replay: Replay, row: Row) -> None:
    """A system is withdrawn."""
    with replay.by(OFFICER, "system:withdraw", row["why"]) as session:
        system = replay.system(session, row["system"])
        portfolio.withdraw(session, system, because=row["why"], today=replay.today())


def rate(replay: Replay, row: Row) -> None:
    """Systems are rated by one person."""
    with replay.by(row["rated_by_email"], "system:rate") as session:
        for told in together("ratings", row):
            portfolio.rate(
                session,
                replay.system(session, told["system"]),
                rated_by_id=replay.people[row["rated_by_email"]],
                today=replay.today(),
                k=int(told["k"]),
                k_reason=told["k_reason"],
                i=int(told["i"]),
                i_reason=told["i_reason"],
                t=int(told["t"]),
                t_reason=told["t_reason"],
                valid_until=read_date(told["valid_until"]) if told["valid_until"] else None,
                override_reason=told["override_reason"] or None,
            )


def depend(replay: Replay, row: Row) -> None:
    """Systems are said to depend on others."""
    with replay.by(OFFICER, "dependency:depend") as session:
        for told in rows("dependencies"):
            if depended_on(told) == read_date(row["date"]):
                portfolio.depend(
                    session,
                    replay.system(session, told["system"]),
                    replay.system(session, told["depends_on"]),
                    what=told["what"],
                    direction=DataFlow(told["direction"]),
                    criticality=Criticality(told["criticality"]),
                    note=told["note"] or None,
                )


def override(replay: Replay, row: Row) -> None:
    """What others demand of a system is set aside for a while."""
    with replay.by(row["decided_by_email"], "demand:override") as session:
        portfolio.override_demand(
            session,
            replay.system(session, row["system"]),
            Quality(row["quality"]),
            reason=row["reason"],
            valid_until=read_date(row["valid_until"]),
            decided_by_id=replay.people[row["decided_by_email"]],
            today=replay.today(),
        )


def assess(replay: Replay, row: Row) -> None:
    """Systems are assessed, or assessed again, with the risks that were found, and the assessment is approved."""
    hint = row["code_hint"]
    said: risk.AssessmentFields = {
        "title": row["title"],
        "method": row["method"],
        "assessed_on": replay.today(),
        "responsible_id": replay.people[row["responsible_email"]],
        "participants": row["participants"],
        "valid_until": read_date(row["valid_until"]),
        "summary": row["summary"],
    }
    copied = copy(replay, row["previous"]) if row["previous"] else None
    with replay.by(row["responsible_email"], "assessment:assess") as session:
        systems = [replay.system(session, name) for name in several(row["systems"])]
        if copied is None:
            assessment = risk.assess(session, systems, today=replay.today(), **said)
        else:
            assessment = session.get_one(Assessment, copied)
            risk.change_assessment(session, assessment, systems, today=replay.today(), **said)
        replay.assessments[hint] = assessment.id
        for found in rows("scenarios"):
            if found["assessment"] == hint:
                system = replay.system(session, found["system"])
                scenario = risk.identify(session, assessment, system, **_estimate(replay, found))
                replay.scenarios[hint, found["title"]] = scenario.id
    approve(replay, replay.assessments[hint])


def _estimate(replay: Replay, row: Row) -> risk.ScenarioFields:
    return {
        "title": row["title"],
        "description": row["description"],
        "cause": row["cause"],
        "vulnerability": row["vulnerability"],
        "properties": tuple(PROPERTIES[letter] for letter in "KIT" if letter in row["properties"]),
        "existing_controls": row["existing_controls"],
        "likelihood_before": Likelihood(row["likelihood_before"]),
        "consequence_before": Consequence(row["consequence_before"]),
        "likelihood_after": Likelihood(row["likelihood_after"]) if row["likelihood_after"] else None,
        "consequence_after": Consequence(row["consequence_after"]) if row["consequence_after"] else None,
        "treatment": Treatment(row["treatment"]) if row["treatment"] else None,
        "owner_id": replay.people.get(row["owner_email"]),
    }


def report(replay: Replay, row: Row) -> None:
    """A deviation is reported."""
    with replay.by(row["reported_by_email"], "deviation:report") as session:
        deviation = deviations.report(
            session,
            session.get_one(Unit, replay.units[row["unit_code"]]),
            replay.people[row["reported_by_email"]],
            now=max(replay.clock.now(), datetime.fromisoformat(row["aware_at"])),
            systems=[replay.system(session, name) for name in several(row["systems"])],
            title=row["title"],
            description=row["description"],
            severity=Severity(row["severity"]),
            discovered_at=datetime.fromisoformat(row["discovered_at"]),
            aware_at=datetime.fromisoformat(row["aware_at"]),
            due_on=read_date(row["due_on"]) if row["due_on"] else None,
        )
        replay.deviations[row["code_hint"]] = deviation.id


def plan(replay: Replay, row: Row) -> None:
    """Actions are planned against risks, after deviations or for controls."""
    with replay.by(OFFICER, "action:plan") as session:
        for told in together("actions", row):
            replay.actions[told["source"], told["title"]] = _plan(replay, session, told).id


def _plan(replay: Replay, session: Session, row: Row) -> Action:
    said: Any = {
        "title": row["title"],
        "description": row["description"] or None,
        "priority": Priority(row["priority"]) if row["priority"] else None,
        "owner_id": replay.people[row["owner_email"]],
        "due_on": read_date(row["due_on"]),
        "today": replay.today(),
    }
    if row["source"] in replay.controls:
        return controls.plan(session, session.get_one(Control, replay.controls[row["source"]]), **said)
    if row["source"] in replay.deviations:
        deviation = session.get_one(Deviation, replay.deviations[row["source"]])
        return deviations.mend(session, deviation, **said)
    return risk.treat(session, session.get_one(Scenario, _risk_of(replay, row["source"])), **said)


def _risk_of(replay: Replay, hint: str) -> int:
    """Return the risk that an action is against: the one named after the assessment, or each in turn."""
    assessment, _, title = hint.partition(": ")
    if title:
        return replay.scenarios[assessment, title]
    risks = [number for (assessment, _), number in replay.scenarios.items() if assessment == hint]
    before = sum(source == hint for source, _ in replay.actions)
    return risks[before % len(risks)]


def postpone(replay: Replay, row: Row) -> None:
    """The deadline of an action is moved."""
    with replay.by(OFFICER, "action:move_deadline", row["because"]) as session:
        action = session.get_one(Action, replay.actions[row["source"], row["title"]])
        actions.move_deadline(session, action, read_date(row["due_on"]), row["because"], replay.today())


def complete(replay: Replay, row: Row) -> None:
    """An action is done."""
    with replay.by(row["owner_email"], "action:complete") as session:
        action = session.get_one(Action, replay.actions[row["source"], row["title"]])
        actions.complete(session, action, replay.today(), replay.today())


def adopt(replay: Replay, row: Row) -> None:
    """The municipality follows a framework."""
    with replay.by(OFFICER, "control:adopt") as session:
        municipality = session.get_one(Unit, replay.tenant_id)
        made = controls.adopt(session, municipality, row["framework"])
        replay.controls |= {control.code: control.id for control in made}


def decide(replay: Replay, row: Row) -> None:
    """It is decided whether controls apply, and where they are at work."""
    with replay.by(OFFICER, "control:decide") as session:
        for told in together("controls", row):
            control = session.get_one(Control, replay.controls[told["code"]])
            controls.decide(
                session,
                control,
                applicability=Applicability(told["applicability"]),
                reason=told["reason"] or None,
                owner_id=replay.people.get(told["owner_email"]),
            )
            systems = [replay.system(session, name) for name in several(told["systems"])]
            controls.link(session, control, systems, replay.today())


def review_control(replay: Replay, row: Row) -> None:
    """The owner of a control says how far it has come."""
    with replay.by(row["owner_email"] or OFFICER, "control:review") as session:
        controls.review(
            session,
            session.get_one(Control, replay.controls[row["code"]]),
            status=ControlStatus(row["status"]),
            implementation=row["implementation"] or None,
            next_review_on=read_date(row["next_review_on"]),
            today=replay.today(),
        )


def prove(replay: Replay, row: Row) -> None:
    """Evidence of a control is added."""
    with replay.by(OFFICER, "evidence:add") as session:
        controls.add_evidence(
            session,
            session.get_one(Control, replay.controls[row["control"]]),
            title=row["title"],
            dated_on=read_date(row["dated_on"]),
            valid_until=read_date(row["valid_until"]) if row["valid_until"] else None,
            link=row["link"] or None,
            description=row["description"] or None,
            today=replay.today(),
        )


def refer(replay: Replay, row: Row) -> None:
    """A risk is linked to the controls that keep it down."""
    with replay.by(OFFICER, "risk:refer") as session:
        scenario = session.get_one(Scenario, replay.scenarios[row["assessment"], row["scenario"]])
        some = [session.get_one(Control, replay.controls[code]) for code in several(row["controls"])]
        risk.refer(session, scenario, some, replay.today())


def leave(replay: Replay, row: Row) -> None:
    """A person leaves."""
    with replay.by(OFFICER, "person:deactivate") as session:
        organisation.deactivate(session, session.get_one(Person, replay.people[row["email"]]), replay.today())


def review(replay: Replay, row: Row) -> None:
    """A period has ended: its reviews are prepared and commented on."""
    recompute_due(replay.database, "demo")
    prepare_due(replay.database, "demo")
    for told in (r for r in rows("reviews") if r["period"] == row["period"] and r["kind"] == "comment"):
        with replay.by(OFFICER, "review:comment") as session:
            made = review_queries.review_of(session, replay.units[told["unit"]], read_period(row["period"]))
            if made is None:
                raise ValueError(f"no review of {told['unit']} for {row['period']}")
            officer = replay.people[OFFICER]
            reviews.comment(session, made, text=told["text"], written_by_id=officer, today=replay.today())


HAPPENS: dict[str, Callable[[Replay, Row], None]] = {
    "ask": ask,
    "register": register,
    "withdraw": withdraw,
    "change": change,
    "rate": rate,
    "depend": depend,
    "override": override,
    "launch": launch,
    "measure": measure,
    "train": train,
    "score": score,
    "assess": assess,
    "adopt": adopt,
    "begin_wheel": begin_wheel,
    "decide": decide,
    "review_control": review_control,
    "prove": prove,
    "refer": refer,
    "open_form": open_form,
    "report": report,
    "report_openly": report_openly,
    "open_breach": open_breach,
    "decide_breach": decide_breach,
    "report_breach": report_breach,
    "plan": plan,
    "estimate": estimate,
    "reassess": reassess,
    "answer_change": answer_change,
    "accept": accept,
    "postpone": postpone,
    "complete": complete,
    "find": find,
    "answer": answer,
    "handle": handle,
    "raise": raise_risk,
    "close": close,
    "decide_project": decide_project,
    "realise": realise,
    "end": end,
    "attest": attest,
    "leave": leave,
    "review": review,
    "convene": convene,
    "prepare": prepare,
    "write": write,
    "meet": meet,
    "sign": sign,
}
