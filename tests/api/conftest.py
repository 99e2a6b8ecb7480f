"""A client of the API and the shortest way to its JSON."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

Get = Callable[..., Any]


@pytest.fixture
def get(client: Client) -> Get:
    """GET below /api/v1; returns the response with `.data`."""

    def ask(path: str, **parameters: Any) -> Any:
        response: Any = client.get(f"/api/v1{path}", parameters, headers={"accept-language": "en"})
        response.data = response.json() if response.content else None
        return response

    return ask
