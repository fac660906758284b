"""The commands that prepare reviews: by a timer of the operating system, or by hand."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from isms.kernel.db import Database
from isms.organisation.models import Unit
from isms.reviews.models import Review

pytestmark = pytest.mark.slow

Isms = Callable[..., tuple[int, str, str]]


def test_the_worker_does_what_is_due_once(past: str, isms: Isms) -> None:
    assert isms("worker", "--once") == (0, "", "")
    assert isms("worker", "--once") == (0, "", "")
    database = Database(past)
    with database.reading() as session:
        statement = select(Unit.code, Review.period).join(Unit, Unit.id == Review.unit_id)
        rows = session.execute(statement.where(Review.ends_on <= date(2023, 12, 31)).order_by(Review.id)).all()
    database.close()
    assert [tuple(row) for row in rows] == [(c, p) for c in ("EKF", "HEM") for p in ("2023-T2", "2023-T3")]


def test_by_hand_a_second_time_names_the_review_that_exists(isms: Isms) -> None:
    command = ("review", "prepare", "--period", "2023-T2", "--unit", "HEM")
    assert isms(*command) == (0, "Prepared G-001: Helse og mestring, 2023-T2.\n", "")
    assert isms(*command) == (0, "Exists already: G-001, Helse og mestring, 2023-T2.\n", "")


def test_by_hand_before_the_end_it_is_refused(isms: Isms) -> None:
    status, said, complained = isms("review", "prepare", "--period", "2099-T3")
    assert (status, said) == (1, "")
    assert "2099-T3" in complained


def test_by_hand_what_is_no_period_is_bad_usage(isms: Isms) -> None:
    assert isms("review", "prepare", "--period", "2026-T4")[0] == 2
