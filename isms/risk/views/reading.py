"""How the pages beside the register of risks read it."""

from collections.abc import Sequence
from contextlib import AbstractContextManager

from isms.kernel.web.reading import Reading, asked_moment, past_banner, source_at
from isms.kernel.web.reading import reading as reading_of

__all__ = ["Reading", "asked_moment", "past_banner", "reading", "source_at"]


def reading(only: Sequence[str] = (), *, present: bool = False) -> AbstractContextManager[Reading]:
    """Read the register of risks as the address asks; see `kernel.web.reading`."""
    return reading_of("risks", only, present=present)
