"""A founder's browser on the form, for tests of the portal."""

import re
from io import BytesIO

import pikepdf
from django.test import Client

from ecosystem.registry.models import Case

GOOD_CODE = "9900112344"


def pdf() -> bytes:
    made = BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    document.save(made)
    return made.getvalue()


PDF = pdf()


def begin(client: Client, **changes: str) -> Case:
    data = {
        "organization_kind": "company",
        "tax_code": "99 0011 2344",
        "contact": "chu@vuonchin.example",
        **changes,
    }
    response = client.post("/dang-ky/", data)
    assert response.status_code == 302
    number = re.match(r"/dang-ky/([^/]+)/", response["Location"])[1]
    return Case.objects.get(number=number)


def page(client: Client, case: Case, step: str) -> str:
    response = client.get(f"/dang-ky/{case.number}/{step}/")
    assert response.status_code == 200
    return response.content.decode()


def version(html: str) -> str:
    return re.search(r'name="version" value="([^"]*)"', html)[1]


def save(client: Client, case: Case, step: str, button: str = "next", **data: object):
    html = page(client, case, step)
    return client.post(
        f"/dang-ky/{case.number}/{step}/", {"version": version(html), button: "1", **data}
    )


def fill(client: Client, case: Case) -> None:
    save(
        client,
        case,
        "danh-tinh",
        legal_name="CÔNG TY TNHH SỔ LÔ VƯỜN CHÍN",
        tax_code=GOOD_CODE,
        short_name="Vườn Chín",
        first_registration_date="21/04/2026",
    )
    save(client, case, "tru-so", street="Tổ 4, ấp Mẫu", commune="Phường Tân Ninh")
    save(
        client,
        case,
        "hoat-dong",
        description="Sổ lô hàng cho vườn cây ăn trái.",
        sectors=["nong-nghiep-cong-nghe-cao"],
        products="Nhật ký canh tác\nMã lô",
        staff="1.200",
        website="vuonchin.example",
    )
    save(client, case, "phan-loai", proposed_classes=["DTF/DIGITAL"], class_grounds="Phần mềm")
    save(
        client,
        case,
        "lien-he",
        representative="Ngô Văn Thử",
        contact_name="Ngô Văn Thử",
        contact_email="chu@vuonchin.example",
        consents=["public_listing", "mentor_sharing"],
    )


def send(client: Client, case: Case, key: str = ""):
    html = client.get(f"/dang-ky/{case.number}/kiem-tra/").content.decode()
    key = key or re.search(r'name="key" value="([^"]+)"', html)[1]
    return client.post(f"/dang-ky/{case.number}/kiem-tra/", {"key": key, "declared": "on"})
