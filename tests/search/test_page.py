"""The directory as a visitor meets it."""

import pytest

from ecosystem.registry.choices import OrganizationKind
from ecosystem.registry.models import Organization
from search import actions
from tests.factories import commune


def get(client, **asked):
    return client.get("/danh-ba/", asked)


def names(response):
    return [str(card.name) for card in response.context["answer"].cards]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("9900000012", True),
        ("9900000012-001", False),
        ("99 0000 0012", True),
        ("https://trangdong.example/", True),
        ("trangdong.example", True),
        ("www.trangdong.example", True),
        ("dong.example", False),
        ("99000000", False),
    ],
)
def test_codes_and_domains_lead_to_the_record(listed, client, typed, found):
    # SRCH-4
    organization = listed(
        "Công ty TNHH Trăng Đồng", tax_code="9900000012", website="https://www.trangdong.example/vi"
    )

    response = get(client, q=typed)

    expected = f"/danh-ba/{organization.code}/"
    assert (response.status_code == 302 and response["Location"] == expected) is found


def test_code_leads_to_the_record_in_any_writing(listed, client):
    organization = listed("Công ty TNHH Trăng Đồng")

    for typed in (organization.code, organization.code.lower(), organization.code.replace("-", "")):
        assert get(client, q=typed)["Location"] == f"/danh-ba/{organization.code}/"


def test_personal_tax_code_leads_nowhere(listed, client):
    # REG-3
    listed("Hộ kinh doanh Nhà Gạch", kind=OrganizationKind.HOUSEHOLD, tax_code="079123456789")

    assert get(client, q="079123456789").status_code == 200


def test_choices_narrow_and_can_be_taken_back(listed, client):
    # SRCH-6, SRCH-7
    listed("Công ty TNHH Một", "Công ty TNHH Hai")
    listed("Hợp tác xã Ba", kind=OrganizationKind.COOPERATIVE)

    one = get(client, kind="cooperative")
    both = client.get("/danh-ba/?kind=cooperative&kind=company&sort=name")
    page = one.content.decode()

    assert names(one) == ["Hợp tác xã Ba"]
    assert names(both) == ["Công ty TNHH Hai", "Công ty TNHH Một", "Hợp tác xã Ba"]
    assert 'value="cooperative" form="tim" checked' in page
    assert '<a class="chip" href="?">' in page


def test_unknown_values_are_passed_over_with_a_sentence(listed, client):
    listed("Công ty TNHH Một")

    page = client.get("/danh-ba/?kind=khong-co&sector=x&sort=la&page=abc&raising=2")

    assert names(page) == ["Công ty TNHH Một"]
    assert "Bỏ qua điều kiện không có trong danh mục" in page.content.decode()


def test_chosen_value_without_hits_stays_on_the_page(listed, client):
    listed("Công ty TNHH Một")

    page = get(client, kind="fund").content.decode()

    assert 'id="kind-fund"' in page
    assert "Bỏ điều kiện Quỹ, nhà đầu tư thì có 1 kết quả." in page


def test_nothing_found_offers_a_way_on(listed, client):
    # SRCH-8
    listed("Công ty TNHH Cảm biến Trăng Đồng", seat=commune())

    page = get(client, q="cam bien trang dog").content.decode()

    assert "Không có tổ chức nào cho “cam bien trang dog”." in page
    assert "Tên gần giống:" in page
    assert "Đăng ký tổ chức còn thiếu" in page


def test_old_communes_stand_under_new_ones(listed, client):
    # SRCH-6
    seat = commune()
    listed("Công ty TNHH Một", seat=seat)

    page = get(client).content.decode()

    assert seat.full_name in page
    assert f"gồm {seat.contains} cũ" in page


def test_empty_directory_says_so(db, client):
    actions.rebuild()

    assert "Danh bạ chưa có tổ chức nào được công khai." in get(client).content.decode()


def test_pages_behind_the_last_show_the_last(listed, client):
    listed(*[f"Công ty TNHH Số {n}" for n in range(23)])

    assert len(names(get(client, page=2))) == 3
    assert len(names(get(client, page=99))) == 3
    assert "1–20 trong 23" in get(client).content.decode()


def test_english_page_speaks_english(listed, client):
    listed("Công ty TNHH Một", name_en="One Company Limited", description_en="It makes one thing.")

    response = client.get("/en/danh-ba/")
    page = response.content.decode()

    assert names(response) == ["One Company Limited"]
    assert "It makes one thing." in page
    assert "results" in page


def test_marks_say_what_is_checked_and_how_fresh(listed, client):
    # SRCH-13, REG-20
    listed("Công ty TNHH Cũ", last_confirmed_on="2020-02-03", identifier_state="none")

    page = get(client).content.decode()

    assert "Thông tin do tổ chức tự khai" in page
    assert "03/02/2020</time>, hơn 12 tháng" in page


def test_page_is_light_and_asks_no_other_host(listed, client):
    listed(*[f"Công ty TNHH Số {n}" for n in range(25)])

    page = get(client).content.decode()

    assert len(page.encode()) < 150_000
    assert 'src="http' not in page
    assert "style=" not in page
    assert "onclick" not in page


def test_organizations_are_named_by_their_newest_state(listed, client):
    organization = listed("Công ty TNHH Một")
    Organization.objects.filter(pk=organization.pk).update(legal_name="Công ty TNHH Mới")
    actions.index_pending()

    assert names(get(client)) == ["Công ty TNHH Mới"]
