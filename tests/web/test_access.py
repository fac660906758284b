"""Decides that every door opens to exactly the roles and places of the matrix, and to nobody through a back door."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.routing import Rule

from isms.accounts.vocabulary import Permission as Accounts
from isms.actions.vocabulary import Permission as Actions
from isms.app import RELATED, matrix
from isms.attestations.vocabulary import Permission as Attestations
from isms.calendar.vocabulary import Permission as Calendar
from isms.clocks.vocabulary import Permission as Clocks
from isms.controls.vocabulary import Permission as Controls
from isms.deviations.vocabulary import Permission as Deviations
from isms.health.vocabulary import Permission as Health
from isms.kernel.permission import Permission
from isms.measurements.vocabulary import Permission as Measurements
from isms.notices.vocabulary import Permission as Notices
from isms.organisation.vocabulary import Permission as Organisation
from isms.organisation.vocabulary import Role
from isms.portfolio.vocabulary import Permission as Portfolio
from isms.projects.vocabulary import Permission as Projects
from isms.reviews.vocabulary import Permission as Reviews
from isms.risk.vocabulary import Permission as Risk
from isms.scorecard.vocabulary import Permission as Scorecard
from tests.client import WHO, Client
from tests.filled import Records
from tests.web.conftest import Place, rows_of
from tests.web.routes import addresses, carries_id, rules

NEEDS: dict[Permission, str] = {
    Organisation.UNIT_READ: "organisation: units units_export unit tree",
    Organisation.UNIT_MANAGE: "organisation: change_unit end_unit move withdraw_unit establish import_units",
    Organisation.PERSON_READ: "organisation: people people_export person",
    Organisation.PERSON_MANAGE: "organisation: change_person deactivate reactivate register_person import_people",
    Organisation.PERSON_HAND_OVER: "organisation: hand_over handovers",
    Organisation.ROLE_GRANT: "organisation: grant_role withdraw_role import_roles",
    Organisation.AUDIT_READ: "overview: audit pack access_log access_log_export",
    Accounts.TOKEN_READ: "accounts: all_tokens",
    Accounts.TOKEN_WITHDRAW: "accounts: withdraw_token",
    Notices.NOTICE_MANAGE: (
        "notices: outbox send_again webhooks add_webhook webhook change_webhook try_webhook renew_secret"
        " withdraw_webhook"
    ),
    Calendar.CALENDAR_READ: "calendar: wheel due",
    Calendar.CALENDAR_EDIT: "calendar: take_in add change restore withdraw",
    Actions.ACTION_READ: "actions: actions actions_export action overdue",
    Actions.ACTION_CHANGE: "actions: change judge_effect complete move_deadline withdraw reassign",
    Portfolio.SYSTEM_READ: "portfolio: systems systems_export system mismatches mismatches_export",
    Portfolio.SYSTEM_REGISTER: "portfolio: register import_systems",
    Portfolio.SYSTEM_CHANGE: "portfolio: change depend change_dependency withdraw_dependency",
    Portfolio.SYSTEM_RATE: "portfolio: rate override_demand withdraw_override",
    Portfolio.SYSTEM_WITHDRAW: "portfolio: withdraw",
    Portfolio.SUPPLIER_READ: "portfolio: suppliers suppliers_export supplier",
    Portfolio.SUPPLIER_REGISTER: "portfolio: register_supplier",
    Portfolio.SUPPLIER_CHANGE: "portfolio: change_supplier",
    Portfolio.SUPPLIER_WITHDRAW: "portfolio: withdraw_supplier",
    Measurements.MEASUREMENT_READ: "measurements: measurements measurements_export of_system",
    Measurements.MEASUREMENT_RECORD: "measurements: record import_measurements",
    Measurements.MEASUREMENT_WITHDRAW: "measurements: withdraw",
    Risk.RISK_READ: (
        "risk: assessments assessments_export assessment risks risks_export risk heat "
        "acceptances acceptances_export acceptance overview difference difference_xlsx difference_csv difference_json "
        "risk_register_export workbook assessed"
    ),
    Risk.RISK_ASSESS: (
        "risk: assess identify change_assessment withdraw_assessment change_risk treat refer "
        "withdraw_risk bulk send copy answer_change assign_risk start approve_plan"
    ),
    Controls.CONTROL_READ: "controls: controls controls_export control statement statement_pdf",
    Controls.CONTROL_REVIEW: "controls: review plan add_evidence withdraw_evidence",
    Controls.CONTROL_MANAGE: "controls: adopt decide decide_several link",
    Risk.ASSESSMENT_APPROVE: "risk: approve give_back",
    Risk.RISK_ACCEPT: "risk: accept revoke",
    Risk.MODEL_READ: "risk: models model",
    Risk.MODEL_EDIT: "risk: draft_model change_model withdraw_model",
    Risk.MODEL_APPROVE: "risk: approve_model",
    Health.HEALTH_READ: "health: areas health health_export formulas",
    Health.HEALTH_EXEMPT: "health: exempt count_again",
    Health.HEALTH_MODEL_READ: "health: models model",
    Health.HEALTH_MODEL_DRAFT: "health: draft_model change_model withdraw_model",
    Health.HEALTH_MODEL_DECIDE: "health: decide_model",
    Clocks.CLOCK_RULE_READ: "clocks: rules",
    Clocks.CLOCK_RULE_DECIDE: "clocks: decide",
    Deviations.DEVIATION_REPORT: "deviations: report",
    Deviations.DEVIATION_READ: (
        "deviations: deviations deviations_export deviation attachment figures figures_csv "
        "breach breaches breaches_export"
    ),
    Deviations.DEVIATION_HANDLE: (
        "deviations: change mend attach withdraw_attachment start explain correct check_effect answer link raise_risk"
    ),
    Deviations.OPEN_FORM_MANAGE: "deviations: open_form renew_open_form",
    Deviations.DEVIATION_TRIAGE: "deviations: triage reject merge withdraw register_finding",
    Deviations.DEVIATION_CLOSE: "deviations: close reopen",
    Deviations.BREACH_HANDLE: (
        "deviations: open_breach fill_in_breach decide_breach report_breach inform_persons correct_breach "
        "start_clocks stop_clock call_off_clock"
    ),
    Scorecard.SCORECARD_READ: "scorecard: scorecard scorecard_export indicator",
    Scorecard.SCORECARD_PLAN: (
        "scorecard: start add_objective change_objective withdraw_objective "
        "add_indicator change_indicator withdraw_indicator"
    ),
    Scorecard.SCORECARD_RECORD: "scorecard: record",
    Projects.PROJECT_READ: "projects: projects projects_export project phases benefit",
    Projects.PROJECT_REGISTER: "projects: register",
    Projects.PROJECT_CHANGE: (
        "projects: change withdraw attach detach tick_gate add_benefit change_benefit realise_benefit withdraw_benefit"
    ),
    Projects.PROJECT_DECIDE: "projects: decide waive_gate withdraw_decision",
    Projects.SYSTEM_END: "projects: begin_ending settle_part finish_ending",
    Attestations.ATTESTATION_READ: "attestations: attestations attestations_export review receipt",
    Attestations.ATTESTATION_FILL: "attestations: fill",
    Attestations.ATTESTATION_ATTEST: "attestations: attest bulk",
    Attestations.ATTESTATION_DELEGATE: "attestations: delegate",
    Attestations.CAMPAIGN_READ: "attestations: campaigns campaign",
    Attestations.CAMPAIGN_MANAGE: "attestations: open_campaign plan end_campaign",
    Reviews.REVIEW_READ: "reviews: reviews reviews_export review",
    Reviews.REVIEW_READ: "reviews: reviews reviews_export review tertial_file",
    Reviews.REVIEW_COMMENT: "reviews: comment",
    Reviews.REVIEW_PLAN: "reviews: plan",
    Reviews.MEETING_READ: (
        "reviews: meetings meetings_export meeting meeting_papers making_paper package_file minutes_file message_file"
    ),
    Reviews.MEETING_PLAN: "reviews: plan_meeting change_meeting withdraw_meeting plan_meetings",
    Reviews.MEETING_WRITE: (
        "reviews: take_step reopen summarise write_part invite change_participant excuse propose change_proposal "
        "withdraw_proposal decide correct"
    ),
    Reviews.MEETING_STATE: "reviews: state_area",
    Reviews.MEETING_SIGN: "reviews: sign",
}
"""What each door asks for: the room, then its verbs. A route that stands nowhere here fails."""

OPEN = {
    "static",
    "pulse.alive",
    "pulse.ready",
    "accounts.sign_in",
    "accounts.sign_out",
    "accounts.set_password",
    "accounts.choose_language",
    "calendar.feed",
    "deviations.report_openly",
    "deviations.received",
    "deviations.followed",
}
SIGNED_IN = {
    "attestations.mine",
    "notices.choose",
    "overview.home",
    "accounts.show",
    "accounts.change_password",
    "accounts.end_session",
    "accounts.end_other_sessions",
    "accounts.tokens",
    "accounts.make_token",
    "accounts.withdraw_own_token",
    "calendar.feeds",
    "calendar.subscribe",
    "calendar.renew",
    "calendar.revoke",
}


def _needs() -> Iterator[tuple[str, Permission]]:
    yield from ((door, Organisation.PERSON_MANAGE) for door in ("accounts.invite", "calendar.withdraw_feed"))
    yield from ((f"projects.{door}", Portfolio.SYSTEM_READ) for door in ("ending", "ending_by_id"))
    for permission, doors in NEEDS.items():
        room, _, verbs = doors.partition(": ")
        yield from ((f"{room}.{verb}", permission) for verb in verbs.split())


NEED = dict(_needs())
MATRIX = matrix()
EVERY = [*rules("GET"), *(rule for rule in rules("POST") if "GET" not in (rule.methods or ()))]
CLOSED = [rule for rule in EVERY if rule.endpoint not in OPEN]
WITH_ID = [rule for rule in CLOSED if carries_id(rule)]
SENT = [rule for rule in WITH_ID if "POST" in (rule.methods or ())]
NOBODYS = {"session_id": 0, "feed_id": 0, "own_token_id": 0}


def each(some: list[Rule]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("rule", some, ids=lambda rule: f"{'/'.join(sorted(rule.methods))} {rule.rule}")


def first(rule: Rule, records: Records, place: Place) -> str:
    """Return an address of a route."""
    return next(addresses(rule, records, token=place.token, **NOBODYS))


def unread(place: Place, person_id: int) -> FlaskClient:
    """Return the client of a person who does not look at how well pages are made, which takes time."""
    client = FlaskClient(place.app, place.app.response_class)
    client.environ_base[f"HTTP_{WHO.upper().replace('-', '_')}"] = str(person_id)
    return client


def askers(place: Place) -> Iterator[tuple[Role, int, tuple[str, ...]]]:
    """Yield each role, somebody who holds it, and which places lie within their reach."""
    cast = place.filled.cast
    for role in Role:
        reach = {Role.AREA_OWNER: ("own",), Role.EMPLOYEE: ()}.get(role, ("own", "foreign"))
        yield role, cast.of_role(role), reach
    yield Role.AREA_OWNER, cast.opp_owner, ("foreign",)
    yield Role.SECURITY_OFFICER, cast.outsider, ("neighbouring",)


def expected(need: Permission, role: Role, reaches: bool) -> int:
    """Return the answer to whoever holds a role: what is not theirs does not exist."""
    if role not in MATRIX[need]:
        return 404 if need in RELATED else 403
    return 200 if reaches else 404


SHARED = {
    Portfolio.SUPPLIER_READ,
    Controls.CONTROL_READ,
    Risk.MODEL_READ,
    Health.HEALTH_MODEL_READ,
    Scorecard.SCORECARD_READ,
    Attestations.CAMPAIGN_READ,
}


def reaches(need: Permission, at: str, reach: tuple[str, ...]) -> bool:
    """Say whether a record at a place is within reach; some things are read in all of a municipality."""
    if need in SHARED and at != "neighbouring":
        return bool({"own", "foreign"} & set(reach))
    return at in reach


def test_every_route_has_said_what_it_needs() -> None:
    said = {*NEED, *OPEN, *SIGNED_IN}
    assert {rule.endpoint for rule in EVERY} - said == set()
    assert said - {rule.endpoint for rule in EVERY} == set()
    assert set(NEED.values()) == set(MATRIX)


@pytest.mark.slow
@each([rule for rule in WITH_ID if "GET" in (rule.methods or ())])
def test_a_record_opens_to_those_the_matrix_names_where_they_hold_the_role(place: Place, rule: Rule) -> None:
    need, wrong = NEED[rule.endpoint], []
    for role, person_id, reach in askers(place):
        client = unread(place, person_id)
        for at in ("own", "foreign", "neighbouring"):
            records = getattr(place.filled, at)
            within = reaches(need, at, reach)
            if rule.endpoint == "organisation.reactivate" and within:
                continue
            path = first(rule, records, place)
            answer = client.get(path)
            wanted = expected(need, role, within)
            if answer.status_code != wanted:
                wrong.append(f"{role} at {at}: {answer.status_code}, not {wanted}")
    assert wrong == []


@each([rule for rule in CLOSED if not carries_id(rule) and rule.endpoint in NEED and "GET" in (rule.methods or ())])
def test_a_page_of_many_records_opens_to_those_the_matrix_names(place: Place, rule: Rule) -> None:
    need, wrong = NEED[rule.endpoint], []
    for role, person_id, _ in askers(place):
        wanted = {200} if role in MATRIX[need] else {200, 403} if need in RELATED else {403}
        answer = unread(place, person_id).get(first(rule, place.filled.own, place))
        if answer.status_code not in wanted:
            wrong.append(f"{role}: {answer.status_code}, not {wanted}")
        answer.close()
    assert wrong == []


@pytest.mark.slow
@each(SENT)
def test_a_form_filled_in_by_the_officer_is_not_taken_from_others(place: Place, rule: Rule) -> None:
    need, before, wrong = NEED[rule.endpoint], rows_of(place.database), []
    client = place.client(place.filled.cast.officer)
    form = filled_form(client, first(rule, place.filled.own, place))
    for role, person_id, reach in askers(place):
        for at in ("own", "foreign", "neighbouring"):
            within = reaches(need, at, reach)
            if role in MATRIX[need] and within:
                continue
            client.person_id = person_id
            answer = client.post(first(rule, getattr(place.filled, at), place), data=form)
            if answer.status_code != expected(need, role, within):
                wrong.append(f"{role} at {at}: {answer.status_code}")
    assert wrong == []
    assert rows_of(place.database) == before


def filled_form(client: Client, path: str) -> MultiDict[str, str]:
    """Return what a browser would send of the form at an address, or only the token where there is none."""
    answer = client.get(path)
    if answer.status_code != 200 or 'method="post"' not in answer.text.partition("<main")[2]:
        return client.filled("/account/password")[1]
    return client.filled(path)[1]


def test_nobody_ends_the_session_of_somebody_else(place: Place) -> None:
    client = place.client(place.filled.cast.officer)
    form = client.filled("/account/password")[1]
    assert client.post(f"/account/sessions/{place.session_id}/end", data=form).status_code == 404


@each([rule for rule in CLOSED if "GET" in (rule.methods or ())])
def test_a_stranger_is_asked_to_sign_in(place: Place, rule: Rule) -> None:
    answer = place.client(None).get(first(rule, place.filled.own, place))
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in")


@each([rule for rule in CLOSED if "POST" in (rule.methods or ())])
def test_what_a_stranger_sends_is_not_taken(place: Place, rule: Rule) -> None:
    client = place.client(None)
    form = client.filled("/sign-in")[1]
    assert client.post(first(rule, place.filled.own, place), data=form).status_code == 401


@each([rule for rule in EVERY if "POST" in (rule.methods or ())])
def test_nothing_is_taken_without_a_token_or_from_another_site(place: Place, rule: Rule) -> None:
    before = rows_of(place.database)
    client = place.client(place.filled.cast.officer)
    path = first(rule, place.filled.own, place)
    form = client.filled("/account/password")[1]
    assert client.post(path, data={}).status_code == 400
    assert client.post(path, data={"csrf_token": form["csrf_token"][::-1]}).status_code == 400
    for site in ("cross-site", "same-site"):
        assert client.post(path, data=form, headers={"Sec-Fetch-Site": site}).status_code == 403
    assert rows_of(place.database) == before
