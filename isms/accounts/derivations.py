"""Withdraws the tokens of who leaves, in the transaction in which they do; nobody takes a token over."""

from sqlalchemy import Table
from sqlalchemy.orm import Session

from isms.accounts import queries, service
from isms.kernel.seal.sealing import Derivation, sealing_day
from isms.kernel.words import CATALOGUE, DEFAULT_LANGUAGE
from isms.organisation.models import Person


def follow_departures(session: Session, touched: dict[Table, set[int]]) -> None:
    """Withdraw what stands of those among the changed people who are deactivated."""
    because = CATALOGUE.words(DEFAULT_LANGUAGE)("api_token.left")
    for token in queries.tokens_of_the_departed(session, touched[Person.__table__]):  # type: ignore[index]
        service.withdraw_token(session, token, because, sealing_day(session))


DERIVATIONS = (Derivation(reads=[Person], recompute=follow_departures),)
