"""Reads the few environment variables that an operator sets; used by the settings and the embedded database."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


def data_directory() -> Path:
    """QIANQIAO_DATA_DIR, or `var` beside the checkout (else in the working directory)."""
    given = os.environ.get("QIANQIAO_DATA_DIR")
    if given:
        return Path(given).resolve()
    checkout = Path(__file__).resolve().parents[3]
    base = checkout if (checkout / "pyproject.toml").exists() else Path.cwd()
    return base / "var"


def flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def prefixed(prefix: str) -> dict[str, str]:
    """Every variable whose name begins so, by the rest of its name in small letters; empty ones are left out."""
    return {
        name.removeprefix(prefix).lower(): value
        for name, value in os.environ.items()
        if name.startswith(prefix) and value.strip()
    }


def postgres_directory() -> Path:
    return data_directory() / "postgres"


def database_url() -> str:
    """DATABASE_URL, else the socket of the embedded server (whether or not it runs)."""
    given = os.environ.get("DATABASE_URL")
    if given:
        return given
    pid_file = postgres_directory() / "postmaster.pid"
    socket, port = str(postgres_directory()), "5432"
    if pid_file.exists():
        lines = pid_file.read_text(encoding="utf-8").splitlines()
        if len(lines) > 4:
            socket, port = lines[4].strip() or socket, lines[3].strip() or port
    return f"postgresql://postgres@/qianqiao?host={socket}&port={port}"


def database_settings(url: str) -> dict[str, object]:
    """A Django DATABASES entry from a PostgreSQL URL (also `postgresql://user@/name?host=/socket`)."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        msg = f"DATABASE_URL must start with postgresql://, not {parts.scheme}://. Qianqiao needs PostgreSQL 15 or newer."
        raise ValueError(msg)
    query = dict(parse_qsl(parts.query))
    name = unquote(parts.path.lstrip("/")) or "qianqiao"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or query.pop("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": query.pop("port", str(parts.port or "")),
        "OPTIONS": {**query},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": "test_" + name + os.environ.get("QIANQIAO_TEST_SUFFIX", "")},
    }


def whole_number(name: str, *, default: int) -> int:
    """A number from the environment; what is not one is named with its variable."""
    value = os.environ.get(name, str(default)).strip()
    if not value.isdecimal():
        raise ValueError(f"{name} must be a whole number, not {value!r}")
    return int(value)


def secret_key() -> str:
    """QIANQIAO_SECRET_KEY, else a key made once and kept in the data directory, readable by its owner only."""
    given = os.environ.get("QIANQIAO_SECRET_KEY")
    if given:
        return given
    key_file = data_directory() / "secret-key"
    if not key_file.exists():
        key_file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=key_file.parent)
        with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
            handle.write(secrets.token_urlsafe(50))
        # a link fails where the file exists, so two first starts agree on one key
        with contextlib.suppress(FileExistsError):
            os.link(name, key_file)
        Path(name).unlink()
    return key_file.read_text(encoding="utf-8")
