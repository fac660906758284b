"""What the doors of notices share: the blueprint, and what is said when something has been saved."""

from flask import Blueprint
from werkzeug.wrappers import Response

from isms.kernel.web.doors import flash

blueprint = Blueprint("notices", __name__)

Answer = str | Response | tuple[str, int]


def told(answer: Answer, key: str) -> Answer:
    """Return a form's answer, and when it has been saved say so on the next page."""
    if isinstance(answer, Response) and answer.status_code == 303:
        flash(key)
    return answer
