"""The words of sign-in: what a password link is for, how a session ended, and what a token of the API opens."""

from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.vocabulary import Term, Tone
from isms.organisation.vocabulary import Role


class LinkPurpose(Term):
    SET = "set"
    RESET = "reset"


class SessionEnd(Term):
    SIGNED_OUT = "signed_out"
    ENDED_BY_OWNER = "ended_by_owner"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    LAPSED = "lapsed"


class TokenScope(Term):
    """What a token of the API is for; it opens nothing else, whatever its person may do."""

    MEASUREMENTS_WRITE = "measurements:write"


class TokenState(Term):
    ACTIVE = "active", Tone.SUCCESS
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Permission(KernelPermission):
    TOKEN_READ = "token:read"  # noqa: S105
    TOKEN_WITHDRAW = "token:withdraw"  # noqa: S105


GRANTS: dict[KernelPermission, frozenset[Role]] = {
    Permission.TOKEN_READ: frozenset({Role.SECURITY_OFFICER, Role.AUDITOR}),
    Permission.TOKEN_WITHDRAW: frozenset({Role.SECURITY_OFFICER}),
}
"""What is open to those who look after other people's tokens; everybody sees and withdraws their own."""
