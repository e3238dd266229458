"""The real stack on a free port: web server, worker, indexer, own database, mail in files."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from shutil import which
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from config.demo.people import DOMAIN, PASSWORD

HERE = ZoneInfo("Asia/Ho_Chi_Minh")

ROOT = Path(__file__).resolve().parents[2]
ORGANIZATIONS = "60"
# A loaded machine is slow, not wrong.
expect.set_options(timeout=15_000)
CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # One server for all of them, so they stay on one worker.
            item.add_marker(pytest.mark.xdist_group("browser"))
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@dataclass
class RunningSite:
    """A served copy of the whole product with invented data."""

    url: str
    folder: Path
    environment: dict[str, str]

    def manage(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a manage.py command against this copy."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=check,
        )

    def letters_to(self, address: str) -> list[str]:
        """Return the texts of the letters to this address, oldest first."""
        letters = []
        for path in sorted((self.folder / "mail").glob("*"), key=lambda path: path.stat().st_mtime):
            for raw in path.read_bytes().split(b"-" * 79 + b"\n"):
                letter = message_from_bytes(raw, policy=policy.default)
                if letter["To"] and address in letter["To"]:
                    body = letter.get_body(("plain",))
                    letters.append(body.get_content() if body else "")
        return letters

    def link_for(self, address: str, pattern: str, seconds: float = 20) -> str:
        """Wait for a letter with a link that matches, and return the newest such link."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for text in reversed(self.letters_to(address)):
                if found := re.search(rf"https?://\S*{pattern}\S*", text):
                    return found.group(0)
            time.sleep(0.3)
        raise AssertionError(f"no letter to {address} with {pattern}")


def sign_in(page: Page, name: str, next_page: str) -> None:
    """Sign in one of the invented people, by the name before the @."""
    page.goto(f"/tai-khoan/login/?next={next_page}")
    page.get_by_label("Thư điện tử").fill(f"{name}@{DOMAIN}")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(f"**{next_page}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    folder = tmp_path_factory.mktemp("site")
    port = free_port()
    (folder / "mail").mkdir()
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("DJANGO_", "DATABASE_"))},
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "VAR_DIR": str(folder),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "EMAIL_URL": f"filemail:///{folder / 'mail'}",
        "TASK_BACKEND": "database",
        "SECRET_KEY": "only-for-browser-tests",
    }
    running = RunningSite(f"http://127.0.0.1:{port}", folder, environment)
    running.manage("migrate", "--verbosity", "0")
    running.manage("load_province")
    running.manage("load_demo", "--organizations", ORGANIZATIONS)
    running.manage("index", "rebuild")

    commands = [
        [
            str(Path(sys.executable).parent / "gunicorn"),
            "config.wsgi",
            "--bind",
            f"127.0.0.1:{port}",
            "--workers",
            "2",
            "--timeout",
            "120",
        ],
        [sys.executable, "manage.py", "db_worker", "--interval", "0.2"],
        [sys.executable, "manage.py", "index", "update", "--watch"],
    ]
    log = (folder / "log").open("wb")
    processes = [
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        for command in commands
    ]
    try:
        _wait_until_ready(running.url)
        yield running
    finally:
        for process in processes:
            os.killpg(process.pid, signal.SIGTERM)
        for process in processes:
            process.wait(timeout=20)
        log.close()


def _wait_until_ready(url: str) -> None:
    for _attempt in range(150):
        try:
            with urllib.request.urlopen(f"{url}/health/ready", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError("the site did not start")


@pytest.fixture(scope="session")
def base_url(site: RunningSite) -> str:
    return site.url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "headless": True,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    return {**browser_context_args, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}
