"""The door that shows a deviation."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.actions.queries import states_of
from isms.controls.frameworks import LIBRARY
from isms.deviations import queries
from isms.deviations.models import Attachment, Deviation
from isms.deviations.queries.near import near
from isms.deviations.rules import handling
from isms.deviations.views import progress
from isms.deviations.views.blueprint import Answer, blueprint
from isms.deviations.vocabulary import HandlingStep, Permission, Stage
from isms.kernel.deadlines import days_overdue, deadline_state
from isms.kernel.web.doors import database, found, me, requires, today, words
from isms.kernel.web.history import Sentence, sentences
from isms.kernel.web.pages import panels_for, render
from isms.risk.vocabulary import AffectedProperty

HITS = {
    "hits_confidentiality": AffectedProperty.CONFIDENTIALITY,
    "hits_integrity": AffectedProperty.INTEGRITY,
    "hits_availability": AffectedProperty.AVAILABILITY,
}


@blueprint.get("/deviations/<int:deviation_id>")
@requires(Permission.DEVIATION_READ)
def deviation(deviation_id: int) -> Answer:
    """Show a deviation: where it stands and who does what next, what happened, what is done, and what changed."""
    with database().reading() as session:
        shown = found(queries.deviation_for(session, me().access, deviation_id))
        linked = near(session, me().access, shown)
        actions = queries.actions_of(session, shown.id)
        held = queries.held_on(me().access, shown, linked["system"])
        stage = handling.stage_of(shown)
        clocks = queries.running_clocks(session, shown.id) if Permission.DEVIATION_TRIAGE in held else 0
        names = {row.id: row.name for row in linked["person"]}
        return render(
            "deviations/deviation.html",
            deviation=shown,
            stage=stage,
            linked=linked,
            titles={row.id: LIBRARY.title(row.code, words().language) for row in linked["control"]},
            names=names,
            actions=actions,
            states=states_of(actions, today()),
            line=progress.line(shown, stage),
            timeline=progress.timeline(shown, names),
            hits=", ".join(words()(hit.label) for name, hit in HITS.items() if getattr(shown, name)),
            is_finding=shown.kind in handling.FINDINGS,
            panels=panels_for("deviation", session, shown),
            history=_history(session, shown) if queries.reads_whole(me().access, shown, held) else None,
            **_due(shown, stage),
            **_offered(shown, stage, held, clocks),
        )


def _history(session: Session, shown: Deviation) -> Sequence[Sentence]:
    files = select(Attachment.id).where(Attachment.deviation_id == shown.id)
    return sentences(session, words(), [("deviation", shown.id)], related={"attachment": files})


def _due(shown: Deviation, stage: Stage) -> dict[str, Any]:
    is_open = stage in handling.OPEN and shown.withdrawn_on is None
    return {
        "is_open": is_open,
        "deadline": deadline_state(shown.due_on, today()) if is_open else None,
        "late": days_overdue(shown.due_on, today()) if is_open else 0,
        "left": (shown.due_on - today()).days,
    }


def _offered(shown: Deviation, stage: Stage, held: frozenset[Any], clocks: int) -> dict[str, Any]:
    """Return what the person who looks may do, and why not what they may not; a reader is offered nothing."""
    standing = shown.withdrawn_on is None
    handles = standing and bool(held & {Permission.DEVIATION_HANDLE, Permission.DEVIATION_TRIAGE})
    may_change = handles and Permission.DEVIATION_HANDLE in held and stage in handling.OPEN
    return {
        "may_change": may_change,
        "may_explain": may_change and stage in handling.WAYS[HandlingStep.EXPLAIN].stages,
        "next_step": progress.next_offer(shown, stage, held) if handles else None,
        "other_steps": progress.other_offers(shown, stage, held, clocks) if handles else [],
    }
