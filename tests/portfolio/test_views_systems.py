"""The pages of systems: who may, what they show, what is refused, and that nothing typed is lost."""

from collections.abc import Callable

import pytest

from isms.kernel.db import Database
from isms.organisation.models import Person
from isms.organisation.vocabulary import Language
from tests.cast import Cast
from tests.client import Client, filled_in
from tests.markup import Page
from tests.portfolio.conftest import OFFICER, Place, Statements

ClientAs = Callable[[int | None], Client]


@pytest.fixture
def place(database: Database, cast: Cast) -> Place:
    """The common cast's municipality, with an owner who has no role but that of an employee."""
    return Place(
        database, cast.municipality, cast.hem, cast.nursing, cast.opp, kari=cast.employee, jonas=cast.opp_owner
    )


def ratings(k: int, i: int, t: int) -> dict[str, str]:
    levels = {"k": k, "i": i, "t": t}
    return {letter: str(level) for letter, level in levels.items()} | {f"{q}_reason": "Fordi" for q in levels}


def test_a_system_is_registered_rated_and_connected(place: Place, cast: Cast, client_as: ClientAs) -> None:
    client = client_as(cast.officer)
    other = place.register("Lønnssystem")
    place.rate(other, 2, 2, 3)
    answer = client.submit(
        "/systems/new", name="Turnussystem", unit_id=cast.nursing, lifecycle="in_use", owner_id=cast.employee,
        personal_data=["ordinary", "employees"], hosting_country="no", users="1 850",
    )  # fmt: skip
    assert answer.status_code == 303, answer.text
    page = client.page(answer.location)
    assert page.heading == "Turnussystem"
    assert "Mangler KIT-vurdering" in page.text
    path = answer.location
    assert client.submit(f"{path}/rate", **ratings(3, 3, 4)).status_code == 303
    assert client.submit(
        f"{path}/depend", depends_on_id=other, what="Timer", direction="out", criticality="high"
    ).status_code == 303  # fmt: skip
    page = client.page(path)
    assert "Klasse 4 – Kritisk" in page.text
    assert "Lønnssystem har T3, men Turnussystem trenger T4" in page.text
    assert "Turnussystem → Lønnssystem" in client.page(f"/systems/{other}").text
    assert "Ingrid Solvang registrerte systemet" in page.text
    assert "registrerte avhengigheten Timer" in page.text


def test_nothing_is_preselected_that_one_must_vouch_for(place: Place, cast: Cast, client_as: ClientAs) -> None:
    client = client_as(cast.officer)
    system = place.register("Turnussystem")
    for path in ("/systems/new", f"/systems/{system}/rate", f"/systems/{system}/depend"):
        page = client.page(path)
        main = page.root.all("main")[0]
        assert not [c for c in main.all("input") if "checked" in c.attributes]
        assert not [o for o in main.all("option") if "selected" in o.attributes and o["value"]]


def test_a_refused_form_says_why_and_keeps_what_was_typed(place: Place, cast: Cast, client_as: ClientAs) -> None:
    client = client_as(cast.officer)
    answer = client.submit(
        "/systems/new", name="Gammelt arkiv", unit_id=cast.nursing, lifecycle="ended", purpose="Arkivere",
        hosting_country="Norge", evidence_links="javascript:alert(1)",
    )  # fmt: skip
    assert answer.status_code == 422
    assert "Gammelt arkiv" in answer.text
    assert "Arkivere" in answer.text
    answer = client.submit("/systems/new", name="Gammelt arkiv", unit_id=cast.nursing, lifecycle="ended")
    assert answer.status_code == 422
    assert "hvor dataene tok veien" in answer.text


def test_a_level_below_a_floor_is_explained_and_can_be_overridden(
    place: Place, cast: Cast, client_as: ClientAs
) -> None:
    client = client_as(cast.officer)
    id_ = place.register("Legevakt", personal_data=("special",))
    assert "K kan ikke være lavere enn 3" in client.page(f"/systems/{id_}/rate").text
    answer = client.submit(f"/systems/{id_}/rate", **ratings(2, 2, 2))
    assert answer.status_code == 422
    assert "Hev den, eller skriv hvorfor" in answer.text
    answer = client.submit(f"/systems/{id_}/rate", **ratings(2, 2, 2), override_reason="Kontrolleres hver måned")
    assert answer.status_code == 303
    assert "Kontrolleres hver måned" in client.page(f"/systems/{id_}").text


def test_what_somebody_else_saved_meanwhile_is_not_overwritten(place: Place, cast: Cast, client_as: ClientAs) -> None:
    client = client_as(cast.officer)
    id_ = place.register("Turnussystem", users=1)
    assert client.submit(f"/systems/{id_}/change", users="2").status_code == 303
    stale = client.submit(f"/systems/{id_}/change", users="3", version="1")
    assert stale.status_code == 409
    assert place.system(id_).users == 2


@pytest.mark.parametrize("new_database_url", ["sqlite"], indirect=True)
def test_yes_no_and_nothing_said_are_three_answers(place: Place, cast: Cast, client_as: ClientAs) -> None:
    client = client_as(cast.officer)
    id_ = place.register("Turnussystem")
    path = f"/systems/{id_}/change"
    said = {"agreement_rolling": "yes", "subprocessors_listed": "no", "supplier_met_on": "1.10.2026"}
    assert client.submit(path, **said).status_code == 303
    system = place.system(id_)
    assert (system.agreement_rolling, system.subprocessors_listed, system.support_promised) == (True, False, None)
    text = client.page(f"/systems/{id_}").text
    assert "Løper til den sies opp" in text
    assert "01.10.2026" in text
    assert client.submit(path, agreement_until="1.10.2027").status_code == 422
    assert client.submit(path, dpia_due_on="1.10.2027").status_code == 422
    assert client.submit(path, support_promised="no", agreement_rolling="").status_code == 303
    stale = client.submit(path, support_promised="yes", version="2")
    assert stale.status_code == 409
    kept = filled_in(next(form for form in Page(stale.text).root.all("form") if form.above("main")))
    assert (kept["subprocessors_listed"], kept["agreement_rolling"]) == ("no", "")
    system = place.system(id_)
    assert (system.support_promised, system.agreement_rolling) == (False, None)


def test_a_form_sent_twice_makes_one_system(place: Place, cast: Cast, client_as: ClientAs) -> None:
    client = client_as(cast.officer)
    sent = {"name": "Turnussystem", "unit_id": cast.nursing, "lifecycle": "in_use", "submit_key": "a" * 32}
    first, second = (client.submit("/systems/new", **sent) for _ in range(2))
    assert first.location == second.location
    assert "1 system" in client.page("/systems").text


def test_owner_and_administrator_open_and_change_their_own_system_alone(
    place: Place, cast: Cast, client_as: ClientAs
) -> None:
    client = client_as(cast.employee)
    mine = place.register("Turnussystem", owner_id=cast.employee)
    cared_for = place.register("Vaktbok", administrator_id=cast.employee)
    other = place.register("Pasientjournal")
    assert client.page(f"/systems/{mine}").heading == "Turnussystem"
    assert client.submit(f"/systems/{mine}/change", users="5").status_code == 303
    assert client.submit(f"/systems/{mine}/rate", **ratings(2, 2, 2)).status_code == 303
    assert client.submit(f"/systems/{cared_for}/change", users="5").status_code == 303
    for path in (
        f"/systems/{cared_for}/rate", f"/systems/{other}", f"/systems/{other}/change", f"/systems/{other}/rate",
        f"/systems/{other}/depend",
    ):  # fmt: skip
        assert client.get(path).status_code == 404, path
    assert client.get(f"/systems/{mine}/withdraw").status_code == 403
    assert client.get("/systems/new").status_code == 403


def test_strangers_and_neighbours_find_nothing(place: Place, cast: Cast, client_as: ClientAs) -> None:
    id_ = place.register("Turnussystem")
    dependency = place.depend(id_, place.register("Lønnssystem"))
    paths = [f"/systems/{id_}{verb}" for verb in ("", "/change", "/rate", "/withdraw", "/depend")]
    paths += [f"/dependencies/{dependency}/{verb}" for verb in ("change", "withdraw")]
    for path in paths:
        assert client_as(cast.outsider).get(path).status_code == 404, path
    assert client_as(cast.opp_owner).get(f"/systems/{id_}").status_code == 404
    assert client_as(None).get(f"/systems/{id_}").status_code in {302, 303, 401}
    auditor = client_as(cast.auditor)
    page = auditor.page(f"/systems/{id_}")
    assert page.heading == "Turnussystem"
    assert auditor.get(f"/systems/{id_}/change").status_code == 404
    assert f"/systems/{id_}/change" not in auditor.get(f"/systems/{id_}").text


def test_an_area_owner_may_not_move_a_system_out_of_the_area(place: Place, cast: Cast, client_as: ClientAs) -> None:
    id_ = place.register("Turnussystem")
    client = client_as(cast.hem_owner)
    assert client.submit(f"/systems/{id_}/change", unit_id=cast.school).status_code == 422
    assert client.submit(f"/systems/{id_}/change", unit_id=cast.home_care).status_code == 303


def test_a_withdrawn_system_can_be_read_but_not_changed(place: Place, cast: Cast, client_as: ClientAs) -> None:
    client = client_as(cast.officer)
    id_ = place.register("Gammelt arkiv")
    place.depend(place.register("Turnussystem"), id_)
    assert "Turnussystem trenger systemet" in client.page(f"/systems/{id_}/withdraw").text
    assert client.submit(f"/systems/{id_}/withdraw", because="").status_code == 422
    assert client.submit(f"/systems/{id_}/withdraw", because="Avlevert til arkivet").status_code == 303
    assert "Avlevert til arkivet" in client.page(f"/systems/{id_}").text
    assert client.get(f"/systems/{id_}/change").status_code == 404
    assert "Gammelt arkiv" not in client.page("/systems").text


def test_a_dependency_is_changed_and_withdrawn(place: Place, cast: Cast, client_as: ClientAs) -> None:
    client = client_as(cast.officer)
    id_ = place.register("Turnussystem")
    dependency = place.depend(id_, place.register("Lønnssystem"))
    assert client.submit(f"/dependencies/{dependency}/change", what="Timelister").status_code == 303
    assert "Timelister" in client.page(f"/systems/{id_}").text
    assert client.submit(f"/dependencies/{dependency}/withdraw", because="Byttet").status_code == 303
    assert "Ingen avhengigheter" in client.page(f"/systems/{id_}").text


def test_what_a_system_has_now_stays_on_offer(place: Place, cast: Cast, client_as: ClientAs) -> None:
    id_ = place.register("Turnussystem", owner_id=cast.employee)
    with place.database.transaction(OFFICER, "person:deactivate") as session:
        session.get_one(Person, cast.employee).deactivated_on = place.database.clock.now().date()
    client = client_as(cast.officer)
    assert "Systemeieren har sluttet" in client.page(f"/systems/{id_}").text
    assert client.submit(f"/systems/{id_}/change", users="7").status_code == 303
    assert place.system(id_).owner_id == cast.employee


def test_pages_ask_the_database_few_times_whatever_the_rows(place: Place, cast: Cast, client_as: ClientAs) -> None:
    client = client_as(cast.officer)
    id_ = place.register("Turnussystem", owner_id=cast.employee)
    place.rate(id_, 3, 3, 3)
    asked = []
    for number in range(2):
        for more in range(5):
            other = place.register(f"System {number}-{more}", replaces_id=id_)
            place.rate(other, 2, 2, 2)
            place.depend(id_, other)
            place.rate(id_, 3, 3, 3)
        counts = []
        for path in (f"/systems/{id_}", "/systems"):
            with Statements(place.database) as statements:
                client.page(path)
            counts.append(len([s for s in statements.asked if not s.startswith(("BEGIN", "COMMIT", "ROLLBACK"))]))
        asked.append(counts)
    assert asked[0] == asked[1]
    assert asked[0][0] <= 14
    assert asked[0][1] <= 8


def test_a_supplier_is_registered_changed_and_withdrawn(place: Place, cast: Cast, client_as: ClientAs) -> None:
    client = client_as(cast.officer)
    answer = client.submit("/suppliers/new", name="Vaktplan AS", country="no", organisation_number="974760673")
    path = answer.location
    assert client.page(path).heading == "Vaktplan AS"
    number = int(path.rsplit("/", 1)[1])
    system = place.register("Turnussystem", supplier_id=number)
    assert "Turnussystem" in client.page(path).text
    assert client.submit(f"{path}/change", organisation_number="123456789").status_code == 422
    assert client.submit(f"{path}/withdraw", because="Slutt").status_code == 422
    client.submit(f"/systems/{system}/change", supplier_id="")
    assert client.submit(f"{path}/withdraw", because="Slutt").status_code == 303
    assert client_as(cast.hem_owner).page("/suppliers").heading == "Leverandører"
    assert client_as(cast.hem_owner).get(f"{path}/change").status_code == 403
    assert client_as(cast.outsider).get(path).status_code == 404


def test_the_pages_read_in_english_too(place: Place, cast: Cast, client_as: ClientAs) -> None:
    id_ = place.register("Turnussystem", personal_data=("ordinary",))
    place.rate(id_, 2, 2, 2)
    with place.database.transaction(OFFICER, "person:language") as session:
        session.get_one(Person, cast.officer).language = Language.EN
    client = client_as(cast.officer)
    assert "Agreement and privacy" in client.page(f"/systems/{id_}").text
    for path in ("/systems", "/systems/new", f"/systems/{id_}/change", f"/systems/{id_}/rate", "/suppliers"):
        client.page(path)


def test_a_demand_is_set_aside_and_taken_up_again(place: Place, cast: Cast, client_as: ClientAs) -> None:
    client = client_as(cast.officer)
    one, other = place.register("Turnussystem"), place.register("Lønnssystem")
    place.rate(one, 2, 2, 4)
    place.rate(other, 2, 2, 3)
    place.depend(one, other)
    form = f"/systems/{other}/demands/t/override"
    assert "Andre systemer krever T4: Turnussystem → Lønnssystem." in client.page(form).text
    assert "Andre systemer krever T4" in client.page(f"/systems/{other}/rate").text
    assert client.submit(form, reason="", valid_until="2027-01-01").status_code == 422
    assert client.submit(form, reason="Papirrutine", valid_until="2029-01-01").status_code == 422
    assert client.submit(form, reason="Papirrutine", valid_until="2027-01-01").status_code == 303
    page = client.page(f"/systems/{other}")
    assert "Papirrutine" in page.text
    assert "registrerte unntaket fra kravet til «Tilgjengelighet»" in page.text
    assert "T for lav, med unntak" in client.page(f"/systems/{one}").text
    assert "Unntak" in client.page("/systems/mismatches").text
    assert client.submit("/overrides/1/withdraw", because="Rutinen er borte").status_code == 303
    assert "Ikke oppfylt" in client.page(f"/systems/{other}").text
    assert client.get(f"/systems/{one}/demands/t/override").status_code == 404
    assert client.get(f"/systems/{other}/demands/x/override").status_code == 404
    assert client_as(cast.auditor).get(form).status_code == 404


def test_a_demand_that_has_changed_meanwhile_is_not_set_aside(place: Place, cast: Cast, client_as: ClientAs) -> None:
    client = client_as(cast.officer)
    one, other = place.register("Turnussystem"), place.register("Lønnssystem")
    place.rate(one, 2, 2, 3)
    place.rate(other, 2, 2, 2)
    place.depend(one, other)
    form = f"/systems/{other}/demands/t/override"
    _, sent = client.filled(form)
    place.rate(one, 2, 2, 4)
    sent["reason"], sent["valid_until"] = "Papirrutine", "2027-01-01"
    assert client.post(form, data=sent).status_code == 409
