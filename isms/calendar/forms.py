"""What a person may type in the calendar."""

from isms.kernel.web.forms import Form, LinkField, RowField, RowsField, TextField


class TakeInForm(Form):
    activities = RowsField("wheel.activities", required=True)


class ActivityForm(Form):
    month = RowField("wheel_activity.month", required=True)
    title = TextField("wheel_activity.title", required=True)
    description = TextField("wheel_activity.description", lines=True)
    link = LinkField("wheel_activity.link", hint="wheel_activity.link_hint")


class RestoreForm(Form):
    pass


class WithdrawForm(Form):
    because = TextField("wheel_activity.withdrawn_because", required=True, lines=True)


class SubscribeForm(Form):
    unit_id = RowField("calendar_feed.unit_id", hint="calendar_feed.unit_hint")


class RenewForm(Form):
    pass


class RevokeForm(Form):
    because = TextField("calendar_feed.revoked_because", lines=True, hint="calendar_feed.because_hint")


class WithdrawFeedForm(Form):
    because = TextField("calendar_feed.revoked_because", required=True, lines=True, hint="calendar_feed.told_hint")
