"""How the auditor's risk register tells what stands in several fields."""

from typing import Any

from isms.actions.vocabulary import ActionStatus, Effect
from isms.kernel.clock import day_of
from isms.kernel.formats import print_date
from isms.kernel.register.gathered import Readers, Tell, Values, compound, day_field, instant_field, listed
from isms.kernel.register.kinds import Kind
from isms.kernel.words import Words
from isms.risk.rules.model import CATEGORIES, DEFAULT
from isms.risk.vocabulary import AcceptanceKind, Authority, Consequence, Intent, Likelihood

ACTION: Readers = {
    "code_key": str,
    "code": str,
    "title": str,
    "owner": str,
    "owner_title": str,
    "first_due_on": day_field,
    "due_on": day_field,
    "times_moved": int,
    "status": str,
    "done_on": day_field,
    "effect": str,
    "effect_judged_on": day_field,
    "overdue_as_of": day_field,
}


def day(value: Any, words: Words) -> str:
    """Return a day as a language writes it, or nothing."""
    return print_date(value, words.language) if value else ""


def _of_action(tell: Tell, *names: str) -> Kind:
    """Return the kind of a list of actions; JSON gets the named fields of each."""
    told = listed(tell, **ACTION)
    data = told.data
    assert data is not None
    return Kind(
        told.name,
        told.sheet,
        html=told.html,
        plain=told.plain,
        data=lambda value: [{"code": one["code"], **{name: one[name] for name in names}} for one in data(value)],
    )


def _due(action: Values, words: Words) -> str:
    if not action["times_moved"]:
        return day(action["due_on"], words)
    return words(
        "risk_register.due_moved",
        first=day(action["first_due_on"], words),
        due=day(action["due_on"], words),
        n=action["times_moved"],
    )


def _overdue(action: Values, words: Words) -> str:
    return str((action["overdue_as_of"] - action["due_on"]).days) if action["overdue_as_of"] else ""


def _done(action: Values, words: Words) -> str:
    done = day(action["done_on"], words)
    if not action["effect"]:
        return done
    return f"{done} / {words(Effect(action['effect']).label)} {day(action['effect_judged_on'], words)}"


def _named(name: str | None, title: str | None) -> str:
    return f"{title}, {name}" if title and name else name or ""


ACTIONS = _of_action(lambda action, words: f"{action['code']} {action['title']}", "title")
ACTION_OWNERS = _of_action(lambda action, words: _named(action["owner"], action["owner_title"]), "owner")
ACTION_DEADLINES = _of_action(_due, "first_due_on", "due_on", "times_moved")
ACTION_STATUSES = _of_action(lambda action, words: words(ActionStatus(action["status"]).label), "status")
ACTION_DAYS_OVERDUE = _of_action(_overdue, "due_on", "overdue_as_of")
ACTION_DONE = _of_action(_done, "done_on", "effect", "effect_judged_on")

ASSESSMENT = compound(
    lambda told, words: f"{told['code']} {told['title']}, {day(told['assessed_on'], words)}",
    code=str,
    title=str,
    assessed_on=day_field,
)
METHOD = compound(
    lambda told, words: ", ".join(text for text in (told["method"], told["model_version"]) if text),
    method=str,
    model_version=str,
)


def _cause(told: Values, words: Words) -> str:
    intent = words(Intent(told["intent"]).label) if told["intent"] else None
    return ": ".join(text for text in (intent, told["cause"]) if text)


CAUSE = compound(_cause, intent=str, cause=str)


def _step(vocabulary: type[Likelihood] | type[Consequence], of_five: str) -> Kind:
    """Return the kind of a step of a scale, told by number and name: the model's own, or the catalogue's."""

    def tell(told: Values, words: Words) -> str:
        step = told["step"]
        if step is None:
            return ""
        if told["names"]:
            return f"{step} – {told['names'].splitlines()[int(step) - 1]}"
        if (told["size"] or DEFAULT.size) == DEFAULT.size and int(step) <= DEFAULT.size:
            return words(vocabulary(step).label)
        return words(f"{of_five}.{step}")

    kind = compound(tell, step=str, names=str, size=int)
    return Kind(kind.name, kind.sheet, html=kind.html, plain=kind.plain, data=lambda value: value[:1] or None)


LIKELIHOOD = _step(Likelihood, "likelihood_of_5")
CONSEQUENCE = _step(Consequence, "consequence_of_5")

CATEGORY = Kind(
    "category",
    plain=lambda words: lambda value: words(f"category.{value}") if value in CATEGORIES else value,
)


def _accepted_by(told: Values, words: Words) -> str:
    if told["kind"] == AcceptanceKind.REVOKED:
        return words("risk_register.revoked", name=told["name"])
    return f"{words(Authority(told['authority']).label)}, {told['name']}"


def _accepted(told: Values, words: Words) -> str:
    return " – ".join(day(told[name], words) for name in ("accepted_on", "valid_until") if told[name])


ACCEPTED_BY = compound(_accepted_by, kind=str, authority=str, name=str)
ACCEPTED = compound(_accepted, accepted_on=day_field, valid_until=day_field)


def _made_and_changed(told: Values, words: Words) -> str:
    made, changed = (
        ", ".join(text for text in (day(day_of(told[at]), words), told[by]) if text)
        for at, by in (("made_at", "made_by"), ("changed_at", "changed_by"))
    )
    return made if told["made_at"] == told["changed_at"] else f"{made}; {changed}"


MADE_AND_CHANGED = compound(
    _made_and_changed, made_at=instant_field, made_by=str, changed_at=instant_field, changed_by=str
)


def _legal(told: Values, words: Words) -> str:
    broken = words("risk_register.breaks_law") if told["breaks_law"] else None
    return ". ".join(text for text in (told["requirement"], broken) if text)


LEGAL = compound(_legal, requirement=str, breaks_law=str)


CONTROLS = listed(lambda control, words: control["code"], code_key=str, code=str)
EVIDENCE = listed(
    lambda proof, words: " ".join(
        text for text in (f"{day(proof['dated_on'], words)} {proof['title']}", proof["link"]) if text
    ),
    dated_on=day_field,
    title=str,
    link=str,
)
