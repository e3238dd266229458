"""Classes of an organization, for pages of other rooms."""

from typing import Any

from django import template

from ecosystem.classification import selectors
from ecosystem.registry.models import Organization

register = template.Library()


@register.inclusion_tag("classification/classifications_of.html")
def classifications_of(organization: Organization) -> dict[str, Any]:
    """Tables of the classes in force, with basis and end; those that ended are folded."""
    return {"classifications": selectors.classifications_of(organization)}
