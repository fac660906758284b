"""Reads the rules that are shipped, and refuses a file that does not hold together."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from isms.clocks.rules import Rule, Shipped, Step, step_faults
from isms.clocks.vocabulary import ClockStart, ClockStop, ClockTrigger, LengthUnit, Told
from isms.kernel.vocabulary import Term, terms

WORDS: Mapping[str, type[Term]] = {
    "trigger": ClockTrigger,
    "start": ClockStart,
    "stop": ClockStop,
    "unit": LengthUnit,
}
FLAGS = ("active", "verified", "statutory", "always")
NEEDED = {*WORDS, "steps", "active", "verified"}
KNOWN = {*NEEDED, "length", "basis", "statutory", "always"}


class BrokenRules(ValueError):
    """The file of rules does not hold together; the text names every fault in it."""


def read_rules(text: str) -> Mapping[str, Shipped]:
    """Return the rules of a file by key, in its order; raises BrokenRules with every fault, each naming its rule."""
    try:
        said = tomllib.loads(text)
    except ValueError as error:
        raise BrokenRules(str(error)) from error
    faults = [f"{key}: {fault}" for key, rule in said.items() for fault in _faults(rule)]
    if faults or not said:
        raise BrokenRules("\n".join(faults) or "there are no rules")
    return {key: _shipped(key, rule) for key, rule in said.items()}


def _faults(said: Any) -> Iterator[str]:
    """Yield what is wrong with what is said of a rule."""
    if not isinstance(said, dict):
        yield "is no table"
        return
    yield from (f"says {name}, which means nothing" for name in sorted(said.keys() - KNOWN))
    yield from (f"does not say {name}" for name in sorted(NEEDED - said.keys()))
    for name in WORDS.keys() & said.keys():
        if said[name] not in terms(WORDS[name]):
            yield f"{name} is {said[name]!r}, which is no word of it"
    yield from (f"{name} is neither true nor false" for name in FLAGS if not isinstance(said.get(name, False), bool))
    yield from _length_faults(said)
    yield from _law_faults(said)
    steps = said.get("steps", [])
    wrong = [*_shape_faults(steps)]
    yield from wrong
    if not wrong and said.get("unit") in terms(LengthUnit) and _is_length(said.get("length", 1)):
        yield from step_faults(LengthUnit(said["unit"]), said.get("length"), tuple(_step(step) for step in steps))


def _length_faults(said: Mapping[str, Any]) -> Iterator[str]:
    named = said.get("start") == ClockStart.NAMED
    if "length" in said and not _is_length(said["length"]):
        yield f"length is {said['length']!r}, not a number above 0"
    if named and "length" in said:
        yield "has a length, though the record names its day"
    if not named and "length" not in said:
        yield "has no length"


def _law_faults(said: Mapping[str, Any]) -> Iterator[str]:
    if said.get("active") and not said.get("verified"):
        yield "is active and not verified"
    if said.get("statutory") and not said.get("basis"):
        yield "is the law's, and names no basis"
    if said.get("always") and not (said.get("statutory") and said.get("active")):
        yield "binds always, and is not the law's or not active"


def _shape_faults(steps: Any) -> Iterator[str]:
    """Yield what keeps steps from being read."""
    if not isinstance(steps, list) or not steps:
        yield "has no steps"
        return
    for number, step in enumerate(steps, start=1):
        if not isinstance(step, dict) or not {"before", "told"} <= step.keys() <= {"before", "told", "every"}:
            yield f"step {number} does not say before and told, or says more"
        elif not all(type(step.get(name, 0)) is int for name in ("before", "every")):
            yield f"step {number} is at no whole number"
        elif not isinstance(step["told"], list) or not set(step["told"]) <= set(terms(Told)):
            yield f"step {number} tells {step['told']!r}, which is nobody"


def _is_length(value: Any) -> bool:
    return type(value) is int and value > 0


def _step(said: Mapping[str, Any]) -> Step:
    return Step(said["before"], tuple(Told(word) for word in said["told"]), said.get("every"))


def _shipped(key: str, said: Mapping[str, Any]) -> Shipped:
    return Shipped(
        Rule(
            key=key,
            unit=LengthUnit(said["unit"]),
            length=said.get("length"),
            steps=tuple(_step(step) for step in said["steps"]),
            basis=said.get("basis", ""),
            active=said["active"],
            verified=said["verified"],
        ),
        trigger=ClockTrigger(said["trigger"]),
        start=ClockStart(said["start"]),
        stop=ClockStop(said["stop"]),
        statutory=said.get("statutory", False),
        always=said.get("always", False),
    )


SHIPPED = read_rules((Path(__file__).parent / "rules.toml").read_text("utf-8"))
"""The rules that are shipped beside this module, by key: a further one is a further table in the file."""
