"""The register of reviews."""

from isms.kernel.register.columns import Column, Join, Register
from isms.kernel.register.kinds import CODE, DATE, INSTANT, INTEGER, TEXT
from isms.organisation.models import Unit
from isms.reviews.models import Review
from isms.reviews.vocabulary import Permission

UNIT = Join("unit", lambda s: s(Unit), lambda s: s(Review).c.unit_id == s(Unit).c.id)

REVIEWS = Register(
    name="reviews",
    model=Review,
    permission=Permission.REVIEW_READ,
    joins=(UNIT,),
    scope=lambda s, access: access.within(Permission.REVIEW_READ, s(Unit).c.path),
    scope_needs=("unit",),
    order=lambda s: (s(Review).c.ends_on.desc(), s(Unit).c.kind, s(Unit).c.name_key, s(Review).c.id),
    order_needs=("unit",),
    search=lambda s: s(Review).c.search_text,
    columns=(
        Column(
            "unit_name",
            "review.unit_id",
            lambda s: s(Unit).c.name,
            TEXT,
            needs=("unit",),
            sort=lambda s: s(Unit).c.name_key,
            href=lambda s: s(Review).c.id,
            href_prefix="/reviews/",
        ),
        Column("code", "review.code", lambda s: s(Review).c.code, CODE, sort=lambda s: s(Review).c.code_key),
        Column("period", "review.period", lambda s: s(Review).c.period, TEXT, filter=True),
        Column("ends_on", "review.ends_on", lambda s: s(Review).c.ends_on, DATE),
        Column("prepared_at", "review.prepared_at", lambda s: s(Review).c.prepared_at, INSTANT),
        Column("position", "review.position", lambda s: s(Review).c.position, INTEGER, shown=False),
        Column("unit_code", "review.unit_code", lambda s: s(Unit).c.code, CODE, needs=("unit",), only_export=True),
    ),
)
REGISTERS = (REVIEWS,)
