"""The directory."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from search import filters, selectors


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    asked = filters.read(request.GET)
    if code := selectors.record_named(asked.typed):
        return redirect(f"{request.path}{code}/")
    query = asked.query()
    answer = selectors.find(query)
    page = asked.page_of(answer.total)
    if page.number != asked.page:
        asked = replace(asked, page=page.number)
        answer = selectors.find(asked.query())
    nothing = None if answer.total else selectors.instead(query)
    return render(
        request,
        "search/directory.html",
        {
            "asked": asked,
            "answer": answer,
            "page": page,
            "counted": not answer.from_database,
            "reading": selectors.understand(query.text, literal=asked.literal),
            "groups": selectors.facet_groups(answer.counts, asked.chosen, asked.whole),
            "nothing": nothing,
            "dropped": asked.without(nothing.dropped.facet)
            if nothing and nothing.dropped
            else None,
        },
    )


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """What could be meant, as options for the search box."""
    found = selectors.suggest(request.GET.get("q", ""))
    return render(request, "search/suggestions.html", {"suggestions": found})
