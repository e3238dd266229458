"""A report run: drafted, checked, approved, published once, replaced."""

import hashlib
import re
import subprocess
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from core import files, vietnamese
from core.journal import about
from core.lifecycle import ObstacleError, WrongStateError
from ecosystem.classification.models import Classification
from ecosystem.classification.selectors import count
from ecosystem.innovation_index.actions import reports
from ecosystem.innovation_index.choices import ReportKind, ReportState
from ecosystem.innovation_index.models import Report
from ecosystem.innovation_index.selectors.report_data import Typed, from_json
from ecosystem.innovation_index.selectors.reports import compare, verdict
from ecosystem.targets import actions as targets
from ecosystem.targets.models import Target

from .conftest import ON_DATE


def text_of(content: bytes, tmp_path) -> str:
    path = tmp_path / "report.pdf"
    path.write_bytes(content)
    done = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode()


# The way to publication (REP-1) ----------------------------------------------------------------


def test_a_report_needs_another_person_to_check_it(draft, analyst):
    report = draft()

    with pytest.raises(ObstacleError) as refused:
        reports.check(report, by=analyst)

    assert refused.value.obstacle.name == "drafted_by_you"


def test_the_drafter_cannot_approve_even_as_head(draft, checker, analyst, head):
    report = draft()
    reports.check(report, by=checker)
    analyst.groups.set(head.groups.all())
    del analyst.__dict__["roles"]

    with pytest.raises(ObstacleError) as refused:
        reports.approve(report, by=analyst, title="Giám đốc")

    assert refused.value.obstacle.name == "drafted_by_you"


def test_approval_names_a_title(draft, checker, head):
    report = draft()
    reports.check(report, by=checker)

    with pytest.raises(reports.ReportError):
        reports.approve(report, by=head, title=" ")


def test_only_a_published_report_has_a_number_and_a_file(draft, publish, head):
    report = draft()
    assert report.number is None

    published = publish(report)

    assert published.status == ReportState.PUBLISHED
    assert re.fullmatch(r"BC-\d{4}-\d{6}", published.number)
    assert published.file.sha256 == hashlib.sha256(files.read(published.file)).hexdigest()
    verbs = list(about(published).values_list("verb", flat=True))
    assert verbs == ["publish"]


def test_an_unapproved_report_cannot_be_published(draft, checker):
    report = draft()

    with pytest.raises(WrongStateError):
        reports.publish(report, by=checker)


def test_asking_twice_gives_one_file(draft, publish, checker):
    published = publish(draft())
    content = files.read(published.file)

    again = reports.publish(published, by=checker)

    assert again.file_id == published.file_id
    assert again.number == published.number
    assert files.read(again.file) == content
    assert Report.objects.count() == 1


def test_reopening_takes_the_signatures_away(draft, checker, head):
    report = draft()
    reports.check(report, by=checker)
    reports.approve(report, by=head, title="Giám đốc")

    reports.reopen(report, by=checker, reason="Thiếu một doanh nghiệp")

    report.refresh_from_db()
    assert report.status == ReportState.DRAFT
    assert report.approved_by is None
    assert report.approver_title == ""


# What is frozen (REP-2) ------------------------------------------------------------------------


def test_the_data_object_is_what_the_counting_function_says(draft, classify, boundary):
    classify("Công ty TNHH Phần mềm kho Bến Gạo", able_from=date(2024, 3, 1))
    classify("Công ty TNHH Bản đồ số Ô Ruộng", subgroup="moved_in")

    report = draft()

    data = from_json(report.data)
    counted = count("DTF", "DIGITAL", boundary, ON_DATE)
    assert tuple(firm.code for firm in data.firms) == counted.codes
    assert data.number == counted.number
    assert data.able == count("DTF", "ABLE", boundary, ON_DATE).number
    assert sum(group.now for group in data.groups) == data.number
    assert from_json(data.as_json()) == data


def test_what_changes_later_does_not_change_the_draft(draft, classify):
    classify()
    report = draft()
    before = from_json(report.data)

    classify()

    report.refresh_from_db()
    assert from_json(report.data) == before


def test_a_day_to_come_cannot_be_reported(draft):
    with pytest.raises(reports.ReportError):
        draft(on_date=timezone.localdate() + timezone.timedelta(days=1))


def test_a_frozen_number_that_is_known_otherwise_stands_beside_it(
    draft, publish, classify, analyst, tmp_path
):
    # TGT-3, TGT-12: the firm was in the class on 31/12/2025, but was written down in February.
    classify("Công ty TNHH Sớm", since=date(2024, 5, 2))
    late = classify(
        "Công ty Cổ phần Camera Nông trại Mắt Lá",
        since=date(2025, 11, 10),
        recorded_at=datetime(2026, 2, 14, tzinfo=UTC),
    )
    january = datetime(2026, 1, 8, 3, tzinfo=UTC)
    targets.freeze(
        Target.objects.get(code="TN-DTF-2030"),
        by=analyst,
        on_date=date(2025, 12, 31),
        known_at=january,
        moment=january,
    )

    report = publish(draft())

    (row,) = from_json(report.data).restated
    assert (row.frozen, row.known, row.code) == (1, 2, late.code)
    flat = " ".join(text_of(files.read(report.file), tmp_path).split())
    assert "02 (*)" in flat
    assert "(*) Số cho ngày 31/12/2025 đã chốt ngày 08/01/2026 là 01; khác 01" in flat
    assert "Ghi muộn: đúng từ 10/11/2025" in flat


# What blocks publishing (REP-10) ---------------------------------------------------------------


def ready(draft, checker, head, **options):
    report = draft(**options)
    reports.check(report, by=checker)
    reports.approve(report, by=head, title="Giám đốc")
    return report


def test_a_count_that_differs_from_the_stored_one_is_not_published(draft, classify, checker, head):
    # TGT-F2: what was written into a row instead of being closed cannot go unseen.
    firm = classify()
    report = ready(draft, checker, head)
    Classification.objects.filter(organization=firm).update(valid_from=date(2026, 12, 1))

    with pytest.raises(reports.PublicationBlockedError) as blocked:
        reports.publish(report, by=checker)

    assert [one.name for one in blocked.value.checks] == ["recount"]
    report.refresh_from_db()
    assert (report.number, report.reserved_number, report.file) == (None, None, None)


def test_a_missing_figure_needs_a_note(draft, checker, head):
    report = ready(draft, checker, head, missing_note="")

    with pytest.raises(reports.PublicationBlockedError) as blocked:
        reports.publish(report, by=checker)

    assert [one.name for one in blocked.value.checks] == ["figures"]


def test_a_mark_that_was_not_filled_in_blocks(draft, checker, head):
    report = ready(draft, checker, head, missing_note="TODO: hỏi lại Bộ")

    with pytest.raises(reports.PublicationBlockedError) as blocked:
        reports.publish(report, by=checker)

    assert [one.name for one in blocked.value.checks] == ["marks"]


def test_evidence_that_is_gone_blocks(draft, classify, checker, head):
    firm = classify()
    report = ready(draft, checker, head)
    paper = firm.evidence.get()
    paper.file = files.keep(b"%PDF-1.7", name="a.pdf", content_type="application/pdf", by=None)
    paper.save()
    files.storages["private"].delete(paper.file.path)

    with pytest.raises(reports.PublicationBlockedError) as blocked:
        reports.publish(report, by=checker)

    assert [one.name for one in blocked.value.checks] == ["evidence"]
    assert paper.number in str(blocked.value)


def test_what_cannot_be_rendered_stays_approved_and_says_why(draft, classify, checker, head):
    # REP-F1, REP-12: a letter that the font does not have is named, not replaced.
    classify("Công ty TNHH 電子")
    report = ready(draft, checker, head)

    reports.publish(report, by=checker)

    report.refresh_from_db()
    assert report.status == ReportState.APPROVED
    assert "電" in report.publish_error
    assert report.file is None


# The paper -------------------------------------------------------------------------------------


def test_numbers_on_paper_are_those_of_the_data_object(draft, publish, classify, tmp_path):
    for place in range(12):
        classify(
            f"Công ty TNHH Số {place}",
            since=date(2023, 2, 1 + place),
            able_from=date(2024, 1, 1 + place) if place < 4 else None,
            unit="25459" if place % 2 else "27694",
        )
    classify("Công ty TNHH Mới", since=date(2026, 8, 3), subgroup="moved_in")
    classify("Công ty TNHH Đã đi", until=date(2026, 7, 15))

    report = publish(draft())

    text = text_of(files.read(report.file), tmp_path)
    flat = " ".join(text.split())
    data = from_json(report.data)
    assert data.number == 13
    assert "có 13 doanh nghiệp công nghệ số" in flat
    assert "trong đó 04 doanh nghiệp có khả năng cung cấp" in flat
    assert "13 + 01 thêm - 01 bớt = 13." in flat
    assert "Cộng: 13 doanh nghiệp, trong đó 04 có khả năng cung cấp." in flat
    assert "Chuyển từ lĩnh vực khác" in flat
    for firm in data.firms:
        assert firm.code in flat
        assert vietnamese.date_short(firm.counted_from) in flat
    assert f"Mã kiểm tra {report.number}" in flat
    assert f"kiem-tra/{report.number}" in flat
    assert "Báo cáo này không có số liệu nhập tay." in flat
    assert "chưa có số liệu" in flat
    assert "38/63" in flat
    assert "34,89" in flat


def test_what_a_person_typed_is_listed(draft, publish, tmp_path):
    report = publish(draft(typed=[Typed("Doanh thu", "chưa có số liệu", "Trần Thị Soạn")]))

    flat = " ".join(text_of(files.read(report.file), tmp_path).split())

    assert "không có số liệu nhập tay" not in flat
    assert "Doanh thu chưa có số liệu Trần Thị Soạn" in flat


def test_what_people_typed_is_escaped(draft, publish, classify, tmp_path):
    # REP-12
    classify("Công ty <b>Đậm</b> & {{ Con }}")

    report = publish(draft())

    assert "<b>Đậm</b> & {{ Con }}" in " ".join(text_of(files.read(report.file), tmp_path).split())


def test_a_firm_that_is_not_public_is_counted_without_its_name(draft, publish, classify, tmp_path):
    classify("Công ty TNHH Kín Tiếng", visibility="hidden")

    report = publish(draft())

    text = " ".join(text_of(files.read(report.file), tmp_path).split())
    assert from_json(report.data).number == 1
    assert "Kín Tiếng" not in text
    assert "không công khai" in text


# Replacement and verification (REP-8, REP-F2) --------------------------------------------------


def test_a_correction_replaces_and_the_old_one_stays(draft, publish, classify):
    classify()
    old = publish(draft())
    classify()

    new = publish(draft(supersedes=old, correction_note="Bổ sung một doanh nghiệp."))

    old.refresh_from_db()
    assert old.status == ReportState.SUPERSEDED
    assert hashlib.sha256(files.read(old.file)).hexdigest() == old.file.sha256
    assert verdict(old.number).successor == new
    assert verdict(old.number).tone == "warn"
    assert verdict(new.number).tone == "ok"
    assert verdict(new.number).predecessor == old


def test_one_byte_changed_is_not_the_published_file(draft, publish):
    content = files.read(publish(draft()).file)
    forged = bytearray(content)
    forged[len(forged) // 2] ^= 1

    assert compare(hashlib.sha256(content).hexdigest()).is_published
    assert not compare(hashlib.sha256(bytes(forged)).hexdigest()).is_published


def test_a_draft_is_not_verified(draft):
    report = draft()

    assert verdict(str(report.pk)).report is None
    assert verdict("BC-2026-999999").tone == "stop"


def test_a_report_on_targets_alone_has_no_index(draft, publish, tmp_path):
    report = publish(draft(kind=ReportKind.TARGETS, framework=None))

    flat = " ".join(text_of(files.read(report.file), tmp_path).split())
    assert "I. KẾT QUẢ SO VỚI MỤC TIÊU" in flat
    assert "PII" not in flat
