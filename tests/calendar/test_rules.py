"""Which months, deadlines and kinds the calendar tells of, and how the address of a feed is made."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from isms.calendar import rules
from isms.calendar.library import LANGUAGES, WHEEL, BrokenWheel, read_wheel
from isms.calendar.papers import Entry, deadline_entries, write_calendar
from isms.calendar.rules import kind_of
from isms.calendar.secrets import feed_named, opens, token_of
from isms.calendar.views.picture import wheel
from isms.calendar.vocabulary import DeadlineKind
from isms.clocks.library import SHIPPED
from isms.clocks.rules import Deadline
from isms.kernel.words import CATALOGUE

TODAY = date(2026, 11, 22)
STAMP = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
ADDRESS = "https://helse.eksempelfjord.example"


def a_deadline(due_on: date, **fields: Any) -> Deadline:
    said: dict[str, Any] = {
        "rule": "action",
        "about": "action:12",
        "code": "T-012",
        "path": "/actions/12",
        "tenant_id": 1,
        "place": "/1/2/",
        "owner_ids": (7,),
        **fields,
    }
    return Deadline(due_on=due_on, **said)


def test_the_twelve_months_begin_with_the_present_one() -> None:
    months = rules.months_from(TODAY)
    assert (months[0], months[1], months[2], months[-1]) == (
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
        date(2027, 10, 1),
    )
    assert len(months) == 12
    assert rules.month_named("2027-10", TODAY) == date(2027, 10, 1)
    assert rules.month_named("2027-11", TODAY) is None
    assert rules.month_named("2026-10", TODAY) is None


def test_what_is_due_today_is_in_its_month_and_what_was_due_yesterday_is_overdue() -> None:
    today, yesterday = a_deadline(TODAY), a_deadline(TODAY - timedelta(days=1), about="action:11")
    assert rules.by_month([yesterday, today], TODAY) == {date(2026, 11, 1): [today]}
    assert not rules.is_overdue(today, TODAY)
    assert rules.is_overdue(yesterday, TODAY)


@pytest.mark.parametrize(
    ("due_on", "told"),
    [
        (TODAY - timedelta(days=90), True),
        (TODAY - timedelta(days=91), False),
        (date(2027, 11, 22), True),
        (date(2027, 11, 23), False),
    ],
)
def test_a_feed_looks_ninety_days_back_and_a_year_ahead(due_on: date, told: bool) -> None:
    assert bool(rules.in_window([a_deadline(due_on)], TODAY)) is told


def test_a_year_after_a_leap_day_is_the_last_of_february() -> None:
    assert rules.window(date(2028, 2, 29))[1] == date(2029, 2, 28)


def test_every_rule_that_is_shipped_has_a_word_in_every_language() -> None:
    for rule in SHIPPED:
        kind = kind_of(rule)
        assert kind is not DeadlineKind.FURTHER, rule
        for language in LANGUAGES:
            assert "X-1" in CATALOGUE.words(language)(f"calendar.event.{kind}", code="X-1")
    assert kind_of("something of tomorrow") is DeadlineKind.FURTHER


def test_kinds_are_counted_in_their_order() -> None:
    some = [a_deadline(TODAY, rule=rule) for rule in ("breach_72h", "action", "nis2_24h", "action")]
    assert rules.counted(some) == [(DeadlineKind.ACTION, 2), (DeadlineKind.REPORT, 2)]


def test_an_address_opens_its_own_feed_in_its_own_generation_alone() -> None:
    token = token_of("key", 7, 1)
    assert feed_named(token) == 7
    assert opens(token, "key", 7, 1)
    assert not opens(token, "key", 7, 2)
    assert not opens(token, "key", 8, 1)
    assert not opens(token, "another key", 7, 1)
    assert not opens(token.upper(), "key", 7, 1)


@pytest.mark.parametrize("token", ["", "7", "7-", "0-" + "a" * 64, "-7-" + "a" * 64, "7-" + "æ" * 64, "7-" + "a" * 65])
def test_what_has_not_the_shape_of_an_address_names_no_feed(token: str) -> None:
    assert feed_named(token) is None
    assert not opens(token, "key", 7, 1)


def test_the_same_deadlines_give_the_same_bytes_that_another_program_can_read() -> None:
    day, hour = a_deadline(date(2026, 12, 1)), datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
    clock = a_deadline(date(2026, 11, 23), rule="breach_72h", about="deviation_clock:3", code="AV-004", due_at=hour)
    words = CATALOGUE.words("nb")
    body = write_calendar("Mine frister", deadline_entries([clock, day], words), ADDRESS, STAMP)
    assert body == write_calendar("Mine frister", deadline_entries([clock, day], words), ADDRESS, STAMP)
    read = Calendar.from_ical(body)
    first, second = read.walk("VEVENT")
    assert (first["SUMMARY"], second["SUMMARY"]) == ("AV-004: meldefrist", "Tiltak T-012: frist")
    assert (first["DTSTART"].dt, second["DTSTART"].dt) == (hour, date(2026, 12, 1))
    assert b"DTSTART;VALUE=DATE:20261201" in body
    assert b"DTSTART:20261123T063000Z" in body
    assert (second["URL"], second["DTSTAMP"].dt) == (f"{ADDRESS}/actions/12", STAMP)
    assert first["UID"] != second["UID"]
    assert (read["X-WR-CALNAME"], str(read["NAME"])) == ("Mine frister", "Mine frister")
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H" in body


def test_an_entry_keeps_its_name_when_its_day_moves_and_another_installation_gives_it_another() -> None:
    def uid(deadline: Deadline, address: str = ADDRESS) -> str:
        entries = deadline_entries([deadline], CATALOGUE.words("nb"))
        return str(Calendar.from_ical(write_calendar("", entries, address, STAMP)).walk("VEVENT")[0]["UID"])

    assert uid(a_deadline(TODAY)) == uid(a_deadline(date(2027, 3, 1)))
    assert uid(a_deadline(TODAY)) != uid(a_deadline(TODAY, rule="agreement"))
    assert uid(a_deadline(TODAY)) != uid(a_deadline(TODAY), "https://nabofjord.example")


def test_nothing_that_is_written_breaks_out_of_its_line() -> None:
    evil = "T-1\r\nATTENDEE:mailto:a@b.example\r\nEND:VEVENT"
    entries = [
        *deadline_entries([a_deadline(TODAY, code=evil, path="/actions/1\r\nX-EVIL:1")], CATALOGUE.words("nb")),
        Entry("x", TODAY, f"Øvelse\n{evil}; a, b", "Første linje\nBEGIN:VALARM", "/calendar"),
    ]
    body = write_calendar(f"Frister: Æsj\r\n{evil}", entries, ADDRESS, STAMP)
    assert body.count(b"\r\nBEGIN:") == 2
    assert body.count(b"\r\nEND:VEVENT") == 2
    for name in (b"\r\nATTENDEE", b"\r\nX-EVIL", b"\r\nBEGIN:VALARM"):
        assert name not in body
    read = Calendar.from_ical(body)
    assert read.walk("VALARM") == []
    assert "a, b" in read.walk("VEVENT")[1]["SUMMARY"]


def test_long_lines_are_folded_and_norwegian_letters_come_through_whole() -> None:
    name = "Frister: " + "Rådgivning, oppfølging og ærlighet på Åsnes øst " * 4
    body = write_calendar(name, [], ADDRESS, STAMP)
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert str(Calendar.from_ical(body)["NAME"]) == name.strip()
    body.decode()


def test_the_shipped_wheel_speaks_three_languages_and_leaves_july_alone() -> None:
    assert {one.month for one in WHEEL} == set(range(1, 13)) - {7}
    for one in WHEEL:
        assert all(one.titles[language] for language in LANGUAGES)
    statement = next(one for one in WHEEL if one.key == "annual_report")
    assert "§ 25-2" in statement.basis("nb")


def test_an_untouched_text_follows_the_reader_and_a_changed_one_does_not() -> None:
    one = next(one for one in WHEEL if one.key == "main_review")
    assert one.told(one.title("nb"), one.text("nb"), "en") == (one.title("en"), one.text("en"))
    assert one.told(one.title("nb"), "Vår egen tekst", "en") == (one.title("nb"), "Vår egen tekst")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("month = 13", "lies in the month 13"),
        ('key = "a"\nmonth = 1\n[[activities]]\nkey = "a"\nmonth = 1', "each has one of its own"),
        ('key = "a"\nmonth = 1\nwhen = 1', "means nothing"),
        ('key = "a"\nmonth = 1\ntitle = { nb = "A", en = "A" }', "has no title in nn"),
        ('key = "a"\nmonth = 1\nbasis = { nb = "A" }', "has no basis in nn, en"),
    ],
)
def test_a_file_of_the_wheel_that_does_not_hold_together_is_refused(line: str, fault: str) -> None:
    with pytest.raises(BrokenWheel, match=fault):
        read_wheel(f"[[activities]]\n{line}\n")


def test_an_activity_needs_a_name_and_a_month() -> None:
    assert [no.field for no in rules.activity_refusals(0, " ")] == ["month", "title"]
    assert list(rules.activity_refusals(1, "Øve")) == []
    assert list(rules.activity_refusals(12, "Øve")) == []
    assert [no.field for no in rules.activity_refusals(13, "Øve")] == ["month"]
    assert [no.field for no in rules.withdrawal_refusals(" ")] == ["because"]


def test_the_wheel_is_drawn_with_a_dot_for_each_activity_and_one_month_filled() -> None:
    segments = wheel({1: 2, 3: 9}, present=11)
    assert [segment.month for segment in segments if segment.is_present] == [11]
    assert [len(segment.dots) for segment in segments[:3]] == [2, 0, 5]
    assert segments[0].name_at == ("160.0", "60.0")
