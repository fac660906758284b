"""Tells a load balancer and the operator's own machine whether the program stands."""

from ipaddress import ip_address

from flask import Blueprint, abort, request

from isms.kernel.migrate import is_current
from isms.kernel.web.doors import database, open_to_all

blueprint = Blueprint("pulse", __name__)

PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


@blueprint.get("/healthz")
@open_to_all
def alive() -> tuple[str, int, dict[str, str]]:
    """Say ok, nothing more."""
    return "ok\n", 200, PLAIN


@blueprint.get("/readyz")
@open_to_all
def ready() -> tuple[str, int, dict[str, str]]:
    """Say whether the database answers with the newest schema; only to this machine."""
    if not ip_address(request.remote_addr or "0.0.0.0").is_loopback:  # noqa: S104
        abort(404)
    return ("ready\n", 200, PLAIN) if is_current(database()) else ("not ready\n", 503, PLAIN)
