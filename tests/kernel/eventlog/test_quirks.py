"""What offices, spreadsheets and the logs of the process mining challenges do to tables, and cases without events."""

from __future__ import annotations

import importlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minben.kernel.eventlog import (
    Column,
    Event,
    EventLog,
    columns_of,
    from_events,
    read_log,
    shown,
    write_log,
)
from minben.kernel.eventlog.dates import from_numbers
from minben.kernel.finding import InputError

HEAD = "case,activity,time,resource\n"


def read(tmp_path: Path, text: str | bytes, said: str = "") -> EventLog:
    """A table as a file."""
    path = tmp_path / "log.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_log(path, columns=columns_of(path, said))


def moments_of(log: EventLog) -> list[str]:
    """ISO 8601 to the second."""
    return [str(np.datetime64(time, "us").astype("datetime64[s]")) for time in log.time.tolist()]


@pytest.mark.parametrize(
    ("one", "two", "first"),
    [
        ("1/15/2024 3:45 PM", "1/15/2024 4:05:10 PM", "2024-01-15T15:45:00"),
        ("1/15/2024 12:45 AM", "1/15/2024 1:05 am", "2024-01-15T00:45:00"),
        ("15-01-2024 08:17:17", "16-01-2024 08:17:17", "2024-01-15T08:17:17"),
        ("15.01.2024 08:17", "16.01.2024", "2024-01-15T08:17:00"),
        ("15/01/24 08:17", "16/01/24 08:17", "2024-01-15T08:17:00"),
        ("15-Jan-2024 08:17:17", "16-Jan-2024 08:17:17", "2024-01-15T08:17:17"),
        ("Jan 15 2024 08:17:17", "January 16 2024 08:17", "2024-01-15T08:17:17"),
        ("2024/1/5 8:00", "2024/1/5 9:00", "2024-01-05T08:00:00"),
        ("2024年1月5日 8:00", "2024年1月5日 9時30分", "2024-01-05T08:00:00"),
        ("2024年1月5日", "2024年1月6日 9点", "2024-01-05T00:00:00"),
        ("2024-01-05 08:00:00 UTC", "2024-01-05 09:00:00 UTC", "2024-01-05T08:00:00"),
        ("20240105", "20240106", "2024-01-05T00:00:00"),
        ("20240105083000", "20240105093000", "2024-01-05T08:30:00"),
        ("1704067200", "1704070800", "2024-01-01T00:00:00"),
        ("1704067200.5", "1704070800", "2024-01-01T00:00:00"),
        ("1704067200000", "1704070800000", "2024-01-01T00:00:00"),
        ("1704067200000000", "1704070800000000", "2024-01-01T00:00:00"),
        ("1704067200000000000", "1704070800000000000", "2024-01-01T00:00:00"),
        ("45292.5", "45293", "2024-01-01T12:00:00"),
    ],
)
def test_dates_as_they_are_written(tmp_path: Path, one: str, two: str, first: str) -> None:
    log = read(tmp_path, f"{HEAD}1,a,{one},Fang\n1,b,{two},Wang\n")
    assert moments_of(log)[0] == first
    assert log.time[0] < log.time[1]
    assert not log.remarks


@pytest.mark.parametrize(
    "text", ["03/04/2020", "03/04/20 10:00", "13:70", "1/1/2024 14:00 PM", "12", "99999999999999999999"]
)
def test_what_can_be_read_in_two_ways_or_none_is_not_guessed(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match="not read as a time"):
        read(tmp_path, f"{HEAD}1,a,{text},x\n")


@given(st.lists(st.integers(100_000_000, 99_999_999_999), min_size=1, max_size=5))
def test_seconds_since_1970_are_exact_in_every_unit(seconds: list[int]) -> None:
    expected = [datetime.fromtimestamp(second, UTC) for second in seconds]
    for noughts in (0, 3, 6):
        assert from_numbers([f"{second}{'0' * noughts}" for second in seconds]) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5"])
def test_chinese_in_the_encodings_of_offices(tmp_path: Path, encoding: str) -> None:
    text = "案號,環節,時間,經辦人\n1,收件,2024-01-01 08:00:00,王小明\n1,審批,2024-01-02 08:00:00,李\n"
    log = read(tmp_path, text.encode(encoding))
    assert (log.activities, log.resources) == (("收件", "審批"), ("王小明", "李"))


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_accents(tmp_path: Path, encoding: str) -> None:
    log = read(
        tmp_path, f"{HEAD}1,prüfen,2024-01-01 08:00:00,Müller\n1,être,2024-01-02,José\n".encode(encoding)
    )
    assert (log.activities, log.resources) == (("prüfen", "être"), ("Müller", "José"))


def test_an_encoding_found_late_is_found(tmp_path: Path) -> None:
    rows = "".join(f"{at},a,2024-01-01 08:00:00,x\n" for at in range(9000))
    log = read(tmp_path, (HEAD + rows + "z,核准,2024-01-01 08:00:00,王\n").encode("gb18030"))
    assert log.activities == ("a", "核准")


def test_the_encoding_is_shown_and_can_be_corrected(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes("案號,環節,時間\n1,收件,2024-01-01 08:00:00\n".encode("big5"))
    columns = columns_of(path)
    assert columns is not None
    assert shown(columns).endswith("encoding=big5")
    assert columns_of(path, shown(columns)) == columns
    with pytest.raises(InputError, match="no encoding"):
        read_log(path, columns=replace(columns, encoding="morse"))
    with pytest.raises(InputError, match="not ascii"):
        read_log(path, columns=replace(columns, encoding="ascii"))


@pytest.mark.parametrize(
    ("header", "row", "case", "activity", "who"),
    [
        ("eventID ,case Item Type,case concept:name,event org:resource,event concept:name,event time:timestamp",
         "7,Service,2000_1,batch_00,SRM: Created,2018-01-02 12:53:00", "2000_1", "SRM: Created", "batch_00"),
        ("CASEID,STAGE,START,END,ACTIVITY,RESOURCE", "C1,Pre,2019-01-01 08:00:00,2019-01-01 08:00:10,Prep,R1", "C1",
         "Prep", "R1"),
        ("Case ID,Activity,Resource,Start Timestamp,Complete Timestamp,Variant",
         "1,A,x,2012/01/09 10:35:56.000,2012/01/09 10:36:56.000,Variant 1", "1", "A", "x"),
        ("_CASE_KEY;ACTIVITY_EN;EVENTTIME;USER_NAME", "1;A;2012-01-09 10:35:56;x", "1", "A", "x"),
        ("case_id;event_name;event_timestamp", "NA;CREATION;2016-05-31 00:00:00.000", "NA", "CREATION", ""),
        ("业务流水号,环节名称,办理时间,办理人员", "1,收件,2024-01-01 08:00:00,王", "1", "收件", "王"),
        ("案件編號,活動名稱,操作時間,承辦人", "1,收件,2024-01-01 08:00:00,王", "1", "收件", "王"),
        ("sep=;\ncase;activity;time", "1;a;2024-01-05", "1", "a", ""),
    ],
)  # fmt: skip
def test_titles_of_known_families(
    tmp_path: Path, header: str, row: str, case: str, activity: str, who: str
) -> None:
    log = read(tmp_path, f"{header}\n{row}\n")
    assert (log.cases, log.activities, log.resources) == ((case,), (activity,), (who,) if who else ())
    if "Item Type" in header:
        assert list(log.case_columns) == ["Item Type"]


def test_decimal_commas_are_numbers_where_commas_do_not_part_cells(tmp_path: Path) -> None:
    rows = "1;a;2024-01-05;1.234,50;1.234;0,125\n1;b;2024-01-06;-7,5;2.500;0,250\n"
    log = read(tmp_path, "case;activity;time;fee;points;share\n" + rows)
    told = {name: (one.type, list(one.values)) for name, one in log.event_columns.items()}
    assert told == {
        "fee": ("number", [1234.5, -7.5]),
        "points": ("number", [1.234, 2.5]),
        "share": ("text", ["0,125", "0,250"]),  # could be thousands
    }


def test_titles_that_stand_twice_lose_no_column(tmp_path: Path) -> None:
    log = read(tmp_path, "case,activity,time,x,x,,\n1,a,2024-01-05,1,2,3,4\n")
    assert {name: one.values[0] for name, one in log.event_columns.items()} == {"x": 1, "x (2)": 2}


def gaps() -> EventLog:
    """A case without events before, between and after others; one attribute says "" and one says nothing."""
    log = from_events(
        [
            Event("b", "x", 10, "Fang", offset=480, values={"note": ""}),
            Event("b", "y", 20),
            Event("d", "x", 5),
        ]
    )
    return replace(
        log,
        cases=("a", "b", "c", "d", "NA"),
        offsets=np.array([0, 0, 2, 2, 3, 3]),
        case_columns={"fee": Column("number", [1.5, None, 2.5, None, 3.5])},
    )


@pytest.mark.parametrize("ending", [".xes", ".xes.gz", ".csv", ".tsv", ".csv.gz", ".parquet", ".arrow"])
def test_cases_without_events_stay(tmp_path: Path, ending: str) -> None:
    if ending in (".parquet", ".arrow"):
        pytest.importorskip("duckdb")
    path = tmp_path / f"log{ending}"
    write_log(gaps(), path)
    again = read_log(path)
    assert (again.cases, again.offsets.tolist()) == (gaps().cases, gaps().offsets.tolist())
    assert list(again.case_columns["fee"].values) == [1.5, None, 2.5, None, 3.5]
    assert again.time.tolist() == [10, 20, 5]
    assert again.zone is not None
    assert again.zone.tolist() == [480, 0, 0]
    if ending in (".parquet", ".arrow", ".xes", ".xes.gz"):  # a table of texts knows no empty text
        assert list(again.event_columns["note"].values) == ["", None, None]


def test_the_help_names_every_kind_of_file_that_is_read() -> None:
    files = importlib.import_module("minben.kernel.eventlog.files")
    logs = importlib.import_module("minben.cli.logs")
    endings = (*files._XES, *files._TABLE, *files._TYPED, *files.OCEL_ENDINGS)
    assert [ending for ending in endings if ending not in logs.KINDS] == []
