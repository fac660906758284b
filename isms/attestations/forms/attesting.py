"""What a person types to attest: the password they sign in with, once more."""

from wtforms import PasswordField

from isms.kernel.web.fields import Required
from isms.kernel.web.forms import Form


class AttestForm(Form):
    password = PasswordField("attestation.password", [Required()], render_kw={"autocomplete": "current-password"})
