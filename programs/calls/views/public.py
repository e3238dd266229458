"""What everybody may read: the result of a selection (PRV-9)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from programs.calls.choices import CallState
from programs.calls.models import Call
from programs.calls.selectors.cards import call_card
from programs.calls.selectors.results import public_result


def results(request: HttpRequest, slug: str) -> HttpResponse:
    """Members, recusals, criteria, those selected; nothing before the letters have left."""
    call = get_object_or_404(Call.objects.public(), slug=slug)
    card = call_card(call, timezone.now())
    if card.state != CallState.DECIDED:
        raise Http404
    return render(request, "calls/results.html", {"card": card, "result": public_result(call)})
