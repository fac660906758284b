"""The doors of the home page and of the log in sentences."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from isms.actions.vocabulary import Permission as ActionPermission
from isms.attestations.vocabulary import AttestationState
from isms.deviations.vocabulary import Permission as DeviationPermission
from isms.health.queries.areas import Stood, facts_of, model_of, stood, worst_first
from isms.health.views.areas import row_of, rows_of, sentences
from isms.health.vocabulary import HealthStatus
from isms.health.vocabulary import Permission as HealthPermission
from isms.kernel.clock import end_of
from isms.kernel.deadlines import deadline_state
from isms.kernel.moments import position_at
from isms.kernel.register.columns import ME, Source
from isms.kernel.register.query import Wish, counts
from isms.kernel.vocabulary import Tone
from isms.kernel.web.doors import Me, assembly, database, me, now, requires, signed_in_only, today, words
from isms.kernel.web.history import headlines, tenant_sentences
from isms.kernel.web.pages import render
from isms.organisation.rules.periods import last_end, read_period
from isms.organisation.vocabulary import Permission as OrganisationPermission
from isms.overview.queries import home as queries
from isms.overview.queries import meetings
from isms.overview.queries.changes import PAGES, readable
from isms.overview.views.blueprint import blueprint
from isms.portfolio.vocabulary import Permission as PortfolioPermission
from isms.portfolio.vocabulary import RatingState
from isms.reviews.models import Meeting
from isms.reviews.service import term
from isms.risk.vocabulary import AcceptanceState
from isms.risk.vocabulary import Permission as RiskPermission

CHANGES_AT_HOME = 8
CHANGES_ON_A_PAGE = 100
FLAGGED_AT_HOME = 5

NEWS_LASTS = timedelta(days=30)
"""How long a change is news."""

WAITING = (
    ("to_attest", "/attestations/mine", Tone.WARNING),
    ("left_behind", "/handovers", Tone.DANGER),
    ("late_attestations", f"/attestations?state={AttestationState.OVERDUE}", Tone.DANGER),
    ("questioned_assessments", "/assessments?change=open", Tone.WARNING),
    ("assessments_in_review", "/assessments?status=in_review", Tone.NEUTRAL),
)
"""What waits for the person, as the rooms count it: figure, where its list is, and how loud it is."""

MATTERS = (
    ("running_clocks", "/deviations?clock=running", Tone.DANGER, DeviationPermission.DEVIATION_HANDLE),
    ("ownerless", "/systems?owner=none", Tone.DANGER, PortfolioPermission.SYSTEM_CHANGE),
    ("unrated", f"/systems?rating={RatingState.MISSING}", Tone.DANGER, PortfolioPermission.SYSTEM_RATE),
    ("rating_expired", f"/systems?rating={RatingState.EXPIRED}", Tone.WARNING, PortfolioPermission.SYSTEM_RATE),
    ("high_risks", "/risks?residual_level=high", Tone.DANGER, RiskPermission.RISK_ASSESS),
    ("overdue_actions", "/actions?deadline=overdue", Tone.DANGER, ActionPermission.ACTION_CHANGE),
    ("overdue_deviations", "/deviations?deadline=overdue", Tone.DANGER, DeviationPermission.DEVIATION_HANDLE),
    ("open_deviations", "/deviations?status=open", Tone.NEUTRAL, DeviationPermission.DEVIATION_HANDLE),
)
"""What is the matter in all a person reads, likewise, and what one must hold there for it to be theirs to do."""

DECISIONS = (
    ("awaits_me", "awaits", ME, Tone.WARNING),
    ("lapsed", "acceptance", AcceptanceState.LAPSED.value, Tone.DANGER),
)
"""Which risks somebody must decide on: name, filter and value of the register of risks, and how loud it is."""


@blueprint.get("/")
@signed_in_only
def home() -> str:
    """Show what waits for the person: red flags first, then what else, then how all of it stands and what falls due."""
    who = me()
    with database().reading() as session:
        reads = who.access.allows(PortfolioPermission.SYSTEM_READ)
        numbers = queries.totals(session, who.access, today()) if reads else {}
        numbers |= queries.waiting(session, who.access, assembly().belongings, today())
        theirs, others = _matters(who, numbers)
        waiting = [*_meetings(session, who), *_decisions(session, who), *_items(WAITING, numbers), *theirs]
        health = _health(session, who) if who.access.allows(HealthPermission.HEALTH_READ) else None
        own = queries.mine(session, who.person_id)
        due = queries.due(session, who.access, today())
        changes = _news(session, who) if reads else []
        coming = meetings.next_meeting(session, who.access)
        answered = meetings.answered(session, coming.unit.path) if coming else None
        latest = queries.latest_review(session, who.access)
    flags = len(health["flagged"]) + health["more"] if health else 0
    return render(
        "overview/home.html",
        today=today(),
        title=_title(flags, len(waiting)),
        health=health,
        own=own,
        due=[(item, deadline_state(item.due_on, today())) for item in due],
        waiting=waiting,
        matters=others,
        changes=changes,
        coming=coming,
        coming_days=_days(coming, today()) if coming else [],
        answered=answered,
        latest=latest,
        latest_term=term(words(), read_period(latest.period)) if latest else None,
        may_read_log=who.access.allows(OrganisationPermission.AUDIT_READ),
        may_register=who.access.allows(PortfolioPermission.SYSTEM_CHANGE),
        reads=reads,
    )


@blueprint.get("/audit")
@requires(OrganisationPermission.AUDIT_READ)
def audit() -> str:
    """Show the newest changes of the municipality, in sentences."""
    with database().reading() as session:
        changes = tenant_sentences(session, words(), me().tenant_id, CHANGES_ON_A_PAGE)
    return render("overview/audit.html", changes=changes)


def _news(session: Session, who: Me) -> list[dict[str, Any]]:
    """Return the newest change of each of the records changed last, of those a person reads, with its page."""
    since = position_at(session, now() - NEWS_LASTS)
    told = headlines(session, words(), readable(who.access), since=since, limit=CHANGES_AT_HOME)
    return [{"said": one, "href": f"/{PAGES[one.record[0]]}/{one.record[1]}"} for one in told]


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


def _matters(who: Me, figures: Mapping[str, int]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return what is the matter: what the person handles wherever they read of it, and what others see to."""
    read = who.access.paths(PortfolioPermission.SYSTEM_READ)
    handles = {permission: all(who.access.allows_at(permission, path) for path in read) for *_, permission in MATTERS}
    theirs = [matter[:3] for matter in MATTERS if handles[matter[3]]]
    return _items(theirs, figures), _items([m[:3] for m in MATTERS if not handles[m[3]]], figures)


def _items(told: Sequence[tuple[str, str, Tone]], figures: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {"text": words().plural(f"home.{name}", figures[name]), "href": href, "tone": tone}
        for name, href, tone in told
        if figures.get(name)
    ]


def _title(flags: int, waiting: int) -> str:
    say = words()
    if flags and waiting:
        return say(
            "home.flags_and_things", flags=say.plural("home.flags", flags), things=say.plural("home.wait", waiting)
        )
    if flags:
        return say.plural("home.flags", flags)
    return say.plural("home.things_wait", waiting) if waiting else say("home.nothing_waits")


def _meetings(session: Session, who: Me) -> list[dict[str, Any]]:
    """Return which meetings wait for the person's own word: a signature, or what is said of an area."""
    say = words()
    signing = [
        {
            "text": say("home.to_sign", unit=meeting.unit.name),
            "href": url_for("reviews.sign", meeting_id=meeting.id),
            "tone": Tone.WARNING,
        }
        for meeting in meetings.to_sign(session, who.access)
    ]
    stating = [
        {
            "text": say("home.to_state", area=area.name),
            "href": url_for("reviews.state_area", meeting_id=meeting.id, unit_id=area.id),
            "tone": Tone.WARNING,
        }
        for meeting, area in meetings.to_state(session, who.access)
    ]
    return [*signing, *stating]


def _health(session: Session, who: Me) -> dict[str, Any] | None:
    """Return how the systems a person reads stand, by area and since the last third of a year; None without any."""

    def mine(unit: Any) -> Any:
        return who.access.within(HealthPermission.HEALTH_READ, unit.c.path)

    since = last_end(today())
    systems = stood(session, Source(today()), mine, with_facts=False)
    if not systems:
        return None
    then = stood(session, Source(since, position_at(session, end_of(since))), mine, with_facts=False)
    model = model_of(session, systems)
    flagged: list[Stood] = worst_first(each for each in systems if each.flags)
    shown = flagged[:FLAGGED_AT_HOME]
    facts = facts_of(session, [each.member.ref.id for each in shown]) if shown else {}
    rows = rows_of(systems, then, model)
    return {
        "whole": row_of("", words()("health.whole"), systems, then, model),
        "rows": rows,
        "scale": max(row.area.total for row in rows),
        "since": since,
        "gained": _wanted(systems) - _wanted(then) if then else None,
        "flagged": [(each, sentences(facts[each.member.ref.id], model)) for each in shown],
        "more": len(flagged) - len(shown),
    }


def _wanted(systems: Sequence[Stood]) -> int:
    return sum(each.member.status == HealthStatus.WANTED for each in systems)


def _days(meeting: Meeting, day: date) -> Sequence[tuple[date, str, str]]:
    """Return the days of a meeting: each with its label key, and whether it is past, the meeting's own or to come."""
    planned = (
        (meeting.collects_on, "home.collects"),
        (meeting.freezes_on, "home.freezes"),
        (meeting.sends_on, "home.sends"),
        (meeting.meets_on, "home.meets"),
    )
    return [(on, label, "done" if on < day else "next") for on, label in planned]
