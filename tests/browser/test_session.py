"""A session that ends in the middle of a form of the staff's admin."""

from playwright.sync_api import Browser, Page, Request, expect

from .conftest import sign_in

WORDS = "Kinh phí, nhân sự và ba câu hỏi còn để ngỏ của buổi họp"


def test_form_survives_the_end_of_the_session(browser: Browser, browser_context_args: dict):
    with browser.new_context(**browser_context_args) as context:
        page = context.new_page()
        sign_in(page, "bien-tap", "/admin/")
        page.goto("/admin/account/")
        field = page.locator("#id_name_email-full_name")
        old = field.input_value()
        field.fill(WORDS)
        sent = _posts(page)
        context.clear_cookies(name="sessionid")

        _press(page)
        expect(page.get_by_role("alert")).to_contain_text("Phiên đăng nhập đã hết, chưa gửi gì")
        assert sent == []
        assert field.input_value() == WORDS

        with context.expect_page() as opened:
            page.get_by_role("link", name="Đăng nhập ở thẻ mới").click()
        beside = opened.value
        beside.wait_for_load_state()
        sign_in(beside, "bien-tap", "/admin/phien/")
        expect(beside.get_by_role("heading", level=1)).to_have_text("Bạn đã đăng nhập")
        beside.close()

        _press(page)
        expect(page.locator(".messages")).to_contain_text("Đã lưu")
        expect(field).to_have_value(WORDS)
        field.fill(old)
        _press(page)
        expect(field).to_have_value(old)


def test_form_stays_when_the_server_does_not_answer(browser: Browser, browser_context_args: dict):
    with browser.new_context(**browser_context_args) as context:
        page = context.new_page()
        sign_in(page, "bien-tap", "/admin/")
        page.goto("/admin/account/")
        field = page.locator("#id_name_email-full_name")
        field.fill(WORDS)
        context.set_offline(True)

        _press(page)

        expect(page.get_by_role("alert")).to_contain_text("máy chủ chưa trả lời")
        assert field.input_value() == WORDS


def _press(page: Page) -> None:
    page.get_by_role("main").get_by_role("button", name="Lưu").first.click()


def _posts(page: Page) -> list[str]:
    found: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            found.append(request.url)

    page.on("request", note)
    return found
