"""A database of the site's own on the server that the suite uses, so that no other test sees its rows."""

import re
from urllib.parse import urlsplit

import psutil
import psycopg
from psycopg import sql

from qianqiao.core import environment

PREFIX = "qianqiao_browser_"


def url_of(name: str) -> str:
    """The suite's database address with another database name."""
    parts = urlsplit(environment.database_url())
    # urlunsplit drops the slashes of an empty host, so the address is written out
    return f"{parts.scheme}://{parts.netloc}/{name}" + (f"?{parts.query}" if parts.query else "")


def server_connection() -> psycopg.Connection:
    return psycopg.connect(url_of("postgres"), autocommit=True)


def drop(name: str) -> None:
    with server_connection() as connection:
        _drop(connection, name)


def _drop(connection: psycopg.Connection, name: str) -> None:
    connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def make(owner: int) -> str:
    """Makes an empty database named by its owner's process id; those whose owner was killed go first."""
    name = f"{PREFIX}{owner}"
    with server_connection() as connection:
        for (other,) in connection.execute("select datname from pg_database").fetchall():
            found = re.fullmatch(PREFIX + r"(\d+)", other)
            if found and not psutil.pid_exists(int(found[1])):
                _drop(connection, other)
        _drop(connection, name)
        text = "create database {} encoding 'UTF8' template template0 locale 'C.UTF-8'"
        connection.execute(sql.SQL(text).format(sql.Identifier(name)))
    return name
