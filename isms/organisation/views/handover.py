"""The doors where what somebody owned, led or answered for gets another owner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import redirect, request, url_for
from sqlalchemy.orm import Session

from isms.kernel.access import Access
from isms.kernel.handover import NotHandedOver, Owned, counted, owned_by
from isms.kernel.handover import hand_over as carry_out
from isms.kernel.refusal import AlreadySubmitted, ChangedMeanwhile, Refusal
from isms.kernel.submissions import check_unspent, spend
from isms.kernel.web.doors import assembly, database, flash, found, me, now, requires, today, words
from isms.kernel.web.pages import render
from isms.organisation import queries
from isms.organisation.forms import HandOverForm
from isms.organisation.models import Person
from isms.organisation.views.blueprint import Answer, blueprint
from isms.organisation.vocabulary import Permission

AT_ONCE = 200
"""The most people who have left that are listed together."""


@blueprint.get("/handovers")
@requires(Permission.PERSON_HAND_OVER)
def handovers() -> Answer:
    """Show the people who have left while something still is theirs, who left first first."""
    belongings = assembly().belongings
    with database().reading() as session:
        left = queries.people_left_behind(session, me().access, belongings, today(), AT_ONCE)
        numbers = counted(session, belongings, [person.id for person in left[:AT_ONCE]], today())
    return render(
        "organisation/handovers.html",
        people=[(person, numbers[person.id]) for person in left[:AT_ONCE]],
        more=len(left) > AT_ONCE,
        most=AT_ONCE,
    )


@blueprint.route("/people/<int:person_id>/handover", methods=["GET", "POST"])
@requires(Permission.PERSON_HAND_OVER)
def hand_over(person_id: int) -> Answer:
    """Show everything that belongs to somebody, and give what is ticked of it to somebody else."""
    form = HandOverForm()
    with database().reading() as session:
        shown = _theirs(session, person_id)
        if not form.because.data and request.method == "GET" and shown.deactivated_on:
            form.because.data = words()("handover.has_left", name=shown.name)
        page = _Page.of(session, shown, form)
    if request.method == "GET":
        return page.shown()
    if not form.validate():
        return page.shown(ticked=_ticked()), 422
    if not _ticked():
        form.form_errors.append(words()("handover.none_ticked"))
        return page.shown(ticked=_ticked()), 422
    return _handed_over(person_id, form)


def _handed_over(person_id: int, form: HandOverForm) -> Answer:
    """Hand over what is ticked in one transaction; name everything that is refused, and then write nothing."""
    who, key = me(), form.submit_key.data or ""
    try:
        with database().transaction(who.actor, "person:hand_over", form.because.data) as session:
            check_unspent(session, key, who.person_id)
            _theirs(session, person_id)
            heir = form.heir_id.data
            number = carry_out(session, assembly().belongings, person_id, _ticked(), heir, today())
            location = url_for(".hand_over", person_id=person_id)
            spend(session, key, who.person_id, location, now())
    except AlreadySubmitted as twice:
        return redirect(twice.location, 303)
    except ChangedMeanwhile:
        form.form_errors.append(words()("handover.changed_meanwhile"))
        return _shown_anew(person_id, form, {}), 409
    except NotHandedOver as no:
        form.form_errors.append(words().plural("handover.refused", len(no.refused)))
        return _shown_anew(person_id, form, no.refused), 422
    flash(f"handover.done.{'one' if number == 1 else 'other'}", n=number)
    return redirect(location, 303)


def _shown_anew(person_id: int, form: HandOverForm, refused: Mapping[str, Refusal]) -> str:
    with database().reading() as session:
        return _Page.of(session, _theirs(session, person_id), form).shown(refused, _ticked() - refused.keys())


def _theirs(session: Session, person_id: int) -> Person:
    return found(queries.person_to_hand_over(session, me().access, person_id))


def _ticked() -> frozenset[str]:
    return frozenset(request.form.getlist("row"))


@dataclass(frozen=True)
class _Page:
    """What the page of somebody's handover shows, at first or with what is wrong with what was sent."""

    person: Person
    form: HandOverForm
    kinds: Sequence[Mapping[str, Any]]
    reads_person: bool

    @classmethod
    def of(cls, session: Session, person: Person, form: HandOverForm) -> "_Page":
        """Read the page, and let the form offer whoever comes first, and then every active person."""
        heirs = queries.heirs_of(session, person, today())
        others = [pair for pair in queries.person_choices(session, person.tenant_id) if pair[0] != person.id]
        first = {heir.id for heir in heirs}
        form.heir_id.offer(
            [*((heir.id, heir.name) for heir in heirs), *(pair for pair in others if pair[0] not in first)]
        )
        if request.method == "GET" and heirs:
            form.heir_id.data = heirs[0].id
        reads = queries.person_for(session, me().access, person.id) is not None
        return cls(person, form, by_kind(session, person), reads)

    def shown(self, refused: Mapping[str, Refusal] | None = None, ticked: frozenset[str] | None = None) -> str:
        """Return the page; what was ticked stays so, and at first everything is."""
        reasons = {key: words()(no.because, **no.values) for key, no in (refused or {}).items()}
        return render(
            "organisation/handover.html",
            person=self.person,
            form=self.form,
            errors=self.form.error_list(),
            kinds=self.kinds,
            reads_person=self.reads_person,
            refused=reasons,
            ticked=ticked,
        )


def by_kind(session: Session, person: Person) -> list[dict[str, Any]]:
    """Return what belongs to a person by kind; what a record is called and its page are for those who may read it."""
    access = me().access
    led = queries.led_places(session, access)
    kinds: dict[str, list[dict[str, Any]]] = {}
    for owned in owned_by(session, assembly().belongings, person.id, today()):
        kinds.setdefault(owned.belonging.label, []).append(_line(access, led, owned))
    return [{"label": words()(label), "lines": lines} for label, lines in kinds.items()]


def _line(access: Access, led: Sequence[str], owned: Owned) -> dict[str, Any]:
    reads = access.allows_at(owned.belonging.permission, owned.place)
    knows = reads or any(owned.place.startswith(path) for path in led)
    return {
        "key": owned.key,
        "code": owned.code,
        "called": owned.title(words().language) if knows else "",
        "href": owned.path if reads else None,
    }
