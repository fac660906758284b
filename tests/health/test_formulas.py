"""The workbook works health out by itself: its formulas rest on the cells they should, and come to the same."""

import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest

from isms.health.register.formulas import Kept, write
from isms.health.rules import SHIPPED, Health, assess, tenths
from isms.health.rules.facts import Facts
from isms.health.vocabulary import Indicator
from isms.kernel.words import CATALOGUE
from tests.health.known import ALL_WANTED, SYSTEM, TODAY

WORDS = CATALOGUE.words("nb")
OWN = replace(SHIPPED, code="H-2", weights={**SHIPPED.weights, Indicator.LOGGING: 20})
SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

Cells = dict[str, dict[str, Any]]


class Range(list[Any]):
    """The values of a range of cells, reckoned with one by one as a spreadsheet does."""

    def __eq__(self, other: object) -> "Range":  # type: ignore[override]
        return Range(int(str(each).casefold() == str(other).casefold()) for each in self)

    __hash__ = None  # type: ignore[assignment]

    def _with(self, other: Any, do: Any) -> "Range":
        others = other if isinstance(other, Range) else [other] * len(self)
        return Range(do(float(a), float(b)) for a, b in zip(self, others, strict=True))

    def __add__(self, other: Any) -> "Range":
        return self._with(other, lambda a, b: a + b)

    def __mul__(self, other: Any) -> "Range":
        return self._with(other, lambda a, b: a * b)

    def __sub__(self, other: Any) -> "Range":
        return self._with(other, lambda a, b: a - b)

    def __rsub__(self, other: Any) -> "Range":
        return self._with(other, lambda a, b: b - a)


def parsed(package: zipfile.ZipFile, path: str) -> ElementTree.Element:
    """Return a part of a workbook that we have written ourselves."""
    return ElementTree.fromstring(package.read(path))  # noqa: S314


def read(book: bytes) -> tuple[Cells, dict[str, str]]:
    """Return the values of a workbook's sheets by cell, and the formulas of the first."""
    cells: Cells = {}
    formulas: dict[str, str] = {}
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        names = [each.get("name", "") for each in parsed(package, "xl/workbook.xml").iter(f"{SPACE}sheet")]
        for number, name in enumerate(names, start=1):
            sheet = parsed(package, f"xl/worksheets/sheet{number}.xml")
            for cell in sheet.iter(f"{SPACE}c"):
                text = cell.findtext(f"{SPACE}v") or cell.findtext(f"{SPACE}is/{SPACE}t")
                cells.setdefault(name, {})[cell.get("r", "")] = text
                if formula := cell.findtext(f"{SPACE}f"):
                    formulas[cell.get("r", "")] = formula
    return cells, formulas


def worked_out(cells: Cells, formulas: dict[str, str], place: str) -> Any:
    """Return what a formula comes to, by its references alone."""

    def value(sheet: str, cell: str) -> Any:
        own = sheet == "Utregning" and cell in formulas
        said = worked_out(cells, formulas, cell) if own else cells[sheet].get(cell)
        return float(said) if re.fullmatch(r"-?[\d.]+", str(said)) else said

    def across(sheet: str, first: str, last: str) -> Range:
        row = first.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        letters = [chr(code) for code in range(ord(first[0]), ord(last[0]) + 1)]
        return Range(value(sheet, letter + row) for letter in letters)

    text = formulas[place].replace("$", "")
    text = re.sub(r"'([^']+)'!([A-Z]\d+):([A-Z]\d+)", r"across('\1','\2','\3')", text)
    text = re.sub(r"'([^']+)'!([A-Z]\d+)", r"value('\1','\2')", text)
    text = re.sub(r"(?<!['\w])([A-Z]\d+)(?!['\w])", r"value('Utregning','\1')", text)
    text = re.sub(r"(?<![<>=])=(?!=)", "==", text)
    names = {
        "across": across,
        "value": value,
        "SUMPRODUCT": sum,
        "ROUND": lambda number, places: float(round(Decimal(repr(number)) + Decimal("1e-9"), int(places))),
        "AND": lambda *all_: all(all_),
        "IF": lambda condition, then, other: then if condition else other,
    }
    return eval(text, {"__builtins__": {}}, names)  # noqa: S307


def a_system(code: str, facts: Facts, model: Any = SHIPPED) -> tuple[Kept, Health]:
    """Return a system as it is kept, and how it stands."""
    health = assess(facts, model, TODAY)
    results = [outcome.result for outcome in health.outcomes]
    kept = Kept(
        code, f"Ærlig & {code}", 4, model.code, health.status, tenths(health.points), len(health.flags), results
    )
    return kept, health


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_formulas_come_to_the_points_coverage_and_status_that_are_kept(language: str) -> None:
    words = CATALOGUE.words(language)
    whole = ALL_WANTED
    systems = [
        a_system("S-001", whole),
        a_system("S-002", replace(whole, logging=None, attested_on=None)),
        a_system("S-003", Facts(SYSTEM, has_active_owner=True)),
        a_system("S-004", replace(whole, has_active_owner=False)),
        a_system("S-005", replace(whole, logging=None, has_personal_data=False), OWN),
    ]
    target = io.BytesIO()

    write(target, [kept for kept, _ in systems], {SHIPPED.code: SHIPPED, OWN.code: OWN}, words)

    cells, formulas = read(target.getvalue())
    sums = {("Utregning" if name == words("health.sheet.sums") else name): held for name, held in cells.items()}
    for row, (kept, health) in enumerate(systems, start=2):
        assert worked_out(sums, formulas, f"D{row}") == pytest.approx(float(health.points)), kept.code
        assert worked_out(sums, formulas, f"E{row}") == pytest.approx(float(health.coverage)), kept.code
        assert worked_out(sums, formulas, f"G{row}") == words(health.status.label), kept.code
        assert worked_out(sums, formulas, f"H{row}") == pytest.approx(0)
        assert float(cells[words("health.sheet.sums")][f"D{row}"]) == pytest.approx(float(health.points))
