"""The rows of campaigns: when the owners of a municipality are asked."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from isms.kernel.refusal import Refusal
from isms.kernel.tables import Audited, Base, refusable


class Campaign(Audited, Base):
    """One round of asking; `opened_on` is when the reviews were made, `ended_on` when what was left was let be."""

    __tablename__ = "campaign"

    code: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    opens_on: Mapped[date]
    due_on: Mapped[date]
    opened_on: Mapped[date | None]
    ended_on: Mapped[date | None]

    __table_args__ = (
        UniqueConstraint("tenant_id", "code"),
        UniqueConstraint("unit_id", "opens_on", info=refusable(Refusal("campaign.exists_already", "opens_on"))),
        CheckConstraint(
            "due_on > opens_on",
            name="is_due_after_it_opens",
            info=refusable(Refusal("campaign.due_before_it_opens", "due_on")),
        ),
    )


class CampaignPlan(Audited, Base):
    """When a municipality's campaign opens each year and how long it runs; without one, all of October."""

    __tablename__ = "campaign_plan"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    month: Mapped[int]
    day: Mapped[int]
    days: Mapped[int]
    is_active: Mapped[bool]

    __table_args__ = (
        UniqueConstraint("unit_id"),
        CheckConstraint("month BETWEEN 1 AND 12", name="month_is_a_month"),
        CheckConstraint(
            "day BETWEEN 1 AND 28",
            name="day_is_in_every_month",
            info=refusable(Refusal("campaign.day_not_in_every_month", "day")),
        ),
        CheckConstraint(
            "days BETWEEN 7 AND 180",
            name="days_are_enough",
            info=refusable(Refusal("campaign.days_out_of_range", "days")),
        ),
    )
