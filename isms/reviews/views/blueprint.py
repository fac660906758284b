"""What the doors of reviews share: the blueprint and the register of period reviews."""

from flask import Blueprint
from werkzeug.wrappers import Response

from isms.kernel.web.registers import add_register
from isms.reviews.vocabulary import Permission

blueprint = Blueprint("reviews", __name__)
add_register(blueprint, "reviews", Permission.REVIEW_READ)

Answer = str | Response | tuple[str, int]
