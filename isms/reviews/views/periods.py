"""The doors of period reviews."""

import json
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from isms.kernel.clock import day_of
from isms.kernel.db import expect_version
from isms.kernel.deadlines import deadline_state
from isms.kernel.formats import print_date
from isms.kernel.web.doors import database, found, me, requires, today, words
from isms.kernel.web.history import sentences
from isms.kernel.web.pages import form_page, render
from isms.organisation.models import Unit
from isms.organisation.queries import unit_for
from isms.organisation.rules.periods import period_of, read_period
from isms.reviews import figures, queries, service
from isms.reviews.forms import CommentForm, PlanForm
from isms.reviews.models import Review, ReviewComment, ReviewPlan
from isms.reviews.queries import meetings
from isms.reviews.rules import REVIEWED_KINDS
from isms.reviews.views.blueprint import Answer, blueprint
from isms.reviews.vocabulary import Fault, Movement, Permission

LISTED_AT_MOST = 60


@blueprint.get("/reviews/<int:review_id>")
@requires(Permission.REVIEW_READ)
def review(review_id: int) -> Answer:
    """Show a review as a report: a sentence first, the figures under it, then what was decided."""
    with database().reading() as session:
        shown = found(queries.review_for(session, me().access, review_id))
        frozen = json.loads(shown.figures)
        troubled = _troubled(frozen)
        return render(
            "reviews/review.html",
            review=shown,
            term=_term(shown.period),
            since=_term(frozen["change"]["since"]) if frozen["change"] else None,
            figures=frozen,
            headline=_headline(frozen),
            troubled=len(troubled),
            listed=troubled[:LISTED_AT_MOST],
            faults=[(fault, frozen["faults"][fault]) for fault in Fault if frozen["faults"][fault]],
            change=frozen["change"],
            movements=list(Movement),
            meetings=meetings.meetings_of(session, me().access, shown.unit_id),
            comments=queries.comments_of(session, shown.id),
            decisions=[
                (d, deadline_state(d.action.due_on, today()) if d.action else None)
                for d in queries.decisions_of(session, shown.id)
            ],
            paper=_paper(shown),
            may_comment=me().access.allows_at(Permission.REVIEW_COMMENT, shown.unit.path),
            may_plan=me().access.allows_at(Permission.REVIEW_PLAN, shown.unit.path),
            history=sentences(session, words(), [("review", shown.id)]),
        )


@blueprint.route("/reviews/<int:review_id>/comment", methods=["GET", "POST"])
@requires(Permission.REVIEW_COMMENT)
def comment(review_id: int) -> Answer:
    """Add the officer's comment."""
    with database().reading() as session:
        shown = found(queries.review_for(session, me().access, review_id, Permission.REVIEW_COMMENT))
    form = CommentForm()

    def save(session: Session) -> ReviewComment:
        commented = found(queries.review_for(session, me().access, review_id, Permission.REVIEW_COMMENT))
        return service.comment(session, commented, written_by_id=me().person_id, today=today(), **form.values())

    return form_page(
        form,
        title=("review.comment", {"review": _called(shown)}),
        action="review:comment",
        submit="review.comment_submit",
        save=save,
        done=lambda _: url_for(".review", review_id=review_id, _anchor="comments"),
        cancel=url_for(".review", review_id=review_id),
    )


@blueprint.route("/units/<int:unit_id>/reviews-from", methods=["GET", "POST"])
@requires(Permission.REVIEW_PLAN)
def plan(unit_id: int) -> Answer:
    """Set the first period a unit is reviewed for."""

    def load(session: Session) -> Unit:
        unit = found(unit_for(session, me().access, unit_id, Permission.REVIEW_PLAN))
        return found(unit if unit.kind in REVIEWED_KINDS else None)

    with database().reading() as session:
        unit = load(session)
        planned = queries.plan_of(session, unit_id)
        first = queries.first_periods(session).get(unit_id, period_of(today()))
    form = PlanForm(obj=planned, data={"first_period": str(first)})

    def save(session: Session) -> ReviewPlan:
        standing = queries.plan_of(session, unit_id)
        if standing is not None:
            expect_version(standing, form.version.data or 0)
        return service.plan(session, load(session), **form.values())

    return form_page(
        form,
        title=("review.plan", {"unit": unit.name}),
        action="review:plan",
        submit="form.save",
        intro="review.plan_intro",
        save=save,
        saved=lambda session: queries.plan_of(session, unit_id),
        done=lambda _: url_for("organisation.unit", unit_id=unit_id),
        cancel=url_for("organisation.unit", unit_id=unit_id),
    )


def _called(shown: Review) -> str:
    return f"{shown.unit.name}, {_term(shown.period)}"


def _term(period: str) -> str:
    """Return a period as people say it."""
    return service.term(words(), read_period(period))


def _headline(frozen: dict[str, Any]) -> list[tuple[str, int, int | None]]:
    """Return the figures the review opens with: key, number, and difference since the review before, if any."""
    change = frozen["change"]
    numbers = figures.headline(frozen)
    return [(key, n, n - change["before"][key] if change else None) for key, n in numbers.items()]


def _troubled(frozen: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the systems with something the matter, the heaviest first."""
    systems = [standing for standing in frozen["portfolio"].values() if standing["faults"]]
    systems.sort(key=lambda s: (-(s["system_class"] or 0), -s["risk"], -len(s["faults"]), s["code"]))
    return [{**system, "faults": [Fault(fault) for fault in system["faults"]]} for system in systems]


def _paper(shown: Review) -> dict[str, str]:
    say = words()
    return {
        "head_left": say("review.paper_head", unit=shown.unit.name, period=_term(shown.period)),
        "head_right": shown.code,
        "foot_left": say("review.marking"),
        "foot_right": say(
            "review.paper_foot",
            position=shown.position,
            day=print_date(day_of(shown.prepared_at), say.language),
        ),
    }
