"""Public pages of the index, of published reports, and the page that verifies one."""

import hashlib
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core import files, sheets, vietnamese

from . import selectors
from .choices import CalculatorMode
from .forms.calculator import FullForm, OwnForm, WhatIfForm, field_name
from .forms.verification import FileForm, NumberForm
from .models import Framework
from .selectors import reports as report_selectors


@require_GET
def dashboard(request: HttpRequest) -> HttpResponse:
    """What the ministry published, and what the newest framework consists of."""
    versions = selectors.frameworks()
    tree = selectors.framework_tree(versions[0]) if versions else None
    return render(
        request,
        "innovation_index/dashboard.html",
        {"results": selectors.published_results(), "versions": versions, "tree": tree},
    )


@require_GET
def results_csv(request: HttpRequest) -> HttpResponse:
    """The table of published results; an empty cell is missing."""
    names = ("year", "area", "boundary", "rank", "field_size", "input_score", "output_score")
    columns = [*names, "score", "source_name", "source_url"]
    rows = [[getattr(row, name) for name in columns] for row in selectors.published_results()]
    return sheets.csv_response("ket-qua-pii", columns, rows)


@require_GET
def framework(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """One framework version as a tree, with what is known of all areas in that year."""
    version = _framework(code, year)
    return render(
        request,
        "innovation_index/framework.html",
        {
            "tree": selectors.framework_tree(version),
            "crumbs": _index_crumbs(),
            "results": selectors.results_of(version),
            "versions": selectors.frameworks(),
        },
    )


@require_http_methods(["GET", "POST"])
def calculator(request: HttpRequest) -> HttpResponse:
    """Three modes on one page; the address holds the mode, the year and what was typed."""
    versions = selectors.frameworks()
    year = request.GET.get("year", "")
    version = next((row for row in versions if str(row.year) == year), None)
    if version is None:
        if not versions:
            raise Http404
        version = versions[-1] if not year else versions[0]
    mode = _mode(request.GET.get("mode", ""))
    form = _form(request, mode, version)
    context = {
        "form": form,
        "version": version,
        "known": selectors.known_result(version),
        "crumbs": _index_crumbs(),
        "modes": _mode_links(mode, version),
        "years": [
            {
                "year": row.year,
                "url": selectors.calculator_url(mode, row),
                "current": row == version,
            }
            for row in versions
        ],
        "here": selectors.calculator_url(mode, version),
    }
    return render(request, f"innovation_index/calculator_{mode.name.lower()}.html", context)


def _index_crumbs() -> list[tuple[str, str]]:
    return [(_("Chỉ số"), reverse("innovation_index:dashboard"))]


def _mode(text: str) -> CalculatorMode:
    return CalculatorMode(text) if text in CalculatorMode.values else CalculatorMode.OWN


def _rows(request: HttpRequest) -> int:
    text = request.GET.get("rows", "1")
    return int(text) if text in {"1", "2", "3", "4"} else 1


def _form(request: HttpRequest, mode: CalculatorMode, version: Framework) -> Any:
    structure = selectors.structure(version)
    if mode == CalculatorMode.FULL:
        posted = (request.POST, request.FILES) if request.method == "POST" else ()
        return FullForm(structure, *posted)
    known = selectors.known_scores(version)
    if mode == CalculatorMode.OWN:
        typed = any(name.startswith("s_") for name in request.GET)
        language = "en" if get_language() == "en" else "vi"
        start = {
            field_name(code): vietnamese.number(score, language=language)
            for code, score in known.items()
        }
        return OwnForm(structure, request.GET if typed else start or None)
    if "add" in request.GET:
        # One row more, and nothing typed is lost.
        return WhatIfForm(structure, _rows(request) + 1, known, initial=request.GET.dict())
    typed_rows = request.GET if "indicator_0" in request.GET else None
    return WhatIfForm(structure, _rows(request), known, typed_rows)


def _mode_links(current: CalculatorMode, version: Framework) -> list[tuple[str, str, str, bool]]:
    words = {
        CalculatorMode.FULL: (
            _("Đủ %(count)s tỉnh") % {"count": version.field_size},
            _("có số gốc của mọi tỉnh: tính từ đầu"),
        ),
        CalculatorMode.OWN: (_("Riêng tỉnh"), _("nhập điểm Bộ đã cho: chỉ kiểm phép cộng")),
        CalculatorMode.WHAT_IF: (
            _("Nếu như"),
            _("giữ thấp nhất, cao nhất; đổi số của tỉnh"),
        ),
    }
    return [
        (name, note, selectors.calculator_url(mode, version), mode == current)
        for mode, (name, note) in words.items()
    ]


@require_GET
def table_template(request: HttpRequest, year: int) -> HttpResponse:
    """An empty table for the full mode: one column for each indicator."""
    structure = selectors.structure(_framework("pii", year))
    columns = [_("tỉnh"), *(leaf.code for leaf in structure.root.leaves())]
    return sheets.csv_response(f"pii-{year}", columns, [])


def _framework(code: str, year: int) -> Framework:
    try:
        return selectors.framework(code, year)
    except selectors.UnknownFrameworkError as error:
        raise Http404 from error


# Reports ---------------------------------------------------------------------------------------


@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    rows = report_selectors.published_reports()
    return render(request, "innovation_index/reports.html", {"reports": rows})


@require_GET
def report_file(request: HttpRequest, number: str) -> HttpResponseBase:
    """The bytes that were stored when the report was published, never others (REP-8)."""
    report = report_selectors.verdict(number).report
    if report is None or report.file is None:
        raise Http404
    response = files.download(report.file, as_attachment=False)
    response["Cache-Control"] = "public, max-age=3600"
    return response


@require_http_methods(["GET", "POST"])
def verify_start(request: HttpRequest) -> HttpResponse:
    """Where a person with a paper, or with a file whose number is not at hand, begins."""
    form = NumberForm(request.GET) if "number" in request.GET else NumberForm()
    if form.is_bound and form.is_valid():
        return redirect("innovation_index:verify", form.cleaned_data["number"])
    file_form, comparison = _compared(request)
    crumbs = [(_("Báo cáo"), reverse("innovation_index:reports"))]
    context = {"form": form, "file_form": file_form, "comparison": comparison, "crumbs": crumbs}
    return render(request, "innovation_index/verify_start.html", context)


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest, number: str) -> HttpResponse:
    """The verdict on a number, and on a file that somebody holds, which is not kept."""
    verdict = report_selectors.verdict(number)
    form, comparison = _compared(request)
    context = {"verdict": verdict, "form": form, "comparison": comparison}
    status = 404 if verdict.report is None else 200
    return render(request, "innovation_index/verify.html", context, status=status)


def _compared(request: HttpRequest) -> tuple[FileForm, report_selectors.Comparison | None]:
    """Return the form and what the file in it is. The file is hashed and dropped."""
    if request.method != "POST":
        return FileForm(), None
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return form, None
    return form, report_selectors.compare(_sha256(form.cleaned_data["file"]))


def _sha256(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()
