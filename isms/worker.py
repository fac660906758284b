"""The timed door: a process of its own that does what is due: reviews, notices, checkpoints, mail and webhooks."""

import logging
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
from isms.app import SOURCES, open_database
from isms.attestations.jobs import open_due
from isms.health.jobs import recompute_due
from isms.kernel.checkpoints import Places, keep_due
from isms.kernel.db import Database
from isms.kernel.outbox import send_due
from isms.kernel.refusal import Unavailable
from isms.kernel.runs import LEASE
from isms.kernel.web.logging import told
from isms.notices.jobs.telling import Teller
from isms.notices.jobs.webhooks import Caller, call_due
from isms.portfolio.jobs import lapse_due
from isms.reviews.jobs import prepare_due
from isms.reviews.jobs.meetings import take_due_steps
from isms.reviews.jobs.papers import keep_papers_due
from isms.scorecard.jobs import record_due

log = structlog.get_logger()

LATE_AFTER = 3
"""After how many missed ticks the scheduler is started anew: a clock set back makes it stand still."""

PATIENCE = 60
"""For how many seconds at the least a tick may be missed before that."""


@dataclass(frozen=True)
class Tick:
    """Something to look after again and again; it finds out by itself whether there is anything to do."""

    name: str
    seconds: float
    do: Callable[[], object]


class Worker:
    """Runs its ticks until `stopped` is set; a tick in hand is finished first."""

    def __init__(self, ticks: list[Tick], stopped: threading.Event, patience: float = PATIENCE) -> None:
        self.ticks = ticks
        self.stopped = stopped
        self.patience = patience
        self.last: dict[str, float] = {}
        self.busy: set[str] = set()
        self.scheduler = self._started()

    def run(self) -> None:
        """Tick until told to stop, and start the scheduler anew whenever it stands still."""
        while not self.stopped.wait(min(1, self.patience)):
            if self._is_late():
                log.warning("scheduler stands still, starting it anew")
                self.scheduler.shutdown(wait=False)
                self.scheduler = self._started()
        self.scheduler.shutdown(wait=True)

    def _started(self) -> BackgroundScheduler:
        scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        for tick in self.ticks:
            self.last[tick.name] = time.monotonic()
            scheduler.add_job(self._do, args=(tick,))
            scheduler.add_job(self._do, "interval", (tick,), id=tick.name, seconds=tick.seconds)
        scheduler.start()
        return scheduler

    def _do(self, tick: Tick) -> None:
        if tick.name in self.busy:
            return
        self.busy.add(tick.name)
        try:
            tick.do()
        except Unavailable as error:
            log.warning("database unavailable", tick=tick.name, said=type(error.__cause__).__name__)
        except Exception as error:
            log.error("tick failed", tick=tick.name, errors=list(told(error)))
        finally:
            self.last[tick.name] = time.monotonic()
            self.busy.discard(tick.name)

    def _is_late(self) -> bool:
        """Say whether a tick that is not at work has been missed; measured by a clock that is never set."""
        now = time.monotonic()
        idle = [tick for tick in self.ticks if tick.name not in self.busy]
        return any(now - self.last[tick.name] > max(LATE_AFTER * tick.seconds, self.patience) for tick in idle)


def worker_name() -> str:
    """Return a name that no other worker has: host, process and the instant it began."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{time.monotonic_ns()}"


def ticks(
    database: Database, settings: Settings, stopped: threading.Event, *, seconds: float, lease: timedelta = LEASE
) -> list[Tick]:
    """Return what a worker looks after."""
    name = worker_name()
    found = [Tick("reviews", seconds, lambda: prepare_due(database, name, lease, stopped.is_set))]
    found.append(Tick("papers", seconds, lambda: keep_papers_due(database, name, lease, stopped.is_set)))
    found.append(Tick("scorecard", seconds, lambda: record_due(database, name, lease, stopped.is_set)))
    found.append(Tick("health", seconds, lambda: recompute_due(database, name, lease, stopped.is_set)))
    found.append(Tick("campaigns", seconds, lambda: open_due(database, name, lease, stopped.is_set)))
    found.append(
        Tick("meetings", seconds, lambda: take_due_steps(database, name, lease, stopped.is_set, settings.address))
    )
    found.append(Tick("notices", seconds, Teller(database, SOURCES, settings.address).tell_due))
    places = Places(settings.checkpoint_directory, settings.checkpoint_mail, settings.signing_key)
    if places.directory or places.mail:
        found.append(Tick("checkpoints", seconds, lambda: keep_due(database, places, name, lease)))
    if settings.webhook_hosts:
        caller = Caller(settings.secret_key, settings.webhook_hosts, settings.address)
        found.append(Tick("webhooks", seconds, lambda: call_due(database, caller)))
    found.append(Tick("overrides", seconds, lambda: lapse_due(database)))
    url = settings.smtp_url
    if url:
        found.append(Tick("mail", seconds, lambda: send_due(database, url, settings.mail_from, lease)))
    return found


def stop_on_signals(stopped: threading.Event) -> None:
    """Have SIGTERM and SIGINT ask the worker to stop."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())


def work(settings: Settings, *, seconds: float, once: bool = False) -> None:
    """Be a worker until told to stop, or do everything once."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(),
        ]
    )
    # APScheduler tells of every run it starts and ends; what the runs do is told by themselves.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    stopped = threading.Event()
    stop_on_signals(stopped)
    database = open_database(settings)
    looked_after = ticks(database, settings, stopped, seconds=seconds)
    if once:
        for tick in looked_after:
            tick.do()
    else:
        Worker(looked_after, stopped).run()
    database.close()
