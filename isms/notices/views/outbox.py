"""The door of mail: what waits, what could not be delivered, and once more."""

from flask import redirect, url_for

from isms.kernel.outbox import try_again
from isms.kernel.web.doors import database, flash, me, now, requires
from isms.kernel.web.pages import render
from isms.notices import queries
from isms.notices.views.blueprint import Answer, blueprint
from isms.notices.vocabulary import Permission


@blueprint.get("/notices")
@requires(Permission.NOTICE_MANAGE)
def outbox() -> Answer:
    """Show how mail stands."""
    with database().reading() as session:
        standing = queries.outbox(session, me().access)
        failed = queries.failed_mail(session, me().access)
    return render("notices/outbox.html", outbox=standing, failed=failed)


@blueprint.post("/notices/try-again")
@requires(Permission.NOTICE_MANAGE)
def send_again() -> Answer:
    """Have what could not be delivered sent once more, to the addresses people have now."""
    with database().bookkeeping() as session:
        for mail, person in queries.failed_mail(session, me().access):
            try_again(session, mail.id, person.email, now())
    flash("outbox.trying_again")
    return redirect(url_for(".outbox"), 303)
