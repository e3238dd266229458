"""The way in: eligibility, the steps of a draft, the check, sending."""

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.files import FileRefusedError
from core.lifecycle import ObstacleError
from ecosystem.taxonomy.selectors import province
from programs.calls import policies
from programs.calls.actions import drafts
from programs.calls.actions.errors import (
    AlreadyAppliedError,
    IncompleteError,
    VersionConflictError,
)
from programs.calls.choices import ApplicationStatus
from programs.calls.forms.answers import ApplicationForm, StartForm, name_of
from programs.calls.models import Application, Call
from programs.calls.selectors import applications as read
from programs.calls.selectors import eligibility
from programs.calls.selectors import form as questions
from programs.calls.selectors.cards import call_card

from .access import application_page, one_time_key, person, signed_in


@signed_in
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Test whether one may apply, say why not, and begin (PRG-8)."""
    call = get_object_or_404(Call.objects.public(), slug=slug)
    now, user = timezone.now(), person(request)
    organizations = read.organizations_of(user)
    context = {
        "call": call,
        "card": call_card(call, now),
        "organizations": organizations,
        "province": province(),
        "obstacle": policies.start_at(user, call, now),
    }
    data = request.POST if request.method == "POST" else None
    asked = StartForm(
        data,
        call=call,
        organizations=organizations,
        initial={"organization": organizations[0].code if len(organizations) == 1 else None},
    )
    context["form"] = asked
    if data is None or not organizations or context["obstacle"] or not asked.is_valid():
        status = 422 if asked.errors and organizations else 200
        return render(request, "calls/apply/start.html", context, status=status)
    verdict = eligibility.check(call, asked.organization, asked.eligibility)
    if not verdict.is_met and "anyway" not in request.POST:
        return render(request, "calls/apply/start.html", {**context, "verdict": verdict})
    try:
        application = drafts.start(
            call,
            asked.organization,
            by=user,
            track=asked.cleaned_data.get("track", ""),
            eligibility=asked.eligibility,
        )
    except AlreadyAppliedError as error:
        messages.info(request, str(error))
        application = error.application
    except ObstacleError as error:
        messages.warning(request, str(error))
        return redirect("calls:start", slug)
    return redirect("calls:application", slug, application.number)


@application_page
def registry(request: HttpRequest, application: Application) -> HttpResponse:
    """Show what the registry says, and let it be confirmed (PRG-7)."""
    if application.status != ApplicationStatus.DRAFT:
        return redirect(_home(application))
    if request.method == "POST":
        drafts.confirm_registry(application, by=person(request))
        return redirect("calls:section", application.call.slug, application.number, 1)
    context = {
        "application": application,
        "rows": read.registry_rows(application),
        "number": 1,
        "total": len(read.step_states(application)) + 1,
    }
    return render(request, "calls/apply/registry.html", context)


@application_page
def section(request: HttpRequest, application: Application, place: int) -> HttpResponseBase:
    """One step of the form: what is typed is kept, then what cannot be read is said."""
    if application.status != ApplicationStatus.DRAFT:
        return redirect(_home(application))
    if drafts.follow_form(application):
        messages.info(
            request,
            _("Biểu mẫu vừa đổi. Câu trả lời đã gõ còn nguyên; xem lại các câu mới."),
        )
    found = questions.sections(questions.fields_of(application))
    if not 1 <= place <= len(found):
        raise Http404
    page = _Section(request, application, found[place - 1], len(found))
    return page.post() if request.method == "POST" else page.show(page.form())


class _Section:
    """A step on its way between request and response."""

    def __init__(
        self, request: HttpRequest, application: Application, section: questions.Section, count: int
    ) -> None:
        self.request, self.application = request, application
        self.section, self.count = section, count
        self.is_checked = "kiem" in request.GET

    def form(self, *, with_files: bool = True) -> ApplicationForm:
        is_post = self.request.method == "POST"
        return ApplicationForm(
            self.request.POST if is_post else None,
            self.request.FILES if is_post and with_files else None,
            fields=self.section.fields,
            stored=self.application.answers,
        )

    def post(self) -> HttpResponse:
        typed, user = self.form(), person(self.request)
        is_autosave = self.request.headers.get("X-Requested-With") == "autosave"
        answers = typed.answers()
        try:
            drafts.save(self.application, answers, self.request.POST.get("version", ""), by=user)
        except VersionConflictError as error:
            return HttpResponse(status=409) if is_autosave else self.conflict(typed, error)
        if is_autosave:
            at = timezone.localtime(self.application.saved_at)
            headers = {"X-Saved-At": f"{at:%H:%M}", "X-Version": self.stamp()}
            return HttpResponse(status=204, headers=headers)
        refused = []
        for field, upload in typed.uploads():
            try:
                drafts.add_file(self.application, field, upload, by=user)
            except FileRefusedError as error:
                refused.append((field, error))
        if "leave" in self.request.POST and not refused:
            messages.success(self.request, _("Đã lưu. Bản nháp chưa được gửi."))
            return redirect(_home(self.application))
        again = self.form(with_files=False)
        again.show(self.problems())
        for field, refusal in refused:
            again.refuse_file(field, refusal)
        return self.show(again) if again.errors else redirect(self.next_url())

    def next_url(self) -> str:
        args = [self.application.call.slug, self.application.number]
        if self.is_checked or self.section.number == self.count:
            return reverse("calls:check", args=args)
        return reverse("calls:section", args=[*args, self.section.number + 1])

    def problems(self) -> list[questions.Problem]:
        found = [p for p in read.problems(self.application) if p.section == self.section.number]
        return [each for each in found if self.is_checked or not each.is_missing]

    def stamp(self) -> str:
        keys = [field.key for field in self.section.fields if field.kind != "file"]
        return read.stamp_of(self.application, keys)

    def conflict(self, typed: ApplicationForm, error: VersionConflictError) -> HttpResponse:
        """Show what was typed beside what was kept meanwhile; saving again takes the typed."""
        self.application.refresh_from_db()
        for field in self.section.fields:
            kept, new = self.application.answers.get(field.key, ""), typed.answers().get(field.key)
            if new is not None and kept != new:
                sentence = _("Bản đã lưu ở cửa sổ khác: “%(kept)s”") % {"kept": kept or "—"}
                typed.add_error(name_of(field), sentence)
        messages.warning(self.request, str(error))
        return self.show(typed, status=409)

    def show(self, shown: ApplicationForm, status: int = 0) -> HttpResponse:
        if self.request.method != "POST" and self.is_checked:
            shown = ApplicationForm(
                self.application_data(), fields=self.section.fields, stored=self.application.answers
            )
            shown.show(self.problems())
        files = read.files_of(self.application)
        number = self.section.number
        args = [self.application.call.slug, self.application.number]
        back = ["calls:section", *args, number - 1] if number > 1 else ["calls:registry", *args]
        context = {
            "application": self.application,
            "form": shown,
            "files": {name_of(f): files[f.key] for f in self.section.fields if f.key in files},
            "section": self.section,
            "number": number + 1,
            "total": self.count + 2,
            "version": self.stamp(),
            "is_checked": self.is_checked,
            "back": reverse(back[0], args=back[1:]),
        }
        status = status or (422 if shown.errors else 200)
        return render(self.request, "calls/apply/section.html", context, status=status)

    def application_data(self) -> dict[str, str]:
        """Return the kept answers as if they had just been sent, so that errors can be shown."""
        answers = self.application.answers
        return {name_of(field): answers.get(field.key, "") for field in self.section.fields}


@application_page
def check(request: HttpRequest, application: Application) -> HttpResponse:
    """Read everything once more, then send once (PRG-9)."""
    if application.status != ApplicationStatus.DRAFT:
        return redirect(_home(application))
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        if not request.POST.get("declared"):
            errors.append(("#id_declared", _("Đánh dấu rằng bạn có quyền đại diện")))
        else:
            try:
                drafts.submit(application, key=one_time_key(request), by=person(request))
                return redirect(_home(application))
            except IncompleteError as error:
                errors = [(_place(application, each), each.sentence) for each in error.problems]
            except ObstacleError as error:
                errors = [("#gui", str(error))]
    else:
        drafts.follow_form(application)
    now = timezone.now()
    context = {
        "application": application,
        "sections": [
            (section.title, [_with_link(application, row) for row in section.rows])
            for section in read.answer_sections(application)
        ],
        "registry": read.registry_rows(application),
        "errors": errors,
        "declared": request.POST.get("declared"),
        "key": one_time_key(request) if request.method == "POST" else uuid4(),
        "number": len(read.step_states(application)) + 1,
        "total": len(read.step_states(application)) + 1,
        "now": now,
    }
    return render(request, "calls/apply/check.html", context, status=422 if errors else 200)


def _home(application: Application) -> str:
    return reverse("calls:application", args=[application.call.slug, application.number])


def _place(application: Application, problem: questions.Problem) -> str:
    args = [application.call.slug, application.number]
    if problem.section == read.REGISTRY_SECTION:
        return reverse("calls:registry", args=args)
    base = reverse("calls:section", args=[*args, problem.section])
    return f"{base}?kiem=1#id_f{problem.key.replace('-', '')}_field"


def _with_link(application: Application, row: read.AnswerRow) -> dict[str, str]:
    problem = questions.Problem(row.key, "", row.section)
    return {
        "question": row.question,
        "answer": row.answer,
        "edit_url": _place(application, problem),
    }
