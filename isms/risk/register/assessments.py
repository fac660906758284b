"""The register of assessments."""

from sqlalchemy import ColumnElement, case, func

from isms.kernel.access import Access
from isms.kernel.register.columns import Column, Join, Register, SavedView, Source
from isms.kernel.register.kinds import CODE, DATE, INTEGER, LINES, TEXT, choice, quiet
from isms.organisation.models import Person, Unit
from isms.organisation.queries import areas_within
from isms.organisation.register.places import AREA, area_column, unit_column
from isms.portfolio.models import System
from isms.risk.models import AssessedSystem, Assessment
from isms.risk.queries import assessment_scope
from isms.risk.queries.changes import open_by_assessment
from isms.risk.queries.totals import level_of, risks_by_assessment, state_of, systems_by_assessment
from isms.risk.vocabulary import AssessmentState, AssessmentStatus, Permission, Questioned, RiskLevel

JOINS = (
    Join("unit", lambda s: s(Unit), lambda s: s(Assessment).c.unit_id == s(Unit).c.id),
    AREA,
    Join(
        "responsible",
        lambda s: s(Person, "responsible"),
        lambda s: s(Assessment).c.responsible_id == s(Person, "responsible").c.id,
    ),
    Join(
        "approver",
        lambda s: s(Person, "approver"),
        lambda s: s(Assessment).c.approved_by_id == s(Person, "approver").c.id,
    ),
    Join("risks", risks_by_assessment, lambda s: s(Assessment).c.id == risks_by_assessment(s).c.key),
    Join("covered", systems_by_assessment, lambda s: s(Assessment).c.id == systems_by_assessment(s).c.key),
    Join("changes", open_by_assessment, lambda s: s(Assessment).c.id == open_by_assessment(s).c.key),
)


def _scope(s: Source, access: Access) -> ColumnElement[bool]:
    covered = (s(AssessedSystem), s(System), s(Unit, "covered_unit"))
    return assessment_scope(access, Permission.RISK_READ, s(Assessment), s(Unit).c.path, covered)


def _state(s: Source) -> ColumnElement[str | None]:
    """Return whether an approved assessment is still valid; of others there is nothing to say."""
    assessment = s(Assessment)
    approved = assessment.c.status == AssessmentStatus.APPROVED.value
    return case((approved, state_of(assessment.c.valid_until, s)), else_=None)


def _questioned(s: Source) -> ColumnElement[str]:
    return case((open_by_assessment(s).c.changes > 0, Questioned.OPEN.value), else_=Questioned.NONE.value)


ASSESSMENTS = Register(
    name="assessments",
    model=Assessment,
    permission=Permission.RISK_READ,
    marking="risk.marking",
    joins=JOINS,
    scope=_scope,
    scope_needs=("unit",),
    order=lambda s: (s(Assessment).c.assessed_on.desc(), s(Assessment).c.code_key, s(Assessment).c.id),
    search=lambda s: s(Assessment).c.search_text,
    views=(
        SavedView("draft", "assessments.view.draft", {"status": "draft"}),
        SavedView("in_review", "assessments.view.in_review", {"status": "in_review"}),
        SavedView("questioned", "assessments.view.questioned", {"change": "open"}),
        SavedView("expired", "assessments.view.expired", {"state": "expired"}),
    ),
    columns=(
        Column(
            "title",
            "assessment.title",
            lambda s: s(Assessment).c.title,
            TEXT,
            sort=lambda s: s(Assessment).c.title_key,
            href=lambda s: s(Assessment).c.id,
            href_prefix="/assessments/",
        ),
        Column(
            "code",
            "assessment.code",
            lambda s: s(Assessment).c.code,
            CODE,
            sort=lambda s: s(Assessment).c.code_key,
        ),
        area_column("assessment.area", options=areas_within(Permission.RISK_READ)),
        unit_column("assessment.unit_id", shown=False),
        Column(
            "status",
            "assessment.status",
            lambda s: s(Assessment).c.status,
            choice(AssessmentStatus),
            filter=True,
            terms=AssessmentStatus,
        ),
        Column("assessed_on", "assessment.assessed_on", lambda s: s(Assessment).c.assessed_on, DATE),
        Column("valid_until", "assessment.valid_until", lambda s: s(Assessment).c.valid_until, DATE),
        Column(
            "state",
            "assessment.state",
            _state,
            quiet(AssessmentState),
            filter=True,
            terms=AssessmentState,
        ),
        Column(
            "change",
            "assessment.change",
            _questioned,
            quiet(Questioned),
            needs=("changes",),
            filter=True,
            terms=Questioned,
        ),
        Column("subject", "assessment.subject", lambda s: s(Assessment).c.subject, TEXT, shown=False),
        Column(
            "systems",
            "assessment.systems",
            lambda s: func.coalesce(systems_by_assessment(s).c.systems, 0),
            INTEGER,
            needs=("covered",),
            shown=False,
        ),
        Column(
            "risks",
            "assessment.risks",
            lambda s: func.coalesce(risks_by_assessment(s).c.risks, 0),
            INTEGER,
            needs=("risks",),
        ),
        Column(
            "highest_risk",
            "assessment.highest_risk",
            lambda s: level_of(risks_by_assessment(s).c.worst),
            choice(RiskLevel, tagged=True),
            needs=("risks",),
            sort=lambda s: risks_by_assessment(s).c.worst,
        ),
        Column(
            "responsible",
            "assessment.responsible_id",
            lambda s: s(Person, "responsible").c.name,
            TEXT,
            needs=("responsible",),
            sort=lambda s: s(Person, "responsible").c.name_key,
        ),
        Column(
            "approved_by",
            "assessment.approved_by_id",
            lambda s: s(Person, "approver").c.name,
            TEXT,
            needs=("approver",),
            sort=lambda s: s(Person, "approver").c.name_key,
            shown=False,
        ),
        Column("approved_on", "assessment.approved_on", lambda s: s(Assessment).c.approved_on, DATE, shown=False),
        Column("method", "assessment.method", lambda s: s(Assessment).c.method, TEXT, only_export=True),
        Column(
            "model_version",
            "assessment.model_version",
            lambda s: s(Assessment).c.model_version,
            CODE,
            only_export=True,
        ),
        Column(
            "participants",
            "assessment.participants",
            lambda s: s(Assessment).c.participants,
            LINES,
            only_export=True,
        ),
        Column("summary", "assessment.summary", lambda s: s(Assessment).c.summary, LINES, only_export=True),
    ),
)
