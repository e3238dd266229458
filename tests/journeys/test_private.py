"""A secret stands in every private field; no public page, export, index, letter or log has it."""

import logging
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from post_office.models import Email

from accounts.choices import Role
from core.models import JournalEntry
from ecosystem.registry.actions import organizations, screening
from ecosystem.registry.choices import FactKind, RoleType
from ecosystem.registry.models import Case, Evidence, Fact, Organization
from ecosystem.registry.models import Role as Part
from ecosystem.registry.selectors.answers import answers_of
from search import actions as search
from search.models import Card
from tests.ecosystem.registry.cases import ANSWERS, accept_all, make_case
from tests.factories import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db

NUMBER = "079123456789"
REPRESENTATIVE = "Lương Bí Ẩn"
SECRETS = {
    "personal number": NUMBER,
    "representative": REPRESENTATIVE,
    "contact name": "Khổng Kín Tiếng",
    "contact e-mail": "rieng-tu@kin.example",
    "contact phone": "0911222333",
    "case e-mail": "nop-kin@kin.example",
    "case phone": "0922333444",
    "colleague": "Mạc Riêng Tư",
    "colleague's e-mail": "dong-nghiep@kin.example",
    "colleague's phone": "0933444555",
    "turnover": "98765432100",
    "note on evidence": "GHI-CHU-KIN-7731",
    "staff account": "can-bo-kin@kin.example",
    "grounds": "LY-DO-KIN-5512",
}


@pytest.fixture
def household(settings, tmp_path) -> Organization:
    """A household business that was registered through a case and is public and indexed.

    Its consent covers the listing only: the representative of a company would be named then,
    so that consent is withdrawn below and the record published by an officer.
    """
    settings.SEARCH_ENGINE = {**settings.SEARCH_ENGINE, "PATH": tmp_path / "index"}
    officer = UserFactory(email=SECRETS["staff account"], roles=[Role.REGISTRY_LEAD])
    case = make_case(
        organization_kind="household",
        assignee=officer,
        email=SECRETS["case e-mail"],
        phone=SECRETS["case phone"],
        answers={
            **ANSWERS,
            "tax_code": NUMBER,
            "representative": REPRESENTATIVE,
            "contact_name": SECRETS["contact name"],
            "contact_email": SECRETS["contact e-mail"],
            "contact_phone": SECRETS["contact phone"],
            "class_grounds": SECRETS["grounds"],
            "consents": [],
        },
    )
    accept_all(case, officer)
    case.refresh_from_db()
    screening.send_decision(case, by=officer, version=case.version)
    organization = Organization.objects.get()
    organizations.publish(organization, by=officer)
    colleague = PersonFactory(
        full_name=SECRETS["colleague"],
        email=SECRETS["colleague's e-mail"],
        phone=SECRETS["colleague's phone"],
    )
    Part.objects.create(
        person=colleague,
        organization=organization,
        role=RoleType.FOUNDER,
        valid_from=date(2023, 1, 1),
    )
    Fact.objects.create(
        organization=organization,
        kind=FactKind.REVENUE,
        value=SECRETS["turnover"],
        unit="đồng",
        period="2025",
    )
    Evidence.objects.create(
        number="MC-90001",
        organization=organization,
        kind="contract",
        title="Hợp đồng",
        issued_on=date(2025, 1, 10),
        note=SECRETS["note on evidence"],
    )
    search.index_all_pending()
    return Organization.objects.get()


def leaks(text: str) -> list[str]:
    """Name the secrets that stand in a text, in any of the ways they may be written."""
    plain = text.replace("\\/", "/").replace(".", "").replace("\xa0", "").replace(" ", "")
    return [
        name
        for name, secret in SECRETS.items()
        if secret in text or secret.replace(".", "").replace(" ", "") in plain
    ]


def test_the_secrets_are_there_to_leak(household):
    answers = answers_of(household)

    assert answers["tax_code"] == NUMBER
    assert answers["representative"] == REPRESENTATIVE
    assert answers["contact_phone"] == SECRETS["contact phone"]
    assert Case.objects.get().email == SECRETS["case e-mail"]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_no_public_page_or_export_has_a_secret(household, client, prefix):  # REG-3, PRV-1
    code, case = household.code, Case.objects.get()
    addresses = [
        "/",
        "/danh-ba/",
        "/danh-ba/?q=go+dau+xanh",
        *(f"/danh-ba/?q={secret}" for secret in (NUMBER, "0911222333", "luong bi an")),
        f"/danh-ba/{code}/",
        f"/danh-ba/{code}.json",
        f"/dang-ky/nhan-quan-ly/{code}/",
        f"/dang-ky/{case.number}/",
        f"/dang-ky/{case.number}/da-gui/",
        "/muc-tieu/",
        "/muc-tieu/TN-DTF-2030/",
        "/muc-tieu/TN-DTF-2030/?format=csv",
        "/chi-so/",
        "/chi-so/ket-qua.csv",
        "/bao-cao/",
        "/kiem-tra/",
        "/tin-tuc/rss.xml",
    ]

    found = {}
    for address in addresses:
        response = client.get(prefix + address)
        body = b"".join(response) if response.streaming else response.content
        text = body.decode() + str(dict(response.headers))
        # What somebody searched for stands in the field that they typed it in.
        typed = address.partition("?q=")[2]
        if names := leaks(text.replace(typed, "") if typed else text):
            found[address] = names

    assert found == {}
    assert household.legal_name in client.get(f"{prefix}/danh-ba/{code}/").content.decode()
    assert leaks(client.get("/sitemap.xml").content.decode()) == []


def test_number_or_phone_of_a_person_finds_nobody(household, client):
    for secret in (NUMBER, "0911222333", "khong kin tieng", "rieng-tu@kin.example"):
        response = client.get("/danh-ba/", {"q": secret})

        assert response.status_code == 200
        assert household.legal_name not in response.content.decode()


def test_cards_and_index_hold_no_secret(household, settings):
    cards = str(list(Card.objects.values_list("data", flat=True)))
    assert household.legal_name in cards
    assert leaks(cards) == []

    files = [path for path in Path(settings.SEARCH_ENGINE["PATH"]).rglob("*") if path.is_file()]
    assert files
    for path in files:
        content = path.read_bytes()
        for secret in SECRETS.values():
            assert secret.encode() not in content
            assert secret.lower().encode() not in content


def test_letters_hold_no_number_phone_or_name_of_another(household):
    letters = list(Email.objects.filter(to=SECRETS["case e-mail"]))
    assert letters
    for letter in letters:
        body = letter.subject + letter.message + letter.html_message
        assert set(leaks(body)) <= {"case e-mail"}


def test_journal_holds_no_contact(household):  # PRV-1
    lines = "".join(
        f"{entry.before}{entry.after}{entry.reason}" for entry in JournalEntry.objects.all()
    )
    assert household.legal_name in lines
    personal = {name for name in SECRETS if name not in ("personal number",)}
    assert personal & set(leaks(lines)) <= {"grounds"}


def test_log_holds_no_secret(household, client, caplog):
    caplog.set_level(logging.DEBUG)

    client.get(f"/danh-ba/{household.code}/")
    client.get("/danh-ba/khong-co/")
    client.post("/dang-ky/", {"organization_kind": "household", "tax_code": NUMBER, "contact": ""})
    call_command("index", "status")

    lines = "\n".join(
        record.getMessage() for record in caplog.records if record.name != "django.db.backends"
    )
    assert leaks(lines) == []


def test_number_of_a_person_is_never_in_an_address(client):  # REG-3
    data = {
        "organization_kind": "household",
        "tax_code": NUMBER,
        "contact": SECRETS["contact e-mail"],
    }
    response = client.post("/dang-ky/", data)

    assert response.status_code == 302
    assert leaks(response["Location"]) == []
