"""The doors of objectives: added, renamed and ordered, withdrawn."""

from sqlalchemy.orm import Session

from isms.kernel.db import expect_version
from isms.kernel.web.doors import database, requires, today
from isms.kernel.web.pages import form_page
from isms.scorecard import service
from isms.scorecard.forms import ChangeObjectiveForm, ObjectiveForm, WithdrawForm
from isms.scorecard.views.blueprint import Answer, blueprint, card_page, municipality, objective_of, told
from isms.scorecard.vocabulary import Permission


@blueprint.route("/scorecard/objectives/add", methods=["GET", "POST"])
@requires(Permission.SCORECARD_PLAN)
def add_objective() -> Answer:
    """Add an objective."""
    form = ObjectiveForm()
    with database().reading() as session:
        municipality(session)
    answer = form_page(
        form,
        title="objective.add_title",
        action="objective:add",
        submit="objective.add_submit",
        save=lambda session: service.add_objective(session, municipality(session), **form.values()),
        done=lambda _: card_page(),
        cancel=card_page(),
    )
    return told(answer, "objective.added")


@blueprint.route("/scorecard/objectives/<int:objective_id>/change", methods=["GET", "POST"])
@requires(Permission.SCORECARD_PLAN)
def change_objective(objective_id: int) -> Answer:
    """Rename an objective, or move it."""
    with database().reading() as session:
        objective = objective_of(session, objective_id)
    form = ChangeObjectiveForm(obj=objective)

    def save(session: Session) -> None:
        changed = objective_of(session, objective_id)
        expect_version(changed, form.version.data)
        service.change_objective(session, changed, **form.values())

    answer = form_page(
        form,
        title=("objective.change_title", {"title": objective.title}),
        action="objective:change",
        submit="form.save",
        save=save,
        saved=lambda session: objective_of(session, objective_id),
        done=lambda _: card_page(),
        cancel=card_page(),
        template="scorecard/change.html",
        withdraw="scorecard.withdraw_objective",
        named={"objective_id": objective_id},
        withdraw_label="objective.withdraw",
    )
    return told(answer, "scorecard.saved")


@blueprint.route("/scorecard/objectives/<int:objective_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.SCORECARD_PLAN)
def withdraw_objective(objective_id: int) -> Answer:
    """Take an objective off the card, with a reason."""
    form = WithdrawForm()
    with database().reading() as session:
        title = objective_of(session, objective_id).title
    answer = form_page(
        form,
        title=("objective.withdraw_title", {"title": title}),
        intro="objective.withdraw_intro",
        action="objective:withdraw",
        submit="objective.withdraw",
        save=lambda session: service.withdraw_objective(
            session, objective_of(session, objective_id), form.because.data, today()
        ),
        why=lambda: form.because.data,
        done=lambda _: card_page(),
        cancel=card_page(),
    )
    return told(answer, "scorecard.withdrawn")
