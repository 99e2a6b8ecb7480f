"""The platform's settings with the tools of checks as apps."""

from qianqiao.settings import *  # noqa: F403  settings are meant to be taken over whole
from qianqiao.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]
