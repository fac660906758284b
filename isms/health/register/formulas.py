"""A workbook in which a spreadsheet works health out itself, from the results and weights that stand beside it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import IO, Any

from isms.health.rules import KEY_INDICATORS, POINTS, Model, Outcome
from isms.health.rules.score import coverage_of, points_of, relevant
from isms.health.vocabulary import HealthStatus, Indicator, IndicatorResult, Limit
from isms.kernel.sheets.columns import Formula, Kind, SheetColumn
from isms.kernel.sheets.xlsx_writing import SheetSpec, write_xlsx
from isms.kernel.words import Words

FIRST, LAST = "E", "T"
"""The columns of the sixteen results; the weights stand in the columns of the same letters."""

LIMITS = (Limit.WANTED_POINTS, Limit.WANTED_COVERAGE, Limit.ACCEPTABLE_POINTS, Limit.LEAST_COVERAGE)
SHARES = tuple(POINTS)


@dataclass(frozen=True)
class Kept:
    """A system as it is kept: tenths, and the sixteen results in their order."""

    code: str
    name: str
    system_class: int | None
    model: str
    status: HealthStatus
    points: int
    flags: int
    results: Sequence[IndicatorResult]


def write(target: IO[bytes], systems: Sequence[Kept], models: Mapping[str, Model], words: Words) -> None:
    """Write the workbook: what the spreadsheet comes to beside what is kept, then results, weights and limits."""
    write_xlsx(target, [_sums(systems, models, words), *_grounds(systems, models, words)])


def _names(words: Words) -> dict[str, str]:
    return {key: words(f"health.sheet.{key}") for key in ("sums", "results", "weights", "limits")}


def _sums(systems: Sequence[Kept], models: Mapping[str, Model], words: Words) -> SheetSpec:
    titles = ("code", "name", "weight", "points", "coverage", "key_lacking", "status", "difference", "kept_status")
    kinds = [Kind.TEXT, Kind.TEXT, *[Kind.FORMULA] * 6, Kind.TEXT]
    columns = [
        SheetColumn(key, words(f"health.sheet.column.{key}"), kind) for key, kind in zip(titles, kinds, strict=True)
    ]
    return SheetSpec(_names(words)["sums"], columns, _summed(systems, models, words))


def _summed(systems: Sequence[Kept], models: Mapping[str, Model], words: Words) -> Iterator[tuple[Any, ...]]:
    places = {code: place for place, code in enumerate(models)}
    for row, system in enumerate(systems, start=2):
        formulas = formulas_of(row, places[system.model], words)
        status = words(system.status.label)
        values = (*_worked_out(system, models[system.model]), status, 0)
        told = (Formula(text, value) for text, value in zip(formulas, values, strict=True))
        yield (system.code, system.name, *told, status)


def _worked_out(system: Kept, model: Model) -> tuple[float | str, ...]:
    """Return what the formulas of weight, points, coverage and key indicators come to."""
    outcomes = [Outcome(indicator, result) for indicator, result in zip(Indicator, system.results, strict=True)]
    lacking = (IndicatorResult.UNACCEPTABLE, IndicatorResult.NOT_MEASURED)
    return (
        sum(model.weights[each.indicator] for each in relevant(outcomes)),
        float(points_of(outcomes, model)),
        float(coverage_of(outcomes, model)),
        sum(each.indicator in KEY_INDICATORS and each.result in lacking for each in outcomes),
    )


def formulas_of(row: int, model: int, words: Words) -> tuple[str, str, str, str, str, str]:
    """Return the formulas of a row: weight, points, coverage, key indicators that lack, status, and difference.

    model: the place of the model among those of the workbook.
    """
    name = _names(words)
    results = f"'{name['results']}'!${FIRST}{row}:${LAST}{row}"
    weights, key = (f"'{name['weights']}'!${FIRST}${line}:${LAST}${line}" for line in (2 + 2 * model, 3 + 2 * model))
    limit = {each: f"'{name['limits']}'!${chr(ord('B') + model)}${line}" for line, each in enumerate(LIMITS, start=2)}
    share = {each: f"'{name['limits']}'!$B${line}" for line, each in enumerate(SHARES, start=2 + len(LIMITS))}

    def came(result: IndicatorResult) -> str:
        return f'({results}="{words(result.label)}")'

    unmeasured, irrelevant = came(IndicatorResult.NOT_MEASURED), came(IndicatorResult.NOT_RELEVANT)
    given = "+".join(f"{came(each)}*{share[each]}" for each in SHARES)
    said = {status: f'"{words(status.label)}"' for status in HealthStatus}
    enough = f"D{row}>={limit[Limit.WANTED_POINTS]},E{row}>={limit[Limit.WANTED_COVERAGE]},F{row}=0"
    status = (
        f"IF('{name['results']}'!D{row}>0,{said[HealthStatus.UNACCEPTABLE]},"
        f"IF(E{row}<{limit[Limit.LEAST_COVERAGE]},{said[HealthStatus.NOT_ASSESSED]},"
        f"IF(D{row}<{limit[Limit.ACCEPTABLE_POINTS]},{said[HealthStatus.UNACCEPTABLE]},"
        f"IF(AND({enough}),{said[HealthStatus.WANTED]},{said[HealthStatus.ACCEPTABLE]}))))"
    )
    return (
        f"SUMPRODUCT((1-{irrelevant})*{weights})",
        f"IF(C{row}=0,0,100*SUMPRODUCT(({given})*{weights})/C{row})",
        f"IF(C{row}=0,0,100*SUMPRODUCT((1-{irrelevant}-{unmeasured})*{weights})/C{row})",
        f"SUMPRODUCT(({came(IndicatorResult.UNACCEPTABLE)}+{unmeasured})*{key})",
        status,
        f"ROUND(D{row},1)-'{name['results']}'!U{row}",
    )


def _grounds(systems: Sequence[Kept], models: Mapping[str, Model], words: Words) -> Iterator[SheetSpec]:
    """Yield the sheets that the formulas rest on: results, weights and limits."""
    name = _names(words)
    indicators = [SheetColumn(str(each), words(each.label), width=16) for each in Indicator]
    weights = [replace(column, kind=Kind.INTEGER) for column in indicators]
    about = [SheetColumn(key, words(f"health.sheet.column.{key}")) for key in ("code", "name", "class", "flags")]
    kept = SheetColumn("kept", words("health.sheet.column.kept"), Kind.DECIMAL)
    about[2:] = [replace(column, kind=Kind.INTEGER) for column in about[2:]]
    yield SheetSpec(name["results"], [*about, *indicators, kept], [_results(each, words) for each in systems])
    spare = [SheetColumn(key, words(f"health.sheet.column.{key}")) for key in ("model", "what", "spare", "spare")]
    yield SheetSpec(name["weights"], [*spare, *weights], _weights(models, words))
    by_model = [SheetColumn(code, code, Kind.DECIMAL) for code in models]
    what = SheetColumn("what", words("health.sheet.column.what"), width=40)
    yield SheetSpec(name["limits"], [what, *by_model], _limits(models, words))


def _results(system: Kept, words: Words) -> tuple[Any, ...]:
    said = [words(result.label) for result in system.results]
    return system.code, system.name, system.system_class, system.flags, *said, Decimal(system.points) / 10


def _weights(models: Mapping[str, Model], words: Words) -> Iterator[tuple[Any, ...]]:
    for code, model in models.items():
        yield code, words("health.sheet.weight"), None, None, *(model.weights[each] for each in Indicator)
        yield code, words("health.sheet.key"), None, None, *(int(each in KEY_INDICATORS) for each in Indicator)


def _limits(models: Mapping[str, Model], words: Words) -> Iterator[tuple[Any, ...]]:
    for limit in LIMITS:
        yield words(limit.label), *(Decimal(model.limits[limit]) for model in models.values())
    for result in SHARES:
        share = Decimal(POINTS[result].numerator) / POINTS[result].denominator
        yield words("health.sheet.share", result=words(result.label)), *(share for _ in models)
