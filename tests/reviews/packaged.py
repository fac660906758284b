"""A small package with a block of each kind, as it is frozen."""

from datetime import date

from isms.reviews.rules.blocks import (
    Bars,
    Column,
    Figure,
    Figures,
    Numbered,
    Package,
    Part,
    Plain,
    Row,
    Sentence,
    Table,
    Written,
    code,
    day,
    number,
    percent,
    said,
    term,
)

HEAD: dict[str, Plain] = {
    "municipality": "Eksempelfjord kommune",
    "unit": "Eksempelfjord kommune",
    "kind": "main",
    "period": "2026-T2",
    "meets_on": "2026-09-24",
    "case_number": "26/00417",
    "marking": "Unntatt offentlighet, jf. offl. § 24 tredje ledd",
    "frozen_at": "2026-09-10T00:00:00+00:00",
    "position": 1234,
    "models": "risk=4x4-1 health=H-3",
    "code": "LG-001",
}
NUMBERS = (Column("tertial.what"), Column("tertial.number", numeric=True))
LEVELS = ("risk_level.low", "risk_level.medium", "risk_level.high")


def package(**head: Plain) -> Package:
    """Return the package, with some of its head said otherwise."""
    return Package({**HEAD, **head}, PARTS)


SYSTEMS = Table(
    "review.attention",
    (Column("review.column.system"), Column("review.column.why"), Column("review.column.class", numeric=True),
     Column("tertial.assessed_label"), Column("decision.due_on")),
    (
        Row((code("S-001", "/systems/1"), term("risk_level.high"), 4, percent(74.5), day(date(2026, 10, 1))), "worse"),
        Row((code("S-002", "/systems/2"), term("risk_level.low"), 3, percent(None), None)),
        Row((said("review.whole"), None, number(3.5, 1), percent(100), None), strong=True),
    ),
    more=2,
)  # fmt: skip

PARTS = (
    Part("front", (), ()),
    Part("agenda", (), (Table("review.decisions", NUMBERS, (), "tertial.none_moved"),)),
    Part(
        "summary",
        (),
        (
            Sentence("review.sentence", {"unit": "Eksempelfjord", "n": 61}, lead=True),
            Figures((
                Figure("review.figure.systems", 34, 61, "better", said("review.of", n=3)),
                Figure("review.figure.rated", percent(78), None, "same"),
            )),
            Numbered(((1, "Høy risiko for at grunndata sprer feil.", "Forslag til vedtak 3"), (2, "Strøm.", None))),
        ),
    ),
    Part("changes", ("b",), (Written("Truslene øker.\n\nVi følger med.", "Kari Nordmann", date(2026, 9, 1)),)),
    Part(
        "areas",
        ("d2",),
        (
            Bars("review.areas", LEVELS, (("Helse", (6, 2, 1)), ("Kultur", (0, 0, 0)))),
            Table("tertial.figures", NUMBERS, (Row(("Helse", 9)), Row(("Kultur", 2)))),
        ),
    ),
    Part("areas", ("d2",), (SYSTEMS,), "Helse", own_page=True),
    Part("areas", ("d2",), (SYSTEMS,), "Kultur", own_page=True),
    Part(
        "deviations",
        ("d1",),
        (
            Table(
                "tertial.by_status",
                NUMBERS,
                (Row(("Feilsending", 5)), Row(("Tap", 2)), Row(("I alt", 7), strong=True)),
            ),
            Sentence("package.supervisor_told", {"n": 2, "kept": 1}),
        ),
    ),
    Part("signing", (), ()),
    Part("appendix", (), (SYSTEMS,)),
)  # fmt: skip
