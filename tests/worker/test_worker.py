"""The worker looks after its ticks, survives what goes wrong in them, and starts a scheduler that stands still anew."""

import threading

from isms.kernel.refusal import Unavailable
from isms.worker import Tick, Worker

SECONDS = 20
"""How long to wait for what takes a moment, on a machine that others use too."""


class Counted:
    """Counts how often it is done, and tells when that is often enough."""

    def __init__(self, enough: int, error: Exception | None = None) -> None:
        self.times = 0
        self.enough = enough
        self.error = error
        self.reached = threading.Event()

    def __call__(self) -> None:
        self.times += 1
        if self.times >= self.enough:
            self.reached.set()
        if self.error:
            raise self.error


def running(worker: Worker) -> threading.Thread:
    thread = threading.Thread(target=worker.run)
    thread.start()
    return thread


def test_a_tick_that_fails_is_tried_again_and_holds_back_no_other() -> None:
    stopped = threading.Event()
    away, broken, well = Counted(3, Unavailable()), Counted(3, ValueError("broken")), Counted(3)
    some = [Tick("away", 0.05, away), Tick("broken", 0.05, broken), Tick("well", 0.05, well)]
    thread = running(Worker(some, stopped))
    assert all(counted.reached.wait(SECONDS) for counted in (away, broken, well))
    stopped.set()
    thread.join(SECONDS)
    assert not thread.is_alive()


def test_a_scheduler_that_stands_still_is_started_anew() -> None:
    stopped = threading.Event()
    counted = Counted(1)
    worker = Worker([Tick("count", 0.05, counted)], stopped, patience=0.2)
    thread = running(worker)
    assert counted.reached.wait(SECONDS)
    stood_still = worker.scheduler
    stood_still.pause()
    counted.reached.clear()
    counted.enough = counted.times + 3
    assert counted.reached.wait(SECONDS)
    assert worker.scheduler is not stood_still
    stopped.set()
    thread.join(SECONDS)


def test_a_tick_at_work_is_neither_doubled_nor_taken_for_one_that_stands_still() -> None:
    stopped, go_on = threading.Event(), threading.Event()
    doing = Counted(1)

    def slow() -> None:
        doing()
        go_on.wait(SECONDS)

    other = Counted(10)
    worker = Worker([Tick("slow", 0.05, slow), Tick("other", 0.05, other)], stopped, patience=0.2)
    first = worker.scheduler
    thread = running(worker)
    assert doing.reached.wait(SECONDS)
    assert other.reached.wait(SECONDS)
    assert doing.times == 1
    assert worker.scheduler is first
    stopped.set()
    go_on.set()
    thread.join(SECONDS)
