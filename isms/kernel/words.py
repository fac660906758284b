"""The catalogue: every text a person reads, bokmål and English side by side, by key.

Pages speak bokmål or English. Exports speak nynorsk too, where a key has it, and bokmål where it has not.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from isms.kernel.formats import print_date

LANGUAGES = ("nb", "en")
DEFAULT_LANGUAGE = "nb"
EXPORT_LANGUAGES = ("nb", "nn", "en", "nb+en")
"""What exports may be written in; "nb+en" is bokmål with both languages in every heading."""


@dataclass(frozen=True)
class Words:
    """The catalogue in one language; `beside` is what headings say as well."""

    language: str
    texts: Mapping[str, str]
    beside: Mapping[str, str] | None = None

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the text of a key with its placeholders filled, days as they are printed.

        Raises KeyError for an unknown key.
        """
        text = self.texts[key]
        told = {name: print_date(one, self.language) if type(one) is date else one for name, one in values.items()}
        return text.format(**told) if told else text

    def plural(self, key: str, n: int, /, **values: object) -> str:
        """Return `key.one` or `key.other` by the number `n`, which the text may show as {n}."""
        return self(f"{key}.one" if n == 1 else f"{key}.other", n=n, **values)

    def heading(self, key: str) -> str:
        """Return the text of a key as a column is headed, in both languages when two are spoken."""
        own = self.texts[key]
        other = self.beside[key] if self.beside else own
        return own if own == other else f"{own} / {other}"

    def __contains__(self, key: str) -> bool:
        return key in self.texts


class Catalogue:
    """All texts of the program, read once from `catalogue.toml` beside the code that says them."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def files(self) -> Iterator[Path]:
        """Yield every catalogue file below the root, in a fixed order."""
        yield from sorted(self.root.rglob("catalogue.toml"))

    @cached_property
    def entries(self) -> dict[str, dict[str, str]]:
        """Every key with its text per language; raises ValueError when two files give the same key."""
        found: dict[str, dict[str, str]] = {}
        for path in self.files():
            for key, texts in tomllib.loads(path.read_text("utf-8")).items():
                if key in found:
                    raise ValueError(f"{path}: {key} is given twice")
                found[key] = texts
        return found

    @cached_property
    def _by_language(self) -> dict[str, Words]:
        nb, nn, en = (
            {key: texts.get(language) or texts[DEFAULT_LANGUAGE] for key, texts in self.entries.items()}
            for language in ("nb", "nn", "en")
        )
        return {"nb": Words("nb", nb), "nn": Words("nn", nn), "en": Words("en", en), "nb+en": Words("nb", nb, en)}

    def words(self, language: str) -> Words:
        """Return the texts in a language, or in bokmål when it is not one of ours."""
        return self._by_language.get(language, self._by_language[DEFAULT_LANGUAGE])


CATALOGUE = Catalogue(Path(__file__).parent.parent)
