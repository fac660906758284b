"""The doors of reports without an account: the officer's switch, the form behind its address, and the receipt."""

import math
from collections.abc import Mapping

from flask import Response, current_app, make_response, redirect, request, url_for
from flask import session as browser
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from isms.actions.views import told
from isms.deviations import service
from isms.deviations.forms import OpenFormForm, OpenReportForm, RenewForm
from isms.deviations.models import OpenForm
from isms.deviations.queries import reporting as queries
from isms.deviations.rules.directions import PARTS, SUBJECTS, Directions
from isms.deviations.rules.handling import stage_of
from isms.deviations.rules.open_form import MOST_OF_A_MUNICIPALITY, MOST_OF_AN_ADDRESS, address_of, is_address
from isms.deviations.rules.reporting import progress
from isms.deviations.service.open_form import digest
from isms.deviations.views.blueprint import Answer, blueprint
from isms.deviations.views.reporting import belongs_elsewhere, turned_away
from isms.deviations.vocabulary import About, Permission
from isms.kernel.db import expect_version
from isms.kernel.refusal import AlreadySubmitted, Refusal, Refused
from isms.kernel.seal.collector import Actor
from isms.kernel.submissions import check_unspent, spend
from isms.kernel.web.doors import database, found, me, nameless, now, open_to_all, requires, words
from isms.kernel.web.history import sentences
from isms.kernel.web.pages import form_page, render
from isms.organisation.models import Unit

REPORTER = Actor("reporter", "open-form")
NOBODY = 0
"""Who has spent the key of a form that came without an account."""
RECEIPT = "receipt"
LAYOUT = "layouts/plain.html"
DIRECTION_GROUPS = (
    ("open_form.group_switch", ("is_open",)),
    *((f"open_form.group_{subject}", [f"{subject}_{part}" for part in PARTS]) for subject in SUBJECTS),
)


@blueprint.route("/deviations/open-form", methods=["GET", "POST"])
@requires(Permission.OPEN_FORM_MANAGE)
def open_form() -> Answer:
    """Show a municipality's open form and its address, and switch it on or off."""
    with database().reading() as session:
        municipality = _managed(session)
        standing = queries.open_form_of(session, municipality.id)
        form = OpenFormForm(obj=standing)
        history = sentences(session, words(), [("open_form", standing.id)]) if standing else []

    def save(session: Session) -> OpenForm:
        there = _managed(session)
        before = queries.open_form_of(session, there.id)
        if before:
            expect_version(before, form.version.data)
        return service.switch(session, there, **form.values())

    answer = form_page(
        form,
        title="open_form.title",
        intro="open_form.intro",
        action="open_form:switch",
        submit="form.save",
        save=save,
        saved=lambda session: found(queries.open_form_of(session, municipality.id)),
        done=lambda _: url_for(".open_form"),
        cancel=url_for(".deviations"),
        template="deviations/open_form.html",
        address=_address(standing) if standing and standing.is_open else None,
        history=history,
        groups=DIRECTION_GROUPS,
        limits=(MOST_OF_AN_ADDRESS, MOST_OF_A_MUNICIPALITY),
    )
    return told(answer, "open_form.saved")


@blueprint.route("/deviations/open-form/renew", methods=["GET", "POST"])
@requires(Permission.OPEN_FORM_MANAGE)
def renew_open_form() -> Answer:
    """Give the open form a new address."""
    with database().reading() as session:
        municipality = _managed(session)

    def save(session: Session) -> OpenForm:
        there = found(queries.open_form_of(session, municipality.id))
        service.renew(session, there)
        return there

    answer = form_page(
        RenewForm(),
        title="open_form.renew_title",
        intro="open_form.renew_intro",
        action="open_form:renew",
        submit="open_form.renew_submit",
        save=save,
        done=lambda _: url_for(".open_form"),
        cancel=url_for(".open_form"),
    )
    return told(answer, "open_form.renewed")


@blueprint.route("/report/<form_address>", methods=["GET", "POST"])
@open_to_all
@nameless
def report_openly(form_address: str) -> Answer:
    """Report a deviation without an account."""
    with database().reading() as session:
        municipality = _opened(session, form_address)
        areas = queries.areas_of(session, municipality, now())
        directions = queries.directions_of(session, municipality.id)
    about = belongs_elsewhere() if request.method == "POST" else None
    if about:
        back = url_for(".report_openly", form_address=form_address)
        return turned_away(about, back, directions=directions, layout=LAYOUT)
    form = OpenReportForm(data={"discovered_at": now()})
    form.unit_id.offer(areas)
    wait = 0
    if request.method == "POST" and form.validate():
        try:
            return _received(form, form_address)
        except Refused as no:
            form.take(no.refusals)
        except service.AskedToWait as asked:
            wait = math.ceil(asked.wait.total_seconds())
            form.take([Refusal("open_form.wait", None, {"minutes": math.ceil(wait / 60)})])
    elif request.method == "GET":
        browser.pop(RECEIPT, None)
    answer = _unreferred(_form_page(form, municipality, directions))
    answer.status_code = 429 if wait else 422 if form.error_list() else 200
    if wait:
        answer.headers["Retry-After"] = str(wait)
    return answer


@blueprint.get("/report/<form_address>/received")
@open_to_all
@nameless
def received(form_address: str) -> Answer:
    """Thank who has reported without an account, and show them the way back to their report."""
    token = browser.get(RECEIPT, "")
    with database().reading() as session:
        municipality = _opened(session, form_address)
        reported = queries.followed(session, digest(token))
    again = url_for(".report_openly", form_address=form_address)
    follow = url_for(".followed", receipt=token, _external=True) if reported else None
    page = render(
        "deviations/received.html", municipality_name=municipality.name, reported=reported, follow=follow, again=again
    )
    return _unreferred(page)


@blueprint.get("/report/followed/<receipt>")
@open_to_all
@nameless
def followed(receipt: str) -> Answer:
    """Show who reported without an account their number, the day, and where it stands; nothing else."""
    with database().reading() as session:
        reported = found(queries.followed(session, digest(receipt)))
    stands = progress(stage_of(reported))
    return _unreferred(render("deviations/followed.html", reported=reported, progress=stands))


def _received(form: OpenReportForm, address: str) -> AnyResponse:
    """Take a report and lead to its receipt; the token that leads back is kept by the browser alone."""
    location, key = url_for(".received", form_address=address), form.submit_key.data or ""
    values = form.said()
    area_id = values.pop("unit_id")
    try:
        with database().transaction(REPORTER, "deviation:report_openly") as session:
            check_unspent(session, key, NOBODY)
            municipality = _opened(session, address)
            unit = session.get_one(Unit, area_id) if area_id else municipality
            ip = request.remote_addr or ""
            _, token = service.report_openly(session, municipality, unit, ip, secret=_secret(), now=now(), **values)
            spend(session, key, NOBODY, location, now())
    except AlreadySubmitted as twice:
        return redirect(twice.location, 303)
    browser[RECEIPT] = token
    return redirect(location, 303)


def _form_page(form: OpenReportForm, municipality: Unit, directions: Mapping[About, Directions]) -> str:
    say = words()
    return render(
        "deviations/report.html",
        form=form,
        groups=[(None, form.questions())],
        errors=form.error_list(),
        title=say("open_form.report_title", municipality=municipality.name),
        intro=say("deviation.report_intro"),
        submit_label=say("deviation.report_submit"),
        directions=directions,
        layout=LAYOUT,
        without_account=True,
    )


def _managed(session: Session) -> Unit:
    return found(queries.managed(session, me().access, me().tenant_id))


def _opened(session: Session, address: str) -> Unit:
    """Return the municipality that an address belongs to; one that is wrong, old or closed is not there."""
    secret = _secret()
    forms = [form for form in queries.open_forms(session) if is_address(address, secret, form.unit_id, form.generation)]
    return session.get_one(Unit, found(forms[0].unit_id if forms else None))


def _address(form: OpenForm) -> str:
    address = address_of(_secret(), form.unit_id, form.generation)
    return url_for(".report_openly", form_address=address, _external=True)


def _secret() -> str:
    return str(current_app.secret_key)


def _unreferred(page: str) -> Response:
    """Return a page whose address, which is a secret, is told to no other."""
    answer = make_response(page)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
