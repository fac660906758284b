"""How what the rules say is put into words of a language: sentences, and values beside their labels."""

from datetime import date

from isms.health.rules.flags import NUMBER, Raised
from isms.health.rules.outcome import Said, Value
from isms.kernel.formats import print_date, print_integer
from isms.kernel.vocabulary import Term
from isms.kernel.words import Words


def text(said: Said, words: Words) -> str:
    """Return a sentence in a language, days and words within it too."""
    return words(said.key, **{name: value_text(value, words) for name, value in said.values.items()})


def value_text(value: Value, words: Words) -> str:
    """Return a value as it stands beside its label; what nobody has said is not known."""
    if value is None:
        return words("health.value.unknown")
    if isinstance(value, bool):
        return words("yes_no.yes" if value else "yes_no.no")
    if isinstance(value, Term):
        return words(value.label)
    if isinstance(value, date):
        return print_date(value, words.language)
    return print_integer(value, words.language) if isinstance(value, int) else value


def flag_text(raised: Raised, words: Words) -> str:
    """Return the sentence of a red flag: unacceptable because of what."""
    return words("health.flag.unacceptable_because", number=NUMBER[raised.flag], because=text(raised.because, words))
