"""The register of annual reviews: one row per system and campaign."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session

from isms.attestations.models import Attestation, Campaign
from isms.attestations.queries.reviews import review_scope, state
from isms.attestations.vocabulary import AttestationState, Permission
from isms.kernel.access import Access
from isms.kernel.register.columns import ME, Column, Join, Options, Register, SavedView, Source
from isms.kernel.register.kinds import CODE, DATE, INTEGER, TEXT, YES_NO, choice
from isms.kernel.words import Words
from isms.organisation.models import Person, Unit
from isms.organisation.queries import areas_within
from isms.organisation.register.places import AREA, area_column
from isms.portfolio.models import System

NOBODY = "nobody"
"""The value of the filter on respondents for reviews that wait for nobody."""

CAMPAIGN = Join("campaign", lambda s: s(Campaign), lambda s: s(Attestation).c.campaign_id == s(Campaign).c.id)
SYSTEM = Join("system", lambda s: s(System), lambda s: s(Attestation).c.system_id == s(System).c.id)
UNIT = Join("unit", lambda s: s(Unit), lambda s: s(System).c.unit_id == s(Unit).c.id, ("system",))
RESPONDENT = Join(
    "respondent",
    lambda s: s(Person, "respondent"),
    lambda s: s(Attestation).c.respondent_id == s(Person, "respondent").c.id,
)
DELEGATE = Join(
    "delegate", lambda s: s(Person, "delegate"), lambda s: s(Attestation).c.delegate_id == s(Person, "delegate").c.id
)
ATTESTED_BY = Join(
    "attested_by",
    lambda s: s(Person, "attested_by"),
    lambda s: s(Attestation).c.attested_by_id == s(Person, "attested_by").c.id,
)


def _scope(s: Source, access: Access) -> ColumnElement[bool]:
    return review_scope(access, Permission.ATTESTATION_READ, s(Attestation), s(System), s(Unit).c.path)


def _mine(s: Source, access: Access) -> ColumnElement[bool]:
    if access.person_id is None:
        return false()
    review = s(Attestation).c
    return or_(review.respondent_id == access.person_id, review.delegate_id == access.person_id)


def _of(s: Source, value: str) -> ColumnElement[bool]:
    respondent = s(Attestation).c.respondent_id
    if value == NOBODY:
        return respondent.is_(None)
    return respondent == int(value) if value.isdigit() else false()


def _respondents(session: Session, access: Access, words: Words) -> Sequence[tuple[str, str]]:
    asked = (
        select(Attestation.respondent_id)
        .join(System, System.id == Attestation.system_id)
        .join(Unit, Unit.id == System.unit_id)
        .where(review_scope(access, Permission.ATTESTATION_READ, Attestation.__table__, System.__table__, Unit.path))
    )
    people = select(Person.id, Person.name).where(Person.id.in_(asked)).order_by(Person.name_key, Person.id)
    found = [(str(row.id), row.name) for row in session.execute(people)]
    return [(ME, words("attestation.me")), (NOBODY, words("attestation.nobody")), *found]


ATTESTATIONS = Register(
    name="attestations",
    model=Attestation,
    permission=Permission.ATTESTATION_READ,
    joins=(CAMPAIGN, SYSTEM, UNIT, AREA, RESPONDENT, DELEGATE, ATTESTED_BY),
    scope=_scope,
    scope_needs=("system", "unit"),
    order=lambda s: (
        s(Attestation).c.opened_on.desc(),
        s(Attestation).c.attested_on.is_not(None),
        s(System).c.name_key,
        s(Attestation).c.id,
    ),
    order_needs=("system",),
    search=lambda s: s(System).c.search_text,
    views=(
        SavedView("mine", "attestations.view.mine", {"respondent": ME}),
        SavedView("open", "attestations.view.open", {"state": "open"}),
        SavedView("begun", "attestations.view.begun", {"state": "begun"}),
        SavedView("overdue", "attestations.view.overdue", {"state": "overdue"}),
        SavedView("attested", "attestations.view.attested", {"state": "attested"}),
        SavedView("ownerless", "attestations.view.ownerless", {"respondent": NOBODY}),
    ),
    columns=(
        Column(
            "system",
            "attestation.system_id",
            lambda s: s(System).c.name,
            TEXT,
            needs=("system",),
            sort=lambda s: s(System).c.name_key,
            href=lambda s: s(Attestation).c.id,
            href_prefix="/attestations/",
            public=True,
        ),
        Column(
            "code",
            "attestation.code",
            lambda s: s(Attestation).c.code,
            CODE,
            sort=lambda s: s(Attestation).c.code_key,
            public=True,
        ),
        area_column("attestation.area", options=areas_within(Permission.ATTESTATION_READ), public=True),
        Column(
            "system_class",
            "attestation.system_class",
            lambda s: s(System).c.system_class,
            INTEGER,
            needs=("system",),
            public=True,
        ),
        Column(
            "respondent",
            "attestation.respondent_id",
            lambda s: s(Person, "respondent").c.name,
            TEXT,
            needs=("respondent",),
            sort=lambda s: s(Person, "respondent").c.name_key,
            filter=True,
            options=Options(_respondents),
            matches=_of,
            matches_me=_mine,
        ),
        Column("inherited", "attestation.inherited", lambda s: s(Attestation).c.inherited, YES_NO, shown=False),
        Column(
            "delegate",
            "attestation.delegate_id",
            lambda s: s(Person, "delegate").c.name,
            TEXT,
            needs=("delegate",),
            sort=lambda s: s(Person, "delegate").c.name_key,
            shown=False,
        ),
        Column("due_on", "attestation.due_on", lambda s: s(Attestation).c.due_on, DATE, public=True),
        Column(
            "state",
            "attestation.state",
            lambda s: state(s(Attestation), s(Campaign), s.today),
            choice(AttestationState, tagged=True),
            needs=("campaign",),
            filter=True,
            terms=AttestationState,
            public=True,
        ),
        Column("attested_on", "attestation.attested_on", lambda s: s(Attestation).c.attested_on, DATE, public=True),
        Column(
            "attested_by",
            "attestation.attested_by_id",
            lambda s: s(Person, "attested_by").c.name,
            TEXT,
            needs=("attested_by",),
            sort=lambda s: s(Person, "attested_by").c.name_key,
        ),
        Column(
            "campaign",
            "attestation.campaign_id",
            lambda s: s(Campaign).c.code,
            CODE,
            needs=("campaign",),
            shown=False,
            public=True,
        ),
        Column(
            "system_code",
            "attestation.system_code",
            lambda s: s(System).c.code,
            CODE,
            needs=("system",),
            only_export=True,
            public=True,
        ),
        Column("opened_on", "attestation.opened_on", lambda s: s(Attestation).c.opened_on, DATE, only_export=True),
        Column("begun_on", "attestation.begun_on", lambda s: s(Attestation).c.begun_on, DATE, only_export=True),
    ),
)

REGISTERS = (ATTESTATIONS,)
