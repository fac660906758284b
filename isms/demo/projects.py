"""How projects go from idea to benefits in the demo, and how systems end: each step through the service."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.demo.replay import Replay
from isms.demo.story import Row, decided_on, rows, several, together
from isms.kernel.formats import read_date
from isms.organisation.models import Unit
from isms.projects import service
from isms.projects.models import Project, ProjectBenefit, SystemEnding
from isms.projects.vocabulary import BenefitDimension, EndingPart, Outcome, ProjectPart, SecurityGate


def launch(replay: Replay, row: Row) -> None:
    """Projects of one owner are registered, with the systems they are about and what they shall give."""
    with replay.by(row["by_email"], "project:register") as session:
        for told in together("projects", row):
            replay.projects[told["hint"]] = _register(replay, session, told).id


def _register(replay: Replay, session: Session, row: Row) -> Project:
    project = service.register(
        session,
        session.get_one(Unit, replay.units[row["unit_code"]]),
        today=replay.today(),
        name=row["name"],
        description=row["description"],
        owner_id=replay.people[row["owner_email"]],
        manager_id=replay.people[row["manager_email"]],
        begun_on=read_date(row["begun_on"]),
        planned_end_on=read_date(row["planned_end_on"]) if row["planned_end_on"] else None,
        reference=row["reference"],
    )
    for attached in several(row["systems"]):
        part, _, name = attached.partition(" ")
        service.attach(session, project, replay.system(session, name), ProjectPart(part))
    for told in (told for told in rows("benefits") if told["project"] == row["hint"]):
        service.add_benefit(
            session,
            project,
            dimension=BenefitDimension(told["dimension"]),
            text=told["text"],
            owner_id=replay.people[told["owner_email"]],
            due_on=read_date(told["due_on"]),
        )
    return project


def decide_project(replay: Replay, row: Row) -> None:
    """An owner decides on a project; of one that is older than its registration, all that was decided before."""
    with replay.by(row["by_email"], "project:decide") as session:
        project = session.get_one(Project, replay.projects[row["project"]])
        for told in (told for told in rows("project_decisions") if told["project"] == row["project"]):
            if decided_on(told) == replay.today():
                _decide(replay, session, project, told)


def _decide(replay: Replay, session: Session, project: Project, row: Row) -> None:
    by_id, today, day = replay.people[row["by_email"]], replay.today(), read_date(row["decided_on"])
    gate, _, evidence = row["ticked"].partition(": ")
    if gate:
        said: Any = {"met_on": day, "evidence": evidence, "settled_by_id": by_id, "today": today}
        service.tick_gate(session, project, SecurityGate(gate), **said)
    service.decide(
        session,
        project,
        outcome=Outcome(row["outcome"]),
        decided_on=day,
        decided_by_id=by_id,
        reason=row["reason"] or None,
        waived_because=row["waived_because"] or None,
        today=today,
    )


def realise(replay: Replay, row: Row) -> None:
    """The owner of a benefit tells what came of it."""
    with replay.by(row["owner_email"], "benefit:realise") as session:
        benefit = session.scalars(select(ProjectBenefit).where(ProjectBenefit.text == row["text"])).one()
        service.realise_benefit(
            session,
            benefit,
            realised=row["realised"],
            realised_on=read_date(row["realised_on"]),
            today=replay.today(),
        )


def end(replay: Replay, row: Row) -> None:
    """A system ends, step by step: its archive, its data at the supplier, its accesses."""
    for told in together("endings", row):
        with replay.by(row["by_email"], f"ending:{told['step']}") as session:
            _end(replay, session, told)


def _end(replay: Replay, session: Session, row: Row) -> None:
    system, today = replay.system(session, row["system"]), replay.today()
    day = read_date(row["done_on"]) if row["done_on"] else None
    if row["step"] == "begin":
        responsible_id = replay.people[row["by_email"]]
        service.begin_ending(session, system, begun_on=today, responsible_id=responsible_id, today=today)
        return
    ending = session.scalars(select(SystemEnding).where(SystemEnding.system_id == system.id)).one()
    if row["step"] == "finish":
        service.finish_ending(session, ending, ended_on=day or today, data_went_to=row["text"], today=today)
        return
    service.settle_part(
        session,
        ending,
        EndingPart(row["step"]),
        done_on=day,
        evidence=row["text"] if day else None,
        not_needed_because=None if day else row["text"],
        today=today,
    )
