"""The rows of risk criteria: versions of the model that risks are assessed under."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

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
    standing_unique,
)
from isms.kernel.text import sort_key
from isms.organisation.models import Person
from isms.risk.vocabulary import Authority, ModelStatus


class RiskModel(Audited, Withdrawable, Base):
    """A version of a municipality's risk criteria (ISO/IEC 27001:2022 6.1.2 a); an approved one is never changed.

    `cells` are levels, consequence 1 first and within it likelihood 1 first. The names and texts of the steps
    hold one per line, least first; without names the steps are called as the catalogue calls them.
    """

    __tablename__ = "risk_model"

    code: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    size: Mapped[int]
    valid_from: Mapped[date]
    basis: Mapped[str | None] = mapped_column(Text)
    status: Mapped[ModelStatus] = mapped_column(choice(ModelStatus))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    approved_on: Mapped[date | None]
    cells: Mapped[tuple[str, ...]] = mapped_column(WordList)
    likelihood_names: Mapped[str | None] = mapped_column(Text)
    likelihood_texts: Mapped[str | None] = mapped_column(Text)
    ease_texts: Mapped[str | None] = mapped_column(Text)
    consequence_names: Mapped[str | None] = mapped_column(Text)
    low_accepted_by: Mapped[Authority] = mapped_column(choice(Authority, "low_accepted_by_is_known"))
    low_months: Mapped[int]
    medium_accepted_by: Mapped[Authority] = mapped_column(choice(Authority, "medium_accepted_by_is_known"))
    medium_months: Mapped[int]
    high_accepted_by: Mapped[Authority] = mapped_column(choice(Authority, "high_accepted_by_is_known"))
    high_months: Mapped[int]
    class_1_months: Mapped[int]
    class_2_months: Mapped[int]
    class_3_months: Mapped[int]
    class_4_months: Mapped[int]
    code_key: Mapped[str] = mapped_column(sort_key_type(), info=DERIVED)

    approved_by: Mapped[Person | None] = relationship()
    categories: Mapped[list["ConsequenceCategory"]] = relationship(
        primaryjoin="and_(RiskModel.id == ConsequenceCategory.model_id, ConsequenceCategory.withdrawn_on.is_(None))",
        order_by="ConsequenceCategory.number",
        viewonly=True,
    )

    __table_args__ = (
        UniqueConstraint("tenant_id", "code", info=refusable(Refusal("risk_model.code_taken"))),
        CheckConstraint(
            "size IN (4, 5)", name="has_four_or_five_steps", info=refusable(Refusal("risk_model.size_unknown", "size"))
        ),
        CheckConstraint(
            "(status = 'approved') = (approved_on IS NOT NULL) AND (approved_on IS NULL) = (approved_by_id IS NULL)",
            name="approval_has_a_person_and_a_day",
            info=refusable(Refusal("risk_model.approval_is_half")),
        ),
        CheckConstraint(
            "low_months BETWEEN 1 AND 60 AND medium_months BETWEEN 1 AND 60 AND high_months BETWEEN 1 AND 60",
            name="acceptance_lasts_one_to_sixty_months",
            info=refusable(Refusal("risk_model.months_out_of_range")),
        ),
        CheckConstraint(
            "class_1_months BETWEEN 1 AND 60 AND class_2_months BETWEEN 1 AND 60"
            " AND class_3_months BETWEEN 1 AND 60 AND class_4_months BETWEEN 1 AND 60",
            name="interval_is_one_to_sixty_months",
            info=refusable(Refusal("risk_model.months_out_of_range")),
        ),
    )

    derived: ClassVar[Mapping[str, Callable[[Any], Any]]] = {"code_key": lambda model: sort_key(model.code)}


class ConsequenceCategory(Audited, Withdrawable, Base):
    """A kind of consequence in a risk model, and what each step means for it; `texts` hold one step per line.

    `name` is one of the words the program knows (`privacy`, `services` …) or a name of the municipality's own.
    """

    __tablename__ = "consequence_category"

    model_id: Mapped[int] = mapped_column(ForeignKey("risk_model.id"), index=True)
    number: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    texts: Mapped[str | None] = mapped_column(Text)

    model: Mapped[RiskModel] = relationship()

    __table_args__ = (standing_unique("model_id", "name", refusal=Refusal("consequence_category.name_taken", "name")),)
