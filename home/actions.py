"""Making the page tree of a province once; editors own it afterwards. Queues that got stuck."""

import json
import tomllib
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from post_office.models import Email
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Task,
    Workflow,
)

from accounts.choices import Role
from accounts.models import User
from core import journal, mail, tasks
from core.lifecycle import ObstacleError
from ecosystem.targets.choices import TargetState
from ecosystem.targets.models import Target
from ecosystem.taxonomy.models import Province
from programs.calls.models import Call

from . import policies
from .models import ArticlePage, CallPage, GuidePage, HomePage, ProgramsPage, SectionPage

EDITOR_PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page", "lock_page")
OTHER_TARGETS = 3
WAGTAILS_WORKFLOW = "Moderators approval"


@transaction.atomic
def make_pages(folder: Path, province: Province) -> dict[str, int]:
    """Make home, sections and guides in both languages, where they are missing."""
    content = tomllib.loads((folder / "pages.toml").read_text(encoding="utf-8"))
    vietnamese = Locale.objects.get_or_create(language_code="vi")[0]
    english = Locale.objects.get_or_create(language_code="en")[0]
    root = Page.get_first_root_node() or Page.add_root(
        instance=Page(title="Root", slug="root", locale=vietnamese)
    )
    home = _home(root, content["home"], vietnamese)
    _translate(home, english, _home_values(content["home"], "_en"))
    for offered in content.get("programs", ()):
        page = _child(home, ProgramsPage, offered, {"lead": offered["lead"]})
        _translate(page, english, {"title": offered["title_en"], "lead": offered["lead_en"]})
    for section in content["sections"]:
        page = _child(home, SectionPage, section, {"lead": section["lead"]})
        _translate(page, english, {"title": section["title_en"], "lead": section["lead_en"]})
        for guide in section.get("guides", ()):
            child = _child(page, GuidePage, guide, _guide_values(guide, ""))
            _translate(child, english, {"title": guide["title_en"], **_guide_values(guide, "_en")})
    _site(home, province)
    ensure_editors(home)
    return {"pages": Page.objects.filter(depth__gt=1).count()}


def ensure_editors(home: HomePage) -> None:
    """Let editors change every page, picture and document, and approvers approve."""
    editors, _created = Group.objects.get_or_create(name=Role.EDITOR.value)
    approvers, _created = Group.objects.get_or_create(name=Role.APPROVER.value)
    for tree in Page.objects.filter(depth=2):
        for codename in EDITOR_PAGE_PERMISSIONS:
            GroupPagePermission.objects.get_or_create(
                group=editors,
                page=tree,
                permission=Permission.objects.get(
                    codename=codename, content_type__app_label="wagtailcore"
                ),
            )
    # The package makes this permission in a migration only; an emptied database has lost it.
    translation, _created = ContentType.objects.get_or_create(
        app_label="wagtail_localize", model="translation"
    )
    submit, _created = Permission.objects.get_or_create(
        codename="submit_translation",
        content_type=translation,
        defaults={"name": "Can submit translations"},
    )
    editors.permissions.add(submit)
    root = Collection.get_first_root_node() or Collection.add_root(name="Root")
    for codename in (
        "add_image",
        "change_image",
        "choose_image",
        "add_document",
        "change_document",
        "choose_document",
    ):
        GroupCollectionPermission.objects.get_or_create(
            group=editors,
            collection=root,
            permission=Permission.objects.get(codename=codename),
        )
    for task in GroupApprovalTask.objects.filter(active=True):
        task.groups.add(approvers)
    # Wagtail's own migration names both in English; staff may have renamed them since.
    for made in (Workflow, Task):
        made.objects.filter(name=WAGTAILS_WORKFLOW).update(name="Duyệt bài")


@transaction.atomic
def publish_article(
    section: SectionPage, values: dict[str, Any], english: dict[str, Any]
) -> ArticlePage:
    """Publish an article in both languages below `section`; used for demonstration news."""
    article = _child(section, ArticlePage, values, values)
    _translate(article, Locale.objects.get(language_code="en"), english)
    return article


@transaction.atomic
def publish_call(call: Call, body: str = "[]", body_en: str = "[]") -> CallPage:
    """Publish a page for a call in both languages, in the words of its row."""
    section = ProgramsPage.objects.get(locale__language_code="vi")
    words = {"call": call, "lead": call.summary or call.title, "body": body}
    page = _child(section, CallPage, {"slug": call.slug, "title": call.title}, words)
    english = {
        "title": call.title_en or call.title,
        "lead": call.summary_en or call.summary or call.title,
        "body": body_en,
    }
    _translate(page, Locale.objects.get(language_code="en"), english)
    return page


@transaction.atomic
def send_letter_again(key: int, *, by: User) -> None:
    """Put a letter that was given up back into the queue. Raises ObstacleError."""
    _require_queues(by)
    letter = Email.objects.select_for_update().get(pk=key)
    mail.send_again(key)
    journal.write("send_again", letter, by=by)


def run_task_again(key: UUID, *, by: User) -> None:
    """Put a task that was given up back into the queue. Raises ObstacleError."""
    _require_queues(by)
    tasks.run_again(key, by=by)


def _require_queues(user: User) -> None:
    if obstacle := policies.may_see_queues(user):
        raise ObstacleError(obstacle)


def _home(root: Page, content: dict[str, Any], locale: Locale) -> HomePage:
    home = HomePage.objects.filter(locale=locale).first()
    if home:
        return home
    # Wagtail's own migrations leave a welcome page; it has no place here.
    for welcome in root.get_children().exact_type(Page):
        welcome.delete()
    root.refresh_from_db()
    home = HomePage(slug=content["slug"], locale=locale, **_home_values(content, ""))
    root.add_child(instance=home)
    home.save_revision().publish()
    return home


def _home_values(content: dict[str, Any], suffix: str) -> dict[str, Any]:
    others = list(
        Target.objects.filter(parent=None, is_used=True)
        .exclude(scheme_class=None)
        .exclude(code=content["leading_target"])
        .filter(state=TargetState.ACTIVE, due_date__gt=timezone.localdate())
        .order_by("position", "code")
        .values_list("code", flat=True)[:OTHER_TARGETS]
    )
    blocks = [
        _block(
            "doors",
            {
                "doors": [
                    {
                        "title": door[f"title{suffix}"],
                        "address": door["address"],
                        "promise": door[f"promise{suffix}"],
                    }
                    for door in content["doors"]
                ]
            },
        ),
        _block(
            "standing",
            {
                "title": content[f"standing_title{suffix}"],
                "leading_target": content["leading_target"],
                "other_targets": others,
                "with_index": True,
            },
        ),
        _block("communes", {}),
        _block("sectors", {"title": content[f"sectors_title{suffix}"], "limit": 8}),
        _block("calls", {"title": content[f"calls_title{suffix}"]}),
        _block("news", {"title": content[f"news_title{suffix}"], "limit": 3}),
    ]
    return {
        "title": content[f"title{suffix}"],
        "question": content[f"question{suffix}"],
        "lead": content[f"lead{suffix}"],
        "search_example": content["search_example"],
        "body": json.dumps(blocks, ensure_ascii=False),
    }


def _guide_values(guide: dict[str, Any], suffix: str) -> dict[str, Any]:
    steps = [
        {"title": step[f"title{suffix}"], "text": f"<p>{step[f'text{suffix}']}</p>"}
        for step in guide["steps"]
    ]
    return {
        "lead": guide[f"lead{suffix}"],
        "body": json.dumps([_block("steps", steps)], ensure_ascii=False),
    }


def _block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid4())}


def _child(parent: Page, model: type[Page], content: dict[str, Any], values: dict[str, Any]) -> Any:
    """Return the page below `parent` with this slug, made and published if it is missing."""
    found = model.objects.child_of(parent).filter(slug=content["slug"]).first()
    if found:
        return found
    fields = {"title": content["title"], **{k: v for k, v in values.items() if k != "slug"}}
    page = model(slug=content["slug"], locale=parent.locale, show_in_menus=True, **fields)
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def _translate(page: Page, locale: Locale, values: dict[str, Any]) -> None:
    """Publish the page's translation with these values, unless it has one."""
    if page.get_translation_or_none(locale):
        return
    translation = page.copy_for_translation(locale, copy_parents=False)
    if page.depth > 2:
        # Addresses are the same in both languages; the two home pages are siblings and cannot be.
        translation.slug = page.slug
    for field, value in values.items():
        setattr(translation, field, value)
    translation.save_revision().publish()


def _site(home: HomePage, province: Province) -> None:
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.root_page = home
    site.site_name = province.site_name
    host = settings.PUBLIC_URL.partition("://")[2]
    site.hostname, _colon, port = host.partition(":")
    site.port = int(port) if port else 443 if settings.PUBLIC_URL.startswith("https") else 80
    site.save()
