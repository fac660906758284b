"""How class, levels and warnings of a system are shown."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape

from isms.kernel.register.kinds import Kind
from isms.kernel.words import Words
from isms.portfolio.vocabulary import Quality


def _class_html(value: Any, words: Words) -> Markup:
    return Markup('<span class="class" data-level="{}">{}</span>').format(value, words(f"class.{value}"))


def _badges(value: Any, words: Words) -> Markup:
    """Return the three levels, stored as "3 3 4", as badges."""
    badges = Markup("").join(
        Markup('<abbr class="kit" data-level="{}" title="{}">{}{}</abbr>').format(
            level,
            words("kit.level", name=words(f"kit.{quality}"), level=level),
            words(f"kit.letter.{quality}"),
            level,
        )
        for quality, level in zip(Quality, str(value).split(), strict=True)
    )
    return Markup('<span class="kit-row">{}</span>').format(badges)


def _levels_in_words(words: Words) -> Callable[[Any], str]:
    letters = [words(f"kit.letter.{quality}") for quality in Quality]
    return lambda value: " ".join(f"{letter}{level}" for letter, level in zip(letters, str(value).split(), strict=True))


CLASS = Kind("class", "integer", numeric=False, html=_class_html)
LEVELS_KIND = Kind("levels", html=_badges, plain=_levels_in_words)


def _warnings(value: Any, words: Words) -> Markup:
    if not value:
        return Markup("")
    return escape(words.plural("system.warnings", int(value)))


WARNINGS = Kind("warnings", "integer", html=_warnings)
