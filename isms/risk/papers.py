"""Prints an assessment: its cover, the matrix it was judged by, its risks at a glance, and each with its reasons."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from isms.kernel.access import Access
from isms.kernel.moments import Moment
from isms.kernel.paper.parts import Cell, Facts, Paper, PaperColumn, Part, Section, Table, Text
from isms.kernel.register.columns import Column, Register, Source
from isms.kernel.register.gathered import FIELD, Cells
from isms.kernel.register.paper import Reader, printed, reading_facts
from isms.kernel.register.query import Wish, rows
from isms.kernel.words import Words
from isms.risk.register.edition.assessed import COVER, EXEMPT, IDENTITY, MATRIX, REASONS, covered
from isms.risk.register.edition.kinds import ACTION_DEADLINES, ACTION_OWNERS, ACTION_STATUSES, ACTIONS
from isms.risk.rules import DEFAULT, SHIPPED
from isms.risk.vocabulary import Consequence, Likelihood, RiskLevel

ON_THE_COVER = (
    "area", "unit", "status", "assessed_on", "valid_until", "responsible", "participants", "method", "model_version",
    "approved_by", "approved_on",
)  # fmt: skip
AT_A_GLANCE = ("risk_id", "event", "place", "level_before", "residual_risk", "owner")
OF_A_RISK = (
    "place", "system_class", "description", "cause", "vulnerability", "properties", "privacy_affected",
    "existing_controls", "likelihood_before", "likelihood_reason", "consequence_before", "consequence_reason",
    "driving_category", "level_inherent", "level_before", "knowledge", "treatment", "plan_approved_on",
    "likelihood_after", "consequence_after", "after_reason", "residual_risk", "owner", "accepted_by", "accepted",
    "acceptance_reason", "controls", "evidence", "legal_requirement", "deviations", "reviews", "made_and_changed",
)  # fmt: skip
TABLE_OF_ACTIONS = (
    ("risk_register.actions", ACTIONS, 4), ("risk_register.action_owners", ACTION_OWNERS, 3),
    ("risk_register.action_deadlines", ACTION_DEADLINES, 3), ("risk_register.action_statuses", ACTION_STATUSES, 1.5),
)  # fmt: skip

Values = Mapping[str, Any]


def find(session: Session, moment: Moment, access: Access, assessment_id: int) -> Values | None:
    """Return the row of an assessment as it stood, with its model, or None when it is not theirs; one statement."""
    columns = [*COVER.columns, EXEMPT, MATRIX]
    wish = Wish(filters={IDENTITY: str(assessment_id)})
    found = session.execute(rows(COVER, _source(moment), access, wish, columns)).mappings().one_or_none()
    return dict(found) if found else None


def assessment_paper(
    session: Session,
    register: Register,
    cover: Values,
    moment: Moment,
    access: Access,
    words: Words,
    reader: Reader,
    assessment_id: int,
) -> Paper:
    """Return an assessment as a document; one statement, for its risks."""
    register = covered(register)
    columns = [*register.columns, *REASONS]
    wish = Wish(filters={IDENTITY: str(assessment_id)})
    statement = rows(register, _source(moment), access, wish, columns)
    found = [dict(risk) for risk in session.execute(statement).mappings()]
    by_key = {column.key: column for column in columns}
    levels = Counter(risk["residual_risk"] for risk in found)
    numbers = {level.value: levels[level.value] for level in RiskLevel}
    return Paper(
        language=words.language,
        owner=reader.owner,
        title=f"{cover['code']} {cover['title']}",
        lead=words("assessment_paper.lead", count=words.plural("register.risk_register.count", len(found)), **numbers),
        parts=[
            Facts(_cover_facts(cover, moment, reader, words)),
            *_summary(cover["summary"], words),
            Section(words("assessment_paper.matrix", version=cover["model_version"])),
            _matrix(cover["matrix"], found, words),
            Section(words("assessment_paper.at_a_glance")),
            _glance([by_key[key] for key in AT_A_GLANCE], found, words),
            Section(words("assessment_paper.each"), new_page=True),
            *(part for risk in found for part in _risk(risk, by_key, words)),
        ],
        page_words=words("paper.page"),
        made_at=reader.at,
        marking=words("assessment_paper.marking", basis=cover["exempt_basis"])
        if cover["exempt_basis"]
        else words("risk.marking"),
    )


def _summary(text: str | None, words: Words) -> list[Part]:
    return [Section(words("assessment.summary")), Text(text)] if text else []


def _source(moment: Moment) -> Source:
    return Source(moment.day, moment.position if moment.past else None)


def _cover_facts(cover: Values, moment: Moment, reader: Reader, words: Words) -> list[tuple[str, str]]:
    columns = {column.key: column for column in (*COVER.columns, EXEMPT)}
    keys = ("subject", *ON_THE_COVER, "exempt_basis")
    return [*_facts([columns[key] for key in keys], cover, words), *reading_facts(moment, reader, words)]


def _facts(columns: Sequence[Column], values: Values, words: Words) -> list[tuple[str, str]]:
    told = [(words.heading(column.label), printed(column, values[column.key], words)) for column in columns]
    return [(what, how) for what, how in told if how]


def _glance(columns: Sequence[Column], found: Sequence[Values], words: Words) -> Table:
    widths = (1.2, 5, 3, 1.4, 1.4, 2.4)
    return Table(
        [PaperColumn(words.heading(c.label), width) for c, width in zip(columns, widths, strict=True)],
        [[_toned(column, risk[column.key], words) for column in columns] for risk in found],
    )


def _toned(column: Column, value: Any, words: Words) -> str | Cell:
    text = printed(column, value, words)
    return Cell(text, column.kind.tones.get(value)) if column.kind.tones and value else text


def _risk(risk: Values, columns: Mapping[str, Column], words: Words) -> list[Part]:
    parts: list[Part] = [
        Section(f"{risk['risk_id']} {risk['event']}", 2),
        Facts(_facts([columns[key] for key in OF_A_RISK], risk, words)),
    ]
    return [*parts, _actions(risk["actions"], words)] if risk["actions"] else parts


def _actions(text: str, words: Words) -> Table:
    told = []
    for _, kind, _ in TABLE_OF_ACTIONS:
        assert kind.plain is not None
        told.append(kind.plain(words)(text))
    headings = [PaperColumn(words.heading(label), width) for label, _, width in TABLE_OF_ACTIONS]
    return Table(headings, [list(row) for row in zip(*told, strict=True)])


def _matrix(text: str, found: Sequence[Values], words: Words) -> Table:
    """Return the cell map of the model with how many risks lie in each cell after treatment, worst first."""
    model = Cells(dict.fromkeys(("version", "size", "cells", "likelihoods", "consequences"), str)).one(text)
    shipped = SHIPPED.get(model["version"], DEFAULT)
    size = int(model["size"] or shipped.size)
    levels = [RiskLevel(word) for word in model["cells"].split(",")] if model["cells"] else shipped.cells
    likelihoods = _names(model["likelihoods"], "likelihood", size, words)
    consequences = _names(model["consequences"], "consequence", size, words)
    numbers = Counter((_step(risk, "consequence"), _step(risk, "likelihood")) for risk in found)

    def row(consequence: int) -> list[Cell]:
        first = (consequence - 1) * size
        cells = [_cell(levels[first + step], numbers[consequence, step + 1], words) for step in range(size)]
        return [Cell(consequences[consequence - 1], strong=True), *cells]

    headings = (words("assessment_paper.corner"), *likelihoods)
    return Table([PaperColumn(heading, 2) for heading in headings], [row(step) for step in range(size, 0, -1)])


def _cell(level: RiskLevel, number: int, words: Words) -> Cell:
    name = words(level.label)
    return Cell(words("assessment_paper.cell", level=name, n=number) if number else name, level.tone)


def _step(risk: Values, what: str) -> int:
    return int((risk[f"{what}_after"] or risk[f"{what}_before"]).partition(FIELD)[0])


def _names(own: str | None, what: str, size: int, words: Words) -> list[str]:
    if own:
        return [f"{step} – {name}" for step, name in enumerate(own.splitlines(), 1)]
    vocabulary = Likelihood if what == "likelihood" else Consequence
    if size == 4:
        return [words(step.label) for step in tuple(vocabulary)[:size]]
    return [words(f"{what}_of_5.{step}") for step in range(1, size + 1)]
