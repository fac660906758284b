"""The doors of an import: send a file, see what it would do, say yes."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from isms.kernel.imports import (
    Context,
    Fate,
    Import,
    Notice,
    Outdated,
    Plan,
    PlannedRow,
    Problem,
    Stopped,
    Unconfirmed,
    shown_value,
)
from isms.kernel.permission import Permission
from isms.kernel.refusal import AlreadySubmitted
from isms.kernel.sheets.reading import read_sheet
from isms.kernel.sheets.refused import SheetRefused
from isms.kernel.sheets.table import Sheet
from isms.kernel.submissions import check_unspent, spend
from isms.kernel.uploads import keep, kept
from isms.kernel.web.doors import assembly, database, flash, me, now, requires, today, words
from isms.kernel.web.fields import Required
from isms.kernel.web.forms import FileField, Form
from isms.kernel.web.pages import render

MOST_SHOWN = 200
"""Problems and rows shown on the page; the rest are counted."""

Answer = Response | tuple[str, int]


class ImportForm(Form):
    file = FileField("import.file", [Required()], description="import.file_hint")


def add_import(blueprint: Blueprint, imported: Import, permission: Permission, *, done: str) -> None:
    """Add `/<name>/import` for those with a permission; `done` is the endpoint to go to afterwards."""

    @requires(permission)
    def door() -> Answer:
        if request.method == "POST" and "upload" in request.form:
            return _confirmed(imported, done)
        if request.method == "POST":
            return _sent(imported, done)
        return _page(imported, done, ImportForm()), 200

    blueprint.add_url_rule(f"/{imported.name}/import", f"import_{imported.name}", door, methods=["GET", "POST"])


def _context(imported: Import) -> Context:
    register = assembly().registers.get(imported.name)
    return Context(
        me().access,
        me().tenant_id,
        today(),
        register=[column.label for column in register.columns] if register else (),
        consents=request.form.getlist("consent"),
    )


def _sent(imported: Import, done: str) -> Answer:
    """Show what the file would do, and keep its cells only when nothing is wrong with them."""
    form = ImportForm()
    file = form.file.data
    try:
        if not form.validate() or not isinstance(file, FileStorage) or not file.filename:
            raise SheetRefused("import.no_file")
        sheet = read_sheet(file.read(), file.filename)
    except SheetRefused as no:
        form.file.errors = [words()(no.because, **no.values)]
        return _page(imported, done, form), 422
    with database().reading() as session:
        plan = imported.plan(session, sheet, _context(imported))
    if plan.problems:
        return _page(imported, done, form, plan), 422
    return _preview(imported, done, sheet, plan, changed=False), 200


def _preview(
    imported: Import, done: str, sheet: Sheet, plan: Plan, *, changed: bool, missing: Sequence[Notice] = ()
) -> str:
    with database().bookkeeping() as session:
        digest = keep(session, sheet, me().person_id, now())
    errors = [(f"consent-{notice.consent}", words()("import.consent_missing")) for notice in missing]
    form = ImportForm(formdata=None)
    return _page(imported, done, form, plan, upload=digest, changed=changed, errors=errors)


def _confirmed(imported: Import, done: str) -> Answer:
    """Do what was shown, in one transaction; show it anew when it has become something else."""
    who = me()
    key = request.form.get("submit_key", "")[:32]
    with database().reading() as session:
        sheet = kept(session, request.form["upload"], who.person_id, now())
    if sheet is None:
        form = ImportForm(formdata=None)
        form.file.errors = [words()("import.no_longer_kept")]
        return _page(imported, done, form), 422
    location = url_for(done)
    try:
        with database().transaction(who.actor, imported.action) as session:
            check_unspent(session, key, who.person_id)
            plan = imported.carry_out(session, sheet, _context(imported), request.form.get("fingerprint", ""))
            if plan.problems:
                raise Stopped(plan.problems)
            spend(session, key, who.person_id, location, now())
    except AlreadySubmitted as twice:
        return redirect(twice.location, 303)
    except Outdated:
        return _shown_anew(imported, done, sheet)
    except Unconfirmed as no:
        return _preview(imported, done, sheet, no.plan, changed=False, missing=no.notices), 422
    except Stopped as no:
        return _page(imported, done, ImportForm(formdata=None), Plan((), no.problems)), 422
    flash("import.done", new=len(plan.of(Fate.NEW)), changed=len(plan.of(Fate.CHANGED)))
    return redirect(location, 303)


def _shown_anew(imported: Import, done: str, sheet: Sheet) -> Answer:
    with database().reading() as session:
        plan = imported.plan(session, sheet, _context(imported))
    if plan.problems:
        return _page(imported, done, ImportForm(formdata=None), plan), 422
    return _preview(imported, done, sheet, plan, changed=True), 409


def _page(imported: Import, done: str, form: ImportForm, plan: Plan | None = None, **context: Any) -> str:
    say = words()
    return render(
        "import.html",
        form=form,
        title=say(f"import.{imported.name}.title"),
        register_title=say(f"register.{done.rpartition('.')[2]}.title"),
        register_href=url_for(done),
        columns=[(say(column.label), column.required) for column in imported.columns],
        problems=[_problem(problem) for problem in plan.problems[:MOST_SHOWN]] if plan else [],
        more_problems=max(0, len(plan.problems) - MOST_SHOWN) if plan else 0,
        plan=_told(plan) if plan and not plan.problems else None,
        **{"upload": None, "changed": False, "errors": form.error_list(), **context},
    )


def _problem(problem: Problem) -> tuple[str, str, str]:
    say = words()
    heading = str(problem.values.get("heading", ""))
    where = say(problem.column) if problem.column else heading
    return str(problem.row or 1), where, say(problem.because, **problem.values)


def _told(plan: Plan) -> dict[str, Any]:
    say = words()
    fates = {fate: plan.of(fate) for fate in Fate}
    changing = [*fates[Fate.NEW], *fates[Fate.CHANGED]]
    return {
        "fingerprint": plan.fingerprint,
        "counts": [say.plural(f"import.count_{fate}", len(rows)) for fate, rows in fates.items()],
        "does_something": bool(changing),
        "new": _rows(fates[Fate.NEW]),
        "changed": _rows(fates[Fate.CHANGED]),
        "more": max(0, len(changing) - 2 * MOST_SHOWN),
        "notices": [
            (notice.consent, say(notice.because, **notice.values), _question(notice)) for notice in plan.notices
        ],
    }


def _question(notice: Notice) -> str:
    return words()(f"import.consent_{notice.consent}") if notice.consent else ""


def _rows(rows: Sequence[PlannedRow]) -> list[dict[str, Any]]:
    say = words()
    return [
        {
            "number": str(row.number),
            "key": " · ".join(shown_value(part, say) for part in row.key),
            "values": [shown_value(value, say) for value in row.values.values() if value is not None],
            "differences": [
                {"label": say(d.label), "old": shown_value(d.old, say), "new": shown_value(d.new, say)}
                for d in row.differences
            ],
        }
        for row in rows[:MOST_SHOWN]
    ]
