"""The database itself keeps a published report as it is (REP-8)."""

import pytest
from django.db import DatabaseError, transaction

from ecosystem.innovation_index.models import Report

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("change", [{"data": {"x": 1}}, {"number": "BC-2026-999999"}])
def test_a_published_report_cannot_be_changed_by_any_way_of_writing(draft, publish, change):
    published = publish(draft())

    with pytest.raises(DatabaseError), transaction.atomic():
        Report.objects.filter(pk=published.pk).update(**change)


def test_a_published_report_cannot_be_deleted(draft, publish):
    published = publish(draft())

    with pytest.raises(DatabaseError), transaction.atomic():
        Report.objects.filter(pk=published.pk)._raw_delete("default")

    assert Report.objects.filter(pk=published.pk).exists()
