"""Pages without an account: is a certificate real, and five questions years later."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from programs.cohorts.actions import follow_ups
from programs.cohorts.actions.errors import CohortError
from programs.cohorts.choices import FollowUpStatus
from programs.cohorts.forms.firm import FollowUpForm
from programs.cohorts.models import FollowUp
from programs.cohorts.selectors.certificates import verdict
from programs.cohorts.selectors.links import follow_up_of


@require_GET
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """The verdict on a check code: what stands on the paper, nothing more."""
    found = verdict(code)
    status = 200 if found.is_real else 404
    return render(request, "cohorts/certificate.html", {"verdict": found}, status=status)


@require_http_methods(["GET", "POST"])
def follow_up(request: HttpRequest, token: str) -> HttpResponse:
    """Five questions behind a link that works once and until its day (PRG-19)."""
    found = follow_up_of(token)
    if found is None:
        return _over(request, None, 404)
    form = FollowUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            follow_ups.answer(found, form.answers())
        except follow_ups.LinkOverError:
            found.refresh_from_db()
            return _over(request, found, 410)
        except CohortError as refused:
            form.add_error(None, str(refused))
        else:
            return render(request, "cohorts/follow_up_done.html", {"follow_up": found})
    if request.method != "POST" and not _is_open(found):
        return _over(request, found, 410)
    status = 422 if form.errors else 200
    return render(
        request, "cohorts/follow_up.html", {"follow_up": found, "form": form}, status=status
    )


def _is_open(found: FollowUp) -> bool:
    is_in_time = found.closes_on is not None and timezone.localdate() <= found.closes_on
    return found.status == FollowUpStatus.ASKED and is_in_time


def _over(request: HttpRequest, found: FollowUp | None, status: int) -> HttpResponse:
    """Say whether the link was used, is too old, or never was ours."""
    context = {
        "is_known": found is not None,
        "is_answered": found is not None and found.status == FollowUpStatus.ANSWERED,
        "closes_on": found.closes_on if found else None,
    }
    return render(request, "cohorts/follow_up_over.html", context, status=status)
