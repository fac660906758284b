"""The words a sheet itself says."""

from isms.kernel.words import CATALOGUE, LANGUAGES

YES = {language: CATALOGUE.words(language)("yes_no.yes") for language in LANGUAGES}
NO = {language: CATALOGUE.words(language)("yes_no.no") for language in LANGUAGES}
