"""What the doors of the calendar share: the blueprint, what falls due for who asks, and what is said when saved."""

from flask import Blueprint
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from isms.calendar import queries
from isms.clocks.rules import Deadline
from isms.kernel.web.doors import assembly, flash, me

blueprint = Blueprint("calendar", __name__)

Answer = str | Response | tuple[str, int]


def my_deadlines(session: Session) -> list[Deadline]:
    """Return the deadlines that who asks may read."""
    return queries.readable(queries.deadlines_of(session, assembly().deadlines), me().access)


def told(answer: Answer, key: str) -> Answer:
    """Return a form's answer, and when it has been saved say so on the next page."""
    if isinstance(answer, Response) and answer.status_code == 303:
        flash(key)
    return answer
