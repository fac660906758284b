"""Decides what of the web is written down in the access log: every export, and every page somebody watched reads."""

from collections.abc import Collection

from flask import Flask, Response, current_app, request
from werkzeug.datastructures import MultiDict

from isms.kernel.refusal import Unavailable
from isms.kernel.seal.access_log import Look, write_down
from isms.kernel.seal.models import AccessKind
from isms.kernel.web.doors import Me, database, is_open, signed_in
from isms.kernel.web.security import ask_to_retry

POSITION = "Systemhelse-Position"
"""The header in which an answer says at which position it was read."""

SHA256 = "Systemhelse-SHA256"
"""The header in which an answer that is whole before it leaves says its sum."""

LONGEST = 1_000
NOT_ASKED = frozenset({"as_of", "csrf_token"})


def log_access(app: Flask, watched: Collection[str]) -> None:
    """Have every answer that is to be written down written down before it is given.

    watched: the roles whose every page is written down; of others only exports are.
    """

    @app.after_request
    def note(response: Response) -> Response:
        who = signed_in()
        kind = _kind(response)
        if who is None or kind is None or (kind is AccessKind.PAGE and not _is_watched(who, watched)):
            return response
        try:
            write_down(database(), _look(who, kind, response))
        except Exception as error:
            # What was to be streamed still holds its snapshot, and nobody else would let it go.
            response.close()
            if isinstance(error, Unavailable):
                return ask_to_retry()
            raise
        return response


def _is_watched(who: Me, watched: Collection[str]) -> bool:
    return any(holding.role in watched for holding in who.access.holdings)


def _kind(response: Response) -> AccessKind | None:
    """Return what an answer is: a page, or a file that leaves; None for what tells nothing of anybody's records."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.endpoint == "static" or is_open(view) or response.status_code != 200:
        return None
    if getattr(view, "tells_nothing", False):
        return None
    if response.mimetype != "text/html" or "Content-Disposition" in response.headers:
        return AccessKind.EXPORT
    return AccessKind.PAGE if request.method == "GET" else None


def _look(who: Me, kind: AccessKind, response: Response) -> Look:
    arguments = request.view_args or {}
    asked = MultiDict((name, value) for name, value in request.args.items(multi=True) if name not in NOT_ASKED)
    ending = str(arguments.get("ending") or (response.mimetype or "").rpartition("/")[2])
    return Look(
        actor=who.actor,
        kind=kind,
        path=request.path[:LONGEST],
        tenant_id=who.tenant_id,
        register=getattr(current_app.view_functions[request.endpoint or ""], "register", None),
        asked="&".join(f"{name}={value}" for name, value in asked.items(multi=True))[:LONGEST] or None,
        as_of=response.headers.get(POSITION) or request.args.get("as_of", "").strip()[:40] or None,
        format=ending[:40] if kind is AccessKind.EXPORT else None,
        sha256=response.headers.get(SHA256),
    )
