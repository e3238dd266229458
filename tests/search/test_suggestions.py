"""Suggestions while somebody types."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ecosystem.registry.choices import Visibility
from ecosystem.registry.models import Organization
from search import selectors


def labels(typed):
    return [each.label for each in selectors.suggest(typed)]


@pytest.mark.parametrize("typed", ["cam bi", "cảm bi", "CAM  BIEN", "bien cam"])
def test_name_is_suggested_before_it_is_whole(listed, typed):
    listed("Công ty TNHH Cảm biến Trăng Đồng", "Công ty Cảm xúc")

    assert labels(typed) == ["Công ty TNHH Cảm biến Trăng Đồng"]


def test_communes_and_sectors_come_first_and_eight_are_enough(listed):
    listed(*(f"Công ty Gò Dầu {number}" for number in range(12)))

    found = labels("go da")

    assert found[0] == "Phường Gò Dầu"
    assert len(found) == 8


def test_value_begins_as_it_is_typed_without_accents(listed):
    listed("Công ty Đất Đỏ")

    [suggestion] = [each for each in selectors.suggest("dat d") if "Đất" in each.label]

    assert (suggestion.value, suggestion.label) == ("cong ty dat do", "Công ty Đất Đỏ")


@pytest.mark.parametrize("typed", ["", "b", "..", "<b>", "zzzz"])
def test_nothing_is_suggested_for_too_little_or_for_nonsense(listed, typed):
    listed("Công ty Bờ Kênh")

    assert labels(typed) == []


def test_hidden_record_is_not_suggested_even_before_the_index_knows(listed):
    firm = listed("Công ty Kín Đáo")
    assert labels("kin da") == ["Công ty Kín Đáo"]

    Organization.objects.filter(pk=firm.pk).update(visibility=Visibility.HIDDEN)

    assert labels("kin da") == []


def test_page_answers_options_in_as_many_queries_for_one_as_for_many(listed, client):
    asked = []
    for count in (1, 30):
        listed(*(f"Công ty <Cam> {count} {number}" for number in range(count)))
        with CaptureQueriesContext(connection) as caught:
            page = client.get("/danh-ba/goi-y/?q=cong+ty+ca").text
        asked.append(len(caught))

    assert asked[0] == asked[1]
    assert 'label="Công ty &lt;Cam&gt;' in page
    assert "<html" not in page
