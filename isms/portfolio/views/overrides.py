"""The doors of mismatches: their register, and through which demands are set aside and taken up again."""

from flask import url_for
from sqlalchemy.orm import Session

from isms.kernel.db import expect_version
from isms.kernel.web.doors import database, found, me, requires, today, words
from isms.kernel.web.pages import form_page
from isms.kernel.web.registers import add_register
from isms.portfolio import queries, service
from isms.portfolio.forms import OverrideForm, WithdrawForm
from isms.portfolio.models import DemandOverride, System
from isms.portfolio.views.blueprint import Answer, blueprint, told
from isms.portfolio.views.system_page import demand_sentence
from isms.portfolio.vocabulary import Permission, Quality

add_register(blueprint, "mismatches", Permission.SYSTEM_READ, path="/systems/mismatches")


def _back(system_id: int) -> str:
    return url_for(".system", system_id=system_id, _anchor="demands")


@blueprint.route("/systems/<int:system_id>/demands/<any(k, i, t):quality>/override", methods=["GET", "POST"])
@requires(Permission.SYSTEM_RATE)
def override_demand(system_id: int, quality: str) -> Answer:
    """Set aside what others demand of a system beyond its own level."""
    asked = Quality(quality)

    def load(session: Session) -> System:
        return found(queries.system_for(session, me().access, system_id, Permission.SYSTEM_RATE))

    with database().reading() as session:
        shown = load(session)
        lines = queries.demand_lines(session, me().access, system_id)
        line = found(next((line for line in lines if line.quality == asked and line.own), None))
        form = OverrideForm(obj=line)
        name, sentence = shown.name, demand_sentence(line, shown.name, words())

    def save(session: Session) -> DemandOverride:
        system = load(session)
        expect_version(found(queries.demand_on(session, system.id, asked)), form.version.data)
        return service.override_demand(
            session, system, asked, **form.values(), decided_by_id=me().person_id, today=today()
        )

    answer = form_page(
        form,
        title=("override.title", {"name": name, "what": words()(asked.label).lower()}),
        intro="override.intro",
        action="demand:override",
        submit="override.submit",
        save=save,
        saved=lambda session: queries.demand_on(session, system_id, asked),
        done=lambda made: _back(made.system_id),
        cancel=_back(system_id),
        aside=[sentence],
    )
    return told(answer, "override.made", name=name)


@blueprint.route("/overrides/<int:override_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.SYSTEM_RATE)
def withdraw_override(override_id: int) -> Answer:
    """Take an override back with a reason."""

    def load(session: Session) -> DemandOverride:
        return found(queries.override_for(session, me().access, override_id, Permission.SYSTEM_RATE))

    with database().reading() as session:
        shown = load(session)
        form = WithdrawForm(obj=shown)
        system_id, name = shown.system_id, shown.system.name

    def save(session: Session) -> DemandOverride:
        withdrawn = load(session)
        expect_version(withdrawn, form.version.data)
        service.withdraw_override(session, withdrawn, because=form.because.data, today=today())
        return withdrawn

    answer = form_page(
        form,
        title=("override.withdraw", {"name": name}),
        intro="override.withdraw_intro",
        action="override:withdraw",
        submit="override.withdraw_submit",
        save=save,
        saved=load,
        done=lambda withdrawn: _back(withdrawn.system_id),
        cancel=_back(system_id),
    )
    return told(answer, "override.withdrawn", name=name)
