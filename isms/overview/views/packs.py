"""The doors of the auditor pack."""

import hashlib
import tempfile
from datetime import date

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from isms.kernel.moments import moment_of
from isms.kernel.pack.making import Order, make_pack
from isms.kernel.refusal import Refused
from isms.kernel.tables import Base
from isms.kernel.web.access_log import POSITION, SHA256
from isms.kernel.web.doors import assembly, database, found, me, now, requires, words
from isms.kernel.web.pages import render
from isms.kernel.web.registers import chunks
from isms.organisation.queries import unit_for
from isms.organisation.vocabulary import Permission as OrganisationPermission
from isms.overview.forms import PackForm
from isms.overview.queries import packs as queries
from isms.overview.views.blueprint import blueprint


@blueprint.route("/audit/pack", methods=["GET", "POST"])
@requires(OrganisationPermission.AUDIT_READ)
def pack() -> Response | tuple[str, int]:
    """Show what an auditor pack may be asked to hold, and hand it over."""
    form = PackForm()
    with database().reading() as session:
        form.unit_id.offer(queries.pack_units(session, me().access))
        if request.method == "POST" and form.validate():
            try:
                return _handed_over(session, form)
            except Refused as no:
                form.take(no.refusals)
    errors = form.error_list()
    texts = {"title": words()("pack.title"), "intro": words()("pack.intro"), "submit_label": words()("pack.make")}
    return render(
        "overview/pack.html",
        form=form,
        groups=[(None, ["as_of", "unit_id"])],
        errors=errors,
        cancel_href=url_for("overview.audit"),
        **texts,
    ), 422 if errors else 200


def _handed_over(session: Session, form: PackForm) -> Response:
    """Return the pack, whole before its first byte leaves, so that its sum is written down with it."""
    who = me()
    day: date | None = form.as_of.data
    unit = form.unit_id.data and found(
        unit_for(session, who.access, form.unit_id.data, OrganisationPermission.AUDIT_READ)
    )
    access = who.access.at(unit.path) if unit else who.access
    order = Order(
        moment=moment_of(session, day.isoformat() if day else "", now()),
        access=access,
        scope=queries.pack_scope(session, access),
        made_by=who.actor,
        made_at=now(),
        words=words(),
        asked=unit.code if unit else None,
        signer=assembly().signer(),
        facts=assembly().pack_facts,
    )
    file = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed with the answer
    make_pack(session, Base.metadata, assembly().registers.values(), order, file)
    file.seek(0)
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    answer = Response(chunks(file), content_type="application/zip")
    answer.call_on_close(file.close)
    answer.headers["Content-Disposition"] = f'attachment; filename="{words()("pack.filename")}-{order.moment}.zip"'
    answer.headers[POSITION] = str(order.moment)
    answer.headers[SHA256] = sha256
    return answer
