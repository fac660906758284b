"""Serves the demo: the web and the worker, each a process of its own, until told to stop."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping

COMMAND = (sys.executable, "-m", "isms.cli")


def run(environment: Mapping[str, str], port: int) -> int:
    """Start the web and the worker, wait until one of them ends or somebody says stop; return the exit status."""
    surroundings = {**os.environ, **environment}
    started = [
        subprocess.Popen([*COMMAND, "serve", "--port", str(port)], env=surroundings),  # noqa: S603
        subprocess.Popen([*COMMAND, "worker"], env=surroundings),  # noqa: S603
    ]

    def stop(*_: object) -> None:
        for process in started:
            process.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    statuses = [process.wait() for process in started[:1]]
    stop()
    return max(statuses)
