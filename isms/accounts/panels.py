"""What sign-in shows on a person's page: whether they have a password, and a button for those who manage people."""

from typing import Any

from sqlalchemy.orm import Session

from isms.accounts import queries
from isms.kernel.web.doors import Me
from isms.kernel.web.panels import Panel
from isms.organisation.models import Person
from isms.organisation.vocabulary import Permission


def _account(session: Session, me: Me, person: Person, _today: object) -> dict[str, Any] | None:
    if queries.person_to_invite(session, me.access, person.id) is None:
        return None
    credential = queries.credential_of(session, person.id)
    return {
        "account_of": person.id,
        "password_since": credential.changed_at if credential else None,
        "may_invite": person.deactivated_on is None,
    }


PANELS = {
    "person": [Panel("account", "account.panel", Permission.PERSON_MANAGE, "accounts/panel.html", _account)],
}
