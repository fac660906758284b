"""What the parts of a package hold, exactly: of two areas, of what is withdrawn, at each edge, and of a past day."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from isms.attestations.models import Attestation, AttestationRecord, Campaign
from isms.deviations.models import Deviation, DeviationClock
from isms.kernel import blobs
from isms.kernel.register.columns import Source
from isms.kernel.remembering import head_of
from isms.portfolio import service as portfolio
from isms.portfolio.models import System
from isms.portfolio.vocabulary import Hosting, PersonalData, ProcessorAgreement
from isms.projects import service as projects
from isms.projects.models import Project
from isms.reviews.models import Meeting
from isms.reviews.queries import gathering
from isms.reviews.rules.blocks import Package, Part, Sentence, code, day, number, said, term
from isms.reviews.vocabulary import PackagePart
from isms.scorecard import service as scorecard
from isms.scorecard.models import ScoreIndicator
from tests.deviations.stage import reported
from tests.projects.stage import a_project, brought
from tests.reviews.conftest import Town
from tests.reviews.test_meetings import planned, rows, shown
from tests.reviews.test_prepare import rich
from tests.risk.stage import ME, TODAY, a_system, get
from tests.scorecard.stage import a_result, an_indicator, an_objective

pytestmark = pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)
READ_ON = date(2026, 3, 2)
"""A main review without another before it looks back on the year that ended with the last period."""


def cells(package: Package, part: PackagePart, caption: str) -> list[tuple[Any, ...]]:
    return [tuple(row.cells) for row in rows(package, part, caption)]


def packages(town: Town) -> tuple[Package, Package, Package]:
    """Return the packages of the municipality and of its two areas, as they would be frozen on the second of March."""
    whole, health, school = (planned(town, unit) for unit in (town.cast.municipality, town.cast.hem, town.cast.opp))
    return shown(town, whole, READ_ON), shown(town, health, READ_ON), shown(town, school, READ_ON)


def carded(session: Session, town: Town) -> int:
    """Put three indicators on the card, one withdrawn and one that was never measured; return the first."""
    objective = an_objective(session, town.cast)
    first = an_indicator(session, objective, "Samhandling")
    for year, value in ((2023, "9"), (2024, "3"), (2025, None), (2026, "2")):
        a_result(session, first, year, value)
    gone = an_indicator(session, objective, "Borte")
    scorecard.withdraw_indicator(session, gone, "Ikke lenger", TODAY)
    an_indicator(session, an_objective(session, town.cast, "Lærende organisasjon"), "Øvelser", acceptable=None)
    return int(first.id)


def wished(session: Session, system_id: int, text: str | None, on: date) -> None:
    """Attest a system on a day, with a wish or none."""
    system = get(session, System, system_id)
    said_: dict[str, Any] = {"tenant_id": system.tenant_id}
    begun = on - timedelta(days=system_id)
    opened = {"opens_on": begun, "due_on": on + timedelta(days=21), "opened_on": begun}
    campaign = Campaign(**said_, code=f"SG-{system_id}{on:%m%d}", unit_id=system.tenant_id, **opened)
    session.add(campaign)
    session.flush()
    one = {"inherited": False, "opened_on": on, "due_on": on, "attested_on": on, "attested_by_id": 1}
    review = Attestation(**said_, code=f"B-{system_id}{on:%m%d}", campaign_id=campaign.id, system_id=system.id, **one)
    session.add(review)
    session.flush()
    kept = {"attested_by_id": 1, "attested_as": "owner", "attested_at": datetime(on.year, on.month, on.day, tzinfo=UTC)}
    content = {"content": json.dumps({"wishes": text}), "digest": "d" * 64, "receipt": blobs.keep(session, b"%PDF")}
    session.add(AttestationRecord(**said_, attestation_id=review.id, **kept, **content))


def test_the_card_is_the_municipalitys_in_every_package_without_what_is_withdrawn(town: Town) -> None:
    with town.database.transaction(ME, "scorecard:fill") as session:
        carded(session, town)
    wanted = said("scorecard.threshold.higher", n=number(3.0))
    first = (number(3.0), said("package_paper.not_measured"), number(2.0), "band.acceptable", "score_trend.worse")
    never = (None, None, None, "band.not_measured", "score_trend.unknown")
    told = [
        (objective, indicator, wanted, *results, term(band), term(trend))
        for objective, indicator, (*results, band, trend) in (
            ("Effektive arbeidsprosesser", "Samhandling", first),
            ("Lærende organisasjon", "Øvelser", never),
        )
    ]

    assert [cells(each, PackagePart.SCORECARD, "package.card") for each in packages(town)] == [told] * 3


def test_projects_are_those_of_the_place_and_what_is_withdrawn_is_none(town: Town) -> None:
    with town.database.transaction(ME, "project:begin") as session:
        moved = brought(session, town.cast, a_project(session, town.cast.nursing), [date(2026, 3, 2)])
        idea = a_project(session, town.cast.school, "Ny timeplan")
        projects.withdraw(session, a_project(session, town.cast.nursing, "Feil"), because="Dobbelt", today=TODAY)
        names = moved.unit.name, idea.unit.name
    on = day(date(2026, 3, 2))
    journal = (code("P-001", f"/projects/{moved.id}"), "Ny journal", names[0], None, term("phase.concept"), on)
    timetable = (code("P-002", f"/projects/{idea.id}"), "Ny timeplan", names[1], None, term("phase.idea"), on)
    found = packages(town)
    counts = [[each[1] for each in cells(one, PackagePart.PROJECTS, "package.by_phase")] for one in found]

    assert [cells(one, PackagePart.PROJECTS, "package.projects_moved") for one in found] == [
        [journal, timetable],
        [journal],
        [timetable],
    ]
    assert counts == [[1, 1, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0]]


def test_wishes_are_those_of_the_place_since_the_package_before_and_of_systems_that_stand(town: Town) -> None:
    with town.database.transaction(ME, "attestation:attest") as session:
        wrong = a_system(session, town.cast.nursing, "Feil")
        for system_id, text, on in (
            (town.journal, "For tidlig", date(2024, 12, 31)),
            (town.journal, "Bedre søk", date(2025, 1, 1)),
            (town.journal, None, date(2026, 2, 1)),
            (town.school, "Én innlogging", READ_ON),
            (town.school, "For sent", date(2026, 3, 3)),
            (wrong.id, "Av et system som ikke finnes", READ_ON),
        ):
            wished(session, system_id, text, on)
        wrong.withdrawn_on = READ_ON
    journal = (code("S-001", f"/systems/{town.journal}"), "Pasientjournal", "Bedre søk")
    school = (code("S-002", f"/systems/{town.school}"), "Skoleplattform", "Én innlogging")

    assert [cells(one, PackagePart.IMPROVEMENTS, "package.wishes") for one in packages(town)] == [
        [journal, school],
        [journal],
        [school],
    ]


def test_what_ends_is_told_from_so_many_months_before(town: Town) -> None:
    with town.database.transaction(ME, "system:register") as session:
        ends = {"Lang": date(2027, 3, 3), "Snart": date(2027, 3, 2), "Over": date(2026, 3, 1), "Idag": READ_ON}
        for name, end in ends.items():
            a_system(session, town.cast.nursing, name, agreement_until=end)
        for name, end in {"Støtte": date(2027, 9, 2), "Støtte lenge": date(2027, 9, 3)}.items():
            a_system(session, town.cast.school, name, end_of_support_on=end)
    whole, health, school = packages(town)

    def told(package: Package, caption: str) -> list[tuple[object, str | None]]:
        return [(row.cells[1], row.change) for row in rows(package, PackagePart.SUPPLIERS, caption)]

    agreements = [("Over", "overdue"), ("Idag", None), ("Snart", None)]
    assert told(whole, "package.agreements_ending") == told(health, "package.agreements_ending") == agreements
    assert told(school, "package.agreements_ending") == told(health, "package.support_ending") == []
    assert told(whole, "package.support_ending") == told(school, "package.support_ending") == [("Støtte", None)]


def test_who_processes_personal_data_without_agreement_is_told_and_what_nobody_has_said_is_not_called_missing(
    town: Town,
) -> None:
    with town.database.transaction(ME, "system:register") as session:
        supplier = portfolio.register_supplier(session, town.cast.municipality, name="Tietoevry AS")
        ordinary: Any = {"personal_data": (PersonalData.ORDINARY,)}
        for name, fields in {
            "Mangler": {"processor_agreement": ProcessorAgreement.MISSING},
            "På vei": {"processor_agreement": ProcessorAgreement.IN_PROGRESS},
            "Signert": {"processor_agreement": ProcessorAgreement.SIGNED},
            "Ukjent": {"supplier_id": supplier.id},
            "Sky": {"hosting": Hosting.CLOUD},
            "Egen": {"hosting": Hosting.OWN},
        }.items():
            a_system(session, town.cast.nursing, name, **ordinary, **fields)
        a_system(session, town.cast.nursing, "Uten", processor_agreement=ProcessorAgreement.MISSING)
    whole, _, school = packages(town)
    unknown = said("health.value.unknown")

    assert [row[1:] for row in cells(whole, PackagePart.SUPPLIERS, "package.processors_without_agreement")] == [
        ("Mangler", None, term("processor_agreement.missing")),
        ("På vei", None, term("processor_agreement.in_progress")),
        ("Sky", None, unknown),
        ("Ukjent", "Tietoevry AS", unknown),
    ]
    assert cells(school, PackagePart.SUPPLIERS, "package.processors_without_agreement") == []


def test_breaches_are_counted_from_the_first_day_and_not_of_what_was_withdrawn(town: Town) -> None:
    with town.database.transaction(ME, "deviation:report") as session:
        for starts_at, gone in (
            (datetime(2024, 12, 31, 22, 59, tzinfo=UTC), {}),
            (datetime(2024, 12, 31, 23, 0, tzinfo=UTC), {}),
            (datetime(2026, 2, 1, 8, 0, tzinfo=UTC), {"withdrawn_on": READ_ON, "withdrawn_because": "Dobbelt"}),
        ):
            deviation = reported(session, town.cast)
            session.flush()
            clock = {"starts_at": starts_at, "due_at": starts_at + timedelta(hours=72), "basis": "GDPR 33"}
            of = {"deviation_id": deviation.id, "tenant_id": deviation.tenant_id, "rule": "breach_72h"}
            session.add(DeviationClock(**of, **clock))
            for name, value in gone.items():
                setattr(get(session, Deviation, deviation.id), name, value)
    whole, _, school = packages(town)

    def told(package: Package) -> list[Any]:
        part = next(each for each in package.parts if each.key == PackagePart.DEVIATIONS)
        return [(block.key, block.values) for block in part.blocks if isinstance(block, Sentence)]

    assert told(whole) == [("package.supervisor_told", {"n": 1, "kept": 0})]
    assert told(school) == [("package.supervisor_not_told", {})]


def test_parts_of_a_past_position_are_as_they_were_whatever_has_come_after(town: Town) -> None:
    rich(town)
    with town.database.transaction(ME, "test:fill") as session:
        indicator_id = carded(session, town)
        project_id = a_project(session, town.cast.nursing).id
        wished(session, town.journal, "Bedre søk", date(2026, 2, 1))
        get(session, System, town.journal).agreement_until = date(2026, 12, 31)
    meeting_id = planned(town)
    with town.database.reading() as session:
        position = head_of(session)[0]

    def gathered(at: int | None) -> dict[str, Part]:
        with town.database.reading() as session:
            package = gathering.gather(session, Source(READ_ON, at), get(session, Meeting, meeting_id))
        return {part.key: part for part in package.parts if part.key in PARTS and part.area is None}

    before = gathered(position)
    with town.database.transaction(ME, "test:change") as session:
        scorecard.withdraw_indicator(session, get(session, ScoreIndicator, indicator_id), "Ikke lenger", TODAY)
        projects.withdraw(session, get(session, Project, project_id), because="Dobbelt", today=TODAY)
        wished(session, town.school, "Én innlogging", READ_ON)
        journal = get(session, System, town.journal)
        journal.name, journal.agreement_until, journal.owner_id = "Ny journal", None, None

    assert set(before) == PARTS
    assert gathered(position) == before
    assert {key for key, part in gathered(None).items() if part != before[key]} == PARTS - {PackagePart.PROJECTS}


PARTS = {
    str(part)
    for part in (
        PackagePart.SCORECARD,
        PackagePart.PROJECTS,
        PackagePart.IMPROVEMENTS,
        PackagePart.SUPPLIERS,
        PackagePart.AREAS,
        PackagePart.RISKS,
        PackagePart.APPENDIX,
    )
}
