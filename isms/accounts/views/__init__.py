"""The doors of sign-in, and of the tokens by which programs act."""

from isms.accounts.views import sign_in, tokens
from isms.accounts.views.blueprint import blueprint

DOORS = (sign_in, tokens)

__all__ = ["DOORS", "blueprint"]
