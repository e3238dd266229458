"""The way in: the first screen, the way back, and the claim of a record that stands."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.files import FileRefusedError
from ecosystem.registry.actions import drafts, requests
from ecosystem.registry.choices import CaseKind, CaseStatus, Visibility
from ecosystem.registry.forms.fields import add_errors
from ecosystem.registry.forms.start import ClaimForm, ResumeForm, StartForm
from ecosystem.registry.models import Case, Organization
from ecosystem.registry.policies import parse_tax_code
from ecosystem.registry.selectors.drafts import first_open_step, opens

from . import access, rate


def start(request: HttpRequest) -> HttpResponse:
    """Ask the kind, the tax code and one address, then open a draft (REGN-1)."""
    initial = {"contact": getattr(request.user, "email", "")}
    form = StartForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        if taken := _holder_of(form.code.canonical):
            return to_claim(request, taken)
        if response := _begin(request, form):
            return response
    return render(request, "registry/register/start.html", {"form": form}, status=_status(form))


def _holder_of(tax_code: str) -> Organization | None:
    """Return who has this code already. No code is nobody's."""
    if not tax_code:
        return None
    return Organization.objects.live().filter(tax_code=tax_code).first()


def _begin(request: HttpRequest, form: StartForm) -> HttpResponse | None:
    values = form.cleaned_data
    for held in access.held_cases(request):
        same = held.email == values["email"] and held.phone == values["phone"]
        if same and held.organization_kind == values["organization_kind"] and _is_draft(held):
            return redirect("registry:case", number=held.number)
    about = values["email"] or values["phone"]
    if rate.too_many(request, "start") or rate.too_many(request, "start", of=about):
        form.add_error(None, rate.SENTENCE)
        return None
    try:
        started = drafts.start(
            values["organization_kind"],
            email=values["email"],
            phone=values["phone"],
            answers=form.answers(),
            certificate=values.get("certificate"),
            by=request.user if request.user.is_authenticated else None,
        )
    except FileRefusedError as error:
        add_errors(form, [("certificate", str(error))])
        return None
    access.hold(request, started.case)
    _say_the_way_back(request, started, values["email"])
    return redirect("registry:step", number=started.case.number, step=first_open_step(started.case))


def _is_draft(case: Case) -> bool:
    return case.kind == CaseKind.REGISTER and case.status == CaseStatus.DRAFT


def _say_the_way_back(request: HttpRequest, started: drafts.Started, email: str) -> None:
    if email:
        sentence = _(
            "Đường dẫn mở lại đã gửi tới %(email)s. Nếu trước đây đã có bản nháp, thư dẫn tới bản "
            "đó; không thì cứ điền tiếp ở đây."
        ) % {"email": email}
    else:
        sentence = _("Ghi lại để mở trên máy khác: số hồ sơ %(number)s, mã mở lại %(key)s.") % {
            "number": started.case.number,
            "key": started.key,
        }
    messages.info(request, sentence)


def open_link(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Take the key out of the address bar into the session."""
    case = Case.objects.filter(number=number).first()
    if case is None or not opens(case, key):
        messages.warning(
            request, _("Đường dẫn này không còn mở được hồ sơ. Xin lấy đường dẫn mới ở dưới.")
        )
        return redirect("registry:resume")
    access.hold(request, case)
    return redirect("registry:case", number=case.number)


def resume(request: HttpRequest) -> HttpResponse:
    """Mail the way back, or take the number and the code. The answer never tells what exists."""
    form = ResumeForm(request.POST or None, initial={"number": request.GET.get("so", "")})
    sent_to = ""
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if rate.too_many(request, "resume") or rate.too_many(
            request, "resume", of=values["number"] or values["email"]
        ):
            form.add_error(None, rate.SENTENCE)
        elif values["code"]:
            case = Case.objects.filter(number=values["number"]).first()
            if case is not None and opens(case, values["code"]):
                access.hold(request, case)
                return redirect("registry:case", number=case.number)
            add_errors(form, [("code", _("Số hồ sơ hoặc mã mở lại chưa đúng; xin xem lại"))])
        else:
            drafts.send_link(values["email"])
            sent_to = values["email"]
    context = {"form": form, "sent_to": sent_to, "held": access.held_cases(request)}
    return render(request, "registry/register/resume.html", context, status=_status(form))


def claim(request: HttpRequest, code: str) -> HttpResponse:
    """Ask to look after a record that stands already (REGN-10)."""
    organization = access.claimable(request, code)
    initial = {
        "contact": getattr(request.user, "email", ""),
        "claimant_name": getattr(request.user, "full_name", ""),
    }
    form = ClaimForm(request.POST or None, request.FILES or None, initial=initial)
    sent = _claim(request, organization, form) if request.method == "POST" else None
    if sent is not None:
        return sent
    context = {
        "form": form,
        "organization": organization,
        "name": _public_name(organization),
        "key": request.POST.get("key") or uuid4(),
    }
    return render(request, "registry/register/claim.html", context, status=_status(form))


def to_claim(request: HttpRequest, organization: Organization) -> HttpResponse:
    """Go to the claim of a record whose tax code was typed here."""
    access.let_claim(request, organization)
    return redirect("registry:claim", code=organization.code)


def _claim(
    request: HttpRequest, organization: Organization, form: ClaimForm
) -> HttpResponse | None:
    if not form.is_valid():
        return None
    if rate.too_many(request, "start"):
        form.add_error(None, rate.SENTENCE)
        return None
    try:
        case = requests.claim(
            organization,
            form.answers(),
            proof=form.cleaned_data["proof"],
            letter=form.cleaned_data.get("letter"),
            key=one_time_key(request),
            by=request.user if request.user.is_authenticated else None,
        )
    except FileRefusedError as error:
        add_errors(form, [("letter", str(error))])
        return None
    access.hold(request, case)
    return redirect("registry:submitted", number=case.number)


def _public_name(organization: Organization) -> str:
    """Return the name if everybody may know that this record exists (REG-3)."""
    is_personal = parse_tax_code(organization.tax_code or "", organization.kind).is_personal
    is_public = organization.visibility == Visibility.PUBLIC and not is_personal
    return organization.legal_name if is_public else ""


def one_time_key(request: HttpRequest) -> UUID:
    """Return the key that the form was drawn with; a new one where it was lost (REGN-3)."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def _status(form: Form) -> int:
    if not form.is_bound or not form.errors:
        return 200
    return 429 if str(rate.SENTENCE) in form.non_field_errors() else 422
