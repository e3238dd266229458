"""Where an address lies, whatever list of communes it was written with (REG-7, REG-8, REG-10)."""

import pytest

from ecosystem.registry.selectors.import_places import Place, Places
from ecosystem.taxonomy.selectors import province

pytestmark = pytest.mark.django_db


def resolved(text: str) -> Place:
    return Places(province()).resolve(text)


@pytest.mark.parametrize(
    ("text", "unit", "former"),
    [
        (
            "Ấp 1, Thị trấn Gò Dầu, Huyện Gò Dầu, Tỉnh Tây Ninh, Việt Nam",
            "Phường Gò Dầu",
            "Thị trấn Gò Dầu",
        ),
        ("ap 1, tt go dau, h. go dau, tay ninh", "Phường Gò Dầu", "Thị trấn Gò Dầu"),
        ("Phường 3, Thành phố Tây Ninh, Tây Ninh", "Phường Tân Ninh", "Phường 3"),
        ("12 đường 30/4, P. Hiệp Ninh, TP Tây Ninh", "Phường Tân Ninh", "Phường Hiệp Ninh"),
        ("Số 1, Phường Gò Dầu, Tỉnh Tây Ninh", "Phường Gò Dầu", None),
    ],
)
def test_address_is_found_in_either_list(text, unit, former):
    place = resolved(text)

    assert place.unit.full_name == unit
    assert (place.former_unit.full_name if place.former_unit else None) == former
    assert place.is_outside is False


@pytest.mark.parametrize(
    "text",
    [
        "29A Trường Sơn, Thị Trấn A Lưới, Huyện A Lưới, Tỉnh Thừa Thiên Huế, Việt Nam",
        "Xã Tân Bình, Huyện Vĩnh Cửu, Tỉnh Đồng Nai",
        "Phường 3, Quận 10, Thành phố Hồ Chí Minh",
    ],
)
def test_address_elsewhere_is_outside_although_a_commune_has_the_same_name(text):
    place = resolved(text)

    assert (place.unit, place.former_unit, place.is_outside) == (None, None, True)


def test_divided_commune_waits_for_somebody_to_choose():
    place = resolved("Ấp 2, Xã Suối Đá, Huyện Dương Minh Châu, Tỉnh Tây Ninh")

    assert place.unit is None
    assert place.former_unit.full_name == "Xã Suối Đá"
    assert place.needs_settling is True


def test_unknown_commune_inside_the_province_is_said_not_guessed():
    place = resolved("Ấp 2, Xã Không Có, Huyện Gò Dầu, Tỉnh Tây Ninh")

    assert (place.unit, place.is_outside) == (None, False)
    assert place.trouble != ""
