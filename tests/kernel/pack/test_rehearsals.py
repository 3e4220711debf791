"""Rehearsals: months in milliseconds, everything that differs told with its line."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from minben.cli import app
from minben.kernel import process as bpmn
from minben.kernel.pack import rehearse
from tests.kernel.process.playing import model

ROOT = Path(__file__).resolve().parents[3]
HEARING = ROOT / "docs/examples/hearing"
LIMIT = model("s:start a:user t:timer@a late:user e:end", "s>a a>e t>late late>e")


def written(folder: Path, text: str, process: bpmn.Process = LIMIT) -> Path:
    (folder / "m.bpmn").write_bytes(bpmn.write_bpmn(process))
    (folder / "case.yaml").write_text(f"title: t\nmodel: m.bpmn\nstarts: 2026-03-02T09:00\n{text}", "utf-8")
    return folder / "case.yaml"


def told(folder: Path, text: str, process: bpmn.Process = LIMIT) -> list[str]:
    result = rehearse(written(folder, text, process))
    return [f"{one.line} {one.place}: {one.message}" for one in result.findings]


def test_a_limit_runs_out_when_nothing_happens(tmp_path: Path) -> None:
    assert told(tmp_path, "happens:\n- {at: P5D, expect: {open: [late], at: 2026-03-07T09:00}}\n") == []
    assert told(tmp_path, "happens:\n- {at: P4D, expect: {open: [a], timers: {t: 2026-03-07}}}\n") == []


def test_everything_that_comes_out_otherwise_is_told_with_its_line(tmp_path: Path) -> None:
    text = (
        "happens:\n"
        "- {complete: late}\n"
        "- at: P9D\n"
        "  expect:\n"
        "    open: [a]\n"
        "    timers: {t: 2026-03-07}\n"
        "- {complete: late, at: 2026-03-01}\n"
        "- {complete: late, refused: true}\n"
        "expect:\n"
        "  outcome: running\n"
        "  path: [a]\n"
        "  passes: [late, t]\n"
        "  avoids: [late]\n"
        "  data: {x: 1}\n"
        "  sent: [m]\n"
    )
    assert told(tmp_path, text) == [
        "5 happens.0: late is not open; open: a.",
        "8 happens.1.expect.open: Expected a, found late.",
        "9 happens.1.expect.timers.t: Expected 2026-03-07, found nothing.",
        "10 happens.2.at: 2026-03-01 is before what happened last.",
        "13 expect.outcome: Expected running, found completed.",
        "14 expect.path: Expected a, found a, late.",
        "18 expect.sent: Expected m, found nothing.",
        "17 expect.data.x: Expected 1, found None.",
        "15 expect.passes: t was not passed there; passed: s, f0, a, t, f2, late, f3, e.",
        "16 expect.avoids: late was passed.",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("process: q\n", "There is no process q."),
        ("happening: []\n", "The key happening is unknown."),
        ("happens:\n- {at: soon}\n", "'soon' is neither a moment nor a duration."),
        ("calendar: no.yaml\n", "no.yaml"),
        ("expect: {passes: [nowhere]}\n", "The model has no nowhere."),
        ("happens:\n- {complete: a, refused: true}\n", "This should have been refused and was taken."),
    ],
)
def test_what_cannot_be_played_is_said(tmp_path: Path, text: str, expected: str) -> None:
    result = rehearse(written(tmp_path, text))
    assert any(expected in str(finding) for finding in result.findings), result.findings


def test_decisions_messages_errors_and_choices_happen(tmp_path: Path) -> None:
    process = model(
        "s:start r:rule x:exclusive w:catch svc:service b:boundary late:user e:end",
        "s>r r>x x>w! x>e?r w>svc svc>e b>late late>e",
        w={"triggers": (bpmn.Trigger("message", "paid"),)},
        b={"attached_to": "svc", "triggers": (bpmn.Trigger("error", "E1"),)},
    )
    text = (
        "happens:\n"
        "- {answer: r, value: false, expect: {open: []}}\n"
        "- {message: lost, refused: true}\n"
        "- {message: paid, data: {sum: 5}, expect: {open: [svc]}}\n"
        "- {fail: svc, code: E1, expect: {open: [late]}}\n"
        "- {complete: late}\n"
        "expect: {outcome: completed, passes: [w, svc, b, late], avoids: [f3], data: {sum: 5}}\n"
    )
    assert told(tmp_path, text, process) == []
    assert (
        told(tmp_path, "answers: {r: true}\nexpect: {outcome: completed, passes: [r, f3, e]}\n", process)
        == []
    )


def test_years_pass_in_milliseconds(tmp_path: Path) -> None:
    """A reminder every day for ten years: 3,653 timers go off."""
    process = model(
        "s:start a:user t:reminder@a n:send e:end e2:end",
        "s>a a>e t>n n>e2",
        t={"triggers": (bpmn.Trigger("timer", text="R/P1D", form="cycle"),)},
        n={"triggers": (bpmn.Trigger("message", "remind"),)},
    )
    begin = time.process_time()
    result = rehearse(written(tmp_path, "happens:\n- {at: P10Y, expect: {open: [a]}}\n", process))
    assert result.findings == ()
    assert result.journey is not None
    assert len(result.journey.sent) == 3653
    assert time.process_time() - begin < 10


@given(st.integers(0, 400), st.integers(0, 30), st.integers(0, 100))
def test_durations_add_up(days: int, hours: int, minutes: int) -> None:
    moment = datetime(2026, 3, 2, 9, tzinfo=UTC)
    found = bpmn.due(f"P{days}DT{hours}H{minutes}M", moment)
    assert found - moment == timedelta(days=days, hours=hours, minutes=minutes)


def test_months_keep_the_day_where_there_is_one() -> None:
    moment = datetime(2026, 1, 31, 9, tzinfo=UTC)
    assert bpmn.due("P1M", moment) == datetime(2026, 2, 28, 9, tzinfo=UTC)
    assert bpmn.due("P1Y1MT1H", moment) == datetime(2027, 2, 28, 10, tzinfo=UTC)
    assert bpmn.due("workdays:5", moment).date().isoformat() == "2026-02-06"
    assert bpmn.due("2026-12-31", moment) == datetime(2026, 12, 31, tzinfo=UTC)
    with pytest.raises(ValueError, match="soon"):
        bpmn.due("soon", moment)


def test_the_command_says_what_no_case_tries_and_fails_when_something_differs(tmp_path: Path) -> None:
    runner = CliRunner()
    file = written(tmp_path, "happens:\n- {complete: a}\n")
    result = runner.invoke(app, ["process", "test", str(tmp_path), "--least", "50"])
    assert result.exit_code == 0, result.output
    assert "5 of 9 nodes and flows passed, 55 %" in result.output
    assert "untried: late" in result.output
    assert runner.invoke(app, ["process", "test", str(file), "--least", "60"]).exit_code == 1
    written(tmp_path, "expect: {open: [late]}\n")
    result = runner.invoke(app, ["process", "test", str(tmp_path)])
    assert result.exit_code == 1
    assert "FAILED" in result.output
    assert "4 (expect.open): error: Expected late, found a." in result.output


def test_typed_events_are_played_and_refusals_said(tmp_path: Path) -> None:
    written(tmp_path, "")
    typed = "wait P6D\ncomplete late ok=true n=2\nhelp\nstate\n"
    result = CliRunner().invoke(app, ["process", "run", str(tmp_path / "m.bpmn")], input=typed)
    assert result.exit_code == 0, result.output
    assert "2026-01-10 09:00  fired t#2" in result.output
    assert '"ok": true' in result.output
    result = CliRunner().invoke(app, ["process", "run", str(tmp_path / "m.bpmn")], input="complete b\nfly\n")
    assert result.exit_code == 1
    assert "refused: b is not open; open: a." in result.output
    assert "refused: fly is not understood" in result.output


def test_a_service_that_is_none_of_the_place_is_refused(tmp_path: Path) -> None:
    copytree(ROOT / "places/lanting", tmp_path / "lanting")
    copytree(ROOT / "places/lanting/services/elder-allowance", tmp_path / "lanting/old/allowance")
    result = CliRunner().invoke(app, ["process", "test", str(tmp_path / "lanting/old/allowance")])
    assert result.exit_code == 2
    assert "The place has no service allowance." in result.output


def test_a_service_is_covered_by_its_worked_cases() -> None:
    folder = ROOT / "places/lanting/services/elder-allowance"
    result = CliRunner().invoke(app, ["process", "test", str(folder)])
    assert result.exit_code == 0, result.output
    assert "nodes and flows passed" in result.output
