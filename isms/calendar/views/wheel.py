"""The doors of the annual wheel: the twelve months that come, and what the municipality does in each."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from isms.calendar import queries, service
from isms.calendar.forms import ActivityForm, RestoreForm, TakeInForm, WithdrawForm
from isms.calendar.library import BY_KEY, WHEEL
from isms.calendar.models import WheelActivity
from isms.calendar.papers import told as read_as
from isms.calendar.rules import by_month, counted, is_overdue, months_from
from isms.calendar.views.blueprint import Answer, blueprint, my_deadlines, told
from isms.calendar.views.picture import wheel as drawn
from isms.calendar.vocabulary import Permission
from isms.kernel.db import expect_version
from isms.kernel.formats import month_name
from isms.kernel.web.doors import database, found, me, requires, today, words
from isms.kernel.web.forms import Form
from isms.kernel.web.pages import form_page, render
from isms.organisation.models import Unit


@blueprint.get("/calendar")
@requires(Permission.CALENDAR_READ)
def wheel() -> Answer:
    """Show the twelve months from now on: what is done in each, and what falls due."""
    who, day, language = me(), today(), words().language
    with database().reading() as session:
        rows = queries.wheel_of(session, who.tenant_id)
        may_edit = queries.municipality_for(session, who.access, who.tenant_id) is not None
        mine = my_deadlines(session)
    own, is_own = queries.standing(rows), bool(rows)
    activities = [_shown(one, language) for one in own] if is_own else [_proposed(one.key, language) for one in WHEEL]
    falling = by_month(mine, day)
    months = months_from(day)
    return render(
        "calendar/wheel.html",
        months=[
            {
                "day": month,
                "key": f"{month:%Y-%m}",
                "activities": [one for one in activities if one["month"] == month.month],
                "due": counted(falling.get(month, [])),
            }
            for month in months
        ],
        late=sum(is_overdue(one, day) for one in mine),
        is_own=is_own,
        may_edit=may_edit,
        may_take_in=may_edit and (not is_own or bool(_not_taken(own))),
        segments=drawn(Counter(one["month"] for one in activities), day.month),
        total=len(activities),
        names=[date(day.year, number, 1) for number in range(1, 13)],
    )


@blueprint.route("/calendar/take-in", methods=["GET", "POST"])
@requires(Permission.CALENDAR_EDIT)
def take_in() -> Answer:
    """Take activities of the shipped wheel into the municipality's own."""
    language = words().language
    with database().reading() as session:
        lacking = _not_taken(queries.standing(queries.wheel_of(session, _municipality(session).id)))
    form = TakeInForm(data={"activities": lacking})
    months = [month_name(date(2000, WHEEL[place].month, 1), language) for place in lacking]
    named = zip(lacking, months, strict=True)
    form.activities.offer(
        [(place, words()("wheel.offered", month=month, title=WHEEL[place].title(language))) for place, month in named]
    )

    def save(session: Session) -> object:
        keys = [WHEEL[place].key for place in form.activities.data]
        return service.take_in(session, _municipality(session), keys, language)

    return _page(form, save, "take_in", intro="wheel.take_in_intro")


@blueprint.route("/calendar/add", methods=["GET", "POST"])
@requires(Permission.CALENDAR_EDIT)
def add() -> Answer:
    """Add an activity of the municipality's own."""
    form = _with_months(ActivityForm())
    with database().reading() as session:
        _municipality(session)
    return _page(form, lambda session: service.add(session, _municipality(session), **form.values()), "add")


@blueprint.route("/calendar/activities/<int:activity_id>/change", methods=["GET", "POST"])
@requires(Permission.CALENDAR_EDIT)
def change(activity_id: int) -> Answer:
    """Change what is done, and in which month."""
    activity = _to_edit(activity_id)
    form = _with_months(ActivityForm(obj=activity))

    def save(session: Session) -> None:
        changed = _load(session, activity_id)
        expect_version(changed, form.version.data)
        service.change(session, changed, **form.values())

    return _page(
        form,
        save,
        "change",
        saved=lambda session: _load(session, activity_id),
        template="calendar/change.html",
        activity=activity,
        may_be_restored=_may_be_restored(activity),
    )


@blueprint.route("/calendar/activities/<int:activity_id>/restore", methods=["GET", "POST"])
@requires(Permission.CALENDAR_EDIT)
def restore(activity_id: int) -> Answer:
    """Give an activity the text it was shipped with."""
    activity, language = _to_edit(activity_id), words().language
    shipped = BY_KEY.get(activity.shipped_key or "")
    proposal = shipped.title(language) if shipped else ""
    return _page(
        RestoreForm(),
        lambda session: service.restore(session, _load(session, activity_id), language),
        "restore",
        intro=("wheel_activity.restore_intro", {"title": activity.title, "shipped": proposal}),
    )


@blueprint.route("/calendar/activities/<int:activity_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.CALENDAR_EDIT)
def withdraw(activity_id: int) -> Answer:
    """Take an activity out of the wheel, with a reason."""
    form = WithdrawForm()
    title, _ = read_as(_to_edit(activity_id), words().language)

    def save(session: Session) -> None:
        service.withdraw(session, _load(session, activity_id), form.because.data or "", today())

    return _page(
        form, save, "withdraw", intro=("wheel_activity.named", {"title": title}), why=lambda: form.because.data
    )


def _page(form: Form, save: Callable[[Session], object], verb: str, **more: Any) -> Answer:
    """Show or take a form about the wheel, whose texts are known by its verb."""
    answer = form_page(
        form,
        title=f"wheel_activity.{verb}_title",
        action=f"wheel_activity:{verb}",
        submit=f"wheel_activity.{verb}_submit",
        save=save,
        done=lambda _: url_for(".wheel"),
        cancel=url_for(".wheel"),
        **more,
    )
    return told(answer, f"wheel_activity.{verb}_done")


def _shown(activity: WheelActivity, language: str) -> dict[str, Any]:
    title, text = read_as(activity, language)
    shipped = BY_KEY.get(activity.shipped_key or "")
    basis = shipped.basis(language) if shipped else ""
    more = {"month": activity.month, "link": activity.link, "basis": basis}
    return {"id": activity.id, "title": title, "text": text, **more}


def _may_be_restored(activity: WheelActivity) -> bool:
    """Say whether an activity came from the proposal and reads otherwise now."""
    shipped = BY_KEY.get(activity.shipped_key or "")
    return shipped is not None and not shipped.is_told_by(activity.title, activity.description)


def _proposed(key: str, language: str) -> dict[str, Any]:
    shipped = BY_KEY[key]
    texts = {"title": shipped.title(language), "text": shipped.text(language), "basis": shipped.basis(language)}
    return {"id": None, "month": shipped.month, "link": None, **texts}


def _not_taken(own: Sequence[WheelActivity]) -> list[int]:
    """Return the places of the shipped activities that do not stand in the municipality's wheel."""
    keys = {one.shipped_key for one in own}
    return [place for place, shipped in enumerate(WHEEL) if shipped.key not in keys]


def _with_months(form: ActivityForm) -> ActivityForm:
    language = words().language
    form.month.offer([(number, month_name(date(2000, number, 1), language)) for number in range(1, 13)])
    return form


def _municipality(session: Session) -> Unit:
    return found(queries.municipality_for(session, me().access, me().tenant_id))


def _load(session: Session, activity_id: int) -> WheelActivity:
    return found(queries.activity_for(session, me().access, activity_id))


def _to_edit(activity_id: int) -> WheelActivity:
    with database().reading() as session:
        return _load(session, activity_id)
