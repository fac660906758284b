"""The doors of many reviews: the register, and what waits for whoever looks."""

from dataclasses import dataclass
from datetime import date

from isms.attestations.models import Attestation
from isms.attestations.queries import reviews
from isms.attestations.queries.facts import facts_of
from isms.attestations.rules.reviews import minutes
from isms.attestations.service.attesting import asked_steps
from isms.attestations.views.blueprint import blueprint
from isms.attestations.views.comparing import changed_steps
from isms.attestations.views.filling import state
from isms.attestations.vocabulary import AttestationState, Permission
from isms.kernel.web.doors import database, me, signed_in_only, today
from isms.kernel.web.pages import render
from isms.kernel.web.registers import add_register


@dataclass(frozen=True)
class Line:
    """A review that waits, or is attested: how much has changed, how much is answered, and about how long it takes."""

    review: Attestation
    state: AttestationState
    changed: int
    answered: int
    asked: int
    minutes: int
    is_first: bool


@blueprint.get("/attestations/mine")
@signed_in_only
def mine() -> str:
    """Show the reviews that wait for whoever looks, the weightiest system first."""
    with database().reading() as session:
        found = reviews.mine(session, me().person_id)
        waiting = [review for review in found if review.attested_on is None]
        facts = facts_of(session, [review.system_id for review in waiting], today()) if waiting else {}
        changed = changed_steps(session, facts)
        answered = reviews.numbers_answered(session, [review.id for review in waiting]) if waiting else {}
    lines = []
    for review in found:
        asked = len(asked_steps(facts[review.system_id])) - 1 if review.system_id in facts else 0
        number = len(changed.get(review.system_id, ()))
        done = min(answered.get(review.id, 0), asked)
        is_first = review.system_id not in changed
        about = minutes(asked if is_first else number, 0 if is_first else asked - number)
        lines.append(Line(review, state(review), number, done, asked, about, is_first))
    due_on = min((line.review.due_on for line in lines if line.review.attested_on is None), default=None)
    simple = sum(is_simple(line.review) for line in lines)
    return render("attestations/mine.html", lines=lines, due_on=due_on, simple=simple, days_left=_days_left(due_on))


def is_simple(review: Attestation) -> bool:
    """Say whether a review may be attested together with others: of a system of class 1, by its respondent."""
    mine = review.respondent_id == me().person_id and review.attested_on is None
    return mine and (review.system.system_class or 1) == 1


def _days_left(due_on: date | None) -> int | None:
    return (due_on - today()).days if due_on else None


add_register(blueprint, "attestations", Permission.ATTESTATION_READ)
