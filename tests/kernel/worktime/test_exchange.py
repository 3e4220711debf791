"""Calendars as CSV and iCalendar: nothing lost between the forms, foreign files judged, corrections bounded."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minben.kernel.finding import InputError
from minben.kernel.worktime import (
    Standing,
    changed_days,
    corrected,
    is_workday,
    parse_calendar,
    read_calendar,
    read_calendar_file,
    write_calendar,
)

CALENDAR = read_calendar(Path(__file__).parents[3] / "places" / "lanting" / "calendar.yaml")


@pytest.mark.parametrize("form", ["yaml", "csv", "ics"])
def test_what_is_written_reads_the_same(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"calendar.{form}"
    path.write_text(write_calendar(CALENDAR, form), "utf-8")
    assert read_calendar_file(path) == CALENDAR
    assert write_calendar(read_calendar_file(path), form) == write_calendar(CALENDAR, form)


FOREIGN = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//a phone//
X-WR-CALNAME:中国节假日
X-WR-TIMEZONE:Asia/Shanghai
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20270101
DTEND;VALUE=DATE:20270104
SUMMARY:元旦 休
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART;VALUE=DATE:20261227
SUMMARY:元旦 补班
END:VEVENT
BEGIN:VEVENT
UID:3
DTSTART;VALUE=DATE:20270109
SUMMARY:元旦(班)
END:VEVENT
END:VCALENDAR
"""


def foreign(tmp_path: Path, old: str = "", new: str = "") -> Path:
    path = tmp_path / "phone.ics"
    path.write_text(FOREIGN.replace(old, new, 1) if old else FOREIGN, "utf-8")
    return path


def test_a_phones_calendar_is_read_for_the_years_vouched_for(tmp_path: Path) -> None:
    found = read_calendar_file(foreign(tmp_path), like=CALENDAR, years={2027: "confirmed"})
    assert found.id == CALENDAR.id
    assert found.rest == {date(2027, 1, day): "元旦" for day in (1, 2, 3)}
    assert found.worked == {date(2027, 1, 9): "元旦"}
    assert found.source == "中国节假日"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("SUMMARY:元旦 休", "SUMMARY:元旦", "says neither"),
        ("DTSTART;VALUE=DATE:20270101\n", "DTSTART;VALUE=DATE:20270101\nRRULE:FREQ=YEARLY\n", "repeats"),
        ("DTSTART;VALUE=DATE:20270101\nDTEND;VALUE=DATE:20270104", "DTSTART:20270101T080000Z", "has an hour"),
        ("DTSTART;VALUE=DATE:20270101\n", "", "no first day"),
        ("DTSTART;VALUE=DATE:20270109", "DTSTART;VALUE=DATE:20270108", "no weekend day"),
        ("BEGIN:VCALENDAR", "BEGIN:NOTHING", "Is no iCalendar"),
    ],
)
def test_what_a_foreign_file_may_not_say(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_calendar_file(foreign(tmp_path, old, new), like=CALENDAR, years={2027: "confirmed"})


def test_nothing_is_guessed_about_the_years(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No year is stated"):
        read_calendar_file(foreign(tmp_path), like=CALENDAR)


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ("day,name\n", 1, "absent"),
        ("kind,from,to,name\nid,,,x\nzone,,,Asia/Shanghai\nsource,,,n\nyear,2026-01-01,,confirmed\nrest,2026-13-01,,x\n",
         6, "Cannot use '2026-13-01'"),
        ("kind,from,to,name\nid,,,x\nzone,,,Asia/Shanghai\nsource,,,n\nyear,2026-01-01,,confirmed\nlunch,,,x\n",
         6, "Unknown kind 'lunch'"),
        ("kind,from,to,name\nid,,,x\nzone,,,Asia/Shanghai\nsource,,,n\nyear,2026-01-01,,sure\n", 5, "Unknown standing"),
    ],
)  # fmt: skip
def test_a_broken_table_is_told_by_its_line(tmp_path: Path, content: str, line: int, message: str) -> None:
    path = tmp_path / "calendar.csv"
    path.write_text(content, "utf-8")
    with pytest.raises(InputError) as refused:
        read_calendar_file(path)
    assert any(one.line == line and message in one.message for one in refused.value.findings), refused.value


def test_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no calendar this reads"):
        read_calendar_file(tmp_path / "calendar.xls")
    with pytest.raises(InputError, match="Cannot be read"):
        read_calendar_file(tmp_path / "calendar.csv")


@pytest.mark.demonstrates("R86")
def test_a_correction_replaces_its_years_and_no_others(tmp_path: Path) -> None:
    notice = read_calendar_file(foreign(tmp_path), like=CALENDAR, years={2027: "confirmed"})
    newer = corrected(CALENDAR, notice)
    assert newer.years == {**CALENDAR.years, 2027: "confirmed"}
    assert not is_workday(newer, date(2027, 1, 2))
    assert is_workday(newer, date(2027, 1, 9))
    assert is_workday(newer, date(2027, 2, 8)), (
        "the notice said nothing of the Spring Festival: its years are replaced"
    )
    assert is_workday(newer, date(2026, 2, 14)), "2026 stays"
    assert "中国节假日" in newer.source
    assert date(2027, 1, 9) in changed_days(CALENDAR, newer)
    assert not [day for day in changed_days(CALENDAR, newer) if day.year != 2027]
    assert corrected(newer, notice) == newer
    with pytest.raises(ValueError, match="local times"):
        corrected(CALENDAR, replace(notice, zone="Asia/Tokyo"))


def test_a_year_that_only_one_covers_is_a_change() -> None:
    shorter = replace(
        CALENDAR,
        years={year: standing for year, standing in CALENDAR.years.items() if year < 2027},
        rest={day: name for day, name in CALENDAR.rest.items() if day.year < 2027},
    )
    assert len(changed_days(shorter, CALENDAR)) == 365


NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=12)
NAMES = NAMES.filter(lambda name: name[0] not in "=+-@")  # what a spreadsheet takes for a formula is no name
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))


@given(
    st.dictionaries(DAYS, NAMES, max_size=30),
    st.dictionaries(DAYS.filter(lambda day: day.weekday() >= 5), NAMES, max_size=8),
    st.lists(st.sampled_from(["confirmed", "provisional"]), min_size=3, max_size=3),
    NAMES,
)
def test_any_calendar_survives_every_form(
    rest: dict[date, str], worked: dict[date, str], standings: list[Standing], source: str
) -> None:
    years = dict(zip((2025, 2026, 2027), standings, strict=True))
    names = sorted(set(rest.values()))  # a weekend is worked in return for a holiday that there is
    kept = {day: names[len(name) % len(names)] for day, name in worked.items() if names and day not in rest}
    calendar = replace(CALENDAR, years=years, rest=rest, worked=kept, source=source)
    for form in ("yaml", "csv", "ics"):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"calendar.{form}"
            path.write_bytes(write_calendar(calendar, form).encode())
            assert read_calendar_file(path) == calendar, form


# --- odd and hostile files ---

TABLE = "kind,from,to,name\nid,,,x\nzone,,,Asia/Shanghai\nsource,,,s\n"
YEAR = f"{TABLE}year,2027-01-01,2027-12-31,confirmed\n"
EVERY_YEAR = "".join(f"year,{year}-01-01,{year}-12-31,confirmed\n" for year in range(1000, 3000))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "absent"),
        (f"{YEAR}rest,0001-01-01,9999-12-31,x\n", "Runs from"),
        (f"{TABLE}year,2027-01-01,2029-12-31,confirmed\n", "A year runs from"),
        (f"{TABLE}year,2027-01-01,2027-06-30,confirmed\n", "A year runs from"),
        (f"{TABLE}year,2027-02-01,,confirmed\n", "A year runs from"),
        (f"{TABLE}{EVERY_YEAR}", "more than 200 years"),
        (f"{YEAR}rest,2027-01-01,2027-01-01,\0\n", "Cannot use"),
        (f"{YEAR}rest,2027-01-01,2027-01-01,=HYPERLINK(1)\n", "Cannot use '=HYPERLINK"),
        (f"{YEAR}rest,2027-01-01,2027-01-01,{'x' * 101}\n", "Cannot use"),
        (f"{YEAR}rest,2027-01-01,2027-01-01,{'x' * 200_000}\n", "Cannot be read as a table"),
        (f'{YEAR}rest,2027-01-01,2027-01-01,"x\n', "Cannot be read as a table"),
        (f"{YEAR}rest,2027-01-01,2027-01-01,x,y\n", "more than four columns"),
        (f"{YEAR}rest,2027-W01-1,,x\n", "Cannot use '2027-W01-1'"),
        (f"{YEAR}rest,2027-01-01,2027-01-03,x\nrest,2027-01-03,,y\n", "listed twice"),
        (YEAR.replace("Asia/Shanghai", "../../etc/passwd"), "Cannot use '../../etc/passwd'"),
        (f"{YEAR}{'# ' * 1_100_000}", "larger than any calendar"),
    ],
)
def test_a_hostile_table_is_refused_at_once(content: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_calendar("calendar.csv", content)


def test_a_table_from_a_spreadsheet_keeps_its_mark_and_its_line_ends() -> None:
    content = "\ufeff" + f"{YEAR}rest,2027-01-01,2027-01-03,元旦\nworked,2027-01-09,,元旦\n".replace(
        "\n", "\r\n"
    )
    found = parse_calendar("calendar.csv", content)
    assert (len(found.rest), found.worked) == (3, {date(2027, 1, 9): "元旦"})


def phone(*events: str, stated: str = "X-MINBEN-YEARS:2027=confirmed\n") -> str:
    """A file of these events; `stated`: what it says of itself."""
    body = "".join(
        f"BEGIN:VEVENT\nUID:{number}\n{event}\nEND:VEVENT\n" for number, event in enumerate(events)
    )
    head = f"X-WR-CALNAME:x\nX-WR-TIMEZONE:Asia/Shanghai\nX-WR-CALDESC:s\n{stated}"
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{head}{body}END:VCALENDAR\n".replace("\n", "\r\n")


NEW_YEAR = "DTSTART;VALUE=DATE:20270101\n"


@pytest.mark.parametrize(
    ("event", "message"),
    [
        (
            "DTSTART;VALUE=DATE:00010101\nDTEND;VALUE=DATE:99991231\nSUMMARY:春节 补班",
            "check its first and last day",
        ),
        (
            "DTSTART;VALUE=DATE:20270105\nDTEND;VALUE=DATE:20270101\nSUMMARY:元旦 休",
            "check its first and last day",
        ),
        ("DTSTART;VALUE=DATE:20270105\nDURATION:-P3D\nSUMMARY:元旦 休", "check its first and last day"),
        ("DTSTART;VALUE=DATE:99991231\nSUMMARY:元旦 休", "out of range"),
        ("DTSTART;VALUE=DATE:20271345\nSUMMARY:元旦 休", "20271345"),
        (f"{NEW_YEAR}{NEW_YEAR}SUMMARY:元旦 休", "more than once"),
        (f"{NEW_YEAR}RDATE;VALUE=DATE:20270301\nSUMMARY:元旦 休", "repeats"),
        (f"{NEW_YEAR}SUMMARY:元旦放假调休补班", "says both"),
        (f"{NEW_YEAR}SUMMARY:上班族日 休", "says both"),
        (f"{NEW_YEAR}SUMMARY:元旦 调休", "says neither"),
        (f"{NEW_YEAR}X-MINBEN-KIND:id\nX-MINBEN-NAME:evil\nSUMMARY:元旦 休", "of no kind"),
        (f"{NEW_YEAR}X-MINBEN-KIND:year\nX-MINBEN-NAME:confirmed\nSUMMARY:元旦 休", "of no kind"),
        (f"{NEW_YEAR}X-MINBEN-KIND:rest\nX-MINBEN-NAME:=cmd()\nSUMMARY:元旦 休", "Cannot use"),
    ],
)
def test_a_hostile_event_is_refused_at_once(event: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_calendar("phone.ics", phone(event), "ics")


@pytest.mark.parametrize("content", ["", "END:VCALENDAR\r\n", "BEGIN:VCALENDAR\r\n" * 5000, phone()[:120]])
def test_what_is_no_calendar_at_all_is_refused(content: str) -> None:
    with pytest.raises(InputError, match="Is no iCalendar file"):
        parse_calendar("phone.ics", content, "ics")


def test_events_of_other_programs_are_understood() -> None:
    events = (
        f"{NEW_YEAR}DURATION:P3D\nSUMMARY:元旦假期 第1天/共3天 休",
        "DTSTART;VALUE=DATE:20270109\nSUMMARY:元旦【调休补班】",
        "DTSTART;VALUE=DATE:20270601\nSTATUS:CANCELLED\nSUMMARY:端午节 休",
    )
    found = parse_calendar("phone.ics", phone(*events), "ics")
    assert found.rest == {date(2027, 1, day): "元旦" for day in (1, 2, 3)}
    assert found.worked == {date(2027, 1, 9): "元旦"}


def test_a_holiday_around_new_year_is_kept_in_the_year_vouched_for() -> None:
    content = phone("DTSTART;VALUE=DATE:20261231\nDTEND;VALUE=DATE:20270103\nSUMMARY:元旦 休", stated="")
    found = parse_calendar("phone.ics", content, "ics", like=CALENDAR, years={2027: "confirmed"})
    assert sorted(found.rest) == [date(2027, 1, 1), date(2027, 1, 2)]
    assert set(found.years) == {2027}
