"""Decides what a deviation has to do with, and what a serious one asks of the assessments of its systems."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from isms.controls.models import Control
from isms.deviations import queries, rules
from isms.deviations.models import (
    AffectedSystem,
    Deviation,
    DeviationControl,
    DeviationRisk,
    DeviationSupplier,
)
from isms.kernel.links import link_exactly
from isms.kernel.refusal import Refusal, refuse
from isms.portfolio.models import Supplier, System
from isms.risk.models import Scenario
from isms.risk.service import note_deviation


def touch(session: Session, deviation: Deviation, systems: Sequence[System], today: date) -> set[int]:
    """Let a deviation touch exactly some systems, and return those it did not touch before."""
    return _link(session, AffectedSystem, deviation, {system.id for system in systems}, today)


def link(
    session: Session,
    deviation: Deviation,
    *,
    systems: Sequence[System],
    risks: Sequence[Scenario],
    controls: Sequence[Control],
    suppliers: Sequence[Supplier],
    today: date,
) -> None:
    """Let a deviation have to do with exactly these; raises Refused for those of another municipality.

    A serious one questions the assessments of systems it did not touch before.
    """
    refuse(rules.scope_refusals(deviation.tenant_id, [system.tenant_id for system in systems]))
    for field, some in (("risks", risks), ("controls", controls), ("suppliers", suppliers)):
        if any(one.tenant_id != deviation.tenant_id for one in some):
            refuse([Refusal("deviation.link_elsewhere", field)])
    new = touch(session, deviation, systems, today)
    _link(session, DeviationRisk, deviation, {risk.id for risk in risks}, today)
    _link(session, DeviationControl, deviation, {control.id for control in controls}, today)
    _link(session, DeviationSupplier, deviation, {supplier.id for supplier in suppliers}, today)
    question(session, deviation, new, today)


def carry_over(session: Session, deviation: Deviation, into: Deviation, today: date) -> None:
    """Let a deviation have to do with all that another has, and question what that adds."""
    before = {link.system_id for link in queries.standing_links(session, into.id)}
    for model, name in queries.LINKS.items():
        both = (*queries.standing_links(session, into.id, model), *queries.standing_links(session, deviation.id, model))
        raised = {link.scenario_id for link in both if model is DeviationRisk and link.raised}
        _link(session, model, into, {getattr(link, name) for link in both}, today, raised)
    after = {link.system_id for link in queries.standing_links(session, into.id)}
    question(session, into, after - before, today)


def question(session: Session, deviation: Deviation, system_ids: Collection[int], today: date) -> None:
    """Let a serious deviation question the assessments of systems that it has not touched as serious before."""
    if rules.is_serious(deviation.severity):
        note_deviation(session, system_ids, deviation.code, today)


def _link(
    session: Session,
    model: type[Any],
    deviation: Deviation,
    wanted: Collection[int],
    today: date,
    raised: Collection[int] = (),
) -> set[int]:
    name = queries.LINKS[model]
    links = {getattr(link, name): link for link in queries.links_of(session, deviation.id, model)}

    def make(number: int) -> Any:
        more = {"raised": number in raised} if model is DeviationRisk else {}
        return model(tenant_id=deviation.tenant_id, deviation_id=deviation.id, **{name: number}, **more)

    return link_exactly(session, links, wanted, make, today=today, because=deviation.code)
