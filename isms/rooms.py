"""Names every room that has rows, so that the schema is whole whoever asks for it."""

from isms.accounts import models as accounts
from isms.actions import models as actions
from isms.attestations import models as attestations
from isms.calendar import models as calendar
from isms.clocks import models as clocks
from isms.controls import models as controls
from isms.deviations import models as deviations
from isms.health import models as health
from isms.kernel import blobs, codes, outbox, runs, submissions, uploads
from isms.measurements import models as measurements
from isms.notices import models as notices
from isms.organisation import models as organisation
from isms.portfolio import models as portfolio
from isms.projects import models as projects
from isms.reviews import models as reviews
from isms.risk import models as risk
from isms.scorecard import models as scorecard

ROWS = (
    codes,
    submissions,
    runs,
    outbox,
    uploads,
    blobs,
    organisation,
    accounts,
    notices,
    clocks,
    calendar,
    actions,
    portfolio,
    measurements,
    controls,
    risk,
    deviations,
    projects,
    attestations,
    health,
    scorecard,
    reviews,
)
