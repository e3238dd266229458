"""Working days over holidays that are data, and periods."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import calendar
from core.calendar import Quarter, WorkingCalendar, Year
from core.models import Holiday

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 12, 31))
TET = WorkingCalendar({date(2026, 2, 16) + timedelta(days=n): False for n in range(5)})


@pytest.fixture
def tet(db):
    """Tết 2026, Monday 16 to Friday 20 February, for which Saturday the 28th is worked."""
    Holiday.objects.all().delete()
    days = [date(2026, 2, 16) + timedelta(days=n) for n in range(5)]
    Holiday.objects.bulk_create(Holiday(day=day, name="Tết Nguyên Đán") for day in days)
    Holiday.objects.create(day=date(2026, 2, 28), name="Làm bù", is_working_day=True)


def test_tet_and_weekends_are_no_working_days_but_a_swapped_saturday_is(tet):
    assert not calendar.is_working_day(date(2026, 2, 16))
    assert not calendar.is_working_day(date(2026, 2, 21))
    assert calendar.is_working_day(date(2026, 2, 23))
    assert calendar.is_working_day(date(2026, 2, 28))


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        (date(2026, 2, 13), 1, date(2026, 2, 23)),
        (date(2026, 2, 13), 6, date(2026, 2, 28)),
        (date(2026, 2, 14), 1, date(2026, 2, 23)),
        (date(2026, 2, 18), 0, date(2026, 2, 18)),
        (date(2026, 2, 23), -1, date(2026, 2, 13)),
        (date(2026, 11, 20), 5, date(2026, 11, 27)),
    ],
)
def test_the_answer_is_due_after_so_many_working_days(tet, start, count, expected):
    # REGN-7
    assert calendar.add_working_days(start, count) == expected


@given(DAYS, st.integers(min_value=1, max_value=300))
def test_counting_is_the_reverse_of_adding(day, count):
    end = TET.add_working_days(day, count)

    assert TET.is_working_day(end)
    assert TET.working_days_between(day, end) == count
    assert TET.working_days_between(end, day) == -count


@given(DAYS, st.integers(min_value=1, max_value=60))
def test_going_back_arrives_at_the_working_day_before(day, count):
    back = TET.add_working_days(day, -count)

    assert TET.is_working_day(back)
    assert back < day


def test_one_query_whether_one_holiday_or_many(tet, django_assert_num_queries):
    with django_assert_num_queries(1):
        calendar.add_working_days(date(2026, 2, 1), 250)
    Holiday.objects.all().delete()
    with django_assert_num_queries(1):
        calendar.add_working_days(date(2026, 2, 1), 250)
    with django_assert_num_queries(1):
        calendar.working_days_between(date(2026, 1, 1), date(2028, 1, 1))


def test_a_year_of_holidays_is_refused_instead_of_searched_for_ever():
    always_closed = WorkingCalendar(
        {date(2026, 1, 1) + timedelta(days=n): False for n in range(5000)}
    )

    with pytest.raises(ValueError, match="table of holidays"):
        always_closed.add_working_days(date(2026, 1, 1), 1)


def test_quarters():
    assert Quarter.of(date(2026, 9, 30)) == Quarter(2026, 3)
    assert Quarter(2026, 3).last_day == date(2026, 9, 30)
    assert Quarter(2026, 4).next == Quarter(2027, 1)
    assert Quarter(2026, 1).previous == Quarter(2025, 4)
    assert Quarter.parse("2026-Q3").code == "2026-Q3"
    assert str(Quarter(2026, 4)) == "Quý IV/2026"
    assert list(Quarter(2025, 4).until(Quarter(2026, 2))) == [
        Quarter(2025, 4),
        Quarter(2026, 1),
        Quarter(2026, 2),
    ]
    with pytest.raises(ValueError, match="no quarter 5"):
        Quarter(2026, 5)


@given(DAYS)
def test_every_day_lies_in_its_quarter_and_year(day):
    quarter = Quarter.of(day)

    assert quarter.first_day <= day <= quarter.last_day
    assert quarter.year == Year.of(day).year
