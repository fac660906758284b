"""What follows from lower rows: an action against a risk lies where the risk's system lies."""

from sqlalchemy import Table
from sqlalchemy.orm import Session

from isms.actions.service import place
from isms.kernel.seal.sealing import Derivation
from isms.portfolio.models import System
from isms.risk.queries import actions_away_from_their_systems


def _follow(session: Session, touched: dict[Table, set[int]]) -> None:
    """Let actions follow the systems that have moved."""
    ids = {number for numbers in touched.values() for number in numbers}
    for action, unit in actions_away_from_their_systems(session, ids):
        place(session, action, unit)


DERIVATIONS = (Derivation(reads=(System,), recompute=_follow),)
