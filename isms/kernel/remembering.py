"""Remembers what was counted in the database as it stands: nothing of it changes before somebody writes again.

Every audited row is sealed when it changes, and each seal gives the log a new head that stands for all that was
written before it. What audited rows said at a head is therefore right for as long as it is the head, in every process;
rows that are not audited change without one, and nothing that is read of them may be remembered.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from datetime import date
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from isms.kernel.access import Access
from isms.kernel.seal.models import Sealing

T = TypeVar("T")

MEMORY = "isms_memory"
"""Where a session that only reads keeps the memory of its database."""

_HEAD = "isms_head"
_NEWEST = select(Sealing.position, Sealing.digest).order_by(Sealing.position.desc()).limit(1)

MOST = 50_000
"""How much is kept: an answer weighs KEY and what it holds. Those not asked for the longest are forgotten first."""
KEY = 10

Head = tuple[int, str]
"""The newest position and the chain's digest there: a database that was put back from a copy has another."""


class Memory:
    """The answers of one database at one head; those of another are forgotten when one is kept."""

    def __init__(self) -> None:
        self._head: Head | None = None
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._weight = 0
        self._lock = Lock()

    @property
    def weight(self) -> int:
        """How much is kept."""
        return self._weight

    def find(self, head: Head, keys: Sequence[Hashable]) -> dict[Hashable, Any]:
        """Return the answers that are known at a head, by key."""
        with self._lock:
            if head != self._head:
                return {}
            known = {key: self._answers[key] for key in keys if key in self._answers}
            for key in known:
                self._answers.move_to_end(key)
        return known

    def keep(self, head: Head, answers: dict[Hashable, Any]) -> None:
        """Keep some answers, and forget those of another head and the oldest beyond what is kept."""
        with self._lock:
            if head != self._head:
                self._head, self._weight = head, 0
                self._answers.clear()
            for key, answer in answers.items():
                self._weight += _weight(answer) - (_weight(self._answers[key]) if key in self._answers else 0)
                self._answers[key] = answer
            while self._weight > MOST:
                self._weight -= _weight(self._answers.popitem(last=False)[1])

    def forget(self) -> None:
        """Forget everything, as after a change."""
        with self._lock:
            self._head, self._weight = None, 0
            self._answers.clear()


def _weight(answer: Any) -> int:
    return KEY + (len(answer) if hasattr(answer, "__len__") else 1)


def head_of(session: Session) -> Head:
    """Return the head of the log as a session sees it; asked once where all of a transaction sees one moment."""
    asked = session.info.get(_HEAD)
    if asked and MEMORY in session.info and asked[0] is session.get_transaction():
        return asked[1]  # type: ignore[no-any-return]
    row = session.connection().execute(_NEWEST).one_or_none()
    head = (row.position, row.digest) if row else (0, "")
    session.info[_HEAD] = (session.get_transaction(), head)
    return head


def remembered(
    session: Session,
    today: date | None,
    access: Access,
    questions: Sequence[Hashable],
    read: Callable[[list[int]], Sequence[T]],
) -> list[T]:
    """Return the answer to each question; `read` is asked for those not known yet, by their places, all at once.

    An answer holds for one access and one day, or none when it follows no day, and must follow from audited rows alone.
    A session that writes remembers nothing, since it sees what is not sealed yet. Nobody may change what is answered.
    """
    memory: Memory | None = session.info.get(MEMORY)
    if memory is None:
        return list(read(list(range(len(questions)))))
    head = head_of(session)
    keys: list[Hashable] = [(today, access, question) for question in questions]
    known = memory.find(head, keys)
    lacking = [place for place, key in enumerate(keys) if key not in known]
    if lacking:
        fresh = dict(zip((keys[place] for place in lacking), read(lacking), strict=True))
        memory.keep(head, fresh)
        known |= fresh
    return [known[key] for key in keys]
