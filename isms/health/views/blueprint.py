"""The blueprint that the doors of health hang on."""

from flask import Blueprint
from werkzeug.wrappers import Response

Answer = str | Response | tuple[str, int]

blueprint = Blueprint("health", __name__)
