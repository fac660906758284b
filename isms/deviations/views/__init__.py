"""The doors of deviations."""

from isms.deviations.views import (
    attachments,
    breaches,
    clocks,
    deviations,
    ending,
    figures,
    handling,
    links,
    open_form,
    raising,
    reporting,
)
from isms.deviations.views.blueprint import blueprint

DOORS = (deviations, reporting, open_form, attachments, handling, links, raising, ending, figures, breaches, clocks)

__all__ = ["DOORS", "blueprint"]
