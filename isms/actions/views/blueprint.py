"""What the doors of actions share: the blueprint, and how a saved form is answered."""

from flask import Blueprint
from werkzeug.wrappers import Response

from isms.kernel.vocabulary import Tone
from isms.kernel.web.doors import flash

blueprint = Blueprint("actions", __name__)

Answer = str | Response | tuple[str, int]


def told(answer: Answer, key: str, **values: object) -> Answer:
    """Return a form's answer, and when it has been saved say so on the next page."""
    if isinstance(answer, Response) and answer.status_code == 303:
        flash(key, Tone.SUCCESS, **values)
    return answer
