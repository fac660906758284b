"""The rows of notices: who was to be told what, how each wants it, and the programs that are called.

Notices and deliveries are bookkeeping like the outbox: they tell of what happened to a mail or a call, not of a
decision. What a person or an officer has chosen is audited.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from isms.clocks.vocabulary import Told
from isms.kernel.refusal import Refusal
from isms.kernel.tables import DERIVED, Audited, Base, Withdrawable, WordList, choice, refusable, sort_key_type
from isms.notices.vocabulary import MailLanguage, Withheld
from isms.organisation.models import Person

UNTOLD = "mail_id IS NULL AND withheld IS NULL"


class Notice(Base):
    """That a person is told of a deadline's step; `on_day` is the day the step belongs to.

    kind: the rule's key and the step, as in "action:14". about: the record, as in "action:12"; its code and its page's
    path stand beside. told: as what they were found. due_on, due_at: the deadline as it then was. mail_id: the mail
    that tells it; until there is one, it waits. An urgent one leaves at once.
    """

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[str] = mapped_column(String(60))
    about: Mapped[str] = mapped_column(String(120), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    on_day: Mapped[date]
    rule: Mapped[str] = mapped_column(String(60))
    told: Mapped[Told] = mapped_column(choice(Told))
    code: Mapped[str] = mapped_column(Text)
    path: Mapped[str] = mapped_column(sort_key_type(), index=True)
    due_on: Mapped[date]
    due_at: Mapped[datetime | None]
    urgent: Mapped[bool]
    created_at: Mapped[datetime]
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("mail.id"), index=True)
    withheld: Mapped[Withheld | None] = mapped_column(choice(Withheld))

    __table_args__ = (
        UniqueConstraint("kind", "about", "person_id", "on_day"),
        Index(None, "person_id", sqlite_where=text(UNTOLD), postgresql_where=text(UNTOLD)),
        CheckConstraint("mail_id IS NULL OR withheld IS NULL", name="is_not_both_sent_and_withheld"),
    )


class NoticeChoice(Audited, Base):
    """How a person wants to be told: in which language, and which groups of notices not at all."""

    __tablename__ = "notice_choice"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    language: Mapped[MailLanguage] = mapped_column(choice(MailLanguage))
    muted: Mapped[tuple[str, ...]] = mapped_column(WordList)

    person: Mapped[Person] = relationship()

    __table_args__ = (UniqueConstraint("person_id", info=refusable(Refusal("notice_choice.exists_already"))),)


class Webhook(Audited, Withdrawable, Base):
    """Another program that is told of events: where, of which, and from when to when.

    salt: what the secret it knows is derived from, together with the program's own; alone it tells nothing.
    secret_since: when the secret was made. resting_since: from when it is told nothing, until somebody lets it go on.
    """

    __tablename__ = "webhook"

    label: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    events: Mapped[tuple[str, ...]] = mapped_column(WordList)
    secret_since: Mapped[datetime]
    salt: Mapped[str] = mapped_column(String(64), info=DERIVED)
    resting_since: Mapped[date | None]


class WebhookDelivery(Base):
    """One event that one webhook is told of, once; `key` tells apart what happens to a record more than once."""

    __tablename__ = "webhook_delivery"

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id"))
    event: Mapped[str] = mapped_column(String(60))
    about: Mapped[str] = mapped_column(String(120))
    key: Mapped[str] = mapped_column(String(60))
    code: Mapped[str] = mapped_column(Text)
    happened_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime] = mapped_column(index=True)
    delivered_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        UniqueConstraint("webhook_id", "event", "about", "key"),
        CheckConstraint("delivered_at IS NULL OR failed_at IS NULL", name="is_not_both_delivered_and_failed"),
    )
