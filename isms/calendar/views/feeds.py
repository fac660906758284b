"""The doors of calendar feeds: the page where a person keeps theirs, and the secret address a calendar reads."""

import hashlib

from flask import Response, abort, current_app, request, url_for
from sqlalchemy.orm import Session

from isms.calendar import queries, service
from isms.calendar.forms import RenewForm, RevokeForm, SubscribeForm, WithdrawFeedForm
from isms.calendar.models import CalendarFeed
from isms.calendar.papers import MEDIA_TYPE, deadline_entries, wheel_entries, write_calendar
from isms.calendar.rules import in_window
from isms.calendar.secrets import feed_named, opens, token_of
from isms.calendar.views.blueprint import Answer, blueprint, told
from isms.calendar.vocabulary import Permission
from isms.kernel.web.doors import assembly, database, found, me, now, open_to_all, requires, signed_in_only, today
from isms.kernel.web.pages import form_page, render
from isms.kernel.words import CATALOGUE, Words
from isms.organisation.models import Person
from isms.organisation.queries import access_of, standing_units, unit_for
from isms.organisation.vocabulary import Permission as OrganisationPermission


@blueprint.get("/calendar/feed/<address>.ics")
@open_to_all
def feed(address: str) -> Response:
    """Give a calendar program the deadlines of a feed; whoever knows the address reads it."""
    day = today()
    with database().reading() as session:
        opened = found(queries.feed_to_read(session, feed_named(address) or 0, day))
        if not opens(address, _key(), opened.id, opened.generation):
            abort(404)
        body, stamp = _written(session, opened)
    response = Response(body, content_type=MEDIA_TYPE)
    # When an entry was last revised says nothing new as long as the entries are the same.
    response.set_etag(hashlib.sha256(body.replace(stamp, b"")).hexdigest(), weak=True)
    response.cache_control.private = True
    response.cache_control.no_cache = True
    response.make_conditional(request)
    return response


@blueprint.get("/calendar/feeds")
@signed_in_only
def feeds() -> Answer:
    """Show a person's feeds, each with its address."""
    with database().reading() as session:
        mine = queries.feeds_of(session, me().person_id)
    return render("calendar/feeds.html", feeds=[(one, _address(one)) for one in mine])


@blueprint.route("/calendar/feeds/subscribe", methods=["GET", "POST"])
@signed_in_only
def subscribe() -> Answer:
    """Make a feed of one's own deadlines, or of those at a unit."""
    form = SubscribeForm()
    with database().reading() as session:
        units = session.scalars(standing_units(me().access, Permission.CALENDAR_READ, today())).all()
        form.unit_id.offer([(unit.id, unit.name) for unit in units])

    def save(session: Session) -> None:
        wanted, person = form.unit_id.data, session.get_one(Person, me().person_id)
        unit = found(unit_for(session, me().access, wanted, Permission.CALENDAR_READ)) if wanted else None
        service.subscribe(session, person, unit, today())

    answer = form_page(
        form,
        title="calendar_feed.subscribe_title",
        intro="calendar_feed.subscribe_intro",
        action="calendar_feed:subscribe",
        submit="calendar_feed.subscribe_submit",
        save=save,
        done=lambda _: url_for(".feeds"),
        cancel=url_for(".feeds"),
    )
    return told(answer, "calendar_feed.subscribed")


@blueprint.route("/calendar/feeds/<int:feed_id>/renew", methods=["GET", "POST"])
@signed_in_only
def renew(feed_id: int) -> Answer:
    """Give a feed a new address."""
    shown = _to_change(feed_id)
    answer = form_page(
        RenewForm(),
        title="calendar_feed.renew_title",
        intro=("calendar_feed.renew_intro", {"name": _name(shown)}),
        action="calendar_feed:renew",
        submit="calendar_feed.renew_submit",
        save=lambda session: service.renew(session, _load(session, feed_id)),
        done=lambda _: url_for(".feeds"),
        cancel=url_for(".feeds"),
    )
    return told(answer, "calendar_feed.renewed")


@blueprint.route("/calendar/feeds/<int:feed_id>/revoke", methods=["GET", "POST"])
@signed_in_only
def revoke(feed_id: int) -> Answer:
    """Revoke a feed for good."""
    form = RevokeForm()
    shown = _to_change(feed_id)
    answer = form_page(
        form,
        title="calendar_feed.revoke_title",
        intro=("calendar_feed.revoke_intro", {"name": _name(shown)}),
        action="calendar_feed:revoke",
        submit="calendar_feed.revoke_submit",
        save=lambda session: service.revoke(session, _load(session, feed_id), form.because.data, today()),
        done=lambda _: url_for(".feeds"),
        cancel=url_for(".feeds"),
    )
    return told(answer, "calendar_feed.revoked")


@blueprint.route("/calendar/feeds/<int:calendar_feed_id>/withdraw", methods=["GET", "POST"])
@requires(OrganisationPermission.PERSON_MANAGE)
def withdraw_feed(calendar_feed_id: int) -> Answer:
    """Withdraw the feed of somebody else, with the reason."""
    form = WithdrawFeedForm()
    with database().reading() as session:
        shown = _to_withdraw(session, calendar_feed_id)
    page = url_for("organisation.person", person_id=shown.person_id)
    answer = form_page(
        form,
        title=("calendar_feed.withdraw_title", {"person": shown.person.name}),
        intro=("calendar_feed.withdraw_intro", {"name": _name(shown)}),
        action="calendar_feed:withdraw",
        submit="calendar_feed.revoke_submit",
        save=lambda session: service.revoke(
            session, _to_withdraw(session, calendar_feed_id), form.because.data, today()
        ),
        done=lambda _: page,
        cancel=page,
        why=lambda: form.because.data,
    )
    return told(answer, "calendar_feed.revoked")


def _written(session: Session, opened: CalendarFeed) -> tuple[bytes, bytes]:
    """Return a feed as its person may read it today, and the stamp in it; answers 404 when that is nothing any more."""
    access = access_of(session, opened.person_id, assembly().matrix, today())
    words = CATALOGUE.words(opened.person.language)
    running = queries.deadlines_of(session, assembly().deadlines)
    changed_at = queries.changed_at(session) or now()
    if opened.unit is None:
        entries = [*deadline_entries(in_window(queries.owned(running, opened.person_id), today()), words)]
    else:
        if not access.allows_at(Permission.CALENDAR_READ, opened.unit.path):
            abort(404)
        there = in_window(queries.at_place(running, access, opened.unit.path), today())
        activities = queries.standing(queries.wheel_of(session, opened.unit.tenant_id))
        entries = [*deadline_entries(there, words), *wheel_entries(activities, today(), words)]
    body = write_calendar(_name(opened, words), entries, current_app.config["ADDRESS"], changed_at)
    return body, f"DTSTAMP:{changed_at:%Y%m%dT%H%M%SZ}".encode()


def _name(feed: CalendarFeed, words: Words | None = None) -> str:
    say = words or CATALOGUE.words(me().language)
    return say("calendar_feed.of_unit", unit=feed.unit.name) if feed.unit else say("calendar_feed.mine")


def _address(feed: CalendarFeed) -> str:
    token = token_of(_key(), feed.id, feed.generation)
    return f"{current_app.config['ADDRESS']}{url_for('.feed', address=token)}"


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])


def _load(session: Session, feed_id: int) -> CalendarFeed:
    return found(queries.feed_of(session, me().person_id, feed_id))


def _to_change(feed_id: int) -> CalendarFeed:
    with database().reading() as session:
        return _load(session, feed_id)


def _to_withdraw(session: Session, feed_id: int) -> CalendarFeed:
    feeds = queries.feeds_to_withdraw(session, me().access, feed_id=feed_id)
    return found(feeds[0] if feeds else None)
