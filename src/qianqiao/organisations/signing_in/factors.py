"""What the sign-in library asks of this site about second factors: secrets at rest, names shown by devices."""

import base64
import hashlib
import logging
import secrets

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.utils.translation import gettext

from qianqiao.core import config

log = logging.getLogger("qianqiao.signing_in")


def _locks() -> MultiFernet:
    """Keys made from the site's signing keys, the present one first."""
    return MultiFernet(
        [
            Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"second factor:{key}".encode()).digest()))
            for key in config.signing_keys()
        ]
    )


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # the library has no types
    """Keeps secrets encrypted and names the site."""

    def encrypt(self, text: str) -> str:
        return _locks().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; where the signing key was lost, another that no code fits, and a word in the log."""
        try:
            return _locks().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            log.error("a second factor cannot be read: the signing key has changed (see docs/sign-in.md)")  # noqa: TRY400
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def _get_site_name(self) -> str:
        return gettext("Qianqiao")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        host: str = context.request.get_host()
        return {"id": host.partition(":")[0], "name": gettext("Qianqiao")}
