"""Names every room that has rows, so that the schema is whole whoever asks for it."""

from isms.accounts import models as accounts
from isms.kernel import codes, submissions
from isms.organisation import models as organisation
from isms.portfolio import models as portfolio

ROWS = (codes, submissions, organisation, accounts, portfolio)
