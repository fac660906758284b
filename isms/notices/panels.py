"""What notices show on the pages of records: who has been told of their deadlines, and how it went."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from isms.kernel.web.doors import Me, words
from isms.kernel.web.panels import Panel
from isms.notices import queries
from isms.notices.service.letters import rule_name
from isms.organisation.vocabulary import Permission


def _log(pages: str, session: Session, _me: Me, record: Any, _today: date) -> Mapping[str, Any] | None:
    """Return the notices of a record, newest first, or None when nobody has been told of anything.

    Steps that the same mail has told the same person are one line.
    """
    lines = queries.log_of(session, f"/{pages}/{record.id}")
    if not lines:
        return None
    told = {(one.notice.person_id, one.notice.rule, one.notice.mail_id, one.state): one for one in reversed(lines)}
    return {
        "notices": list(reversed(told.values())),
        "rule_names": {line.notice.rule: rule_name(words(), line.notice.rule) for line in lines},
        "most_notices": queries.LOG_LINES,
        "is_cut": len(lines) == queries.LOG_LINES,
    }


def _panel(pages: str) -> Panel:
    return Panel("notices", "notice.panel", Permission.UNIT_READ, "notices/panels/log.html", partial(_log, pages))


PANELS: Mapping[str, Sequence[Panel]] = {
    "deviation": [_panel("deviations")],
    "action": [_panel("actions")],
    "assessment": [_panel("assessments")],
    "acceptance": [_panel("acceptances")],
    "control": [_panel("controls")],
    "project": [_panel("projects")],
}
