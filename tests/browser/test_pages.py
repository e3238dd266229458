"""Every kind of page, looked at as people do: small screens, keyboards, readers, no JavaScript."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect
from stdnum.vn import mst

from .conftest import RunningSite, sign_in

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
WIDTHS = (320, 360, 640, 768, 1024, 1280)
MOST_BYTES = 150_000

# A word in braces is where the first link of this kind leads to.
PUBLIC = (
    "/",
    "/danh-ba/?q=cong+ty",
    "/danh-ba/?q=khongcogi",
    "{profile}",
    "/muc-tieu/",
    "/muc-tieu/TN-DTF-2030/",
    "/chi-so/",
    "/chi-so/tinh-thu/?mode=own&year=2023&s_input=36,18&s_output=33,60",
    "/bao-cao/",
    "/kiem-tra/",
    "{verify}",
    "/tin-tuc/",
    "{article}",
    "{guide}",
    "/chuong-trinh/",
    "{call}",
    "/nha-dau-tu/",
    "/dang-ky/",
    "/dang-ky/mo-lai/",
    "/tai-khoan/login/",
    "/khong-co-trang-nay/",
    "/en/",
)
FIRST = {
    "profile": ("/danh-ba/", r"/danh-ba/TN-\d+/$"),
    "verify": ("/bao-cao/", r"/kiem-tra/BC-[\d-]+/$"),
    "article": ("/tin-tuc/", r"/tin-tuc/[^/]+/$"),
    "guide": ("/huong-dan/", r"/huong-dan/[^/]+/$"),
    "call": ("/chuong-trinh/", r"/chuong-trinh/[^/]+/$"),
    "draft": ("/ho-so/ho-so-va-don/", r"/dang-ky/DK-[\d-]+/$"),
    "case": ("/admin/?scope=all", r"/admin/ho-so/DK-[\d-]+/$"),
    "proposal": ("/admin/phan-loai/", r"/admin/phan-loai/[A-Z][^/]+\d/$"),
}
OWN = (
    "/ho-so/",
    "/ho-so/ho-so-va-don/",
    "/ho-so/dong-y/",
    "{draft}",
    "{draft}danh-tinh/",
    "{draft}tru-so/",
    "{draft}hoat-dong/",
    "{draft}kiem-tra/",
)
STAFF = ("/admin/", "/admin/thu-va-viec/", "{case}", "{proposal}")
DARK = ("/", "{profile}", "/muc-tieu/TN-DTF-2030/", "/dang-ky/")


@pytest.fixture(scope="module")
def public(browser: Browser, browser_context_args: dict) -> Iterator[BrowserContext]:
    context = browser.new_context(**browser_context_args, viewport=DESKTOP)
    yield context
    context.close()


@pytest.fixture(scope="module")
def owner(browser: Browser, browser_context_args: dict) -> Iterator[BrowserContext]:
    yield from _signed_in(browser, browser_context_args, "nguoi-moi", "/ho-so/")


@pytest.fixture(scope="module")
def officer(browser: Browser, browser_context_args: dict) -> Iterator[BrowserContext]:
    yield from _signed_in(browser, browser_context_args, "can-bo", "/admin/")


def _signed_in(browser: Browser, options: dict, name: str, first: str) -> Iterator[BrowserContext]:
    context = browser.new_context(**options, viewport=DESKTOP)
    page = context.new_page()
    sign_in(page, name, first)
    page.close()
    yield context
    context.close()


def resolve(page: Page, address: str) -> str:
    """Return the address with the word in braces replaced by where the first such link leads."""
    word = re.match(r"{(\w+)}", address)
    if not word:
        return address
    listing, pattern = FIRST[word[1]]
    page.goto(listing)
    links = page.locator("main a").evaluate_all("links => links.map(link => link.pathname)")
    found = next((link for link in links if re.search(pattern, link)), None)
    assert found, f"no link like {pattern} on {listing}: {links}"
    return address.replace(word[0], found)


def axe_findings(page: Page, within: str | None = None) -> list[str]:
    found = Axe().run(page, context=within).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def wide_pages(page: Page) -> list[int]:
    """Return the widths at which the page has to be scrolled sideways."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(width)
    return found


# What every page has to be ------------------------------------------------------------------------


@pytest.mark.parametrize("address", PUBLIC)
def test_public_page(public: BrowserContext, site: RunningSite, address: str):
    page = public.new_page()
    address = resolve(page, address)
    requests: list[Request] = []
    page.on("requestfinished", lambda request: requests.append(request))
    # A route switches the browser's cache off: each page is weighed as on a first visit.
    page.route("**/*", lambda route: route.continue_())
    page.goto(address)

    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    hosts = {urlsplit(request.url).netloc for request in requests}
    assert hosts == {urlsplit(site.url).netloc}
    counted = [request for request in requests if not is_content_picture(request)]
    assert sum(request.sizes()["responseBodySize"] for request in counted) < MOST_BYTES
    assert axe_findings(page) == []
    assert wide_pages(page) == []
    page.set_viewport_size(PHONE)
    assert axe_findings(page) == []
    page.close()


def is_content_picture(request: Request) -> bool:
    return "/media/" in request.url


@pytest.mark.parametrize("address", OWN)
def test_page_of_applicant(owner: BrowserContext, address: str):
    page = owner.new_page()
    page.goto(resolve(page, address))

    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert axe_findings(page) == []
    assert wide_pages(page) == []
    page.set_viewport_size(PHONE)
    assert axe_findings(page) == []
    page.close()


@pytest.mark.parametrize("address", STAFF)
def test_page_of_staff(officer: BrowserContext, address: str):
    page = officer.new_page()
    page.goto(resolve(page, address))

    # Around it stands Wagtail's own furniture, which is not ours to mend.
    assert axe_findings(page, "#main") == []
    page.set_viewport_size(PHONE)
    assert axe_findings(page, "#main") == []
    assert wide_pages(page) == []
    page.close()


@pytest.mark.parametrize("address", DARK)
def test_page_in_the_dark(browser: Browser, browser_context_args: dict, address: str):
    context = browser.new_context(**browser_context_args, viewport=PHONE, color_scheme="dark")
    page = context.new_page()
    page.goto(resolve(page, address))

    assert axe_findings(page) == []
    context.close()


# Without JavaScript, and without a mouse ----------------------------------------------------------


@pytest.fixture
def plain_page(browser: Browser, browser_context_args: dict) -> Iterator[Page]:
    context = browser.new_context(**browser_context_args, viewport=PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_search_works_without_javascript(plain_page: Page):
    plain_page.goto("/danh-ba/")
    plain_page.get_by_label("Tìm theo tên").fill("cong ty")
    plain_page.get_by_role("button", name="Tìm", exact=True).click()
    expect(plain_page.get_by_role("article").first).to_be_visible()
    everything = results(plain_page)

    plain_page.get_by_text("Lọc", exact=True).click()
    group = plain_page.get_by_role("complementary", name="Bộ lọc")
    group.get_by_role("checkbox").first.check(force=True)
    plain_page.get_by_role("button", name="Áp dụng bộ lọc").click()

    assert 1 <= results(plain_page) <= everything
    expect(plain_page.get_by_text("Bỏ điều kiện").first).to_be_attached()


def results(page: Page) -> int:
    return int(page.get_by_role("status").locator("data").get_attribute("value") or 0)


def test_registration_begins_without_javascript(plain_page: Page):
    code = "990517203" + mst.calc_check_digit("990517203")
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    plain_page.goto("/dang-ky/")
    plain_page.get_by_label("Hợp tác xã", exact=True).check(force=True)
    plain_page.get_by_label("Mã số thuế").fill(wrong)
    plain_page.get_by_label("E-mail hoặc số điện thoại").fill("thu@hop-tac-xa.example")
    plain_page.get_by_role("button", name="Bắt đầu").click()

    # REG-4: said beside the field and on top; nothing typed is lost.
    expect(plain_page.get_by_role("alert")).to_contain_text("chữ số kiểm tra")
    expect(plain_page.get_by_label("Mã số thuế")).to_have_value(wrong)
    expect(plain_page.get_by_label("Hợp tác xã", exact=True)).to_be_checked()
    assert plain_page.title().startswith("Lỗi:")

    plain_page.get_by_label("Mã số thuế").fill(code)
    plain_page.get_by_role("button", name="Bắt đầu").click()
    expect(plain_page.get_by_role("heading", name="Tổ chức tên là gì?")).to_be_visible()


FOCUSED = """() => {
    const at = document.activeElement
    // A choice draws the ring around its whole line.
    const style = getComputedStyle(at.closest(".choice") || at)
    const box = at.getBoundingClientRect()
    return {
        words: at.textContent.trim() || at.getAttribute("aria-label") || at.name,
        ring: style.outlineStyle !== "none" ? parseFloat(style.outlineWidth) : 0,
        seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
    }
}"""


@pytest.mark.parametrize("address", ["/", "/danh-ba/?q=cong+ty", "/dang-ky/"])
def test_keyboard_walk_shows_where_it_is(public: BrowserContext, address: str):
    page = public.new_page()
    page.goto(address)
    stops = []
    for _step in range(14):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(FOCUSED))

    assert [stop for stop in stops if stop["ring"] < 2 or not stop["seen"]] == []
    assert stops[0]["words"].startswith("Tới nội dung")
    page.close()


def test_skip_link_leads_past_the_header(public: BrowserContext):
    page = public.new_page()
    page.goto("/danh-ba/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    inside = page.evaluate("document.querySelector('main').contains(document.activeElement)")
    assert inside
    page.close()
