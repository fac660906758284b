"""The pages of units, as they stand."""

from collections.abc import Callable

from tests.cast import Cast
from tests.client import Client

ClientAs = Callable[[int | None], Client]


def test_the_officer_reads_and_establishes(cast: Cast, client_as: ClientAs) -> None:
    client = client_as(cast.officer)
    assert client.page("/units").heading == "Enheter"
    assert client.page(f"/units/{cast.hem}").heading == "Helse og mestring"
    answer = client.submit("/units/new", kind="unit", parent_id=cast.hem, name="Legevakt", code="HEM-LEG")
    assert answer.status_code == 303
    assert client.page(answer.location).heading == "Legevakt"
    assert client.submit("/units/new", kind="unit", parent_id=cast.hem, name="", code="X").status_code == 422
    answer = client.submit(f"/units/{cast.hem}/change", name="Helse")
    assert client.page(answer.location).heading == "Helse"
