"""What the doors of sign-in share: the blueprint."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)
