"""The words a sheet itself says."""

from isms.kernel.words import CATALOGUE

_WRITTEN_IN = ("nb", "nn", "en")

YES = {language: CATALOGUE.words(language)("yes_no.yes") for language in _WRITTEN_IN}
NO = {language: CATALOGUE.words(language)("yes_no.no") for language in _WRITTEN_IN}
