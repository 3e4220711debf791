"""The report's parts for other pages: free of inline styles, and each table as rows for a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest

from minben.kernel.eventlog import Event, EventLog, from_events
from minben.kernel.mining import SHEETS, analyse, discovered, picture_of, sections, sheet

HOUR = 3_600_000_000


@pytest.fixture
def log() -> EventLog:
    """Twelve cases of two departments; every third is sent back once."""
    events = [
        Event(f"c{case}", step, (case * 40 + hour) * HOUR, f"p{hour % 2}", values={"org:group": unit})
        for case in range(12)
        for hour, step, unit in (
            (0, "=receive", "desk"),
            (5, "check", "office"),
            (9, "check" if case % 3 == 2 else "advise", "office"),
            (11, "decide", "desk"),
        )
    ]
    channels = {"channel": {f"c{case}": "web" if case % 2 else "desk" for case in range(12)}}
    return from_events(events, case_columns=channels)


def test_every_part_with_a_chart_has_its_figures(log: EventLog) -> None:
    found, process = discovered(log)
    analysis = analyse(log, found)
    keys = {key for key, _title, _html in sections(analysis, picture_of(analysis, process, "en"))}
    assert {"model", "throughput", "waiting", "variants", "handovers", "rework", "segments"} <= keys
    assert keys - set(SHEETS) == {"findings"}
    for key in ("throughput", "waiting", "variants", "flow", "handovers", "rework", "segments", "model"):
        rows = list(csv.DictReader(io.StringIO(sheet(analysis, key))))
        assert rows, key
        assert None not in rows[0], key
    assert sheet(analysis, "deadlines") == ""


def test_rows_are_unrounded_and_no_formula(log: EventLog) -> None:
    text = sheet(analyse(log), "waiting")
    rows = {row["activity"]: row for row in csv.DictReader(io.StringIO(text))}
    assert float(rows["decide"]["total"]) == 24.0
    assert "'=receive > check" in sheet(analyse(log), "variants")


def test_parts_obey_a_policy_without_inline_styles(log: EventLog) -> None:
    found, process = discovered(log)
    analysis = analyse(log, found)
    html = "".join(
        part[2] for part in sections(analysis, picture_of(analysis, process, "zh-Hant"), "zh-Hant")
    )
    assert "<svg" in html
    assert "style=" not in html


def test_lanes_are_the_departments_of_the_steps_shown(log: EventLog) -> None:
    _found, process = discovered(log)
    assert sorted(process.lanes.values()) == ["desk", "office"]
    lane = {node.name: process.lanes[node.lane] for node in process.nodes if node.kind == "user"}
    assert lane["check"] == "office"
    assert lane["decide"] == "desk"
