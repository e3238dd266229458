"""The officers' pages: what they show, what they refuse, what they keep."""

from datetime import UTC, date, datetime
from urllib.parse import unquote

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actions import ensure_roles
from accounts.choices import Role as StaffRole
from core import files, journal
from ecosystem.registry.actions import organizations, screening
from ecosystem.registry.choices import (
    CaseKind,
    CaseStatus,
    CheckItem,
    Decision,
    DuplicateState,
    EvidenceKind,
    Visibility,
)
from ecosystem.registry.models import Case, CaseFile, DuplicatePair, FieldDecision, Organization
from ecosystem.registry.selectors import watch_lines, work_items
from tests.factories import OrganizationFactory, UserFactory

from .cases import ANSWERS, REASON, accept_all, make_case

pytestmark = pytest.mark.django_db


def address(case: Case, name: str = "screen") -> str:
    return reverse(f"registry_case:{name}", args=[case.number])


def text_of(response) -> str:
    return response.content.decode()


# Screening -------------------------------------------------------------------------------------


def test_screening_shows_old_and_new_with_what_is_added(staff, officer):
    organization = organizations.create("company", ANSWERS, by=None)
    case = make_case(
        kind=CaseKind.CHANGE,
        organization=organization,
        assignee=officer,
        answers={"sectors": ["nong-nghiep-cong-nghe-cao", "du-lich"]},
    )

    page = text_of(staff.get(address(case)))

    assert "Nông nghiệp công nghệ cao;" in page
    assert "<ins>Du lịch</ins>" in page
    assert "0 nhận · 0 từ chối · 0 hỏi lại; còn 7 mục kiểm" in page


def test_notes_are_kept_and_nothing_is_sent(staff, officer):
    case = make_case(assignee=officer)

    staff.post(
        address(case),
        {
            "version": 1,
            "save": 1,
            "decision-street": "ask",
            "question-street": "Số nhà nào?",
            "check-identity": "yes",
            "note-identity": "đã so",
        },
    )

    said = FieldDecision.objects.get()
    assert (said.field, said.decision, said.text, said.sent_at) == (
        "street",
        Decision.ASK,
        "Số nhà nào?",
        None,
    )
    assert case.checklist.get().note == "đã so"
    assert Case.objects.get().status == CaseStatus.SCREENING


@time_machine.travel(datetime(2026, 11, 20, 3, tzinfo=UTC), tick=False)
@pytest.mark.parametrize(
    ("answer_by", "words"),
    [
        (date(2026, 11, 30), "Mới nhận, còn 5 ngày làm việc."),
        (date(2026, 11, 27), "Ngày làm việc thứ 1 trên 5."),
        (date(2026, 11, 19), "Quá 1 ngày làm việc."),
    ],
)
def test_the_clock_is_told_as_one_says_it(staff, officer, answer_by, words):
    case = make_case(assignee=officer, answer_by=answer_by)

    assert words in text_of(staff.get(address(case)))


def test_reason_typed_for_a_case_that_moved_on_is_shown_again(staff, officer):  # REG-F3
    case = make_case(assignee=officer, version=2)

    stale = staff.post(address(case, "refuse"), {"version": 1, "code": "authority", "text": REASON})
    Case.objects.update(status=CaseStatus.APPROVED)
    moved = staff.post(address(case, "refuse"), {"version": 2, "code": "authority", "text": REASON})

    assert (REASON in text_of(stale), REASON in text_of(moved)) == (True, True)
    assert "Có người vừa sửa hồ sơ này" in text_of(stale)
    assert "Hồ sơ đã chuyển sang bước khác" in text_of(moved)


def test_message_typed_for_a_decision_that_another_changed_is_shown_again(staff, officer):
    case = accept_all(make_case(assignee=officer), officer)

    page = text_of(
        staff.post(address(case, "send"), {"version": 1, "message": "Chúc mừng bà con."})
    )

    assert "Có người vừa sửa hồ sơ này" in page
    assert "Chúc mừng bà con.</textarea>" in page
    assert Case.objects.get().status == CaseStatus.SCREENING


def test_notes_typed_while_the_holder_changed_are_shown_again(staff, officer, lead):
    case = make_case(assignee=lead)

    page = text_of(
        staff.post(
            address(case),
            {"version": 1, "save": 1, "decision-street": "ask", "question-street": "Số mấy?"},
        )
    )

    assert "Hồ sơ đang do người khác giữ" in page
    assert "Số mấy?" in page
    assert not FieldDecision.objects.exists()


def test_session_that_ended_leads_to_sign_in_and_back(staff, officer):
    case = make_case(assignee=officer)
    staff.logout()

    response = staff.post(address(case, "refuse"), {"version": 1, "text": REASON})

    assert response.status_code == 302
    assert f"next={address(case, 'refuse')}" in unquote(response["Location"])
    assert Case.objects.get().status == CaseStatus.SCREENING


def test_the_rest_can_be_accepted_at_once(staff, officer):
    case = make_case(assignee=officer)
    screening.decide_field(
        case, "street", screening.Said(Decision.ASK, text="?"), by=officer, version=1
    )

    staff.post(
        address(case),
        {"version": 2, "accept_rest": 1, "decision-street": "ask", "question-street": "?"},
    )

    decisions = dict(FieldDecision.objects.values_list("field", "decision"))
    assert decisions.pop("street") == Decision.ASK
    assert set(decisions.values()) == {Decision.ACCEPT}
    assert len(decisions) == len(ANSWERS) - 2


def test_a_second_officer_sees_both_versions(client, staff, officer):  # REG-F3
    case = make_case(assignee=officer)
    screening.decide_field(
        case, "street", screening.Said(Decision.ASK, text="Số nhà nào?"), by=officer, version=1
    )

    page = text_of(
        staff.post(address(case), {"version": 1, "save": 1, "decision-street": "accept"})
    )

    assert "chưa có gì bị ghi đè" in page
    assert "Bản người kia vừa lưu:" in page
    assert "Số nhà nào?" in page
    assert 'name="version" value="2"' in page
    assert FieldDecision.objects.get().decision == Decision.ASK


def test_the_letter_is_shown_before_it_leaves(staff, officer):
    case = make_case(assignee=officer)
    case = screening.decide_field(
        case, "staff", screening.Said(Decision.ASK, text="Có thời vụ không?"), by=officer, version=1
    )

    shown = text_of(staff.get(address(case, "send")))
    staff.post(address(case, "send"), {"version": case.version, "message": "Xin cảm ơn."})

    assert "Có thời vụ không?" in shown
    assert "Cần bổ sung" in shown
    sent = Case.objects.get()
    assert (sent.status, sent.message) == (CaseStatus.NEEDS_INFORMATION, "Xin cảm ơn.")


def test_what_is_unanswered_is_named_and_stops_the_sending(staff, officer):
    case = make_case(assignee=officer)
    case = accept_all(case, officer, but=("website",))
    case.checklist.filter(item=CheckItem.LOGO).delete()

    shown = text_of(staff.get(address(case, "send")))
    staff.post(address(case, "send"), {"version": case.version})

    assert "Trang web: chưa quyết định" in shown
    assert "Danh mục kiểm, Quyền dùng logo: chưa trả lời" in shown
    assert Case.objects.get().status == CaseStatus.SCREENING


def test_an_approved_case_leads_to_the_classification(staff, officer):
    case = make_case(assignee=officer)
    case = accept_all(case, officer)

    staff.post(address(case, "send"), {"version": case.version})
    page = text_of(staff.get(address(case)))

    organization = Organization.objects.get()
    assert organization.visibility == Visibility.PUBLIC
    assert f"{reverse('classification_proposal:add')}?organization={organization.code}" in page


def test_the_applicant_s_own_case_is_readable_without_buttons(staff, officer):  # REGN-14
    case = make_case(applicant=officer, assignee=officer)

    page = text_of(staff.get(address(case)))
    staff.post(address(case), {"version": 1, "decision-street": "accept"})
    staff.post(address(case, "refuse"), {"version": 1, "code": "authority", "text": REASON})

    assert "bạn là người nộp hồ sơ" in page
    assert 'type="radio"' not in page
    assert ANSWERS["street"] in page
    assert Case.objects.get().status == CaseStatus.SCREENING
    assert not FieldDecision.objects.exists()


def test_a_case_is_taken_and_handed_over(staff, officer):
    case = make_case(status=CaseStatus.SUBMITTED)
    colleague = UserFactory(roles=[StaffRole.REGISTRY_OFFICER])

    staff.post(address(case, "take"))
    taken = Case.objects.get()
    staff.post(address(case, "assign"), {"to": colleague.pk})

    assert (taken.status, taken.assignee) == (CaseStatus.SCREENING, officer)
    assert Case.objects.get().assignee == colleague


def test_the_whole_case_is_refused_with_code_and_reason(staff, officer):  # REGN-8
    case = make_case(assignee=officer)

    short = staff.post(
        address(case, "refuse"), {"version": 1, "code": "out_of_scope", "text": "Không"}
    )
    staff.post(address(case, "refuse"), {"version": 1, "code": "out_of_scope", "text": REASON})

    assert "Viết lý do từ chối ít nhất 30 ký tự" in text_of(short)
    assert Case.objects.get().status == CaseStatus.REFUSED


def test_a_candidate_is_answered_with_same_or_different(staff, officer):  # REG-15, REG-19
    first = OrganizationFactory(legal_name="Công ty Cổ phần Nông nghiệp Gò Dầu Xanh")
    second = OrganizationFactory(legal_name="Công ty Nông nghiệp Gò Dầu Xanh")
    case = make_case(assignee=officer)

    before = text_of(staff.get(address(case)))
    staff.post(address(case, "different"), {"of": first.code})
    after = text_of(staff.get(address(case)))
    staff.post(address(case, "duplicate"), {"version": 1, "of": second.code})

    assert first.code in before
    assert f'name="of" value="{first.code}"' not in after
    closed = Case.objects.get()
    assert (closed.status, closed.duplicate_of) == (CaseStatus.DUPLICATE, second)


def test_reading_a_paper_is_written_down(staff, officer):  # ADM-3, PRV-4
    stored = files.keep(b"%PDF-1.4 x", name="gcn.pdf", content_type="application/pdf", by=None)
    case = make_case(assignee=officer)
    CaseFile.objects.create(case=case, field="tax_code", kind=EvidenceKind.CERTIFICATE, file=stored)
    page = text_of(staff.get(address(case)))
    link = reverse("registry_case:file", args=[case.number, stored.key])

    signed = staff.get(link)
    response = staff.get(signed.url)

    assert link in page
    assert b"".join(response.streaming_content) == b"%PDF-1.4 x"
    assert journal.about(case).first().after == {"file": "gcn.pdf"}


def test_a_paper_of_another_case_is_not_handed_out(staff, officer):
    stored = files.keep(b"%PDF-1.4 x", name="x.pdf", content_type="application/pdf", by=None)
    CaseFile.objects.create(case=make_case(), field="tax_code", file=stored)
    case = make_case(assignee=officer)

    found = staff.get(reverse("registry_case:file", args=[case.number, stored.key]))

    assert found.status_code == 404


@pytest.mark.parametrize("name", ["screen", "send", "refuse", "assign"])
def test_who_is_not_of_the_registry_sees_no_case(client, name):
    ensure_roles()
    case = make_case()
    client.force_login(UserFactory(roles=[StaffRole.EDITOR]))

    response = client.get(address(case, name))

    assert response.status_code == 302
    assert response.url == reverse("wagtailadmin_home")


def test_a_draft_is_nobody_s_but_its_owner_s(staff):
    case = make_case(status=CaseStatus.DRAFT)

    assert staff.get(address(case)).status_code == 404
    assert case.number not in text_of(staff.get(reverse("registry_case:index")))


# Lists and the desk ----------------------------------------------------------------------------


def test_the_list_narrows_by_state_due_date_and_holder(staff, officer):
    late = make_case(assignee=officer, answer_by=date(2020, 1, 1))
    free = make_case(status=CaseStatus.SUBMITTED, answer_by=date(2090, 1, 2))
    asked = make_case(status=CaseStatus.NEEDS_INFORMATION)
    index = reverse("registry_case:index")

    def numbers(query: str) -> set[str]:
        page = text_of(staff.get(f"{index}?{query}"))
        return {case.number for case in (late, free, asked) if case.number in page}

    assert numbers("state=waiting") == {late.number, free.number}
    assert numbers("state=asked") == {asked.number}
    assert numbers("due=late") == {late.number}
    assert numbers(f"assignee={officer.pk}") == {late.number}
    assert numbers("q=g%C3%B2+d%E1%BA%A7u+xanh") <= {late.number, free.number, asked.number}


def test_lists_take_the_same_queries_for_one_and_for_many(staff, officer):
    def grow(count: int) -> None:
        for _each in range(count):
            make_case(assignee=officer)
            OrganizationFactory()

    for url in (reverse("registry_case:index"), reverse("registry_organization:list")):
        grow(1)
        staff.get(url)
        with CaptureQueriesContext(connection) as few:
            staff.get(url)
        grow(8)
        with CaptureQueriesContext(connection) as many:
            staff.get(url)
        assert len(many) == len(few)


def test_the_desk_names_one_next_action_for_each_case(officer):  # ADM-4
    day = date(2026, 11, 25)
    mine = make_case(assignee=officer, answer_by=date(2026, 11, 23))
    asked = make_case(status=CaseStatus.NEEDS_INFORMATION, assignee=officer)
    own = make_case(applicant=officer, status=CaseStatus.SUBMITTED)
    make_case(status=CaseStatus.APPROVED)

    items = {item.code: item for item in work_items(officer, day)}

    assert set(items) == {mine.number, asked.number, own.number}
    assert (items[mine.number].action, items[mine.number].due) == ("Xét hồ sơ", mine.answer_by)
    assert "đã báo trưởng nhóm" in items[mine.number].why  # REGN-7
    assert items[asked.number].waits_for_others
    assert items[own.number].action == "Xem"
    assert work_items(UserFactory(roles=[StaffRole.EDITOR]), day) == ()


def test_the_watch_list_counts_what_nobody_has_to_do_today(officer):
    OrganizationFactory(last_confirmed_on=date(2025, 1, 1))
    OrganizationFactory(last_confirmed_on=date(2026, 11, 1))

    lines = watch_lines(officer, date(2026, 11, 25))

    assert [(str(line.label), line.count) for line in lines] == [
        ("Quá 12 tháng chưa xác nhận", 1),
        ("Chưa rõ xã", 0),
        ("Nghi trùng", 0),
    ]


def test_a_pair_is_answered_from_its_page(staff, officer):
    one, other = OrganizationFactory(), OrganizationFactory()
    pair = DuplicatePair.objects.create(left=one, right=other, reasons=["phone"])

    page = text_of(staff.get(reverse("registry_duplicate:pair", args=[pair.pk])))
    staff.post(reverse("registry_duplicate:different", args=[pair.pk]))

    assert "cùng số điện thoại" in page
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by) == (DuplicateState.DIFFERENT, officer)
