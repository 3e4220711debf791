"""Calendars as files that others read and write: YAML (ours), CSV (spreadsheets), iCalendar (phones, offices).

Serves whoever receives the yearly notice as a file, and whoever wants the city's working days in their own calendar.
Each form keeps the whole calendar: what was written and read again is equal.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml
from icalendar import Calendar as ICalendar
from icalendar import Event

from minben.kernel.finding import Finding, InputError, refuse
from minben.kernel.worktime.days import OutsideCalendar
from minben.kernel.worktime.model import Calendar, Standing
from minben.kernel.worktime.read import compose_calendar, read_calendar

COLUMNS = ("kind", "from", "to", "name")
KINDS = ("id", "zone", "source", "year", "rest", "worked")
MARKS = {"worked": ("補班", "补班", "調休上班", "调休上班", "上班", "班"), "rest": ("放假", "休", "假")}
SUBSTITUTED = ("調休", "调休")  # says that days are exchanged, not which way; it holds the mark of rest
COUNTED = re.compile(r"第\s*\d+\s*天|共\s*\d+\s*天|假期")
FORMS = ("yaml", "csv", "ics")
LARGEST, LONGEST = 2_000_000, 60  # characters of a file; days of one event


def read_calendar_file(
    path: Path, *, like: Calendar | None = None, years: Mapping[int, Standing] | None = None
) -> Calendar:
    """A calendar from `.yaml`, `.csv` or `.ics`; InputError with file, line or event, and advice.

    A foreign iCalendar file says neither its zone nor which years it covers: `like` lends id and zone, `years` says
    what the file is held to cover. Nothing is guessed: without them such a file is refused.
    """
    form = path.suffix.lower().lstrip(".")
    if form in ("yaml", "yml"):
        return read_calendar(path)
    if form not in FORMS:
        raise refuse(str(path), f"Is no calendar this reads: {path.suffix!r}.", f"Give {', '.join(FORMS)}.")
    try:
        content = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as broken:
        raise refuse(str(path), f"Cannot be read: {broken}.", "Give a UTF-8 text file.") from broken
    return parse_calendar(str(path), content, form, like=like, years=years)


def parse_calendar(
    file: str,
    content: str,
    form: str = "csv",
    *,
    like: Calendar | None = None,
    years: Mapping[int, Standing] | None = None,
) -> Calendar:
    """The same from text in form csv or ics; `file` names it in findings."""
    if len(content) > LARGEST:
        raise refuse(
            file, f"Is larger than any calendar: {len(content)} characters.", "Give only the calendar."
        )
    content = content.removeprefix("\ufeff")
    rows = _csv_rows(file, content) if form == "csv" else _ics_rows(file, content, like, years or {})
    return compose_calendar(file, rows)


def write_calendar(calendar: Calendar, form: str) -> str:
    """The calendar as text of that form (yaml, csv or ics)."""
    return {"yaml": _yaml, "csv": _csv, "ics": _ics}[form](calendar)


def corrected(calendar: Calendar, newer: Calendar) -> Calendar:
    """`calendar` with the years of `newer` put in the place of its own; other years stay as they are."""
    if calendar.zone != newer.zone:
        raise ValueError(f"The calendars keep different local times: {calendar.zone} and {newer.zone}.")

    def joined(old: Mapping[date, str], new: Mapping[date, str]) -> dict[date, str]:
        kept = {day: name for day, name in old.items() if day.year not in newer.years}
        return dict(sorted({**kept, **new}.items()))

    source = calendar.source if newer.source in calendar.source else f"{calendar.source}; {newer.source}"
    return replace(
        calendar,
        years=dict(sorted({**calendar.years, **newer.years}.items())),
        rest=joined(calendar.rest, newer.rest),
        worked=joined(calendar.worked, newer.worked),
        source=source,
    )


def changed_days(before: Calendar, after: Calendar) -> list[date]:
    """Days worked in one of the two and not in the other, and every day of a year that only one covers."""
    return [
        day
        for year in sorted({*before.years, *after.years})
        for day in (date(year, 1, 1) + timedelta(days=n) for n in range(366))
        if day.year == year and _worked(before, day) != _worked(after, day)
    ]


def _worked(calendar: Calendar, day: date) -> bool | None:
    try:
        return calendar.days.span(day.year).is_workday(day.toordinal())
    except OutsideCalendar:
        return None


# --- writing ---


def _runs(days: Mapping[date, str]) -> Iterator[tuple[date, date, str]]:
    """Days in a row under one name, within one year."""
    ordered = sorted(days.items())
    marked = [(day.toordinal() - place, name, day.year, day) for place, (day, name) in enumerate(ordered)]
    for (_, name, _), group in groupby(marked, key=lambda mark: mark[:3]):
        members = [mark[3] for mark in group]
        yield members[0], members[-1], name


def _rows(calendar: Calendar) -> Iterator[tuple[str, str, str, str]]:
    yield from ((kind, "", "", getattr(calendar, kind)) for kind in ("id", "zone", "source"))
    for year, standing in sorted(calendar.years.items()):
        yield "year", f"{year}-01-01", f"{year}-12-31", standing
    for first, last, name in _runs(calendar.rest):
        yield "rest", first.isoformat(), last.isoformat(), name
    for day, name in sorted(calendar.worked.items()):
        yield "worked", day.isoformat(), day.isoformat(), name


def _csv(calendar: Calendar) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([COLUMNS, *_rows(calendar)])
    return out.getvalue()


def _yaml(calendar: Calendar) -> str:
    body = {
        "id": calendar.id,
        "zone": calendar.zone,
        "source": calendar.source,
        "years": dict(sorted(calendar.years.items())),
        "holidays": [{"name": name, "from": first, "to": last} for first, last, name in _runs(calendar.rest)],
        "worked": [{"day": day, "for": name} for day, name in sorted(calendar.worked.items())],
    }
    return yaml.safe_dump(body, allow_unicode=True, sort_keys=False, width=110)


def _ics(calendar: Calendar) -> str:
    whole = ICalendar()
    for key, value in (
        ("prodid", "-//Minben//worktime//EN"),
        ("version", "2.0"),
        ("x-wr-calname", calendar.id),
        ("x-wr-timezone", calendar.zone),
        ("x-wr-caldesc", calendar.source),
        (
            "x-minben-years",
            " ".join(f"{year}={standing}" for year, standing in sorted(calendar.years.items())),
        ),
    ):
        whole.add(key, value)
    stamp = datetime(min(calendar.years), 1, 1)  # noqa: DTZ001 - a fixed mark: the same calendar gives the same bytes
    for kind, first, last, name in _rows(calendar):
        if kind in ("rest", "worked"):
            whole.add_component(
                _event(calendar.id, kind, date.fromisoformat(first), date.fromisoformat(last), name, stamp)
            )
    return whole.to_ical().decode("utf-8")


def _event(ident: str, kind: str, first: date, last: date, name: str, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", f"{first:%Y%m%d}-{kind}@{ident}")
    event.add("dtstamp", stamp)
    event.add("dtstart", first)
    event.add("dtend", last + timedelta(days=1))
    event.add("summary", name if kind == "rest" else f"{name} {MARKS['worked'][0]}")
    event.add("x-minben-kind", kind)
    event.add("x-minben-name", name)
    event.add("transp", "TRANSPARENT")
    return event


# --- reading ---

Row = tuple[int, str, str, str, str]  # line, kind, from, to, name


def _csv_rows(file: str, content: str) -> list[Row]:
    reader = csv.DictReader(io.StringIO(content), strict=True)
    absent = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if absent:
        raise InputError(
            [
                Finding(file, 1, column, "This column is absent.", f"The first line is {','.join(COLUMNS)}.")
                for column in absent
            ]
        )
    try:
        return [_csv_row(file, reader.line_num, row) for row in reader]
    except csv.Error as broken:
        message, advice = f"Cannot be read as a table: {broken}.", "Close every quotation mark."
        raise refuse(file, message, advice, line=reader.line_num) from broken


def _csv_row(file: str, line: int, row: Mapping[str | None, Any]) -> Row:
    if row.get(None):
        raise refuse(
            file, "The line has more than four columns.", "Put quotation marks around commas.", line=line
        )
    kind, first, last, name = ((row[column] or "").strip() for column in COLUMNS)
    return line, kind, first, last, name


def _ics_rows(file: str, content: str, like: Calendar | None, years: Mapping[int, Standing]) -> list[Row]:
    try:
        whole = ICalendar.from_ical(content)
    except ValueError as broken:
        raise refuse(file, f"Is no iCalendar file: {broken}.", "Export it again as .ics.") from broken
    if whole.name != "VCALENDAR":
        raise refuse(file, "Is no iCalendar file: it holds no VCALENDAR.", "Export it again as .ics.")
    findings: list[Finding] = []
    rows = _head(whole, like, years)
    for number, event in enumerate(whole.walk("VEVENT"), start=1):
        if str(event.get("status", "")).upper() == "CANCELLED":
            continue  # it was announced and taken back
        try:
            rows += _event_rows(number, event)
        except (ValueError, OverflowError) as wrong:
            place = f"event {number}, {event.get('summary', '')}"
            findings.append(Finding(file, 0, place, str(wrong), "Correct the event, or use CSV."))
    if findings:
        raise InputError(findings)
    return _within_years(rows, stated="x-minben-years" in whole)


def _head(whole: Any, like: Calendar | None, years: Mapping[int, Standing]) -> list[Row]:
    """What the whole file says of itself, else what the reader was told."""
    stated = [pair.partition("=") for pair in str(whole.get("x-minben-years", "")).split()]
    covered = [(year, standing) for year, _, standing in stated] or [
        (str(year), standing) for year, standing in years.items()
    ]
    ident = str(whole.get("x-wr-calname", "") or "") if stated else (like.id if like else "")
    zone = str(whole.get("x-wr-timezone", "") or "") or (like.zone if like else "")
    source = str(whole.get("x-wr-caldesc", "") or whole.get("x-wr-calname", "") or "")
    head: list[Row] = [(0, "id", "", "", ident), (0, "zone", "", "", zone), (0, "source", "", "", source)]
    return head + [(0, "year", f"{year}-01-01", f"{year}-12-31", standing) for year, standing in covered]


def _event_rows(number: int, event: Any) -> list[Row]:
    first, last = _days(event)
    summary = str(event.get("summary", "")).strip()
    kind = str(event.get("x-minben-kind", "")) or _kind(summary)
    if kind not in MARKS:
        raise ValueError(f"The event is of no kind that this reads: {kind!r}.")
    name = str(event.get("x-minben-name", "")) or _plain_name(summary)
    if kind == "worked":
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        return [(number, kind, day.isoformat(), day.isoformat(), name) for day in days]
    return [(number, kind, first.isoformat(), last.isoformat(), name)]


def _days(event: Any) -> tuple[date, date]:
    if event.get("rrule") is not None or event.get("rdate") is not None:
        raise ValueError("The event repeats: a holiday is announced year by year.")
    if event.get("dtstart") is None:
        raise ValueError("The event has no first day.")
    if any(isinstance(event.get(key), list) for key in ("dtstart", "dtend", "duration")):
        raise ValueError("The event says more than once when it is.")
    first = event["dtstart"].dt
    if isinstance(first, datetime):
        raise ValueError("The event has an hour: days of rest are whole days.")
    length = event["duration"].dt if event.get("duration") is not None else timedelta(days=1)
    after = event["dtend"].dt if event.get("dtend") is not None else first + length
    if isinstance(after, datetime) or after < first or (after - first).days > LONGEST:
        raise ValueError(f"The event runs from {first} to {after}: check its first and last day.")
    return first, max(first, after - timedelta(days=1))


def _kind(summary: str) -> str:
    """Rest or worked, from the marks that published calendars of China use: 春节 休, 春节 班, 春节 补班."""
    plain = summary
    for mark in SUBSTITUTED:
        plain = plain.replace(mark, "")
    said = [kind for kind, marks in MARKS.items() if any(mark in plain for mark in marks)]
    if len(said) == 1:
        return said[0]
    if said:
        raise ValueError("The event says both that the day is worked (班) and that it is a day of rest (休).")
    raise ValueError("The event says neither that the day is worked (班) nor that it is a day of rest (休).")


def _plain_name(summary: str) -> str:
    name = COUNTED.sub("", summary)
    for mark in (*MARKS["worked"], *SUBSTITUTED, *MARKS["rest"]):
        name = name.replace(mark, "")
    return name.strip(" ()（）[]【】-:：·/") or summary


def _within_years(rows: list[Row], *, stated: bool) -> list[Row]:
    """Of a foreign file only the years asked for: such files often reach back further than anybody vouches for."""
    if stated:
        return rows
    covered = {row[2][:4] for row in rows if row[1] == "year"}
    return [part for row in rows for part in ([row] if row[1] not in MARKS else _parts(row, covered))]


def _parts(row: Row, covered: set[str]) -> Iterator[Row]:
    """The part of a row in each covered year: the holiday around New Year lies in two."""
    line, kind, first, last, name = row
    for year in sorted({first[:4], last[:4]} & covered):
        yield line, kind, max(first, f"{year}-01-01"), min(last, f"{year}-12-31"), name
