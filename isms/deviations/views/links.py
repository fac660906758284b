"""The door at which it is said what a deviation has to do with."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from isms.actions.views import told
from isms.controls.frameworks import LIBRARY
from isms.controls.models import Control
from isms.controls.queries import controls_by_id
from isms.deviations import queries, service
from isms.deviations.forms import LinkForm
from isms.deviations.models import AffectedSystem, Deviation, DeviationControl, DeviationRisk, DeviationSupplier
from isms.deviations.queries.linkable import risks_by_id, risks_near, suppliers_by_id
from isms.deviations.views.blueprint import Answer, blueprint, load
from isms.deviations.vocabulary import Permission
from isms.kernel.db import expect_version
from isms.kernel.web.doors import database, me, requires, today, words
from isms.kernel.web.pages import form_page
from isms.portfolio.queries import suppliers_of, system_names, systems_by_id
from isms.risk.queries.references import applying_controls

LINKED: Mapping[str, type[Any]] = {
    "systems": AffectedSystem,
    "risks": DeviationRisk,
    "controls": DeviationControl,
    "suppliers": DeviationSupplier,
}
"""The fields of the form, and what each links to."""


@blueprint.route("/deviations/<int:deviation_id>/links", methods=["GET", "POST"])
@requires(Permission.DEVIATION_HANDLE)
def link(deviation_id: int) -> Answer:
    """Say which systems, risks, controls and suppliers a deviation has to do with."""
    with database().reading() as session:
        standing = load(session, deviation_id)
        linked = _linked(session, standing)
        form = LinkForm(obj=standing, data=linked)
        _offer(session, form, standing, linked)

    def save(session: Session) -> Deviation:
        deviation = load(session, deviation_id)
        expect_version(deviation, form.version.data)
        wanted = {name: _wanted(form[name], linked[name]) for name in linked}
        service.link(
            session,
            deviation,
            systems=systems_by_id(session, wanted["systems"]),
            risks=risks_by_id(session, wanted["risks"]),
            controls=controls_by_id(session, deviation.tenant_id or 0, wanted["controls"]),
            suppliers=suppliers_by_id(session, wanted["suppliers"]),
            today=today(),
        )
        return deviation

    page = url_for(".deviation", deviation_id=standing.id, _anchor="links")
    answer = form_page(
        form,
        title=("deviation.link_title", {"code": standing.code}),
        intro=("action.title_again", {"title": standing.title}),
        action="deviation:link",
        submit="form.save",
        save=save,
        done=lambda _: page,
        cancel=page,
    )
    return told(answer, "deviation.linked", code=standing.code)


def _linked(session: Session, deviation: Deviation) -> dict[str, list[int]]:
    return {
        name: [getattr(link, queries.LINKS[model]) for link in queries.standing_links(session, deviation.id, model)]
        for name, model in LINKED.items()
    }


def _offer(session: Session, form: LinkForm, deviation: Deviation, linked: dict[str, list[int]]) -> None:
    form.systems.offer(system_names(session, deviation.tenant_id))
    risks = risks_near(session, me().access, linked["systems"], linked["risks"])
    form.risks.offer([(risk.id, f"{risk.code} {risk.title}") for risk in risks])
    form.controls.offer([_choice(control) for control in applying_controls(session, deviation.tenant_id)])
    form.suppliers.offer([(one.id, one.name) for one in suppliers_of(session, deviation.tenant_id)])


def _choice(control: Control) -> tuple[int, str]:
    title = LIBRARY.title(control.code, words().language)
    return control.id, words()("control.titled", code=control.code, title=title)


def _wanted(field: Any, linked: list[int]) -> list[int]:
    """Return what was chosen, and the links to what the person was not shown: those stay."""
    offered = {value for value, *_ in field.choices}
    return [*field.data, *(number for number in linked if number not in offered)]
