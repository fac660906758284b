"""The export of a scorecard tells every year by the rules, as it stands and as it stood, on both databases."""

from collections.abc import Callable
from typing import Any

from isms.app import matrix
from isms.kernel.db import Database
from isms.kernel.register.kinds import Kind
from isms.kernel.remembering import head_of
from isms.kernel.words import CATALOGUE
from isms.scorecard.models import ScoreIndicator
from isms.scorecard.register import SCORECARD
from isms.scorecard.vocabulary import WantedDirection
from tests.cast import Cast
from tests.risk.stage import ME, access_for, get, seen
from tests.scorecard.stage import a_result, an_indicator, an_objective


def plain(kind: Kind) -> Callable[[Any], Any]:
    assert kind.plain
    return kind.plain(CATALOGUE.words("nb"))


def test_an_export_tells_every_year_with_its_own_band_and_change(database: Database, cast: Cast) -> None:
    with database.transaction(ME, "scorecard:plan") as session:
        objective = an_objective(session, cast)
        indicator = an_indicator(session, objective, direction=WantedDirection.LOWER, acceptable="4")
        an_indicator(session, objective, "Digitalisering")
        for year, value in ((2024, "5"), (2025, None), (2026, "3")):
            a_result(session, indicator, year, value)
    with database.reading() as session:
        before, _ = head_of(session)
    with database.transaction(ME, "scorecard:plan") as session:
        a_result(session, get(session, ScoreIndicator, indicator.id), 2026, "9")
    auditor = access_for(database, matrix(), cast.auditor)
    told = {key: plain(SCORECARD.column(key).kind) for key in ("wanted", "result", "band", "trend")}
    rows = seen(database, SCORECARD, auditor, tuple(told), position=before)
    assert [tuple(tell(cell) for tell, cell in zip(told.values(), row, strict=True)) for row in rows] == [
        ("høyst 3", "5", "Uakseptabelt", "Ikke noe å sammenligne"),
        ("høyst 3", None, "Ikke målt", "Ikke noe å sammenligne"),
        ("høyst 3", "3", "Ønsket", "Bedre"),
        ("minst 3", None, "Ikke målt", "Ikke noe å sammenligne"),
    ]
    assert seen(database, SCORECARD, access_for(database, matrix(), cast.outsider), ("indicator",)) == []
