"""The door that shows a deviation."""

from isms.actions.queries import states_of
from isms.deviations import queries
from isms.deviations.views.blueprint import Answer, blueprint
from isms.deviations.vocabulary import DeviationStatus, Permission
from isms.kernel.deadlines import days_overdue, deadline_state
from isms.kernel.web.doors import database, found, me, requires, today, words
from isms.kernel.web.history import sentences
from isms.kernel.web.pages import panels_for, render


@blueprint.get("/deviations/<int:deviation_id>")
@requires(Permission.DEVIATION_READ)
def deviation(deviation_id: int) -> Answer:
    """Show a deviation: how long is left, what happened, what is done, and what changed."""
    with database().reading() as session:
        shown = found(queries.deviation_for(session, me().access, deviation_id))
        systems = queries.systems_of(session, shown.id)
        actions = queries.actions_of(session, shown.id)
        handles = Permission.DEVIATION_HANDLE in queries.held_on(me().access, shown, systems)
        is_open = shown.status == DeviationStatus.OPEN
        return render(
            "deviations/deviation.html",
            deviation=shown,
            systems=systems,
            actions=actions,
            states=states_of(actions, today()),
            is_open=is_open,
            deadline=deadline_state(shown.due_on, today()) if is_open else None,
            late=days_overdue(shown.due_on, today()) if is_open else 0,
            left=(shown.due_on - today()).days,
            may_handle=handles and shown.withdrawn_on is None,
            panels=panels_for("deviation", session, shown),
            history=sentences(session, words(), [("deviation", shown.id)]),
        )
