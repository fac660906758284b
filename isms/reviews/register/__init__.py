"""The registers of reviews and of what they have decided, and the column it offers the auditor's risk register."""

from sqlalchemy import FromClause, func, select

from isms.actions.models import Action
from isms.actions.vocabulary import ActionStatus
from isms.kernel.formats import print_date
from isms.kernel.register.columns import Column, Expression, Join, Register, Source
from isms.kernel.register.gathered import Values, day_field, gathered, listed
from isms.kernel.register.kinds import CODE, DATE, INSTANT, INTEGER, LINES, TEXT, Kind, choice
from isms.kernel.words import Words
from isms.organisation.models import Person, Unit
from isms.reviews.models import Decision, Meeting, Review
from isms.reviews.register.meetings import MEETINGS
from isms.reviews.vocabulary import Permission
from isms.risk.models import Scenario, ScenarioAction

UNIT = Join("unit", lambda s: s(Unit), lambda s: s(Review).c.unit_id == s(Unit).c.id)

REVIEWS = Register(
    name="reviews",
    model=Review,
    permission=Permission.REVIEW_READ,
    joins=(UNIT,),
    scope=lambda s, access: access.within(Permission.REVIEW_READ, s(Unit).c.path),
    scope_needs=("unit",),
    order=lambda s: (s(Review).c.ends_on.desc(), s(Unit).c.kind, s(Unit).c.name_key, s(Review).c.id),
    order_needs=("unit",),
    search=lambda s: s(Review).c.search_text,
    columns=(
        Column(
            "unit_name",
            "review.unit_id",
            lambda s: s(Unit).c.name,
            TEXT,
            needs=("unit",),
            sort=lambda s: s(Unit).c.name_key,
            href=lambda s: s(Review).c.id,
            href_prefix="/reviews/",
        ),
        Column("code", "review.code", lambda s: s(Review).c.code, CODE, sort=lambda s: s(Review).c.code_key),
        Column("period", "review.period", lambda s: s(Review).c.period, TEXT, filter=True),
        Column("ends_on", "review.ends_on", lambda s: s(Review).c.ends_on, DATE),
        Column("prepared_at", "review.prepared_at", lambda s: s(Review).c.prepared_at, INSTANT),
        Column("position", "review.position", lambda s: s(Review).c.position, INTEGER, shown=False),
        Column("unit_code", "review.unit_code", lambda s: s(Unit).c.code, CODE, needs=("unit",), only_export=True),
    ),
)

MEETING = Join("meeting", lambda s: s(Meeting), lambda s: s(Decision).c.meeting_id == s(Meeting).c.id)
REVIEW = Join("review", lambda s: s(Review), lambda s: s(Decision).c.review_id == s(Review).c.id)
PLACE = Join(
    "unit",
    lambda s: s(Unit),
    lambda s: s(Unit).c.id == func.coalesce(s(Meeting).c.unit_id, s(Review).c.unit_id),
    ("meeting", "review"),
)
ACTION = Join("action", lambda s: s(Action), lambda s: s(Decision).c.action_id == s(Action).c.id)
OWNER = Join("owner", lambda s: s(Person), lambda s: s(Action).c.owner_id == s(Person).c.id, ("action",))
BOTH = ("meeting", "review")


def _either(meeting: str, review: str) -> Expression:
    return lambda s: func.coalesce(s(Meeting).c[meeting], s(Review).c[review])


def _column(key: str, label: str, value: Expression, kind: Kind, *needs: str, public: bool = False) -> Column:
    return Column(key, label, value, kind, needs=needs, public=public)


DECISIONS = Register(
    name="review_decisions",
    model=Decision,
    permission=Permission.REVIEW_READ,
    joins=(MEETING, REVIEW, PLACE, ACTION, OWNER),
    scope=lambda s, access: access.within(Permission.REVIEW_READ, s(Unit).c.path),
    scope_needs=("unit",),
    order=lambda s: (s(Decision).c.decided_on.desc(), s(Unit).c.name_key, s(Decision).c.id),
    order_needs=("unit",),
    columns=(
        _column("unit", "review.unit_id", lambda s: s(Unit).c.name, TEXT, "unit", public=True),
        _column("code", "review.code", _either("code", "code"), CODE, *BOTH, public=True),
        _column("period", "review.period", _either("period", "period"), TEXT, *BOTH, public=True),
        _column("number", "decision.number", lambda s: s(Decision).c.number, INTEGER, public=True),
        _column("decided_on", "decision.decided_on", lambda s: s(Decision).c.decided_on, DATE, public=True),
        _column("text", "decision.text", lambda s: s(Decision).c.text, LINES),
        _column("action", "decision.action_id", lambda s: s(Action).c.code, CODE, "action", public=True),
        _column("owner", "action.owner_id", lambda s: s(Person).c.name, TEXT, "owner"),
        _column("due_on", "action.due_on", lambda s: s(Action).c.due_on, DATE, "action", public=True),
        _column("status", "action.status", lambda s: s(Action).c.status, choice(ActionStatus), "action", public=True),
    ),
)
"""One row per decision, of meetings, and of period reviews from before meetings decided."""

REGISTERS = (REVIEWS, MEETINGS, DECISIONS)


def decisions_by_risk(source: Source) -> FromClause:
    """Return per risk the decisions that are followed up by its actions."""

    def build(s: Source) -> FromClause:
        decision, review, meeting, link = s(Decision), s(Review), s(Meeting), s(ScenarioAction)
        told = gathered(decision.c.decided_on, func.coalesce(meeting.c.code, review.c.code), decision.c.text)
        return (
            select(link.c.scenario_id.label("key"), told.label("told"))
            .select_from(
                decision.join(link, (link.c.action_id == decision.c.action_id) & link.c.withdrawn_on.is_(None))
                .outerjoin(review, review.c.id == decision.c.review_id)
                .outerjoin(meeting, meeting.c.id == decision.c.meeting_id)
            )
            .group_by(link.c.scenario_id)
            .subquery("decisions_by_risk")
        )

    return source.once("decisions_by_risk", build)


def _told(decision: Values, words: Words) -> str:
    return f"{print_date(decision['decided_on'], words.language)}, {decision['review']}: {decision['text']}"


OFFERED = {
    "risk_register": (
        (
            Column(
                "reviews",
                "risk_register.reviews",
                lambda s: decisions_by_risk(s).c.told,
                listed(_told, decided_on=day_field, review=str, text=str),
                needs=("decisions",),
                shown=False,
            ),
        ),
        (Join("decisions", decisions_by_risk, lambda s: s(Scenario).c.id == decisions_by_risk(s).c.key),),
        None,
    ),
}
