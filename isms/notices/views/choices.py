"""The door of one's own notices: in which language, and which of them."""

from flask import url_for
from sqlalchemy.orm import Session

from isms.kernel.db import expect_version
from isms.kernel.web.doors import database, me, signed_in_only
from isms.kernel.web.pages import form_page
from isms.notices import queries, service
from isms.notices.forms import ChoiceForm
from isms.notices.models import NoticeChoice
from isms.notices.rules import MUTABLE
from isms.notices.views.blueprint import Answer, blueprint, told
from isms.notices.vocabulary import MailLanguage
from isms.organisation.models import Person


@blueprint.route("/account/notices", methods=["GET", "POST"])
@signed_in_only
def choose() -> Answer:
    """Choose how one is told."""
    with database().reading() as session:
        standing = queries.choice_of(session, me().person_id)
    form = ChoiceForm(data=_shown(standing))
    form.offer_what_may_be_muted()

    def save(session: Session) -> NoticeChoice:
        choice = queries.choice_of(session, me().person_id)
        if choice is not None:
            expect_version(choice, form.version.data)
        muted = [group.value for group in MUTABLE if group.value not in form.wanted.data]
        person = session.get_one(Person, me().person_id)
        return service.choose(session, person, language=form.language.data, muted=muted)

    answer = form_page(
        form,
        title="notice_choice.title",
        intro="notice_choice.intro",
        action="notice_choice:choose",
        submit="notice_choice.submit",
        save=save,
        done=lambda _: url_for(".choose"),
        cancel=url_for("accounts.show"),
    )
    return told(answer, "notice_choice.saved")


def _shown(standing: NoticeChoice | None) -> dict[str, object]:
    """Return what the form shows of a choice, or of one that nobody has made: everything, in the pages' language."""
    muted = standing.muted if standing else ()
    return {
        "language": standing.language if standing else MailLanguage(me().language),
        "wanted": tuple(group.value for group in MUTABLE if group.value not in muted),
        "version": standing.version if standing else None,
    }
