"""The doors by which it is decided that an indicator does not bear on a system."""

from flask import url_for
from sqlalchemy.orm import Session

from isms.health.forms.exempting import CountAgainForm, ExemptForm
from isms.health.models import NotRelevant
from isms.health.queries.exempting import exemptable, exemption_of, exemptions_of
from isms.health.service import exempting as service
from isms.health.views.blueprint import Answer, blueprint
from isms.health.vocabulary import Indicator, Permission
from isms.kernel.db import expect_version
from isms.kernel.web.doors import database, flash, found, me, requires, today, words
from isms.kernel.web.pages import form_page
from isms.portfolio.models import System


@blueprint.route("/systems/<int:system_id>/health/exempt", methods=["GET", "POST"])
@requires(Permission.HEALTH_EXEMPT)
def exempt(system_id: int) -> Answer:
    """Decide, with a reason, that an indicator does not bear on a system."""
    form = ExemptForm()
    with database().reading() as session:
        system = found(exemptable(session, me().access, system_id))
        form.offer({each.indicator for each in exemptions_of(session, system_id)}, words())

    def save(session: Session) -> NotRelevant:
        decided_on = found(exemptable(session, me().access, system_id))
        indicator, person_id = Indicator(form.indicator.data), found(me().person_id)
        return service.exempt(session, decided_on, indicator, form.reason.data, decided_by_id=person_id, today=today())

    return form_page(
        form,
        title=("not_relevant.title", {"system": system.name}),
        intro="not_relevant.intro",
        submit="not_relevant.submit",
        action="not_relevant:decide",
        save=save,
        done=lambda _: _told(system_id, "not_relevant.decided"),
        cancel=_page(system_id),
    )


@blueprint.route("/systems/<int:system_id>/health/exempt/<indicator>/withdraw", methods=["GET", "POST"])
@requires(Permission.HEALTH_EXEMPT)
def count_again(system_id: int, indicator: str) -> Answer:
    """Let an indicator bear on a system again."""
    form = CountAgainForm()
    with database().reading() as session:
        system, decided = _decided(session, system_id, indicator)
        form.version.data = form.version.data or decided.version

    def save(session: Session) -> None:
        _, standing = _decided(session, system_id, indicator)
        expect_version(standing, form.version.data)
        service.count_again(session, standing, form.because.data or "", today())

    return form_page(
        form,
        title=("not_relevant.again_title", {"indicator": words()(decided.indicator.label), "system": system.name}),
        submit="not_relevant.again_submit",
        action="not_relevant:withdraw",
        save=save,
        done=lambda _: _told(system_id, "not_relevant.again"),
        cancel=_page(system_id),
    )


def _decided(session: Session, system_id: int, indicator: str) -> tuple[System, NotRelevant]:
    system = found(exemptable(session, me().access, system_id))
    known = found(indicator if indicator in set(Indicator) else None)
    return system, found(exemption_of(session, system_id, Indicator(known)))


def _page(system_id: int) -> str:
    return url_for("portfolio.system", system_id=system_id) + "#health"


def _told(system_id: int, key: str) -> str:
    """Tell what was done, and return where to go."""
    flash(key)
    return _page(system_id)
