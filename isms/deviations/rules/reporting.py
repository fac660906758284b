"""What is decided when a deviation is reported: its title, how grave it is taken to be, and what is turned away.

Whistle-blowing (arbeidsmiljøloven chapter 2 A) and classified information (sikkerhetsloven) have channels of their
own: nothing of them is kept here.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from isms.deviations.vocabulary import About, Progress, Severity, Stage, Surely
from isms.kernel.refusal import Refusal
from isms.kernel.text import normalise

LONGEST_TITLE = 90
MOST_ATTACHMENTS = 20
"""Of one deviation, so that no single one fills the database."""

_SENTENCE = re.compile(r".+?[.!?](?=\s|$)")
_GRADES = r"(?:strengt\s+hemmelig|hemmelig|konfidensielt|begrenset)"
_MARKINGS = (
    re.compile(r"\b(?:STRENGT\s+HEMMELIG|HEMMELIG|KONFIDENSIELT|BEGRENSET)\b"),
    re.compile(r"\b(?:COSMIC\s+TOP\s+SECRET|(?:NATO|EU)\s+(?:SECRET|CONFIDENTIAL|RESTRICTED))\b"),
    re.compile(rf"\bgradert\s+(?:som\s+)?{_GRADES}\b", re.IGNORECASE),
    re.compile(rf"\b{_GRADES}\W{{1,3}}(?:jf\.?|etter|i\s+henhold\s+til)\s+sikkerhetslov", re.IGNORECASE),
)


def told(text: str) -> tuple[str, str | None]:
    """Return a title for what somebody has told, and the whole text unless the title says it all.

    The title is the first sentence of the first line, cut between words when it is long.
    """
    first_line = normalise(text.split("\n", 1)[0])
    sentence = _SENTENCE.match(first_line)
    title = (sentence.group() if sentence else first_line).removesuffix(".")
    if len(title) > LONGEST_TITLE:
        title = f"{title[:LONGEST_TITLE].rpartition(' ')[0] or title[:LONGEST_TITLE]} …"
    return title, None if title == text.strip().removesuffix(".") else text


def preliminary_severity(personal_data: Surely | None) -> Severity:
    """Return how grave a deviation is taken to be until somebody has weighed it.

    One that may concern personal data may be a breach to be notified within 72 hours (GDPR article 33).
    """
    return Severity.MODERATE if personal_data in (Surely.YES, Surely.UNSURE) else Severity.MINOR


def elsewhere(about: str | None, texts: Iterable[str]) -> About | None:
    """Return what is turned away of what somebody wants to tell, or None when it belongs here."""
    if about in (About.WHISTLEBLOWING, About.CLASSIFIED):
        return About(about)
    return About.CLASSIFIED if any(is_graded(text) for text in texts) else None


def is_graded(text: str) -> bool:
    """Say whether a text bears a marking of sikkerhetsloven § 5-3, or of NATO or the EU.

    A marking is written in capitals; «begrenset» in running text is an ordinary word.
    """
    plain = normalise(unicodedata.normalize("NFKC", text))
    return any(marking.search(plain) for marking in _MARKINGS)


def grading_refusals(texts: Iterable[str | None], field: str) -> Iterator[Refusal]:
    """Yield why texts cannot be kept: one of them is graded."""
    if any(is_graded(text) for text in texts if text):
        yield Refusal("report.graded", field)


def attachment_refusals(standing: int, new: int) -> Iterator[Refusal]:
    """Yield why a deviation with some attachments cannot have more."""
    if standing + new > MOST_ATTACHMENTS:
        yield Refusal("attachment.too_many", "files", {"most": MOST_ATTACHMENTS})


def progress(stage: Stage) -> Progress:
    """Return what somebody without an account is told of where their report stands."""
    if stage in (Stage.CLOSED, Stage.REJECTED, Stage.MERGED):
        return Progress.ENDED
    return Progress.RECEIVED if stage is Stage.REPORTED else Progress.HANDLED
