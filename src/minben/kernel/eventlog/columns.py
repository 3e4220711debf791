"""Which column of a table says what: recognised by name, shown, corrected. Serves readers of CSV, Parquet and Arrow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from minben.kernel.finding import refuse

PREFIX = "case:"  # the habit of the field: columns of the case carry it
_KNOWN: Mapping[str, tuple[str, ...]] = {
    "case": (
        "case:concept:name",
        "case_id",
        "caseid",
        "case id",
        "case",
        "trace_id",
        "案件",
        "案號",
        "案号",
        "辦件編號",
        "办件编号",
    ),
    "activity": (
        "concept:name",
        "activity",
        "activity_name",
        "event_name",
        "event",
        "task",
        "活動",
        "活动",
        "環節",
        "环节",
    ),
    "time": (
        *(
            "time:timestamp",
            "end_time",
            "end_timestamp",
            "complete_timestamp",
            "complete timestamp",
            "completion_time",
        ),
        *("timestamp", "event_timestamp", "time", "date", "結束時間", "结束时间", "時間", "时间"),
    ),
    "start": (
        "start_time",
        "start_timestamp",
        "start timestamp",
        "starttime",
        "start",
        "開始時間",
        "开始时间",
    ),
    "resource": ("org:resource", "resource", "user", "officer", "agent", "person", "經辦人", "经办人"),
}


@dataclass(frozen=True)
class CsvColumns:
    """Which column says what. `start` and `resource` may be "" (the file has none)."""

    case: str
    activity: str
    time: str
    start: str = ""
    resource: str = ""
    delimiter: str = ","
    day_first: bool | None = (
        None  # for 03/04/2020: True is 3 April; None: the file must prove one or the other
    )


ROLES = ("case", "activity", "time", "start", "resource")


def recognised(file: str, header: Sequence[str], delimiter: str = ",") -> CsvColumns:
    """Guess from the titles. Raises InputError naming the columns found when a needed one is not recognised."""
    plain = {title.strip().lower(): title for title in reversed(header)}
    found = {
        role: next((plain[name] for name in names if name in plain), "") for role, names in _KNOWN.items()
    }
    missing = [role for role in ("case", "activity", "time") if not found[role]]
    if missing:
        message = f"No column is recognised as {', '.join(missing)}; the file has: {', '.join(header)}."
        advice = (
            "Name a column case, activity and time each, or say which they are (--columns, or in the studio)."
        )
        raise refuse(file, message, advice, line=1)
    return CsvColumns(*(found[role] for role in ROLES), delimiter=delimiter)


def corrected(file: str, header: Sequence[str], said: str, delimiter: str = ",") -> CsvColumns:
    """Columns as a person says them: "case=ID, time=When, days=first"; what is not said is recognised by name.

    `days` is "first" or "second": where the day stands in 03/04/2020. Raises InputError for a role or column that does
    not exist.
    """
    named = dict(_pair(file, one) for one in said.split(",") if one.strip())
    days = named.pop("days", "")
    if empty := [role for role in ("case", "activity", "time") if named.get(role) == ""]:
        raise refuse(file, f"The log needs a column for {empty[0]}.", "Name one.", place="--columns")
    wrong = [title for title in named.values() if title not in ("", *header)]
    if wrong or days not in ("", "first", "second"):
        message = (
            f'There is no column "{wrong[0]}".' if wrong else f'Days stand first or second, not "{days}".'
        )
        raise refuse(file, message, f"The file has: {', '.join(header)}.", line=1, place="--columns")
    known = {role: titles[0] for role, titles in _KNOWN.items()}
    usual = recognised(
        file, [*header, *(known[role] for role in named)], delimiter
    )  # said columns need not be found
    kept = {
        role: title
        for role in ROLES
        if (title := getattr(usual, role)) not in named.values() and title in header
    }
    told = dict.fromkeys(ROLES, "") | kept | named
    day_first = {"": None, "first": True, "second": False}[days]
    return CsvColumns(*(told[role] for role in ROLES), delimiter=delimiter, day_first=day_first)


def _pair(file: str, said: str) -> tuple[str, str]:
    role, sign, title = (part.strip() for part in said.partition("="))
    if not sign or role not in (*ROLES, "days"):
        advice = f"Write for instance case=ID,activity=Step,time=When; roles: {', '.join(ROLES)}, days."
        raise refuse(
            file, f'"{said.strip()}" does not say which column means what.', advice, place="--columns"
        )
    return role, title


def shown(columns: CsvColumns) -> str:
    """As `corrected` understands it."""
    return ",".join(f"{role}={title}" for role in ROLES if (title := getattr(columns, role)))
