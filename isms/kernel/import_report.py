"""How a terminal tells of an import: a line for each problem, notice and difference."""

from collections.abc import Collection, Iterable, Iterator

from isms.kernel.imports import Fate, Notice, Plan, PlannedRow, Problem, shown_value
from isms.kernel.words import Words


def problem_lines(problems: Iterable[Problem], words: Words) -> Iterator[str]:
    """Yield a line for each problem: «rad 4, Navn: Cellen må fylles ut.»"""
    for problem in problems:
        heading = str(problem.values.get("heading", ""))
        where = words(problem.column) if problem.column else heading
        at = words("import.at_row", row=problem.row or 1)
        yield f"{at}{f', {where}' if where else ''}: {words(problem.because, **problem.values)}"


def notice_lines(notices: Iterable[Notice], consents: Collection[str], words: Words) -> Iterator[str]:
    """Yield a line for each notice, with the option that says yes to it where that has not been said."""
    for notice in notices:
        said = words(notice.because, **notice.values)
        option = (notice.consent or "").replace("_", "-")
        yield (
            f"{said} {words('import.say_yes_with', option=option)}"
            if option and notice.consent not in consents
            else said
        )


def plan_lines(plan: Plan, words: Words) -> Iterator[str]:
    """Yield what would be new, what would change from what to what, and how many rows there are of each."""
    for row in plan.rows:
        if row.fate is not Fate.UNCHANGED:
            yield from _row_lines(row, words)
    for fate in Fate:
        yield words.plural(f"import.count_{fate}", len(plan.of(fate)))


def _row_lines(row: PlannedRow, words: Words) -> Iterator[str]:
    called = " ".join(shown_value(part, words) for part in row.key)
    place = f"{words('import.at_row', row=row.number)}, {called}"
    if row.fate is Fate.NEW:
        yield f"{place}: {words('import.is_new')}"
    for difference in row.differences:
        old, new = (_quoted(shown_value(value, words)) for value in (difference.old, difference.new))
        yield f"{place}, {words(difference.label)}: {old} → {new}"


def _quoted(text: str) -> str:
    """Return a text on one line, in quotes; nothing stands as a dash."""
    return f"«{' / '.join(text.splitlines())}»" if text else "–"
