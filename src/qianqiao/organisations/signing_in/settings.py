"""Settings of the sign-in library, from the environment; `qianqiao.settings` takes them over whole."""

from typing import Any
from urllib.parse import urlsplit

from qianqiao.core import environment

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def openid_connect(given: dict[str, str]) -> dict[str, Any]:
    """The one provider that QIANQIAO_OIDC_* names, {} where none is; ValueError names what is missing."""
    if not given:
        return {}
    missing = [
        f"QIANQIAO_OIDC_{name.upper()}" for name in ("name", "issuer", "client_id") if not given.get(name)
    ]
    if missing:
        raise ValueError(f"sign-in by OpenID Connect also needs {', '.join(missing)}")
    issuer = given["issuer"]
    if urlsplit(issuer).scheme != "https" and urlsplit(issuer).hostname not in LOOPBACK:
        raise ValueError(f"QIANQIAO_OIDC_ISSUER must begin with https://, not {issuer}")
    # the discovered document may not name another issuer: tokens are checked against the operator's own words
    own = {
        "server_url": issuer.rstrip("/"),
        "oauth_pkce_enabled": True,
        "openid_configuration_overrides": {"issuer": issuer},
    }
    app = {"provider_id": given.get("id", "oidc"), "name": given["name"], "client_id": given["client_id"]}
    return {"openid_connect": {"APPS": [{**app, "secret": _secret(given), "settings": own}]}}


def _secret(given: dict[str, str]) -> str:
    """The client's secret, or the content of the file that holds it."""
    if given.get("client_secret_file"):
        with open(given["client_secret_file"], encoding="utf-8") as handle:  # noqa: PTH123  read once at start
            return handle.read().strip()
    return given.get("client_secret", "")


QIANQIAO_SAMPLE_WITHOUT_SECOND_FACTOR = environment.flag(
    "QIANQIAO_SAMPLE_WITHOUT_SECOND_FACTOR", default=False
)
_OIDC = environment.prefixed("QIANQIAO_OIDC_")
QIANQIAO_OIDC_DOMAINS = tuple(d for d in _OIDC.get("domains", "").lower().replace(" ", "").split(",") if d)

ACCOUNT_ADAPTER = "qianqiao.organisations.signing_in.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# without a confirmed address no account: only so can the answer to a sign-up be the same whoever has one
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_USER_DISPLAY = str
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
# one address may stand for a whole university; a single account stays at five wrong passwords in five minutes
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "30/m/ip,5/5m/key"}
_FORMS = {"login": "Login", "signup": "Signup", "add_email": "AddEmail", "reset_password": "ResetPassword"}
ACCOUNT_FORMS = {key: f"qianqiao.organisations.signing_in.forms.{name}Form" for key, name in _FORMS.items()}
ALLAUTH_TRUSTED_PROXY_COUNT = environment.whole_number("QIANQIAO_TRUSTED_PROXIES", default=0)
LOGIN_REDIRECT_URL = "/my/"
LOGIN_URL = "account_login"

MFA_ADAPTER = "qianqiao.organisations.signing_in.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True

SOCIALACCOUNT_ADAPTER = "qianqiao.organisations.signing_in.providers.ProviderAdapter"
SOCIALACCOUNT_PROVIDERS = openid_connect(_OIDC)
SOCIALACCOUNT_AUTO_SIGNUP = True
SOCIALACCOUNT_STORE_TOKENS = False
USERSESSIONS_ADAPTER = "qianqiao.organisations.signing_in.sessions.SessionsAdapter"

# counters of rate limits: one table for all processes, which a restart does not empty
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
