"""What the register of risks says of acceptance: how each risk stands, who decided, why and until when."""

from sqlalchemy.orm import Session

from isms.kernel.access import Access
from isms.kernel.register.columns import ME, Column, Join, Options, SavedView
from isms.kernel.register.kinds import CODE, DATE, LINES, TEXT, choice, quiet
from isms.kernel.words import Words
from isms.organisation.models import Person
from isms.risk.models import Assessment, RiskModel, Scenario
from isms.risk.queries.awaiting import awaits, awaits_me, is_in, newest, state_of
from isms.risk.vocabulary import AcceptanceState, Authority

RISK = ("acceptance", "assessment", "system", "unit")
"""The joins that how a risk stands is read from."""

JOINS = (
    Join("acceptance", newest, lambda s: s(Scenario).c.acceptance_id == newest(s).c.id),
    Join(
        "acceptor",
        lambda s: s(Person, "acceptor"),
        lambda s: newest(s).c.accepted_by_id == s(Person, "acceptor").c.id,
        ("acceptance",),
    ),
    Join("model", lambda s: s(RiskModel), lambda s: s(Assessment).c.model_id == s(RiskModel).c.id, ("assessment",)),
)

VIEWS = (SavedView("awaits_me", "risks.view.awaits_me", {"awaits": ME}),)


def _awaited(_session: Session, _access: Access, words: Words) -> list[tuple[str, str]]:
    return [(ME, words("acceptance.awaits_me")), *((word.value, words(word.label)) for word in Authority)]


AWAITS = Column(
    "awaits",
    "acceptance.awaits",
    awaits,
    choice(Authority),
    needs=(*RISK, "model"),
    shown=False,
    filter=True,
    options=Options(_awaited),
    matches_me=awaits_me,
)

STATE = Column(
    "acceptance",
    "acceptance.state",
    state_of,
    quiet(AcceptanceState),
    needs=RISK,
    filter=True,
    terms=AcceptanceState,
    matches=is_in,
)

COLUMNS = (
    STATE,
    AWAITS,
    Column(
        "acceptance_code",
        "acceptance.record",
        lambda s: newest(s).c.code,
        CODE,
        needs=("acceptance",),
        href=lambda s: newest(s).c.id,
        href_prefix="/acceptances/",
        shown=False,
    ),
    Column(
        "accepted_by",
        "acceptance.accepted_by_id",
        lambda s: s(Person, "acceptor").c.name,
        TEXT,
        needs=("acceptor",),
        sort=lambda s: s(Person, "acceptor").c.name_key,
        shown=False,
    ),
    Column(
        "accepted_as",
        "acceptance.authority",
        lambda s: newest(s).c.authority,
        choice(Authority),
        needs=("acceptance",),
        shown=False,
    ),
    Column(
        "accepted_on",
        "acceptance.accepted_on",
        lambda s: newest(s).c.accepted_on,
        DATE,
        needs=("acceptance",),
        shown=False,
    ),
    Column(
        "accepted_until",
        "acceptance.valid_until",
        lambda s: newest(s).c.valid_until,
        DATE,
        needs=("acceptance",),
        shown=False,
    ),
    Column(
        "acceptance_reason",
        "acceptance.reason",
        lambda s: newest(s).c.reason,
        LINES,
        needs=("acceptance",),
        only_export=True,
    ),
)
