"""Passes a command on to Django's own."""

import typer

from qianqiao.cli import setup


def run(context: typer.Context) -> None:
    """Runs a Django management command."""
    setup.django()
    from django.core.management import execute_from_command_line  # noqa: PLC0415  after set-up

    execute_from_command_line(["qianqiao django", *context.args])
