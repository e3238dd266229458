"""Targets of the acts, frozen numbers, and what is known later (TGT-1 to TGT-5, TGT-11 to 14)."""

import hashlib
import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.choices import Role
from core.lifecycle import ObstacleError
from ecosystem.classification import actions as classification
from ecosystem.targets import actions, selectors
from ecosystem.targets.choices import Comparator, Direction, RestatementReason, TargetState
from ecosystem.targets.models import Restatement, Snapshot, Target
from tests.ecosystem.classification.conftest import LONG_AGO, classified, firm, moment
from tests.factories import EvidenceFactory, UserFactory

pytestmark = pytest.mark.django_db

FROZEN_AT = moment(2026, 1, 8, 16, 0)


@pytest.fixture
def target():
    return Target.objects.with_words().get(code="TN-DTF-2030")


@pytest.fixture
def analyst():
    return UserFactory(roles=[Role.ANALYST])


def test_seed_targets_stand_with_number_day_boundary_and_nesting(db):
    # TGT-1
    seeds = {
        target.code: (target.comparator, target.number, target.due_date, target.parent_id)
        for target in Target.objects.filter(code__startswith="TN-DTF")
    }
    parents = {code: Target.objects.get(code=code).pk for code in ("TN-DTF-2025", "TN-DTF-2030")}

    assert seeds == {
        "TN-DTF-2025": (Comparator.ABOUT, Decimal(10), date(2025, 12, 31), None),
        "TN-DTF-2025-ABLE": (
            Comparator.EQUAL,
            Decimal(3),
            date(2025, 12, 31),
            parents["TN-DTF-2025"],
        ),
        "TN-DTF-2030": (Comparator.ABOUT, Decimal(50), date(2030, 12, 31), None),
        "TN-DTF-2030-ABLE": (
            Comparator.EQUAL,
            Decimal(5),
            date(2030, 12, 31),
            parents["TN-DTF-2030"],
        ),
    }


def test_targets_of_2025_wait_past_their_day_to_be_closed_by_an_officer(lead):
    # TGT-1
    (item,) = selectors.work_items(lead, date(2026, 11, 20))
    (seen,) = selectors.work_items(UserFactory(roles=[Role.ANALYST]), date(2026, 11, 20))

    assert (item.code, item.due, item.waits_for_others) == (
        "TN-DTF-2025",
        date(2025, 12, 31),
        False,
    )
    assert seen.waits_for_others is True
    assert selectors.work_items(UserFactory(), date(2026, 11, 20)) == ()


def test_about_is_shown_as_a_difference_and_not_as_a_verdict(digital):
    # TGT-2
    for _ in range(9):
        classified(firm(), digital, date(2025, 1, 1))

    shown = selectors.progress("TN-DTF-2025", date(2025, 12, 31))

    assert shown.figure.value == 9
    assert shown.figure.of == "trên khoảng 10"
    assert shown.figure.difference_text == "chênh −1 so với khoảng 10"


def test_target_that_is_not_counted_says_so(db):
    shown = selectors.progress("TN-PII-2030")

    assert shown.figure.value is None
    assert shown.figure.difference_text.startswith("Không đếm từ danh bạ")
    assert shown.is_consistent


def test_texts_that_disagree_stand_together_and_one_is_used(db):
    # TGT-5
    rows = {row.target.code: row for row in selectors.overview(date(2026, 11, 20)).active}

    row = rows["TN-DIGITAL-ECONOMY-2030"]
    assert [other.code for other in row.disagreeing] == ["TN-DIGITAL-ECONOMY-2030-15"]
    assert row.target.use_reason
    assert "TN-DIGITAL-ECONOMY-2030-15" not in rows


def test_snapshot_holds_number_list_rows_evidence_and_the_hash_of_its_text(
    target, digital, analyst
):
    # TGT-11
    organization = firm(code="TN-000036")
    row = classified(organization, digital, date(2025, 1, 1))
    row.evidence.add(EvidenceFactory(organization=organization, recorded_at=LONG_AGO))

    snapshot = actions.freeze(target, by=analyst, on_date=date(2025, 12, 31), moment=FROZEN_AT)

    text = json.loads(snapshot.canonical_text)
    assert snapshot.sha256 == hashlib.sha256(snapshot.canonical_text.encode()).hexdigest()
    assert (snapshot.number, text["number"], len(text["rows"])) == (1, 1, 1)
    assert text["rows"][0]["row"] == row.pk
    assert text["rows"][0]["evidence"][0]["number"] == row.evidence.get().number
    assert (text["boundary"], text["on_date"]) == ("TN-TU-20250701", "2025-12-31")
    assert text["known_at"] == "2026-01-08T09:00:00.000000+00:00"
    assert (text["made_by"], text["definition_version"]) == (analyst.full_name, 1)


@pytest.mark.parametrize("statement", ["UPDATE {} SET number = 99", "DELETE FROM {}"])
def test_database_refuses_to_change_a_snapshot(target, analyst, statement):
    # TGT-11
    actions.freeze(target, by=analyst, on_date=date(2025, 12, 31))

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format("targets_snapshot"))

    assert Snapshot.objects.get().number == 0


def test_only_some_roles_freeze_and_close(target, officer):
    with pytest.raises(ObstacleError):
        actions.freeze(target, by=officer, on_date=date(2025, 12, 31))
    with pytest.raises(ObstacleError):
        actions.close_target(Target.objects.get(code="TN-DTF-2025"), by=officer)


def test_target_is_not_closed_before_its_day(target, lead):
    with pytest.raises(ObstacleError) as refused:
        actions.close_target(target, by=lead)

    assert refused.value.obstacle.name == "not_due"


def test_day_to_come_is_not_frozen(target, analyst):
    with pytest.raises(actions.SnapshotError):
        actions.freeze(target, by=analyst, on_date=date(2030, 12, 31))


def test_closing_freezes_the_due_day_and_later_knowledge_stands_beside_it(digital, lead):
    # TGT-3
    target = Target.objects.with_words().get(code="TN-DTF-2025")
    for _ in range(9):
        classified(firm(), digital, date(2025, 1, 1))

    snapshots = actions.close_target(target, by=lead)
    classified(firm(), digital, date(2025, 11, 10), recorded_at=timezone.now())
    closed = selectors.overview().closed[0]

    assert [snapshot.target.code for snapshot in snapshots] == ["TN-DTF-2025", "TN-DTF-2025-ABLE"]
    assert set(
        Target.objects.filter(code__startswith="TN-DTF-2025").values_list("state", flat=True)
    ) == {TargetState.CLOSED}
    assert snapshots[0].on_date == date(2025, 12, 31)
    assert closed.frozen.snapshot == snapshots[0]
    assert (snapshots[0].number, closed.frozen.now) == (9, 10)


def test_late_entry_restates_with_its_reason_and_the_old_number_stays(target, digital, analyst):
    # TGT-3, TGT-12
    classified(firm(), digital, date(2025, 1, 1))
    snapshot = actions.freeze(target, by=analyst, on_date=date(2025, 12, 31), moment=FROZEN_AT)
    late = firm(code="TN-000090", legal_name="Công ty Cổ phần Camera Nông trại Mắt Lá")
    classified(late, digital, date(2025, 11, 10), recorded_at=moment(2026, 2, 14))

    shown = selectors.frozen_figure(snapshot)
    restated = actions.restate(snapshot, by=analyst)

    assert (shown.snapshot.number, shown.now) == (1, 2)
    assert [(d.code, d.direction, d.reason, d.detail) for d in shown.differences] == [
        (
            "TN-000090",
            Direction.IN,
            RestatementReason.LATE_ENTRY,
            "đúng từ 10/11/2025, ghi 14/02/2026",
        )
    ]
    assert (restated.number, restated.restates) == (2, snapshot)
    assert Snapshot.objects.get(pk=snapshot.pk).number == 1
    assert Restatement.objects.get(snapshot=restated).organization_code == "TN-000090"
    with pytest.raises(actions.SnapshotError):
        actions.restate(snapshot, by=analyst)
    with pytest.raises(actions.SnapshotError):
        actions.restate(restated, by=analyst)


def test_row_found_wrong_goes_out_of_what_is_known_now(target, digital, analyst, lead):
    # TGT-12
    row = classified(firm(), digital, date(2025, 1, 1))
    snapshot = actions.freeze(target, by=analyst, on_date=date(2025, 12, 31))

    classification.end(row, by=lead, on=date(2025, 1, 1), reason="Ghi nhầm.")

    (difference,) = selectors.frozen_figure(snapshot).differences
    assert (difference.direction, difference.reason) == (Direction.OUT, RestatementReason.WRONG)


def test_verification_counts_again_with_the_knowledge_of_then(target, digital, analyst, lead):
    # TGT-F2
    row = classified(firm(), digital, date(2025, 1, 1))
    actions.freeze(target, by=analyst, on_date=date(2025, 12, 31))
    classification.end(row, by=lead, on=date(2025, 1, 1), reason="Ghi nhầm.")

    (verdict,) = [selectors.verify(snapshot) for snapshot in Snapshot.objects.all()]

    assert verdict.problems == ()


def test_row_changed_past_the_actions_stops_the_verification(target, digital, analyst, capsys):
    # TGT-F2
    row = classified(firm(), digital, date(2025, 1, 1))
    actions.freeze(target, by=analyst, on_date=date(2025, 12, 31))
    row.__class__.objects.filter(pk=row.pk).update(valid_to=date(2025, 6, 1))

    with pytest.raises(CommandError) as stopped:
        call_command("verify_snapshots")

    assert stopped.value.returncode == 1
    assert "1 → 0" in capsys.readouterr().out


def test_snapshot_command_freezes_each_followed_target_once(digital, capsys):
    classified(firm(), digital, date(2025, 1, 1))

    call_command("snapshot_targets", "--on", "30/09/2026")
    call_command("snapshot_targets", "--on", "2026-09-30")
    call_command("verify_snapshots")

    made, again, verified = capsys.readouterr().out.splitlines()
    counted = Target.objects.active().counted().count()
    assert made == f"snapshots: {counted} made, 0 stood already"
    assert again == f"snapshots: 0 made, {counted} stood already"
    assert verified == f"snapshots: {counted} checked, 0 wrong"


def test_loading_again_keeps_what_officers_closed(lead):
    target = Target.objects.with_words().get(code="TN-DTF-2025")
    actions.close_target(target, by=lead)

    call_command("load_province", verbosity=0)

    assert Target.objects.get(code="TN-DTF-2025").state == TargetState.CLOSED


def test_gap_list_says_what_each_firm_lacks_and_what_ends_soon(digital, able):
    # TGT-13
    day = date(2026, 11, 20)
    none, expired, ready, supplier = (
        firm(code=f"TN-00010{n}", legal_name=f"Công ty {n}") for n in range(4)
    )
    for organization in (none, expired, ready, supplier):
        classified(organization, digital, date(2023, 1, 1))
    EvidenceFactory(organization=expired, issued_on=date(2023, 9, 30), recorded_at=LONG_AGO)
    EvidenceFactory(organization=ready, issued_on=date(2026, 1, 1), recorded_at=LONG_AGO)
    classified(supplier, able, date(2024, 3, 14), date(2027, 3, 14))

    gaps = selectors.gap_list(selectors.progress("TN-DTF-2030", day))

    assert [(gap.code, gap.lacks) for gap in gaps.gaps] == [
        ("TN-000100", "chưa có hợp đồng, nghiệm thu hay sản phẩm trong danh mục"),
        ("TN-000101", "bằng chứng cuối cùng đã hết hạn 30/09/2026"),
        ("TN-000102", "đã có bằng chứng còn giá trị, chưa có quyết định"),
    ]
    assert [row.code for row in gaps.ending] == ["TN-000103"]


def test_page_asks_as_much_for_one_snapshot_as_for_twenty(client, target, digital):
    # TGT-3, TGT-12
    kept, gone = firm(), firm()
    row = classified(gone, digital, date(2024, 1, 1))
    classified(kept, digital, date(2024, 1, 1))
    days = [date(2025, 1 + number % 12, 1 + number // 12) for number in range(20)]

    def shown(wanted):
        for day in wanted:
            actions.freeze(target, by=None, on_date=day)
        row.close(timezone.now())
        classified(firm(), digital, date(2024, 1, 1), recorded_at=timezone.now())
        with CaptureQueriesContext(connection) as asked:
            response = client.get("/muc-tieu/TN-DTF-2030/")
        return response.context["shown"].frozen, len(asked)

    client.get("/muc-tieu/TN-DTF-2030/")
    one, few = shown(days[:1])
    row = classified(gone, digital, date(2024, 1, 1), recorded_at=timezone.now())
    twenty, many = shown(days[1:])

    assert [len(figure.differences) for figure in one] == [2]
    assert len(twenty) == 20
    assert all(figure.differs for figure in twenty)
    assert few == many
