"""Prints the receipt of what was attested: the whole as it was confirmed, by whom and when, and its digest."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from isms.attestations.rules.parts import read_facts
from isms.attestations.vocabulary import AttestationStep, AttestedAs
from isms.kernel.formats import print_instant
from isms.kernel.paper.parts import Facts, Paper, Section, Text
from isms.kernel.paper.printing import print_paper
from isms.kernel.words import Words


@dataclass(frozen=True)
class ToldPart:
    """A part of what was attested as people read it: what was known, what was said of it, and what it led to."""

    step: AttestationStep
    answer: str
    facts: list[tuple[str, str]]
    actions: list[str]


def parts_of(content: Mapping[str, Any], words: Words) -> list[ToldPart]:
    """Return the parts of what was attested, in the words of a language."""
    return [
        ToldPart(
            step,
            words(f"attestation.answered.{kept['answer']}"),
            [(fact.called(words), told) for fact in read_facts(kept["facts"]) if (told := fact.told(words))],
            kept["actions"],
        )
        for step in AttestationStep
        if (kept := content["parts"].get(step.value)) is not None
    ]


def receipt_printer(words: Words, owner: str, at: datetime) -> Callable[[dict[str, Any], str], bytes]:
    """Return what prints a receipt; the same content at the same instant gives the same bytes."""

    def printed(content: dict[str, Any], digest: str) -> bytes:
        return print_paper(receipt(content, digest, words, owner, at))

    return printed


def receipt(content: Mapping[str, Any], digest: str, words: Words, owner: str, at: datetime) -> Paper:
    """Return the receipt of what was attested as a document."""
    attested, system = content["attested"], content["system"]
    when = print_instant(datetime.fromisoformat(attested["at"]), words.language)
    who = [
        (words("attestation.system_id"), f"{system['name']} ({system['code']})"),
        (words("attestation.code"), f"{content['code']}, {content['campaign']}"),
        (words("attestation.attested_by_id"), attested["name"]),
        (words("attestation_record.attested_as"), words(AttestedAs(attested["role"]).label)),
        (words("attestation_record.attested_at"), when),
        (words("attestation_record.digest"), digest),
    ]
    parts: list[Any] = [Facts(who)]
    for part in parts_of(content, words):
        parts.append(Section(words(part.step.label), 2))
        said = [(words("attestation.answer"), part.answer)] if part.step != AttestationStep.WISHES else []
        actions = [(words("attestation.led_to"), ", ".join(part.actions))] if part.actions else []
        if rows := [*part.facts, *said, *actions]:
            parts.append(Facts(rows))
    if content["wishes"]:
        parts.append(Text(content["wishes"]))
    first, *rest = parts
    return Paper(
        language=words.language,
        owner=owner,
        title=words("attestation.receipt_title", system=system["name"]),
        lead=attested["statement"],
        parts=[first, Section(words("attestation.receipt_parts")), *rest],
        page_words=words("paper.page"),
        made_at=at,
        marking=words("risk.marking"),
    )
