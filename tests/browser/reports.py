"""Steps of the story around a report: drafted, checked, published, verified from paper."""

import hashlib
import re
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Page, expect

from .conftest import HERE, RunningSite


def draft_report_of_2023(page: Page, code: str) -> str:
    page.goto("/admin/bao-cao/soan/")
    page.get_by_label("Loại báo cáo").select_option(index=0)
    framework = page.get_by_label("Khung chỉ số")
    framework.select_option(label=framework.locator("option", has_text="2023").first.inner_text())
    page.get_by_label("Số liệu ngày").fill(f"{datetime.now(HERE):%Y-%m-%d}")
    page.get_by_label("Ghi chú cho số còn thiếu").fill("Điểm năm 2023 của Long An chưa tìm thấy.")
    page.get_by_role("button", name="Đếm và lưu bản nháp").click()
    expect(page.get_by_text("Đã đếm và lưu bản nháp")).to_be_visible()

    page.get_by_text("doanh nghiệp được đếm").click()
    expect(page.get_by_role("link", name=code).first).to_be_visible()
    return page.url


def take_step(page: Page, report: str, step: str, button: str, said: str, title: str = "") -> None:
    page.goto(report)
    page.get_by_role("link", name=step).click()
    if title:
        page.get_by_label("Chức vụ").fill(title)
    page.get_by_role("button", name=button).click()
    expect(page.get_by_text(said)).to_be_visible()


def check_report(page: Page, report: str) -> None:
    take_step(page, report, "Đã kiểm", "Đã kiểm, chuyển duyệt", "Đã ghi là đã kiểm.")


def approve_and_publish_report(page: Page, report: str) -> str:
    take_step(page, report, "Duyệt…", "Duyệt báo cáo", "Đã duyệt.", title="Giám đốc")
    take_step(page, report, "Công bố…", "Công bố báo cáo", "Đang tạo tệp; đóng trang")
    # The worker makes the file; the page asks again by itself.
    link = page.get_by_role("link", name=re.compile(r"^BC-\d{4}-\d+\.pdf$"))
    expect(link).to_be_visible(timeout=60_000)
    return link.inner_text().removesuffix(".pdf")


def download_twice_the_same_bytes(page: Page, number: str, folder: Path) -> Path:
    page.goto("/bao-cao/")
    listed = page.get_by_role("article").filter(has_text=number)
    address = listed.get_by_role("link", name="Tải báo cáo").get_attribute("href")
    assert address

    first, second = (page.request.get(address).body() for _time in range(2))

    assert first == second
    assert first.startswith(b"%PDF-")
    file = folder / f"{number}.pdf"
    file.write_bytes(first)
    return file


def compare_file(page: Page, number: str, file: Path) -> None:
    page.goto(f"/kiem-tra/{number}/")
    page.get_by_label("Tệp PDF").set_input_files(file)
    page.get_by_role("button", name="So tệp").click()


def paper_is_verified(page: Page, site: RunningSite, number: str, pdf: Path) -> None:
    page.goto(f"/kiem-tra/{number}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Báo cáo này có thật")
    fingerprint = "".join(page.locator("dd.hash").inner_text().split())
    assert fingerprint == hashlib.sha256(pdf.read_bytes()).hexdigest()

    compare_file(page, number, pdf)
    expect(page.get_by_text("đúng từng byte")).to_be_visible()
    assert site.manage("verify_report", str(pdf)).returncode == 0


def changed_copy_is_refused(page: Page, site: RunningSite, number: str, pdf: Path) -> None:
    content = bytearray(pdf.read_bytes())
    content[len(content) // 2] ^= 1
    copy = pdf.with_name("changed.pdf")
    copy.write_bytes(content)

    compare_file(page, number, copy)

    expect(page.get_by_text("không phải bản đã công bố")).to_be_visible()
    assert site.manage("verify_report", str(copy), check=False).returncode == 1
