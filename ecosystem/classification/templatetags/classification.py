"""Classes of an organization, for pages of other rooms."""

from typing import Any

from django import template

from ecosystem.classification import selectors
from ecosystem.classification.selectors import Classifications
from ecosystem.registry.models import Organization
from ecosystem.registry.selectors.profile import TimelineEntry

register = template.Library()


@register.simple_tag
def classes_of(organization: Organization) -> Classifications:
    """Return the classes once, for tags, tables and the timeline of one page."""
    return selectors.classifications_of(organization)


@register.inclusion_tag("classification/classifications_of.html")
def classification_tables(classifications: Classifications) -> dict[str, Any]:
    """Tables of classes that `classes_of` has read."""
    return {"classifications": classifications}


@register.filter
def with_classes(
    timeline: tuple[TimelineEntry, ...], classifications: Classifications
) -> tuple[TimelineEntry, ...]:
    """Put the days on which classes began and ended among the other days, newest first."""
    return selectors.timeline_with_classes(timeline, classifications)
