"""The room: the owner fills it, an investor in touch looks, every look is written down (INV-9)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import files
from core.lifecycle import ObstacleError
from ecosystem.registry.models import Organization
from programs.investors import policies
from programs.investors.actions import firms
from programs.investors.choices import Audience, Sight
from programs.investors.forms import RoomFileForm
from programs.investors.models import Introduction, RoomFile
from programs.investors.selectors import cards, rooms

from .access import attempt, firm_page, person, show


@firm_page
def manage(request: HttpRequest, organization: Organization) -> HttpResponse:
    """What is in the room, and who looked at which file when."""
    form = RoomFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and attempt(form, lambda: _add(request, organization, form)):
        messages.success(request, _("Đã thêm tài liệu."))
        return redirect("investors:manage_room", organization.code)
    context = {
        "organization": organization,
        "files": rooms.room_files(organization),
        "looks": cards.looks(organization),
        "form": form,
    }
    return show(request, "investors/manage_room.html", context)


def _add(request: HttpRequest, organization: Organization, form: RoomFileForm) -> None:
    by = person(request)
    stored = files.store(form.cleaned_data["paper"], allowed_kinds=files.DOCUMENTS, by=by)
    firms.add_room_file(organization, form.cleaned_data["title"], stored, by=by)


@require_POST
@firm_page
def remove(request: HttpRequest, organization: Organization, pk: int) -> HttpResponse:
    """Take a file out; who looked stays on record."""
    file = get_object_or_404(RoomFile.objects.kept(), pk=pk, organization=organization)
    firms.remove_room_file(file, by=person(request))
    messages.success(request, _("Đã bỏ tài liệu; lượt xem vẫn được giữ."))
    return redirect("investors:manage_room", organization.code)


@require_safe
@login_required
def room(request: HttpRequest, number: str) -> HttpResponse:
    """The files and figures that this investor may look at now."""
    introduction = _entered(request, number)
    firms.write_look(
        introduction.organization, introduction.account, Sight.ROOM, by=person(request)
    )
    context = {
        "introduction": introduction,
        "card": cards.card(introduction.organization, Audience.ROOM),
        "files": rooms.room_files(introduction.organization),
    }
    return show(request, "investors/room.html", context)


@require_safe
@login_required
def room_file(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """One file, to be looked at: with the reader's name and the time on each page."""
    introduction = _entered(request, number)
    file = get_object_or_404(
        RoomFile.objects.kept().select_related("file"),
        pk=pk,
        organization=introduction.organization_id,
    )
    reader = person(request)
    content = rooms.stamped(file, reader, introduction.account)
    firms.write_look(
        introduction.organization, introduction.account, Sight.FILE, by=reader, file=file
    )
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _entered(request: HttpRequest, number: str) -> Introduction:
    introduction = (
        Introduction.objects.filter(number=number).select_related("account", "organization").first()
    )
    if introduction is None or not policies.sides_of(person(request), introduction):
        raise Http404
    if obstacle := policies.open_room(person(request), introduction):
        raise ObstacleError(obstacle)
    return introduction
