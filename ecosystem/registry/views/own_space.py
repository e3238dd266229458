"""A person's own space: what to do, who sees what, changes, consents."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.files import FileRefusedError
from core.lifecycle import ObstacleError
from ecosystem.registry.actions import adoption, errors, organizations, requests
from ecosystem.registry.choices import (
    CONSENT_PURPOSES,
    CONSENT_TEXT_VERSION,
    FIELDS_BY_KEY,
    FieldClass,
    Step,
    Visibility,
    asked_of,
)
from ecosystem.registry.forms.answers import CONSENT_HINTS, AnswersForm
from ecosystem.registry.forms.fields import Paper, add_errors
from ecosystem.registry.models import Organization
from ecosystem.registry.selectors import own_space as read
from ecosystem.registry.selectors.answers import answers_of, same_answer
from ecosystem.registry.selectors.drafts import compared, problems_in

from . import access
from .portal import one_time_key


def _chosen(request: HttpRequest, code: str = "") -> Organization | None:
    """Return the organization that is looked at: the one asked for, else the first."""
    held = read.organizations_of(access.person(request))
    wanted = code or request.POST.get("to-chuc") or request.GET.get("to-chuc", "")
    if wanted:
        found = next((each for each in held if each.code == wanted), None)
        if found is None:
            raise Http404
        return found
    return held[0] if held else None


def _tabs(organization: Organization | None, current: str, case_count: int) -> list[tuple]:
    asked = f"?to-chuc={organization.code}" if organization else ""
    names = [
        ("registry:own_space", _("Tổng quan")),
        ("registry:own_cases", _("Hồ sơ và đơn (%(count)s)") % {"count": case_count}),
    ]
    if organization:
        # Names of rooms above; a name may point up.
        names.append(("calls:own_applications", _("Chương trình")))
        names.append(("cohorts:own_cohort", _("Khoá ươm tạo")))
        names.append(("investors:own_introductions", _("Nhà đầu tư")))
        names.append(("registry:own_consents", _("Đồng ý và quyền")))
    return [(words, reverse(name) + asked, name == current) for name, words in names]


@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """What must I do, and who sees what?"""
    # Cases begun without an account come to the person who has shown the address to be theirs.
    adoption.adopt(access.person(request))
    organization = _chosen(request)
    cases = read.cases_of(access.person(request))
    context = {
        "organization": organization,
        "others": [o for o in read.organizations_of(access.person(request)) if o != organization],
        "tabs": _tabs(organization, "registry:own_space", len(cases)),
        "tasks": read.tasks(cases),
        "space": read.space(organization, cases) if organization else None,
        "is_public": getattr(organization, "visibility", "") == Visibility.PUBLIC,
        "cases": read.case_lines(cases),
        "doors": [
            (
                _("Đăng ký tổ chức"),
                reverse("registry:start"),
                _("Khoảng 10 phút, dừng lúc nào cũng được"),
            ),
            (
                _("Nhận quản lý hồ sơ"),
                reverse("search:directory"),
                _("Tìm tổ chức trong danh bạ rồi bấm Nhận quản lý"),
            ),
        ],
    }
    return render(request, "registry/own/overview.html", context)


@login_required
def own_cases(request: HttpRequest) -> HttpResponse:
    """Every case of this person with its public state."""
    organization = _chosen(request)
    cases = read.cases_of(access.person(request))
    context = {
        "organization": organization,
        "tabs": _tabs(organization, "registry:own_cases", len(cases)),
        "cases": read.case_lines(cases),
    }
    return render(request, "registry/own/cases.html", context)


@login_required
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Everything is still true (REG-20)."""
    organization = _chosen(request)
    if organization is None:
        raise Http404
    organizations.confirm(organization, by=access.person(request))
    messages.success(request, _("Đã ghi: hôm nay mọi thông tin còn đúng."))
    return redirect(f"{reverse('registry:own_space')}?to-chuc={organization.code}")


@login_required
def consents(request: HttpRequest) -> HttpResponse:
    """Each purpose apart, withdrawn as easily as given (PRV-1)."""
    organization = _chosen(request)
    if organization is None:
        return redirect("registry:own_space")
    if request.method == "POST":
        requests.set_consents(
            organization,
            read.consent_subjects(organization),
            {purpose: purpose in request.POST.getlist("consents") for purpose in CONSENT_PURPOSES},
            text_version=CONSENT_TEXT_VERSION,
            by=access.person(request),
        )
        messages.success(request, _("Đã lưu. Những gì vừa rút có hiệu lực ngay."))
        return redirect(f"{reverse('registry:own_consents')}?to-chuc={organization.code}")
    context = {
        "organization": organization,
        "tabs": _tabs(
            organization, "registry:own_consents", len(read.cases_of(access.person(request)))
        ),
        "lines": [
            (line, CONSENT_HINTS.get(line.purpose, "")) for line in read.consents(organization)
        ],
    }
    return render(request, "registry/own/consents.html", context)


@login_required
def change(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Free fields are published at once, the others become a request (REGN-12)."""
    organization = _chosen(request, code)
    if organization is None:
        raise Http404
    keys = [
        field.key
        for field in asked_of(organization.kind)
        if field.step == step and field.key not in read.NOT_KEPT
    ]
    if step not in read.CHANGEABLE_STEPS or not keys:
        raise Http404
    before = answers_of(organization)
    form = _change_form(request, organization, keys, before)
    pairs: tuple = ()
    if request.method == "POST":
        response, pairs = _change(request, organization, form, before)
        if response is not None:
            return response
    context = {
        "organization": organization,
        "form": form,
        "title": Step(step).label,
        "fields": [(field, _class_words(field.name)) for field in form],
        "version": organization.version,
        "key": one_time_key(request) if request.method == "POST" else uuid4(),
        "pairs": pairs,
    }
    return render(request, "registry/own/change.html", context, status=422 if form.errors else 200)


def _change_form(
    request: HttpRequest, organization: Organization, keys: list[str], before: dict
) -> AnswersForm:
    is_post = request.method == "POST"
    form = AnswersForm(
        request.POST if is_post else None,
        request.FILES if is_post else None,
        keys=keys,
        kind=organization.kind,
        stored=before,
        with_papers=False,
    )
    if any(FIELDS_BY_KEY[key].field_class == FieldClass.LOCKED for key in keys):
        form.fields["paper"] = Paper(
            label=_("Giấy tờ"),
            hint=_("Cần khi sửa ô khoá: giấy chứng nhận hoặc văn bản có ký tên."),
        )
    return form


def _class_words(name: str) -> str:
    field = FIELDS_BY_KEY.get(name)
    if field is None:
        return ""
    return {
        FieldClass.FREE: _("hiện ngay"),
        FieldClass.MODERATED: _("duyệt trước"),
        FieldClass.LOCKED: _("khoá, cần giấy tờ"),
    }[field.field_class]


def _change(
    request: HttpRequest, organization: Organization, form: AnswersForm, before: dict
) -> tuple[HttpResponse | None, tuple]:
    typed = form.answers()
    changed = {
        key: typed[key]
        for key in typed
        if key in FIELDS_BY_KEY and not same_answer(key, before.get(key), typed[key])
    }
    paper = form.cleaned_data.get("paper")
    if form.needs_a_place or "find" in request.POST:
        return None, ()
    merged = {**before, **typed}
    form.show(problems_in(merged, organization.kind, changed, has_certificate=paper is not None))
    if form.errors:
        return None, ()
    back = redirect(f"{reverse('registry:own_space')}?to-chuc={organization.code}")
    if not changed:
        messages.info(request, _("Chưa có gì thay đổi."))
        return back, ()
    try:
        done = requests.change(
            organization,
            changed,
            version=access.number_in(request.POST.get("version")),
            papers=[paper] if paper else [],
            key=one_time_key(request),
            by=access.person(request),
        )
    except errors.VersionConflictError as error:
        messages.warning(request, str(error))
        return None, compared((key, before.get(key), changed[key]) for key in changed)
    except ObstacleError as error:
        add_errors(form, [("paper", error.obstacle.sentence)])
        return None, ()
    except FileRefusedError as error:
        add_errors(form, [("paper", str(error))])
        return None, ()
    _say_what_happened(request, done)
    return back, ()


def _say_what_happened(request: HttpRequest, done: requests.Changed) -> None:
    if done.published:
        names = ", ".join(str(FIELDS_BY_KEY[key].label) for key in done.published)
        messages.success(request, _("Đã lưu: %(names)s.") % {"names": names})
    if done.case is not None:
        messages.success(
            request,
            _("Đã gửi yêu cầu %(number)s; bản đang hiện giữ nguyên đến khi được duyệt.")
            % {"number": done.case.number},
        )
