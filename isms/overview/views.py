"""The doors of the overview: the home page, and the log in sentences."""

import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, Response, request, url_for
from sqlalchemy.orm import Session

from isms.kernel.deadlines import deadline_state
from isms.kernel.moments import moment_of
from isms.kernel.pack.making import Order, make_pack
from isms.kernel.refusal import Refused
from isms.kernel.register.columns import ME, Source
from isms.kernel.register.query import Wish, counts
from isms.kernel.tables import Base
from isms.kernel.vocabulary import Tone
from isms.kernel.web.access_log import POSITION, SHA256
from isms.kernel.web.doors import Me, assembly, database, found, me, now, requires, signed_in_only, today, words
from isms.kernel.web.history import Sentence, tenant_sentences
from isms.kernel.web.pages import render
from isms.kernel.web.registers import add_register, chunks
from isms.organisation.queries import unit_for
from isms.organisation.vocabulary import Permission as OrganisationPermission
from isms.overview import queries
from isms.overview.forms import PackForm
from isms.portfolio.vocabulary import Permission as PortfolioPermission
from isms.portfolio.vocabulary import RatingState
from isms.reviews.rules import period_of, read_period
from isms.reviews.service import term
from isms.reviews.vocabulary import Permission as ReviewPermission
from isms.risk.vocabulary import AcceptanceState

blueprint = Blueprint("overview", __name__)
add_register(blueprint, "access_log", OrganisationPermission.AUDIT_READ, path="/audit/access")

CHANGES_AT_HOME = 8
CHANGES_ON_A_PAGE = 100

SIGN_IN = ("sign_in_session", "password_link", "credential")
"""Tables whose changes the log tells and the home page leaves out: who has signed in is no news."""

WAITING = (
    ("running_clocks", "/deviations?clock=running", Tone.DANGER),
    ("ownerless", "/systems?owner=none", Tone.DANGER),
    ("left_behind", "/handovers", Tone.DANGER),
    ("unrated", f"/systems?rating={RatingState.MISSING}", Tone.DANGER),
    ("rating_expired", f"/systems?rating={RatingState.EXPIRED}", Tone.WARNING),
    ("high_risks", "/risks?residual_level=high", Tone.DANGER),
    ("overdue_actions", "/actions?deadline=overdue", Tone.DANGER),
    ("overdue_deviations", "/deviations?deadline=overdue", Tone.DANGER),
    ("questioned_assessments", "/assessments?change=open", Tone.WARNING),
    ("assessments_in_review", "/assessments?status=in_review", Tone.NEUTRAL),
    ("open_deviations", "/deviations?status=open", Tone.NEUTRAL),
)
"""What somebody may have to look after: figure, where its list is, and how loud it is."""

DECISIONS = (
    ("awaits_me", "awaits", ME, Tone.WARNING),
    ("lapsed", "acceptance", AcceptanceState.LAPSED.value, Tone.DANGER),
)
"""Which risks somebody must decide on: name, filter and value of the register of risks, and how loud it is."""


@blueprint.get("/")
@signed_in_only
def home() -> str:
    """Show what waits for the person: first in a sentence, then where, then what falls due."""
    who = me()
    reads = who.access.allows(PortfolioPermission.SYSTEM_READ)
    with database().reading() as session:
        areas = queries.areas(session, who.access, today()) if reads else []
        own = queries.mine(session, who.person_id)
        due = queries.due(session, who.access, today())
        changes = _changes(session, who, CHANGES_AT_HOME, without=SIGN_IN)
        latest = queries.latest_review(session, who.access)
        others = queries.waiting(session, who.access, assembly().belongings, today())
        decisions = _decisions(session, who)
    waiting = [*decisions, *_waiting({**queries.total(areas).figures, **others})]
    return render(
        "overview/home.html",
        today=today(),
        areas=areas,
        total=queries.total(areas),
        own=own,
        due=[(item, deadline_state(item.due_on, today())) for item in due],
        waiting=waiting,
        changes=changes,
        latest=latest,
        latest_term=term(words(), read_period(latest.period)) if latest else None,
        next_ends_on=period_of(today()).ends_on,
        reads_reviews=who.access.allows(ReviewPermission.REVIEW_READ),
        may_read_log=who.access.allows(OrganisationPermission.AUDIT_READ),
        reads=reads,
    )


@blueprint.get("/audit")
@requires(OrganisationPermission.AUDIT_READ)
def audit() -> str:
    """Show the newest changes of the municipality, in sentences."""
    with database().reading() as session:
        changes = _changes(session, me(), CHANGES_ON_A_PAGE)
    return render("overview/audit.html", changes=changes)


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


def _changes(session: Session, who: Me, limit: int, *, without: Sequence[str] = ()) -> Sequence[Sentence]:
    if not who.access.allows(OrganisationPermission.AUDIT_READ):
        return []
    return tenant_sentences(session, words(), who.tenant_id, limit, without=without)


def _decisions(session: Session, who: Me) -> list[dict[str, Any]]:
    """Return which lists of risks wait for a decision: the person's own, and those whose acceptance is over."""
    risks = assembly().registers["risks"]
    wishes = [Wish(filters={key: value}) for _, key, value, _ in DECISIONS]
    numbers = counts(session, risks, Source(today()), who.access, wishes)
    return [
        {"text": words().plural(f"home.{name}", number), "href": f"/risks?{key}={value}", "tone": tone}
        for (name, key, value, tone), number in zip(DECISIONS, numbers, strict=True)
        if number
    ]


def _waiting(figures: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {"text": words().plural(f"home.{name}", figures[name]), "href": href, "tone": tone}
        for name, href, tone in WAITING
        if figures.get(name)
    ]
