"""Reading and writing event logs: nothing lost, nothing invented, every refusal with file, line and advice."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minben.kernel.eventlog import (
    NO_TIME,
    Event,
    EventLog,
    diagnose,
    from_events,
    read_csv,
    read_log,
    write_csv,
    write_xes,
)
from minben.kernel.finding import InputError

HOUR = 3_600_000_000
XES = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <global scope="trace"><date key="enddate" value="1970-01-01T00:00:00+01:00"/></global>
  <trace><string key="concept:name" value="NA"/><date key="enddate" value="2024-03-05T10:00:00+01:00"/>
    <event><string key="concept:name" value="收件"/>
      <date key="time:timestamp" value="2024-03-01T09:00:00.000+08:00"/>
      <string key="org:resource" value="an"/></event>
    <event><string key="concept:name" value="辦結"/>
      <date key="time:timestamp" value="2024-03-02T09:30:00.000+08:00"/></event>
  </trace>
  <trace><string key="concept:name" value="2"/>
    <event><string key="concept:name" value="收件"/>
      <date key="time:timestamp" value="2024-03-03T09:00:00.000+08:00"/></event>
  </trace>
</log>"""


def test_xes_keeps_offsets_and_what_is_missing_stays_missing(tmp_path: Path) -> None:
    path = tmp_path / "log.xes.gz"
    path.write_bytes(gzip.compress(XES.encode()))
    log = read_log(path)
    assert log.cases == ("NA", "2")
    assert log.trace(0) == ("收件", "辦結")
    assert log.zone is not None
    assert set(log.zone.tolist()) == {480}
    assert log.resource.tolist() == [0, -1, -1]
    ends = log.case_columns["enddate"].values
    assert ends[0] is not None
    assert ends[1] is None, "an open case must not get the global default 1970 as its end"


def test_xes_survives_writing_and_reading(tmp_path: Path) -> None:
    (tmp_path / "a.xes").write_text(XES)
    first = read_log(tmp_path / "a.xes")
    write_xes(first, tmp_path / "b.xes")
    again = read_log(tmp_path / "b.xes")
    assert again.cases == first.cases
    assert [again.trace(i) for i in range(2)] == [first.trace(i) for i in range(2)]
    assert again.time.tolist() == first.time.tolist()
    assert again.zone is not None
    assert first.zone is not None
    assert again.zone.tolist() == first.zone.tolist()


def test_csv_finds_its_columns_and_keeps_texts_that_look_like_nothing(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(
        "case_id,activity,timestamp,resource\nNA,open,2024-01-02 09:00:00,an\nNA,close,2024-01-03 09:00:00,bai\n"
        "7,open,2024-01-02 10:00:00,\n"
    )
    log = read_csv(path)
    assert log.cases == ("NA", "7")
    assert log.trace(0) == ("open", "close")
    write_csv(log, tmp_path / "again.csv")
    assert read_csv(tmp_path / "again.csv").time.tolist() == log.time.tolist()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("broken.xes", "<log><trace>"),
        ("notes.xes", "not xml at all"),
        ("empty.csv", ""),
        ("odd.csv", "a,b\n1,2\n"),
        ("log.docx", "x"),
    ],
)
def test_bad_logs_are_refused_with_advice(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError) as refused:
        read_log(tmp_path / name)
    finding = refused.value.findings[0]
    assert name in finding.file
    assert finding.message
    assert finding.advice


def test_an_entity_bomb_is_not_expanded(tmp_path: Path) -> None:
    entities = '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">'
    trace = '<trace><string key="concept:name" value="&b;"/></trace>'
    bomb = f"<!DOCTYPE log [{entities}]><log>{trace}</log>"
    (tmp_path / "bomb.xes").write_text(bomb)
    try:
        log = read_log(tmp_path / "bomb.xes")
    except InputError:
        return
    assert "aaaaaaaaaaaaaaaaaaaa" not in "".join(log.cases)


def test_diagnosis_names_what_is_suspicious() -> None:
    events = [Event("1", "a", 10 * HOUR, "x"), Event("1", "a", 10 * HOUR, "x"), Event("2", "a", 10**15 * 4)]
    kinds = {suspicion.kind for suspicion in diagnose(from_events(events), now=10**12)}
    assert any("duplicate" in kind for kind in kinds)
    assert any("future" in kind for kind in kinds)
    assert any("resource" in kind for kind in kinds)


rows = st.lists(
    st.tuples(st.sampled_from("123"), st.sampled_from("abcd"), st.integers(0, 50)),
    min_size=1,
    max_size=30,
    unique_by=lambda r: (r[0], r[2]),
)


@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing_when_times_differ(events, order) -> None:
    log = from_events(Event(case, name, at * HOUR) for case, name, at in events)
    mixed = list(events)
    order.shuffle(mixed)
    again = from_events(Event(case, name, at * HOUR) for case, name, at in mixed)
    assert sorted(zip(again.cases, map(again.trace, range(len(again.cases))), strict=True)) == sorted(
        zip(log.cases, map(log.trace, range(len(log.cases))), strict=True)
    )


def test_no_time_is_not_a_time() -> None:
    assert from_events([Event("1", "a", 5)]).start is None
    assert NO_TIME < -(10**18)


@pytest.mark.parametrize(("write", "name"), [(write_xes, "log.xes.gz"), (write_csv, "log.csv.gz")])
def test_a_packed_log_has_the_same_bytes_at_any_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[EventLog, Path], None], name: str
) -> None:
    source = tmp_path / "source.csv"
    source.write_text("case,activity,time\nc1,receive,2026-01-05T09:00:00+08:00\n", "utf-8")
    log = read_csv(source)
    write(log, tmp_path / name)
    first = (tmp_path / name).read_bytes()
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    write(log, tmp_path / name)
    assert (tmp_path / name).read_bytes() == first
    assert first[:2] == b"\x1f\x8b"
