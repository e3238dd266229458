"""Somebody else's table becomes records, or says row by row why not (IOP-6)."""

import unicodedata
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.choices import Role as StaffRole
from core import journal, sheets
from core.lifecycle import ObstacleError
from ecosystem.classification import selectors as classification
from ecosystem.registry.actions import imports as actions
from ecosystem.registry.choices import HowChosen, NameType, OrganizationKind, OrganizationStatus
from ecosystem.registry.models import DuplicatePair, Organization
from ecosystem.registry.selectors import imports
from ecosystem.registry.selectors.import_rows import repair_of, status_of
from ecosystem.taxonomy.selectors import province
from tests.factories import OrganizationFactory, UserFactory, commune

pytestmark = pytest.mark.django_db

HEAD = "Mã số thuế,Tên,Địa chỉ,Tình trạng,Ngày thành lập"
GO_DAU = '"12 Hùng Vương, Thị trấn Gò Dầu, Huyện Gò Dầu, Tỉnh Tây Ninh"'
HUE = '"5 Lê Lợi, Phường Vĩnh Ninh, Thành phố Huế"'
REAL = Path(__file__).resolve().parents[4] / "shared" / "real" / "register_hue.csv"
TAX = ["9900000016", "9900000023", "9900000030", "9900000048", "9900000055"]
LOST, OTHER_LOST = "312345673", "312345680"
WRONG_DIGIT = "9900000012"


def planned(*lines: str, head: str = HEAD, **options: object) -> imports.Plan:
    sheet = sheets.read("\n".join([head, *lines]).encode())
    return imports.plan(sheet, **options)


def committed(*lines: str, head: str = HEAD, **options: object) -> actions.ImportBatch:
    return actions.commit(planned(*lines, head=head), by=None, file_name="thu.csv", **options)


def verdicts(plan: imports.Plan) -> list[str]:
    return [each.verdict for each in plan.verdicts]


# Verdicts --------------------------------------------------------------------------------------


def test_each_row_gets_one_verdict_and_nothing_is_written():
    OrganizationFactory(legal_name="Công ty TNHH Lúa Vàng", tax_code=TAX[0])
    OrganizationFactory(legal_name="Công ty TNHH Mía Ngọt", tax_code=TAX[1])
    OrganizationFactory(legal_name="Công ty TNHH Khoai Bùi", tax_code=TAX[2])
    before = Organization.objects.count()

    plan = planned(
        f"{TAX[3]},Công ty TNHH Cỏ Non,{GO_DAU},Đang hoạt động,2024-05-01",
        f"{TAX[0]},Công ty TNHH Lúa Vàng Mới,,Tạm nghỉ kinh doanh có thời hạn,",
        f"{TAX[1]},Công ty TNHH Mía Ngọt,,,",
        f"{TAX[2]},Hợp tác xã Bò Sữa Xanh,,,",
        f"{WRONG_DIGIT},Công ty TNHH Sai Số,,,",
    )

    assert verdicts(plan) == ["new", "update", "same", "clash", "error"]
    assert plan.verdicts[1].fields == ("legal_name", "status")
    assert plan.verdicts[4].reasons == (
        "A6: Mã số thuế không đúng chữ số kiểm tra; xin đối chiếu với giấy chứng nhận"
        f" ({WRONG_DIGIT})",
    )
    assert Organization.objects.count() == before


def test_row_repeated_in_the_file_is_the_same_or_clashes():
    plan = planned(
        f"{TAX[0]},Công ty TNHH Lúa Vàng,{GO_DAU},,",
        f"{TAX[0]},Công ty TNHH Lúa Vàng,{GO_DAU},,",
        f"{TAX[0]},Công ty TNHH Lúa Vàng,{GO_DAU},Đang hoạt động,",
    )

    assert verdicts(plan) == ["new", "same", "clash"]
    assert plan.verdicts[1].reasons == ("lặp lại dòng 2",)


def test_lost_leading_zero_is_offered_and_never_repaired_silently():
    lines = (
        f"{LOST},Công ty TNHH Một,,,",
        f"{OTHER_LOST}.0,Công ty TNHH Hai,,,",
        f"{TAX[0]}.0,Công ty TNHH Ba,,,",
    )
    codes = [f"0{LOST}", f"0{OTHER_LOST}", TAX[0]]

    plan = planned(*lines)
    accepted = planned(*lines, accept_repairs=True)

    assert verdicts(plan) == ["error"] * 3
    assert [each.repair for each in plan.verdicts] == codes
    assert [each.row.tax_code for each in accepted.verdicts] == codes
    assert accepted.verdicts[0].row.notes[0] == f"mã số thuế {LOST} đã sửa thành 0{LOST}"


def test_repair_is_offered_only_where_the_check_digit_agrees():
    wrong = str(int(LOST) + 1)

    assert repair_of(LOST).canonical == f"0{LOST}"
    assert repair_of(f"{TAX[0][0]},{TAX[0][1:]}E+9").canonical == TAX[0]
    assert [repair_of(text) for text in (wrong, "9,9E+9", TAX[0], "", "chữ")] == [None] * 5


def test_swapped_columns_are_said_so():
    plan = planned(f"Công ty TNHH Lúa Vàng,{TAX[0]},,,")

    assert verdicts(plan) == ["error"]
    assert "bị đổi chỗ" in plan.verdicts[0].text


@pytest.mark.parametrize(
    "name", ["", "Tra cứu mã số thuế doanh nghiệp", "404 Not Found", "https://vi-du.example", "123"]
)
def test_page_title_or_number_is_no_name(name):
    assert verdicts(planned(f"{TAX[0]},{name},{GO_DAU},,")) == ["error"]


def test_unknown_status_and_impossible_day_name_their_cells():
    plan = planned(f"{TAX[0]},Công ty TNHH Lúa Vàng,,Đang bay,31/02/2020")

    assert [reason.partition(":")[0] for reason in plan.verdicts[0].reasons] == ["D2", "E2"]


def test_name_that_stands_without_tax_code_clashes_until_told_apart():
    # REG-15
    OrganizationFactory(code="TN-900777", legal_name="Hợp tác xã Rau Sạch Bờ Kênh", tax_code=None)

    plan = planned(",HTX rau sach bo kenh,,,", f"{TAX[0]},Hợp tác xã Rau Sạch Bờ Kênh,,,")

    assert verdicts(plan) == ["clash", "clash"]
    assert "TN-900777" in plan.verdicts[0].text


def test_two_like_names_with_codes_are_new_and_kept_as_a_pair():
    # REG-16
    one = OrganizationFactory(legal_name="Công ty TNHH Minh Loan Phát", tax_code=TAX[0])

    batch = committed(f"{TAX[1]},Công ty Cổ phần Minh Loan Phát,,,")

    pair = DuplicatePair.objects.get(left=one)
    assert (batch.created, batch.pairs, pair.right.tax_code) == (1, 1, TAX[1])


def test_title_broken_header_blanks_and_other_unicode_form_are_read():
    name = unicodedata.normalize("NFD", "Công ty TNHH Đường Mật  ")
    lines = ["DANH SÁCH DOANH NGHIỆP,,", ",,", "Mã số,Tên,", "thuế,,", f"{TAX[0]},{name},"]

    plan = imports.plan(sheets.read("\n".join(lines).encode()))

    assert [(each.line, each.verdict) for each in plan.verdicts] == [(5, "new")]
    assert plan.verdicts[0].row.values["legal_name"] == "Công ty TNHH Đường Mật"


def test_mapping_names_columns_and_spellings_of_the_file():
    mapping = imports.ColumnMapping(
        columns={"legal_name": "Đơn vị"}, statuses={"Đang bay": "suspended"}
    )

    plan = planned(
        f"{TAX[0]},Công ty TNHH Lúa Vàng,Đang bay", head="MST,Đơn vị,Tình trạng", mapping=mapping
    )

    assert plan.verdicts[0].row.status == OrganizationStatus.SUSPENDED


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Đang hoạt động (đã được cấp GCN ĐKT)", "active"),
        ("Đang hoạt động (được cấp thông báo MST)", "active"),
        ("Đang hoạt động", "active"),
        ("Tạm nghỉ kinh doanh có thời hạn", "suspended"),
        ("Tạm ngừng KD có thời hạn", "suspended"),
        ("Ngừng hoạt động nhưng chưa hoàn thành thủ tục đóng MST", "suspended"),
        ("Ngừng HĐ nhưng chưa hoàn thành thủ tục chấm dứt hiệu lực MST", "suspended"),
        ("Ngừng hoạt động và đã đóng MST", "dissolved"),
        ("Ngừng hoạt động và đã hoàn thành thủ tục chấm dứt hiệu lực MST", "dissolved"),
        ("Không hoạt động tại địa chỉ đã đăng ký", "unknown"),
        ("Không hoạt động tại địa chỉ đăng ký", "unknown"),
        ("lạ", ""),
    ],
)
def test_spellings_of_the_tax_register_are_mapped(text, status):
    assert status_of(text) == status


# What is written -------------------------------------------------------------------------------


def test_commit_writes_dated_rows_and_one_number_in_the_journal():
    batch = committed(
        f"{TAX[0]},Công ty TNHH Lúa Vàng (TÊN CŨ: Công ty TNHH Lúa Xanh),{GO_DAU},"
        "Đang hoạt động,01/05/2024"
    )

    record = Organization.objects.get(tax_code=TAX[0])
    names = {(row.name_type, row.text) for row in record.names.current()}
    seat = record.addresses.get()
    assert record.legal_name == "Công ty TNHH Lúa Vàng"
    assert record.first_registration_date == date(2024, 5, 1)
    assert record.status == OrganizationStatus.ACTIVE
    assert names == {
        (NameType.LEGAL, "Công ty TNHH Lúa Vàng"),
        (NameType.FORMER, "Công ty TNHH Lúa Xanh"),
    }
    # An old commune that went to one new commune is converted, and says so.
    assert (seat.former_unit.full_name, seat.how) == ("Thị trấn Gò Dầu", HowChosen.AUTOMATIC)
    assert seat.unit.full_name == "Phường Gò Dầu"
    assert journal.about(record).get().after["batch"] == batch.number
    assert journal.about(province()).first().after["created"] == 1
    assert list(journal.broken_links()) == []


def test_number_of_before_keeps_the_whole_entry_as_former_name():
    text = "Công ty TNHH Lúa Vàng (SỐ CŨ: 3900000001)"

    committed(f"{TAX[0]},{text},,,")

    record = Organization.objects.get(tax_code=TAX[0])
    assert record.legal_name == "Công ty TNHH Lúa Vàng"
    assert record.names.get(name_type=NameType.FORMER).text == text


def test_nothing_is_written_while_a_row_is_wrong_unless_it_is_left_out_on_purpose():
    lines = (f"{TAX[0]},Công ty TNHH Lúa Vàng,,,", f"{WRONG_DIGIT},Công ty TNHH Sai Số,,,")

    with pytest.raises(actions.NotCleanError):
        committed(*lines)
    assert Organization.objects.filter(tax_code=TAX[0]).exists() is False

    assert committed(*lines, skip_errors=True).created == 1


def test_row_taken_meanwhile_undoes_the_whole_batch():
    plan = planned(f"{TAX[0]},Công ty TNHH Lúa Vàng,,,", f"{TAX[1]},Công ty TNHH Mía Ngọt,,,")
    OrganizationFactory(tax_code=TAX[1])

    with pytest.raises(actions.ImportClashError):
        actions.commit(plan, by=None, file_name="thu.csv")

    assert Organization.objects.filter(tax_code=TAX[0]).exists() is False


@pytest.mark.parametrize(
    ("website", "verdict"),
    [
        ("lua.example", "new"),
        ("javascript://lua.example/%0aalert(1)", "error"),
        ("https://[lua.example", "error"),
    ],
)
def test_website_is_an_address_that_a_visitor_can_follow(website, verdict):
    plan = planned(f"{TAX[0]},Công ty TNHH Lúa Vàng,{website}", head="Mã số thuế,Tên,Trang web")

    assert verdicts(plan) == [verdict]


def test_update_changes_only_what_the_file_says_and_keeps_the_past():
    record = OrganizationFactory(
        legal_name="Công ty TNHH Lúa Vàng",
        tax_code=TAX[0],
        website="https://lua.example",
        seat=commune(),
    )

    batch = committed(f"{TAX[0]},Công ty TNHH Lúa Vàng Mới,{GO_DAU},,")

    record.refresh_from_db()
    assert batch.updated == 1
    assert record.legal_name == "Công ty TNHH Lúa Vàng Mới"
    assert record.website == "https://lua.example"
    assert record.names.current().count() == 2
    assert record.addresses.current().get(valid_to=None).unit.full_name == "Phường Gò Dầu"
    assert journal.about(record).filter(verb="import").get().after["batch"] == batch.number


def test_same_file_twice_changes_nothing():
    line = f"{TAX[0]},Công ty TNHH Lúa Vàng,{GO_DAU},Đang hoạt động,01/05/2024"
    committed(line)

    assert verdicts(planned(line)) == ["same"]


def test_branch_is_linked_to_its_head_office_wherever_it_stands_in_the_file():
    # REG-6
    committed(f"{TAX[0]}-001,Chi nhánh Lúa Vàng,,,", f"{TAX[0]},Công ty TNHH Lúa Vàng,,,")

    branch = Organization.objects.get(tax_code=f"{TAX[0]}-001")
    assert branch.kind == OrganizationKind.BRANCH
    assert branch.head_office.tax_code == TAX[0]


def test_firm_outside_the_province_is_listed_and_never_counted():
    # REG-10
    committed(
        f"{TAX[0]},Công ty TNHH Trong Tỉnh,{GO_DAU},,",
        f"{TAX[1]},Công ty TNHH Phía Ngoài,{HUE},,",
        publish=True,
    )

    inside = Organization.objects.get(tax_code=TAX[0])
    outside = Organization.objects.published().get(tax_code=TAX[1])
    count = classification.count("REGISTRY", "LISTED", "TN-TU-20250701", timezone.localdate())
    assert outside.addresses.get().unit is None
    assert count.codes == (inside.code,)


def test_several_industry_codes_in_one_cell_name_no_main_one():
    committed(
        f"{TAX[0]},Công ty TNHH Một Mã,6201",
        f'{TAX[1]},Công ty TNHH Nhiều Ngành Nghề,"6201, 6202"',
        head="MST,Tên,Mã ngành",
    )

    assert Organization.objects.get(tax_code=TAX[0]).main_industry.code == "6201"
    assert Organization.objects.get(tax_code=TAX[1]).main_industry is None


def test_only_officers_import():
    plan = planned(f"{TAX[0]},Công ty TNHH Lúa Vàng,,,")

    with pytest.raises(ObstacleError):
        actions.commit(plan, by=UserFactory(roles=[StaffRole.EDITOR]), file_name="thu.csv")

    officer = UserFactory(roles=[StaffRole.REGISTRY_OFFICER])
    assert actions.commit(plan, by=officer, file_name="thu.csv").created == 1


def test_batch_of_one_row_and_a_full_batch_cost_the_same_queries():
    def queries(count: int) -> int:
        rows = [f"{TAX[0]}-{n:03},Chi nhánh Số {n},{GO_DAU},," for n in range(1, count + 1)]
        with CaptureQueriesContext(connection) as captured:
            plan = planned(*rows)
        assert verdicts(plan) == ["new"] * count
        return len(captured)

    assert queries(1) == queries(imports.BATCH)


def test_real_register_is_read_without_a_surprise():
    if not REAL.exists():
        pytest.skip("the register lies outside the project")

    plan = imports.plan(sheets.read(REAL.read_bytes()))

    assert plan.counts == {"new": 898, "update": 0, "same": 57, "clash": 0, "error": 1}
    batch = actions.commit(plan, by=None, file_name=REAL.name, skip_errors=True, publish=True)
    assert batch.created == 898
    assert (
        classification.count("REGISTRY", "LISTED", "TN-TU-20250701", timezone.localdate()).number
        == 0
    )


def test_codes_that_are_not_taken_are_named_in_the_verdict():
    plan = planned(f'{TAX[0]},Công ty TNHH Nhiều Ngành Nghề,"6201, 6202"', head="MST,Tên,Mã ngành")

    assert plan.verdicts[0].row.notes[-1] == (
        "nhiều mã ngành, chưa rõ mã nào là chính nên chưa ghi: 6201, 6202"
    )
