"""Where the handling of a deviation stands, as SQL: the same as `rules.handling.stage_of`."""

from sqlalchemy import ColumnElement, FromClause, case

from isms.actions.vocabulary import Effect
from isms.deviations.vocabulary import Stage


def stage(deviation: FromClause) -> ColumnElement[str]:
    """Return the stage of a deviation, from the days of its steps."""
    row = deviation.c
    return case(
        (row.merged_on.is_not(None), Stage.MERGED.value),
        (row.rejected_on.is_not(None), Stage.REJECTED.value),
        (row.closed_on.is_not(None), Stage.CLOSED.value),
        (row.effect == Effect.NONE.value, Stage.IN_PROGRESS.value),
        (row.effect.is_not(None), Stage.VERIFIED.value),
        (row.corrected_on.is_not(None), Stage.CORRECTED.value),
        (row.started_on.is_not(None), Stage.IN_PROGRESS.value),
        (row.triaged_on.is_not(None), Stage.TRIAGED.value),
        else_=Stage.REPORTED.value,
    )


def stage_order(deviation: FromClause) -> ColumnElement[int]:
    """Return what sorts deviations by how far they have come."""
    return case({word.value: place for place, word in enumerate(Stage)}, value=stage(deviation))
