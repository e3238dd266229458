"""What templates need of the registry."""

import json
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from ecosystem.registry.models import Organization
from ecosystem.registry.selectors.profile import Profile, profile

register = template.Library()

# A data block ends at "</script", and a comment may begin at "<!--".
_UNSAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.filter
def json_ld(value: dict[str, Any]) -> SafeString:
    """Write a dictionary as a schema.org data block, which runs nothing."""
    text = json.dumps(value, ensure_ascii=False).translate(_UNSAFE)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


@register.simple_tag
def profile_of(organization: Organization) -> Profile:
    """Return the profile of a record that a preview shows before it is saved."""
    return profile(organization)
