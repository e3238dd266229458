"""Codes that name one record: they lead straight to it, from the database itself (SRCH-4, F1)."""

import re
from urllib.parse import urlsplit

from core.vietnamese import normalize
from ecosystem.registry.models import Organization

_REGISTRY_CODE = re.compile(r"([A-Za-z]{1,4})\s?-?\s?(\d{6})")
_TAX_CODE = re.compile(r"(\d{10})(?:-?(\d{3}))?")
_DOMAIN = re.compile(r"(?:https?://)?(?:www\.)?((?:[a-z0-9-]+\.)+[a-z]{2,})/?")


def record_named(typed: str) -> str:
    """Return the registry code of the one public record that a code or domain names, or "".

    A personal tax code of twelve digits names nobody: it is never public (REG-3).
    """
    text = normalize(typed)
    if found := _REGISTRY_CODE.fullmatch(text):
        return _only(code=f"{found[1].upper()}-{found[2]}")
    digits = re.sub(r"[\s.]", "", text)
    if found := _TAX_CODE.fullmatch(digits):
        forms = [found[1]]
        if found[2]:
            forms = [f"{found[1]}-{found[2]}", f"{found[1]}{found[2]}"]
        return _only(tax_code__in=forms)
    if found := _DOMAIN.fullmatch(text.lower()):
        return _with_domain(found[1])
    return ""


def _only(**condition: object) -> str:
    codes = Organization.objects.published().filter(**condition).values_list("code", flat=True)[:2]
    return codes[0] if len(codes) == 1 else ""


def _with_domain(domain: str) -> str:
    near = Organization.objects.published().filter(website__icontains=domain)
    codes = [
        code
        for code, website in near.values_list("code", "website")[:50]
        if (urlsplit(website).hostname or "").removeprefix("www.") == domain
    ]
    return codes[0] if len(codes) == 1 else ""
