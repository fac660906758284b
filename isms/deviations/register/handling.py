"""What the register of deviations says of their handling: stage, cause, measures, how they ended, and of findings."""

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import Session

from isms.actions.vocabulary import Effect
from isms.deviations.models import Deviation
from isms.deviations.queries.stages import stage, stage_order
from isms.deviations.rules.handling import FINDINGS
from isms.deviations.vocabulary import Cause, DeviationCategory, DeviationKind, Stage, Surely
from isms.kernel.access import Access
from isms.kernel.register.columns import Column, Expression, Options, Source
from isms.kernel.register.kinds import CODE, DATE, LINES, TEXT, Kind, choice, quiet
from isms.kernel.words import Words
from isms.risk.vocabulary import Consequence

ANY, UNANSWERED = "any", "unanswered"


def _of(name: str) -> Expression:
    return lambda s: s(Deviation).c[name]


def _word(key: str, kind: Kind, terms: type, *, shown: bool = False, public: bool = True) -> Column:
    """Return the column of a word that one may narrow by."""
    return Column(key, f"deviation.{key}", _of(key), kind, shown=shown, filter=True, terms=terms, public=public)


def _day(key: str, *, public: bool = True) -> Column:
    return Column(key, f"deviation.{key}", _of(key), DATE, shown=False, public=public)


def _text(key: str) -> Column:
    return Column(key, f"deviation.{key}", _of(key), LINES, only_export=True)


def _findings(_session: Session, _access: Access, words: Words) -> list[tuple[str, str]]:
    return [(ANY, words("deviation.findings_only")), (UNANSWERED, words("deviation.findings_unanswered"))]


def _is_finding(s: Source, value: str) -> ColumnElement[bool]:
    row = s(Deviation).c
    found = row.kind.in_(sorted(FINDINGS))
    return and_(found, row.answered_on.is_(None)) if value == UNANSWERED else found


STAGE = Column(
    "stage",
    "deviation.stage",
    lambda s: stage(s(Deviation)),
    choice(Stage),
    sort=lambda s: stage_order(s(Deviation)),
    filter=True,
    terms=Stage,
    public=True,
)

SORTED_BY = (
    _word("kind", choice(DeviationKind), DeviationKind),
    _word("category", choice(DeviationCategory), DeviationCategory, shown=True),
    Column(
        "personal_data",
        "deviation.personal_data_short",
        _of("personal_data"),
        choice(Surely),
        shown=False,
        filter=True,
        terms=Surely,
        public=True,
    ),
    Column("consequence", "deviation.consequence", _of("consequence"), choice(Consequence), shown=False),
)

WHY = (
    _word("cause_kind", choice(Cause), Cause),
    Column("exists_elsewhere", "deviation.exists_elsewhere", _of("exists_elsewhere"), choice(Surely), shown=False),
    _word("effect", quiet(Effect), Effect),
    *(_text(key) for key in ("description", "immediate_action", "cause", "corrective_action", "elsewhere")),
    *(_text(key) for key in ("effect_reason", "learning", "severity_reason", "place")),
)

ENDED = (
    *(_day(key) for key in ("triaged_on", "started_on", "corrected_on", "effect_due_on", "effect_checked_on")),
    *(_day(key) for key in ("closed_on", "rejected_on", "merged_on")),
    Column(
        "merged_into",
        "deviation.merged_into_id",
        lambda s: s(Deviation, "merged_into").c.code,
        CODE,
        needs=("merged_into",),
        shown=False,
        public=True,
    ),
    _text("rejected_because"),
)

FINDING = (
    Column(
        "finding",
        "deviation.finding",
        _of("source_document"),
        TEXT,
        shown=False,
        filter=True,
        options=Options(_findings),
        matches=_is_finding,
    ),
    Column("found_by", "deviation.found_by", _of("found_by"), TEXT, shown=False),
    *(_day(key) for key in ("answer_due_on", "answered_on")),
    *(_text(key) for key in ("source_link", "recommendation", "answer", "follow_up")),
)

ELSEWHERE = (
    Column(
        "external_reference", "deviation.external_reference", _of("external_reference"), TEXT, shown=False, public=True
    ),
    _text("external_link"),
)
