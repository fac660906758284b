"""How class, levels and warnings of a system are shown."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from markupsafe import Markup, escape

from isms.kernel.register.kinds import Kind, choice, remembered, term_html
from isms.kernel.words import Words
from isms.portfolio.vocabulary import Quality, RatingState


@remembered
def _class_html(value: Any, words: Words) -> Markup:
    label = words(f"system.class_{value}")
    return Markup('<span class="class nowrap" data-level="{}">{}</span>').format(value, label)


@remembered
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


@remembered
def _warnings(value: Any, words: Words) -> Markup:
    if not value:
        return Markup("")
    return Markup('<span class="nowrap">{}</span>').format(words.plural("system.warnings", int(value)))


WARNINGS = Kind("warnings", "integer", html=_warnings)


def _state_html(value: Any, words: Words) -> Markup:
    """Return a valid rating as quiet text, and one that is not as a tag."""
    state = RatingState(value)
    return escape(words(state.label)) if state == RatingState.VALID else term_html(state, words.language)


RATING_STATE = replace(choice(RatingState), html=_state_html)
