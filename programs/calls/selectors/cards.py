"""What a visitor is told of a call: for the call's own page, the list of programs, home."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from programs.calls.choices import CallState
from programs.calls.models import Call

from .eligibility import kind_names
from .form import said


@dataclass(frozen=True)
class CriterionLine:
    name: str
    weight: int


@dataclass(frozen=True)
class CallCard:
    """One call as the public sees it at the moment `now` of the server's clock."""

    code: str
    slug: str
    title: str
    program: str
    summary: str
    state: CallState
    state_label: str
    opens_at: datetime
    closes_at: datetime
    now: datetime
    days_left: int
    places: int
    kinds: tuple[str, ...]
    province_only: bool
    conditions: tuple[str, ...]
    criteria: tuple[CriterionLine, ...]
    minimum_reviewers: int
    screening_until: date | None
    review_until: date | None
    results_on: date | None
    starts_on: date | None
    apply_url: str
    result_url: str

    @property
    def is_open(self) -> bool:
        return self.state == CallState.OPEN

    @property
    def url(self) -> str:
        return f"/chuong-trinh/{self.slug}/"


def call_card(call: Call, now: datetime) -> CallCard:
    """Return the card of a call. `apply_url` is empty unless it can be applied for now."""
    state = call.state_at(now)
    is_open = state == CallState.OPEN
    return CallCard(
        code=call.code,
        slug=call.slug,
        title=call.name,
        program=call.program,
        summary=said(call.summary, call.summary_en),
        state=state,
        state_label=str(state.label),
        opens_at=call.opens_at,
        closes_at=call.closes_at,
        now=now,
        days_left=max(0, (call.closes_at - now).days),
        places=call.places,
        kinds=tuple(kind_names(call)),
        province_only=call.province_only,
        conditions=tuple(condition["question"] for condition in call.conditions),
        criteria=tuple(
            CriterionLine(said(each.name, each.name_en), each.weight)
            for each in call.criteria.all()
        ),
        minimum_reviewers=call.minimum_reviewers,
        screening_until=call.screening_until,
        review_until=call.review_until,
        results_on=call.results_on,
        starts_on=call.starts_on,
        apply_url=reverse("calls:start", args=[call.slug]) if is_open else "",
        result_url=reverse("calls:results", args=[call.slug]) if state == CallState.DECIDED else "",
    )


def open_calls(now: datetime) -> tuple[CallCard, ...]:
    """Return the calls that can be applied for, the nearest deadline first."""
    calls = Call.objects.open_at(now).prefetch_related("criteria").order_by("closes_at", "pk")
    return tuple(call_card(call, now) for call in calls)


def coming_calls(now: datetime) -> tuple[CallCard, ...]:
    """Return published calls that are not open yet, the nearest first."""
    calls = Call.objects.coming_at(now).prefetch_related("criteria").order_by("opens_at", "pk")
    return tuple(call_card(call, now) for call in calls)


def public_calls(now: datetime) -> tuple[CallCard, ...]:
    """Return every call that a visitor may know of, newest deadline first."""
    calls = Call.objects.public().prefetch_related("criteria")
    return tuple(call_card(call, now) for call in calls)
