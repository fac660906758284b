"""How a rule says no in words: what is refused, why, and beside which field."""

import dataclasses
from collections.abc import Collection, Iterable, Mapping


@dataclasses.dataclass(frozen=True)
class Refusal:
    """A reason as a catalogue key with its values, and the field it belongs to, if any."""

    because: str
    field: str | None = None
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)


class Refused(Exception):
    """A business decision was refused; carries every reason at once."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__(", ".join(r.because for r in refusals))
        self.refusals = refusals


class Stale(Exception):
    """The record has been saved by somebody else since the form was shown."""


class AlreadySubmitted(Exception):
    """The same form rendering has been saved before; `location` is where that led."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


class Unavailable(Exception):
    """The database cannot take the work now; it is worth trying again soon."""


def refuse(refusals: Iterable[Refusal]) -> None:
    """Raise Refused if there is any reason to."""
    reasons = tuple(refusals)
    if reasons:
        raise Refused(*reasons)


class ChangedMeanwhile(Exception):
    """Rows were changed by somebody else since they were looked at; nothing is written."""

    def __init__(self, keys: Collection[str]) -> None:
        super().__init__(", ".join(sorted(keys)))
        self.keys = frozenset(keys)
