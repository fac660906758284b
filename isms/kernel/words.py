"""The catalogue: every text a person reads, bokmål and English side by side, by key."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

LANGUAGES = ("nb", "en")
DEFAULT_LANGUAGE = "nb"


@dataclass(frozen=True)
class Words:
    """The catalogue in one language."""

    language: str
    texts: Mapping[str, str]

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the text of a key with its placeholders filled; raises KeyError for an unknown key."""
        text = self.texts[key]
        return text.format(**values) if values else text

    def plural(self, key: str, n: int, /, **values: object) -> str:
        """Return `key.one` or `key.other` by the number `n`, which the text may show as {n}."""
        return self(f"{key}.one" if n == 1 else f"{key}.other", n=n, **values)

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
        return {
            language: Words(language, {key: texts[language] for key, texts in self.entries.items()})
            for language in LANGUAGES
        }

    def words(self, language: str) -> Words:
        """Return the texts in a language, or in bokmål when it is not one of ours."""
        return self._by_language.get(language, self._by_language[DEFAULT_LANGUAGE])


CATALOGUE = Catalogue(Path(__file__).parent.parent)
