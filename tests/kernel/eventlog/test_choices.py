"""What a person chooses to do about suspicious events and cases is done, counted, and nothing else is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from minben.cli import app
from minben.kernel.eventlog import (
    NO_TIME,
    Event,
    EventLog,
    choose,
    diagnose,
    from_events,
    read_choices,
    write_csv,
)
from minben.kernel.finding import InputError

HOUR = 3_600_000_000
NOW = 20_000 * 24 * HOUR


def odd() -> EventLog:
    """Of everything that can be chosen about, at least one."""
    day = NOW - 24 * HOUR
    events = [
        Event("a", "receive", day, "Fang", day - HOUR, 480, {"n": 1.0}),
        Event("a", "receive", day, "Fang", day - HOUR, 480, {"n": 1.0}),
        Event("a", "decide", NOW + HOUR, "", day, 60, {"n": 2.0}),
        Event("b", "receive", day, "Wang", day + HOUR),
        Event("b", "decide", day + HOUR, "Wang", day + HOUR),
        Event("c", "receive", 5, "Mei", 4),
    ]
    return from_events(events)


def counts(log: EventLog) -> dict[str, int]:
    return {one.kind: one.count for one in diagnose(log, now=NOW)}


def test_without_a_choice_everything_is_kept() -> None:
    log, met = choose(odd(), {}, NOW)
    assert (len(log), met) == (6, ())
    log, met = choose(odd(), read_choices({"duplicate_events": "keep"}), NOW)
    assert (len(log), met[0].count) == (6, 1)


@pytest.mark.parametrize(
    ("kind", "left"),
    [
        ("duplicate_events", 5),
        ("future_dates", 5),
        ("missing_resources", 5),
        ("before_1980", 5),
        ("zero_length", 5),
    ],
)
def test_what_is_dropped_is_gone_and_counted(kind: str, left: int) -> None:
    log, met = choose(odd(), read_choices({kind: "drop"}), NOW)
    assert len(log) == left
    assert kind not in counts(log)
    assert [(one.kind, one.choice, one.count) for one in met] == [(kind, "drop", 1)]
    assert log.cases == ("a", "b", "c"), "a case without events is still a case"
    assert len(log.event_columns["n"].values) == left


def test_correcting_says_not_known_and_invents_nothing() -> None:
    log, _ = choose(odd(), read_choices({"future_dates": "correct", "negative_length": "correct"}), NOW)
    assert len(log) == 6
    assert counts(log).keys().isdisjoint({"future_dates", "negative_length"})
    assert log.start is not None
    assert sorted(set(log.start.tolist()) - set(odd().start.tolist())) == [NO_TIME]  # type: ignore[union-attr]


def test_empty_cases_are_dropped_whole() -> None:
    log, met = choose(odd(), read_choices({"before_1980": "drop"}), NOW)
    log, met = choose(log, read_choices({"empty_cases": "drop"}), NOW)
    assert log.cases == ("a", "b")
    assert met[0].count == 1


@pytest.mark.parametrize(
    "said", [{"ghosts": "drop"}, {"duplicate_events": "correct"}, {"zero_length": "delete"}]
)
def test_what_cannot_be_chosen_is_refused(said: dict[str, str]) -> None:
    with pytest.raises(InputError, match="--choose"):
        read_choices(said)


def test_the_report_records_what_was_chosen(tmp_path: Path) -> None:
    write_csv(odd(), tmp_path / "log.csv")
    order = [
        "mine",
        str(tmp_path / "log.csv"),
        "--out",
        str(tmp_path / "out"),
        "--choose",
        "duplicate_events=drop",
    ]
    done = CliRunner().invoke(app, order)
    assert done.exit_code == 0, done.output
    assert "duplicate_events=drop: 1" in done.output
    report = json.loads((tmp_path / "out/report.json").read_text())
    assert report["chosen"] == [{"kind": "duplicate_events", "choice": "drop", "count": 1}]
    assert report["log"]["events"] == 5
    assert CliRunner().invoke(app, [*order, "--choose", "ghosts=drop"]).exit_code == 2
