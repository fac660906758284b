"""The register of risks, worst first."""

from sqlalchemy import ColumnElement, String, case, cast, func

from isms.kernel.access import Access
from isms.kernel.register.columns import Column, Join, Options, Register, SavedView, Source
from isms.kernel.register.kinds import CODE, DATE, INTEGER, LINES, TEXT, choice, quiet, several
from isms.organisation.models import Person, Unit
from isms.organisation.queries import areas_within
from isms.organisation.register.places import AREA, area_column, unit_column
from isms.portfolio.models import System
from isms.risk.models import Assessment, Scenario
from isms.risk.queries import NO_OWNER, owners_of_risks, scenario_scope
from isms.risk.queries.references import references_by_risk
from isms.risk.queries.standing import risk_counts, unit_of_risk
from isms.risk.queries.totals import actions_by_risk
from isms.risk.register import accepted
from isms.risk.register.cells import NARROWING, every_cell, residual_cell
from isms.risk.register.kinds import REFERENCES
from isms.risk.vocabulary import (
    ActionNeed,
    AffectedProperty,
    AssessmentStatus,
    Consequence,
    Likelihood,
    Permission,
    RiskLevel,
    Treatment,
)

JOINS = (
    Join("system", lambda s: s(System), lambda s: s(Scenario).c.system_id == s(System).c.id),
    Join("assessment", lambda s: s(Assessment), lambda s: s(Scenario).c.assessment_id == s(Assessment).c.id),
    Join(
        "unit",
        lambda s: s(Unit),
        lambda s: s(Unit).c.id == unit_of_risk(s(Assessment), s(System)),
        ("system", "assessment"),
    ),
    AREA,
    Join("owner", lambda s: s(Person), lambda s: s(Scenario).c.owner_id == s(Person).c.id),
    Join("actions", actions_by_risk, lambda s: s(Scenario).c.id == actions_by_risk(s).c.key),
    Join("references", references_by_risk, lambda s: s(Scenario).c.id == references_by_risk(s).c.key),
)


def _scope(s: Source, access: Access) -> ColumnElement[bool]:
    return scenario_scope(access, Permission.RISK_READ, s(Scenario), s(System), s(Unit).c.path)


def _standing(s: Source) -> ColumnElement[bool]:
    return risk_counts(s(Assessment), s(System))


def _need(s: Source) -> ColumnElement[str]:
    totals = actions_by_risk(s)
    return case(
        (totals.c.overdue > 0, ActionNeed.OVERDUE.value),
        (totals.c.actions > 0, ActionNeed.PLANNED.value),
        else_=ActionNeed.NONE.value,
    )


def _owned_by(s: Source, value: str) -> ColumnElement[bool]:
    owner_id = s(Scenario).c.owner_id
    return owner_id.is_(None) if value == NO_OWNER else cast(owner_id, String) == value


RISKS = Register(
    name="risks",
    model=Scenario,
    permission=Permission.RISK_READ,
    marking="risk.marking",
    editions=(("risks.edition", "/risks/register.xlsx"), ("risks.workbook", "/risks/workbook.xlsx")),
    joins=JOINS,
    scope=_scope,
    scope_needs=("system", "unit", "assessment"),
    live=_standing,
    silent=NARROWING,
    order=lambda s: (s(Scenario).c.rank.desc(), s(Scenario).c.code_key, s(Scenario).c.id),
    search=lambda s: s(Scenario).c.search_text,
    views=(
        SavedView("high", "risks.view.high", {"residual_level": "high"}),
        SavedView("medium", "risks.view.medium", {"residual_level": "medium"}),
        SavedView("without_owner", "risks.view.without_owner", {"owner": NO_OWNER}),
        SavedView("overdue_actions", "risks.view.overdue_actions", {"actions": "overdue"}),
    ),
    columns=(
        Column(
            "title",
            "scenario.title",
            lambda s: s(Scenario).c.title,
            TEXT,
            sort=lambda s: s(Scenario).c.title_key,
            href=lambda s: s(Scenario).c.id,
            href_prefix="/risks/",
        ),
        Column("code", "scenario.code", lambda s: s(Scenario).c.code, CODE, sort=lambda s: s(Scenario).c.code_key),
        Column(
            "system",
            "scenario.system_id",
            lambda s: s(System).c.name,
            TEXT,
            needs=("system",),
            sort=lambda s: s(System).c.name_key,
            href=lambda s: s(System).c.id,
            href_prefix="/systems/",
        ),
        Column(
            "system_code",
            "scenario.system_code",
            lambda s: s(System).c.code,
            CODE,
            needs=("system",),
            only_export=True,
        ),
        Column(
            "system_class",
            "scenario.system_class",
            lambda s: s(System).c.system_class,
            INTEGER,
            needs=("system",),
            shown=False,
        ),
        area_column("scenario.area", options=areas_within(Permission.RISK_READ)),
        unit_column("scenario.unit", shown=False),
        Column(
            "residual_level",
            "scenario.residual_level",
            lambda s: s(Scenario).c.residual_level,
            choice(RiskLevel, tagged=True),
            sort=lambda s: s(Scenario).c.rank,
            filter=True,
            terms=RiskLevel,
        ),
        Column("cell", "scenario.cell", residual_cell, CODE, filter=True, options=Options(every_cell)),
        Column(
            "owner",
            "scenario.owner_id",
            lambda s: s(Person).c.name,
            TEXT,
            needs=("owner",),
            sort=lambda s: s(Person).c.name_key,
            filter=True,
            options=Options(owners_of_risks),
            matches=_owned_by,
        ),
        Column(
            "actions",
            "scenario.actions",
            _need,
            quiet(ActionNeed),
            needs=("actions",),
            filter=True,
            terms=ActionNeed,
        ),
        Column(
            "actions_open",
            "scenario.actions_open",
            lambda s: func.coalesce(actions_by_risk(s).c.still_open, 0),
            INTEGER,
            needs=("actions",),
            shown=False,
        ),
        Column(
            "actions_overdue",
            "scenario.actions_overdue",
            lambda s: func.coalesce(actions_by_risk(s).c.overdue, 0),
            INTEGER,
            needs=("actions",),
            shown=False,
        ),
        Column("treatment", "scenario.treatment", lambda s: s(Scenario).c.treatment, choice(Treatment), shown=False),
        Column(
            "level_before",
            "scenario.level_before",
            lambda s: s(Scenario).c.level_before,
            choice(RiskLevel, tagged=True),
            shown=False,
        ),
        Column(
            "likelihood_before",
            "scenario.likelihood_before",
            lambda s: s(Scenario).c.likelihood_before,
            choice(Likelihood),
            only_export=True,
        ),
        Column(
            "consequence_before",
            "scenario.consequence_before",
            lambda s: s(Scenario).c.consequence_before,
            choice(Consequence),
            only_export=True,
        ),
        Column(
            "likelihood_after",
            "scenario.likelihood_after",
            lambda s: s(Scenario).c.likelihood_after,
            choice(Likelihood),
            only_export=True,
        ),
        Column(
            "consequence_after",
            "scenario.consequence_after",
            lambda s: s(Scenario).c.consequence_after,
            choice(Consequence),
            only_export=True,
        ),
        Column(
            "level_after",
            "scenario.level_after",
            lambda s: s(Scenario).c.level_after,
            choice(RiskLevel),
            only_export=True,
        ),
        Column(
            "properties",
            "scenario.properties",
            lambda s: s(Scenario).c.properties,
            several(AffectedProperty),
            shown=False,
        ),
        Column("description", "scenario.description", lambda s: s(Scenario).c.description, LINES, only_export=True),
        Column("cause", "scenario.cause", lambda s: s(Scenario).c.cause, LINES, only_export=True),
        Column(
            "vulnerability",
            "scenario.vulnerability",
            lambda s: s(Scenario).c.vulnerability,
            LINES,
            only_export=True,
        ),
        Column(
            "existing_controls",
            "scenario.existing_controls",
            lambda s: s(Scenario).c.existing_controls,
            LINES,
            only_export=True,
        ),
        Column(
            "references",
            "scenario.references",
            lambda s: references_by_risk(s).c.codes,
            REFERENCES,
            needs=("references",),
            shown=False,
        ),
        Column(
            "assessment",
            "scenario.assessment_id",
            lambda s: s(Assessment).c.code,
            CODE,
            needs=("assessment",),
            sort=lambda s: s(Assessment).c.code_key,
            href=lambda s: s(Assessment).c.id,
            href_prefix="/assessments/",
            shown=False,
        ),
        Column(
            "assessment_title",
            "assessment.title",
            lambda s: s(Assessment).c.title,
            TEXT,
            needs=("assessment",),
            only_export=True,
        ),
        Column(
            "assessment_status",
            "assessment.status",
            lambda s: s(Assessment).c.status,
            choice(AssessmentStatus),
            needs=("assessment",),
            only_export=True,
        ),
        Column(
            "assessed_on",
            "assessment.assessed_on",
            lambda s: s(Assessment).c.assessed_on,
            DATE,
            needs=("assessment",),
            shown=False,
        ),
        Column(
            "valid_until",
            "assessment.valid_until",
            lambda s: s(Assessment).c.valid_until,
            DATE,
            needs=("assessment",),
            shown=False,
        ),
        Column(
            "model_version",
            "assessment.model_version",
            lambda s: s(Assessment).c.model_version,
            CODE,
            needs=("assessment",),
            only_export=True,
        ),
    ),
).offering(accepted.COLUMNS, accepted.JOINS, accepted.VIEWS, after="actions")
