"""The rows of risks: scenarios, the actions against them, and who has accepted what."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar, Optional

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from isms.actions.models import Action
from isms.kernel.refusal import Refusal
from isms.kernel.tables import (
    DERIVED,
    Audited,
    Base,
    Immutable,
    Withdrawable,
    WordList,
    choice,
    refusable,
    sort_key_type,
)
from isms.kernel.text import folded, sort_key
from isms.organisation.models import Person, Unit
from isms.portfolio.models import System
from isms.risk.models.assessments import Assessment
from isms.risk.vocabulary import (
    AcceptanceKind,
    AffectedProperty,
    Authority,
    Consequence,
    Intent,
    Knowledge,
    Likelihood,
    RiskLevel,
    SinceLast,
    Treatment,
)


def _both_or_neither(when: str) -> CheckConstraint:
    return CheckConstraint(
        f"(likelihood_{when} IS NULL) = (consequence_{when} IS NULL)",
        name=f"{when}_has_both_or_neither",
        info=refusable(Refusal(f"scenario.{when}_is_half", f"likelihood_{when}")),
    )


class Scenario(Audited, Withdrawable, Base):
    """A risk: an unwanted event in a system, or at the unit of its assessment when it lies in no system.

    A copy in next year's assessment keeps the code: a risk is known by it as long as it lives.

    Estimated three times: inherent (no controls counted), before treatment (the current risk, with the controls
    of today) and after it. The levels and `rank` follow from the cell map of the assessment's model when the
    estimates change, and `rating_version` counts those changes; the residual ones are those after treatment, or
    those before it as long as there are none. `acceptance_id` is the newest record of acceptance.
    """

    __tablename__ = "scenario"

    code: Mapped[str] = mapped_column(Text, index=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"), index=True)
    system_id: Mapped[int | None] = mapped_column(ForeignKey("system.id"), index=True)
    title: Mapped[str] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    cause: Mapped[str | None] = mapped_column(Text)
    intent: Mapped[Intent | None] = mapped_column(choice(Intent))
    vulnerability: Mapped[str | None] = mapped_column(Text)
    properties: Mapped[tuple[str, ...]] = mapped_column(WordList, default=(), info={"vocabulary": AffectedProperty})
    privacy_affected: Mapped[bool | None]
    existing_controls: Mapped[str | None] = mapped_column(Text)
    likelihood_inherent: Mapped[Likelihood | None] = mapped_column(choice(Likelihood, "likelihood_inherent_is_known"))
    consequence_inherent: Mapped[Consequence | None] = mapped_column(
        choice(Consequence, "consequence_inherent_is_known")
    )
    likelihood_before: Mapped[Likelihood] = mapped_column(choice(Likelihood, "likelihood_before_is_known"))
    consequence_before: Mapped[Consequence] = mapped_column(choice(Consequence, "consequence_before_is_known"))
    likelihood_after: Mapped[Likelihood | None] = mapped_column(choice(Likelihood, "likelihood_after_is_known"))
    consequence_after: Mapped[Consequence | None] = mapped_column(choice(Consequence, "consequence_after_is_known"))
    likelihood_reason: Mapped[str | None] = mapped_column(Text)
    consequence_reason: Mapped[str | None] = mapped_column(Text)
    driving_category: Mapped[str | None] = mapped_column(Text)
    knowledge: Mapped[Knowledge | None] = mapped_column(choice(Knowledge))
    treatment: Mapped[Treatment | None] = mapped_column(choice(Treatment))
    after_reason: Mapped[str | None] = mapped_column(Text)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    plan_approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    plan_approved_on: Mapped[date | None]
    legal_requirement: Mapped[str | None] = mapped_column(Text)
    breaks_law: Mapped[bool | None]
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("scenario.id"), index=True)
    since_last: Mapped[SinceLast | None] = mapped_column(choice(SinceLast))
    level_inherent: Mapped[RiskLevel | None] = mapped_column(choice(RiskLevel, "level_inherent_is_known"), info=DERIVED)
    level_before: Mapped[RiskLevel] = mapped_column(choice(RiskLevel, "level_before_is_known"), info=DERIVED)
    level_after: Mapped[RiskLevel | None] = mapped_column(choice(RiskLevel, "level_after_is_known"), info=DERIVED)
    residual_level: Mapped[RiskLevel] = mapped_column(choice(RiskLevel, "residual_level_is_known"), info=DERIVED)
    rank: Mapped[int] = mapped_column(Integer, info=DERIVED)
    rating_version: Mapped[int | None] = mapped_column(Integer, info=DERIVED)
    acceptance_id: Mapped[int | None] = mapped_column(Integer, info=DERIVED)
    code_key: Mapped[str] = mapped_column(sort_key_type(), info=DERIVED)
    title_key: Mapped[str] = mapped_column(sort_key_type(), info=DERIVED)
    search_text: Mapped[str] = mapped_column(Text, info=DERIVED)

    assessment: Mapped[Assessment] = relationship()
    system: Mapped[System | None] = relationship()
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    plan_approved_by: Mapped[Person | None] = relationship(foreign_keys=[plan_approved_by_id])
    previous: Mapped[Optional["Scenario"]] = relationship(remote_side="Scenario.id")

    __table_args__ = (
        UniqueConstraint("assessment_id", "code", info=refusable(Refusal("scenario.code_taken", "code"))),
        _both_or_neither("inherent"),
        _both_or_neither("after"),
        CheckConstraint(
            "(plan_approved_by_id IS NULL) = (plan_approved_on IS NULL)",
            name="approved_plan_has_a_person_and_a_day",
            info=refusable(Refusal("scenario.plan_approval_is_half")),
        ),
    )

    derived: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "code_key": lambda scenario: sort_key(scenario.code),
        "title_key": lambda scenario: sort_key(scenario.title),
        "search_text": lambda scenario: folded(scenario.code, scenario.title, scenario.description, scenario.cause),
    }

    @property
    def place(self) -> Unit:
        """The unit a risk lies at: its system's, or its assessment's."""
        return self.system.unit if self.system else self.assessment.unit


class ScenarioAction(Audited, Withdrawable, Base):
    """That an action is meant to treat a risk."""

    __tablename__ = "scenario_action"

    scenario_id: Mapped[int] = mapped_column(ForeignKey("scenario.id"), index=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)

    scenario: Mapped[Scenario] = relationship()
    action: Mapped[Action] = relationship()

    __table_args__ = (
        UniqueConstraint(
            "scenario_id", "action_id", info=refusable(Refusal("scenario.action_linked_already", "action_id"))
        ),
    )


class Acceptance(Audited, Immutable, Base):
    """That somebody accepts a residual risk for a while, or revokes what was accepted; never changed.

    It holds what it was given for: level and estimate, `rating_version` of the risk and class of the system.
    It is stale once one of these two is another.
    """

    __tablename__ = "acceptance"

    code: Mapped[str] = mapped_column(Text)
    scenario_id: Mapped[int] = mapped_column(ForeignKey("scenario.id"), index=True)
    kind: Mapped[AcceptanceKind] = mapped_column(choice(AcceptanceKind))
    level: Mapped[RiskLevel] = mapped_column(choice(RiskLevel))
    likelihood: Mapped[Likelihood] = mapped_column(choice(Likelihood))
    consequence: Mapped[Consequence] = mapped_column(choice(Consequence))
    authority: Mapped[Authority] = mapped_column(choice(Authority))
    accepted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    accepted_on: Mapped[date]
    valid_until: Mapped[date | None]
    reason: Mapped[str | None] = mapped_column(Text)
    compensation: Mapped[str | None] = mapped_column(Text)
    privacy_opinion: Mapped[str | None] = mapped_column(Text)
    rating_version: Mapped[int]
    system_class: Mapped[int | None]
    code_key: Mapped[str] = mapped_column(sort_key_type(), info=DERIVED)

    scenario: Mapped[Scenario] = relationship()
    accepted_by: Mapped[Person] = relationship()

    __table_args__ = (
        UniqueConstraint("tenant_id", "code", info=refusable(Refusal("acceptance.code_taken"))),
        CheckConstraint(
            "(kind = 'accepted') = (valid_until IS NOT NULL)",
            name="acceptance_has_an_end",
            info=refusable(Refusal("acceptance.has_no_end", "valid_until")),
        ),
        CheckConstraint(
            "valid_until IS NULL OR valid_until >= accepted_on",
            name="ends_after_it_is_given",
            info=refusable(Refusal("acceptance.ends_before_it_is_given", "valid_until")),
        ),
    )

    derived: ClassVar[Mapping[str, Callable[[Any], Any]]] = {"code_key": lambda acceptance: sort_key(acceptance.code)}


for _table in (Base.metadata.tables[name] for name in ("scenario", "scenario_history")):
    # The order of the register: worst first, then by code. An index that ascends throughout does not serve it.
    Index(f"ix_{_table.name}_worst_first", _table.c.rank.desc(), _table.c.code_key, _table.c.id)
