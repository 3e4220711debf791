"""The traps that known readers of event logs fall into: each is a test, in XES (both readers) and in tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minben.kernel.eventlog import (
    MISSING,
    NO_TIME,
    Event,
    EventLog,
    diagnose,
    from_events,
    moments,
    part,
    read_log,
    write_csv,
    write_xes,
)
from minben.kernel.finding import InputError

HOUR = 3_600_000_000
READERS = ("plain", "strict")


def xes(tmp_path: Path, traces: str, reader: str, head: str = "") -> EventLog:
    """Traces in a file; a comment among them is what only the strict reader takes."""
    comment = "<!-- not plain -->" if reader == "strict" else ""
    path = tmp_path / f"{reader}.xes"
    path.write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n<log>{head}{traces}{comment}</log>', "utf-8")
    return read_log(path)


def event(name: str, time: str, more: str = "") -> str:
    """One XES event."""
    told = f'<string key="concept:name" value="{name}"/><date key="time:timestamp" value="{time}"/>'
    return f"<event>{told}{more}</event>"


def trace(name: str, *events: str, more: str = "") -> str:
    """One XES trace."""
    return f'<trace><string key="concept:name" value="{name}"/>{more}{"".join(events)}</trace>'


def kinds(log: EventLog, now: int | None = None) -> dict[str, int]:
    """What is suspicious, and how often."""
    return {suspicion.kind: suspicion.count for suspicion in diagnose(log, now=now)}


@pytest.mark.parametrize("reader", READERS)
class TestXes:
    """Both readers mean the same."""

    def test_an_open_case_has_no_end_date(self, tmp_path: Path, reader: str) -> None:
        head = (
            '<global scope="trace"><date key="enddate" value="1970-01-01T00:00:00+01:00"/></global>'
            '<global scope="event"><string key="org:resource" value="UNKNOWN"/></global>'
        )
        closed = '<date key="enddate" value="2024-03-05T10:00:00+01:00"/>'
        one = trace("1", event("a", "2024-03-01T09:00:00+01:00"), more=closed)
        log = xes(tmp_path, one + trace("2", event("a", "2024-03-02T09:00:00+01:00")), reader, head)
        assert log.case_columns["enddate"].times().tolist()[1] == NO_TIME
        assert log.resource.tolist() == [MISSING, MISSING]
        assert kinds(log)["open_cases"] == 1
        assert "before_1980" not in kinds(log)

    def test_each_event_keeps_the_offset_it_was_written_with(self, tmp_path: Path, reader: str) -> None:
        winter, summer = "2024-03-31T01:30:00+01:00", "2024-03-31T03:30:00+02:00"
        log = xes(tmp_path, trace("1", event("a", winter), event("b", summer)), reader)
        assert log.zone is not None
        assert log.zone.tolist() == [60, 120]
        assert int(log.time[1] - log.time[0]) == HOUR

    def test_a_hundred_and_fifty_attributes(self, tmp_path: Path, reader: str) -> None:
        many = "".join(f'<string key="column {number}" value="{number}"/>' for number in range(150))
        log = xes(tmp_path, trace("1", event("a", "2024-03-01T09:00:00Z", many)), reader)
        assert len(log.event_columns) == 150
        assert log.event_columns["column 149"].values[0] == "149"

    @pytest.mark.parametrize("name", ["NA", "nan", "null", "None", "-1", "007", "1e5"])
    def test_an_id_that_looks_like_nothing_is_an_id(self, tmp_path: Path, reader: str, name: str) -> None:
        resource = f'<string key="org:resource" value="{name}"/>'
        log = xes(tmp_path, trace(name, event(name, "2024-03-01T09:00:00Z", resource)), reader)
        assert (log.cases, log.activities, log.resources) == ((name,), (name,), (name,))

    def test_events_out_of_order_are_sorted_and_told(self, tmp_path: Path, reader: str) -> None:
        later, sooner = event("b", "2024-03-02T09:00:00Z"), event("a", "2024-03-01T09:00:00Z")
        log = xes(tmp_path, trace("1", later, sooner) + trace("2", sooner, later), reader)
        assert log.trace(0) == log.trace(1) == ("a", "b")
        assert kinds(log)["out_of_order"] == 1

    def test_of_equal_moments_the_order_of_the_file_stays(self, tmp_path: Path, reader: str) -> None:
        same = [event(name, "2024-03-01T09:00:00Z") for name in "zya"]
        assert xes(tmp_path, trace("1", *same), reader).trace(0) == ("z", "y", "a")

    def test_entries_of_a_list_that_share_a_key_all_stay(self, tmp_path: Path, reader: str) -> None:
        entries = "".join(f'<string key="item" value="{value}"/>' for value in "xyz")
        for more, name in (
            (f'<list key="items"><values>{entries}</values></list>', "items.item"),
            (f'<container key="items">{entries}</container>', "items.item"),
            (entries, "item"),
        ):
            log = xes(tmp_path, trace("1", event("a", "2024-03-01T09:00:00Z", more)), reader)
            told = {key: column.values[0] for key, column in log.event_columns.items()}
            assert told == {name: "x", f"{name} [2]": "y", f"{name} [3]": "z"}
            write_xes(log, tmp_path / "again.xes")
            again = read_log(tmp_path / "again.xes").event_columns
            assert {key: column.values[0] for key, column in again.items()} == told

    def test_duplicates_are_counted_and_kept(self, tmp_path: Path, reader: str) -> None:
        twice = event("a", "2024-03-01T09:00:00Z") * 2
        log = xes(tmp_path, trace("1", twice), reader)
        assert len(log) == 2
        assert kinds(log)["duplicate_events"] == 1

    def test_a_number_that_is_sometimes_a_word_is_text(self, tmp_path: Path, reader: str) -> None:
        amounts = ('<float key="amount" value="15.50"/>', '<float key="amount" value="UNKNOWN"/>')
        events = (event("a", "2024-03-01T09:00:00Z", more) for more in amounts)
        log = xes(tmp_path, trace("1", *events), reader)
        column = log.event_columns["amount"]
        assert (column.type, list(column.values)) == ("text", ["15.50", "UNKNOWN"])
        assert kinds(log)["mixed_types"] > 0

    def test_two_types_of_one_key_lose_nothing(self, tmp_path: Path, reader: str) -> None:
        codes = ('<string key="code" value="M13"/>', '<int key="code" value="106"/>')
        events = (event("a", "2024-03-01T09:00:00Z", more) for more in codes)
        log = xes(tmp_path, trace("1", *events), reader)
        assert list(log.event_columns["code"].values) == ["M13", "106"]
        assert kinds(log)["mixed_types"] > 0

    def test_an_event_without_time_stays_where_it_was_written(self, tmp_path: Path, reader: str) -> None:
        bare = '<event><string key="concept:name" value="b"/></event>'
        log = xes(
            tmp_path,
            trace("1", event("a", "2024-03-01T09:00:00Z"), bare, event("c", "2024-03-02T09:00:00Z")),
            reader,
        )
        assert log.trace(0) == ("a", "b", "c")
        assert log.time[1] == NO_TIME
        assert kinds(log)["missing_times"] == 1

    def test_the_future_is_told_when_the_present_is_known(self, tmp_path: Path, reader: str) -> None:
        log = xes(tmp_path, trace("1", event("a", "2029-12-17T09:00:00Z")), reader)
        assert kinds(log, now=1_700_000_000_000_000)["future_dates"] == 1
        assert "future_dates" not in kinds(log)

    def test_two_cases_of_one_name_stay_two(self, tmp_path: Path, reader: str) -> None:
        one = trace("1", event("a", "2024-03-01T09:00:00Z"))
        log = xes(tmp_path, one * 2, reader)
        assert len(log.cases) == 2
        assert kinds(log)["repeated_case_names"] == 1


class TestTables:
    """What a spreadsheet does to a log."""

    def read(self, tmp_path: Path, *rows: str) -> EventLog:
        path = tmp_path / "log.csv"
        path.write_text("\n".join(rows) + "\n", "utf-8")
        return read_log(path)

    def test_offsets_are_kept_row_by_row(self, tmp_path: Path) -> None:
        log = self.read(
            tmp_path,
            "case,activity,time",
            "1,a,2024-03-31T01:30:00+01:00",
            "1,b,2024-03-31T03:30:00+02:00",
        )
        assert log.zone is not None
        assert log.zone.tolist() == [60, 120]

    def test_rows_of_cases_may_be_mixed(self, tmp_path: Path) -> None:
        log = self.read(
            tmp_path,
            "case,activity,time",
            "1,a,2024-03-01T09:00:00Z",
            "2,a,2024-03-01T09:30:00Z",
            "1,b,2024-03-01T10:00:00Z",
        )
        assert [log.trace(index) for index in range(2)] == [("a", "b"), ("a",)]

    def test_an_empty_cell_is_missing_and_a_word_is_not(self, tmp_path: Path) -> None:
        log = self.read(
            tmp_path,
            "case,activity,time,resource,case:level",
            "NA,a,2024-03-01T09:00:00Z,,NA",
            "NA,b,2024-03-01T10:00:00Z,NA,NA",
        )
        assert log.resource.tolist() == [MISSING, 0]
        assert log.resources == ("NA",)
        assert list(log.case_columns["level"].values) == ["NA"]

    def test_leading_noughts_stay(self, tmp_path: Path) -> None:
        log = self.read(tmp_path, "case,activity,time,post", "1,a,2024-03-01T09:00:00Z,007")
        assert log.event_columns["post"].values[0] == "007"

    def test_a_hundred_and_fifty_columns(self, tmp_path: Path) -> None:
        names = [f"c{number}" for number in range(150)]
        log = self.read(
            tmp_path,
            ",".join(["case", "activity", "time", *names]),
            ",".join(["1", "a", "2024-03-01T09:00:00Z", *names]),
        )
        assert len(log.event_columns) == 150


words = st.sampled_from(
    ["NA", "收件", "a, b", 'say "yes"', "<b>&amp;", " edge ", "line\nbreak", "007", "true", "=1+1"]
)
times = st.integers(0, 2 * 10**15)
events_ = st.builds(
    Event,
    case=st.sampled_from(["1", "NA", "案 7"]),
    activity=words,
    time=times,
    start=st.one_of(st.just(NO_TIME), times),
    resource=st.one_of(st.just(""), words),
    offset=st.sampled_from([0, 480, -210]),
    values=st.fixed_dictionaries(
        {},
        optional={
            "note": words,
            "amount": st.one_of(st.integers(-(10**9), 10**9), st.floats(-1e6, 1e6)),
            "done": st.booleans(),
        },
    ),
)


def told(log: EventLog) -> list[object]:
    """Everything a log says, event by event, in its order."""
    zones = [0] * len(log) if log.zone is None else log.zone.tolist()
    return [
        (
            log.cases[case],
            log.activities[log.activity[row]],
            int(log.time[row]),
            NO_TIME if log.start is None else int(log.start[row]),
            zones[row],
            "" if log.resource[row] == MISSING else log.resources[log.resource[row]],
            {
                name: column.values[row]
                for name, column in sorted(log.event_columns.items())
                if column.values[row] is not None
            },
        )
        for row, case in enumerate(log.case_index.tolist())
    ]


@pytest.mark.parametrize(("write", "name"), [(write_xes, "log.xes"), (write_csv, "log.csv")])
def test_dates_of_cases_and_events_keep_their_offsets(
    tmp_path: Path, write: Callable[[EventLog, Path], None], name: str
) -> None:
    """A statutory day ends at midnight where the office is, not in Greenwich."""
    due, seen = "2024-03-05T00:00:00+08:00", "2024-03-01T09:00:00+01:00"
    more = f'<date key="seen" value="{seen}"/>'
    one = trace("1", event("a", seen, more), more=f'<date key="due" value="{due}"/>')
    log = xes(tmp_path, one + trace("2", event("a", seen)), "plain")
    write(part(log, np.array([1, 0])), tmp_path / name)
    again = read_log(tmp_path / name)
    assert moments.text(again.case_columns["due"], 1) == "2024-03-05T00:00:00.000+08:00"
    assert moments.text(again.case_columns["due"], 0) == ""
    assert moments.text(again.event_columns["seen"], 1) == "2024-03-01T09:00:00.000+01:00"


@pytest.mark.parametrize(
    "bad",
    [
        Event("1\x01", "a", 0),
        Event("1", "a\x0b", 0),
        Event("1", "a", 0, "b\x00"),
        Event("1", "a", 0, values={"note": "\x1f"}),
        Event("1", "a", 0, values={"no\x02te": "b"}),
    ],
)
def test_what_xml_cannot_hold_is_refused_and_no_file_is_left(tmp_path: Path, bad: Event) -> None:
    with pytest.raises(InputError, match=r"XML cannot hold: .*\\x") as refused:
        write_xes(from_events([bad]), tmp_path / "log.xes")
    assert refused.value.findings[0].advice
    assert not (tmp_path / "log.xes").exists()


@given(st.lists(events_, min_size=1, max_size=12))
def test_xes_gives_back_what_was_written(tmp_path_factory: pytest.TempPathFactory, rows: list[Event]) -> None:
    log = from_events(rows)
    path = tmp_path_factory.mktemp("round") / "log.xes"
    write_xes(log, path)
    again = read_log(path)
    assert told(again) == told(log)
    assert {name: column.type for name, column in again.event_columns.items()} == {
        name: column.type
        for name, column in log.event_columns.items()
        if any(value is not None for value in column.values)
    }


@given(st.lists(events_, min_size=1, max_size=12))
def test_a_table_gives_back_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Event]
) -> None:
    """Types are guessed again from a table's texts, so values are compared as they are written."""
    log = from_events(rows)
    path = tmp_path_factory.mktemp("round") / "log.csv"
    write_csv(log, path)
    assert list(map(written, told(read_log(path)))) == list(map(written, told(log)))


def written(told_event: object) -> str:
    """An event as text: 1 and 1.0, true and the word true, are one in a table."""
    *plain, values = told_event  # type: ignore[misc]
    texts = {
        name: str(float(value))
        if isinstance(value, int | float) and not isinstance(value, bool)
        else str(value).lower()
        for name, value in values.items()
    }
    return repr((plain, texts))
