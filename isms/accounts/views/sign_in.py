"""The doors of sign-in: in and out, one's password, sessions and language, and links for others."""

import math
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Response, make_response, redirect, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm import Session
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response as AnyResponse

from isms.accounts import login, queries, rules, secrets, service, signed
from isms.accounts.confirming import count_attempt, password_refusals, wait_refusal
from isms.accounts.forms import ChangePasswordForm, SetPasswordForm, SignInForm
from isms.accounts.models import PasswordLink
from isms.accounts.views.blueprint import blueprint
from isms.kernel.refusal import Refusal, Refused, refuse
from isms.kernel.seal.collector import Actor
from isms.kernel.tables import Base, audited_tables
from isms.kernel.vocabulary import Tone
from isms.kernel.web.doors import (
    assembly,
    database,
    flash,
    found,
    is_api,
    may_be_held,
    me,
    now,
    open_to_all,
    requires,
    signed_in,
    signed_in_only,
    today,
    words,
)
from isms.kernel.web.forms import HIDDEN
from isms.kernel.web.pages import form_page, render
from isms.kernel.web.security import SAFE_METHODS, error_page, explain_forgery
from isms.kernel.words import LANGUAGES
from isms.organisation import queries as organisation
from isms.organisation import service as organisation_service
from isms.organisation.models import Person
from isms.organisation.vocabulary import Language
from isms.organisation.vocabulary import Permission as OrganisationPermission

LANGUAGE_LIFETIME = timedelta(days=400)


@blueprint.app_errorhandler(401)
def ask_for_sign_in(_error: Unauthorized) -> AnyResponse | tuple[str, int]:
    """Ask a stranger to sign in; what they have sent is held for the one whose session has ended.

    A program is told to bear a token.
    """
    if is_api():
        return error_page(401)
    if request.method in SAFE_METHODS:
        target = request.full_path if request.query_string else request.path
        return redirect(url_for("accounts.sign_in", next=None if target == "/" else target), 303)
    return _ask_writer(login.last_person_id())


@blueprint.app_errorhandler(CSRFError)
def ask_whose_form(error: CSRFError) -> AnyResponse | tuple[str, int]:
    """Give a form whose page is older than the browser's session back to the one for whom the page was made.

    Nothing is saved, and nobody else sees it: a stranger is asked to sign in, as when a session has ended.
    """
    login.recognise()
    who, writer, form = signed_in(), signed.writer(), signed.sent()
    if writer is None or form is None:
        return explain_forgery(error)
    if who is None:
        return _ask_writer(writer)
    if who.person_id != writer:
        return error_page(403, words()("error.other_writer"))
    return _held_page(form), 400


def _ask_writer(person_id: int | None) -> tuple[str, int]:
    """Ask for sign-in, and hold what was sent for a person."""
    form = SignInForm(formdata=None)
    form.held.data = signed.hold(person_id, now()) if person_id and may_be_held() else None
    return _sign_in_page(form, note="sign_in.held" if form.held.data else "sign_in.ended"), 401


@blueprint.route("/sign-in", methods=["GET", "POST"])
@open_to_all
def sign_in() -> AnyResponse | tuple[str, int]:
    """Sign in."""
    if signed_in():
        return redirect("/", 303)
    form = SignInForm(next=request.args.get("next", "")) if request.method == "GET" else SignInForm()
    if request.method == "GET":
        return _sign_in_page(form), 200
    if not form.validate():
        return _sign_in_page(form), 422
    account, password = str(form.email.data).lower(), str(form.password.data)
    with database().reading() as session:
        candidate = queries.candidate(session, account)
    mark = signed.device_mark(candidate.person_id, login.arrangement().public) if candidate else None
    wait = count_attempt(account, mark)
    if wait > timedelta(0):
        return _asked_to_wait(form, wait)
    matches = secrets.matches(candidate.encoded if candidate else None, password)
    if candidate is None or not matches or candidate.deactivated_on is not None:
        form.take([Refusal("sign_in.wrong")])
        return _sign_in_page(form), 422
    return _let_in(candidate.person_id, account, mark, form)


def _let_in(person_id: int, account: str, mark: str | None, form: SignInForm) -> Response:
    with database().transaction(Actor("person", str(person_id)), "account:sign_in") as session:
        agent = request.user_agent.string
        token = service.sign_in(session, person_id, agent, login.arrangement().lifetimes, now())
        service.forget_attempts(session, account, request.remote_addr or "", mark)
    login.begin(token)
    held = signed.held(form.held.data or "", person_id, now())
    target = form.next.data or "/"
    answer = make_response(_held_page(held) if held else redirect(target if rules.is_own_path(target) else "/", 303))
    signed.mark_device(answer, person_id, mark, login.arrangement().public)
    return answer


def _held_page(held: signed.Held) -> str:
    texts = [(_label(name, held.action), value) for name, value in held.fields if name not in HIDDEN and value]
    return render("held.html", action=held.action, fields=held.fields, texts=texts)


def _label(name: str, action: str) -> str:
    """Return what a field is called: as a column of the record that the address names, or of any other."""
    say = words()
    tables = [table.name for table in audited_tables(Base.metadata) if name in table.columns]
    tables.sort(key=lambda table: table not in action)
    return next((say(key) for table in tables if (key := f"{table}.{name}") in say), name)


def _asked_to_wait(form: SignInForm, wait: timedelta) -> Response:
    form.take([wait_refusal(wait)])
    answer = make_response(_sign_in_page(form), 429)
    answer.headers["Retry-After"] = str(math.ceil(wait.total_seconds()))
    return answer


def _sign_in_page(form: SignInForm, note: str | None = None) -> str:
    return render("accounts/sign_in.html", form=form, errors=form.error_list(), note=note)


@blueprint.post("/sign-out")
@open_to_all
def sign_out() -> AnyResponse:
    """Sign out."""
    who, session_id = signed_in(), login.own_session_id()
    if who and session_id:
        with database().transaction(who.actor, "account:sign_out") as session:
            service.sign_out(session, who.person_id, session_id, now())
        login.end()
    return redirect(url_for("accounts.sign_in"), 303)


@blueprint.route("/set-password/<token>", methods=["GET", "POST"])
@open_to_all
def set_password(token: str) -> AnyResponse:
    """Set a password by a link."""
    with database().reading() as session:
        link = found(queries.link_by_token(session, secrets.digest(token)))
        refusals = service.link_refusals(session, link, now())
        link_id, person_id = link.id, link.person_id
        email = session.get_one(Person, person_id).email
    if refusals:
        return error_page(404, words()(refusals[0].because))
    form = SetPasswordForm()
    if request.method == "POST" and form.validate():
        try:
            _set_password(link_id, person_id, str(form.password.data))
        except Refused as no:
            form.take(no.refusals)
        else:
            flash("password.set")
            return redirect(url_for("accounts.sign_in"), 303)
    errors = form.error_list()
    page = render("accounts/set_password.html", form=form, errors=errors, email=email)
    answer = make_response(page, 422 if errors else 200)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _set_password(link_id: int, person_id: int, password: str) -> None:
    with database().transaction(Actor("person", str(person_id)), "account:set_password") as session:
        service.set_password(session, session.get_one(PasswordLink, link_id), password, now())


@blueprint.get("/account")
@signed_in_only
def show() -> str:
    """Show one's own account."""
    with database().reading() as session:
        person = session.get_one(Person, me().person_id)
        return render(
            "accounts/account.html",
            person=person,
            sessions=queries.live_sessions_of(session, person.id, login.arrangement().lifetimes, now()),
            own_session_id=login.own_session_id(),
        )


@blueprint.route("/account/password", methods=["GET", "POST"])
@signed_in_only
def change_password() -> AnyResponse | tuple[str, int]:
    """Change one's password."""
    form = ChangePasswordForm()
    wrong = list(password_refusals(form.current.data, "current")) if request.method == "POST" else []
    renewed: list[str] = []

    def save(session: Session) -> Person:
        refuse(wrong)
        person = session.get_one(Person, me().person_id)
        token = service.change_password(session, person, str(form.password.data), login.own_session_id(), now())
        renewed.extend([token] if token else [])
        return person

    answer = form_page(
        form,
        title="password.change.title",
        intro="password.change.intro",
        submit="password.change.submit",
        action="account:change_password",
        groups=[(None, ["current", "password", "repeated"])],
        save=save,
        done=lambda _: url_for("accounts.show"),
        cancel=url_for("accounts.show"),
    )
    if renewed and isinstance(answer, AnyResponse):
        login.renew(renewed[0])
        flash("password.changed")
    return answer


@blueprint.post("/account/sessions/<int:session_id>/end")
@signed_in_only
def end_session(session_id: int) -> AnyResponse:
    """End one of one's sessions."""
    with database().transaction(me().actor, "account:end_session") as session:
        service.end_session(session, found(queries.session_of(session, me().person_id, session_id)), now())
    flash("session.ended")
    return redirect(url_for("accounts.show"), 303)


@blueprint.post("/account/sessions/end-others")
@signed_in_only
def end_other_sessions() -> AnyResponse:
    """End every other session of one's own."""
    with database().transaction(me().actor, "account:end_other_sessions") as session:
        service.end_other_sessions(session, me().person_id, login.own_session_id(), now())
    flash("session.others_ended")
    return redirect(url_for("accounts.show"), 303)


@blueprint.post("/language")
@open_to_all
def choose_language() -> AnyResponse:
    """Choose the language of the pages, for oneself or, signed out, for this browser."""
    chosen = request.form.get("language", "")
    answer = redirect(_page_before(), 303)
    if chosen not in LANGUAGES:
        return answer
    if who := signed_in():
        with database().transaction(who.actor, "person:choose_language") as session:
            person = session.get_one(Person, who.person_id)
            organisation_service.choose_language(session, person, Language(chosen))
    answer.set_cookie(
        "language",
        chosen,
        max_age=LANGUAGE_LIFETIME,
        secure=login.arrangement().public,
        httponly=True,
        samesite="Lax",
    )
    return answer


def _page_before() -> str:
    """Return the page of ours that a form was sent from, or the front page."""
    before = urlsplit(request.referrer or "")
    target = f"{before.path}?{before.query}" if before.query else before.path
    return target if before.netloc == request.host and rules.is_own_path(target) else "/"


@blueprint.post("/people/<int:person_id>/invite")
@requires(OrganisationPermission.PERSON_MANAGE)
def invite(person_id: int) -> AnyResponse | str:
    """Make a link with which somebody sets their password, and show it once."""
    try:
        with database().transaction(me().actor, "account:invite") as session:
            person = found(queries.person_to_invite(session, me().access, person_id))
            access = organisation.access_of(session, person_id, assembly().matrix, today())
            reaches = all(
                me().access.allows_at(OrganisationPermission.PERSON_MANAGE, holding.path) for holding in access.holdings
            )
            token = service.make_link(session, person, now(), reaches=reaches)
    except Refused as no:
        for refusal in no.refusals:
            flash(refusal.because, Tone.DANGER, **refusal.values)
        return redirect(f"/people/{person_id}", 303)
    return render(
        "accounts/invite.html",
        person=person,
        link=url_for("accounts.set_password", token=token, _external=True),
        expires_at=now() + rules.LINK_LIFETIME,
    )
