"""Inserts rows that may stand already: whoever comes second leaves them as they are, on both databases."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def insert_new(session: Session, model: type[Any]) -> postgresql.Insert | sqlite.Insert:
    """Return the insert of rows of a model that leaves out those that stand already; give it values."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    return insert(model).on_conflict_do_nothing()
