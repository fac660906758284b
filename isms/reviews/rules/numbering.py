"""Decides by which numbers the parts of a package are called, on the page, on paper and on the agenda."""

from collections.abc import Iterator, Sequence

from isms.reviews.rules.blocks import Part
from isms.reviews.vocabulary import PackagePart

UNNUMBERED = (PackagePart.FRONT, PackagePart.APPENDIX)


def numbered(parts: Sequence[Part]) -> Iterator[tuple[str, Part]]:
    """Yield each part with its number: 1, 2 …, with a letter for those of one area; front and appendix have none."""
    number = letter = 0
    for part in parts:
        if part.key in UNNUMBERED:
            yield "", part
        elif part.area:
            letter += 1
            yield f"{number}{letters(letter)}", part
        else:
            number, letter = number + 1, 0
            yield str(number), part


def letters(number: int) -> str:
    """Return a for 1, z for 26, aa for 27."""
    said = ""
    while number > 0:
        number, letter = divmod(number - 1, 26)
        said = chr(ord("a") + letter) + said
    return said
