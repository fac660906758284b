"""The blueprint that every door of the annual review hangs on."""

from flask import Blueprint

blueprint = Blueprint("attestations", __name__)
