"""Organizations side by side (SRCH-11)."""

from datetime import date

import pytest

from ecosystem.registry.choices import FactKind, FactState, Source, Visibility
from ecosystem.registry.models import Fact
from tests.factories import OrganizationFactory, commune

pytestmark = pytest.mark.django_db


def address(*organizations):
    return "/danh-ba/so-sanh/?" + "&".join(f"code={each.code}" for each in organizations)


def test_figures_show_date_and_source_and_the_unknown_is_a_dash(client):
    one, other = OrganizationFactory(seat=commune()), OrganizationFactory(seat=commune())
    Fact.objects.create(
        organization=one,
        kind=FactKind.STAFF,
        value=1250,
        unit="người",
        period="2025",
        source=Source.TAX,
        state=FactState.CHECKED,
        on_date=date(2025, 12, 31),
    )

    page = client.get(address(one, other))

    [row] = [row for row in page.context["compared"].rows if row.label == FactKind.STAFF.label]
    assert [cell.text for cell in row.cells] == ["1.250 người", "—"]
    assert row.cells[0].note == "2025 · Cơ quan thuế"
    assert ">0<" not in page.text


def test_hidden_records_are_not_compared_and_look_like_unknown_codes(client):
    shown = OrganizationFactory()
    hidden = OrganizationFactory(legal_name="Công ty Kín Đáo", visibility=Visibility.HIDDEN)

    page = client.get(address(shown, hidden)).text

    assert "Kín Đáo" not in page
    assert f"Không có trong danh bạ công khai: {hidden.code}." in page
    assert "TN-000000." in client.get("/danh-ba/so-sanh/?code=TN-000000").text


def test_four_at_most_and_said_so(client):
    five = OrganizationFactory.create_batch(5)

    page = client.get(address(*five))

    assert len(page.context["compared"].profiles) == 4
    assert "nhiều nhất bốn tổ chức" in page.text


def test_without_a_choice_the_page_says_how(client):
    assert "Chưa chọn tổ chức nào" in client.get("/danh-ba/so-sanh/").text


def test_each_hit_can_be_chosen(listed, client):
    firm = listed("Công ty <Một>")

    page = client.get("/danh-ba/").text

    assert f'name="code" value="{firm.code}" form="so-sanh"' in page
    assert 'So sánh<span class="vh"> Công ty &lt;Một&gt;</span>' in page
