"""A request as the middleware would hand it on."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpRequest
from django.test import RequestFactory

from config.context_processors import DEMONSTRATION_KEY


@pytest.fixture(autouse=True)
def _no_memory():
    """The province and the demonstration flag of another test are forgotten."""
    cache.delete(DEMONSTRATION_KEY)
    yield
    cache.delete(DEMONSTRATION_KEY)


@pytest.fixture
def request_for(rf: RequestFactory) -> Any:
    def make(path: str = "/", **cookies: str) -> HttpRequest:
        request = rf.get(path)
        request.COOKIES.update(cookies)
        request.user = AnonymousUser()
        request._messages = []
        return request

    return make
