"""The doors of the rules of deadlines: every rule in plain words, and the municipality's decision about one."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from isms.clocks import queries, service
from isms.clocks.forms import chosen, filled, rule_form, step_names
from isms.clocks.library import SHIPPED
from isms.clocks.models import ClockRule
from isms.clocks.rules import Rule, Shipped
from isms.clocks.vocabulary import LengthUnit, Permission
from isms.kernel.refusal import Stale
from isms.kernel.vocabulary import Tone
from isms.kernel.web.doors import database, flash, found, me, requires, today, words
from isms.kernel.web.history import sentences
from isms.kernel.web.pages import form_page, render
from isms.organisation.models import Unit

blueprint = Blueprint("clocks", __name__)

Answer = str | Response | tuple[str, int]


@dataclass(frozen=True)
class Told:
    """One rule as the page tells of it: as it is shipped, as it holds, and what the municipality has decided."""

    key: str
    shipped: Shipped
    rule: Rule
    decided: ClockRule | None
    steps: tuple[str, ...]


@blueprint.get("/clock-rules")
@requires(Permission.CLOCK_RULE_READ)
def rules() -> Answer:
    """Show every rule: what sets it off, how long it is, who is told when, what stops it, and if it is in force."""
    with database().reading() as session:
        decided = queries.decisions_of(session, me().tenant_id)
        told = [_told(key, decided.get(key)) for key in SHIPPED]
        return render(
            "clocks/rules.html",
            statutory=[one for one in told if one.shipped.statutory],
            others=[one for one in told if not one.shipped.statutory],
            may_decide=queries.municipality_for(session, me().access, me().tenant_id) is not None,
            history=sentences(session, words(), [("clock_rule", row.id) for row in decided.values()])
            if decided
            else [],
        )


@blueprint.route("/clock-rules/<rule>/change", methods=["GET", "POST"])
@requires(Permission.CLOCK_RULE_DECIDE)
def decide(rule: str) -> Answer:
    """Decide about a rule: in force or not and why, how long, and who is told when."""
    shipped = found(SHIPPED.get(rule))
    with database().reading() as session:
        standing = _as_filled(session, rule)
    form = rule_form(standing.rule)(obj=standing)

    def save(session: Session) -> ClockRule:
        if _as_filled(session, rule).version != form.version.data:
            raise Stale
        values = form.values()
        said: dict[str, Any] = {name: values.get(name) for name in ("active", "length", "basis", "note")}
        steps, municipality = chosen(form, values), _municipality(session)
        return service.decide(
            session, municipality.id, rule, steps=steps, decided_by_id=me().person_id, today=today(), **said
        )

    place = f"{url_for('.rules')}#{rule}"
    answer = form_page(
        form,
        title=("clock_rule.change_title", {"rule": words()(f"clock_rule.name.{rule}")}),
        intro=None if shipped.rule.verified else "clock_rule.is_unverified",
        action="clock_rule:decide",
        submit="clock_rule.submit",
        save=save,
        saved=lambda session: _as_filled(session, rule),
        done=lambda _: place,
        cancel=place,
        why=lambda: form.note.data,
        groups=[(None, [name for name in ("active", "length", "basis", "note") if name in form])],
        template="clocks/rule_form.html",
        steps=list(step_names(form)),
    )
    if isinstance(answer, Response) and answer.status_code == 303:
        flash("clock_rule.decided", Tone.SUCCESS)
    return answer


def _as_filled(session: Session, key: str) -> SimpleNamespace:
    """Return a rule as its form shows it, with the version of the municipality's decision, or 0 before the first."""
    decided = queries.decisions_of(session, _municipality(session).id).get(key)
    rule = service.in_force(key, decided)
    return SimpleNamespace(
        rule=rule,
        active=rule.active,
        length=rule.length,
        basis=decided.basis if decided else None,
        version=decided.version if decided else 0,
        **filled(rule.steps),
    )


def _municipality(session: Session) -> Unit:
    return found(queries.municipality_for(session, me().access, me().tenant_id))


def _told(key: str, decided: ClockRule | None) -> Told:
    rule = service.in_force(key, decided)
    return Told(key, SHIPPED[key], rule, decided, tuple(_steps(rule)))


def _steps(rule: Rule) -> Iterator[str]:
    """Yield who is told when, a sentence for each step."""
    say = words()
    unit = "hours" if rule.unit == LengthUnit.HOURS else "days"
    for step in rule.steps:
        if step.before == 0:
            when = say("clock_rule.step.at")
        else:
            side = "after" if step.before < 0 else "before"
            when = say.plural(f"clock_rule.step.{unit}_{side}", abs(step.before))
        told = ", ".join(say(word.label) for word in step.told)
        again = "" if step.every is None else say.plural(f"clock_rule.step.every_{unit}", step.every)
        yield say("clock_rule.step.line", when=when, told=told) + again
