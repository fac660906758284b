"""The doors of the files that lie with a deviation: they are fetched, never opened here."""

from urllib.parse import quote

from flask import Response, url_for
from sqlalchemy.orm import Session

from isms.actions.views import told
from isms.deviations import service
from isms.deviations.forms import AttachForm, ReasonForm
from isms.deviations.models import Attachment, Deviation
from isms.deviations.queries.reporting import attachment_of
from isms.deviations.views.blueprint import Answer, blueprint, load, shown
from isms.deviations.vocabulary import Permission
from isms.kernel.blobs import content_of
from isms.kernel.file_kinds import name_to_fetch
from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.web.doors import database, found, requires, today
from isms.kernel.web.pages import form_page

SANDBOX = "default-src 'none'; sandbox"


@blueprint.get("/deviations/<int:deviation_id>/attachments/<int:attachment_id>")
@requires(Permission.DEVIATION_READ)
def attachment(deviation_id: int, attachment_id: int) -> Response:
    """Hand out a file as a download, of the kind that its content was found to be."""
    with database().reading() as session:
        kept = _load(session, deviation_id, attachment_id, Permission.DEVIATION_READ)
        content = found(content_of(session, kept.sha256))
    answer = Response(content, content_type=_content_type(kept.media_type))
    answer.headers["Content-Disposition"] = _disposition(name_to_fetch(kept.name, kept.media_type))
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer


@blueprint.route("/deviations/<int:deviation_id>/attach", methods=["GET", "POST"])
@requires(Permission.DEVIATION_HANDLE)
def attach(deviation_id: int) -> Answer:
    """Lay more files with a deviation."""
    form = AttachForm()
    standing = shown(deviation_id)

    def save(session: Session) -> Deviation:
        deviation = load(session, deviation_id)
        service.attach(session, deviation, form.files.data)
        return deviation

    answer = form_page(
        form,
        title=("attachment.attach_title", {"code": standing.code}),
        intro=("action.title_again", {"title": standing.title}),
        action="deviation:attach",
        submit="attachment.attach_submit",
        save=save,
        done=_part_of,
        cancel=_part_of(standing),
    )
    return told(answer, "attachment.attached")


@blueprint.route("/deviations/<int:deviation_id>/attachments/<int:attachment_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.DEVIATION_HANDLE)
def withdraw_attachment(deviation_id: int, attachment_id: int) -> Answer:
    """Withdraw a file from a deviation, with a reason."""
    form = ReasonForm()
    with database().reading() as session:
        standing = load(session, deviation_id)
        name = _load(session, deviation_id, attachment_id).name

    def save(session: Session) -> Attachment:
        kept = _load(session, deviation_id, attachment_id)
        service.withdraw_attachment(session, kept, today=today(), **form.values())
        return kept

    answer = form_page(
        form,
        title=("attachment.withdraw_title", {"name": name}),
        intro=("action.title_again", {"title": f"{standing.code} {standing.title}"}),
        action="deviation:withdraw_attachment",
        submit="attachment.withdraw_submit",
        save=save,
        done=lambda _: _part_of(standing),
        cancel=_part_of(standing),
        why=lambda: form.because.data,
    )
    return told(answer, "attachment.withdrawn", name=name)


def _load(
    session: Session,
    deviation_id: int,
    attachment_id: int,
    permission: KernelPermission = Permission.DEVIATION_HANDLE,
) -> Attachment:
    return found(attachment_of(session, load(session, deviation_id, permission), attachment_id))


def _part_of(deviation: Deviation) -> str:
    return url_for(".deviation", deviation_id=deviation.id, _anchor="attachments")


def _content_type(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def _disposition(name: str) -> str:
    """Return the header that makes a browser save a file under a name (RFC 6266), for old browsers in ASCII."""
    plain = "".join(sign if sign.isascii() and sign not in '"\\%' else "_" for sign in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
