"""What a person may type to sign in and to choose a password."""

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, StringField
from wtforms.widgets import PasswordInput

from isms.accounts.rules import LONGEST_PASSWORD, normal_password
from isms.accounts.vocabulary import TokenScope
from isms.kernel.web.doors import words
from isms.kernel.web.fields import ChoiceField, DateField, Required, TextField
from isms.kernel.web.forms import Form


class EmailField(TextField):
    """An e-mail address, which a browser may fill in as the user name."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, required=True, **kwargs)
        self.render_kw = {"type": "email", "autocomplete": "username", "spellcheck": "false"}


class PasswordField(StringField):
    """A password: taken as it is typed, never cleaned, never shown again."""

    widget = PasswordInput()

    def __init__(self, label: str, autocomplete: str, *, hint: str = "", **kwargs: Any) -> None:
        super().__init__(label, [Required()], description=hint, **kwargs)
        self.render_kw = {"autocomplete": autocomplete}

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        # What is longer than any password is cut before it is hashed, and still refused for its length.
        self.data = normal_password(valuelist[0][: LONGEST_PASSWORD * 4]) if valuelist else ""


class SignInForm(Form):
    """Address and password, and what waits behind the sign-in."""

    email = EmailField("sign_in.email")
    password = PasswordField("sign_in.password", "current-password")
    next = HiddenField()
    held = HiddenField()


class SetPasswordForm(Form):
    """A password of one's own choice, twice."""

    password = PasswordField("password.new", "new-password", hint="password.hint")
    repeated = PasswordField("password.repeat", "new-password")

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        if self.password.data != self.repeated.data:
            self.repeated.errors = [words()("password.not_the_same")]
            return False
        return True


class ChangePasswordForm(SetPasswordForm):
    """The password one has, and the one to have."""

    current = PasswordField("password.current", "current-password")


class PasswordAgainForm(Form):
    """The password one has, once more, before something is decided for others."""

    password = PasswordField("confirming.password", "current-password", hint="confirming.password_hint")


class MakeTokenForm(Form):
    """A token of the API, and the password of who makes it."""

    name = TextField("api_token.name", required=True, hint="api_token.name_hint", longest=80)
    scope = ChoiceField("api_token.scope", TokenScope, required=True)
    last_on = DateField("api_token.last_on", required=True, hint="api_token.last_on_hint")
    password = PasswordField("confirming.password", "current-password", hint="confirming.password_hint")


class WithdrawOwnTokenForm(Form):
    """Why one's own token is withdrawn, if one wants to say."""

    because = TextField("api_token.withdrawn_because", lines=True, rows=2)


class WithdrawTokenForm(Form):
    """Why somebody's token is withdrawn."""

    because = TextField("api_token.withdrawn_because", required=True, lines=True, rows=3)
