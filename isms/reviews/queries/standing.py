"""Reads how the systems of a meeting's unit stand, beside how they stood in the package before, by one model."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from isms.attestations.queries.campaigns import Coverage, coverage, newest_of
from isms.health.queries.areas import Stood, below, compare, model_of, snapshot_of, stood
from isms.health.rules import Model, assess
from isms.health.rules.areas import Area, Member, area_of
from isms.health.rules.facts import Ref, from_json
from isms.health.rules.outcome import Said
from isms.health.rules.outcome import Value as Known
from isms.health.rules.score import Health
from isms.health.rules.trend import trend_of
from isms.health.vocabulary import HealthStatus, HealthTrend
from isms.kernel.register.columns import Source
from isms.kernel.vocabulary import Term
from isms.reviews.rules.blocks import Value, day, said, term

ALL = "*"
"""Stands for all areas together, where one is asked for by its code; the code of those in none is empty."""


@dataclass(frozen=True)
class Then:
    """How systems stood before: a snapshot of `health.queries.areas`, and the area's code of each by its own."""

    snapshot: Mapping[str, Any]
    areas: Mapping[str, str]


@dataclass(frozen=True)
class Picture:
    """How systems stand on a day under a model, and stood then, if anything is known of it; points are tenths."""

    today: date
    systems: Sequence[Stood]
    model: Model
    then: Then | None
    attested: Sequence[Coverage]

    @cached_property
    def now(self) -> dict[str, Any]:
        """The snapshot of today."""
        return snapshot_of(self.systems, self.today)

    @cached_property
    def annex(self) -> dict[str, Any]:
        """What is frozen of it, for the next package to compare with."""
        return {"health": self.now, "areas": {each.member.ref.code: area_code(each) for each in self.systems}}

    @cached_property
    def moved(self) -> dict[str, Any]:
        """Which way each system went, by code, and how many moved between statuses."""
        return compare(self.then.snapshot if self.then else None, self.now, self.model)

    @cached_property
    def before(self) -> dict[str, dict[str, Any]]:
        """How each system stood then, worked out anew where the model was another."""
        if self.then is None:
            return {}
        systems: dict[str, dict[str, Any]] = compare(self.then.snapshot, self.then.snapshot, self.model)["systems"]
        return systems

    @cached_property
    def health(self) -> dict[str, Health]:
        """The whole health of each system today, by code."""
        return {each.member.ref.code: assess(from_json(each.facts), self.model, self.today) for each in self.systems}

    @cached_property
    def health_before(self) -> list[Health]:
        """The whole health of each system then, under the model of now."""
        if self.then is None:
            return []
        then = date.fromisoformat(self.then.snapshot["day"])
        systems = self.then.snapshot["systems"].values()
        return [assess(from_json(json.dumps(each["facts"])), self.model, then) for each in systems if each.get("facts")]

    @property
    def is_recomputed(self) -> bool:
        """Whether anything of then was worked out anew, since the model has changed."""
        return any(each["is_recomputed"] for each in self.before.values())

    def area(self, code: str = ALL) -> Area:
        """Return how an area stands."""
        return area_of([each.member for each in self.systems if code in (ALL, area_code(each))], self.model)

    def area_before(self, code: str = ALL) -> Area | None:
        """Return how an area stood; None when nothing is known, or some of it does not compare."""
        if self.then is None:
            return None
        members = []
        for system, area in self.then.areas.items():
            if code in (ALL, area) and (was := self.before.get(system)) is not None:
                if was["was"] is None:
                    return None
                class_ = (self.then.snapshot["systems"][system].get("facts") or {}).get("system_class")
                members.append(Member(Ref("system", 0, system), class_, HealthStatus(was["was"]), was["before"]))
        return area_of(members, self.model)

    def trend(self, code: str = ALL) -> Value:
        """Return which way the mean of an area went, and whether it is worked out anew; None without two means."""
        now = self.area(code)
        if self.then is None or now.mean is None:
            return None
        before = self.area_before(code)
        if before is None:
            return term(HealthTrend.NOT_COMPARABLE.label)
        if before.mean is None:
            return None
        trend = term(trend_of(before.mean, now.mean, self.model).label)
        return said("package.recomputed", trend=trend) if self.is_recomputed else trend


def area_code(system: Stood) -> str:
    """Return the code of the area a system lies in; of one in none it is empty."""
    return system.area[0] if system.area else ""


def picture(session: Session, source: Source, path: str, tenant_id: int | None, kept: Mapping[str, Any]) -> Picture:
    """Return how the systems of a place stand; kept: the annex of the package it is compared with, if it has one.

    An annex of no systems tells nothing: none were kept count of.
    """
    systems = stood(session, source, below(path))
    campaign_id = newest_of(session, source, tenant_id)
    attested = coverage(session, source, path, campaign_id) if campaign_id is not None else []
    then = Then(kept["health"], kept["areas"]) if kept.get("areas") else None
    return Picture(source.today, systems, model_of(session, systems), then, attested)


def told(sentence: Said) -> Value:
    """Return what a rule of health says, as a package holds it."""
    return said(sentence.key, **{name: _known(value) for name, value in sentence.values.items()})


def _known(value: Known) -> Value:
    if isinstance(value, Term):
        return term(value.label)
    return day(value) if isinstance(value, date) else value
