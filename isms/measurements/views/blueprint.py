"""What the doors of measurements share: the blueprint."""

from flask import Blueprint

blueprint = Blueprint("measurements", __name__)
