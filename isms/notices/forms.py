"""What a person may type of notices and webhooks."""

from isms.kernel.web.forms import CheckField, ChoiceField, Form, LinkField, SeveralField, TextField
from isms.notices.rules import MUTABLE
from isms.notices.vocabulary import MailLanguage, NoticeGroup, WebhookEvent


class ChoiceForm(Form):
    language = ChoiceField("notice_choice.language", MailLanguage, required=True, hint="notice_choice.language_hint")
    wanted = SeveralField("notice_choice.wanted", NoticeGroup, hint="notice_choice.wanted_hint")

    def offer_what_may_be_muted(self) -> None:
        """Leave out of the choice what is sent whatever a person chooses."""
        self.wanted.choices = [choice for choice in self.wanted.choices or () if choice.value in MUTABLE]


class WebhookForm(Form):
    label = TextField("webhook.label", required=True, hint="webhook.label_hint")
    url = LinkField("webhook.url", required=True, hint="webhook.url_hint")
    events = SeveralField("webhook.events", WebhookEvent, required=True)

    def leave_the_test_out(self) -> None:
        """Leave the test out of the choice: every webhook gets it when it is asked for."""
        self.events.choices = [choice for choice in self.events.choices or () if choice.value != WebhookEvent.TEST]


class ChangeWebhookForm(WebhookForm):
    is_on = CheckField("webhook.is_on", hint="webhook.is_on_hint")


class WithdrawForm(Form):
    because = TextField("webhook.withdrawn_because", required=True, lines=True)
