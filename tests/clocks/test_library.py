"""Decides that a file of rules that does not hold together is refused, and that every fault in it is named."""

import pytest

from isms.clocks.library import BrokenRules, read_rules

WHOLE = {
    "trigger": '"breach"',
    "start": '"aware"',
    "stop": '"reported"',
    "unit": '"hours"',
    "length": "72",
    "basis": '"Loven § 1"',
    "statutory": "true",
    "active": "true",
    "verified": "true",
    "steps": '[{ before = 48, told = ["owner"] }]',
}


def written(**other: str | None) -> str:
    said = WHOLE | other
    return "[one]\n" + "\n".join(f"{name} = {value}" for name, value in said.items() if value is not None)


def test_a_whole_rule_is_read() -> None:
    assert read_rules(written())["one"].rule.length == 72


@pytest.mark.parametrize(
    ("other", "fault"),
    [
        ({"trigger": None}, "does not say trigger"),
        ({"trigger": '"weather"'}, "trigger is 'weather', which is no word of it"),
        ({"start": '"soon"'}, "start is 'soon', which is no word of it"),
        ({"stop": '"never"'}, "stop is 'never', which is no word of it"),
        ({"unit": '"years"'}, "unit is 'years', which is no word of it"),
        ({"length": None}, "has no length"),
        ({"length": "0"}, "length is 0, not a number above 0"),
        ({"length": "true"}, "length is True, not a number above 0"),
        ({"length": "1.5"}, "length is 1.5, not a number above 0"),
        ({"start": '"named"'}, "has a length, though the record names its day"),
        ({"active": '"yes"'}, "active is neither true nor false"),
        ({"verified": "1"}, "verified is neither true nor false"),
        ({"verified": "false"}, "is active and not verified"),
        ({"basis": None}, "is the law's, and names no basis"),
        ({"always": "true", "statutory": "false"}, "binds always, and is not the law's or not active"),
        ({"always": "true", "active": "false"}, "binds always, and is not the law's or not active"),
        ({"colour": '"red"'}, "says colour, which means nothing"),
        ({"steps": "[]"}, "has no steps"),
        ({"steps": '"soon"'}, "has no steps"),
        ({"steps": "[{ before = 1 }]"}, "step 1 does not say before and told, or says more"),
        ({"steps": '[{ before = 1, told = ["owner"], how = "mail" }]'}, "step 1 does not say before and told"),
        ({"steps": '[{ before = 1.5, told = ["owner"] }]'}, "step 1 is at no whole number"),
        ({"steps": '[{ before = 1, told = ["mayor"] }]'}, "step 1 tells ['mayor'], which is nobody"),
        ({"steps": "[{ before = 1, told = [] }]"}, "step_tells_nobody"),
        ({"steps": '[{ before = 1, told = ["owner"] }, { before = 1, told = ["leader"] }]'}, "step_twice"),
        ({"steps": '[{ before = 1, told = ["owner"], every = 7 }]'}, "step_repeats_before"),
        ({"steps": '[{ before = 0, told = ["owner"], every = 0 }]'}, "step_repeats_before"),
        ({"steps": '[{ before = 73, told = ["owner"] }]'}, "step_before_the_start"),
    ],
)
def test_a_fault_is_named_with_its_rule(other: dict[str, str | None], fault: str) -> None:
    with pytest.raises(BrokenRules) as broken:
        read_rules(written(**other))
    assert f"one: {fault}" in str(broken.value)


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(BrokenRules) as broken:
        read_rules(f'{written(unit=chr(34) + "years" + chr(34), steps="[]")}\n[two]\ntrigger = "weather"')
    assert len(str(broken.value).splitlines()) > 3


@pytest.mark.parametrize("text", ["", "[one", 'one = "rule"'])
def test_what_holds_no_rules_is_refused(text: str) -> None:
    with pytest.raises(BrokenRules):
        read_rules(text)
