"""The door of one assessment as a file: its risks in the auditor's columns, or all of it on paper."""

from contextlib import ExitStack

from flask import Response, abort, request

from isms.kernel.moments import moment_of
from isms.kernel.paper.printing import print_paper
from isms.kernel.refusal import Refused
from isms.kernel.register.export import FORMATS, export
from isms.kernel.register.query import Wish
from isms.kernel.web.doors import assembly, database, found, me, now, requires, words
from isms.kernel.web.registers import as_file, export_words, reader, streamed
from isms.risk import papers
from isms.risk.register.edition.assessed import IDENTITY, covered
from isms.risk.views.blueprint import blueprint
from isms.risk.vocabulary import Permission


@blueprint.get("/assessments/<int:assessment_id>.<ending>")
@requires(Permission.RISK_READ)
def assessed(assessment_id: int, ending: str) -> Response:
    """Give an assessment as CSV, XLSX, JSON or PDF, as it stands or stood."""
    if ending not in FORMATS:
        abort(404)
    said, access = export_words(), me().access
    register = assembly().registers["risk_register"]
    with ExitStack() as open_:
        session = open_.enter_context(database().reading())
        try:
            moment = moment_of(session, request.args.get("as_of", ""), now())
        except Refused as no:
            abort(400, description=words()(no.refusals[0].because, **no.refusals[0].values))
        cover = found(papers.find(session, moment, access, assessment_id))
        if ending == "pdf":
            paper = papers.assessment_paper(session, register, cover, moment, access, said, reader(), assessment_id)
            response = Response(print_paper(paper), content_type=FORMATS[ending])
        else:
            wish = Wish(filters={IDENTITY: str(assessment_id)})
            made = export(session, covered(register), moment, access, wish, said)
            response = Response(streamed(made, ending), content_type=FORMATS[ending])
        response.call_on_close(open_.pop_all().close)
    return as_file(response, cover["code"], moment, ending)
