"""The words a field may hold: each with a value, a tone and an icon, and a key to its label."""

import re
from enum import Enum, StrEnum
from functools import cache
from typing import Self


class Tone(StrEnum):
    """How loud a word is shown; the values are Designsystemet's colour names."""

    SUCCESS = "success"
    WARNING = "warning"
    DANGER = "danger"
    NEUTRAL = "neutral"
    ACCENT = "accent"


@cache
def snake_case(name: str) -> str:
    """Return a CamelCase name in snake_case."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


class Term(StrEnum):
    """A closed vocabulary: `HIGH = "high", Tone.DANGER, "risk-3"`; tone and icon may be left out."""

    tone: Tone
    icon: str | None

    def __new__(cls, value: str, tone: Tone = Tone.NEUTRAL, icon: str | None = None) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.tone = tone
        member.icon = icon
        return member

    @property
    def label(self) -> str:
        """The catalogue key of the word."""
        return f"{snake_case(type(self).__name__)}.{self.value}"


def terms(vocabulary: type[Enum]) -> list[str]:
    """Return the stored values of a vocabulary in the order they were declared."""
    return [str(member.value) for member in vocabulary]


class YesNo(Term):
    """An answer that may also be missing."""

    YES = "yes"
    NO = "no"


@cache
def term_of(label: str) -> Term:
    """Return the word whose label key this is, such as `risk_level.high`; raises KeyError when no vocabulary has it."""
    name, _, value = label.rpartition(".")
    for vocabulary in Term.__subclasses__():
        if snake_case(vocabulary.__name__) == name and value in terms(vocabulary):
            return vocabulary(value)
    raise KeyError(label)
