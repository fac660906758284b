"""What a person may type about the scorecard."""

from isms.kernel.web.forms import CheckField, ChoiceField, Form, IntegerField, TextField
from isms.scorecard.vocabulary import Feed, MeasuredIn, WantedDirection

MOST = 99


class StartForm(Form):
    """Nothing but the yes to what the page says."""


class ObjectiveForm(Form):
    title = TextField("objective.title", required=True, hint="objective.title_hint")


class ChangeObjectiveForm(ObjectiveForm):
    number = IntegerField("objective.number", minimum=1, maximum=MOST, required=True, hint="scorecard.number_hint")


class IndicatorForm(Form):
    title = TextField("score_indicator.title", required=True, hint="score_indicator.title_hint")
    measured_in = ChoiceField("score_indicator.measured_in", MeasuredIn, required=True)
    direction = ChoiceField("score_indicator.direction", WantedDirection, hint="score_indicator.direction_hint")
    wanted = TextField(
        "score_indicator.wanted", required=True, lines=True, rows=2, longest=400, hint="score_indicator.wanted_hint"
    )
    acceptable = TextField(
        "score_indicator.acceptable", lines=True, rows=2, longest=400, hint="score_indicator.acceptable_hint"
    )
    feed = ChoiceField("score_indicator.feed", Feed, hint="score_indicator.feed_hint")


class ChangeIndicatorForm(IndicatorForm):
    number = IntegerField(
        "score_indicator.number", minimum=1, maximum=MOST, required=True, hint="scorecard.number_hint"
    )


class ResultForm(Form):
    value = TextField("score_result.value", hint="score_result.value_hint")
    not_measured = CheckField("score_result.not_measured")
    note = TextField("score_result.note", lines=True, rows=2, hint="score_result.note_hint")


class WithdrawForm(Form):
    because = TextField("scorecard.because", required=True, lines=True)
