"""The doors of the API's tokens: one's own, made and shown once, and those of others for who looks after them."""

from flask import request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from isms.accounts import queries, service
from isms.accounts.confirming import password_refusals
from isms.accounts.forms import MakeTokenForm, WithdrawOwnTokenForm, WithdrawTokenForm
from isms.accounts.models import ApiToken
from isms.accounts.rules import token_state
from isms.accounts.views.blueprint import blueprint
from isms.accounts.vocabulary import Permission, TokenScope
from isms.kernel.refusal import refuse
from isms.kernel.web.doors import assembly, database, flash, found, me, requires, signed_in_only, today, words
from isms.kernel.web.pages import form_page, render
from isms.organisation.models import Person

Answer = str | AnyResponse | tuple[str, int]


@blueprint.get("/account/tokens")
@signed_in_only
def tokens() -> Answer:
    """Show one's own tokens."""
    with database().reading() as session:
        mine = queries.tokens_of(session, me().person_id, today())
        may_make = bool(_scopes(session))
    return render("accounts/tokens.html", tokens=mine, may_make=may_make, state=_state)


@blueprint.route("/account/tokens/make", methods=["GET", "POST"])
@signed_in_only
def make_token() -> Answer:
    """Make a token, and show it once."""
    form = MakeTokenForm()
    with database().reading() as session:
        scopes = found(_scopes(session) or None)
    form.scope.offer([(scope, words()(scope.label)) for scope in scopes])
    wrong = list(password_refusals(form.password.data, "password")) if request.method == "POST" else []
    made: list[str] = []

    def save(session: Session) -> None:
        refuse(wrong)
        person = session.get_one(Person, me().person_id)
        said = {"name": form.name.data, "scope": form.scope.data, "last_on": form.last_on.data}
        made.append(service.make_token(session, person, today=today(), **said))

    answer = form_page(
        form,
        title="api_token.make",
        intro="api_token.make_intro",
        action="api_token:make",
        submit="api_token.make",
        save=save,
        done=lambda _: url_for(".tokens"),
        cancel=url_for(".tokens"),
    )
    if made and isinstance(answer, AnyResponse):
        return render("accounts/token_made.html", token=made[0], name=form.name.data, last_on=form.last_on.data)
    return answer


@blueprint.route("/account/tokens/<int:own_token_id>/withdraw", methods=["GET", "POST"])
@signed_in_only
def withdraw_own_token(own_token_id: int) -> Answer:
    """Withdraw one of one's own tokens."""

    def load(session: Session) -> ApiToken:
        return found(queries.own_token(session, me().person_id, own_token_id))

    form = WithdrawOwnTokenForm()
    with database().reading() as session:
        name = load(session).name
    answer = form_page(
        form,
        title=("api_token.withdraw_title", {"name": name}),
        intro="api_token.withdraw_intro",
        action="api_token:withdraw",
        submit="api_token.withdraw",
        save=lambda session: service.withdraw_token(session, load(session), form.because.data, today()),
        done=lambda _: url_for(".tokens"),
        cancel=url_for(".tokens"),
    )
    return _told(answer, name)


@blueprint.get("/tokens")
@requires(Permission.TOKEN_READ)
def all_tokens() -> Answer:
    """Show the tokens of everybody one looks after."""
    with database().reading() as session:
        theirs = queries.tokens_within(session, me().access, today())
    may_withdraw = me().access.allows(Permission.TOKEN_WITHDRAW)
    return render("accounts/all_tokens.html", tokens=theirs, may_withdraw=may_withdraw, state=_state)


@blueprint.route("/tokens/<int:token_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.TOKEN_WITHDRAW)
def withdraw_token(token_id: int) -> Answer:
    """Withdraw somebody's token, with a reason."""

    def load(session: Session) -> ApiToken:
        return found(queries.token_to_withdraw(session, me().access, token_id))

    form = WithdrawTokenForm()
    with database().reading() as session:
        shown = load(session)
        name, holder = shown.name, shown.person.name
    answer = form_page(
        form,
        title=("api_token.withdraw_title", {"name": name}),
        intro=("api_token.withdraw_theirs_intro", {"holder": holder}),
        action="api_token:withdraw",
        submit="api_token.withdraw",
        save=lambda session: service.withdraw_token(session, load(session), form.because.data, today()),
        done=lambda _: url_for(".all_tokens"),
        cancel=url_for(".all_tokens"),
    )
    return _told(answer, name)


def _scopes(session: Session) -> list[TokenScope]:
    """Return what who asks may make a token for: what they may do themselves."""
    return [TokenScope(scope) for scope, may in assembly().scopes.items() if may(session, me().access)]


def _state(token: ApiToken) -> object:
    return token_state(last_on=token.last_on, withdrawn_on=token.withdrawn_on, today=today())


def _told(answer: AnyResponse | tuple[str, int], name: str) -> Answer:
    if isinstance(answer, AnyResponse) and answer.status_code == 303:
        flash("api_token.withdrawn", name=name)
    return answer
