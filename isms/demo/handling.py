"""How deviations are handled in the demo: each step through the service, by the person who took it."""

from collections.abc import Callable, Iterator
from datetime import datetime, time
from typing import Any

from isms.actions.vocabulary import Effect
from isms.demo.replay import Replay
from isms.demo.story import OFFICER, Row, rows, several
from isms.deviations import service as deviations
from isms.deviations.models import Deviation
from isms.deviations.vocabulary import Cause, DeviationCategory, DeviationKind, Severity, Surely
from isms.kernel.clock import OSLO
from isms.kernel.formats import read_date
from isms.organisation.models import Unit
from isms.risk.vocabulary import Consequence, Likelihood


def handle(replay: Replay, row: Row) -> None:
    """One step of the handling is taken, by whoever takes it."""
    step, by = row["step"], row["responsible_email"] if row["step"] in ("start", "correct") else OFFICER
    with replay.by(by, f"deviation:{step}") as session:
        deviation = session.get_one(Deviation, replay.deviations[row["code_hint"]])
        said: dict[str, Any] = dict(STEPS[step](replay, row))
        if step == "merge":
            said["into"] = session.get_one(Deviation, replay.deviations[row["merged_into"]])
        getattr(deviations, step)(session, deviation, **said)


def close(replay: Replay, row: Row) -> None:
    """A deviation is closed with what was learnt; a minor one is corrected in the same step."""
    handled = next(told for told in rows("handling") if told["code_hint"] == row["code_hint"])
    with replay.by(OFFICER, "deviation:close") as session:
        deviation = session.get_one(Deviation, replay.deviations[row["code_hint"]])
        learning, officer = handled["learning"], replay.people[OFFICER]
        said = _why(handled)
        deviations.close(session, deviation, learning=learning, closed_by_id=officer, now=replay.clock.now(), **said)


def find(replay: Replay, row: Row) -> None:
    """An audit or a supervisor has found something, and it is registered."""
    names = ("title", "description", "found_by", "source_document", "source_link", "recommendation")
    said: Any = {name: row[name] or None for name in names}
    with replay.by(OFFICER, "deviation:register_finding") as session:
        finding = deviations.register_finding(
            session,
            session.get_one(Unit, replay.units[row["unit_code"]]),
            registered_by_id=replay.people[OFFICER],
            now=replay.clock.now(),
            systems=[replay.system(session, name) for name in several(row["systems"])],
            kind=DeviationKind(row["kind"]),
            category=DeviationCategory(row["category"]),
            severity=Severity(row["severity"]),
            discovered_at=replay.clock.now(),
            responsible_id=replay.people[row["responsible_email"]],
            due_on=read_date(row["due_on"]),
            answer_due_on=read_date(row["answer_due_on"]),
            **said,
        )
        replay.deviations[row["code_hint"]] = finding.id


def answer(replay: Replay, row: Row) -> None:
    """A finding is answered."""
    with replay.by(row["responsible_email"], "deviation:answer") as session:
        deviations.answer(
            session,
            session.get_one(Deviation, replay.deviations[row["code_hint"]]),
            answer=row["answer"],
            answered_on=read_date(row["answered_on"]),
            answer_due_on=read_date(row["answer_due_on"]),
            follow_up=row["follow_up"] or None,
            today=replay.today(),
        )


def raise_risk(replay: Replay, row: Row) -> None:
    """A deviation has shown a risk, which is put into a new draft."""
    with replay.by(row["by_email"], "deviation:raise_risk") as session:
        deviation = session.get_one(Deviation, replay.deviations[row["code_hint"]])
        deviations.raise_risk(
            session,
            deviation,
            replay.system(session, row["system"]),
            None,
            new_title=f"{row['system']} etter {deviation.code}",
            raised_by_id=replay.people[row["by_email"]],
            today=replay.today(),
            title=row["title"],
            description=row["description"],
            likelihood_before=Likelihood(row["likelihood"]),
            consequence_before=Consequence(row["consequence"]),
        )


def _triage(replay: Replay, row: Row) -> Iterator[tuple[str, Any]]:
    yield "triaged_by_id", replay.people[OFFICER]
    yield "kind", DeviationKind(row["kind"])
    yield "category", DeviationCategory(row["category"])
    yield "personal_data", Surely(row["personal_data"])
    for letter, name in (("K", "confidentiality"), ("I", "integrity"), ("T", "availability")):
        yield f"hits_{name}", letter in row["hits"]
    yield "consequence", Consequence(row["consequence"])
    yield "severity", Severity(row["severity"]) if row["severity"] else None
    yield "severity_reason", row["severity_reason"] or None
    told = next(told for told in rows("deviations") if told["code_hint"] == row["code_hint"])
    yield "aware_at", datetime.fromisoformat(told["aware_at"])
    yield "due_on", read_date(told["due_on"]) if told["due_on"] else None
    yield "responsible_id", replay.people[row["responsible_email"]]
    yield "now", max(replay.clock.now(), datetime.combine(replay.today(), time(8), OSLO))


def _start(replay: Replay, row: Row) -> Iterator[tuple[str, Any]]:
    yield "immediate_action", None
    yield "started_by_id", replay.people[row["responsible_email"]]
    yield "today", replay.today()


def _correct(replay: Replay, row: Row) -> Iterator[tuple[str, Any]]:
    yield from _why(row).items()
    yield "effect_due_on", read_date(row["effect_due_on"])
    yield "corrected_by_id", replay.people[row["responsible_email"]]
    yield "today", replay.today()


def _check_effect(replay: Replay, row: Row) -> Iterator[tuple[str, Any]]:
    yield "effect", Effect(row["effect"])
    yield "effect_reason", row["effect_reason"]
    yield "judge_id", replay.people[OFFICER]
    yield "today", replay.today()


def _explain(_replay: Replay, row: Row) -> Iterator[tuple[str, Any]]:
    yield from _why(row).items()


def _reject(replay: Replay, row: Row) -> Iterator[tuple[str, Any]]:
    yield "because", row["rejected_because"]
    yield "rejected_by_id", replay.people[OFFICER]
    yield "today", replay.today()


def _merge(replay: Replay, _row: Row) -> Iterator[tuple[str, Any]]:
    yield "merged_by_id", replay.people[OFFICER]
    yield "today", replay.today()


def _why(row: Row) -> Any:
    return {
        "cause_kind": Cause(row["cause_kind"]) if row["cause_kind"] else None,
        "cause": row["cause"] or None,
        "corrective_action": row["corrective_action"] or None,
        "exists_elsewhere": Surely(row["exists_elsewhere"]) if row["exists_elsewhere"] else None,
        "elsewhere": row["elsewhere"] or None,
    }


STEPS: dict[str, Callable[[Replay, Row], Iterator[tuple[str, Any]]]] = {
    "triage": _triage,
    "start": _start,
    "explain": _explain,
    "correct": _correct,
    "check_effect": _check_effect,
    "reject": _reject,
    "merge": _merge,
}
