"""The demo city's calendar against the notices, and what the reader says of a broken file."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from minben.kernel.finding import InputError
from minben.kernel.worktime import OutsideCalendar, add_workdays, is_workday, read_calendar, workdays_between

LANTING = Path(__file__).parents[3] / "places" / "lanting" / "calendar.yaml"
CALENDAR = read_calendar(LANTING)

# State Council General Office notices: days of rest by range, and the weekends worked in return.
NOTICES = {
    2024: (
        "0101-0101 0210-0217 0404-0406 0501-0505 0610-0610 0915-0917 1001-1007",
        "0204 0218 0407 0428 0511 0914 0929 1012",
        251,
    ),
    2025: ("0101-0101 0128-0204 0404-0406 0501-0505 0531-0602 1001-1008", "0126 0208 0427 0928 1011", 248),
    2026: (
        "0101-0103 0215-0223 0404-0406 0501-0505 0619-0621 0925-0927 1001-1007",
        "0104 0214 0228 0509 0920 1010",
        248,
    ),
}


def noticed(year: int) -> dict[date, bool]:
    """Every day of a year: worked or not, straight from the notice."""
    ranges, made_up, _ = NOTICES[year]
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    worked = {day: day.weekday() < 5 for day in days if day.year == year}
    for pair in ranges.split():
        first, last = pair.split("-")
        worked |= {day: False for day in worked if first <= f"{day:%m%d}" <= last}
    return worked | {date(year, int(day[:2]), int(day[2:])): True for day in made_up.split()}


@pytest.mark.parametrize("year", NOTICES)
@pytest.mark.demonstrates("R86")
def test_each_confirmed_day_is_as_noticed(year: int) -> None:
    assert CALENDAR.years[year] == "confirmed"
    for day, worked in noticed(year).items():
        assert is_workday(CALENDAR, day) is worked, day
    assert sum(noticed(year).values()) == NOTICES[year][2]
    assert workdays_between(CALENDAR, date(year, 1, 1), date(year, 12, 31)) == NOTICES[year][2]


def test_the_coming_year_is_provisional_and_has_the_statutory_days_only() -> None:
    assert CALENDAR.years[2027] == "provisional"
    assert sum(day.year == 2027 for day in CALENDAR.rest) == 13
    assert not [day for day in CALENDAR.worked if day.year == 2027]


def test_the_day_after_13_february_2026_is_a_working_saturday() -> None:
    assert add_workdays(CALENDAR, date(2026, 2, 13), 1) == date(2026, 2, 14)
    assert add_workdays(CALENDAR, date(2026, 2, 13), 2) == date(2026, 2, 24)
    assert add_workdays(CALENDAR, date(2026, 2, 24), -1) == date(2026, 2, 14)
    assert add_workdays(CALENDAR, date(2026, 2, 15), 0) == date(2026, 2, 24)
    assert add_workdays(CALENDAR, date(2026, 2, 14), 0) == date(2026, 2, 14)


def test_a_year_without_data_is_an_error_and_never_a_guess() -> None:
    with pytest.raises(OutsideCalendar, match="2023"):
        is_workday(CALENDAR, date(2023, 12, 29))
    with pytest.raises(OutsideCalendar, match="2028"):
        add_workdays(CALENDAR, date(2027, 12, 31), 1)
    with pytest.raises(OutsideCalendar, match="2023"):
        add_workdays(CALENDAR, date(2024, 1, 2), -1)
    with pytest.raises(OutsideCalendar, match="2028"):
        workdays_between(CALENDAR, date(2027, 1, 1), date(2029, 1, 1))


GOOD = """\
id: town
zone: Asia/Shanghai
source: a notice
years:
  2026: confirmed
holidays:
  - { name: 春节, from: 2026-02-15, to: 2026-02-23 }
worked:
  - { day: 2026-02-14, for: 春节 }
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("zone: Asia/Shanghai", "zone: Asia/Nowhere", 2, "Cannot use 'Asia/Nowhere'"),
        ("id: town", "", 2, "Field 'id' is missing"),
        ("id: town", "id: town\nname: x", 2, "Unknown field 'name'"),
        ("id: town", "id: town\nid: town", 2, "given twice"),
        ("id: town", "id: ''", 1, "Cannot use ''"),
        ("confirmed", "sure", 5, "Unknown standing 'sure'"),
        ("2026: confirmed", "soon: confirmed", 5, "'soon' is no year"),
        ("from: 2026-02-15", "from: 2026-02-30", 7, "Cannot use '2026-02-30'"),
        ("to: 2026-02-23", "to: 2026-02-13", 7, "Runs from 2026-02-15 to 2026-02-13"),
        ("to: 2026-02-23", "to: 2027-02-23", 7, "Runs from 2026-02-15 to 2027-02-23"),
        ("day: 2026-02-14", "day: 2026-02-21", 9, "listed twice"),
        ("day: 2026-02-14", "day: 2026-02-13", 9, "no weekend day"),
        ("day: 2026-02-14", "day: 2027-02-13", 9, "in no listed year"),
        ("for: 春节", "for: 国庆节", 9, "No holiday has this name"),
        ("worked:", "worked: none\nx:", 8, "Is not a list"),
        ("years:", "years: {}\nx:", 1, "Is not a mapping"),
        ("id: town", "id: [", 3, "Is not YAML"),
    ],
)
def test_each_mistake_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    path = tmp_path / "calendar.yaml"
    path.write_text(GOOD.replace(old, new, 1), "utf-8")
    with pytest.raises(InputError) as caught:
        read_calendar(path)
    told = [(finding.line, finding.message) for finding in caught.value.findings]
    assert any(at == line and message in words for at, words in told), told
    assert all(finding.file == str(path) and finding.advice for finding in caught.value.findings)


def test_the_good_file_reads(tmp_path: Path) -> None:
    path = tmp_path / "calendar.yaml"
    path.write_text(GOOD, "utf-8")
    calendar = read_calendar(path)
    assert (calendar.id, calendar.zone, calendar.source) == ("town", "Asia/Shanghai", "a notice")
    assert len(calendar.rest) == 9
    assert calendar.worked == {date(2026, 2, 14): "春节"}


def test_a_file_that_is_no_calendar_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "calendar.yaml"
    with pytest.raises(InputError, match="Cannot be read"):
        read_calendar(path)
    path.write_text("- a list", "utf-8")
    with pytest.raises(InputError, match="not a mapping"):
        read_calendar(path)
