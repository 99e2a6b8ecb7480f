"""The one door to the settings: typed, read once per call, named by what they mean."""

from pathlib import Path

from django.conf import settings  # noqa: TID251  this module is the one place that may read them


def data_directory() -> Path:
    """Where the running platform keeps files: index generations, uploads, the embedded database."""
    return Path(settings.QIANQIAO_DATA_DIR)


def index_directory() -> Path:
    return data_directory() / "index"


def upload_directory() -> Path:
    return data_directory() / "uploads"


def _sample_mark() -> Path:
    return data_directory() / "sample-data"


def is_sample_site() -> bool:
    """Whether fictional sample data was loaded here, so that every page says so."""
    return bool(settings.QIANQIAO_SAMPLE_DATA) or _sample_mark().exists()


def mark_sample_site() -> None:
    """Remembers that this site holds fictional records; the label then never comes off by a restart."""
    data_directory().mkdir(parents=True, exist_ok=True)
    _sample_mark().touch()


def site_address() -> str:
    """Public address without a trailing slash, for feeds and linked data."""
    return str(settings.QIANQIAO_SITE_ADDRESS).rstrip("/")


def user_model_name() -> str:
    return str(settings.AUTH_USER_MODEL)
