"""The rows that say which controls keep a risk down."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from isms.controls.models import Control
from isms.kernel.refusal import Refusal
from isms.kernel.tables import Audited, Base, Withdrawable, refusable
from isms.risk.models.scenarios import Scenario


class ScenarioControl(Audited, Withdrawable, Base):
    """That a control keeps a risk down, or is meant to."""

    __tablename__ = "scenario_control"

    scenario_id: Mapped[int] = mapped_column(ForeignKey("scenario.id"), index=True)
    control_id: Mapped[int] = mapped_column(ForeignKey("control.id"), index=True)

    scenario: Mapped[Scenario] = relationship()
    control: Mapped[Control] = relationship()

    __table_args__ = (
        UniqueConstraint(
            "scenario_id", "control_id", info=refusable(Refusal("scenario.control_linked_already", "controls"))
        ),
    )
