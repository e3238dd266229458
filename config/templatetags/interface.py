"""What the components compute: links of languages, plots, bars, numbers. No queries but one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import template
from django.core.cache import cache
from django.core.paginator import Page as ResultPage
from django.forms import BaseForm, BoundField
from django.template import Context
from django.urls import translate_url
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.models import Page

from config.context_processors import localized

register = template.Library()

Number = int | float | Decimal

TRANSLATION_SECONDS = 60

LANGUAGES = (("vi", "VI", "Tiếng Việt"), ("en", "EN", "English"))


@dataclass(frozen=True)
class LanguageLink:
    code: str
    short: str
    name: str
    url: str
    current: bool
    translated: bool


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[LanguageLink]:
    """Return this page's address in each language (CMS-2).

    A page of the CMS without a live translation keeps its link, which leads back to the page
    and makes it say that the translation is missing. A translation that was found is kept for a
    minute; one that is missing is asked for each time, so that a new one shows at once.
    """
    request = context.get("request")
    path = request.get_full_path() if request else "/"
    page = context.get("page")
    current = get_language() or "vi"
    links = []
    for code, short, name in LANGUAGES:
        url, translated = translate_url(path, code), True
        if code != current and isinstance(page, Page) and page.pk:
            found = _translated_url(page, code, url)
            url, translated = found or f"{request.path}?thieu={code}", bool(found)
        links.append(LanguageLink(code, short, name, url, code == current, translated))
    return links


def _translated_url(page: Page, code: str, otherwise: str) -> str:
    """Return the address of the page's live translation, or nothing where there is none.

    A page outside every site has no address of its own; it gets the one given.
    """
    key = f"translation:{page.pk}:{code}"
    if found := cache.get(key):
        return found
    other = page.get_translations().live().filter(locale__language_code=code).first()
    if other is None:
        return ""
    url = other.url or otherwise
    cache.set(key, url, TRANSLATION_SECONDS)
    return url


@register.simple_tag
def home_url() -> str:
    """Return the address of the home page in the language of this request."""
    return localized("/")


@register.simple_tag
def localized_path(path: str) -> str:
    """Return the address of a Vietnamese path in the language of this request."""
    return localized(path)


@dataclass(frozen=True)
class Plot:
    state: str
    url: str = ""
    label: str = ""


@register.simple_tag
def plot_states(
    filled: int | None,
    total: int | None,
    able: int | None = None,
    faded: int | None = None,
    items: Iterable[Any] | None = None,
) -> list[Plot]:
    """Return one plot per thing counted, then the empty ones up to the total."""
    links = list(items or [])
    filled = len(links) if links else int(filled or 0)
    total, able, faded = max(int(total or 0), filled), int(able or 0), int(faded or 0)
    plots = []
    for number in range(total):
        if number < filled:
            state = "able" if number < able else "on"
        else:
            state = "faded" if number >= total - faded else "none"
        if number < len(links):
            plots.append(Plot(state, str(links[number].url), str(links[number].label)))
        else:
            plots.append(Plot(state))
    return plots


@dataclass(frozen=True)
class Scale:
    """Positions on a bar, 0 to 100, written with a point as SVG wants."""

    value: str
    target: str


@register.simple_tag
def bar_scale(value: Number | None, target: Number | None) -> Scale:
    """Place a value and its target on a bar that ends a quarter after the larger one."""
    end = max(float(value or 0), float(target or 0)) * 1.25 or 1.0
    return Scale(
        f"{float(value or 0) / end * 100:.2f}",
        f"{float(target) / end * 100:.2f}" if target else "",
    )


@dataclass(frozen=True)
class Bar:
    label: str
    value: Number
    url: str
    series: str
    width: str


@register.simple_tag
def bar_rows(rows: Iterable[Sequence[Any]]) -> list[Bar]:
    """Return bars from (label, value, url, series); the largest value takes the whole width."""
    rows = list(rows)
    largest = max((float(row[1]) for row in rows), default=0) or 1.0
    return [
        Bar(
            label=str(row[0]),
            value=row[1],
            url=str(row[2]) if len(row) > 2 else "",
            series="two" if len(row) > 3 and row[3] == 2 else "one",
            width=f"{float(row[1]) / largest * 100:.2f}",
        )
        for row in rows
    ]


@register.simple_tag
def segments(number: int, total: int) -> list[str]:
    """Return the state of each segment of a form's progress: done, now, or nothing yet."""
    return ["done" if n < number else "now" if n == number else "" for n in range(1, total + 1)]


@register.simple_tag
def error_links(
    form: BaseForm | None, errors: Iterable[Sequence[str]] | None
) -> list[tuple[str, str]]:
    """Return (id of the control, message) for each error, in the order of the fields."""
    if errors:
        return [(str(target), str(message)) for target, message in errors]
    if not isinstance(form, BaseForm) or not form.errors:
        return []
    links = [("", str(message)) for message in form.non_field_errors()]
    for field in form:
        links += [(field.id_for_label or field.auto_id, str(error)) for error in field.errors]
    return links


@register.simple_tag
def choice_input(option: Any, hint: str) -> SafeString:
    """Draw the input of a radio button or check box, without its label."""
    widget = {**option.data, "wrap_label": False}
    if hint:
        identifier = f"{option.id_for_label}_hint"
        widget["attrs"] = {**widget["attrs"], "aria-describedby": identifier}
    # The widget's own template escapes what stands in it.
    return mark_safe(option.renderer.render(widget["template_name"], {"widget": widget}))


@register.filter
def choice_hint(field: BoundField, value: Any) -> str:
    """Return the sentence under a choice, from the form field's own `choice_hints`."""
    hints = getattr(field.field, "choice_hints", {})
    return hints.get(value) or hints.get(str(value)) or ""


@register.filter
def plain(value: Any) -> str:
    """Write a number for machines, as `<data value>` wants."""
    return "" if value is None else str(value)


@register.filter
def file_size(size: int) -> str:
    """Write a size as people read it: 184 kB, 1,2 MB."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    return f"{number_format(size / 1_000_000, 1, use_l10n=True)} MB"


@register.filter
def page_numbers(page: ResultPage) -> list[int | str]:
    """Return the page numbers to offer, with … for gaps."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
