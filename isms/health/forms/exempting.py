"""The forms by which it is decided that an indicator does not bear on a system."""

from isms.health.rules import MAY_BE_EXEMPT
from isms.health.vocabulary import Indicator
from isms.kernel.web.forms import ChoiceField, Form, TextField
from isms.kernel.words import Words


class ExemptForm(Form):
    """What does not bear on a system, and why."""

    indicator = ChoiceField("not_relevant.indicator", Indicator, required=True)
    reason = TextField("not_relevant.reason", required=True, lines=True, hint="not_relevant.reason_hint")

    def offer(self, taken: set[Indicator], words: Words) -> None:
        """Offer the indicators that may be set aside and are not yet."""
        self.indicator.offer([(each, words(each.label)) for each in MAY_BE_EXEMPT if each not in taken])


class CountAgainForm(Form):
    """Why an indicator bears on a system after all."""

    because = TextField("not_relevant.withdrawn_because", required=True, lines=True)
