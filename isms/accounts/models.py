"""The rows of sign-in: what may be told of passwords, links and sessions, and apart from it what may not.

A password's hash and a session's token change or go; history keeps everything. So they stand in rows of their
own beside the audited ones, and the log says only that a password was changed or a session begun.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from isms.accounts.vocabulary import LinkPurpose, SessionEnd, TokenScope
from isms.kernel.refusal import Refusal
from isms.kernel.tables import DERIVED, Audited, Base, Withdrawable, choice, refusable
from isms.organisation.models import Person


class Credential(Audited, Base):
    """That a person has a password, and since when."""

    __tablename__ = "credential"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("person_id", info=refusable(Refusal("credential.exists_already"))),)


class PasswordHash(Base):
    """The Argon2id hash of a credential's password; kept nowhere else, and gone when it is replaced."""

    __tablename__ = "password_hash"

    credential_id: Mapped[int] = mapped_column(ForeignKey("credential.id"), primary_key=True)
    encoded: Mapped[str] = mapped_column(Text)


class PasswordLink(Audited, Base):
    """A link with which a person sets a password once; only the SHA-256 of its token is kept."""

    __tablename__ = "password_link"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[LinkPurpose] = mapped_column(choice(LinkPurpose))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]
    token_digest: Mapped[str] = mapped_column(String(64), unique=True, info=DERIVED)

    __table_args__ = (
        CheckConstraint(
            "used_at IS NULL OR voided_at IS NULL",
            name="is_not_both_used_and_voided",
            info=refusable(Refusal("password_link.spent")),
        ),
    )


class SignInSession(Audited, Base):
    """A time a person was signed in, on a device told in a few words."""

    __tablename__ = "sign_in_session"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    device: Mapped[str] = mapped_column(Text)
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[SessionEnd | None] = mapped_column(choice(SessionEnd))

    __table_args__ = (
        CheckConstraint(
            "(ended_at IS NULL) = (ended_because IS NULL)",
            name="end_has_a_cause",
            info=refusable(Refusal("sign_in_session.end_has_a_cause")),
        ),
    )


class SessionToken(Base):
    """The token a session is known by, as SHA-256, and when it was last used; bookkeeping."""

    __tablename__ = "session_token"

    session_id: Mapped[int] = mapped_column(ForeignKey("sign_in_session.id"), primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    seen_at: Mapped[datetime]


class ApiToken(Audited, Withdrawable, Base):
    """A secret by which a program acts as a person through the API until a day; only its SHA-256 is kept."""

    __tablename__ = "api_token"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    scope: Mapped[TokenScope] = mapped_column(choice(TokenScope))
    made_on: Mapped[date]
    last_on: Mapped[date]
    token_digest: Mapped[str] = mapped_column(String(64), unique=True, info=DERIVED)

    person: Mapped[Person] = relationship()

    __table_args__ = (
        CheckConstraint(
            "last_on >= made_on",
            name="lasts_for_a_day",
            info=refusable(Refusal("api_token.over_already", "last_on")),
        ),
    )


class ApiTokenUse(Base):
    """The day a token was last used, and how many changes it has made in a minute; bookkeeping."""

    __tablename__ = "api_token_use"

    token_id: Mapped[int] = mapped_column(ForeignKey("api_token.id"), primary_key=True)
    used_on: Mapped[date | None]
    minute_at: Mapped[datetime | None]
    changes: Mapped[int]


class SignInAttempt(Base):
    """An attempt to sign in that has not succeeded; bookkeeping, kept for an hour.

    `account` is the digest of the address that was typed; `counted_as` the place it is counted with: an
    address of the network, or a device the person has signed in from before. `ip` is set for the former only.
    """

    __tablename__ = "sign_in_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(String(64))
    counted_as: Mapped[str] = mapped_column(Text)
    ip: Mapped[str | None] = mapped_column(Text, index=True)
    tried_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (Index(None, "account", "counted_as"),)
