"""The doors of the registers of risks and assessments, and of the heat map."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import abort, request, url_for

from isms.kernel.formats import print_date
from isms.kernel.moments import Moment, moment_of
from isms.kernel.refusal import Refused
from isms.kernel.register.columns import Source
from isms.kernel.register.page import Address, read_address, register_page
from isms.kernel.register.query import UnknownFilter
from isms.kernel.web.doors import assembly, database, me, now, requires, words
from isms.kernel.web.pages import render
from isms.kernel.web.registers import add_register
from isms.risk.queries import current_model
from isms.risk.register import heat_map
from isms.risk.register.risks import cell_of
from isms.risk.rules import Model
from isms.risk.views.blueprint import Answer, blueprint
from isms.risk.views.steps import consequences, likelihoods
from isms.risk.vocabulary import Consequence, Likelihood, Permission

NEW_ASSESSMENT = ("risk.assess", Permission.RISK_ASSESS)

add_register(blueprint, "risks", Permission.RISK_READ, create=NEW_ASSESSMENT, template="risk/risks.html")
add_register(blueprint, "assessments", Permission.RISK_READ, create=NEW_ASSESSMENT)


@blueprint.get("/risks/map")
@requires(Permission.RISK_READ)
def heat() -> Answer:
    """Show the risks of the register counted per cell of the matrix, with the same filters."""
    register = assembly().registers["risks"]
    try:
        address = read_address(register, request.path, request.args, request.args.getlist("columns"))
    except UnknownFilter:
        abort(400)
    with database().reading() as session:
        try:
            moment = moment_of(session, address.as_of, now())
        except Refused as no:
            abort(400, description=words()(no.refusals[0].because))
        source = Source(moment.day, moment.position if moment.past else None)
        page = register_page(session, register, source, me().access, address, words(), with_rows=False)
        numbers = heat_map(session, source, me().access, address.wish)
        model, _ = current_model(session, me().tenant_id, moment.day)
    table = replace(address, path=url_for(".risks"))
    return render(
        "risk/map.html",
        register=page.with_(
            as_of_banner=_banner(moment),
            exports=[(label, href.replace(address.path, table.path, 1)) for label, href in page.exports],
        ),
        cells=_matrix(model, numbers, table),
    )


def _banner(moment: Moment) -> str | None:
    day = print_date(moment.day, me().language)
    return words()("register.as_of_banner", day=day, position=moment.position) if moment.past else None


def _matrix(model: Model, numbers: Mapping[tuple[Likelihood, Consequence], int], table: Address) -> dict[str, Any]:
    """Return what the picture of the matrix shows: worst consequence first, each cell leading to its risks."""
    say = words()
    return {
        "caption": say("risks.map.caption"),
        "column_title": say("risks.map.likelihood"),
        "columns": [name for _, name in likelihoods(model, say)],
        "rows": [
            {
                "label": name,
                "cells": [
                    {
                        "count": numbers[likelihood, consequence],
                        "term": model.level(likelihood, consequence),
                        "href": table.href(cell=cell_of(likelihood, consequence)),
                    }
                    for likelihood in model.likelihoods
                ],
            }
            for consequence, name in reversed(consequences(model, say))
        ],
    }
