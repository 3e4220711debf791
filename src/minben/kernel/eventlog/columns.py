"""Which column of a table says what: recognised by name, shown, corrected. Serves readers of CSV, Parquet and Arrow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from minben.kernel.finding import refuse

PREFIX = "case:"  # the habit of the field: columns of the case carry it
_KNOWN: Mapping[str, tuple[str, ...]] = {  # likeliest first, as `_plain` writes them
    "case": (
        *("case:concept:name", "case concept:name", "case id", "caseid", "case", "trace id", "case key"),
        *("case number", "case no", "trace", "process instance", "instance id", "incident id", "sr number"),
        *("ticket id", "request id"),
        *(
            "案件",
            "案號",
            "案号",
            "辦件編號",
            "办件编号",
            "案件編號",
            "案件编号",
            "案件號",
            "案件号",
            "受理編號",
            "受理编号",
        ),
        *("業務流水號", "业务流水号", "申辦流水號", "申办流水号", "流水號", "流水号", "辦件號", "办件号"),
    ),
    "activity": (
        *("concept:name", "event concept:name", "activity", "activity name", "event name", "event", "task"),
        *("activity en", "activityname", "eventname", "task name", "incidentactivity type"),
        *(
            "活動",
            "活动",
            "環節",
            "环节",
            "活動名稱",
            "活动名称",
            "環節名稱",
            "环节名称",
            "辦理環節",
            "办理环节",
        ),
        *("步驟", "步骤", "事件"),
    ),
    "time": (
        *("time:timestamp", "event time:timestamp", "end time", "end timestamp", "complete timestamp"),
        *(
            "completion time",
            "timestamp",
            "event timestamp",
            "time",
            "date",
            "complete time",
            "endtime",
            "end date",
        ),
        *(
            "finish time",
            "completed at",
            "ended at",
            "event time",
            "eventtime",
            "datetime",
            "date time",
            "datestamp",
        ),
        *("change date+time", "end"),
        *(
            "結束時間",
            "结束时间",
            "時間",
            "时间",
            "完成時間",
            "完成时间",
            "辦結時間",
            "办结时间",
            "辦理時間",
            "办理时间",
        ),
        *("操作時間", "操作时间", "時間戳", "时间戳", "日期"),
    ),
    "start": (
        *("start time", "start timestamp", "starttime", "start", "start date", "begin time", "started at"),
        *("開始時間", "开始时间"),
    ),
    "resource": (
        *(
            "org:resource",
            "event org:resource",
            "resource",
            "user",
            "officer",
            "agent",
            "person",
            "event user",
        ),
        *("user name", "employee", "performer", "assignee", "handler"),
        *(
            "經辦人",
            "经办人",
            "辦理人",
            "办理人",
            "經辦人員",
            "经办人员",
            "辦理人員",
            "办理人员",
            "承辦人",
            "承办人",
        ),
        *("處理人", "处理人", "操作人"),
    ),
}


def _plain(title: str) -> str:
    """A title without case, underscores, and blanks around it."""
    return " ".join(title.lower().replace("_", " ").split())


def case_prefix(columns: CsvColumns) -> str:
    """What titles of columns of the case begin with: "case:", or "case " as the challenges of 2018 and 2019 have it."""
    return "case " if columns.case == "case concept:name" else PREFIX


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
    encoding: str = "utf-8"


ROLES = ("case", "activity", "time", "start", "resource")


def recognised(file: str, header: Sequence[str], delimiter: str = ",", encoding: str = "utf-8") -> CsvColumns:
    """Guess from the titles. Raises InputError naming the columns found when a needed one is not recognised."""
    plain = {_plain(title): title for title in reversed(header)}
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
    return CsvColumns(*(found[role] for role in ROLES), delimiter=delimiter, encoding=encoding)


def corrected(
    file: str, header: Sequence[str], said: str, delimiter: str = ",", encoding: str = "utf-8"
) -> CsvColumns:
    """Columns as a person says them: "case=ID, time=When, days=first"; what is not said is recognised by name.

    `days` is "first" or "second": where the day stands in 03/04/2020; `encoding` one that Python knows.
    Raises InputError for a role or column that does not exist.
    """
    named = dict(_pair(file, one) for one in said.split(",") if one.strip())
    days, encoding = named.pop("days", ""), named.pop("encoding", encoding)
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
    return CsvColumns(
        *(told[role] for role in ROLES), delimiter=delimiter, day_first=day_first, encoding=encoding
    )


def _pair(file: str, said: str) -> tuple[str, str]:
    role, sign, title = (part.strip() for part in said.partition("="))
    if not sign or role not in (*ROLES, "days", "encoding"):
        advice = (
            f"Write for instance case=ID,activity=Step,time=When; roles: {', '.join(ROLES)}, days, encoding."
        )
        raise refuse(
            file, f'"{said.strip()}" does not say which column means what.', advice, place="--columns"
        )
    return role, title


def shown(columns: CsvColumns) -> str:
    """As `corrected` understands it."""
    told = [f"{role}={title}" for role in ROLES if (title := getattr(columns, role))]
    return ",".join(told + [f"encoding={columns.encoding}"] * (columns.encoding != "utf-8"))
