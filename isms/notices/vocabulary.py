"""The words of notices: what they are gathered under, why one is not sent, and what other programs may be told of."""

from isms.kernel.permission import Permission as KernelPermission
from isms.kernel.vocabulary import Term, Tone
from isms.organisation.vocabulary import Role


class NoticeGroup(Term):
    """What notices are gathered under in a mail, and muted by."""

    STATUTORY = "statutory"
    DEVIATIONS = "deviations"
    ACTIONS = "actions"
    RISKS = "risks"
    CONTROLS = "controls"
    AGREEMENTS = "agreements"
    ATTESTATIONS = "attestations"
    MEETINGS = "meetings"
    PROJECTS = "projects"
    HANDOVERS = "handovers"


class MailLanguage(Term):
    NB = "nb"
    NN = "nn"
    EN = "en"


class Withheld(Term):
    """Why a notice is not sent."""

    MUTED = "muted"
    INACTIVE = "inactive"
    SETTLED = "settled"


class NoticeState(Term):
    """How far a notice has come."""

    AWAITING = "awaiting", Tone.NEUTRAL, "clock"
    UNDERWAY = "underway", Tone.NEUTRAL, "clock"
    TROUBLED = "troubled", Tone.WARNING, "warning"
    SENT = "sent", Tone.SUCCESS, "check-disc"
    FAILED = "failed", Tone.DANGER, "octagon-x"
    WITHHELD = "withheld", Tone.NEUTRAL, "close"


class WebhookEvent(Term):
    """What another program may be told of; `webhook.test` is sent by hand."""

    DEVIATION_REPORTED = "deviation.reported"
    DEVIATION_TRIAGED = "deviation.triaged"
    DEVIATION_BREACH = "deviation.breach"
    DEVIATION_CLOSED = "deviation.closed"
    TEST = "webhook.test"


class DeliveryState(Term):
    """How far a delivery to a webhook has come."""

    WAITING = "waiting", Tone.NEUTRAL, "clock"
    TROUBLED = "troubled", Tone.WARNING, "warning"
    DELIVERED = "delivered", Tone.SUCCESS, "check-disc"
    FAILED = "failed", Tone.DANGER, "octagon-x"


class Permission(KernelPermission):
    NOTICE_MANAGE = "notice:manage"


GRANTS: dict[KernelPermission, frozenset[Role]] = {
    Permission.NOTICE_MANAGE: frozenset({Role.SECURITY_OFFICER}),
}
