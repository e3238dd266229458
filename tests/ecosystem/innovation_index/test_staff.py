"""The staff's screens of report runs, and the commands."""

import json
from datetime import date
from io import StringIO
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from core import files
from core.models import JournalEntry
from ecosystem.classification.actions import propose
from ecosystem.classification.models import SchemeClass
from ecosystem.innovation_index import selectors
from ecosystem.innovation_index.choices import ReportState
from ecosystem.innovation_index.models import Report
from tests.ecosystem.classification.conftest import firm
from tests.factories import UserFactory

from .conftest import ON_DATE

pytestmark = pytest.mark.django_db


def run(pk):
    return reverse("innovation_index_report:run", args=[pk])


def step(pk, name):
    return reverse("innovation_index_report:step", args=[pk, name])


@pytest.fixture
def staff(client, analyst, checker, head):
    """Return a client that signs in as the person given; all may enter the admin."""

    def _as(person):
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return _as


def test_a_report_goes_from_draft_to_publication_on_screen(
    staff, analyst, checker, head, pii_2025, boundary
):
    drafted = staff(analyst).post(
        reverse("innovation_index_report:draft"),
        {
            "kind": "index",
            "framework": pii_2025.pk,
            "boundary": boundary.pk,
            "on_date": ON_DATE.isoformat(),
            "missing_note": "Kết quả năm 2025 chưa tìm thấy.",
        },
    )
    report = Report.objects.get()
    assert drafted["Location"] == run(report.pk)
    own = staff(analyst).get(run(report.pk)).content.decode()
    assert "bạn là người soạn báo cáo" in own

    staff(checker).post(step(report.pk, "check"))
    staff(head).post(step(report.pk, "approve"), {"title": "Giám đốc"})
    done = staff(checker).post(step(report.pk, "publish"), follow=True).content.decode()

    report.refresh_from_db()
    assert report.status == ReportState.PUBLISHED
    assert report.number in done
    assert report.file.sha256 in done
    # A second click finds the same report.
    staff(checker).post(step(report.pk, "publish"))
    assert Report.objects.get().file_id == report.file_id


def test_the_drafters_own_check_is_refused_with_the_reason(staff, analyst, draft):
    report = draft()

    response = staff(analyst).post(step(report.pk, "check"), follow=True)

    report.refresh_from_db()
    assert report.status == ReportState.DRAFT
    assert "bạn là người soạn báo cáo" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "typed"),
    [("approve", {"title": "Phó Giám đốc"}), ("reopen", {"reason": "Sai số của quý trước."})],
)
def test_step_that_comes_too_late_says_so_and_keeps_what_was_typed(staff, head, draft, name, typed):
    # REP-1
    report = draft()

    body = staff(head).post(step(report.pk, name), typed).content.decode()

    report.refresh_from_db()
    assert report.status == ReportState.DRAFT
    assert "Việc này đã chuyển sang bước khác" in body
    assert all(words in body for words in typed.values())


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("classification_proposal:add", "organization"),
        ("classification_proposal:evidence", "organization"),
        ("classification_proposal:decide", "proposal"),
        ("targets_admin:freeze", "target"),
        ("innovation_index_report:draft", ""),
        ("innovation_index_report:step", "step"),
    ],
)
def test_form_sent_after_the_session_ended_leads_back_to_itself(client, head, draft, name, key):
    # ADM-1; the words themselves stay in the page, which asks before it sends
    proposal = propose(
        firm(code="TN-000123"),
        SchemeClass.objects.get(scheme__code="DTF", code="DIGITAL"),
        by=UserFactory(roles=[Role.REGISTRY_OFFICER]),
        valid_from=date(2026, 1, 5),
        reason="Phần mềm.",
    )
    parts = {
        "proposal": [proposal.number],
        "target": ["TN-DTF-2030"],
        "step": [draft().pk, "recount"],
    }
    address = reverse(name, args=parts.get(key, []))
    if key == "organization":
        address += "?organization=TN-000123"
    rows = JournalEntry.objects.count()

    lost = client.post(address, {"reason": "Đã gõ", "step": "put_in_force", "on": "01/01/2026"})
    back = parse_qs(urlsplit(lost["Location"]).query)["next"][0]
    client.force_login(head, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert back == address
    assert JournalEntry.objects.count() == rows
    assert client.get(back).status_code == 200


def test_the_form_says_what_is_missing_and_keeps_what_was_typed(staff, analyst, boundary):
    response = staff(analyst).post(
        reverse("innovation_index_report:draft"),
        {"kind": "index", "boundary": boundary.pk, "on_date": "2099-01-01", "missing_note": "Ghi"},
    )

    body = response.content.decode()
    assert "Chọn khung chỉ số của báo cáo này." in body
    assert "chưa tới" in body
    assert 'value="Ghi"' in body


def test_an_editor_does_not_see_report_runs(staff, draft):
    report = draft()
    editor = UserFactory(roles=[Role.EDITOR])

    response = staff(editor).get(run(report.pk))

    assert report.title not in response.content.decode()
    assert response.status_code in (302, 403)


def test_a_blocked_report_says_what_is_missing(staff, checker, head, draft):
    report = draft(missing_note="")
    staff(checker).post(step(report.pk, "check"))
    staff(head).post(step(report.pk, "approve"), {"title": "Giám đốc"})

    body = staff(checker).post(step(report.pk, "publish"), follow=True).content.decode()

    assert "Ghi chú vì sao chưa có số liệu" in body
    report.refresh_from_db()
    assert report.status == ReportState.APPROVED


def test_the_list_asks_the_same_queries_for_one_and_for_many(
    staff, analyst, draft, django_assert_max_num_queries
):
    report = draft()
    address = reverse("innovation_index_report:index")
    assert report.title in staff(analyst).get(address).content.decode()
    with django_assert_max_num_queries(60) as first:
        staff(analyst).get(address)
    for _ in range(5):
        report.pk = None
        report.save(force_insert=True)

    with django_assert_max_num_queries(len(first)):
        staff(analyst).get(address)


def test_the_desk_shows_each_run_to_who_can_move_it(analyst, checker, draft):
    report = draft()
    day = timezone.localdate()

    (mine,) = selectors.work_items(analyst, day)
    (theirs,) = selectors.work_items(checker, day)

    assert mine.waits_for_others
    assert not theirs.waits_for_others
    assert theirs.url == run(report.pk)
    assert selectors.work_items(UserFactory(roles=[Role.EDITOR]), day) == ()


def test_the_preview_shows_the_words_of_the_document(staff, checker, draft):
    report = draft()

    browser = staff(checker)
    address = reverse("innovation_index_report:preview_style", args=[report.pk])
    body = browser.get(reverse("innovation_index_report:preview", args=[report.pk]))
    style = browser.get(address)

    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in body.content.decode()
    assert f'href="{address}"' in body.content.decode()
    assert style["Content-Type"] == "text/css"
    assert "@page" in style.content.decode()


# Commands --------------------------------------------------------------------------------------


def call(*arguments, **options) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def test_calculate_index_takes_the_published_parts():
    text = call("calculate_index", "pii", "--period", "2023")

    assert "34,89" in text
    assert "không phải chỉ số chính thức" in text


def test_calculate_index_answers_in_json():
    answer = json.loads(call("calculate_index", "pii", "--period", "2023", "--json"))

    levels = {level["code"]: level for level in answer["areas"][0]["levels"]}
    assert levels["index"]["score"] == "34.8900"
    assert answer["official"] is False
    assert answer["estimate"] is True


@pytest.mark.parametrize(
    ("mode", "table", "expected"),
    [
        ("own", "code,score\ninput,28.30\noutput,30.19\n", "29,25"),
        ("full", "tỉnh,1.1.1,1.1.2\nA,1,2\nB,3,4\n", "100,00"),
        ("what-if", "code,low,high,now,changed\n5.3.3,1.2,9.6,3.3,4.56\n", "+0,13"),
    ],
)
def test_calculate_index_reads_a_file_in_each_mode(tmp_path, mode, table, expected):
    path = tmp_path / "values.csv"
    path.write_text(table)

    text = call("calculate_index", "pii", "--period", "2025", "--mode", mode, "--values", str(path))

    assert expected in text


@pytest.mark.parametrize("arguments", [["x", "--period", "2023"], ["pii", "--period", "2025"]])
def test_calculate_index_says_what_is_missing(arguments):
    with pytest.raises(CommandError) as refused:
        call("calculate_index", *arguments)

    assert refused.value.returncode == 2


def test_verify_report_knows_the_published_file_and_no_other(draft, publish, tmp_path):
    report = publish(draft())
    content = files.read(report.file)
    same, forged = tmp_path / "same.pdf", tmp_path / "forged.pdf"
    same.write_bytes(content)
    forged.write_bytes(content[:100] + bytes([content[100] ^ 1]) + content[101:])

    assert report.number in call("verify_report", str(same))
    with pytest.raises(SystemExit) as refused:
        call("verify_report", str(forged))
    assert refused.value.code == 1
    with pytest.raises(CommandError) as unreadable:
        call("verify_report", str(tmp_path / "none.pdf"))
    assert unreadable.value.returncode == 2


def test_publish_report_from_the_command_line(draft, checker, head):
    from ecosystem.innovation_index.actions import reports

    report = draft()
    with pytest.raises(CommandError) as refused:
        call("publish_report", str(report.pk), "--by", checker.email)
    assert refused.value.returncode == 1
    reports.check(report, by=checker)
    reports.approve(report, by=head, title="Giám đốc")

    text = call("publish_report", str(report.pk), "--by", checker.email)
    again = call("publish_report", str(report.pk), "--by", checker.email)

    assert text.startswith("BC-")
    assert again == text
