"""Making a call: the form builder, its versions, the test application, publishing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.choices import Role
from core.lifecycle import ObstacleError
from programs.calls.actions import building, calls, drafts
from programs.calls.actions.errors import CallError, IncompleteError, VersionConflictError
from programs.calls.choices import CallState, CallStatus, FieldKind
from programs.calls.models import Call, FormField
from programs.calls.selectors import call_card, form, open_calls
from tests.factories import UserFactory

from .world import (
    CLOSES,
    DURING,
    OPENS,
    field,
    in_review,
    make_call,
    make_council,
    make_draft,
    officer,
    score,
    submitted,
)

pytestmark = pytest.mark.django_db


def test_call_is_published_only_after_a_test_application_passed():  # PRG-5
    call = make_call(officer(), publish=False)

    with pytest.raises(CallError, match="nộp thử lại"):
        calls.publish(call, by=officer(), at=OPENS)
    with pytest.raises(IncompleteError):
        calls.pass_test(call, {}, set(), by=officer())

    call.refresh_from_db()
    assert call.status == CallStatus.DRAFT


def test_test_application_answers_questions_of_every_branch():  # PRG-5
    call = make_call(officer(), publish=False)
    building.save_field(call, {"label": "Số xã viên", "kinds": ["cooperative"]}, by=officer())

    with pytest.raises(IncompleteError) as refused:
        calls.pass_test(call, {field(call).key: "Thử"}, set(), by=officer())

    assert [each.sentence for each in refused.value.problems] == ["Trả lời câu “Số xã viên”"]


def test_change_after_the_test_asks_for_another_test():  # PRG-5
    call = make_call(officer(), publish=False)
    call = calls.pass_test(call, {field(call).key: "Thử"}, set(), by=officer())

    building.save_field(call, {"label": "Thêm một câu"}, by=officer())

    call.refresh_from_db()
    assert call.status == CallStatus.DRAFT


def test_weights_are_a_hundred_before_publishing():  # PRG-10
    call = make_call(officer(), publish=False)
    building.save_criterion(call, {"name": "Thừa", "weight": 5}, by=officer())
    call = calls.pass_test(call, {field(call).key: "Thử"}, set(), by=officer())

    with pytest.raises(CallError, match="105%"):
        calls.publish(call, by=officer(), at=OPENS)


def test_only_program_officers_make_calls():  # ADM-1
    values = {"slug": "x", "title": "X", "program": "X", "opens_at": OPENS, "closes_at": CLOSES}
    for roles in ([], [Role.ADMINISTRATOR], [Role.REGISTRY_OFFICER], [Role.HEAD]):
        with pytest.raises(ObstacleError):
            calls.create(values, by=UserFactory(roles=roles))

    assert Call.objects.count() == 0


def test_submitted_application_keeps_its_form():  # PRG-6
    call = make_call(officer())
    sent = submitted(call)
    identity = field(call).identity

    building.save_field(call, {"label": "Bài toán thật là gì?"}, by=officer(), identity=identity)
    building.save_field(call, {"label": "Câu mới"}, by=officer())

    sent.refresh_from_db()
    assert [each.label for each in form.fields_of(sent)] == ["Bài toán", "Số hộ dùng thử"]
    assert [each.number for each in call.form_versions.all()] == [2, 1]
    assert call.form_versions.get(number=2).fields.get(identity=identity).label == (
        "Bài toán thật là gì?"
    )


def test_draft_keeps_its_answers_when_the_form_changes_meanwhile():  # PRG-6
    call = make_call(officer())
    draft = make_draft(call, "Ruộng mặn")
    identity = field(call).identity
    building.save_field(call, {"label": "Bài toán nào?"}, by=officer(), identity=identity)
    building.save_field(call, {"label": "Câu mới"}, by=officer())

    assert not drafts.follow_form(draft), "nobody fills in what was not tested"
    call = calls.pass_test(
        call, {f.key: "1" for f in call.form_versions.first().fields.all()}, set(), by=officer()
    )
    draft.call.refresh_from_db()

    assert drafts.follow_form(draft)
    assert [each.label for each in form.fields_of(draft)] == [
        "Bài toán nào?",
        "Số hộ dùng thử",
        "Câu mới",
    ]
    assert draft.answers == {str(identity): "Ruộng mặn"}


def test_criteria_are_fixed_once_somebody_scored_but_guidance_is_free():  # PRG-F2
    by = officer()
    call = make_call(by)
    (reviewer,) = make_council(call, 1)
    score(in_review(call, by), reviewer, 7, 8)
    criterion = call.criteria.first()

    with pytest.raises(CallError):
        building.save_criterion(call, {"weight": 50}, by=by, criterion=criterion)
    building.save_criterion(call, {"guidance": "Xem ai trả tiền"}, by=by, criterion=criterion)
    with pytest.raises(CallError):
        building.save_field(call, {"label": "Khác"}, by=by, identity=field(call).identity)
    building.save_field(call, {"help_text": "Hai câu"}, by=by, identity=field(call).identity)

    criterion.refresh_from_db()
    assert (criterion.weight, criterion.guidance) == (60, "Xem ai trả tiền")


def test_published_call_changes_only_what_nobody_relies_on():
    by = officer()
    call = make_call(by)

    with pytest.raises(CallError, match="số chỗ"):
        calls.change(call, {"places": 5}, by=by, version=call.version)
    with pytest.raises(CallError, match="lùi về sau"):
        calls.change(call, {"closes_at": CLOSES - timedelta(1)}, by=by, version=call.version)
    later = calls.change(call, {"closes_at": CLOSES + timedelta(1)}, by=by, version=call.version)

    with pytest.raises(VersionConflictError):
        calls.change(call, {"summary": "Bản cũ"}, by=by, version=call.version)
    assert later.closes_at == CLOSES + timedelta(1)


@pytest.mark.parametrize("slug", ["cham", "don-cua-toi"])
def test_slug_of_another_page_is_refused(slug):
    with pytest.raises(CallError):
        make_call(officer(), slug=slug)


def test_questions_are_asked_by_kind_sector_and_track():
    call = make_call(officer(), publish=False, tracks=["Ruộng", "Chợ"])
    for label, condition in {
        "Doanh nghiệp": {"kinds": ["company"]},
        "Hợp tác xã": {"kinds": ["cooperative"]},
        "Phần mềm": {"sectors": ["phan-mem"]},
        "Ruộng": {"tracks": ["Ruộng"]},
        "Chợ": {"tracks": ["Chợ"]},
    }.items():
        building.save_field(call, {"label": label, **condition}, by=officer())
    fields = FormField.objects.filter(version__call=call)

    asked = form.asked(fields, form.Context("company", frozenset({"phan-mem"}), "Chợ"))

    assert [each.label for each in asked][2:] == ["Doanh nghiệp", "Phần mềm", "Chợ"]


@pytest.mark.parametrize(
    ("kind", "limits", "text", "sentence"),
    [
        (FieldKind.NUMBER, {}, "1.234,5", ""),
        (FieldKind.NUMBER, {}, "nhiều", "Nhập một số, ví dụ 12 hoặc 1.234,5"),
        (FieldKind.NUMBER, {"minimum": 10}, "9", "Nhập số từ 10 trở lên"),
        (FieldKind.NUMBER, {"maximum": 10}, "10,5", "Nhập số không quá 10"),
        (FieldKind.DATE, {}, "20/11/2026", ""),
        (FieldKind.DATE, {}, "31/02/2026", "Nhập ngày như 20/11/2026"),
        (FieldKind.CHOICE, {"options": ["Có"]}, "Có", ""),
        (FieldKind.CHOICE, {"options": ["Có"]}, "Khác", "Chọn một trong các câu trả lời"),
        (FieldKind.TEXT, {"max_length": 3}, "Bốn", ""),
        (
            FieldKind.TEXT,
            {"max_length": 3},
            "Bốn.",
            "Rút gọn còn nhiều nhất 3 ký tự (đang có 4)",
        ),
    ],
)
def test_answer_is_read_by_its_kind(kind, limits, text, sentence):
    assert form.wrong_with(FormField(kind=kind, **limits), text) == sentence


def test_state_of_a_call_is_asked_of_the_clock_to_the_second():  # PRG-9
    call = make_call(officer())
    second = timedelta(seconds=1)

    states = [
        call.state_at(moment)
        for moment in (OPENS - second, OPENS, CLOSES - second, CLOSES, CLOSES + second)
    ]

    assert states == [
        CallState.COMING,
        CallState.OPEN,
        CallState.OPEN,
        CallState.CLOSED,
        CallState.CLOSED,
    ]
    assert [card.code for card in open_calls(CLOSES - second)] == [call.code]
    assert open_calls(CLOSES) == ()
    assert call_card(call, DURING).apply_url == f"/chuong-trinh/{call.slug}/nop/"
    assert call_card(call, CLOSES).apply_url == ""


def test_call_that_is_not_published_has_no_form(client):
    hidden = make_call(None, publish=False)
    client.force_login(UserFactory())

    page = client.get(reverse("calls:start", args=[hidden.slug]))

    assert page.status_code == 404
