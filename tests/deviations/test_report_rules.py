"""What is decided when a deviation is reported: title, gravity, what is turned away, addresses and limits."""

from datetime import UTC, datetime, timedelta

import pytest

from isms.deviations.rules import open_form, reporting
from isms.deviations.vocabulary import About, Progress, Severity, Stage, Surely

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SECRET = "a key that only tests know"


@pytest.mark.parametrize(
    ("text", "title", "description"),
    [
        ("Liste sendt til feil adresse", "Liste sendt til feil adresse", None),
        ("Liste sendt til feil adresse.", "Liste sendt til feil adresse", None),
        ("Døra sto åpen. Ingen var der.", "Døra sto åpen", "Døra sto åpen. Ingen var der."),
        ("Hvem har nøkkelen? Ingen vet.", "Hvem har nøkkelen?", "Hvem har nøkkelen? Ingen vet."),
        ("Versjon 2.1 stoppet", "Versjon 2.1 stoppet", None),
        ("Første linje\nAndre linje", "Første linje", "Første linje\nAndre linje"),
        ("ord " * 40, ("ord " * 22).strip() + " …", "ord " * 40),
        ("x" * 100, "x" * 90 + " …", "x" * 100),
    ],
)
def test_one_text_becomes_a_title_and_loses_nothing(text: str, title: str, description: str | None) -> None:
    assert reporting.told(text) == (title, description)


@pytest.mark.parametrize(
    ("personal_data", "severity"),
    [
        (Surely.YES, Severity.MODERATE),
        (Surely.UNSURE, Severity.MODERATE),
        (Surely.NO, Severity.MINOR),
        (None, Severity.MINOR),
    ],
)
def test_what_may_concern_persons_is_taken_to_be_graver(personal_data: Surely | None, severity: Severity) -> None:
    assert reporting.preliminary_severity(personal_data) == severity


@pytest.mark.parametrize(
    "text",
    [
        "Fant et ark merket BEGRENSET på skriveren",
        "HEMMELIG",
        "STRENGT\nHEMMELIG",
        "KONFIDENSIELT: plan for vannverket",
        "NATO RESTRICTED",
        "COSMIC TOP SECRET",
        "dokumentet er gradert begrenset",
        "Gradert som hemmelig",
        "begrenset, jf. sikkerhetsloven",
        "HEM\u200bMELIG",
        "\uff28\uff25\uff2d\uff2d\uff25\uff2c\uff29\uff27",
    ],
)
def test_a_marking_is_found(text: str) -> None:
    assert reporting.is_graded(text)
    assert reporting.elsewhere("deviation", ["", text]) is About.CLASSIFIED
    assert [r.because for r in reporting.grading_refusals([None, text], "description")] == ["report.graded"]


@pytest.mark.parametrize(
    "text",
    [
        "Tilgangen var begrenset i helgen",
        "Hemmelig adresse ble vist",
        "UHEMMELIGE ting",
        "konfidensielt møte",
        "HEMMELIGHETER",
        "Sikkerhetsloven ble nevnt",
        "",
    ],
)
def test_an_ordinary_word_is_no_marking(text: str) -> None:
    assert not reporting.is_graded(text)
    assert reporting.elsewhere("deviation", [text]) is None


def test_what_has_a_channel_of_its_own_is_turned_away_whatever_is_written() -> None:
    assert reporting.elsewhere("whistleblowing", []) is About.WHISTLEBLOWING
    assert reporting.elsewhere("classified", []) is About.CLASSIFIED
    assert reporting.elsewhere(None, ["Noe"]) is None


def test_a_deviation_has_room_for_so_many_attachments_and_not_one_more() -> None:
    assert list(reporting.attachment_refusals(15, 5)) == []
    assert [r.field for r in reporting.attachment_refusals(16, 5)] == ["files"]


def test_who_has_no_account_is_told_little() -> None:
    told = {stage: reporting.progress(stage) for stage in Stage}
    assert told.pop(Stage.REPORTED) is Progress.RECEIVED
    ended = {stage for stage, progress in told.items() if progress is Progress.ENDED}
    assert ended == {Stage.CLOSED, Stage.REJECTED, Stage.MERGED}
    assert {told[stage] for stage in told.keys() - ended} == {Progress.HANDLED}


def test_an_address_cannot_be_guessed_and_is_of_one_secret_municipality_and_generation() -> None:
    address = open_form.address_of(SECRET, 1, 1)
    assert len(address) * 5 >= 128
    assert address.isalnum()
    others = {
        open_form.address_of(SECRET, 1, 2),
        open_form.address_of(SECRET, 2, 1),
        open_form.address_of(SECRET, 11, 1),
        open_form.address_of("another", 1, 1),
    }
    assert len(others | {address}) == 5
    assert open_form.is_address(address, SECRET, 1, 1)
    assert not any(open_form.is_address(other, SECRET, 1, 1) for other in (*others, "", "å", address.upper()))


def test_a_network_address_is_counted_and_cannot_be_read() -> None:
    counted = open_form.counted_as(SECRET, 1, "192.0.2.7")
    assert counted == open_form.counted_as(SECRET, 1, "::ffff:192.0.2.7")
    assert counted != open_form.counted_as(SECRET, 1, "192.0.2.8")
    assert counted != open_form.counted_as("another", 1, "192.0.2.7")
    assert counted != open_form.counted_as(SECRET, 2, "192.0.2.7")


def test_one_subscriber_counts_as_one_however_many_addresses_they_have() -> None:
    assert open_form.counted_as(SECRET, 1, "2001:db8::1") == open_form.counted_as(SECRET, 1, "2001:db8::ffff:1")
    assert open_form.counted_as(SECRET, 1, "2001:db8::1") != open_form.counted_as(SECRET, 1, "2001:db8:0:1::1")
    assert open_form.counted_as(SECRET, 1, "") != open_form.counted_as(SECRET, 1, "unix:")


def test_as_many_as_may_be_are_taken_and_the_next_waits_until_the_first_is_an_hour_old() -> None:
    times = [NOW - timedelta(minutes=50 - minute) for minute in range(5)]
    assert open_form.wait(times[:4], 5, NOW) == timedelta(0)
    assert open_form.wait(times, 5, NOW) == timedelta(minutes=10)
    assert open_form.wait(times, 5, NOW + timedelta(minutes=9, seconds=59)) == timedelta(seconds=1)
    assert open_form.wait(times, 5, NOW + timedelta(minutes=10)) == timedelta(0)
