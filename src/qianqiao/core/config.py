"""The one door to the settings: typed, read once per call, named by what they mean."""

from collections.abc import Mapping
from pathlib import Path

from django.conf import settings  # noqa: TID251  this module is the one place that may read them


def data_directory() -> Path:
    """Where the running platform keeps files: index generations, uploads, the embedded database."""
    return Path(settings.QIANQIAO_DATA_DIR)


def index_directory() -> Path:
    return data_directory() / "index"


def upload_directory() -> Path:
    return data_directory() / "uploads"


def models_directory() -> Path:
    """Where exports of text models are kept."""
    return data_directory() / "models"


def text_models() -> tuple[str, ...]:
    """Names of the text models that matching shall use, in order; empty for words alone."""
    names = (name.strip().lower() for name in str(settings.QIANQIAO_TEXT_MODELS).split(","))
    return tuple(dict.fromkeys(name for name in names if name not in {"", "none"}))


def model_folder() -> str:
    """A folder with a text model of the operator's own; empty where there is none."""
    return str(settings.QIANQIAO_MODEL_FOLDER).strip()


def embedding_service() -> Mapping[str, str]:
    """What QIANQIAO_EMBEDDING_* says of a service that makes vectors: url, model, dimension, key and so on."""
    return dict(settings.QIANQIAO_EMBEDDING)


def rerank_service() -> Mapping[str, str]:
    """What QIANQIAO_RERANK_* says of a service that judges the best candidates again."""
    return dict(settings.QIANQIAO_RERANK)


def may_send_texts() -> bool:
    """Whether public texts may leave this machine for a model service."""
    return bool(settings.QIANQIAO_SEND_TEXTS)


def may_send_sealed_texts() -> bool:
    """Whether texts that are not public may leave it as well: sealed demands, drafts, what somebody asks."""
    return may_send_texts() and bool(settings.QIANQIAO_SEND_SEALED_TEXTS)


def _sample_mark() -> Path:
    return data_directory() / "sample-data"


def is_sample_site() -> bool:
    """Whether fictional sample data was loaded here, so that every page says so."""
    return bool(settings.QIANQIAO_SAMPLE_DATA) or _sample_mark().exists()


def sample_people_need_no_second_factor() -> bool:
    """Whether the operator of a sample site lets its fictional people sign in with the password alone."""
    return is_sample_site() and bool(settings.QIANQIAO_SAMPLE_WITHOUT_SECOND_FACTOR)


def mark_sample_site() -> None:
    """Remembers that this site holds fictional records; the label then never comes off by a restart."""
    data_directory().mkdir(parents=True, exist_ok=True)
    _sample_mark().touch()


def match_model() -> Path | None:
    """The file of the learned ranking that this site uses, if any."""
    return Path(settings.QIANQIAO_MATCH_MODEL) if settings.QIANQIAO_MATCH_MODEL else None


def site_address() -> str:
    """Public address without a trailing slash, for feeds and linked data."""
    return str(settings.QIANQIAO_SITE_ADDRESS).rstrip("/")


def webhooks_to_loopback() -> bool:
    """Whether webhooks may also go to this machine, and there without https: for tests and trials only."""
    return bool(settings.QIANQIAO_WEBHOOKS_TO_LOOPBACK)


def mail_folder() -> Path:
    """Where mails lie that are written to files, as in the demo."""
    return Path(settings.EMAIL_FILE_PATH)


def virus_scanner() -> str:
    """Where a ClamAV daemon listens, as unix:///path or tcp://host:port; empty where there is none."""
    return str(settings.QIANQIAO_CLAMAV).strip()


def requests_per_key() -> int:
    """How many requests a minute one key may send to the API; 0 for no limit."""
    return int(settings.QIANQIAO_API_PER_KEY)


def requests_per_address() -> int:
    """How many requests a minute may come from one address without a key; 0 for no limit."""
    return int(settings.QIANQIAO_API_PER_ADDRESS)


def signing_keys() -> tuple[str, ...]:
    """The present signing key and those before it that still count."""
    return (str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS))


def after_sign_in() -> str:
    """Where a person who was not going anywhere lands."""
    return str(settings.LOGIN_REDIRECT_URL)


def has_provider() -> bool:
    """Whether people may sign in by an OpenID Connect provider."""
    return bool(settings.SOCIALACCOUNT_PROVIDERS)


def provider_domains() -> tuple[str, ...]:
    """Domains of e-mail addresses for which the sign-in provider's word opens an existing account."""
    return tuple(settings.QIANQIAO_OIDC_DOMAINS)


def user_model_name() -> str:
    return str(settings.AUTH_USER_MODEL)
