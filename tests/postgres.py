"""A PostgreSQL of the tests' own: made, started and thrown away by the test command, never run as root."""

import contextlib
import ctypes
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

USER = "isms"
PREFIX = "isms-pg-"
START_SECONDS = 60

# Nothing here outlives the run, so nothing waits for a disk.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "300",
    "shared_buffers": "64MB",
    "timezone": "UTC",
}


class Missing(Exception):
    """The programs of PostgreSQL are not on this machine."""


@dataclass(frozen=True)
class Cluster:
    """A running server that is reached through a socket in its own directory."""

    directory: Path

    def url(self, name: str) -> str:
        """Return the SQLAlchemy URL of one of its databases."""
        return f"postgresql+psycopg://{USER}@/{name}?host={self.directory}"

    def connect(self) -> psycopg.Connection:
        """Open an administrator's connection that commits each statement."""
        return psycopg.connect(f"host={self.directory} user={USER} dbname=postgres", autocommit=True)

    def copy(self, template: str, name: str) -> str:
        """Make a database from a template and return its URL."""
        with self.connect() as connection:
            # Copying files took 25 ms here, writing them to the log (the default) 67 ms.
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return self.url(name)

    def drop(self, name: str) -> None:
        """Throw a database away, whoever is still connected to it."""
        with self.connect() as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def make_template(self, name: str, fill: Callable[[str], None], template: str = "template0") -> None:
        """Make a template once: a copy of another, with what `fill` gives the database at a URL.

        A template whose making failed is not there: it gets its name when it is complete.
        """
        unfinished = f"{name}_unfinished"
        with self.connect() as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return
        self.drop(unfinished)
        self.copy(template, unfinished)
        fill(self.url(unfinished))
        with self.connect() as connection:
            connection.execute(f"ALTER DATABASE {unfinished} RENAME TO {name}")


@dataclass(frozen=True)
class Server:
    """A cluster with the process it runs in; whoever started it stops it."""

    cluster: Cluster
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """Stop the server at once and remove its directory."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(timeout=30)
        shutil.rmtree(self.cluster.directory, ignore_errors=True)


def start() -> Server:
    """Make a cluster and start it.

    Raises Missing without the programs of PostgreSQL, and RuntimeError with the server's own words.
    """
    programs = _programs()
    _sweep()
    account = _account()
    directory = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    run_as: dict[str, Any] = {"cwd": directory, "stdin": subprocess.DEVNULL}
    if account:
        os.chown(directory, account.pw_uid, account.pw_gid)
        run_as |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    data = directory / "data"
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
        check=True,
        stdout=subprocess.DEVNULL,
        **run_as,
    )
    server = Server(Cluster(directory), _serve([programs / "postgres", "-D", data, "-k", directory], run_as))
    try:
        _wait_until_ready(server)
    except BaseException:
        server.stop()
        raise
    return server


def _serve(command: list[str | Path], run_as: dict[str, Any]) -> subprocess.Popen[bytes]:
    settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    with (run_as["cwd"] / "log").open("wb") as log, warnings.catch_warnings():
        # Python 3.12 warns of forking beside threads; between fork and exec there is one system call here.
        warnings.simplefilter("ignore", DeprecationWarning)
        return subprocess.Popen(
            [*command, *settings],
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
            **run_as,
        )


def _programs() -> Path:
    """Return the directory of the newest PostgreSQL on this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]), reverse=True)
    if found:
        return found[0].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        raise Missing("initdb was not found: install postgresql, or choose tests with -m 'not postgresql'")
    return Path(on_path).resolve().parent


def _account() -> pwd.struct_passwd | None:
    """Return the account the server runs under, or None for one's own: PostgreSQL refuses to be root."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Missing("there is no account postgres or nobody to run the server under")


def die_with_parent() -> None:
    """Ask Linux to stop this process at once when the one that started it is gone, however it went."""
    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGQUIT)


def _wait_until_ready(server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            server.cluster.connect().close()
            return
        except psycopg.OperationalError as error:
            if server.process.poll() is not None or time.monotonic() > deadline:
                said = (server.cluster.directory / "log").read_text(errors="replace")
                raise RuntimeError(f"PostgreSQL did not start:\n{said}") from error
        time.sleep(0.02)


def _sweep() -> None:
    """Remove the directories of runs that were killed before they could clean up."""
    for directory in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = re.match(rf"{PREFIX}(\d+)-", directory.name)
        if owner and not Path(f"/proc/{owner[1]}").exists() and Path("/proc").exists():
            shutil.rmtree(directory, ignore_errors=True)
