"""Dates, times and durations against Python's calendar, and what Python's cannot hold."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minben.kernel.feel import Date, DaysTime, YearsMonths, evaluate, parse, read_temporal
from minben.kernel.feel.temporal import date_of_ordinal

days = st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))


@given(days, days)
def test_the_calendar_is_pythons_where_both_reach(a: dt.date, b: dt.date) -> None:
    assert evaluate(parse("a - b"), {"a": a, "b": b}) == DaysTime((a - b).days * 86_400 * 10**9)
    assert evaluate(parse("a.weekday"), {"a": a}) == a.isoweekday()
    assert evaluate(parse("week of year(a)"), {"a": a}) == a.isocalendar().week
    assert evaluate(parse("a < b"), {"a": a, "b": b}) is (a < b)


@given(st.integers(-300_000_000_000, 300_000_000_000))
def test_day_numbers_and_dates_are_inverse(ordinal: int) -> None:
    date = date_of_ordinal(ordinal)
    assert date is not None
    assert date.ordinal() == ordinal
    assert read_temporal(str(date)) == date


@given(st.integers(-(10**24), 10**24), st.integers(-(10**12), 10**12))
def test_a_duration_reads_back_from_its_text(nanos: int, months: int) -> None:
    assert read_temporal(str(DaysTime(nanos))) == DaysTime(nanos)
    assert read_temporal(str(YearsMonths(months))) == YearsMonths(months)


suffixes = st.sampled_from(["", "Z", "+08:00", "-03:30", "@Europe/Paris"])
clocks = st.tuples(st.times(), suffixes).map(
    lambda part: part[0].replace(microsecond=0).isoformat() + part[1]
)
moments = st.tuples(st.dates(dt.date(2019, 12, 30), dt.date(2020, 1, 3)), clocks).map(
    lambda part: f"{part[0]}T{part[1]}"
)


@given(st.one_of(st.tuples(clocks, clocks), st.tuples(moments, moments)))
def test_times_with_and_without_offset_are_ordered_both_ways_alike(texts: tuple[str, str]) -> None:
    a, b = (read_temporal(text) for text in texts)
    sides = [evaluate(parse(text), {"a": a, "b": b}) for text in ("a < b", "b > a", "a >= b", "b <= a")]
    assert sides[0] is sides[1]
    assert sides[2] is sides[3] is (not sides[0])
    apart = (a.utc_offset() is None) != (b.utc_offset() is None)  # type: ignore[union-attr]
    assert (evaluate(parse("a - b"), {"a": a, "b": b}) is None) is apart, "no difference without both offsets"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('string(date("999999999-12-31"))', "999999999-12-31"),
        ('string(date("2024-01-31") + duration("P1M"))', "2024-02-29"),
        ('string(time("11:22:33.123456789"))', "11:22:33.123456789"),
        ('string(time("23:30:00") + duration("PT1H"))', "00:30:00"),
        (
            'date and time("2018-10-08T00:00:00+02:00") = date and time("2018-10-08T00:00:00@Europe/Paris")',
            True,
        ),
        ('date and time("2018-10-08T00:00:00") < date and time("2018-10-08T00:00:00Z")', False),
        ('date("2023-02-29")', None),
        ('duration("P1Y2D")', None),
        ('time("24:00:00")', None),
    ],
)
def test_examples(text: str, expected: object) -> None:
    assert evaluate(parse(text), {}) == expected


def test_there_is_no_clock_unless_it_is_given() -> None:
    now = read_temporal("2026-11-24T10:00:00Z")
    assert evaluate(parse("today()"), {}) is None
    assert evaluate(parse("today()"), {}, now=now) == Date(2026, 11, 24)  # pyright: ignore[reportArgumentType]
