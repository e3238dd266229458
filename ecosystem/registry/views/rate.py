"""Slows down who sends the same form again and again: a sentence, never a puzzle (REGN-F4)."""

import ipaddress

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
SENTENCE = _(
    "Có quá nhiều lượt gửi từ mạng này trong một giờ. Những gì bạn gõ còn nguyên; thử lại sau ít "
    "phút, hoặc gọi trung tâm."
)


def too_many(request: HttpRequest, what: str, of: str = "") -> bool:
    """Count one more of `what` from this address (or about `of`), and say if it is too many."""
    limit, _slash, unit = settings.SESSION_FORM_RATE.partition("/")
    key = f"registry-rate:{what}:{of or _address(request)}"
    cache.add(key, 0, SECONDS[unit])
    try:
        return cache.incr(key) > int(limit)
    except ValueError:
        # It ran out between the two lines: a new hour begins.
        return False


def _address(request: HttpRequest) -> str:
    """Return the visitor's address; behind our own proxy the one that the proxy saw."""
    address = request.META.get("REMOTE_ADDR", "")
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        is_proxy = ipaddress.ip_address(address).is_private
    except ValueError:
        is_proxy = False
    return forwarded if is_proxy and forwarded else address
