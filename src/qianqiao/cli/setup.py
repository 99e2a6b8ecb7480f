"""Sets Django up for a command, with the embedded server running where no DATABASE_URL is given."""

import os


def uses_embedded_server() -> bool:
    """Whether no DATABASE_URL names another server."""
    return not os.environ.get("DATABASE_URL")


def will_start_server() -> bool:
    """Whether `start_database` would start the embedded server: then this command must also stop it."""
    if not uses_embedded_server():
        return False
    from qianqiao.core import embedded_postgres  # noqa: PLC0415  not needed with an own server

    return not embedded_postgres.status().running


def start_database() -> None:
    """Starts the embedded server unless the operator named another; does nothing when it runs."""
    if uses_embedded_server():
        from qianqiao.core import embedded_postgres  # noqa: PLC0415  not needed with an own server

        embedded_postgres.start()


def django() -> None:
    """Starts the database and loads the app registry; imports of models come after it."""
    start_database()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qianqiao.settings")
    import django as framework  # noqa: PLC0415  half a second that match and score do not pay

    framework.setup()


def stop_database() -> None:
    """Stops the embedded server after closing this process's connections."""
    from django.db import connections  # noqa: PLC0415  after set-up

    from qianqiao.core import embedded_postgres  # noqa: PLC0415  only with the embedded server

    connections.close_all()
    embedded_postgres.stop()
