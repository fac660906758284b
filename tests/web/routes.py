"""The routes of the program as it is put together, and an address for each."""

from collections.abc import Iterator
from dataclasses import asdict
from itertools import product

from werkzeug.routing import Rule

from config import Settings
from isms.app import create_app
from isms.calendar.secrets import token_of
from isms.deviations.rules.open_form import address_of
from isms.kernel.web.doors import API
from tests.filled import Records

APP = create_app(Settings(database_url="sqlite://", secret_key="never signs anything"))

KEY = "a key that only tests know"
RECEIPT = "the-only-copy-of-a-receipt"

SAMPLES = {
    "ending": ("csv", "xlsx", "json", "pdf"),
    "filename": ("base.css",),
    "rule": ("digital_security_24h",),
    "token": ("no-such-token",),
    "quality": ("t",),
    "step": ("facts",),
    "package_part": ("feedback",),
    "meeting_step": ("minute",),
    "measured": ("restore_test", "zero_report"),
    "year": (2025,),
    "gate": ("requirements",),
    "part": ("archive",),
    "indicator": ("dpia",),
    "feed_id": (1,),
    "own_token_id": (1,),
    "address": (token_of(KEY, 1, 1),),
    "form_address": (address_of(KEY, 1, 1),),
    "receipt": (RECEIPT,),
}
"""What stands in addresses beside the ids of records."""

OF_THE_LINE = frozenset(
    {
        "health.decide_model",
        "projects.decide",
        "projects.waive_gate",
        "projects.withdraw_decision",
        "risk.accept",
        "risk.approve_model",
        "risk.revoke",
    }
)
"""The doors that are the line's own and closed to the officer."""


def rules(method: str) -> list[Rule]:
    """Return the routes of pages and forms that answer a method, in order."""
    return [rule for rule in _every() if method in (rule.methods or ()) and not rule.rule.startswith(API)]


def programs_rules() -> list[Rule]:
    """Return the routes of the API, in order."""
    return [rule for rule in _every() if rule.rule.startswith(API)]


def _every() -> list[Rule]:
    return sorted(APP.url_map.iter_rules(), key=lambda rule: rule.rule)


def carries_id(rule: Rule) -> bool:
    """Say whether a route's address names a record."""
    return bool(rule.arguments & set(Records.__dataclass_fields__))


def addresses(rule: Rule, records: Records, **more: object) -> Iterator[str]:
    """Yield the addresses of a route for some records; raises KeyError for a part without a sample."""
    known = SAMPLES | {name: (value,) for name, value in (asdict(records) | more).items()}
    names = sorted(rule.arguments)
    for values in product(*(known[name] for name in names)):
        try:
            built = rule.build(dict(zip(names, values, strict=True)))
        except ValueError:
            continue  # A file that is given in some formats alone.
        assert built
        yield built[1]
