"""What is decided about passwords, lifetimes, waiting and addresses, with no database in sight."""

from datetime import UTC, date, datetime, timedelta

import pytest

from isms.accounts.rules import (
    CHANGES_A_MINUTE,
    LINK_LIFETIME,
    Lifetimes,
    SessionState,
    device_in_words,
    first_account_refusals,
    invite_refusals,
    is_own_path,
    link_refusals,
    network_of,
    normal_password,
    password_refusals,
    session_state,
    token_refusals,
    token_state,
    wait_after,
    wait_of_address,
    wait_of_token,
)
from isms.accounts.vocabulary import TokenState

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LIFETIMES = Lifetimes(idle=timedelta(minutes=30), absolute=timedelta(hours=8))
OWN = ("Systemhelse", "Kari Myrvoll", "kari.myrvoll@elvefjord.example", "Elvefjord kommune")


def refused(password: str) -> list[str]:
    return [refusal.because for refusal in password_refusals(normal_password(password), OWN)]


@pytest.mark.parametrize(
    "password",
    [
        "k3jd92nd8s1ls02x",
        "lykt fjær moped 17",
        "grevling under parkett",
        "æøå vifter mot tåka",
        "x9" + "".join(chr(0x4E00 + 37 * n) for n in range(126)),
        "Hun Myrvoll kjøper grevling og parkett",
    ],
)
def test_a_long_password_of_any_composition_is_accepted(password: str) -> None:
    assert refused(password) == []


@pytest.mark.parametrize(
    ("password", "because"),
    [
        ("k3jd92nd8s1ls0", "password.too_short"),
        ("xk3jd92nd8s1ls0" * 18, "password.too_long"),
        ("aaaaaaaaaaaaaaaaaaaa", "password.repeated"),
        ("xY7xY7xY7xY7xY7xY7", "password.repeated"),
        ("12345678901234567", "password.repeated"),
        ("abcdefghijklmnopq", "password.repeated"),
        ("Systemhelse2026!", "password.own_name"),
        ("KariMyrvoll-1984!", "password.own_name"),
        ("elvefjord kommune 26", "password.own_name"),
        ("Passord velkommen 99!", "password.common"),
        ("Sommer2026Sommer2026x", "password.common"),
        ("correct horse battery staple", "password.common"),
    ],
)
def test_a_password_that_anybody_would_try_is_refused(password: str, because: str) -> None:
    assert refused(password) == [because]


def test_a_password_of_exactly_the_least_and_the_greatest_length_is_accepted() -> None:
    assert refused("k3jd92nd8s1ls0q") == []
    assert refused("k3jd92nd8s1ls0q7" * 1 + "".join(chr(0x4E00 + 7 * n) for n in range(240))) == []


def test_composed_and_decomposed_letters_are_the_same_password() -> None:
    assert normal_password("bla\u030abær") == normal_password("blåbær")


def state(seen: timedelta, age: timedelta, ended: bool = False, deactivated: bool = False) -> SessionState:
    return session_state(
        begun_at=NOW - age,
        seen_at=NOW - seen,
        ended_at=NOW if ended else None,
        deactivated_on=date(2026, 11, 22) if deactivated else None,
        lifetimes=LIFETIMES,
        now=NOW,
    )


def test_a_session_lapses_to_the_second_when_it_is_not_used() -> None:
    assert state(timedelta(minutes=30) - SECOND, timedelta(hours=1)) is SessionState.LIVE
    assert state(timedelta(minutes=30), timedelta(hours=1)) is SessionState.LAPSED


def test_a_session_lapses_to_the_second_however_much_it_is_used() -> None:
    assert state(SECOND, timedelta(hours=8) - SECOND) is SessionState.LIVE
    assert state(SECOND, timedelta(hours=8)) is SessionState.LAPSED


def test_an_ended_session_and_a_deactivated_person_are_out() -> None:
    assert state(SECOND, SECOND, ended=True) is SessionState.ENDED
    assert state(SECOND, SECOND, deactivated=True) is SessionState.DEACTIVATED


def test_four_failures_cost_nothing() -> None:
    assert wait_after([NOW] * 4, NOW) == timedelta(0)


@pytest.mark.parametrize(("failures", "seconds"), [(5, 32), (6, 64), (9, 512), (10, 900), (60, 900)])
def test_the_wait_doubles_with_each_failure_up_to_a_quarter_of_an_hour(failures: int, seconds: int) -> None:
    assert wait_after([NOW] * failures, NOW) == timedelta(seconds=seconds)


def test_the_wait_ends_to_the_second() -> None:
    failures = [NOW - timedelta(minutes=1)] * 4 + [NOW]
    assert wait_after(failures, NOW + timedelta(seconds=31)) == SECOND
    assert wait_after(failures, NOW + timedelta(seconds=32)) == timedelta(0)


def test_failures_are_forgotten_after_a_quarter_of_an_hour() -> None:
    assert wait_after([NOW - timedelta(minutes=15)] * 20, NOW) == timedelta(0)


def test_an_address_waits_after_a_hundred_failures_in_an_hour() -> None:
    oldest = NOW - timedelta(minutes=50)
    assert wait_of_address(99, oldest, NOW) == timedelta(0)
    assert wait_of_address(100, oldest, NOW) == timedelta(minutes=10)


def test_a_password_link_opens_once_and_for_three_days() -> None:
    def refusals(now: datetime, used: datetime | None = None, voided: datetime | None = None) -> list[str]:
        found = link_refusals(expires_at=NOW + LINK_LIFETIME, used_at=used, voided_at=voided, now=now)
        return [refusal.because for refusal in found]

    assert refusals(NOW + LINK_LIFETIME - SECOND) == []
    assert refusals(NOW + LINK_LIFETIME) == ["password_link.expired"]
    assert refusals(NOW, used=NOW) == ["password_link.spent"]
    assert refusals(NOW, voided=NOW) == ["password_link.spent"]


def test_nobody_makes_a_link_that_opens_more_than_they_manage() -> None:
    assert [r.because for r in invite_refusals(deactivated=True, reaches=True)] == ["password_link.deactivated"]
    assert [r.because for r in invite_refusals(deactivated=False, reaches=False)] == ["password_link.reaches_further"]
    assert not list(invite_refusals(deactivated=False, reaches=True))


@pytest.mark.parametrize(
    ("email", "name", "may_be_first", "because"),
    [
        ("kari@elvefjord.example", "Kari", True, []),
        ("kari", "Kari", True, ["first_account.email"]),
        ("kari@x y.example", " ", False, ["first_account.email", "first_account.name", "first_account.role"]),
    ],
)
def test_an_account_made_at_the_console_has_an_address_a_name_and_a_role(
    email: str, name: str, may_be_first: bool, because: list[str]
) -> None:
    found = first_account_refusals(email=email, name=name, may_be_first=may_be_first)
    assert [refusal.because for refusal in found] == because


@pytest.mark.parametrize(
    "target",
    ["/", "/systems", "/systems/7?tab=x&y=%20z", "/systems#risiko", "/a//b", "/%2f%2fevil.example", "/@evil"],
)
def test_a_path_of_ours_is_followed_after_sign_in(target: str) -> None:
    assert is_own_path(target)


@pytest.mark.parametrize(
    "target",
    [
        "",
        "systems",
        "//evil.example",
        "///evil.example",
        "////evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "\\/evil.example",
        "/systems\\..\\evil",
        "http://evil.example",
        "https://evil.example/",
        "HTTPS:evil.example",
        "http:/evil.example",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "mailto:a@b.example",
        " /systems",
        "\t//evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\r\nSet-Cookie: a=b",
        "/\x00/evil.example",
        "/\u2028/evil",
        "/\u00a0/evil",
        "/\u202eevil",
        "/systems\x7f",
        "?next=/",
        "#x",
        "127.0.0.1/systems",
        "@evil.example",
        "//[::1",
        "//user@evil.example/systems",
    ],
)
def test_an_address_that_could_lead_elsewhere_is_not_followed(target: str) -> None:
    assert not is_own_path(target)


def test_an_ipv6_office_is_one_address() -> None:
    assert network_of("2001:db8:1:2:3::4") == network_of("2001:db8:1:2:ffff::9") == "2001:db8:1:2::/64"
    assert network_of("192.0.2.7") == "192.0.2.7"
    assert network_of("nonsense") == ""


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/156.0 Safari/537.36 Edg/156.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("<script>alert(1)</script>", ""),
    ],
)
def test_a_device_is_told_in_two_words(user_agent: str, words: str) -> None:
    assert device_in_words(user_agent) == words


TODAY = date(2026, 11, 22)
YEAR = timedelta(days=365)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("last_on", "standing", "because"),
    [
        (TODAY, 0, []),
        (TODAY + YEAR, 19, []),
        (None, 0, ["api_token.over_already"]),
        (TODAY - DAY, 0, ["api_token.over_already"]),
        (TODAY + YEAR + DAY, 20, ["api_token.lasts_too_long", "api_token.too_many"]),
    ],
)
def test_a_token_lasts_for_a_day_and_at_most_a_year(last_on: date | None, standing: int, because: list[str]) -> None:
    assert [no.because for no in token_refusals(last_on=last_on, standing=standing, today=TODAY)] == because


def test_a_token_works_through_its_last_day_unless_it_is_withdrawn() -> None:
    assert token_state(last_on=TODAY, withdrawn_on=None, today=TODAY) is TokenState.ACTIVE
    assert token_state(last_on=TODAY - DAY, withdrawn_on=None, today=TODAY) is TokenState.EXPIRED
    assert token_state(last_on=TODAY, withdrawn_on=TODAY, today=TODAY) is TokenState.WITHDRAWN


def test_a_token_waits_until_its_minute_is_over() -> None:
    assert wait_of_token(None, 0, NOW) == timedelta(0)
    assert wait_of_token(NOW, CHANGES_A_MINUTE - 1, NOW) == timedelta(0)
    assert wait_of_token(NOW, CHANGES_A_MINUTE, NOW + 20 * SECOND) == 40 * SECOND
    assert wait_of_token(NOW, CHANGES_A_MINUTE, NOW + 60 * SECOND) == timedelta(0)
