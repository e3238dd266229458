"""What people type, and what they expect first. One small directory for all of it."""

import pytest

from ecosystem.registry.models import Product
from search import actions, selectors
from search.engines import Query
from search.engines.text import read_query
from tests.factories import OrganizationFactory, commune

FIRMS = {
    "nong-nghiep": "Công ty TNHH Nông nghiệp sạch Gò Dầu",
    "cam-bien": "Công ty TNHH Cảm biến Trăng Đồng",
    "rau": "Hợp tác xã Rau sạch Bờ Kênh Đông",
    "say": "Công ty Cổ phần Sấy lạnh Mùa Gặt Muộn",
    "dien-tu": "Công ty Cổ phần Điện tử Đức Huệ",
    "dien-tu-la": "Công ty TNHH Điền Từ",
    "hoa": "Công ty TNHH Hoà Bình Xanh",
    "thuy": "Cơ sở Thuý Quý",
    "mtv": "Công ty trách nhiệm hữu hạn một thành viên Đất Đỏ",
    "cntt": "Công ty Cổ phần Công nghệ thông tin Núi Bà",
    "muoi": "Hộ kinh doanh Muối ớt Nhà Gạch",
    "bo-sua": "Hợp tác xã Bò sữa Đồng Cỏ Xanh Mướt",
    "dao": "Công ty TNHH Đào tạo Kỹ năng Đông Nam",
}

PAIRS = [
    ("cong ty nong nghiep go dau", ["nong-nghiep"]),
    ("công ty nông nghiệp gò dầu", ["nong-nghiep"]),
    ("CÔNG TY NÔNG NGHIỆP GÒ DẦU", ["nong-nghiep"]),
    ("nong nghiep", ["nong-nghiep"]),
    ("nghiep nong", ["nong-nghiep"]),
    ("cảm biến", ["cam-bien"]),
    ("cam bien", ["cam-bien"]),
    ("cam bien trang dong", ["cam-bien"]),
    ("cảm biến", ["cam-bien"]),
    ("dien tu", ["dien-tu", "dien-tu-la"]),
    ("điện tử", ["dien-tu", "dien-tu-la"]),
    ("điền từ", ["dien-tu-la", "dien-tu"]),
    ("đien tu", ["dien-tu", "dien-tu-la"]),
    ("duc hue", ["dien-tu"]),
    ("đức huệ", ["dien-tu"]),
    ("Ðức Huệ", ["dien-tu"]),
    ("hòa bình", ["hoa"]),
    ("hoà bình", ["hoa"]),
    ("hoa binh", ["hoa"]),
    ("thúy quý", ["thuy"]),
    ("thuý quý", ["thuy"]),
    ("thuy quy", ["thuy"]),
    ("tnhh mtv", ["mtv"]),
    ("tnhh mtv dat do", ["mtv"]),
    ("trách nhiệm hữu hạn cảm biến", ["cam-bien"]),
    ("cty tnhh cam bien", ["cam-bien"]),
    ("cp say lanh", ["say"]),
    ("cổ phần sấy lạnh", ["say"]),
    ("cntt", ["cntt"]),
    ("CNTT Núi Bà", ["cntt"]),
    ("công nghệ thông tin", ["cntt"]),
    ("htx rau sach", ["rau"]),
    ("hợp tác xã bò sữa", ["bo-sua"]),
    ("htx", ["rau", "bo-sua"]),
    ("hkd muoi ot", ["muoi"]),
    ("muối  ớt", ["muoi"]),
    ("muối, ớt!", ["muoi"]),
    ("đào tạo", ["dao"]),
    ("dao tao dong nam", ["dao"]),
    ("máy sấy bơm nhiệt", ["say"]),
    ("may say bom nhiet", ["say"]),
    ("khong co gi ca", []),
    ("nong nghiep duc hue", []),
]


@pytest.fixture
def directory(db):
    found = {key: OrganizationFactory(legal_name=name) for key, name in FIRMS.items()}
    Product.objects.create(
        organization=found["say"], name="Máy sấy bơm nhiệt", text="cho thuê theo vụ"
    )
    actions.index_all_pending()
    return {organization.code: key for key, organization in found.items()}


def found(directory, typed, **more):
    answer = selectors.find(Query(text=read_query(typed), **more))
    assert not answer.from_database
    return [directory[card.url.rstrip("/").rpartition("/")[2]] for card in answer.cards]


def test_queries_find_what_a_vietnamese_reader_expects(directory):
    # SRCH-1, SRCH-2, SRCH-3
    given = {typed: found(directory, typed) for typed, _expected in PAIRS}

    assert given == dict(PAIRS)


def test_accents_rank_and_never_filter(directory):
    # SRCH-2
    assert found(directory, "điện tử")[0] == "dien-tu"
    assert found(directory, "điền từ")[0] == "dien-tu-la"
    assert set(found(directory, "điện tử")) == set(found(directory, "dien tu"))


def test_name_beats_description(db):
    OrganizationFactory(legal_name="Công ty TNHH Ba Hàng", description="Máy gieo khoai mì")
    second = OrganizationFactory(legal_name="Công ty TNHH Khoai mì Tân Châu")
    actions.index_all_pending()

    answer = selectors.find(Query(text=read_query("khoai mi")))

    assert next(card.url for card in answer.cards) == f"/danh-ba/{second.code}/"
    assert answer.total == 2


def test_former_names_are_found_with_a_hint(listed, renamed):
    # SRCH-4
    organization = listed("Công ty TNHH Hạt Sương")
    renamed(organization, "Cơ sở Giọt Nước")
    actions.index_all_pending()

    answer = selectors.find(Query(text=read_query("giot nuoc")))

    assert [card.hint for card in answer.cards] == ["Cơ sở <mark>Giọt Nước</mark>"]
    assert selectors.find(Query(text=read_query("giot nuoc"), literal=True)).total == 0


def test_old_district_is_found_with_a_hint(db):
    # SRCH-4: the commune's own name says nothing of Gò Dầu
    seat = next(
        unit
        for unit in type(commune()).objects.current().filter(district_name__contains="Gò Dầu")
        if "Gò Dầu" not in unit.full_name
    )
    OrganizationFactory(legal_name="Hợp tác xã Mãng cầu Vườn Thượng", seat=seat)
    actions.index_all_pending()

    [card] = selectors.find(Query(text=read_query("mang cau go dau"))).cards

    assert "huyện <mark>Gò Dầu</mark>" in card.hint
    assert seat.full_name in card.about


def test_query_is_read_back(db):
    reading = selectors.understand(read_query("nong nghiep go dau"))

    assert (reading.words, reading.places, reading.with_former) == (
        "nông nghiệp",
        ("Gò Dầu",),
        True,
    )


@pytest.mark.parametrize(
    "typed", ["", "   ", "!!!", "\x00", "'\"*()[]{}~^", "a" * 5000, "AND OR NOT"]
)
def test_odd_queries_are_answered(directory, client, typed):
    assert client.get("/danh-ba/", {"q": typed}).status_code == 200


def test_words_are_marked_and_everything_is_escaped(db, client):
    OrganizationFactory(legal_name="Công ty <b>Nông</b> & nghiệp", description="<script>1</script>")
    actions.index_all_pending()

    page = client.get("/danh-ba/", {"q": "nong <i>"}).content.decode()

    assert "<script>1" not in page
    assert "<i>" not in page
    page = client.get("/danh-ba/", {"q": "nong nghiep"}).content.decode()
    assert "&lt;b&gt;<mark>Nông</mark>&lt;/b&gt; &amp; <mark>nghiệp</mark>" in page
