"""What is decided about where that is told which belongs in no report: the municipality's own words, or the general."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from isms.deviations.vocabulary import About
from isms.kernel.refusal import Refusal

SUBJECTS = (About.WHISTLEBLOWING, About.CLASSIFIED)
"""What has a channel of its own."""

PARTS = ("text", "phone", "email", "link")

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+?[0-9 ]{3,20}")


@dataclass(frozen=True)
class Directions:
    """Where a municipality wants to be told of something: in its own words, and how it is reached."""

    text: str | None = None
    phone: str | None = None
    email: str | None = None
    link: str | None = None

    def __bool__(self) -> bool:
        return any((self.text, self.phone, self.email, self.link))

    @property
    def dialled(self) -> str:
        """Return the telephone number as a telephone dials it."""
        return (self.phone or "").replace(" ", "")


def direction_refusals(said: Mapping[str, str | None]) -> Iterator[Refusal]:
    """Yield why directions cannot stand so; said: by "whistleblowing_phone" and so on."""
    for subject in SUBJECTS:
        phone, email = (said.get(f"{subject}_{part}") for part in ("phone", "email"))
        if phone and not _PHONE.fullmatch(phone):
            yield Refusal("open_form.phone_unreadable", f"{subject}_phone")
        if email and not _EMAIL.fullmatch(email):
            yield Refusal("open_form.email_unreadable", f"{subject}_email")
