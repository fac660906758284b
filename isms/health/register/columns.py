"""The columns that tell how a system stands, wherever it is listed."""

from sqlalchemy import ColumnElement, String, case, type_coerce
from sqlalchemy.orm import Session

from isms.health.models import SystemHealth
from isms.health.register.kinds import TENTHS, one_result
from isms.health.vocabulary import HealthStatus, Indicator, RedFlag
from isms.kernel.access import Access
from isms.kernel.register.columns import Column, Expression, Options, Source
from isms.kernel.register.kinds import DATE, TEXT, choice, several
from isms.kernel.words import Words

WORST_FIRST = (HealthStatus.UNACCEPTABLE, HealthStatus.NOT_ASSESSED, HealthStatus.ACCEPTABLE, HealthStatus.WANTED)

ANY = "any"
"""The value of the filter of red flags that any of them meets."""


def _of(name: str) -> Expression:
    """Return what is kept of a system that counts; of others nothing is said."""
    return lambda s: case((s(SystemHealth).c.is_counted, s(SystemHealth).c[name]), else_=None)


def _status(s: Source) -> ColumnElement[str]:
    return type_coerce(_of("status")(s), String)


def rank(s: Source) -> ColumnElement[int]:
    """Return the place of a status, the worst first."""
    places = {status.value: place for place, status in enumerate(WORST_FIRST)}
    return case(places, value=type_coerce(s(SystemHealth).c.status, String))


def _flags(s: Source) -> ColumnElement[str]:
    return type_coerce(_of("flags")(s), String)


def _has_flag(s: Source, value: str) -> ColumnElement[bool]:
    return _flags(s) != "" if value == ANY else _flags(s).contains(value, autoescape=True)


def _flag_options(_session: Session, _access: Access, words: Words) -> list[tuple[str, str]]:
    return [(ANY, words("health.any_flag")), *((flag.value, words(flag.label)) for flag in RedFlag)]


def columns(*needs: str, shown: bool) -> tuple[Column, ...]:
    """Return status, points, coverage and red flags, over the joins that what is kept needs."""
    return (
        Column(
            "health",
            "system_health.status",
            _status,
            choice(HealthStatus, tagged=True),
            needs=needs,
            sort=rank,
            filter=True,
            terms=HealthStatus,
        ),
        Column("health_points", "system_health.points", _of("points"), TENTHS, needs=needs, shown=shown),
        Column("health_coverage", "system_health.coverage", _of("coverage"), TENTHS, needs=needs, shown=shown),
        Column(
            "health_flags",
            "system_health.flags",
            _flags,
            several(RedFlag),
            needs=needs,
            shown=shown,
            filter=True,
            options=Options(_flag_options),
            matches=_has_flag,
        ),
    )


RESULTS = tuple(
    Column(
        str(indicator),
        indicator.label,
        lambda s: type_coerce(s(SystemHealth).c.results, String),
        one_result(indicator),
        only_export=True,
    )
    for indicator in Indicator
)
"""The sixteen results, in their order."""

ABOUT = (
    Column("best", "system_health.best", lambda s: s(SystemHealth).c.best, choice(Indicator)),
    Column("gain", "system_health.gain", lambda s: s(SystemHealth).c.gain, TENTHS),
    Column("changed_on", "system_health.changed_on", lambda s: s(SystemHealth).c.changed_on, DATE, shown=False),
    Column("model", "system_health.model", lambda s: s(SystemHealth).c.model, TEXT, shown=False),
)
"""What would help the most, since when it has stood like this, and by which model."""
