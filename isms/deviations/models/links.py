"""What a deviation has to do with: systems, risks, controls, suppliers, the actions it leads to, and files."""

from sqlalchemy import ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from isms.actions.models import Action
from isms.controls.models import Control
from isms.deviations.models.deviations import Deviation
from isms.kernel.blobs import Blob
from isms.kernel.refusal import Refusal
from isms.kernel.tables import Audited, Base, Withdrawable, refusable
from isms.portfolio.models import Supplier, System
from isms.risk.models import Scenario


class AffectedSystem(Audited, Withdrawable, Base):
    """That a deviation has touched a system."""

    __tablename__ = "affected_system"

    deviation_id: Mapped[int] = mapped_column(ForeignKey("deviation.id"), index=True)
    system_id: Mapped[int] = mapped_column(ForeignKey("system.id"), index=True)

    deviation: Mapped[Deviation] = relationship()
    system: Mapped[System] = relationship()

    __table_args__ = (
        UniqueConstraint(
            "deviation_id", "system_id", info=refusable(Refusal("deviation.touches_it_already", "systems"))
        ),
    )


class DeviationAction(Audited, Withdrawable, Base):
    """That an action is meant to mend a deviation or keep it from happening again."""

    __tablename__ = "deviation_action"

    deviation_id: Mapped[int] = mapped_column(ForeignKey("deviation.id"), index=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)

    deviation: Mapped[Deviation] = relationship()
    action: Mapped[Action] = relationship()

    __table_args__ = (
        UniqueConstraint(
            "deviation_id",
            "action_id",
            info=refusable(Refusal("deviation.action_linked_already", "action_id")),
        ),
    )


class DeviationRisk(Audited, Withdrawable, Base):
    """That a deviation has to do with a risk; one that it `raised` was put into an assessment because of it."""

    __tablename__ = "deviation_risk"

    deviation_id: Mapped[int] = mapped_column(ForeignKey("deviation.id"), index=True)
    scenario_id: Mapped[int] = mapped_column(ForeignKey("scenario.id"), index=True)
    raised: Mapped[bool]

    deviation: Mapped[Deviation] = relationship()
    scenario: Mapped[Scenario] = relationship()

    __table_args__ = (
        UniqueConstraint(
            "deviation_id", "scenario_id", info=refusable(Refusal("deviation.risk_linked_already", "risks"))
        ),
    )


class DeviationControl(Audited, Withdrawable, Base):
    """That a deviation has to do with a control: it failed, or was missing."""

    __tablename__ = "deviation_control"

    deviation_id: Mapped[int] = mapped_column(ForeignKey("deviation.id"), index=True)
    control_id: Mapped[int] = mapped_column(ForeignKey("control.id"), index=True)

    deviation: Mapped[Deviation] = relationship()
    control: Mapped[Control] = relationship()

    __table_args__ = (
        UniqueConstraint(
            "deviation_id", "control_id", info=refusable(Refusal("deviation.control_linked_already", "controls"))
        ),
    )


class DeviationSupplier(Audited, Withdrawable, Base):
    """That a deviation has to do with a supplier."""

    __tablename__ = "deviation_supplier"

    deviation_id: Mapped[int] = mapped_column(ForeignKey("deviation.id"), index=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"), index=True)

    deviation: Mapped[Deviation] = relationship()
    supplier: Mapped[Supplier] = relationship()

    __table_args__ = (
        UniqueConstraint(
            "deviation_id", "supplier_id", info=refusable(Refusal("deviation.supplier_linked_already", "suppliers"))
        ),
    )


class Attachment(Audited, Withdrawable, Base):
    """A file somebody has laid with a deviation: what it is called, and by which content it is found."""

    __tablename__ = "attachment"

    deviation_id: Mapped[int] = mapped_column(ForeignKey("deviation.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64), ForeignKey(Blob.sha256))

    deviation: Mapped[Deviation] = relationship()

    __table_args__ = (
        UniqueConstraint(
            "deviation_id", "sha256", "name", info=refusable(Refusal("attachment.there_already", "files"))
        ),
    )
