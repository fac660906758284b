"""What is told when, to whom, and how a call is signed; decided without a database."""

import base64
import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isms.clocks.rules import Step
from isms.clocks.vocabulary import Told
from isms.notices import rules
from isms.notices.rules import telling, webhooks
from isms.notices.vocabulary import NoticeGroup
from tests.notices.stage import ACTION, BREACH, DUE, action

PLACE = "/1/7/9/"
OWNER, LEADER, HEAD, OFFICER, CHIEF, GONE = 11, 12, 13, 14, 15, 16
TOWN = telling.Directory(
    active=frozenset({OWNER, LEADER, HEAD, OFFICER, CHIEF}),
    homes={OWNER: PLACE, LEADER: PLACE, GONE: "/1/7/"},
    leaders={9: LEADER, 7: HEAD},
    holders={("security_officer", 1): [OFFICER], ("chief_executive", 1): [CHIEF], ("area_owner", 7): [HEAD]},
)


def told(*who: Told, owners: tuple[int, ...] = (OWNER,), town: telling.Directory = TOWN) -> dict[int, Told]:
    return telling.recipients(town, action(1, 1, PLACE, *owners), Step(0, who))


def test_each_is_told_as_what_they_were_found_first() -> None:
    assert told(Told.OWNER) == {OWNER: Told.OWNER}
    assert told(Told.OWNER, Told.LEADER) == {OWNER: Told.OWNER, LEADER: Told.LEADER}
    assert told(Told.AREA_OWNER, Told.CHIEF_EXECUTIVE) == {HEAD: Told.AREA_OWNER, CHIEF: Told.CHIEF_EXECUTIVE}
    assert told(Told.OWNER, Told.SECURITY_OFFICER, owners=(OFFICER,)) == {OFFICER: Told.OWNER}


def test_who_leads_their_own_unit_has_the_leader_above() -> None:
    assert told(Told.LEADER, owners=(LEADER,)) == {HEAD: Told.LEADER}


def test_a_leader_who_has_left_is_passed_by() -> None:
    left = replace(TOWN, active=TOWN.active - {LEADER})
    assert told(Told.LEADER, town=left) == {HEAD: Told.LEADER}


def test_the_leader_of_one_who_has_left_answers_and_of_nobody_the_leader_of_the_place() -> None:
    assert told(Told.OWNER, Told.LEADER, owners=(GONE,)) == {HEAD: Told.LEADER}
    assert told(Told.LEADER, owners=()) == {LEADER: Told.LEADER}


def test_a_role_at_another_place_is_not_told() -> None:
    elsewhere = replace(TOWN, holders={("area_owner", 8): [HEAD], ("security_officer", 1): [OFFICER]})
    assert told(Told.AREA_OWNER, town=elsewhere) == {OFFICER: Told.SECURITY_OFFICER}


def test_nothing_is_told_to_nobody_as_long_as_there_is_somebody() -> None:
    assert told(Told.OWNER, owners=(GONE,)) == {OFFICER: Told.SECURITY_OFFICER}
    lonely = replace(TOWN, active=frozenset({CHIEF}))
    assert told(Told.OWNER, town=lonely) == {CHIEF: Told.CHIEF_EXECUTIVE}
    assert told(Told.OWNER, town=replace(TOWN, active=frozenset())) == {}


def steps(day: date, known: set[telling.Key] | None = None) -> list[tuple[str, date]]:
    now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    found = telling.to_tell(ACTION, action(1, 1, PLACE, OWNER), now, (known or set()).__contains__)
    return [(step.kind, step.on_day) for step in found]


def test_the_latest_step_is_told_again_and_again_and_earlier_ones_only_when_nobody_was() -> None:
    first, second = ("action:14", DUE - timedelta(14)), ("action:3", DUE - timedelta(3))
    assert steps(DUE - timedelta(15)) == []
    assert steps(DUE - timedelta(14)) == [first]
    assert steps(DUE - timedelta(3)) == [first, second]
    assert steps(DUE, {(first[0], "action:1", first[1]), (second[0], "action:1", second[1])}) == [second]


def test_what_is_long_past_is_not_told_but_for_the_latest() -> None:
    late = steps(DUE + timedelta(days=400))
    days = [day for _, day in late]
    assert min(days) >= DUE + timedelta(400) - telling.LOOKS_BACK
    once = replace(ACTION, steps=(Step(0, (Told.OWNER,)),))
    now = datetime(2029, 1, 1, 12, tzinfo=UTC)
    found = list(telling.to_tell(once, action(1, 1, PLACE, OWNER), now, lambda _: True))
    assert [(step.on_day, step.is_latest) for step in found] == [(DUE, True)]


def test_statutory_clocks_are_urgent_where_hours_count_and_can_never_be_muted() -> None:
    assert rules.is_urgent(BREACH)
    assert not rules.is_urgent(ACTION)
    everything = [group.value for group in NoticeGroup]
    assert rules.is_muted("action", everything)
    assert not rules.is_muted("action", ["risks"])
    for rule in ("breach_72h", "nis2_1m", "one_we_do_not_know"):
        assert rules.group_of(rule) == NoticeGroup.STATUTORY
        assert not rules.is_muted(rule, everything)


@pytest.mark.parametrize(("hour", "may"), [(3, False), (4, True)])
def test_digests_leave_from_six_in_oslo(hour: int, may: bool) -> None:
    assert rules.may_gather(datetime(2026, 7, 1, hour, tzinfo=UTC)) is may
    assert rules.may_gather(datetime(2026, 12, 1, hour + 1, tzinfo=UTC)) is may
    assert not rules.may_gather(datetime(2026, 7, 1, 3, 59, tzinfo=UTC))


HOSTS = frozenset({"desk.example.no", "localhost:9000", "other.example.no:8443"})


@pytest.mark.parametrize(
    ("url", "because"),
    [
        ("https://desk.example.no/in?x=1", None),
        ("https://DESK.example.no/in", None),
        ("https://other.example.no:8443/", None),
        ("http://localhost:9000/in", None),
        ("https://localhost:9000/in", None),
        ("http://desk.example.no/in", "webhook.not_https"),
        ("https://other.example.no/", "webhook.host_not_named"),
        ("http://localhost:9001/in", "webhook.host_not_named"),
        ("https://desk.example.no.evil.test/", "webhook.host_not_named"),
        ("https://evil.test/desk.example.no", "webhook.host_not_named"),
        ("https://169.254.169.254/latest", "webhook.host_not_named"),
        ("https://desk.example.no@evil.test/", "webhook.url_unreadable"),
        ("https://me:secret@desk.example.no/", "webhook.url_unreadable"),
        ("ftp://desk.example.no/", "webhook.url_unreadable"),
        ("https://desk.example.no:port/", "webhook.url_unreadable"),
        ("desk.example.no", "webhook.url_unreadable"),
    ],
)
def test_only_hosts_the_operator_has_named_are_called(url: str, because: str | None) -> None:
    assert [refusal.because for refusal in webhooks.url_refusals(url, HOSTS)] == ([because] if because else [])


def test_closed_by_default() -> None:
    assert [r.because for r in webhooks.url_refusals("https://desk.example.no/", ())] == ["webhook.host_not_named"]


def test_a_signature_is_what_the_standard_says() -> None:
    """The worked example of Standard Webhooks' own test data."""
    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'
    signed = webhooks.signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(st.binary(max_size=60), st.binary(max_size=60), st.integers(0, 2**33), st.integers(0, 2**33))
def test_a_signature_holds_for_its_own_body_and_time_alone(one: bytes, other: bytes, at: int, later: int) -> None:
    secret = webhooks.secret_of("a key that only tests know", 1, "salt")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, b"msg_1.%d.%b" % (at, one), hashlib.sha256).digest()).decode()
    assert webhooks.signature(secret, "msg_1", at, one) == f"v1,{expected}"
    assert (webhooks.signature(secret, "msg_1", at, other) == f"v1,{expected}") is (one == other)
    assert (webhooks.signature(secret, "msg_1", later, one) == f"v1,{expected}") is (at == later)


def test_each_webhook_and_each_salt_has_a_secret_of_its_own() -> None:
    made = [("key", 1, "a"), ("key", 2, "a"), ("key", 1, "b"), ("other", 1, "a")]
    assert len({webhooks.secret_of(*parts) for parts in made}) == 4
    assert webhooks.secret_of("key", 1, "a") == webhooks.secret_of("key", 1, "a")


def test_retries_wait_ever_longer_and_end_after_some_days() -> None:
    waits = [webhooks.wait_after(attempts) for attempts in range(1, webhooks.MOST_ATTEMPTS)]
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert waits == sorted(waits)
    assert waits[-1] == webhooks.LONGEST_WAIT
    assert timedelta(days=2) < sum(waits, timedelta()) < timedelta(days=7)
