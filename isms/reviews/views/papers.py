"""The doors of papers: each file of a meeting, and the block a tertial report takes in."""

import json

from flask import Response, abort, request, url_for
from sqlalchemy.orm import Session

from isms.kernel import blobs
from isms.kernel.clock import day_of
from isms.kernel.moments import Moment
from isms.kernel.refusal import Refused
from isms.kernel.register.export import FORMATS
from isms.kernel.web.doors import database, found, me, now, requires, words
from isms.kernel.web.pages import render
from isms.kernel.web.registers import as_file, export_words
from isms.kernel.words import Words
from isms.organisation.models import Unit
from isms.organisation.rules.periods import read_period
from isms.reviews import queries
from isms.reviews.models import Meeting
from isms.reviews.papers.making import PAPER_LANGUAGES, Frozen, drafted_of, frozen_of, make, make_message, names_at
from isms.reviews.papers.message import own_texts
from isms.reviews.papers.tertial import tertial
from isms.reviews.papers.tertial_files import write_tertial
from isms.reviews.queries.meetings import meeting_for, papers_of
from isms.reviews.queries.tertial import standing_of
from isms.reviews.rules.blocks import Table
from isms.reviews.views.blueprint import Answer, blueprint
from isms.reviews.vocabulary import PaperKind, Permission

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES = {**FORMATS, "docx": DOCX, "html": "text/html; charset=utf-8"}
FILES = {
    ("package", "pdf"): PaperKind.PACKAGE_PDF,
    ("package", "xlsx"): PaperKind.ANNEX_XLSX,
    ("package", "json"): PaperKind.SNAPSHOT_JSON,
    ("minutes", "docx"): PaperKind.MINUTES_DOCX,
    ("minutes", "pdf"): PaperKind.MINUTES_PDF,
}
OFFERED = (
    ("package", "pdf"), ("package", "xlsx"), ("minutes", "docx"), ("minutes", "pdf"), ("message", "docx"),
    ("message", "pdf"),
)  # fmt: skip


@blueprint.get("/meetings/<int:meeting_id>/package.<any(pdf, xlsx, json):ending>")
@requires(Permission.MEETING_READ)
def package_file(meeting_id: int, ending: str) -> Response:
    """Give the package of a frozen meeting as PDF, XLSX or JSON."""
    return _file(meeting_id, "package", ending)


@blueprint.get("/meetings/<int:meeting_id>/minutes.<any(docx, pdf):ending>")
@requires(Permission.MEETING_READ)
def minutes_file(meeting_id: int, ending: str) -> Response:
    """Give the minutes of a meeting as DOCX or PDF."""
    return _file(meeting_id, "minutes", ending)


@blueprint.get("/meetings/<int:meeting_id>/message.<any(docx, pdf):ending>")
@requires(Permission.MEETING_READ)
def message_file(meeting_id: int, ending: str) -> Answer:
    """Give the public message as DOCX or PDF, or say which chapters name what may not be named."""
    said, without = export_words(), request.args.getlist("without")
    with database().reading() as session:
        meeting, frozen = _frozen(session, meeting_id)
        names = names_at(session, meeting, now())
        try:
            content = make_message(frozen, names, said, docx=ending == "docx", without=without)
        except Refused as no:
            texts = [key for key in own_texts(frozen.package) if key not in without]
            refused = [words()(one.because, **one.values) for one in no.refusals]
            page = render(
                "reviews/message_refused.html",
                meeting=meeting,
                refused=refused,
                texts=texts,
                without=without,
                chosen=said.language,
            )
            return page, 422
        return _as_file(content, meeting, frozen, "message", said, ending)


@blueprint.get("/meetings/<int:meeting_id>/papers")
@requires(Permission.MEETING_READ)
def meeting_papers(meeting_id: int) -> Answer:
    """Show which files there are of a meeting, in each language, and which of them are kept for good."""
    with database().reading() as session:
        meeting, frozen = _frozen(session, meeting_id)
        kept = {(one.kind, one.language) for one in papers_of(session, meeting.id)}
        offered = [
            (name, ending, [(language, (FILES.get((name, ending)), language) in kept) for language in PAPER_LANGUAGES])
            for name, ending in OFFERED
        ]
        return render("reviews/papers.html", meeting=meeting, offered=offered, digest=frozen.seal.digest)


@blueprint.get("/meetings/<int:meeting_id>/papers/making")
@requires(Permission.MEETING_READ)
def making_paper(meeting_id: int) -> Answer:
    """Say what is being made while it is made; the answer itself asks for the file, which may take some seconds."""
    name, _, ending = request.args.get("file", "package.pdf").partition(".")
    if (name, ending) not in OFFERED:
        abort(404)
    said = export_words()
    with database().reading() as session:
        _, frozen = _frozen(session, meeting_id)
    file = url_for(f".{name}_file", meeting_id=meeting_id, ending=ending, lang=said.language)
    rows = sum(len(b.rows) for part in frozen.package.parts for b in part.blocks if isinstance(b, Table))
    page = render("reviews/making.html", meeting_id=meeting_id, name=name, ending=ending, file=file, rows=rows)
    return Response(page, headers={"Refresh": f"0; url={file}"})


@blueprint.get("/reviews/<int:review_id>/tertial.<any(html, csv, json):ending>")
@requires(Permission.REVIEW_READ)
def tertial_file(review_id: int, ending: str) -> Response:
    """Give the block a tertial report takes in, as HTML to paste, as CSV or as JSON."""
    said = export_words()
    with database().reading() as session:
        review = found(queries.review_for(session, me().access, review_id))
        before = queries.review_before(session, review.unit_id, read_period(review.period))
        municipality = session.get_one(Unit, review.tenant_id).name if review.tenant_id else review.unit.name
        standing = standing_of(session, review, before)
        then = json.loads(before.figures) if before else None
        package = tertial(review, municipality, json.loads(review.figures), then, standing)
    content = write_tertial(package, said, ending)
    moment = Moment(review.position, review.ends_on, past=True)
    return as_file(Response(content, content_type=TYPES[ending]), f"{review.code}-tertial", moment, ending)


def _file(meeting_id: int, name: str, ending: str) -> Response:
    kind, said = FILES[name, ending], export_words()
    with database().reading() as session:
        meeting, frozen = _frozen(session, meeting_id)
        content = _kept(session, meeting, kind, said.language) or make(kind, frozen, said)
        return _as_file(content, meeting, frozen, name, said, ending)


def _frozen(session: Session, meeting_id: int) -> tuple[Meeting, Frozen]:
    """Return a meeting that is theirs to read and what was frozen for it, or would be today."""
    meeting = found(meeting_for(session, me().access, meeting_id))
    return meeting, frozen_of(session, meeting) or drafted_of(session, meeting, now())


def _kept(session: Session, meeting: Meeting, kind: PaperKind, language: str) -> bytes | None:
    """Return the file that was kept, if one was: it stays what it was whatever the program has become."""
    kept = {(one.kind, one.language): one.sha256 for one in papers_of(session, meeting.id)}
    return blobs.content_of(session, kept[kind, language]) if (kind, language) in kept else None


def _as_file(content: bytes, meeting: Meeting, frozen: Frozen, name: str, said: Words, ending: str) -> Response:
    moment = Moment(int(frozen.package.head["position"] or 0), day_of(frozen.frozen_at), past=True)
    response = Response(content, content_type=TYPES[ending])
    return as_file(response, f"{meeting.code}-{name}-{said.language}", moment, ending)
