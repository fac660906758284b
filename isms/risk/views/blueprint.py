"""The blueprint that the doors of risk hang on."""

from flask import Blueprint
from werkzeug.wrappers import Response

Answer = str | Response | tuple[str, int]

blueprint = Blueprint("risk", __name__)
