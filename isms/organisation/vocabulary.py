"""The words of the organisation: kinds of unit, roles, and who may do what with units and people."""

from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.vocabulary import Term


class UnitKind(Term):
    GROUP = "group"
    MUNICIPALITY = "municipality"
    SERVICE_AREA = "service_area"
    UNIT = "unit"


class Role(Term):
    SECURITY_OFFICER = "security_officer"
    AREA_OWNER = "area_owner"
    CHIEF_EXECUTIVE = "chief_executive"
    LEADERSHIP = "leadership"
    PRIVACY_OFFICER = "privacy_officer"
    AUDITOR = "auditor"
    EMPLOYEE = "employee"
    OPERATOR = "operator"


class Language(Term):
    NB = "nb"
    EN = "en"


class Permission(KernelPermission):
    UNIT_READ = "unit:read"
    UNIT_MANAGE = "unit:manage"
    PERSON_READ = "person:read"
    PERSON_MANAGE = "person:manage"
    PERSON_HAND_OVER = "person:hand_over"
    ROLE_GRANT = "role:grant"
    AUDIT_READ = "audit:read"


READERS = frozenset(
    {
        Role.SECURITY_OFFICER,
        Role.AREA_OWNER,
        Role.CHIEF_EXECUTIVE,
        Role.LEADERSHIP,
        Role.PRIVACY_OFFICER,
        Role.AUDITOR,
    }
)
"""The roles that read what lies in their part of the tree."""

GRANTS: dict[KernelPermission, frozenset[Role]] = {
    Permission.UNIT_READ: READERS,
    Permission.UNIT_MANAGE: frozenset({Role.SECURITY_OFFICER}),
    Permission.PERSON_READ: frozenset({Role.SECURITY_OFFICER, Role.AUDITOR, Role.OPERATOR}),
    Permission.PERSON_MANAGE: frozenset({Role.SECURITY_OFFICER, Role.OPERATOR}),
    Permission.PERSON_HAND_OVER: frozenset({Role.SECURITY_OFFICER, Role.OPERATOR}),
    Permission.ROLE_GRANT: frozenset({Role.SECURITY_OFFICER, Role.OPERATOR}),
    Permission.AUDIT_READ: frozenset({Role.SECURITY_OFFICER, Role.AUDITOR}),
}

RELATED = (Permission.PERSON_HAND_OVER,)
"""What leading a unit opens for those who belong to it, whatever roles one holds."""
