"""The pages of a draft: the list of steps, each step, the check, sending."""

from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.calendar import add_working_days
from core.files import FileRefusedError
from core.lifecycle import ObstacleError
from ecosystem.registry.actions import drafts, merging
from ecosystem.registry.actions.errors import IncompleteError, TaxCodeTakenError
from ecosystem.registry.choices import CaseStatus, OrganizationKind, Step, asked_of, steps_of
from ecosystem.registry.forms.answers import AnswersForm, paper_name
from ecosystem.registry.models import Case
from ecosystem.registry.selectors import drafts as read

from . import access
from .portal import one_time_key, to_claim

QUESTIONS: dict[Step, str | Promise] = {
    Step.IDENTITY: gettext_lazy("Tổ chức tên là gì?"),
    Step.SEAT: gettext_lazy("Trụ sở ở đâu?"),
    Step.ACTIVITY: gettext_lazy("Tổ chức làm gì?"),
    Step.CLASSIFICATION: gettext_lazy("Đề nghị xếp vào loại nào?"),
    Step.CONTACT: gettext_lazy("Liên hệ với ai, đồng ý những gì?"),
}


PERSON_QUESTIONS: dict[Step, str | Promise] = {
    Step.IDENTITY: gettext_lazy("Bạn tên là gì?"),
    Step.SEAT: gettext_lazy("Bạn ở đâu?"),
    Step.ACTIVITY: gettext_lazy("Bạn giúp được việc gì?"),
}


def question_of(step: Step, kind: str) -> str | Promise:
    """Return the question that heads a step; a person is not asked like a firm."""
    own = PERSON_QUESTIONS.get(step) if kind == OrganizationKind.PERSON else None
    return own or QUESTIONS[step]


@access.case_page
def step(request: HttpRequest, case: Case, step: str) -> HttpResponse:
    """One step: whatever is typed is kept, then what cannot be read is said (REGN-2)."""
    if case.status != CaseStatus.DRAFT:
        if request.method == "POST" and not _is_autosave(request):
            return access.too_late(request, case)
        return redirect("registry:case", number=case.number)
    if step not in steps_of(case.organization_kind)[:-1]:
        raise Http404
    page = _Page(request, case, Step(step))
    return page.post() if request.method == "POST" else page.show(page.form())


def _is_autosave(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "autosave"


class _Page:
    """A step on its way between request and response."""

    def __init__(self, request: HttpRequest, case: Case, step: Step) -> None:
        self.request, self.case, self.step = request, case, step
        self.keys = [f.key for f in asked_of(case.organization_kind) if f.step == step]
        self.is_checked = "kiem" in request.GET

    def form(self) -> AnswersForm:
        is_post = self.request.method == "POST"
        return AnswersForm(
            self.request.POST if is_post else None,
            self.request.FILES if is_post else None,
            keys=self.keys,
            kind=self.case.organization_kind,
            stored=self.case.answers,
        )

    def post(self) -> HttpResponse:
        form = self.form()
        answers = form.answers()
        # Of two values the person chose to leave the one that was kept.
        for key in list(answers):
            if self.request.POST.get(f"keep_{key}") == "kept":
                answers[key] = self.case.answers.get(key)
        by = access.actor(self.request, self.case)
        stamp = self.request.POST.get("version", "")
        is_autosave = _is_autosave(self.request)
        try:
            drafts.save(self.case, answers, stamp, by=by, step="" if is_autosave else self.step)
        except merging.DraftConflictError as error:
            return HttpResponse(status=409) if is_autosave else self.conflict(form, error)
        except ObstacleError:
            if is_autosave:
                return HttpResponse(status=409)
            return access.too_late(self.request, self.case)
        if is_autosave:
            return self.saved(form)
        refused = self.keep_papers(form)
        return self.after(form, refused)

    def keep_papers(self, form: AnswersForm) -> list[tuple[str, str]]:
        refused = []
        for field, kind, uploaded in form.papers():
            try:
                drafts.add_file(
                    self.case,
                    uploaded,
                    field=field,
                    kind=kind,
                    by=access.actor(self.request, self.case),
                )
            except FileRefusedError as error:
                refused.append((field, str(error)))
        return refused

    def after(self, form: AnswersForm, refused: list[tuple[str, str]]) -> HttpResponse:
        """Go on, or stay where something cannot be read. What is missing is asked at the end."""
        posted = self.request.POST
        if "leave" in posted and not refused:
            messages.success(self.request, _("Đã lưu. Bản nháp chưa được gửi."))
            return redirect("registry:case", number=self.case.number)
        again = AnswersForm(
            posted, keys=self.keys, kind=self.case.organization_kind, stored=self.case.answers
        )
        again.asked_places = form.asked_places
        problems = [] if "find" in posted or again.needs_a_place else self.problems()
        again.show(problems)
        for field, sentence in refused:
            again.refuse_paper(field, sentence)
        if again.errors or again.needs_a_place or "find" in posted:
            return self.show(again)
        if "more" in posted:
            return redirect(self.request.get_full_path())
        if self.is_checked:
            return redirect("registry:check", number=self.case.number)
        steps = steps_of(self.case.organization_kind)
        return redirect(
            "registry:step", number=self.case.number, step=steps[steps.index(self.step) + 1]
        )

    def problems(self) -> list[read.Problem]:
        found = [each for each in read.problems(self.case) if each.step == self.step]
        return [each for each in found if self.is_checked or not each.is_missing]

    def saved(self, form: AnswersForm) -> HttpResponse:
        at = timezone.localtime(self.case.saved_at)
        return HttpResponse(
            status=204,
            headers={
                "X-Saved-At": f"{at:%H:%M}",
                "X-Version": merging.stamp_of(self.case, form.stored_keys),
            },
        )

    def show(self, form: AnswersForm) -> HttpResponse:
        if self.request.method != "POST" and self.is_checked:
            form.show(self.problems())
        steps = steps_of(self.case.organization_kind)
        number = steps.index(self.step) + 1
        return render(
            self.request,
            "registry/register/step.html",
            {
                "case": self.case,
                "form": form,
                "question": question_of(self.step, self.case.organization_kind),
                "number": number,
                "total": len(steps),
                "name": self.step.label,
                "version": merging.stamp_of(self.case, form.stored_keys),
                "papers": [
                    paper
                    for paper in read.files(self.case)
                    if paper_name(paper.field) in form.fields
                ],
                "back": steps[number - 2] if number > 1 else "",
                "is_checked": self.is_checked,
                "autosave_url": reverse(
                    "registry:step", kwargs={"number": self.case.number, "step": self.step}
                ),
            },
            status=422 if form.errors else 200,
        )

    def conflict(self, form: AnswersForm, error: merging.DraftConflictError) -> HttpResponse:
        """Show both values; nothing was overwritten, and nothing typed is lost."""
        typed = [
            (name, value)
            for name, values in self.request.POST.lists()
            if name not in {"csrfmiddlewaretoken", "version"} and not name.startswith("keep_")
            for value in values
        ]
        return render(
            self.request,
            "registry/register/conflict.html",
            {
                "case": self.case,
                "pairs": read.compared(
                    (pair.key, pair.kept, pair.typed) for pair in error.conflicts
                ),
                "typed": typed,
                "version": merging.stamp_of(error.case, form.stored_keys),
            },
            status=409,
        )


@access.case_page
def check(request: HttpRequest, case: Case) -> HttpResponse:
    """Read everything once more, then send (REGN-3)."""
    if case.status != CaseStatus.DRAFT:
        return redirect("registry:submitted", number=case.number)
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        if "leave" in request.POST:
            messages.success(request, _("Đã lưu. Bản nháp chưa được gửi."))
            return redirect("registry:case", number=case.number)
        if not request.POST.get("declared"):
            errors.append(("#id_declared", _("Đánh dấu rằng bạn có quyền đại diện")))
        try:
            if not errors:
                drafts.submit(case, key=one_time_key(request), by=access.actor(request, case))
                return redirect("registry:submitted", number=case.number)
        except TaxCodeTakenError as error:
            return to_claim(request, error.organization)
        except IncompleteError:
            messages.warning(request, _("Bản nháp chưa được gửi. Sửa các chỗ dưới đây rồi gửi."))
    problems = read.problems(case) if request.method == "POST" else ()
    errors = [(_place(case, found), found.sentence) for found in problems] + errors
    steps = steps_of(case.organization_kind)
    context = {
        "case": case,
        "sections": [
            (section.title, [_with_link(case, row) for row in section.rows])
            for section in read.sections(case)
        ],
        "errors": errors,
        "declared": request.POST.get("declared"),
        "key": one_time_key(request) if request.method == "POST" else uuid4(),
        "number": len(steps),
        "total": len(steps),
        "answer_by": add_working_days(timezone.localdate(), settings.ANSWER_WORKING_DAYS),
        "answer_days": settings.ANSWER_WORKING_DAYS,
    }
    return render(request, "registry/register/check.html", context, status=422 if errors else 200)


def _place(case: Case, problem: read.Problem) -> str:
    """Return the address of the question that a problem is about."""
    url = reverse("registry:step", kwargs={"number": case.number, "step": problem.step})
    return f"{url}?kiem=1#id_{problem.key}_field"


def _with_link(case: Case, row: read.AnswerRow) -> dict[str, object]:
    """Return the row with the way to its question; the kind is chosen once, at the start."""
    url = ""
    if row.step:
        base = reverse("registry:step", kwargs={"number": case.number, "step": row.step})
        url = f"{base}?kiem=1#id_{row.key}_field"
    return {"question": row.question, "answer": row.answer, "note": row.note, "edit_url": url}
