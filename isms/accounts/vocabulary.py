"""The words of sign-in: what a password link is for, and how a session ended."""

from isms.kernel.vocabulary import Term


class LinkPurpose(Term):
    SET = "set"
    RESET = "reset"


class SessionEnd(Term):
    SIGNED_OUT = "signed_out"
    ENDED_BY_OWNER = "ended_by_owner"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    LAPSED = "lapsed"
