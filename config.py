"""The settings, read once from the environment and never changed after."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

INSTANCE = Path(__file__).parent / "instance"


class BadSettings(ValueError):
    """The environment asks for something that is unsafe or makes no sense."""


@dataclass(frozen=True)
class Settings:
    """Everything the program is told from outside.

    database_url: ISMS_DATABASE_URL, default a SQLite file under instance/.
    secret_key: ISMS_SECRET_KEY; signs cookies and held forms. Kept in instance/secret-key when unset.
    public: ISMS_PUBLIC=1 says the program is served over https to others: cookies get the __Host-
        prefix, and it refuses to start without a secret key of its own.
    trusted_hosts: ISMS_TRUSTED_HOSTS, comma-separated; requests for other hosts are refused.
    proxies: ISMS_PROXIES, how many reverse proxies stand in front (0 when none).
    smtp_url: ISMS_SMTP_URL, as smtp://user:password@host:25; mail waits in the outbox without it.
    mail_from: ISMS_MAIL_FROM.
    address: ISMS_ADDRESS, where people reach the program, as https://systemhelse.example.no; links in mail need it.
    webhook_hosts: ISMS_WEBHOOK_HOSTS, comma-separated hosts, or host:port, that webhooks may call; none when unset.
        Only https, but for hosts that are this machine.
    idle_minutes, absolute_hours: ISMS_IDLE_MINUTES (30), ISMS_ABSOLUTE_HOURS (8): how long a session lives.
    signing_key: ISMS_SIGNING_KEY, the file of the key that signs checkpoints and packs; made on first use,
        instance/signing-key when unset. Every process of one installation needs the same.
    checkpoint_directory: ISMS_CHECKPOINT_DIR, where the worker keeps a signed checkpoint of every day.
    checkpoint_mail: ISMS_CHECKPOINT_MAIL, the address it is mailed to.
    demo_password: ISMS_DEMO_PASSWORD, the demo people's password; made up and printed when unset.
    """

    database_url: str
    secret_key: str = field(repr=False)
    public: bool = False
    trusted_hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    proxies: int = 0
    smtp_url: str | None = field(default=None, repr=False)
    mail_from: str = "systemhelse@localhost"
    address: str = "http://127.0.0.1:8000"
    webhook_hosts: frozenset[str] = frozenset()
    idle_minutes: int = 30
    absolute_hours: int = 8
    signing_key: Path | None = None
    checkpoint_directory: Path | None = None
    checkpoint_mail: str | None = None
    demo_password: str | None = field(default=None, repr=False)


def settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of an environment; raises BadSettings."""
    public = environment.get("ISMS_PUBLIC") == "1"
    key = environment.get("ISMS_SECRET_KEY", "")
    if public and len(key) < 32:
        raise BadSettings("ISMS_SECRET_KEY must be set to at least 32 characters when ISMS_PUBLIC=1")
    hosts = environment.get("ISMS_TRUSTED_HOSTS", "127.0.0.1,localhost")
    return Settings(
        database_url=environment.get("ISMS_DATABASE_URL") or f"sqlite:///{_instance() / 'systemhelse.db'}",
        secret_key=key or _kept_key(),
        public=public,
        trusted_hosts=_listed(hosts),
        proxies=_number(environment, "ISMS_PROXIES", 0),
        smtp_url=environment.get("ISMS_SMTP_URL") or None,
        mail_from=environment.get("ISMS_MAIL_FROM", "systemhelse@localhost"),
        address=environment.get("ISMS_ADDRESS", "http://127.0.0.1:8000").rstrip("/"),
        webhook_hosts=frozenset(host.lower() for host in _listed(environment.get("ISMS_WEBHOOK_HOSTS", ""))),
        idle_minutes=_number(environment, "ISMS_IDLE_MINUTES", 30),
        absolute_hours=_number(environment, "ISMS_ABSOLUTE_HOURS", 8),
        signing_key=Path(environment.get("ISMS_SIGNING_KEY") or _instance() / "signing-key"),
        checkpoint_directory=Path(kept) if (kept := environment.get("ISMS_CHECKPOINT_DIR")) else None,
        checkpoint_mail=environment.get("ISMS_CHECKPOINT_MAIL") or None,
        demo_password=environment.get("ISMS_DEMO_PASSWORD") or None,
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    try:
        return int(environment.get(name, default))
    except ValueError as error:
        raise BadSettings(f"{name} must be a whole number") from error


def _instance() -> Path:
    INSTANCE.mkdir(mode=0o700, exist_ok=True)
    return INSTANCE


def _kept_key() -> str:
    path = _instance() / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_text().strip()
