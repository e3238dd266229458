"""Targets, one target, and one frozen number, for everybody."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from core import sheets

from . import policies, selectors
from .forms import AsOfForm


def index(request: HttpRequest) -> HttpResponse:
    form = AsOfForm(request.GET)
    overview = None
    if form.is_valid():
        asked = form.cleaned_data
        overview = selectors.overview(asked["on"], asked["known_at"], asked["boundary"])
    main = overview.main if overview else None
    return render(
        request,
        "targets/index.html",
        {
            "form": form,
            "overview": overview,
            "as_of": selectors.as_of(main.figure.count) if main and main.figure.count else None,
            "quality": selectors.quality_rows(main.quality) if main and main.quality else None,
        },
    )


def target(request: HttpRequest, code: str) -> HttpResponse:
    try:
        found = selectors.target(code)
    except selectors.UnknownTargetError as error:
        raise Http404(str(error)) from error
    form = AsOfForm(request.GET, day=selectors.default_day(found), own_boundary=found.boundary)
    context = {"form": form, "target": found, "parents": selectors.parents()}
    if not form.is_valid():
        return render(request, "targets/target.html", context)
    asked = form.cleaned_data
    shown = selectors.progress(found, asked["on"], asked["known_at"], asked["boundary"])
    if request.GET.get("format") == "csv" and shown.count is not None:
        name = f"{found.code}-{shown.on_date:%Y-%m-%d}"
        return sheets.csv_response(name, selectors.list_columns(), selectors.list_rows(shown))
    internal = policies.read_internal(request.user) is None
    return render(
        request,
        "targets/target.html",
        context
        | {
            "shown": shown,
            "as_of": selectors.as_of(shown.count) if shown.count else None,
            "links": selectors.plot_links(shown),
            "quality": selectors.quality_rows(shown.quality) if shown.quality else None,
            "chart": selectors.chart(shown),
            "gaps": selectors.gap_list(shown) if internal else None,
            "is_past": form.is_past,
            "known_words": form.words()["known_at"],
            "query": _query(request),
            # The day of a target that is past would come back by itself.
            "today_query": f"?on={timezone.localdate():%Y-%m-%d}",
        },
    )


def snapshot(request: HttpRequest, code: str, snapshot: str) -> HttpResponse:
    try:
        found = selectors.snapshot(code, snapshot)
    except selectors.UnknownSnapshotError as error:
        raise Http404(str(error)) from error
    rows = selectors.frozen_rows(found)
    if request.GET.get("format") == "csv":
        columns = ["code", "name", "commune", "subgroup", "counted_from", "evidence"]
        lines: list[list[str | date]] = [
            [
                row.code,
                row.public_name,
                row.commune,
                row.subgroup,
                row.valid_from,
                " ".join(row.evidence),
            ]
            for row in rows
        ]
        return sheets.csv_response(found.code, columns, lines)
    return render(
        request,
        "targets/snapshot.html",
        {
            "snapshot": found,
            "rows": rows if len(rows) == found.number else None,
            "figure": selectors.frozen_figure(found),
            "restated": selectors.restated(found),
            "parents": [
                *selectors.parents(),
                (found.target.code, found.target.get_absolute_url()),
            ],
            "columns": (_("Mã"), _("Tên"), _("Trụ sở"), _("Được đếm từ"), _("Bằng chứng")),
        },
    )


def _query(request: HttpRequest) -> str:
    """Return what was asked for, to be added to other links."""
    asked = request.GET.copy()
    asked.pop("format", None)
    return asked.urlencode()
