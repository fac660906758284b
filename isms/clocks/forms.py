"""What a person may type about a rule: whether it is in force, how long it is, and who is told when."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from isms.clocks.rules import Rule, Step
from isms.clocks.vocabulary import LengthUnit, Side, Told
from isms.kernel.web.forms import CheckField, ChoiceField, Form, IntegerField, SeveralField, TextField

SPARE = 2
"""How many further steps a form has room for than the rule has."""

OF_A_STEP = ("count", "side", "told", "every")


def rule_form(rule: Rule) -> type[Form]:
    """Return the form of a rule: with its length when the law or the municipality counts one, and its steps."""
    fields: dict[str, Any] = {"active": CheckField("clock_rule.active")}
    if rule.length is not None:
        fields["length"] = IntegerField(
            "clock_rule.length", required=True, minimum=1, hint=f"clock_rule.length_in.{rule.unit}"
        )
    fields["basis"] = TextField("clock_rule.basis", hint="clock_rule.basis_hint")
    fields["note"] = TextField("clock_rule.note", required=True, lines=True, hint="clock_rule.note_hint")
    in_hours = rule.unit == LengthUnit.HOURS
    for number in range(1, len(rule.steps) + SPARE + 1):
        count = "clock_rule.step_hours" if in_hours else "clock_rule.step_days"
        every = "clock_rule.every_hours" if in_hours else "clock_rule.every_days"
        fields[f"count_{number}"] = IntegerField(count, maximum=10_000)
        fields[f"side_{number}"] = ChoiceField("clock_rule.side", Side)
        fields[f"told_{number}"] = SeveralField("clock_rule.told", Told)
        fields[f"every_{number}"] = IntegerField(every, minimum=1, maximum=10_000)
    return type("RuleForm", (Form,), fields)


def step_names(form: Form) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the number of each step of a form and the names of its fields."""
    number = 1
    while f"count_{number}" in form:
        yield number, tuple(f"{name}_{number}" for name in OF_A_STEP)
        number += 1


def filled(steps: Sequence[Step]) -> dict[str, Any]:
    """Return what the form shows of some steps."""
    values: dict[str, Any] = {}
    for number, step in enumerate(steps, start=1):
        values[f"count_{number}"] = abs(step.before)
        values[f"side_{number}"] = Side.AFTER if step.before < 0 else Side.BEFORE
        values[f"told_{number}"] = step.told
        values[f"every_{number}"] = step.every
    return values


def chosen(form: Form, values: Mapping[str, Any]) -> tuple[Step, ...]:
    """Return the steps that a filled-in form says; one without a number is left out."""
    steps = []
    for number, _ in step_names(form):
        count = values[f"count_{number}"]
        if count is not None:
            before = -count if values[f"side_{number}"] == Side.AFTER else count
            told = tuple(Told(word) for word in values[f"told_{number}"])
            steps.append(Step(before, told, values[f"every_{number}"]))
    return tuple(sorted(steps, key=lambda step: -step.before))
