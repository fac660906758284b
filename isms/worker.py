"""The timed door: a process of its own that prepares reviews and sends mail when they are due."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, timedelta

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from config import Settings
from isms.app import open_database
from isms.kernel.db import Database
from isms.kernel.outbox import send_due
from isms.kernel.refusal import Unavailable
from isms.kernel.runs import LEASE
from isms.reviews.jobs import prepare_due

log = structlog.get_logger()

LATE_AFTER = 3
"""After how many missed ticks the scheduler is started anew: a clock set back makes it stand still."""


@dataclass(frozen=True)
class Tick:
    """Something to look after again and again; it finds out by itself whether there is anything to do."""

    name: str
    seconds: float
    do: Callable[[], object]


class Worker:
    """Runs its ticks until told to stop."""

    def __init__(self, ticks: list[Tick]) -> None:
        self.ticks = ticks
        self.stopped = threading.Event()
        self.last: dict[str, float] = {}
        self.scheduler: BackgroundScheduler | None = None

    def run(self) -> None:
        """Tick until SIGTERM or SIGINT; work in hand is finished first."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopped.set())
        self._start()
        while not self.stopped.wait(1):
            if self._is_late():
                log.warning("scheduler stands still, starting it anew")
                self._stop(wait=False)
                self._start()
        self._stop(wait=True)

    def once(self) -> None:
        """Do everything once, for a timer of the operating system."""
        for tick in self.ticks:
            tick.do()

    def _start(self) -> None:
        self.scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        for tick in self.ticks:
            self.last[tick.name] = time.monotonic()
            self.scheduler.add_job(self._do, "interval", (tick,), id=tick.name, seconds=tick.seconds)
            self.scheduler.add_job(self._do, args=(tick,))
        self.scheduler.start()

    def _stop(self, *, wait: bool) -> None:
        if self.scheduler:
            self.scheduler.shutdown(wait=wait)

    def _do(self, tick: Tick) -> None:
        self.last[tick.name] = time.monotonic()
        try:
            tick.do()
        except Unavailable as error:
            log.warning("database unavailable", tick=tick.name, said=str(error.__cause__))
        except Exception:
            log.exception("tick failed", tick=tick.name)

    def _is_late(self) -> bool:
        now = time.monotonic()
        return any(now - self.last[tick.name] > LATE_AFTER * max(tick.seconds, 20) for tick in self.ticks)


def worker_name() -> str:
    """Return a name that no other worker has: host, process and the instant it began."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{time.monotonic_ns()}"


def ticks(database: Database, settings: Settings, *, seconds: float, lease: timedelta = LEASE) -> list[Tick]:
    """Return what a worker looks after."""
    name = worker_name()
    found = [Tick("reviews", seconds, lambda: prepare_due(database, name, lease))]
    url = settings.smtp_url
    if url:
        found.append(Tick("mail", seconds, lambda: send_due(database, url, settings.mail_from)))
    return found


def work(settings: Settings, *, seconds: float, lease: timedelta = LEASE, once: bool = False) -> None:
    """Be a worker until told to stop, or do everything once."""
    database = open_database(settings)
    worker = Worker(ticks(database, settings, seconds=seconds, lease=lease))
    if once:
        worker.once()
    else:
        worker.run()
    database.close()
