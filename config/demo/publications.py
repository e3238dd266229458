"""Published reports and news of the invented registry."""

import json
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from ecosystem.innovation_index.actions import reports as actions
from ecosystem.innovation_index.choices import ReportKind
from ecosystem.innovation_index.models import Framework, Report
from ecosystem.taxonomy.models import Boundary
from ecosystem.taxonomy.selectors import current_boundary
from home.actions import publish_article, publish_call
from home.choices import ArticleKind
from home.models import SectionPage
from programs.calls.models import Call

from .people import People
from .words import Say

APPROVER_TITLE = "Phó Giám đốc"
MISSING = "Bản minh hoạ: chỉ tiêu chưa thu thập để trống."


def publish_reports(people: People, today: date, say: Say) -> None:
    """Publish an index report and one on the targets; leave a third waiting for approval."""
    framework = Framework.objects.filter(year=2023).order_by("pk").first()
    former = Boundary.objects.filter(last_day=date(2025, 6, 30), code__startswith="TN").first()
    if framework and former:
        _publish(
            _draft(people, ReportKind.INDEX, framework, former, date(2023, 12, 31)), people, say
        )
    boundary = current_boundary()
    if date(2026, 9, 30) <= today:
        targets = _draft(people, ReportKind.TARGETS, None, boundary, date(2026, 9, 30))
        _publish(targets, people, say)
    waiting = _draft(people, ReportKind.TARGETS, None, boundary, today - timedelta(days=1))
    actions.check(waiting, by=people["truong-nhom"])
    say("báo cáo chờ duyệt: 1")


def _draft(
    people: People, kind: ReportKind, framework: Framework | None, boundary: Boundary, day: date
) -> Report:
    return actions.draft_report(
        kind, framework, boundary, day, by=people["so-lieu"], missing_note=MISSING
    )


def _publish(report: Report, people: People, say: Say) -> None:
    actions.check(report, by=people["truong-nhom"])
    actions.approve(report, by=people["nguoi-duyet"], title=APPROVER_TITLE)
    published = actions.publish(report, by=people["so-lieu"])
    say(f"báo cáo: {published.number or published.reserved_number}")


def publish_news(today: date, say: Say) -> None:
    """Publish the articles of the province's folder in both languages."""
    section = SectionPage.objects.filter(slug="tin-tuc", locale__language_code="vi").first()
    if section is None:
        return
    path = Path(settings.ROOT) / "provinces" / settings.PROVINCE / "demo" / "articles.toml"
    articles = tomllib.loads(path.read_text(encoding="utf-8"))["article"]
    for said in articles:
        day = today - timedelta(days=said["days_ago"])
        publish_article(
            section,
            {
                "slug": said["slug"],
                "title": said["title"],
                "kind": ArticleKind(said.get("kind", ArticleKind.NEWS)),
                "day": day,
                "lead": said["lead"],
                "body": _body(said["text"]),
            },
            {
                "title": said["title_en"],
                "lead": said["lead_en"],
                "body": _body(said["text_en"]),
            },
        )
    say(f"bài viết: {len(articles)}")


def publish_calls(say: Say) -> None:
    """Write a page for each call that visitors may know of, as an editor would."""
    path = Path(settings.ROOT) / "provinces" / settings.PROVINCE / "demo" / "articles.toml"
    said = tomllib.loads(path.read_text(encoding="utf-8")).get("call_page", {})
    calls = list(Call.objects.public().order_by("pk"))
    for call in calls:
        publish_call(call, _body(said["text"]), _body(said["text_en"]))
    say(f"trang của các đợt: {len(calls)}")


def _body(text: str) -> str:
    block: dict[str, Any] = {"type": "text", "value": text}
    return json.dumps([block], ensure_ascii=False)
