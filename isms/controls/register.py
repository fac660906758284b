"""The register of controls: what is said of each, whatever language its framework is read in."""

from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup, escape
from sqlalchemy import ColumnElement, String, and_, cast, func, or_
from sqlalchemy.orm import Session

from isms.actions.queries import deadline_state
from isms.controls.frameworks import LANGUAGES, LIBRARY, Titled
from isms.controls.models import Control
from isms.controls.queries import (
    applies,
    control_scope,
    evidence_by_control,
    evidence_state,
    owners,
    systems_by_control,
)
from isms.controls.vocabulary import Applicability, ControlStatus, EvidenceState, Permission
from isms.kernel.access import Access
from isms.kernel.deadlines import DeadlineState
from isms.kernel.register.columns import Column, Join, Options, Register, SavedView, Source
from isms.kernel.register.kinds import CODE, DATE, INTEGER, LINES, TEXT, YES_NO, Kind, choice, quiet, remembered
from isms.kernel.words import Words
from isms.organisation.models import Person, Unit

NOBODY = NOTHING = "none"
OPEN = "open"


def _read(titled: Callable[[str, str], str], look: Callable[[str, str], Markup]) -> Kind:
    """Return the kind of an id that a framework's file gives a title; JSON holds the title in every language."""
    return Kind(
        "text",
        html=remembered(lambda value, words: look(value, titled(value, words.language))),
        plain=lambda words: lambda value: titled(value, words.language),
        data=lambda value: {language: titled(value, language) for language in LANGUAGES},
    )


def _named(titles: dict[str, Any]) -> Kind:
    return _read(
        lambda id_, language: titles[id_].title(language) if id_ in titles else id_, lambda _, title: escape(title)
    )


def _after_its_code(code: str, title: str) -> Markup:
    return Markup('<span class="nowrap">{}</span> {}').format(code, title)


TITLE = _read(LIBRARY.title, _after_its_code)
FRAMEWORK = _named(LIBRARY.frameworks)
THEME = _named(LIBRARY.groups)

JOINS = (
    Join("tenant", lambda s: s(Unit), lambda s: s(Control).c.tenant_id == s(Unit).c.id),
    Join("owner", lambda s: s(Person), lambda s: s(Control).c.owner_id == s(Person).c.id),
    Join("evidence", evidence_by_control, lambda s: s(Control).c.id == evidence_by_control(s).c.key),
    Join("systems", systems_by_control, lambda s: s(Control).c.id == systems_by_control(s).c.key),
)


def _scope(s: Source, access: Access) -> ColumnElement[bool]:
    return control_scope(access, Permission.CONTROL_READ, s(Control), s(Unit).c.path)


def _titles(titled: dict[str, Any]) -> Options:
    def read(_session: Session, _access: Access, words: Words) -> Sequence[tuple[str, str]]:
        some: Sequence[Titled] = tuple(titled.values())
        return [(one.id, one.title(words.language)) for one in some]

    return Options(read)


def _statuses(_session: Session, _access: Access, words: Words) -> list[tuple[str, str]]:
    return [(OPEN, words("control.not_in_place")), *((status.value, words(status.label)) for status in ControlStatus)]


def _reasons(_session: Session, _access: Access, words: Words) -> list[tuple[str, str]]:
    return [(NOTHING, words("control.no_reason"))]


def _has_status(s: Source, value: str) -> ColumnElement[bool]:
    status = s(Control).c.status
    return and_(applies(s), status != ControlStatus.IN_PLACE.value) if value == OPEN else status == value


def _is_owned_by(s: Source, value: str) -> ColumnElement[bool]:
    owner = s(Control).c.owner_id
    return owner.is_(None) if value == NOBODY else cast(owner, String) == value


def _state(s: Source) -> ColumnElement[str]:
    return deadline_state(s(Control).c.next_review_on, s.today, applies(s))


CONTROLS = Register(
    name="controls",
    model=Control,
    permission=Permission.CONTROL_READ,
    joins=JOINS,
    scope=_scope,
    scope_needs=("tenant",),
    order=lambda s: (s(Control).c.code_key, s(Control).c.id),
    search=lambda s: s(Control).c.search_text,
    marking="control.marking",
    views=(
        SavedView("undecided", "controls.view.undecided", {"applicability": "undecided"}),
        SavedView("not_in_place", "controls.view.not_in_place", {"status": OPEN}),
        SavedView("ownerless", "controls.view.ownerless", {"applicability": "applies", "owner": NOBODY}),
        SavedView("unproven", "controls.view.unproven", {"status": "in_place", "evidence": "none"}),
        SavedView("expired", "controls.view.expired", {"evidence": "expired"}),
        SavedView("unreasoned", "controls.view.unreasoned", {"applicability": "applies", "reason": NOTHING}),
        SavedView("overdue", "controls.view.overdue", {"deadline": "overdue"}),
    ),
    columns=(
        Column("title", "control.title", lambda s: s(Control).c.code, TITLE, sort=lambda s: s(Control).c.code_key),
        Column(
            "code", "control.code", lambda s: s(Control).c.code, CODE, sort=lambda s: s(Control).c.code_key, shown=False
        ),
        Column(
            "framework",
            "control.framework",
            lambda s: s(Control).c.framework,
            FRAMEWORK,
            shown=False,
            filter=True,
            options=_titles(LIBRARY.frameworks),
        ),
        Column(
            "theme",
            "control.theme",
            lambda s: s(Control).c.theme,
            THEME,
            sort=lambda s: s(Control).c.code_key,
            filter=True,
            options=_titles(LIBRARY.groups),
        ),
        Column(
            "applicability",
            "control.applicability",
            lambda s: s(Control).c.applicability,
            quiet(Applicability),
            filter=True,
            terms=Applicability,
        ),
        Column(
            "status",
            "control.status",
            lambda s: s(Control).c.status,
            choice(ControlStatus, tagged=True),
            filter=True,
            options=Options(_statuses),
            matches=_has_status,
        ),
        Column(
            "owner",
            "control.owner_id",
            lambda s: s(Person).c.name,
            TEXT,
            needs=("owner",),
            sort=lambda s: s(Person).c.name_key,
            filter=True,
            options=Options(owners),
            matches=_is_owned_by,
        ),
        Column(
            "evidence",
            "control.evidence",
            evidence_state,
            quiet(EvidenceState),
            needs=("evidence",),
            filter=True,
            terms=EvidenceState,
        ),
        Column(
            "pieces",
            "control.pieces",
            lambda s: func.coalesce(evidence_by_control(s).c.pieces, 0),
            INTEGER,
            needs=("evidence",),
            shown=False,
        ),
        Column(
            "evidence_on",
            "control.evidence_on",
            lambda s: evidence_by_control(s).c.newest_on,
            DATE,
            needs=("evidence",),
            shown=False,
        ),
        Column("reviewed_on", "control.reviewed_on", lambda s: s(Control).c.reviewed_on, DATE, shown=False),
        Column("next_review_on", "control.next_review_on", lambda s: s(Control).c.next_review_on, DATE),
        Column(
            "deadline",
            "control.deadline",
            _state,
            choice(DeadlineState, tagged=True),
            shown=False,
            filter=True,
            terms=DeadlineState,
        ),
        Column(
            "systems",
            "control.systems",
            lambda s: func.coalesce(systems_by_control(s).c.systems, 0),
            INTEGER,
            needs=("systems",),
            shown=False,
        ),
        Column("per_system", "control.per_system", lambda s: s(Control).c.per_system, YES_NO, shown=False),
        Column(
            "reason",
            "control.reason",
            lambda s: s(Control).c.reason,
            LINES,
            only_export=True,
            filter=True,
            options=Options(_reasons),
            matches=lambda s, _value: or_(s(Control).c.reason.is_(None), s(Control).c.reason == ""),
        ),
        Column(
            "implementation", "control.implementation", lambda s: s(Control).c.implementation, LINES, only_export=True
        ),
        Column(
            "version", "control.framework_version", lambda s: s(Control).c.framework_version, TEXT, only_export=True
        ),
    ),
)

REGISTERS = (CONTROLS,)
