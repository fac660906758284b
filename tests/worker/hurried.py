"""A worker whose clock runs fast, so that years end within a test; started as a process of its own."""

import os
import sys
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from config import settings
from isms.app import open_database
from isms.worker import Worker, stop_on_signals, ticks
from tests.postgres import die_with_parent

READY = "worker is up: "
"""What a worker writes when it begins to work, with its process."""


@dataclass(frozen=True)
class HurriedClock:
    """Runs from `begins_at` on, so many days a second; `started` is when that was, in Unix time."""

    begins_at: datetime
    days_a_second: float
    started: float

    def now(self) -> datetime:
        return self.begins_at + timedelta(days=self.days_a_second) * (time.time() - self.started)

    def arguments(self) -> list[str]:
        """Return what `main` reads."""
        return [self.begins_at.isoformat(), str(self.days_a_second), str(self.started)]


def main(begins_at: str, days_a_second: str, started: str, lease_seconds: str) -> None:
    """Work with a lease of so many real seconds until told to stop."""
    die_with_parent()
    began = datetime.fromisoformat(begins_at).astimezone(UTC)
    clock = HurriedClock(began, float(days_a_second), float(started))
    lease = timedelta(days=clock.days_a_second) * float(lease_seconds)
    given = settings(os.environ)
    database = open_database(given, clock)
    stopped = threading.Event()
    stop_on_signals(stopped)
    sys.stdout.write(f"{READY}{os.getpid()}\n")
    sys.stdout.flush()
    Worker(ticks(database, given, stopped, seconds=0.2, lease=lease), stopped).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
