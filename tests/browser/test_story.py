"""One story on the real stack: a firm registers, is screened, found, counted, and printed.

A founder's phone, two officers, a visitor and the report's three people take part. Each has a
browser context of their own, so nobody sees what only another's session holds.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from stdnum.vn import mst

from .conftest import HERE, RunningSite, sign_in
from .reports import (
    approve_and_publish_report,
    changed_copy_is_refused,
    check_report,
    download_twice_the_same_bytes,
    draft_report_of_2023,
    paper_is_verified,
)

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}

NAME = "Công ty TNHH Nông nghiệp Số Kênh Xanh Gò Dầu"
# 99 is a prefix that no province issues.
TAX_CODE = "990417265" + mst.calc_check_digit("990417265")
ADDRESS = "lan@kenhxanh.example"
QUESTION = "140 người, hay 14? Xin ghi số người đang làm việc vào cuối tháng trước."


@dataclass(frozen=True)
class Stage:
    """Opens a browser for each person of the story."""

    browser: Browser
    site: RunningSite
    options: dict

    def page(self, size: dict[str, int]) -> Page:
        page = self.browser.new_context(**self.options, viewport=size).new_page()
        page.set_default_timeout(15_000)
        return page

    def sign_in(self, name: str) -> Page:
        page = self.page(DESKTOP)
        sign_in(page, name, "/admin/")
        expect(page.get_by_role("heading", name="Việc hôm nay")).to_be_visible()
        return page


@pytest.fixture
def stage(browser: Browser, site: RunningSite, browser_context_args: dict) -> Iterator[Stage]:
    yield Stage(browser, site, browser_context_args)
    for context in browser.contexts:
        context.close()


def test_firm_registers_is_found_counted_and_printed(stage: Stage, tmp_path: Path):
    phone = stage.page(PHONE)
    begin_registration(phone)
    fill_in_name_and_divided_commune(phone)
    leave_half_way(phone)

    other_phone = stage.page(PHONE)
    reopen_by_mailed_link(other_phone, stage.site)
    nothing_is_lost(other_phone)
    fill_in_the_rest(other_phone)
    number = submit_twice_and_get_one_number(other_phone)

    officer = stage.sign_in("can-bo")
    take_from_desk(officer, number)
    accept_some_and_ask_about_staff(officer, number)
    answer_the_only_open_field(other_phone, stage.site, number)
    approve(officer, number)
    code = read_public_profile(other_phone, number)

    visitor = stage.page(DESKTOP)
    find_without_accents_and_narrow(visitor, code)

    before = count_firms(visitor)
    record_evidence(officer, code)
    proposal = propose_digital_firm(officer)
    proposer_may_not_decide(officer)
    known_before = datetime.now(HERE)
    second_officer = stage.sign_in("can-bo-2")
    put_in_force(second_officer, proposal)
    one_more_is_counted(visitor, code, before, known_before)

    calculate_from_official_parts(visitor)

    report = draft_report_of_2023(stage.sign_in("so-lieu"), code)
    check_report(stage.sign_in("truong-nhom"), report)
    published = approve_and_publish_report(stage.sign_in("nguoi-duyet"), report)
    pdf = download_twice_the_same_bytes(visitor, published, tmp_path)
    paper_is_verified(visitor, stage.site, published, pdf)
    changed_copy_is_refused(visitor, stage.site, published, pdf)


# The founder --------------------------------------------------------------------------------------


def tick(page: Page, label: str) -> None:
    # The label lies over its box, so that the whole line can be touched.
    page.get_by_label(label, exact=True).check(force=True)


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Tiếp tục").click()


def begin_registration(page: Page) -> None:
    page.goto("/dang-ky/")
    tick(page, "Doanh nghiệp")
    page.get_by_label("Mã số thuế").fill(TAX_CODE)
    page.get_by_label("E-mail hoặc số điện thoại").fill(ADDRESS)
    page.get_by_role("button", name="Bắt đầu").click()


def fill_in_name_and_divided_commune(page: Page) -> None:
    expect(page.get_by_role("heading", name="Tổ chức tên là gì?")).to_be_visible()
    page.get_by_label("Tên đầy đủ").fill(NAME)
    go_on(page)

    page.get_by_label("Số nhà, đường, ấp").fill("Tổ 4, ấp Mẫu")
    page.get_by_label("Xã, phường", exact=True).fill("cha la")
    page.get_by_role("button", name="Tìm xã, phường").click()
    # REG-8: nobody guesses for the owner.
    choice = page.get_by_role("group", name=re.compile("nay thuộc .* xã"))
    expect(choice.get_by_label("Tôi chưa chắc")).not_to_be_checked()


def leave_half_way(page: Page) -> None:
    page.get_by_role("button", name="Lưu và thoát").click()
    expect(page.get_by_text("Bản nháp chưa được gửi").first).to_be_visible()


def reopen_by_mailed_link(page: Page, site: RunningSite) -> None:
    page.goto(site.link_for(ADDRESS, "/mo/"))


def nothing_is_lost(page: Page) -> None:
    page.get_by_role("main").get_by_role("link", name="Danh tính").click()
    expect(page.get_by_label("Tên đầy đủ")).to_have_value(NAME)
    expect(page.get_by_label("Mã số thuế")).to_have_value(TAX_CODE)
    go_on(page)
    expect(page.get_by_label("Số nhà, đường, ấp")).to_have_value("Tổ 4, ấp Mẫu")
    expect(page.get_by_label("Xã, phường", exact=True)).to_have_value("cha la")


def fill_in_the_rest(page: Page) -> None:
    page.get_by_label("Xã, phường", exact=True).fill("thi tran go dau")
    page.get_by_role("button", name="Tìm xã, phường").click()
    tick(page, "Phường Gò Dầu")
    go_on(page)

    page.get_by_label("Giới thiệu").fill("Cảm biến ẩm đất và phần mềm tưới cho ruộng mía.")
    tick(page, "Nông nghiệp công nghệ cao")
    page.get_by_label("Số lao động").fill("140")
    go_on(page)

    tick(page, "Doanh nghiệp công nghệ số")
    page.get_by_label("Căn cứ đề nghị").fill("Bán phần mềm tưới do đơn vị tự viết.")
    go_on(page)

    page.get_by_label("Người liên hệ").fill("Lê Thị Lan")
    page.get_by_label("Điện thoại").fill("0900000001")
    page.get_by_role("group", name="Bạn đồng ý").get_by_role("checkbox").first.check(force=True)
    go_on(page)


def submit_twice_and_get_one_number(page: Page) -> str:
    expect(page.get_by_role("heading", name="Kiểm tra trước khi gửi")).to_be_visible()
    tick(page, "Tôi có quyền đại diện cho tổ chức này và các thông tin trên là đúng.")
    sent = page.locator("form", has=page.get_by_role("button", name="Gửi hồ sơ")).evaluate(
        "form => Object.fromEntries(new FormData(form))"
    )
    address = page.url
    page.get_by_role("button", name="Gửi hồ sơ").click()
    expect(page.get_by_role("heading", name="Đã gửi hồ sơ")).to_be_visible()
    expect(page.get_by_text("Trung tâm trả lời trước hết ngày")).to_be_visible()
    number = page.get_by_text(re.compile(r"^DK-\d{4}-\d+$")).first.inner_text()

    # REGN-3: the same form once more, as an impatient finger or a reload sends it.
    again = page.request.post(address, form=sent, headers={"Referer": address})

    assert again.ok
    assert set(re.findall(r"DK-\d{4}-\d+", again.text())) == {number}
    return number


def answer_the_only_open_field(page: Page, site: RunningSite, number: str) -> None:
    site.link_for(ADDRESS, number)
    page.goto(f"/dang-ky/{number}/")
    expect(page.get_by_text(QUESTION)).to_be_visible()
    page.get_by_role("link", name="Trả lời").click()

    # REGN-6: what was accepted is closed.
    expect(page.get_by_role("main").get_by_role("textbox")).to_have_count(1)
    page.get_by_label("Số lao động").fill("14")
    page.get_by_role("button", name="Gửi trả lời").click()
    expect(page.get_by_text("Trung tâm trả lời trước hết ngày").first).to_be_visible()


def read_public_profile(page: Page, number: str) -> str:
    page.goto(f"/dang-ky/{number}/")
    page.get_by_role("link", name="Xem trang công khai").click()
    expect(page.get_by_role("heading", level=1, name=NAME)).to_be_visible()
    # Its owner holds the link to it; everybody else reads the same page without one.
    found = re.search(r"/danh-ba/(TN-\d+)/$", page.url)
    assert found
    return found.group(1)


# The officers -------------------------------------------------------------------------------------


def take_from_desk(page: Page, number: str) -> None:
    page.goto("/admin/?scope=all")
    page.get_by_role("listitem").filter(has_text=number).get_by_role("link").last.click()
    page.get_by_role("button", name="Nhận hồ sơ").click()


def decide(page: Page, field: str, decision: str) -> None:
    page.get_by_role("group", name=field).get_by_label(decision).check()


def accept_some_and_ask_about_staff(page: Page, number: str) -> None:
    for field in ("Tên đầy đủ", "Mã số thuế", "Số nhà, đường, ấp", "Xã, phường"):
        decide(page, field, "Nhận")
    decide(page, "Số lao động", "Hỏi lại")
    page.locator("#question-staff").fill(QUESTION)
    page.get_by_role("button", name="Gửi quyết định…").click()

    letter = page.get_by_role("article", name="Thư gửi chủ hồ sơ")
    expect(letter.get_by_text(QUESTION)).to_be_visible()
    page.get_by_role("button", name="Gửi quyết định", exact=True).click()
    expect(page.get_by_text("Đồng hồ đang dừng")).to_be_visible()


def approve(page: Page, number: str) -> None:
    page.goto(f"/admin/ho-so/{number}/")
    decide(page, "Số lao động", "Nhận")
    for select in page.get_by_role("combobox").filter(has_text="chưa trả lời").all():
        select.select_option("Có")
    page.get_by_role("button", name="Nhận mọi ô còn lại").click()
    page.get_by_role("button", name="Gửi quyết định…").click()
    page.get_by_role("button", name="Gửi quyết định", exact=True).click()
    expect(page.get_by_text("Hồ sơ đã có quyết định.")).to_be_visible()


def record_evidence(page: Page, code: str) -> None:
    page.goto(f"/admin/phan-loai/bang-chung/?organization={code}")
    page.get_by_label("Loại giấy tờ").select_option("Tài liệu sản phẩm, dịch vụ")
    page.get_by_label("Tên giấy tờ").fill("Mô tả phần mềm tưới")
    page.get_by_label("Ngày ký").fill(f"{datetime.now(HERE):%d/%m/%Y}")
    page.get_by_label("Nơi giữ bản giấy").fill("Tủ 2, ngăn 1")
    page.get_by_role("button", name="Ghi bằng chứng").click()
    expect(page.get_by_text("Đã ghi bằng chứng")).to_be_visible()


def propose_digital_firm(page: Page) -> str:
    """Propose on the page that the evidence led to; return the proposal's address."""
    page.get_by_label("Phân loại", exact=False).first.select_option(
        label=page.locator("option", has_text="Doanh nghiệp công nghệ số").first.inner_text()
    )
    page.get_by_role("checkbox").first.check()
    page.get_by_label("Dữ kiện dựa vào").fill("Tự viết và bán phần mềm tưới từ năm 2024.")
    page.get_by_role("button", name="Đề xuất", exact=True).click()
    expect(page.get_by_text("Người khác sẽ quyết định.")).to_be_visible()
    return page.url


def proposer_may_not_decide(page: Page) -> None:
    expect(page.get_by_text("Việc này cần người khác quyết định").first).to_be_visible()
    expect(page.get_by_role("button", name="Đưa vào hiệu lực")).to_have_count(0)


def put_in_force(page: Page, proposal: str) -> None:
    page.goto(proposal)
    page.get_by_role("button", name="Đã xem và đúng").click()
    page.get_by_role("button", name="Đưa vào hiệu lực").click()
    expect(page.get_by_text("Đã đưa vào hiệu lực.")).to_be_visible()


# A visitor ----------------------------------------------------------------------------------------


def find_without_accents_and_narrow(page: Page, code: str) -> None:
    page.goto("/danh-ba/")
    hit = page.get_by_role("article").filter(has=page.get_by_role("link", name=NAME))
    deadline = time.monotonic() + 5
    while True:
        page.get_by_label("Tìm theo tên").fill("cong ty nong nghiep go dau")
        page.get_by_role("button", name="Tìm", exact=True).click()
        page.wait_for_url("**q=cong**")
        if hit.count() or time.monotonic() > deadline:
            break
    expect(hit).to_have_count(1)
    everything = results(page)

    page.get_by_label(re.compile("^Phường Gò Dầu")).check(force=True)
    page.get_by_role("button", name="Áp dụng bộ lọc").click()
    page.wait_for_url(re.compile("25654"))
    expect(hit).to_have_count(1)
    assert 1 <= results(page) < everything

    hit.get_by_role("link", name=NAME).click()
    page.wait_for_url(f"**/danh-ba/{code}/")
    # What an officer compared, and what the firm only says.
    expect(page.get_by_text("Đã đối chiếu danh tính").first).to_be_visible()
    staff = page.get_by_role("row").filter(has_text="Số lao động")
    expect(staff).to_contain_text("14 người")
    expect(staff).to_contain_text("Doanh nghiệp khai")


def results(page: Page) -> int:
    return int(page.get_by_role("status").locator("data").get_attribute("value") or 0)


def count_firms(page: Page, **asked: str) -> int:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    page.goto(f"/muc-tieu/TN-DTF-2030/?{query}")
    heading = page.get_by_role("heading", name="doanh nghiệp được đếm").inner_text()
    return int(heading.split()[0])


def one_more_is_counted(page: Page, code: str, before: int, known_before: datetime) -> None:
    listed = page.locator("#danh-sach").get_by_role("row").filter(has_text=code)
    today = datetime.now(HERE)

    # TGT-1: a number is its list.
    assert count_firms(page) == before + 1
    expect(listed).to_have_count(1)

    assert count_firms(page, on=f"{today - timedelta(days=1):%Y-%m-%d}") == before
    expect(listed).to_have_count(0)

    # ARC-3: what was known then, about the same day.
    moment = known_before.isoformat(timespec="seconds").replace("+", "%2B")
    assert count_firms(page, known_at=moment) == before
    expect(listed).to_have_count(0)


def calculate_from_official_parts(page: Page) -> None:
    page.goto("/chi-so/tinh-thu/?mode=own&year=2023")
    page.get_by_label("Đầu vào").first.fill("36,18")
    page.get_by_label("Đầu ra").first.fill("33,60")
    page.get_by_role("button", name="Tính", exact=True).click()

    outcome = page.get_by_role("region", name="Kết quả")
    expect(outcome.locator("data")).to_have_text("34,89")
    expect(outcome).to_contain_text("không phải chỉ số chính thức")
