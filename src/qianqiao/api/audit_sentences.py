"""What the log says about keys; registered when the app is ready."""

from django.utils.translation import gettext_lazy as _

from qianqiao.core.audit_texts import register

register("api.key_made", _("%(who)s made the API key “%(name)s” of %(owner)s with the scopes %(scopes)s."))
register("api.key_ended", _("%(who)s ended the API key “%(name)s” of %(owner)s."))
