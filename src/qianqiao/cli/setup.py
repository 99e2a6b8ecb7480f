"""Sets Django up for a command, with the embedded server running where no DATABASE_URL is given."""

import os


def start_database() -> None:
    """Starts the embedded server unless the operator named another; does nothing when it runs."""
    if not os.environ.get("DATABASE_URL"):
        from qianqiao.core import embedded_postgres  # noqa: PLC0415  not needed with an own server

        embedded_postgres.start()


def django() -> None:
    """Starts the database and loads the app registry; imports of models come after it."""
    start_database()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qianqiao.settings")
    import django as framework  # noqa: PLC0415  half a second that match and score do not pay

    framework.setup()
