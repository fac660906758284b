"""How the state of assessments and actions is shown: what is as it should be stays quiet."""

from dataclasses import replace
from typing import Any

from markupsafe import Markup, escape

from isms.kernel.register.kinds import Kind, choice, term_html
from isms.kernel.vocabulary import Term, Tone
from isms.kernel.words import Words


def quiet(vocabulary: type[Term]) -> Kind:
    """Return the kind of a word that is a tag only when its tone calls for attention."""

    def html(value: Any, words: Words) -> Markup:
        term = vocabulary(value)
        return escape(words(term.label)) if term.tone == Tone.NEUTRAL else term_html(term, words.language)

    return replace(choice(vocabulary), html=html)
