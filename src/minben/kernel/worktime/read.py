"""Reading a calendar file: dated facts with their source, each mistake told with its line.

Serves whoever types the yearly notice into a place folder, once, in November.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import yaml

from minben.kernel.finding import Finding, InputError, refuse
from minben.kernel.worktime.model import Calendar, Standing

T = TypeVar("T")

ROW_ORDER = {"id": 0, "zone": 1, "source": 2, "year": 3, "rest": 4, "worked": 5}
MOST_YEARS, LONGEST_NAME = 200, 100
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
STANDINGS: Mapping[str, Standing] = {"confirmed": "confirmed", "provisional": "provisional"}


def read_calendar(path: Path) -> Calendar:
    """Read `id, zone, source, years, holidays: [{name, from, to}], worked: [{day, for}]`.

    Raises InputError with every finding at once: unknown or missing fields, dates that are none, days
    outside the years, days listed twice, make-up days that are no weekend or name no holiday.
    """
    reader = _Reader(str(path))
    calendar = reader.calendar(_compose(path))
    if reader.findings:
        raise InputError(reader.findings)
    return calendar


def compose_calendar(file: str, rows: Iterable[tuple[int, str, str, str, str]]) -> Calendar:
    """A calendar from rows (line, kind, from, to, name) of kinds id, zone, source, year, rest and worked; as strict."""
    reader = _Reader(file)
    calendar = reader.table(list(rows))
    if reader.findings:
        raise InputError(reader.findings)
    return calendar


def _compose(path: Path) -> yaml.MappingNode:
    try:
        node = yaml.compose(path.read_text("utf-8"), Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as broken:
        raise refuse(str(path), f"Cannot be read: {broken}.", "Give a UTF-8 text file.") from broken
    except yaml.MarkedYAMLError as broken:
        line = broken.problem_mark.line + 1 if broken.problem_mark else 0
        raise refuse(str(path), f"Is not YAML: {broken.problem}.", "Mend the line.", line=line) from broken
    if not isinstance(node, yaml.MappingNode):
        raise refuse(str(path), "Is not a mapping.", "Begin with id, zone, source, years, holidays, worked.")
    return node


@dataclass
class _Fields:
    """One mapping of the file: its nodes by key, and its line."""

    nodes: dict[str, yaml.Node]
    line: int


class _Reader:
    """Reads on after a mistake, so that all are told together."""

    def __init__(self, file: str) -> None:
        self.findings: list[Finding] = []
        self._file = file
        self._years: dict[int, Standing] = {}
        self._rest: dict[date, str] = {}
        self._worked: dict[date, str] = {}

    def calendar(self, node: yaml.MappingNode) -> Calendar:
        top = self._fields(node, ("id", "zone", "source", "years", "holidays", "worked"), "calendar")
        ident, source = self._text(top, "id"), self._text(top, "source")
        zone = self._zone(top)
        self._read_years(top)
        for fields in self._entries(top, "holidays", ("name", "from", "to")):
            self._read_holiday(fields)
        for fields in self._entries(top, "worked", ("day", "for")):
            self._read_worked(fields)
        return Calendar(ident, zone, self._years, self._rest, self._worked, source)

    def table(self, rows: list[tuple[int, str, str, str, str]]) -> Calendar:
        """The same from rows; rest is read before what is worked in return for it."""
        head: dict[str, str] = {}
        for line, kind, first, last, name in sorted(rows, key=lambda row: ROW_ORDER.get(row[1], 9)):
            fields = _row_fields(line, first, last, name)
            match kind:
                case "id" | "zone" | "source":
                    head[kind] = name
                case "year":
                    self._read_year_row(line, first, last, name)
                case "rest":
                    self._read_holiday(fields)
                case "worked":
                    self._read_worked(fields)
                case _:
                    self._find(line, "kind", f"Unknown kind {kind!r}.", f"Use {', '.join(ROW_ORDER)}.")
        if not self._years:
            self._find(
                0, "year", "No year is stated.", "Say which years the calendar covers, and their standing."
            )
        scalars = {key: yaml.ScalarNode("", head.get(key, ""), _MARK) for key in ("id", "zone", "source")}
        top = _Fields(dict(scalars), 0)
        ident, source, zone = self._text(top, "id"), self._text(top, "source"), self._zone(top)
        return Calendar(ident, zone, self._years, self._rest, self._worked, source)

    def _zone(self, top: _Fields) -> str:
        advice = "Give an IANA zone: Asia/Shanghai."
        return self._parsed(top, "zone", lambda text: ZoneInfo(text).key, advice) or "UTC"

    def _read_year_row(self, line: int, first: str, last: str, said: str) -> None:
        year = first[:4]
        if first[4:] not in ("", "-01-01") or (last and last != f"{year}-12-31"):
            message = f"A year runs from 1 January to 31 December, not from {first} to {last}."
            return self._find(line, "year", message, "Give each year a row of its own.")
        return self._read_year(line, year, said)

    def _read_years(self, top: _Fields) -> None:
        node = top.nodes.get("years")
        if not isinstance(node, yaml.MappingNode) or not node.value:
            return self._find(top.line, "years", "Is not a mapping.", "Write `2026: confirmed`.")
        for key, value in node.value:
            self._read_year(key.start_mark.line + 1, _scalar(key), _scalar(value))
        return None

    def _read_year(self, line: int, year: str, said: str) -> None:
        standing = STANDINGS.get(said)
        if not (year.isascii() and year.isdigit() and 1 <= int(year) <= 9998):
            self._find(line, "years", f"{year!r} is no year.", "Write `2026: confirmed`.")
        elif standing is None:
            self._find(line, year, f"Unknown standing {said!r}.", "Write confirmed or provisional.")
        elif len(self._years) >= MOST_YEARS:
            self._find(
                line,
                year,
                f"Covers more than {MOST_YEARS} years.",
                "Nobody announces so many: leave some out.",
            )
        else:
            self._years[int(year)] = standing

    def _read_holiday(self, fields: _Fields) -> None:
        name, first, last = self._name(fields, "name"), self._date(fields, "from"), self._date(fields, "to")
        if first is None or last is None:
            return
        if last < first or (last - first).days > 60:
            self._find(fields.line, name, f"Runs from {first} to {last}.", "Check `from` and `to`.")
            last = first
        for day in (first + timedelta(days=n) for n in range((last - first).days + 1)):
            if self._fresh(day, fields.line, name):
                self._rest[day] = name

    def _read_worked(self, fields: _Fields) -> None:
        day, holiday = self._date(fields, "day"), self._name(fields, "for")
        if day is None or not self._fresh(day, fields.line, holiday):
            return
        if day.weekday() < 5:
            self._find(fields.line, holiday, f"{day} is no weekend day.", "It is worked already: remove it.")
        if holiday and holiday not in self._rest.values():
            self._find(fields.line, holiday, "No holiday has this name.", "Name one listed under holidays.")
        self._worked[day] = holiday

    def _fresh(self, day: date, line: int, place: str) -> bool:
        """Whether the day's year is covered and the day not listed before; tells otherwise."""
        if day.year not in self._years:
            self._find(line, place, f"{day} is in no listed year.", f"Add {day.year} under years.")
        elif day in self._rest or day in self._worked:
            self._find(line, place, f"{day} is listed twice.", "Keep one of the two.")
        else:
            return True
        return False

    def _entries(self, top: _Fields, key: str, names: tuple[str, ...]) -> list[_Fields]:
        node = top.nodes.get(key)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self._find(node.start_mark.line + 1, key, "Is not a list.", "Begin each entry with a dash.")
            return []
        return [self._fields(entry, names, key) for entry in node.value]

    def _fields(self, node: yaml.Node, names: tuple[str, ...], place: str) -> _Fields:
        line, nodes = node.start_mark.line + 1, dict[str, yaml.Node]()
        for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
            at, name = key.start_mark.line + 1, _scalar(key)
            if name not in names:
                self._find(at, place, f"Unknown field {name!r}.", f"Use {', '.join(names)}.")
            elif name in nodes:
                self._find(at, place, f"Field {name!r} is given twice.", "Keep one of the two.")
            nodes[name] = value
        for name in names:
            if name not in nodes:
                self._find(line, place, f"Field {name!r} is missing.", f"Give {', '.join(names)}.")
        return _Fields(nodes, line)

    def _text(self, fields: _Fields, key: str) -> str:
        return self._parsed(fields, key, _filled, "Write some words.") or ""

    def _name(self, fields: _Fields, key: str) -> str:
        advice = f"Write at most {LONGEST_NAME} letters; signs that spreadsheets take for a formula do not come first."
        return self._parsed(fields, key, _named, advice) or ""

    def _date(self, fields: _Fields, key: str) -> date | None:
        return self._parsed(fields, key, _plain_date, "Write the date as 2026-02-14.")

    def _parsed(self, fields: _Fields, key: str, parse: Callable[[str], T], advice: str) -> T | None:
        node = fields.nodes.get(key)
        if node is None:
            return None  # told as missing
        try:
            return parse(_scalar(node))
        except (ValueError, KeyError, OSError):
            self._find(node.start_mark.line + 1, key, f"Cannot use {_scalar(node)!r}.", advice)
            return None

    def _find(self, line: int, place: str, message: str, advice: str) -> None:
        self.findings.append(Finding(self._file, line, place, message, advice))


_MARK = yaml.Mark("", 0, 0, 0, None, 0)


def _row_fields(line: int, first: str, last: str, name: str) -> _Fields:
    """A table's row in the shape of the YAML file's entries, so that both are judged by the same rules."""
    mark = yaml.Mark("", 0, max(line - 1, 0), 0, None, 0)
    words = {"from": first, "to": last or first, "day": first, "name": name, "for": name}
    return _Fields({key: yaml.ScalarNode("", value, mark) for key, value in words.items()}, line)


def _scalar(node: yaml.Node) -> str:
    """The text of a plain value; of a list or mapping, nothing."""
    return node.value if isinstance(node, yaml.ScalarNode) else ""


def _named(text: str) -> str:
    """A holiday's name as it may stand in anybody's file and page."""
    name = _filled(text)
    if len(name) > LONGEST_NAME or not name.isprintable() or name[0] in "=+-@":
        raise ValueError
    return name


def _plain_date(text: str) -> date:
    if not DATE.fullmatch(text):
        raise ValueError
    return date.fromisoformat(text)


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError
    return text.strip()
