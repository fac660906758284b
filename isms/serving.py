"""Serves the web application with gunicorn, from the program itself."""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from config import Settings
from isms.app import create_app


class Server(BaseApplication):
    """A gunicorn server of one application; it loads it in each worker process, so that none shares a connection."""

    def __init__(self, settings: Settings, options: Mapping[str, Any]) -> None:
        self.settings = settings
        self.options = dict(options)
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return create_app(self.settings)


def serve(settings: Settings, host: str, port: int, processes: int) -> None:
    """Serve until told to stop; `processes` web processes with four threads each."""
    options = {
        "bind": f"{host}:{port}",
        "workers": processes,
        "threads": 4,
        "timeout": 60,
        "graceful_timeout": 20,
        "control_socket_disable": True,
        "loglevel": "warning",
    }
    Server(settings, options).run()
