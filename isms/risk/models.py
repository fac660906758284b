"""The rows of risk: assessments, the systems they cover, scenarios, and the actions against them."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from isms.actions.models import Action
from isms.kernel.refusal import Refusal
from isms.kernel.tables import (
    DERIVED,
    Audited,
    Base,
    Withdrawable,
    WordList,
    choice,
    refusable,
    sort_key_type,
)
from isms.kernel.text import folded, sort_key
from isms.organisation.models import Person, Unit
from isms.portfolio.models import System
from isms.risk.vocabulary import (
    AffectedProperty,
    AssessmentStatus,
    Consequence,
    Likelihood,
    RiskLevel,
    Treatment,
)


class Assessment(Audited, Withdrawable, Base):
    """An assessment of the risks of one or more systems, made under one version of the risk model."""

    __tablename__ = "assessment"

    code: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    method: Mapped[str | None] = mapped_column(Text)
    model_version: Mapped[str] = mapped_column(Text)
    assessed_on: Mapped[date]
    responsible_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    participants: Mapped[str | None] = mapped_column(Text)
    valid_until: Mapped[date]
    summary: Mapped[str | None] = mapped_column(Text)
    status: Mapped[AssessmentStatus] = mapped_column(choice(AssessmentStatus))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    approved_on: Mapped[date | None]
    code_key: Mapped[str] = mapped_column(sort_key_type(), info=DERIVED)
    title_key: Mapped[str] = mapped_column(sort_key_type(), info=DERIVED)
    search_text: Mapped[str] = mapped_column(Text, info=DERIVED)

    unit: Mapped[Unit] = relationship()
    responsible: Mapped[Person] = relationship(foreign_keys=[responsible_id])
    approved_by: Mapped[Person | None] = relationship(foreign_keys=[approved_by_id])

    __table_args__ = (
        UniqueConstraint("tenant_id", "code", info=refusable(Refusal("assessment.code_taken", "code"))),
        CheckConstraint(
            "valid_until >= assessed_on",
            name="ends_after_it_is_made",
            info=refusable(Refusal("assessment.ends_before_it_is_made", "valid_until")),
        ),
        CheckConstraint(
            "(status = 'approved') = (approved_on IS NOT NULL) AND (approved_on IS NULL) = (approved_by_id IS NULL)",
            name="approval_has_a_person_and_a_day",
            info=refusable(Refusal("assessment.approval_is_half")),
        ),
    )

    derived: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "code_key": lambda assessment: sort_key(assessment.code),
        "title_key": lambda assessment: sort_key(assessment.title),
        "search_text": lambda assessment: folded(assessment.code, assessment.title, assessment.summary),
    }


class AssessedSystem(Audited, Withdrawable, Base):
    """That an assessment covers a system."""

    __tablename__ = "assessed_system"

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"), index=True)
    system_id: Mapped[int] = mapped_column(ForeignKey("system.id"), index=True)

    assessment: Mapped[Assessment] = relationship()
    system: Mapped[System] = relationship()

    __table_args__ = (
        UniqueConstraint(
            "assessment_id", "system_id", info=refusable(Refusal("assessment.covers_it_already", "systems"))
        ),
    )


class Scenario(Audited, Withdrawable, Base):
    """A risk: an unwanted event in a system, rated before and, once treatment is chosen, after it.

    The levels and `rank` follow from the cell map of the assessment's model when the estimates change;
    the residual ones are those after treatment, or those before it as long as there are none.
    """

    __tablename__ = "scenario"

    code: Mapped[str] = mapped_column(Text)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"), index=True)
    system_id: Mapped[int] = mapped_column(ForeignKey("system.id"), index=True)
    title: Mapped[str] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    cause: Mapped[str | None] = mapped_column(Text)
    vulnerability: Mapped[str | None] = mapped_column(Text)
    properties: Mapped[tuple[str, ...]] = mapped_column(WordList, default=(), info={"vocabulary": AffectedProperty})
    existing_controls: Mapped[str | None] = mapped_column(Text)
    likelihood_before: Mapped[Likelihood] = mapped_column(choice(Likelihood, "likelihood_before_is_known"))
    consequence_before: Mapped[Consequence] = mapped_column(choice(Consequence, "consequence_before_is_known"))
    likelihood_after: Mapped[Likelihood | None] = mapped_column(choice(Likelihood, "likelihood_after_is_known"))
    consequence_after: Mapped[Consequence | None] = mapped_column(choice(Consequence, "consequence_after_is_known"))
    treatment: Mapped[Treatment | None] = mapped_column(choice(Treatment))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    level_before: Mapped[RiskLevel] = mapped_column(choice(RiskLevel, "level_before_is_known"), info=DERIVED)
    level_after: Mapped[RiskLevel | None] = mapped_column(choice(RiskLevel, "level_after_is_known"), info=DERIVED)
    residual_level: Mapped[RiskLevel] = mapped_column(choice(RiskLevel, "residual_level_is_known"), info=DERIVED)
    rank: Mapped[int] = mapped_column(Integer, info=DERIVED)
    code_key: Mapped[str] = mapped_column(sort_key_type(), info=DERIVED)
    title_key: Mapped[str] = mapped_column(sort_key_type(), info=DERIVED)
    search_text: Mapped[str] = mapped_column(Text, info=DERIVED)

    assessment: Mapped[Assessment] = relationship()
    system: Mapped[System] = relationship()
    owner: Mapped[Person | None] = relationship()

    __table_args__ = (
        UniqueConstraint("tenant_id", "code", info=refusable(Refusal("scenario.code_taken", "code"))),
        CheckConstraint(
            "(likelihood_after IS NULL) = (consequence_after IS NULL)",
            name="after_has_both_or_neither",
            info=refusable(Refusal("scenario.after_is_half", "likelihood_after")),
        ),
        Index(None, "rank", "code_key", "id"),
    )

    derived: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "code_key": lambda scenario: sort_key(scenario.code),
        "title_key": lambda scenario: sort_key(scenario.title),
        "search_text": lambda scenario: folded(scenario.code, scenario.title, scenario.description, scenario.cause),
    }


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
