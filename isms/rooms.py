"""Names every room that has rows, so that the schema is whole whoever asks for it."""

from isms.actions import models as actions
from isms.kernel import codes, submissions
from isms.organisation import models as organisation

ROWS = (codes, submissions, organisation, actions)
