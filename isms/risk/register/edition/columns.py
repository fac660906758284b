"""The 43 columns of the auditor's risk register, in their order."""

from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, func, literal, null, type_coerce

from isms.kernel.register.columns import Column, Expression, Source
from isms.kernel.register.gathered import together
from isms.kernel.register.kinds import CODE, DATE, INTEGER, LINES, TEXT, YES_NO, Kind, choice, several
from isms.organisation.models import Person, Unit
from isms.portfolio.models import System
from isms.risk.models import Assessment, RiskModel, Scenario
from isms.risk.register.edition import kinds
from isms.risk.register.edition.joins import (
    acceptance,
    actions_in_full,
    controls_in_full,
    evidence_in_full,
    made_and_changed,
    versions,
)
from isms.risk.vocabulary import AffectedProperty, Knowledge, RiskLevel, Treatment


def _own(name: str) -> Expression:
    return lambda s: s(Scenario).c[name]


def _column(
    key: str, value: Expression, kind: Kind = TEXT, *needs: str, shown: bool = False, public: bool = False
) -> Column:
    return Column(key, f"risk_register.{key}", value, kind, needs=needs, shown=shown, public=public)


def _place(s: Source) -> ColumnElement[str]:
    """Return what was assessed: the system by name and code, or what the assessment says it is about."""
    system = s(System)
    return func.coalesce(system.c.name + " (" + system.c.code + ")", s(Assessment).c.subject)


def _class(s: Source) -> ColumnElement[Any]:
    """Return class and levels as in "4 (3-3-4)"; nothing for a system that is not rated, or no system."""
    system = s(System)
    levels = [cast(system.c[name], String) for name in ("k", "i", "t")]
    return cast(system.c.system_class, String) + " (" + levels[0] + "-" + levels[1] + "-" + levels[2] + ")"


def _step(name: str, names: str) -> Expression:
    """Return a step of a scale with what its model calls the steps, when it has names of its own."""

    def told(s: Source) -> ColumnElement[str | None]:
        step = type_coerce(s(Scenario).c[name], String)
        model = s(RiskModel)
        size = func.coalesce(cast(model.c.size, String), func.substr(s(Assessment).c.model_version, 1, 1))
        return case((step.is_(None), None), else_=together(step, model.c[names], size))

    return told


def _if_accepted(*fields: Any) -> Expression:
    def told(s: Source) -> ColumnElement[str | None]:
        return case((acceptance(s).c.id.is_(None), None), else_=together(*(field(s) for field in fields)))

    return told


def _nothing(s: Source) -> ColumnElement[Any]:
    """Return nothing: the place is kept for a column that another room offers."""
    return cast(null(), String)


def _cause(s: Source) -> ColumnElement[str]:
    scenario = s(Scenario)
    return together(type_coerce(scenario.c.intent, String), scenario.c.cause)


def _legal(s: Source) -> ColumnElement[str]:
    scenario = s(Scenario)
    return together(scenario.c.legal_requirement, case((scenario.c.breaks_law, literal("1")), else_=None))


def _actions(s: Source) -> ColumnElement[Any]:
    return actions_in_full(s).c.told


COLUMNS: tuple[Column, ...] = (
    _column("risk_id", _own("code"), CODE, shown=True, public=True),
    _column("municipality", lambda s: s(Unit, "municipality").c.name, TEXT, "municipality", public=True),
    _column("area", lambda s: s(Unit, "area").c.name, TEXT, "area", public=True),
    _column("unit", lambda s: s(Unit).c.name, TEXT, "unit"),
    _column("place", _place, TEXT, "system", "assessment", shown=True),
    _column("system_class", _class, CODE, "system"),
    _column(
        "assessment",
        lambda s: together(s(Assessment).c.code, s(Assessment).c.title, s(Assessment).c.assessed_on),
        kinds.ASSESSMENT,
        "assessment",
    ),
    _column(
        "method",
        lambda s: together(s(Assessment).c.method, s(Assessment).c.model_version),
        kinds.METHOD,
        "assessment",
        public=True,
    ),
    _column("event", _own("title"), TEXT, shown=True),
    _column("description", _own("description"), LINES),
    _column("cause", _cause, kinds.CAUSE),
    _column("vulnerability", _own("vulnerability"), LINES),
    _column("properties", _own("properties"), several(AffectedProperty), public=True),
    _column("privacy_affected", _own("privacy_affected"), YES_NO, public=True),
    _column("existing_controls", _own("existing_controls"), LINES),
    _column(
        "likelihood_before", _step("likelihood_before", "likelihood_names"), kinds.LIKELIHOOD, "model", "assessment"
    ),
    _column(
        "consequence_before", _step("consequence_before", "consequence_names"), kinds.CONSEQUENCE, "model", "assessment"
    ),
    _column("driving_category", _own("driving_category"), kinds.CATEGORY),
    _column("level_before", _own("level_before"), choice(RiskLevel, tagged=True), shown=True, public=True),
    _column("knowledge", _own("knowledge"), choice(Knowledge), public=True),
    _column("treatment", _own("treatment"), choice(Treatment), shown=True, public=True),
    _column("actions", _actions, kinds.ACTIONS, "actions_in_full", shown=True),
    _column("action_owners", _actions, kinds.ACTION_OWNERS, "actions_in_full"),
    _column("action_deadlines", _actions, kinds.ACTION_DEADLINES, "actions_in_full", shown=True),
    _column("action_statuses", _actions, kinds.ACTION_STATUSES, "actions_in_full", shown=True, public=True),
    _column("action_days_overdue", _actions, kinds.ACTION_DAYS_OVERDUE, "actions_in_full"),
    _column("action_done", _actions, kinds.ACTION_DONE, "actions_in_full"),
    _column("likelihood_after", _step("likelihood_after", "likelihood_names"), kinds.LIKELIHOOD, "model", "assessment"),
    _column(
        "consequence_after", _step("consequence_after", "consequence_names"), kinds.CONSEQUENCE, "model", "assessment"
    ),
    _column("residual_risk", _own("residual_level"), choice(RiskLevel, tagged=True), shown=True, public=True),
    _column("owner", lambda s: s(Person).c.name, TEXT, "owner", shown=True),
    _column(
        "accepted_by",
        _if_accepted(
            lambda s: type_coerce(acceptance(s).c.kind, String),
            lambda s: type_coerce(acceptance(s).c.authority, String),
            lambda s: s(Person, "last_accepter").c.name,
        ),
        kinds.ACCEPTED_BY,
        "last_acceptance",
        "last_accepter",
    ),
    _column(
        "accepted",
        _if_accepted(lambda s: acceptance(s).c.accepted_on, lambda s: acceptance(s).c.valid_until),
        kinds.ACCEPTED,
        "last_acceptance",
        shown=True,
        public=True,
    ),
    _column("acceptance_reason", lambda s: acceptance(s).c.reason, LINES, "last_acceptance"),
    _column("controls", lambda s: controls_in_full(s).c.told, kinds.CONTROLS, "controls_in_full"),
    _column("legal_requirement", _legal, kinds.LEGAL),
    _column("deviations", _nothing),
    _column("next_review_on", lambda s: s(Assessment).c.valid_until, DATE, "assessment", public=True),
    _column("made_and_changed", made_and_changed, kinds.MADE_AND_CHANGED, "first_by", "newest_by"),
    _column("reviews", _nothing),
    _column("exempt_basis", lambda s: s(Assessment).c.exempt_basis, TEXT, "assessment", public=True),
    _column("evidence", lambda s: evidence_in_full(s).c.told, kinds.EVIDENCE, "evidence_in_full"),
    _column("versions", lambda s: versions(s).c.versions, INTEGER, "versions", public=True),
)
"""Keys in JSON follow these; headings are those auditors know (domain: what an auditor expects of the export)."""
