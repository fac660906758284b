"""The door of the library: choose templates, which are then judged one at a time like any other risk."""

from collections.abc import Sequence
from typing import Any

from flask import redirect, request, url_for

from isms.kernel.web.doors import database, found, me, requires, words
from isms.kernel.web.pages import render
from isms.risk import library, queries
from isms.risk.library import Template
from isms.risk.views.blueprint import Answer, blueprint
from isms.risk.views.steps import category_name
from isms.risk.vocabulary import Permission


@blueprint.get("/assessments/<int:assessment_id>/start")
@requires(Permission.RISK_ASSESS)
def start(assessment_id: int) -> Answer:
    """Show the templates, those for the systems that are covered first, and go on with the chosen ones."""
    with database().reading() as session:
        shown = found(queries.assessment_for(session, me().access, assessment_id, Permission.RISK_ASSESS))
        if chosen := chosen_templates():
            return redirect(identify_address(shown.id, chosen), 303)
        language = words().language
        systems = queries.systems_of(session, shown.id)
        names = [shown.subject or "", *(f"{system.name} {system.aliases or ''}" for system in systems)]
        kinds = library.in_order(names, language)
        errors = [(kinds[0][0].templates[0].key, words()("scenario.start_nothing"))] if "take" in request.args else []
        page = render(
            "risk/start.html",
            assessment=shown,
            kinds=kinds,
            any_kind=library.ANY_KIND,
            language=language,
            titles={risk.title for risk in queries.scenarios_of(session, shown.id)},
            errors=errors,
        )
        return page, 422 if errors else 200


def chosen_templates() -> list[Template]:
    """Return the templates the address names, each once, in its order; what is not a template is left out."""
    shipped = library.templates()
    return [shipped[key] for key in dict.fromkeys(request.args.getlist("template")) if key in shipped]


def identify_address(assessment_id: int, chosen: Sequence[Template]) -> str:
    """Return where the first of some templates is judged, or the assessment when none is left."""
    if not chosen:
        return url_for(".assessment", assessment_id=assessment_id, _anchor="risks")
    return url_for(".identify", assessment_id=assessment_id, template=[template.key for template in chosen])


def prefilled(chosen: Sequence[Template]) -> dict[str, Any]:
    """Return what the first template fills in; how likely, how bad and what is in place is left to be answered."""
    if not chosen:
        return {}
    texts = chosen[0].texts(words().language)
    return {
        "title": texts.title,
        "description": texts.description,
        "cause": texts.cause,
        "intent": chosen[0].intent,
        "vulnerability": texts.vulnerability,
        "properties": chosen[0].properties,
        "privacy_affected": chosen[0].privacy_affected or None,
    }


def beside(assessment_id: int, chosen: Sequence[Template]) -> dict[str, Any]:
    """Return what the page of a new risk tells of the first template, and where the next one is."""
    if not chosen:
        return {"start": None}
    return {
        "start": chosen[0],
        "texts": chosen[0].texts(words().language),
        "category": category_name(chosen[0].driving_category, words()),
        "left": len(chosen) - 1,
        "skip_href": identify_address(assessment_id, chosen[1:]),
    }
