"""What a part of a review tells, how it is kept with what is attested, and what has changed since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from isms.attestations.vocabulary import AttestationStep
from isms.kernel.formats import print_date, print_integer
from isms.kernel.words import Words


class FactKind(StrEnum):
    """How the value of a fact is kept: words as catalogue keys, days in ISO form, so that any language can tell it."""

    TEXT = "text"
    WORD = "word"
    WORDS = "words"
    DAY = "day"
    NUMBER = "number"
    YES_NO = "yes_no"


@dataclass(frozen=True)
class Fact:
    """One thing that is known. key: the catalogue key of what it is called, unless it has a `name` of its own.

    compared: whether another value than last time is a change to look at; counts of what comes and goes are not.
    """

    key: str
    kind: FactKind
    value: Any
    name: str | None = None
    compared: bool = True

    def kept(self) -> list[Any]:
        """Return the fact as it is kept with what is attested."""
        return [self.key, self.kind.value, self.value, self.name]

    def called(self, words: Words) -> str:
        """Return what the fact is called."""
        return self.name or words(self.key)

    def told(self, words: Words) -> str:
        """Return the value as people read it; empty when nothing is known."""
        value = self.value
        if value in NOTHING:
            return ""
        match self.kind:
            case FactKind.WORD:
                return words(value)
            case FactKind.WORDS:
                return ", ".join(words(key) for key in value)
            case FactKind.DAY:
                return print_date(date.fromisoformat(value), words.language)
            case FactKind.NUMBER:
                return print_integer(value, words.language)
            case FactKind.YES_NO:
                return words("yes_no.yes" if value else "yes_no.no")
        return str(value)


NOTHING: Sequence[Any] = (None, "", [])
"""Values of what nobody has said anything of."""

Facts = Mapping[AttestationStep, Sequence[Fact]]
"""What is known of a system, by the part of the review that asks about it."""


@dataclass(frozen=True)
class Difference:
    """That a fact is other than when it was last attested; `old` is None when it is new, `new` when it is gone."""

    old: Fact | None
    new: Fact | None


def fact(key: str, value: Any, *, name: str | None = None, compared: bool = True) -> Fact:
    """Return a fact of a value as models hold it: a vocabulary's word, a day, a number, yes or no, or text."""
    label = getattr(value, "label", None)
    if label is not None:
        return Fact(key, FactKind.WORD, label, name, compared)
    if isinstance(value, date):
        return Fact(key, FactKind.DAY, value.isoformat(), name, compared)
    if isinstance(value, bool):
        return Fact(key, FactKind.YES_NO, value, name, compared)
    if isinstance(value, int):
        return Fact(key, FactKind.NUMBER, value, name, compared)
    return Fact(key, FactKind.TEXT, value, name, compared)


def read_facts(kept: Sequence[Sequence[Any]]) -> list[Fact]:
    """Return facts as they were kept."""
    return [Fact(key, FactKind(kind), value, name) for key, kind, value, name in kept]


def differences(before: Sequence[Fact], now: Sequence[Fact]) -> list[Difference]:
    """Return what has changed between two tellings of a part: what changed or is new, then what is gone.

    A fact that is not compared never counts, nor one that was not told then because nobody asked.
    """
    then = {fact.key: fact for fact in before}
    found = [
        Difference(then.get(fact.key), fact)
        for fact in now
        if fact.compared and (then[fact.key].value != fact.value if fact.key in then else fact.value not in NOTHING)
    ]
    uncompared = {fact.key for fact in now}
    return [*found, *(Difference(fact, None) for fact in before if fact.key not in uncompared and fact.name)]
