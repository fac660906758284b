"""The door through which a system's need is rated."""

from flask import url_for
from sqlalchemy.orm import Session

from isms.kernel.web.doors import database, found, me, requires, today, words
from isms.kernel.web.pages import form_page
from isms.portfolio import queries, service
from isms.portfolio.forms import RatingForm
from isms.portfolio.models import Rating, System
from isms.portfolio.service.ratings import RatingFields, floors_of
from isms.portfolio.views.blueprint import Answer, blueprint, told
from isms.portfolio.views.system_page import demand_sentence, hub_advice
from isms.portfolio.vocabulary import Permission

GROUPS = (
    (None, ("k", "k_reason")),
    (None, ("i", "i_reason")),
    (None, ("t", "t_reason")),
    ("rating.group_time", ("override_reason", "rated_on", "valid_until")),
)


@blueprint.route("/systems/<int:system_id>/rate", methods=["GET", "POST"])
@requires(Permission.SYSTEM_RATE)
def rate(system_id: int) -> Answer:
    """Rate how much protection a system needs."""

    def load(session: Session) -> System:
        return found(queries.system_for(session, me().access, system_id, Permission.SYSTEM_RATE))

    form = RatingForm()
    with database().reading() as session:
        shown = load(session)
        name = shown.name
        floors = [words()(floor.because, level=floor.level) for floor in floors_of(shown)]
        neighbours = queries.neighbours_of(session, me().access, system_id, today())
        hub = hub_advice(neighbours, words())
        demanded = queries.demand_lines(session, me().access, system_id)
        demands = [demand_sentence(line, name, words()) for line in demanded]

    def save(session: Session) -> Rating:
        return service.rate(session, load(session), rated_by_id=me().person_id, today=today(), **_fields(form))

    answer = form_page(
        form,
        title=("rating.rate", {"name": name}),
        intro="rating.rate_intro",
        action="system:rate",
        submit="rating.rate_submit",
        save=save,
        done=lambda rating: url_for(".system", system_id=rating.system_id, _anchor="need"),
        cancel=url_for(".system", system_id=system_id),
        groups=GROUPS,
        aside=[*floors, *hub, *demands, words()("system.own_classification")],
    )
    return told(answer, "rating.rated", name=name)


def _fields(form: RatingForm) -> RatingFields:
    return RatingFields(
        k=int(form.k.data),
        k_reason=form.k_reason.data,
        i=int(form.i.data),
        i_reason=form.i_reason.data,
        t=int(form.t.data),
        t_reason=form.t_reason.data,
        rated_on=form.rated_on.data,
        valid_until=form.valid_until.data,
        override_reason=form.override_reason.data,
    )
