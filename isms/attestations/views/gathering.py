"""Puts together what the page of a review shows: each part as it stands, what has changed, and what is answered."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from isms.actions import queries as action_queries
from isms.actions.models import Action
from isms.attestations.forms.steps import StepForm, read_typed, step_form
from isms.attestations.models import Attestation, AttestationAnswer, AttestationRecord
from isms.attestations.queries import near, reviews
from isms.attestations.queries.facts import facts_of
from isms.attestations.rules.parts import Difference, Fact, differences, read_facts
from isms.attestations.service.attesting import asked_steps, missing_steps, needed_steps
from isms.attestations.service.corrections import Said
from isms.attestations.service.filling import Saving
from isms.attestations.vocabulary import Answer, AttestationStep
from isms.kernel.access import Access
from isms.kernel.permission import Permission
from isms.kernel.web.doors import words
from isms.kernel.web.forms import shown
from isms.organisation import queries as organisation
from isms.portfolio.models import System


@dataclass
class Part:
    """A part of a review as its page shows it; `saved` is None until somebody has said something."""

    step: AttestationStep
    facts: Sequence[Fact]
    changes: Sequence[Difference]
    saved: AttestationAnswer | None
    form: StepForm
    is_needed: bool
    said: Said
    is_missing: bool = False
    conflict: Saving | None = None

    @property
    def answer(self) -> str | None:
        """What is said so far, as the boxes hold it."""
        chosen = self.form.answer.data
        return chosen.value if chosen else None


@dataclass
class Gathered:
    """A review with all its parts, those that have changed since the last time apart from the others."""

    review: Attestation
    system: System
    parts: list[Part]
    before: AttestationRecord | None
    held: frozenset[Permission]
    actions: Sequence[Action]

    @property
    def changed(self) -> list[Part]:
        return [part for part in self.parts if part.changes and part.step != AttestationStep.WISHES]

    @property
    def unchanged(self) -> list[Part]:
        return [part for part in self.parts if not part.changes and part.step != AttestationStep.WISHES]

    @property
    def missing(self) -> list[AttestationStep]:
        return [part.step for part in self.parts if part.is_missing]

    @property
    def needed(self) -> list[AttestationStep]:
        return [part.step for part in self.parts if part.is_needed]

    @property
    def said(self) -> dict[AttestationStep, Said]:
        return {part.step: part.said for part in self.parts}

    @property
    def typed(self) -> dict[AttestationStep, dict[str, Any]]:
        return {part.step: read_typed(part.saved.answers) for part in self.parts if part.saved}

    def corrected(self, part: Part) -> list[tuple[str, str]]:
        """Return what is corrected of a part: what each field is called, and what is typed in it as one reads it."""
        codes = {str(action.id): action.code for action in self.actions}
        pairs = []
        for name in part.said.values:
            label, code = words()(part.form[name].label.text), codes.get(name.rpartition("_")[2])
            pairs.append((f"{code} {label}" if code else label, shown(part.form[name])))
        return pairs

    def part(self, step: AttestationStep) -> Part | None:
        """Return a part, or None when the review does not ask about it."""
        return next((part for part in self.parts if part.step == step), None)


def gather(session: Session, access: Access, review: Attestation, today: date) -> Gathered:
    """Return a review with everything its page shows, as the person who looks may answer it."""
    ids = [review.system_id]
    near_actions = near.open_actions(session, ids)
    facts = facts_of(session, ids, today, near_actions)[review.system_id]
    system = session.get_one(System, review.system_id)
    before = reviews.records_before(session, ids).get(review.system_id)
    then = json.loads(before.content)["parts"] if before else {}
    answers = reviews.answers_of(session, review.id)
    mine = [action for _, action in near_actions if _may_move(access, review, action)]
    people = organisation.person_choices(session, review.tenant_id)
    needed = needed_steps(facts, system.system_class, today)
    parts = []
    for step in asked_steps(facts):
        form = step_form(step, system, formdata=None, actions=mine, people=people)
        saved = answers.get(step)
        kept = then.get(step.value)
        changes = differences(read_facts(kept["facts"]), facts[step]) if kept else []
        said = _said(form, saved)
        parts.append(Part(step, facts[step], changes, saved, form, step in needed, said))
    missing = missing_steps(needed, {part.step: part.said for part in parts})
    for part in parts:
        part.is_missing = part.step in missing
    held = reviews.held_on(access, review)
    return Gathered(review, system, parts, before, held, mine)


def form_of(session: Session, access: Access, review: Attestation, step: AttestationStep, formdata: Any) -> StepForm:
    """Return the form of one part with what was sent in it, and what is known of the system beneath."""
    system = session.get_one(System, review.system_id)
    mine: list[Action] = []
    if step == AttestationStep.ACTIONS:
        near_actions = near.open_actions(session, [review.system_id])
        mine = [action for _, action in near_actions if _may_move(access, review, action)]
    people = organisation.person_choices(session, review.tenant_id) if step == AttestationStep.ROLES else ()
    return step_form(step, system, formdata=formdata, actions=mine, people=people)


def _said(form: StepForm, saved: AttestationAnswer | None) -> Said:
    """Put what has been saved back into a form, and return what it says."""
    if saved is None:
        form.version.data = 0
        return Said(None)
    typed = read_typed(saved.answers)
    form.refill(typed)
    form.version.data = saved.saves
    if saved.unchanged is not None:
        form.answer.data = Answer.UNCHANGED if saved.unchanged else Answer.CHANGED
    values: Mapping[str, Any] = {name: form[name].data for name in typed if name in form}
    return Said(saved.unchanged, values)


def _may_move(access: Access, review: Attestation, action: Action) -> bool:
    """Say whether a deadline may be moved here: by who looks, or by the respondent they fill in for."""
    return action.owner_id == review.respondent_id or action_queries.may_change(access, action)
