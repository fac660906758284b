"""The objectives a municipality may start with: five of security, each with one indicator that the program feeds."""

from dataclasses import dataclass

from isms.scorecard.rules import Requirement
from isms.scorecard.vocabulary import Feed, MeasuredIn, WantedDirection


@dataclass(frozen=True)
class Start:
    """One objective and what its indicator asks, in percent; its texts lie in the catalogue by its feed."""

    feed: Feed
    wanted: str
    acceptable: str | None

    @property
    def objective(self) -> str:
        """The catalogue key of the objective."""
        return f"scorecard.start_objective.{self.feed}"

    @property
    def indicator(self) -> str:
        """The catalogue key of its indicator."""
        return f"scorecard.start_indicator.{self.feed}"

    @property
    def requirement(self) -> Requirement:
        """What the indicator asks."""
        return Requirement(MeasuredIn.PERCENT, WantedDirection.HIGHER, self.wanted, self.acceptable)


STARTS = (
    Start(Feed.VALID_ASSESSMENTS, "95", "80"),
    Start(Feed.ATTESTED_SYSTEMS, "100", "90"),
    Start(Feed.CLOCKS_KEPT, "100", None),
    Start(Feed.TRAINING_DONE, "90", "75"),
    Start(Feed.ACTIONS_IN_TIME, "90", "75"),
)
"""A deadline that the law sets is kept or it is not: nothing less than all of them is acceptable."""
