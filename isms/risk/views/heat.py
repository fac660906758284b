"""The door of the heat map: the register of risks counted per cell of the matrix, and per area."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import request, url_for

from isms.kernel.register.page import Address, RegisterPage, register_page
from isms.kernel.web.doors import me, requires, words
from isms.kernel.web.pages import render
from isms.risk.queries import current_model
from isms.risk.register import CELLS, Heat, cell_of, heat_map
from isms.risk.rules import Model
from isms.risk.views.blueprint import Answer, blueprint
from isms.risk.views.levels import level_parts
from isms.risk.views.reading import past_banner, reading
from isms.risk.views.steps import consequences, likelihoods
from isms.risk.vocabulary import Permission, RatedAs, RiskLevel

RATED = "rated"
"""The word in addresses that chooses the estimate."""


@blueprint.get("/risks/map")
@requires(Permission.RISK_READ)
def heat() -> Answer:
    """Show the risks of the register counted per cell of the matrix, with the same filters."""
    rated = chosen_estimate()
    with reading() as asked:
        session, address = asked.session, asked.address
        page = register_page(session, asked.register, asked.source, me().access, address, words(), with_rows=False)
        model, _ = current_model(session, me().tenant_id, asked.moment.day)
        found = heat_map(session, asked.register, asked.source, me().access, address.wish, rated, model.size)
    table = replace(address, path=url_for(".risks"))
    return render(
        "risk/map.html",
        register=_page(page, address, table, rated).with_(as_of_banner=past_banner(asked.moment)),
        cells=_matrix(model, found, table, rated),
        choices=[(each, address.href(**{RATED: each.value}), each == rated) for each in RatedAs],
        areas=_areas(found, address, table, rated),
        unrated=found.unrated,
        elsewhere=[(number, size, table.href(model_size=size)) for size, number in found.elsewhere.items() if number],
    )


def chosen_estimate() -> RatedAs:
    """Return the estimate the address asks for; the residual one for want of another."""
    asked = request.args.get(RATED, "")
    return RatedAs(asked) if asked in {each.value for each in RatedAs} else RatedAs.RESIDUAL


def _page(page: RegisterPage, address: Address, table: Address, rated: RatedAs) -> RegisterPage:
    return page.with_(
        exports=[(label, href.replace(address.path, table.path, 1)) for label, href in page.exports],
        kept=[*page.kept, (RATED, rated.value)],
    )


def _matrix(model: Model, found: Heat, table: Address, rated: RatedAs) -> dict[str, Any]:
    """Return what the picture of the matrix shows: worst consequence first, each cell leading to its risks."""
    say = words()
    return {
        "caption": say(f"risks.map.caption.{rated}"),
        "row_title": say("risks.map.consequence"),
        "column_title": say("risks.map.likelihood"),
        "columns": [name for _, name in likelihoods(model, say)],
        "rows": [
            {
                "label": name,
                "cells": [
                    {
                        "count": found.cells[likelihood, consequence],
                        "term": model.level(likelihood, consequence),
                        "href": table.href(
                            **{CELLS[rated]: cell_of(likelihood, consequence), "model_size": model.size}
                        ),
                    }
                    for likelihood in model.likelihoods
                ],
            }
            for consequence, name in reversed(consequences(model, say))
        ],
    }


def _areas(found: Heat, address: Address, table: Address, rated: RatedAs) -> Mapping[str, Any] | None:
    """Return the risks per area and level, when there are several areas to tell apart."""
    if len(found.areas) < 2:
        return None
    rows: list[dict[str, Any]] = []
    for area in found.areas:
        narrowed = {"area": area.code} if area.code else {}
        hrefs = {
            level: table.href(**narrowed, residual_level=level.value)
            if rated == RatedAs.RESIDUAL and narrowed
            else None
            for level in RiskLevel
        }
        rows.append(
            {
                "name": area.name or words()("risks.above_areas"),
                "href": address.href(**narrowed, **{RATED: rated.value}) if narrowed else None,
                "levels": [(level, area.levels[level], hrefs[level]) for level in RiskLevel],
                "total": sum(area.levels.values()),
                "parts": level_parts(area.levels),
            }
        )
    return {"rows": rows, "scale": max(row["total"] for row in rows)}
