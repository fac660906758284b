"""The register of projects: where each stands, who answers for it, and when it is meant to end."""

from sqlalchemy import ColumnElement, FromClause, String, and_, case, cast, func, select
from sqlalchemy.orm import Session

from isms.actions.queries import deadline_state
from isms.kernel.access import Access
from isms.kernel.deadlines import DeadlineState
from isms.kernel.register.columns import ME, Column, Join, Options, Register, SavedView, Source
from isms.kernel.register.kinds import CODE, DATE, INTEGER, LINES, TEXT, choice
from isms.kernel.words import Words
from isms.organisation.models import Person, Unit
from isms.organisation.queries import areas_within
from isms.organisation.register.places import AREA, area_column, unit_column
from isms.portfolio.models import System
from isms.projects.models import Project, ProjectSystem
from isms.projects.queries import owners, project_scope
from isms.projects.vocabulary import Permission, Phase, ProjectState


def _systems_by_project(source: Source) -> FromClause:
    """Return per project how many standing systems it has."""

    def build(s: Source) -> FromClause:
        link, system = s(ProjectSystem), s(System)
        return (
            select(link.c.project_id.label("key"), func.count().label("systems"))
            .join_from(link, system, system.c.id == link.c.system_id)
            .where(link.c.withdrawn_on.is_(None), system.c.withdrawn_on.is_(None), s.among(link.c.project_id))
            .group_by(link.c.project_id)
            .subquery()
        )

    return source.once("systems_by_project", build)


JOINS = (
    Join("unit", lambda s: s(Unit), lambda s: s(Project).c.unit_id == s(Unit).c.id),
    AREA,
    Join("owner", lambda s: s(Person, "owner"), lambda s: s(Project).c.owner_id == s(Person, "owner").c.id),
    Join("manager", lambda s: s(Person, "leads"), lambda s: s(Project).c.manager_id == s(Person, "leads").c.id),
    Join("systems", _systems_by_project, lambda s: s(Project).c.id == _systems_by_project(s).c.key),
)


def _scope(s: Source, access: Access) -> ColumnElement[bool]:
    return project_scope(access, Permission.PROJECT_READ, s(Project), s(Unit).c.path)


def _is_running(s: Source) -> ColumnElement[bool]:
    project = s(Project).c
    return and_(project.withdrawn_on.is_(None), project.stopped_on.is_(None), project.ended_on.is_(None))


def _state(s: Source) -> ColumnElement[str]:
    project = s(Project).c
    return case(
        (project.stopped_on.is_not(None), ProjectState.STOPPED.value),
        (project.ended_on.is_not(None), ProjectState.ENDED.value),
        else_=ProjectState.RUNNING.value,
    )


def _rank(s: Source) -> ColumnElement[int]:
    return case({phase.value: rank for rank, phase in enumerate(Phase)}, value=s(Project).c.phase)


def _owners(session: Session, access: Access, words: Words) -> list[tuple[str, str]]:
    return [(ME, words("project.me")), *owners(session, access)]


PROJECTS = Register(
    name="projects",
    model=Project,
    permission=Permission.PROJECT_READ,
    joins=JOINS,
    scope=_scope,
    scope_needs=("unit",),
    order=lambda s: (s(Project).c.name_key, s(Project).c.id),
    search=lambda s: s(Project).c.search_text,
    views=(
        SavedView("running", "projects.view.running", {"state": ProjectState.RUNNING.value}),
        SavedView("mine", "projects.view.mine", {"owner": ME}),
        SavedView("overdue", "projects.view.overdue", {"deadline": DeadlineState.OVERDUE.value}),
        SavedView("stopped", "projects.view.stopped", {"state": ProjectState.STOPPED.value}),
    ),
    columns=(
        Column(
            "name",
            "project.name",
            lambda s: s(Project).c.name,
            TEXT,
            sort=lambda s: s(Project).c.name_key,
            href=lambda s: s(Project).c.id,
            href_prefix="/projects/",
        ),
        Column(
            "code", "project.code", lambda s: s(Project).c.code, CODE, sort=lambda s: s(Project).c.code_key, public=True
        ),
        Column(
            "phase",
            "project.phase",
            lambda s: s(Project).c.phase,
            choice(Phase),
            sort=_rank,
            filter=True,
            terms=Phase,
            public=True,
        ),
        Column("moved_on", "project.moved_on", lambda s: s(Project).c.moved_on, DATE, public=True),
        Column("state", "project.state", _state, choice(ProjectState), filter=True, terms=ProjectState, public=True),
        Column(
            "owner",
            "project.owner_id",
            lambda s: s(Person, "owner").c.name,
            TEXT,
            needs=("owner",),
            sort=lambda s: s(Person, "owner").c.name_key,
            filter=True,
            options=Options(_owners),
            matches=lambda s, value: cast(s(Project).c.owner_id, String) == value,
            matches_me=lambda s, access: s(Project).c.owner_id == access.person_id,
        ),
        Column(
            "manager",
            "project.manager_id",
            lambda s: s(Person, "leads").c.name,
            TEXT,
            needs=("manager",),
            sort=lambda s: s(Person, "leads").c.name_key,
            shown=False,
        ),
        area_column("project.area", options=areas_within(Permission.PROJECT_READ), public=True),
        unit_column("project.unit_id", shown=False),
        Column("planned_end_on", "project.planned_end_on", lambda s: s(Project).c.planned_end_on, DATE, public=True),
        Column(
            "deadline",
            "project.deadline",
            lambda s: deadline_state(s(Project).c.planned_end_on, s.today, _is_running(s)),
            choice(DeadlineState, tagged=True),
            shown=False,
            filter=True,
            terms=DeadlineState,
        ),
        Column("begun_on", "project.begun_on", lambda s: s(Project).c.begun_on, DATE, shown=False, public=True),
        Column("stopped_on", "project.stopped_on", lambda s: s(Project).c.stopped_on, DATE, shown=False, public=True),
        Column("ended_on", "project.ended_on", lambda s: s(Project).c.ended_on, DATE, shown=False, public=True),
        Column(
            "systems",
            "project.systems",
            lambda s: func.coalesce(_systems_by_project(s).c.systems, 0),
            INTEGER,
            needs=("systems",),
            shown=False,
        ),
        Column("reference", "project.reference", lambda s: s(Project).c.reference, TEXT, shown=False),
        Column("description", "project.description", lambda s: s(Project).c.description, LINES, only_export=True),
    ),
)

REGISTERS = (PROJECTS,)
