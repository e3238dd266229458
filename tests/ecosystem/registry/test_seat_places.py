"""The list of communes under the seat's question."""

import pytest

from ecosystem.registry.forms.seat import OUTSIDE_VALUE, places

pytestmark = pytest.mark.django_db


def test_an_undivided_old_commune_of_the_same_name_is_offered_once():  # REG-8
    labels = [line.label for line in places("Gò Dầu").lines if line.value != OUTSIDE_VALUE]

    assert labels == ["Phường Gò Dầu"]


def test_an_old_commune_that_changed_its_name_is_still_offered():  # REG-8
    lines = places("Long Thành Trung").lines

    assert (lines[0].former_unit, lines[0].label) == ("25645", "Phường Hoà Thành")
