"""A whole import is taken back, as long as nobody went on with its records (IOP-6, IOP-F2)."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.choices import Role as StaffRole
from core import journal
from core.lifecycle import ObstacleError
from ecosystem.classification import selectors as classification
from ecosystem.registry.actions import organizations, undoing
from ecosystem.registry.choices import Visibility
from ecosystem.registry.models import DuplicatePair, Organization
from ecosystem.registry.selectors.answers import answers_of
from ecosystem.registry.selectors.import_batches import NoBatchError
from ecosystem.taxonomy.selectors import province
from tests.factories import OrganizationFactory, RoleFactory, UserFactory, commune

from .test_imports import GO_DAU, TAX, committed, planned, verdicts

pytestmark = pytest.mark.django_db

FULL = "MST,Tên,Địa chỉ,Tình trạng,Người đại diện,Điện thoại"


def run(*args: str) -> str:
    out = StringIO()
    call_command("undo_import", *args, stdout=out)
    return out.getvalue()


def listed() -> int:
    day = timezone.localdate()
    return classification.count("REGISTRY", "LISTED", "TN-TU-20250701", day).number


def test_new_records_are_withdrawn_and_the_same_file_can_be_taken_again():
    line = f"{TAX[0]},Công ty TNHH Lúa Vàng,{GO_DAU},Đang hoạt động,2024-05-01"
    batch = committed(line, publish=True)
    assert listed() == 1

    undone = undoing.undo_import(batch.number, by=None)

    record = Organization.objects.get(code=undone.created[0].code)
    assert (record.visibility, record.tax_code, record.version) == (Visibility.WITHDRAWN, None, 2)
    assert list(Organization.objects.live()) == []
    assert listed() == 0
    assert [line.verb for line in journal.about(record)] == ["undo_import", "create"]
    assert journal.about(province()).first().after == {
        "batch": batch.number,
        "withdrawn": 1,
        "given_back": 0,
        "left": [],
    }
    assert verdicts(planned(line)) == ["new"]


def test_changed_records_are_given_back_as_they_were():
    standing = organizations.create(
        "company",
        {
            "legal_name": "Công ty TNHH Lúa Vàng",
            "tax_code": TAX[0],
            "street": "Ấp Một",
            "commune": {"unit": commune().code, "former_unit": "", "text": ""},
            "representative": "Lê Thị Mẫu",
            "contact_name": "Trần Văn Thử",
            "contact_phone": "0900000012",
        },
        by=None,
        on=date(2024, 1, 1),
    )
    before = answers_of(standing)
    batch = committed(
        f"{TAX[0]},Công ty TNHH Lúa Vàng Mới,{GO_DAU},Đã giải thể,Phạm Khác,0911111111", head=FULL
    )
    changed = Organization.objects.get(pk=standing.pk)
    assert batch.updated == 1
    assert answers_of(changed) != before

    undoing.undo_import(batch.number, by=None)

    record = Organization.objects.get(pk=standing.pk)
    assert answers_of(record) == before
    assert (record.legal_name, record.status) == (standing.legal_name, standing.status)
    assert record.folded_name == standing.folded_name
    assert "renamed" not in [event.kind for event in record.events.all()]
    assert journal.about(record).first().verb == "undo_import"


def test_record_that_came_without_a_revision_is_given_back_too():
    standing = OrganizationFactory(legal_name="Công ty TNHH Lúa Vàng", tax_code=TAX[0])
    batch = committed(f"{TAX[0]},Công ty TNHH Lúa Vàng Mới,,Tạm ngừng,")

    undoing.undo_import(batch.number, by=None)

    record = Organization.objects.get(pk=standing.pk)
    assert (record.legal_name, record.status) == ("Công ty TNHH Lúa Vàng", standing.status)
    assert [name.text for name in record.names.in_force()] == ["Công ty TNHH Lúa Vàng"]


def test_one_record_edited_since_refuses_the_whole_and_is_named(officer):
    batch = committed(f"{TAX[0]},Công ty TNHH Lúa Vàng,,,", f"{TAX[1]},Công ty TNHH Mía Ngọt,,,")
    edited = Organization.objects.get(tax_code=TAX[1])
    organizations.update_details(
        edited, {"name_en": "Sweet Cane"}, by=officer, version=edited.version
    )

    with pytest.raises(undoing.EditedSinceError) as refused:
        undoing.undo_import(batch.number, by=None)

    assert [each.code for each in refused.value.edited] == [edited.code]
    assert Organization.objects.live().count() == 2


def test_records_edited_since_are_left_when_that_is_asked_for(officer):
    batch = committed(f"{TAX[0]},Công ty TNHH Lúa Vàng,,,", f"{TAX[1]},Công ty TNHH Mía Ngọt,,,")
    edited = Organization.objects.get(tax_code=TAX[1])
    organizations.update_details(
        edited, {"name_en": "Sweet Cane"}, by=officer, version=edited.version
    )

    undoing.undo_import(batch.number, by=None, leave_edited=True)

    assert list(Organization.objects.live()) == [edited]
    assert journal.about(province()).first().after["left"] == [edited.code]


def test_record_that_another_table_speaks_of_counts_as_edited():
    batch = committed(f"{TAX[0]},Công ty TNHH Lúa Vàng,,,")
    record = Organization.objects.get(tax_code=TAX[0])
    OrganizationFactory(head_office=record)

    with pytest.raises(undoing.EditedSinceError):
        undoing.undo_import(batch.number, by=None)


def test_branch_goes_with_its_head_office_and_pairs_go_with_both():
    batch = committed(
        f"{TAX[0]}-001,Chi nhánh Lúa Vàng,,,",
        f"{TAX[0]},Công ty TNHH Lúa Vàng Xanh,,,",
        f"{TAX[1]},Công ty TNHH Lúa Vàng Xanh,,,",
    )
    assert DuplicatePair.objects.count() == 1

    undoing.undo_import(batch.number, by=None)

    assert Organization.objects.live().count() == 0
    assert DuplicatePair.objects.count() == 0


def test_batch_is_taken_back_once_and_only_by_officers(officer):
    batch = committed(f"{TAX[0]},Công ty TNHH Lúa Vàng,,,")

    with pytest.raises(ObstacleError):
        undoing.undo_import(batch.number, by=UserFactory(roles=[StaffRole.EDITOR]))
    undoing.undo_import(batch.number, by=officer)
    with pytest.raises(undoing.AlreadyUndoneError):
        undoing.undo_import(batch.number, by=officer)
    with pytest.raises(NoBatchError):
        undoing.undo_import("NB-2020-0001", by=officer)


def test_withdrawn_record_is_neither_published_nor_changed_again(officer):
    batch = committed(f"{TAX[0]},Công ty TNHH Lúa Vàng,,,")
    (record,) = undoing.undo_import(batch.number, by=officer).created

    with pytest.raises(ObstacleError):
        organizations.publish(Organization.objects.get(pk=record.pk), by=officer)


def test_many_new_records_cost_nearly_the_queries_of_one():
    def queries(count: int, head: str) -> int:
        rows = [f"{head}-{n:03},Chi nhánh Số {n},{GO_DAU},," for n in range(1, count + 1)]
        batch = committed(*rows)
        with CaptureQueriesContext(connection) as captured:
            undone = undoing.undo_import(batch.number, by=None)
        assert len(undone.created) == count
        return len(captured)

    # SQLite takes a few inserts for the lines of 400 records where one is enough for one.
    assert queries(400, TAX[1]) - queries(1, TAX[0]) < 10


def test_command_says_what_it_would_do_and_does_it_when_told():
    batch = committed(f"{TAX[0]},Công ty TNHH Lúa Vàng,,,")
    code = Organization.objects.get().code

    said = run(batch.number)
    assert said.splitlines() == [
        f"{code}\trút hồ sơ\tCông ty TNHH Lúa Vàng",
        "Chạy thử, chưa rút gì; rút bằng --commit.",
    ]
    assert Organization.objects.live().count() == 1

    assert run(batch.number, "--commit").splitlines()[-1] == f"Đã rút {batch.number}."
    assert Organization.objects.live().count() == 0
    with pytest.raises(CommandError, match="đã được rút rồi"):
        run(batch.number)


def test_contact_who_may_act_keeps_the_right_after_a_batch_is_taken_back():
    standing = OrganizationFactory(legal_name="Công ty TNHH Lúa Vàng", tax_code=TAX[0])
    owner = RoleFactory(organization=standing, role="contact")
    batch = committed(f"{TAX[0]},Công ty TNHH Lúa Vàng Mới,,,")

    undoing.undo_import(batch.number, by=None)

    assert list(standing.roles.in_force().filter(may_act=True)) == [owner]
