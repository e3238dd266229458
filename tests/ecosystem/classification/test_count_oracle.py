"""Random dated rows: the counting function agrees with a plain reading of the rules."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecosystem.classification import selectors
from ecosystem.classification.models import Classification, SchemeClass
from ecosystem.registry.models import Address, Organization
from ecosystem.taxonomy.selectors import boundary as area
from tests.factories import UserFactory, commune

from .conftest import firm, moment

pytestmark = pytest.mark.django_db

BOUNDARIES = {"TN-DEN-20250630": {"25459"}, "TN-TU-20250701": {"25459", "27694"}}
FIRST = date(2025, 6, 28)
MOMENT = moment(2025, 6, 28, 12, 0)
FIRMS = 3

span = st.tuples(st.integers(0, 6), st.none() | st.integers(1, 6))


@st.composite
def dated(draw, what):
    """Return (what, valid_from, valid_to, recorded_at, recorded_until) in days from the first."""
    (first, length), (recorded, kept) = draw(span), draw(span)
    return (
        draw(what),
        FIRST + timedelta(days=first),
        FIRST + timedelta(days=first + length) if length else None,
        MOMENT + timedelta(days=recorded),
        MOMENT + timedelta(days=recorded + kept) if kept else None,
    )


histories = st.lists(
    st.tuples(
        st.lists(dated(st.just("")), max_size=3),
        st.lists(dated(st.sampled_from(["25459", "27694", None])), max_size=3),
    ),
    min_size=FIRMS,
    max_size=FIRMS,
)


def holds(row, day, known_at):
    _what, valid_from, valid_to, recorded_at, recorded_until = row
    return (
        valid_from <= day
        and (valid_to is None or day < valid_to)
        and recorded_at <= known_at
        and (recorded_until is None or known_at < recorded_until)
    )


def oracle(history, inside, day, known_at):
    classes, seats = history
    if not any(holds(row, day, known_at) for row in classes):
        return False
    held = [(row[1], place, row[0]) for place, row in enumerate(seats) if holds(row, day, known_at)]
    return bool(held) and max(held)[2] in inside


def write(organizations, histories, klass, officer, units):
    """Replace all rows; open rows of a kind are kept apart by the day they were recorded until."""
    Classification.objects.all().delete()
    Address.objects.all().delete()
    for organization, (classes, seats) in zip(organizations, histories, strict=True):
        Classification.objects.bulk_create(
            Classification(
                organization=organization,
                scheme_class=klass,
                decided_on=FIRST,
                decided_by=officer,
                **times(row),
            )
            for row in classes
        )
        Address.objects.bulk_create(
            Address(organization=organization, text="x", unit=units.get(row[0]), **times(row))
            for row in seats
        )


def times(row):
    return dict(
        zip(("valid_from", "valid_to", "recorded_at", "recorded_until"), row[1:], strict=True)
    )


def one_open(history):
    """Keep at most one row that is open at both ends, as the tables demand."""
    kept = []
    for rows in history:
        open_rows = [row for row in rows if row[2] is None and row[4] is None]
        kept.append([row for row in rows if row not in open_rows[1:]] if open_rows else rows)
    return tuple(
        rows if len(set(rows)) == len(rows) else list(dict.fromkeys(rows)) for rows in kept
    )


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(histories=histories, boundary=st.sampled_from(sorted(BOUNDARIES)), known=st.integers(0, 13))
def test_count_steps_and_members_agree_with_the_rules_on_every_day(db, histories, boundary, known):
    # TGT-6, TGT-7, TGT-9, TGT-10, ARC-2
    klass = SchemeClass.objects.get(scheme__code="DTF", code="DIGITAL")
    organizations = list(Organization.objects.filter(code__startswith="TN-77").order_by("code"))
    if not organizations:
        organizations = [firm(seat=None, code=f"TN-7700{n}") for n in range(FIRMS)]
    histories = [one_open(history) for history in histories]
    units = {code: commune(code) for code in ("25459", "27694")}
    write(organizations, histories, klass, UserFactory(), units)
    known_at = MOMENT + timedelta(days=known)
    days = [FIRST + timedelta(days=offset) for offset in range(-1, 14)]

    expected = [
        tuple(
            organization.code
            for organization, history in zip(organizations, histories, strict=True)
            if oracle(history, BOUNDARIES[boundary], day, known_at)
        )
        for day in days
    ]
    counts = [selectors.count("DTF", "DIGITAL", boundary, day, known_at) for day in days]
    members = selectors.members_on(klass, area(boundary), days, known_at)
    steps = selectors.count_steps(klass, boundary, days[0], days[-1], known_at)

    assert [count.codes for count in counts] == expected
    assert all(count.is_consistent for count in counts)
    assert [
        [(one.code, one.name, one.row_id, one.valid_from, one.is_public) for one in members[day]]
        for day in days
    ] == [
        [
            (row.code, row.name, row.classification_id, row.valid_from, row.is_public)
            for row in count.rows
        ]
        for count in counts
    ]
    assert [next(p.number for p in reversed(steps) if p.day <= day) for day in days] == [
        len(codes) for codes in expected
    ]
