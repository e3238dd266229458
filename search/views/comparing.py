"""Organizations side by side."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from search.selectors import side_by_side


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Show up to four; the address holds which, so it can be kept and passed on."""
    compared = side_by_side.compare(request.GET.getlist("code"))
    return render(request, "search/compare.html", {"compared": compared})
