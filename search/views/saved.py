"""Searches that somebody keeps."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from core.lifecycle import ObstacleError
from search import actions, filters, forms, selectors
from search.choices import Frequency
from search.models import SavedSearch

NAME_LENGTH = 80


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _mine(request: HttpRequest, pk: int) -> SavedSearch:
    return get_object_or_404(SavedSearch, pk=pk, owner=_person(request))


@login_required
@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    """What this person keeps."""
    lines = selectors.saved.saved_searches(_person(request))
    return render(request, "search/saved.html", {"lines": lines})


@login_required
@require_http_methods(["GET", "POST"])
def save(request: HttpRequest) -> HttpResponse:
    """Keep the question that stands in the address."""
    asked = filters.read(request.GET)
    words = selectors.saved.words_of(asked.question)
    form = forms.SavedSearchForm(
        request.POST or None,
        initial={"name": words.strip("“”")[:NAME_LENGTH], "frequency": Frequency.DAILY},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_search(
                asked.question,
                name=form.cleaned_data["name"],
                frequency=form.cleaned_data["frequency"],
                by=_person(request),
            )
        except actions.AlreadySavedError as error:
            messages.info(
                request, _("Tìm kiếm này đã lưu từ trước, tên “%(name)s”.") % {"name": error}
            )
            return redirect("search:saved")
        except ObstacleError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Đã lưu. Có tin mới, thư sẽ tới hộp thư của bạn."))
            return redirect("search:saved")
    return render(
        request,
        "search/save.html",
        {
            "form": form,
            "words": words,
            "address": selectors.saved.address_of(asked.question),
            "search": None,
        },
        status=422 if form.errors else 200,
    )


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name or rhythm."""
    search = _mine(request, pk)
    form = forms.SavedSearchForm(request.POST or None, instance=search)
    if request.method == "POST" and form.is_valid():
        actions.change_search(
            search,
            name=form.cleaned_data["name"],
            frequency=form.cleaned_data["frequency"],
            by=_person(request),
        )
        messages.success(request, _("Đã ghi thay đổi."))
        return redirect("search:saved")
    return render(
        request,
        "search/save.html",
        {
            "form": form,
            "words": selectors.saved.words_of(search.asked),
            "address": selectors.saved.address_of(search.asked),
            "search": search,
        },
        status=422 if form.errors else 200,
    )


@login_required
@require_POST
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Another twelve months."""
    search = _mine(request, pk)
    actions.renew_search(search, by=_person(request))
    messages.success(request, _("Đã gia hạn thêm 12 tháng."))
    return redirect("search:saved")


@login_required
@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then let it go."""
    search = _mine(request, pk)
    if request.method == "POST":
        actions.delete_search(search, by=_person(request))
        messages.success(request, _("Đã xoá tìm kiếm “%(name)s”.") % {"name": search.name})
        return redirect("search:saved")
    return render(request, "search/delete.html", {"search": search})


@csrf_exempt  # A mail program sends the one click; the signed address is the right to do it.
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End letters without signing in (SRCH-9)."""
    keys = selectors.saved.stopped_by(token)
    if keys is None:
        raise Http404
    if request.method == "POST":
        actions.stop_searches(keys)
    return render(request, "search/stop.html", {"stopped": request.method == "POST"})
