"""Assesses again in the demo: last year's assessment is copied, changed, and sent or approved."""

from isms.demo.replay import Replay
from isms.demo.story import Row, rows
from isms.risk import service as risk
from isms.risk.models import Assessment, Scenario
from isms.risk.queries import copies
from isms.risk.vocabulary import Consequence, Likelihood

OFFICER = "officer@demo.example"


def copy(replay: Replay, hint: str) -> int:
    """Copy an assessment and return the copy's id; what the files call the old one and its risks is now the new."""
    with replay.by(OFFICER, "assessment:copy") as session:
        old_id = replay.assessments[hint]
        made = risk.copy(session, session.get_one(Assessment, old_id), today=replay.today())
        moved = {found.previous_id: found.id for found in copies.standing(session, made.id)}
        made_id = made.id
    replay.assessments = {name: made_id if id_ == old_id else id_ for name, id_ in replay.assessments.items()}
    replay.scenarios = {name: moved.get(id_, id_) for name, id_ in replay.scenarios.items()}
    return made_id


def approve(replay: Replay, assessment_id: int) -> None:
    """The officer approves an assessment."""
    with replay.by(OFFICER, "assessment:approve") as session:
        approved = session.get_one(Assessment, assessment_id)
        risk.approve(session, approved, replay.people[OFFICER], replay.today())


def estimate(replay: Replay, row: Row) -> None:
    """Risks of an assessment are estimated anew, all those of a day in one copy, which is approved."""
    made_id = copy(replay, row["assessment"])
    for told in rows("scenario_changes"):
        if (told["date"], told["assessment"]) == (row["date"], row["assessment"]):
            _change(replay, told)
    approve(replay, made_id)


def reassess(replay: Replay, row: Row) -> None:
    """One step of an assessment that is still being made again."""
    hint = row["assessment"]
    if row["kind"] == "copy":
        copy(replay, hint)
    elif row["kind"] == "change":
        _change(replay, row)
    elif row["kind"] == "identify":
        _identify(replay, row)
    elif row["kind"] == "withdraw":
        with replay.by(OFFICER, "risk:withdraw", row["why"]) as session:
            gone = session.get_one(Scenario, replay.scenarios[hint, row["scenario"]])
            risk.withdraw_scenario(session, gone, row["why"], replay.today())
    else:
        with replay.by(OFFICER, "assessment:send") as session:
            risk.send(session, session.get_one(Assessment, replay.assessments[hint]))


def _change(replay: Replay, row: Row) -> None:
    with replay.by(OFFICER, "risk:change", row["why"]) as session:
        scenario = session.get_one(Scenario, replay.scenarios[row["assessment"], row["scenario"]])
        fields: risk.ScenarioFields = {}
        if row["field"] == "likelihood_after":
            fields["likelihood_after"] = Likelihood(row["value"])
        elif row["field"] == "likelihood_before":
            fields["likelihood_before"] = Likelihood(row["value"])
        elif row["field"] == "consequence_after":
            fields["consequence_after"] = Consequence(row["value"])
        else:
            fields["existing_controls"] = row["value"]
        risk.change_scenario(session, scenario, **fields)


def _identify(replay: Replay, row: Row) -> None:
    hint = row["assessment"]
    likelihood, consequence = row["value"].split()
    with replay.by(OFFICER, "risk:identify", row["why"]) as session:
        assessment = session.get_one(Assessment, replay.assessments[hint])
        scenario = risk.identify(
            session,
            assessment,
            next(found.system for found in copies.standing(session, assessment.id)),
            title=row["scenario"],
            description=row["why"],
            likelihood_before=Likelihood(likelihood),
            consequence_before=Consequence(consequence),
            owner_id=assessment.responsible_id,
        )
        replay.scenarios[hint, row["scenario"]] = scenario.id
