"""Finds what has changed of many systems since each was last attested."""

import json
from collections.abc import Mapping

from sqlalchemy.orm import Session

from isms.attestations.queries import reviews
from isms.attestations.rules.parts import Difference, Facts, differences, read_facts
from isms.attestations.vocabulary import AttestationStep


def changed_steps(session: Session, facts: Mapping[int, Facts]) -> dict[int, dict[AttestationStep, list[Difference]]]:
    """Return the parts of each system that have changed, with how; systems never attested are left out. One select."""
    before = reviews.records_before(session, facts.keys()) if facts else {}
    found: dict[int, dict[AttestationStep, list[Difference]]] = {}
    for system_id, record in before.items():
        then = json.loads(record.content)["parts"]
        told = {
            step: differences(read_facts(then[step.value]["facts"]), now)
            for step, now in facts[system_id].items()
            if step.value in then
        }
        found[system_id] = {
            step: changes for step, changes in told.items() if changes and step != AttestationStep.WISHES
        }
    return found
