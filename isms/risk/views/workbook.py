"""The door of the workbook that auditors get."""

from contextlib import ExitStack
from typing import IO

from flask import Response, abort, request

from isms.kernel.moments import moment_of
from isms.kernel.refusal import Refused
from isms.kernel.register import workbook as workbooks
from isms.kernel.register.export import FORMATS
from isms.kernel.register.page import read_address
from isms.kernel.register.query import UnknownFilter
from isms.kernel.web.doors import assembly, database, me, now, requires, words
from isms.kernel.web.registers import as_file, export_words, is_public, reader, spooled
from isms.organisation.vocabulary import Permission as OrganisationPermission
from isms.risk.register.workbook import risk_workbook
from isms.risk.views.blueprint import blueprint
from isms.risk.vocabulary import Permission


@blueprint.get("/risks/workbook.xlsx")
@requires(Permission.RISK_READ)
def workbook() -> Response:
    """Give the risk register and what is around it as one workbook, internal or public, with the page's filters."""
    said, who, registers = export_words(), me(), assembly().registers
    with ExitStack() as open_:
        session = open_.enter_context(database().reading())
        try:
            address = read_address(registers["risk_register"], request.path, request.args, ())
            moment = moment_of(session, address.as_of, now())
        except UnknownFilter:
            abort(400)
        except Refused as no:
            abort(400, description=words()(no.refusals[0].because, **no.refusals[0].values))
        with_trail = who.access.allows(OrganisationPermission.AUDIT_READ)
        made = risk_workbook(
            session, registers, moment, said, tenant_id=who.tenant_id, with_trail=with_trail, public=is_public()
        )
        by = reader()

        def write(target: IO[bytes]) -> None:
            workbooks.write(target, session, made, moment, who.access, address.wish, said, by)

        response = Response(spooled(write), content_type=FORMATS["xlsx"])
        response.call_on_close(open_.pop_all().close)
    return as_file(response, "risk-workbook", moment, "xlsx")
