"""The officers' screens, the decision's text, the profile's tables and the commands."""

import json
import re
from datetime import date
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.template import engines
from django.urls import reverse

from accounts.choices import Role
from core.lifecycle import ObstacleError
from core.models import StoredFile
from ecosystem.classification import actions
from ecosystem.classification.choices import ProposalStatus
from ecosystem.classification.models import Classification, Proposal
from ecosystem.registry.models import Evidence
from tests.factories import EvidenceFactory, UserFactory

from .conftest import LONG_AGO, classified, firm

pytestmark = pytest.mark.django_db

ADD = "classification_proposal:add"


def decide(number):
    return reverse("classification_proposal:decide", args=[number])


def test_officer_proposes_and_another_puts_in_force(client, digital, officer, lead):
    # REG-14
    organization = firm(code="TN-000123")
    evidence = EvidenceFactory(organization=organization)
    client.force_login(officer)
    chosen = client.get(reverse(ADD), {"organization": "TN-000123"})
    client.post(
        f"{reverse(ADD)}?organization=TN-000123",
        {
            "scheme_class": digital.pk,
            "subgroup": "ict",
            "valid_from": "01/11/2026",
            "evidence": [evidence.pk],
            "reason": "Sản xuất phần mềm.",
        },
    )
    proposal = Proposal.objects.get()
    own = client.get(decide(proposal.number)).content.decode()
    client.post(decide(proposal.number), {"step": "put_in_force"})
    after_own_try = Classification.objects.count()

    client.force_login(lead)
    theirs = client.get(decide(proposal.number)).content.decode()
    client.post(decide(proposal.number), {"step": "check", "evidence": evidence.number})
    client.post(decide(proposal.number), {"step": "put_in_force"})

    assert organization.legal_name in chosen.content.decode()
    assert "bạn là người đề xuất phân loại này" in own
    assert "Đưa vào hiệu lực" not in own
    assert after_own_try == 0
    assert "Đưa vào hiệu lực" in theirs
    assert Classification.objects.get().organization == organization
    evidence.refresh_from_db()
    assert evidence.checked_by == lead
    text = client.get(reverse("classification_proposal:decision", args=[proposal.number]))
    for words in (
        "Từ ngày 01/11/2026",
        "Luật 71/2025/QH15",
        "Sản xuất phần mềm.",
        "Nếu không đồng ý",
    ):
        assert words in text.content.decode()


def test_form_keeps_what_was_typed_and_says_what_is_missing(client, able, officer):
    firm(code="TN-000123")
    client.force_login(officer)
    address = f"{reverse(ADD)}?organization=TN-000123"

    refused = client.post(
        address,
        {"scheme_class": able.pk, "valid_from": "01/11/2026", "reason": "Có hợp đồng."},
    ).content.decode()
    unreadable = client.post(address, {"valid_from": "31/02/2026"}).content.decode()
    unknown = client.get(reverse(ADD), {"organization": "TN-999999"}).content.decode()

    assert "Lớp này đòi hỏi" in refused or "Cần ít nhất một bằng chứng" in refused
    assert "Có hợp đồng." in refused
    assert 'value="31/02/2026"' in unreadable
    assert "Không có tổ chức mang mã TN-999999." in unknown
    assert Proposal.objects.count() == 0


def test_evidence_is_recorded_with_its_file_and_a_wrong_file_is_refused(client, officer):
    # REG-F2
    firm(code="TN-000123")
    client.force_login(officer)
    address = reverse("classification_proposal:evidence") + "?organization=TN-000123"
    typed = {"kind": "contract", "title": "Hợp đồng số 1", "issued_on": "10/01/2025"}
    bad = SimpleUploadedFile("a.pdf", b"MZ not a pdf")

    refused = client.post(address, {**typed, "file": bad}).content.decode()
    client.post(address, {**typed, "note": "Tủ hồ sơ 3"})

    assert 'value="Hợp đồng số 1"' in refused
    assert Evidence.objects.get().title == "Hợp đồng số 1"


def test_paper_of_somebody_who_may_not_propose_is_neither_recorded_nor_kept(officer):
    # REG-14, ADM-1
    outsider = UserFactory(roles=[Role.ANALYST])

    with pytest.raises(ObstacleError):
        actions.record_evidence(
            firm(),
            by=outsider,
            kind="contract",
            title="Hợp đồng số 1",
            issued_on=date(2025, 1, 10),
            file=SimpleUploadedFile("a.pdf", b"%PDF-1.7\n%%EOF"),
        )

    assert (Evidence.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_answer_that_comes_after_somebody_elses_decision_is_not_lost(client, digital, officer):
    # REG-F3
    organization = firm(code="TN-000123")
    proposal = actions.propose(
        organization, digital, by=officer, valid_from=date(2026, 11, 1), reason="Phần mềm."
    )
    actions.withdraw(proposal, by=officer)
    client.force_login(UserFactory(roles=[Role.REGISTRY_LEAD]))

    response = client.post(
        decide(proposal.number), {"step": "refuse", "answer": "Thiếu hợp đồng đã ký."}
    )

    page = response.content.decode()
    proposal.refresh_from_db()
    assert "Việc này đã chuyển sang bước khác" in page
    assert "Bạn vừa gõ, chưa được ghi" in page
    assert "Thiếu hợp đồng đã ký." in page
    assert (proposal.status, proposal.answer) == (ProposalStatus.WITHDRAWN, "")


def test_refusal_and_withdrawal_from_the_screen(client, digital, officer, lead):
    proposals = [
        actions.propose(
            firm(), digital, by=officer, valid_from=date(2025, 1, 1), reason="Hồ sơ đủ."
        )
        for _ in range(2)
    ]
    client.force_login(lead)
    silent = client.post(decide(proposals[0].number), {"step": "refuse", "answer": ""})
    client.post(decide(proposals[0].number), {"step": "refuse", "answer": "Thiếu sản phẩm."})
    client.force_login(officer)
    client.post(decide(proposals[1].number), {"step": "withdraw"})

    for proposal in proposals:
        proposal.refresh_from_db()
    assert silent.status_code == 200
    assert [proposal.status for proposal in proposals] == [
        ProposalStatus.REFUSED,
        ProposalStatus.WITHDRAWN,
    ]


def test_end_is_proposed_on_the_screen(client, digital, officer):
    organization = firm(code="TN-000123")
    row = classified(organization, digital, date(2024, 1, 1))
    client.force_login(officer)

    client.post(
        reverse("classification_proposal:end") + "?organization=TN-000123",
        {"classification": row.pk, "on": "01/07/2026", "reason": "Không còn sản phẩm."},
    )

    proposal = Proposal.objects.get()
    assert (proposal.kind, proposal.valid_from) == ("end", date(2026, 7, 1))


def test_list_and_watch_page_open_for_internal_readers_only(client, digital, officer):
    proposal = actions.propose(
        firm(), digital, by=officer, valid_from=date(2025, 1, 1), reason="Hồ sơ đủ."
    )
    names = ("index", "expiring", "add")
    for role, allowed in ((Role.ANALYST, True), (Role.EDITOR, False), (Role.ADMINISTRATOR, False)):
        client.force_login(UserFactory(roles=[role]))
        answers = [client.get(reverse(f"classification_proposal:{name}")) for name in names]
        assert [answer.status_code == 200 for answer in answers] == [allowed] * 3
    client.force_login(officer)
    assert proposal.number in client.get(reverse("classification_proposal:index")).content.decode()


def test_profile_table_shows_classes_in_force_with_basis_and_folds_the_ended(digital, startup):
    organization = firm()
    classified(organization, digital, date(2022, 8, 3), subgroup="digital_startup")
    classified(organization, startup, date(2018, 1, 1), date(2020, 1, 1), end_reason="term")
    template = engines["django"].from_string(
        "{% load classification %}{% classes_of organization as classes %}"
        "{% classification_tables classes %}"
    )

    html = template.render({"organization": organization})

    assert "Doanh nghiệp công nghệ số" in html
    assert "nhóm Khởi nghiệp công nghệ số" in html
    assert "còn hiệu lực" in html
    assert "Luật 71/2025/QH15" in html
    assert "Các phân loại đã kết thúc (1)" in html


def test_profile_shows_classes_in_force_as_tags_and_every_change_on_the_timeline(
    client, digital, startup
):
    organization = firm()
    classified(organization, digital, date(2022, 8, 3))
    classified(organization, startup, date(2018, 1, 1), date(2020, 1, 1), end_reason="term")

    html = client.get(organization.get_absolute_url()).content.decode()

    head, timeline = html.split("page-head")[1].split("</h1>")[1][:900], html.split("timeline")[-1]
    assert f'<span class="tag tag-info">{digital.name}</span>' in head
    assert startup.name not in head
    for day, text in (
        ("2022-08-03", f"Được xếp loại: {digital.name}"),
        ("2018-01-01", f"Được xếp loại: {startup.name}"),
        ("2020-01-01", f"Thôi xếp loại: {startup.name}"),
    ):
        assert re.search(f'datetime="{day}">[^<]*</time>{text}', timeline)


def test_count_command_gives_the_number_and_its_list(digital):
    classified(firm(code="TN-000036"), digital, date(2022, 8, 3), recorded_at=LONG_AGO)
    plain, listed = StringIO(), StringIO()

    call_command(
        "count", "DTF", "DIGITAL", boundary="TN-TU-20250701", on=date(2026, 1, 1), stdout=plain
    )
    call_command(
        "count",
        "DTF",
        "DIGITAL",
        "--boundary=TN-TU-20250701",
        "--on=31/12/2025",
        "--known-at=2026-01-08T16:00:00",
        "--list",
        "--json",
        stdout=listed,
    )

    answer = json.loads(listed.getvalue())
    assert plain.getvalue().startswith("1 Doanh nghiệp công nghệ số, Tây Ninh từ 1/7/2025")
    assert (answer["value"], answer["on_date"]) == (1, "2025-12-31")
    assert answer["known_at"] == "2026-01-08T16:00:00+07:00"
    assert [row["code"] for row in answer["list"]] == ["TN-000036"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("DTF", "NOTHING", "--boundary=TN-TU-20250701"),
        ("DTF", "DIGITAL", "--boundary=NOWHERE"),
    ],
)
def test_count_command_ends_with_2_for_names_that_do_not_exist(arguments):
    with pytest.raises(CommandError) as stopped:
        call_command("count", *arguments)

    assert stopped.value.returncode == 2


def test_nesting_command_ends_with_1_when_an_inner_class_stands_alone(able, capsys):
    # REG-12
    call_command("check_nesting")
    classified(firm(code="TN-000200"), able, date(2024, 1, 1))

    with pytest.raises(CommandError) as stopped:
        call_command("check_nesting")

    assert stopped.value.returncode == 1
    assert "TN-000200: ABLE without DIGITAL on 2024-01-01" in capsys.readouterr().out
