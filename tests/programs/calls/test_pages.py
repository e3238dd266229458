"""The pages of founders, reviewers and staff, as browsers fetch them."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pikepdf
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import files
from core.models import JournalEntry
from programs.calls import tasks
from programs.calls.actions import building, calls, council, decisions, drafts
from programs.calls.choices import ApplicationStatus, CallStatus, FieldKind, Outcome
from programs.calls.forms.answers import name_of
from programs.calls.models import Application, Call, Review
from programs.calls.selectors import ranking
from tests.factories import UserFactory

from .world import (
    CLOSES,
    DURING,
    chair,
    field,
    in_review,
    make_call,
    make_council,
    make_draft,
    make_founder,
    no_stake,
    officer,
    scored,
    submitted,
)

pytestmark = pytest.mark.django_db


def a_pdf() -> bytes:
    content, document = BytesIO(), pikepdf.new()
    document.add_blank_page()
    document.save(content)
    return content.getvalue()


PDF = a_pdf()


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, application: Application, *args: object) -> str:
    return reverse(f"calls:{name}", args=[application.call.slug, application.number, *args])


@pytest.fixture
def during():
    with time_machine.travel(DURING, tick=False) as travel:
        yield travel


@pytest.fixture
def call(during):
    return make_call(
        officer(),
        kinds=["company"],
        conditions=[{"question": "Có sản phẩm chạy thử?", "reason": "Cần chạy thử trước."}],
    )


def test_founder_applies_step_by_step(call):
    person, organization = make_founder()
    client = signed_in(person)
    start = reverse("calls:start", args=[call.slug])
    typed = {"organization": organization.code}

    unanswered = client.post(start, typed)
    asked = client.post(start, {**typed, "condition_0": "no"})
    begun = client.post(start, {**typed, "condition_0": "yes"})
    draft = Application.objects.get()
    client.post(url("registry", draft))
    form_page = client.get(url("section", draft, 1))
    client.post(
        url("section", draft, 1),
        {name_of(field(call)): "Đất thiếu nước", "version": form_page.context["version"]},
    )
    check = client.get(url("check", draft))
    undeclared = client.post(url("check", draft), {"key": check.context["key"]})
    sent = client.post(url("check", draft), {"key": check.context["key"], "declared": "on"})

    assert unanswered.status_code == undeclared.status_code == 422
    assert "Cần chạy thử trước." in asked.text
    assert begun.url == url("application", draft)
    assert "Đất thiếu nước" in check.text
    assert sent.url == url("application", draft)
    draft.refresh_from_db()
    assert draft.status == ApplicationStatus.SUBMITTED
    assert draft.number in client.get(sent.url).text
    assert draft.number in client.get(reverse("calls:own_applications")).text


def test_a_no_may_still_be_brought_before_an_officer(call):  # PRG-8
    person, organization = make_founder()

    signed_in(person).post(
        reverse("calls:start", args=[call.slug]),
        {"organization": organization.code, "condition_0": "no", "anyway": "1"},
    )

    assert Application.objects.get().eligibility == {"0": "no"}


def test_submit_one_second_late_is_a_sentence_and_loses_nothing(call, during):  # PRG-9
    draft = make_draft(call)
    during.move_to(CLOSES + timedelta(minutes=15))

    page = signed_in(draft.applicant).post(
        url("check", draft), {"key": str(uuid4()), "declared": "on"}
    )

    assert page.status_code == 422
    assert "Đợt này đã hết hạn nhận hồ sơ." in page.text
    assert "Đất thiếu nước" in page.text


def test_autosave_answers_with_time_and_stamp_and_meets_another_tab(call):  # PRG-F1
    draft = make_draft(call)
    client = signed_in(draft.applicant)
    stamp = client.get(url("section", draft, 1)).context["version"]
    send = {"headers": {"X-Requested-With": "autosave"}}

    first = client.post(
        url("section", draft, 1), {name_of(field(call)): "Một", "version": stamp}, **send
    )
    second = client.post(
        url("section", draft, 1), {name_of(field(call)): "Hai", "version": stamp}, **send
    )
    typed = client.post(url("section", draft, 1), {name_of(field(call)): "Hai", "version": stamp})

    assert (first.status_code, first.headers["X-Saved-At"]) == (204, "10:00")
    assert second.status_code == typed.status_code == 409
    assert "Bản đã lưu ở cửa sổ khác: “Một”" in typed.text
    assert "Hai" in typed.text


def test_ended_session_keeps_what_was_typed(call):  # REGN-2
    draft = make_draft(call)

    page = Client().post(url("section", draft, 1), {name_of(field(call)): "Câu dài đã gõ"})

    assert page.status_code == 403
    assert "Câu dài đã gõ" in page.text


def test_form_of_another_session_keeps_what_was_typed_and_saves_nothing(call):
    draft = make_draft(call, "Bản đã lưu")
    client = Client(enforce_csrf_checks=True)
    client.force_login(draft.applicant)

    page = client.post(url("section", draft, 1), {name_of(field(call)): "Câu dài đã gõ"})

    assert page.status_code == 403
    assert "Câu dài đã gõ" in page.text
    draft.refresh_from_db()
    assert draft.answers[field(call).key] == "Bản đã lưu"


def test_wrong_file_is_refused_beside_its_question_and_the_rest_is_kept(call):
    building.save_field(call, {"label": "Ảnh ruộng", "kind": FieldKind.FILE}, by=None)
    fields = {each.key: "1" for each in call.form_versions.first().fields.all()}
    calls.pass_test(call, fields, set(fields), by=None)
    call.refresh_from_db()
    draft = make_draft(call)
    client = signed_in(draft.applicant)
    photo = name_of(field(call, "Ảnh ruộng"))
    stamp = client.get(url("section", draft, 1)).context["version"]
    answer = {name_of(field(call)): "Mặn", "version": stamp}

    refused = client.post(
        url("section", draft, 1), {**answer, photo: SimpleUploadedFile("a.exe", b"MZ\0\0")}
    )
    taken = client.post(
        url("section", draft, 1), {**answer, photo: SimpleUploadedFile("a.pdf", PDF)}
    )

    assert refused.status_code == 422
    assert "Loại tệp này không nhận được" in refused.text
    draft.refresh_from_db()
    assert draft.answers[field(call).key] == "Mặn"
    assert taken.status_code == 302
    assert [each.file.name for each in draft.files.all()] == ["a.pdf"]


def test_officer_makes_a_call_with_the_form_builder(during):  # PRG-5
    client = signed_in(officer())

    client.post(
        reverse("calls_call:add"),
        {
            "slug": "khoa-moi",
            "title": "Khoá mới",
            "program": "Ươm tạo",
            "opens_at": "02/11/2026 08:00:00",
            "closes_at": "02/12/2026 17:00:00",
            "grace_minutes": 15,
            "places": 3,
            "priority_places": 0,
            "minimum_reviewers": 3,
            "spread_limit": 25,
            "reply_days": 5,
            "information_days": 5,
            "letter_delay_minutes": 30,
            "conditions": "Có chạy thử? | Cần chạy thử",
        },
    )
    made = Call.objects.get()
    code = [made.code]
    question = {"section": "Nội dung", "kind": "text", "label": "Tên dự án", "is_required": "on"}
    client.post(reverse("calls_call:add_field", args=code), {**question, "max_megabytes": 10})
    client.post(
        reverse("calls_call:add_criterion", args=code),
        {"name": "Đội ngũ", "weight": 100, "scale": 10},
    )
    empty = client.post(reverse("calls_call:test", args=code), {})
    client.post(reverse("calls_call:test", args=code), {name_of(field(made, "Tên dự án")): "Thử"})
    client.post(reverse("calls_call:step", args=code), {"step": "publish"})

    made.refresh_from_db()
    assert "Trả lời câu “Tên dự án”" in empty.text
    assert made.status == CallStatus.PUBLISHED
    assert made.closes_at == CLOSES
    assert made.conditions == [{"question": "Có chạy thử?", "reason": "Cần chạy thử"}]
    for name in ("call", "edit", "build", "test", "late", "council", "ranking"):
        assert client.get(reverse(f"calls_call:{name}", args=code)).status_code == 200
    assert made.code in client.get(reverse("calls_call:index")).text


def test_officer_is_asked_about_conflicts_before_anything_opens(call):  # PRG-11
    application, by = submitted(call, "Bí mật ruộng lúa"), officer()
    client = signed_in(by)
    screen = reverse("calls_call:application", args=[application.number])

    asked = client.get(screen, follow=True)
    client.post(reverse("calls_call:conflict", args=[application.number]), {"kind": "none"})
    opened = client.get(screen)
    client.post(screen, {"step": "take"})
    client.post(screen, {"step": "ask", f"ask_{field(call).key}": "Ruộng nào?"})

    assert "Bạn có liên quan gì" in asked.text
    assert "Bí mật ruộng lúa" not in asked.text
    assert "Bí mật ruộng lúa" in opened.text
    application.refresh_from_db()
    assert application.status == ApplicationStatus.NEEDS_INFORMATION
    answer = signed_in(application.applicant).get(url("answer", application))
    assert "Ruộng nào?" in answer.text


def test_reviewer_declares_scores_and_then_sees_the_others(call):
    by = officer()
    (reviewer,) = make_council(call, 1)
    application = in_review(call, by)
    council.assign(application, [reviewer], by=by)
    client = signed_in(reviewer.user)
    page = reverse("calls:review", args=[application.number])

    asked = client.get(page)
    client.post(asked.url, {"kind": "none"})
    opened = client.get(page)
    first, second = (f"score_{each.pk}" for each in call.criteria.all())
    kept = client.post(page, {first: "8", "version": "1"}, headers={"X-Requested-With": "autosave"})
    incomplete = client.post(page, {first: "8", "version": "2", "send": "1"})
    client.post(page, {first: "8", second: "na", "version": "3", "send": "1"})

    assert asked.url == reverse("calls:conflict", args=[application.number])
    assert "Đất thiếu nước" in opened.text
    assert (kept.status_code, kept.headers["X-Version"]) == (204, "2")
    assert incomplete.status_code == 422
    review = Review.objects.get()
    assert list(review.scores.values()) == [8, None]
    assert review.submitted_at
    assert "Phiếu của người khác" in client.get(page).text


def test_chair_previews_releases_and_recalls_and_founder_accepts(call, during):
    by, head = officer(), chair()
    members = make_council(call)
    application = scored(call, by, members)
    staff, boss = signed_in(by), signed_in(head)
    staff.post(
        reverse("calls_call:decide", args=[application.number]),
        {"outcome": "accept", "reason": "Có người trả tiền"},
    )
    release = reverse("calls_call:release", args=[call.code])

    assert "Công bố kết quả" in boss.get(reverse("calls_call:call", args=[call.code])).text
    preview = boss.get(release)
    boss.post(release, {"stamp": preview.context["preview"].stamp})
    boss.post(reverse("calls_call:recall", args=[call.code, call.releases.get().pk]))
    boss.post(release, {"stamp": ranking.preview(call, head).stamp})
    during.shift(timedelta(hours=1))
    tasks.send_due_letters(DURING + timedelta(hours=1))
    founder = signed_in(application.applicant)
    offered = founder.get(url("application", application))
    founder.post(url("offer", application), {"answer": "accept"})

    assert application.organization.name in preview.text
    assert "Có người trả tiền" in offered.text
    application.refresh_from_db()
    assert application.status == ApplicationStatus.ACCEPTED
    public = Client().get(reverse("calls:results", args=[call.slug]))
    assert application.organization.name in public.text
    assert "Có người trả tiền" not in public.text
    workbook = staff.get(reverse("calls_call:ranking_sheet", args=[call.code]))
    assert workbook.content.startswith(b"PK")


def test_minutes_are_printed_from_the_data(call):  # PRG-21
    by = officer()
    application = scored(call, by, make_council(call))
    decisions.plan(application, Outcome.ACCEPT, by=by)
    client = signed_in(by)

    client.post(reverse("calls_call:step", args=[call.code]), {"step": "minutes"})
    printed = client.get(reverse("calls_call:minutes", args=[call.code]))

    assert b"".join(printed.streaming_content).startswith(b"%PDF")


def test_result_is_not_public_before_the_letters_have_left(call):  # PRG-14
    assert Client().get(reverse("calls:results", args=[call.slug])).status_code == 404


def test_reading_a_file_is_written_in_the_journal(call):  # ADM-3
    application = make_draft(call)

    kept = files.keep(PDF, name="ho-so.pdf", content_type="application/pdf", by=None)
    row = application.files.create(field=field(call).identity, file=kept)
    drafts.submit(application, key=uuid4(), by=application.applicant, at=DURING)
    by = officer()
    no_stake(application, by)

    given = signed_in(by).get(reverse("calls_call:file", args=[application.number, row.key]))

    assert b"".join(given.streaming_content) == PDF
    assert JournalEntry.objects.filter(verb="read_file", actor_key=str(by.pk)).count() == 1


def test_staff_screens_ask_as_much_for_two_as_for_six(call):
    by = officer()
    head, members = chair(), make_council(call)
    client, boss = signed_in(by), signed_in(head)
    pages = [(client, name) for name in ("call", "ranking", "council")] + [(boss, "release")]

    def asked() -> list[int]:
        counts = []
        for each, name in pages:
            each.get(reverse(f"calls_call:{name}", args=[call.code]))
            with CaptureQueriesContext(connection) as queries:
                each.get(reverse(f"calls_call:{name}", args=[call.code]))
            counts.append(len(queries))
        return counts

    for _ in range(2):
        decisions.plan(scored(call, by, members), Outcome.REFUSE, by=by)
    before = asked()
    for _ in range(4):
        decisions.plan(scored(call, by, members), Outcome.REFUSE, by=by)

    assert asked() == before


@pytest.mark.parametrize("language", ["vi", "en"])
def test_english_pages_have_no_vietnamese_sentence_of_ours(call, language):
    draft = make_draft(call)
    prefix = "/en" if language == "en" else ""

    page = signed_in(draft.applicant).get(f"{prefix}/chuong-trinh/don-cua-toi/")

    assert ("Hồ sơ dự tuyển của tôi" in page.text) is (language == "vi")


@pytest.mark.parametrize("name", ["index", "add"])
def test_desk_of_calls_is_closed_to_others(call, name):  # ADM-1
    assert signed_in(UserFactory()).get(reverse(f"calls_call:{name}")).status_code in (302, 403)
