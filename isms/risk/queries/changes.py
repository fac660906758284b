"""Reads of significant changes: what has happened to systems since their assessments were approved."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, FromClause, Select, bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from isms.kernel.access import Access
from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.register.columns import Source
from isms.organisation.models import Person, Unit
from isms.portfolio.models import Dependency, System
from isms.risk.models import AssessedSystem, Assessment, SignificantChange
from isms.risk.queries import assessment_scope
from isms.risk.vocabulary import AssessmentStatus, ChangeKind, Permission

Noted = tuple[int, int, ChangeKind, str]
"""What is noted once as long as it is open: of which assessment and system, which kind, and what."""


_APPROVED = (
    select(AssessedSystem)
    .join(Assessment, Assessment.id == AssessedSystem.assessment_id)
    .where(
        AssessedSystem.system_id.in_(bindparam("some", expanding=True)),
        AssessedSystem.withdrawn_on.is_(None),
        Assessment.status == AssessmentStatus.APPROVED,
        Assessment.withdrawn_on.is_(None),
    )
    .options(joinedload(AssessedSystem.assessment), joinedload(AssessedSystem.system))
    .order_by(AssessedSystem.id)
)


def approved_links(session: Session, system_ids: Collection[int]) -> Sequence[AssessedSystem]:
    """Return how approved assessments cover some systems, with both loaded, in order."""
    return session.scalars(_APPROVED, {"some": list(system_ids)}).all()


def open_among(session: Session, assessment_ids: Collection[int]) -> set[Noted]:
    """Return what is noted and not answered of some assessments."""
    change = SignificantChange
    rows = session.execute(
        select(change.assessment_id, change.system_id, change.kind, change.source).where(
            change.assessment_id.in_(assessment_ids), change.answer.is_(None)
        )
    )
    return {(row.assessment_id, row.system_id, row.kind, row.source) for row in rows}


def new_needs(session: Session, dependency_ids: Collection[int]) -> Sequence[tuple[int, str]]:
    """Return the systems of some dependencies, each with the code of the system it depends on."""
    rows = session.execute(
        select(Dependency.system_id, System.code)
        .join(System, System.id == Dependency.depends_on_id)
        .where(Dependency.id.in_(dependency_ids), Dependency.withdrawn_on.is_(None))
        .order_by(Dependency.id)
    )
    return [(row.system_id, row.code) for row in rows]


def changes_of(session: Session, assessment_id: int) -> Sequence[SignificantChange]:
    """Return what has been noted since an assessment was approved, the unanswered first, then the newest."""
    return session.scalars(
        select(SignificantChange)
        .where(SignificantChange.assessment_id == assessment_id)
        .options(
            joinedload(SignificantChange.system).load_only(System.name),
            joinedload(SignificantChange.answered_by).load_only(Person.name),
        )
        .order_by(SignificantChange.answer.is_not(None), SignificantChange.noted_on.desc(), SignificantChange.id.desc())
    ).all()


def change_for(
    session: Session, access: Access, change_id: int, permission: KernelPermission
) -> SignificantChange | None:
    """Return a significant change with its assessment and system, or None when it is not theirs."""
    return session.scalar(
        select(SignificantChange)
        .join(Assessment, Assessment.id == SignificantChange.assessment_id)
        .join(Unit, Unit.id == Assessment.unit_id)
        .where(
            SignificantChange.id == change_id,
            Assessment.withdrawn_on.is_(None),
            _reached(access, permission),
        )
        .options(joinedload(SignificantChange.assessment), joinedload(SignificantChange.system))
    )


def waiting(access: Access) -> dict[str, Select[int]]:
    """Return the selects of how many assessments wait for a person: to be approved, and to be looked at again."""
    reviewed = _count(access, Permission.ASSESSMENT_APPROVE).where(Assessment.status == AssessmentStatus.IN_REVIEW)
    questioned = (
        _count(access, Permission.RISK_ASSESS)
        .join(SignificantChange, SignificantChange.assessment_id == Assessment.id)
        .where(*is_open(SignificantChange.__table__, Assessment.__table__))
    )
    return {"assessments_in_review": reviewed, "questioned_assessments": questioned}


def open_by_assessment(source: Source) -> FromClause:
    """Return per approved assessment how many significant changes nobody has answered."""

    def build(s: Source) -> FromClause:
        change, assessment = s(SignificantChange), s(Assessment)
        return (
            select(change.c.assessment_id.label("key"), func.count().label("changes"))
            .join_from(change, assessment, assessment.c.id == change.c.assessment_id)
            .where(*is_open(change, assessment), s.among(change.c.assessment_id))
            .group_by(change.c.assessment_id)
            .subquery()
        )

    return source.once("open_by_assessment", build)


def is_open(change: FromClause, assessment: FromClause) -> tuple[ColumnElement[bool], ...]:
    """Return the predicates of the changes that question an assessment: unanswered, and it stands."""
    return (
        change.c.answer.is_(None),
        assessment.c.status == AssessmentStatus.APPROVED.value,
        assessment.c.withdrawn_on.is_(None),
    )


def _count(access: Access, permission: KernelPermission) -> Select[int]:
    return (
        select(func.count(Assessment.id.distinct()))
        .join(Unit, Unit.id == Assessment.unit_id)
        .where(Assessment.withdrawn_on.is_(None), _reached(access, permission))
    )


def _reached(access: Access, permission: KernelPermission) -> ColumnElement[bool]:
    covered = (AssessedSystem.__table__, System.__table__, Unit.__table__.alias("covered_unit"))
    return assessment_scope(access, permission, Assessment.__table__, Unit.__table__.c.path, covered)
