"""What a log says, against answers computed by hand and, where the real logs are at hand, published ones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minben.kernel import mining, process
from minben.kernel.eventlog import Event, EventLog, from_events, read_log, write_xes

ROOT = Path(__file__).resolve().parents[3]
LOGS = Path(os.environ.get("MINBEN_LOGS", ROOT / "../shared/logs"))
HOUR = 3_600_000_000


def real(name: str) -> EventLog:
    """A real log, which is no part of the project."""
    if not (LOGS / name).exists():
        pytest.skip(f"The real log {name} is not here: set MINBEN_LOGS to the folder that has it.")
    return read_log(LOGS / name)


def unsound(model: process.Process) -> list[str]:
    """What is wrong with a model's flow. A mined choice has no condition yet: a designer must give it one."""
    return [
        finding.message
        for finding in process.check(model)
        if finding.severity == "error" and "no condition" not in finding.message
    ]


def log_of(*traces: str) -> EventLog:
    """A log with one case per trace, one letter per event, one hour apart."""
    return from_events(
        Event(str(number), letter, (number * 100 + at) * HOUR, letter.lower())
        for number, trace in enumerate(traces)
        for at, letter in enumerate(trace)
    )


class TestReceipt:
    """The real permit log of a municipality."""

    @pytest.fixture(scope="class")
    def log(self) -> EventLog:
        return real("receipt_wabo.xes.gz")

    def test_size(self, log: EventLog) -> None:
        assert (len(log.cases), len(log), len(log.activities)) == (1434, 8577, 27)
        assert len(mining.variants(log)) == 116

    def test_deadlines(self, log: EventLog) -> None:
        kept = mining.deadlines(log, "deadline")
        assert (kept.late, kept.late + kept.in_time, kept.open) == (377, 1329, 105)
        assert mining.deadlines(log, "enddate_planned").late == 389

    def test_handovers_and_rework(self, log: EventLog) -> None:
        assert round(mining.handovers(log).per_case, 2) == 0.84
        assert sum(row.repeats for row in mining.rework(log)) == 245

    def test_channels(self, log: EventLog) -> None:
        channels = list(log.case_columns["channel"].values)
        assert [channels.count(name) for name in ("Internet", "Desk", "Post", "Intern")] == [1250, 109, 53, 1]

    def test_the_discovered_model_is_sound_and_explains_most_cases(self, log: EventLog) -> None:
        best = mining.best_model(log)
        model = mining.to_process(best.tree, log)
        assert not unsound(model)
        assert best.quality.exact > 0.8


@pytest.mark.slow
def test_road_fines() -> None:
    log = real("road_traffic_fines.xes.gz")
    assert (len(log.cases), len(log), len(mining.variants(log))) == (150_370, 561_470, 231)
    assert sum(row.repeats for row in mining.rework(log)) == 7886


def test_variants_and_flow_by_hand() -> None:
    log = log_of("ABC", "ABC", "AC")
    assert [(variant.trace, variant.count) for variant in mining.variants(log)] == [
        (("A", "B", "C"), 2),
        (("A", "C"), 1),
    ]
    edges = {(edge.source, edge.target): edge.count for edge in mining.directly_follows(log)}
    assert edges == {("A", "B"): 2, ("B", "C"): 2, ("A", "C"): 1}


@pytest.mark.parametrize(
    "traces",
    [["ABC"], ["ABD", "ACD"], ["ABCD", "ACBD"], ["AB", "ABAB"], ["ABCE", "ACBE", "ADE"], ["A", "AB"]],
)
def test_without_noise_every_trace_fits_the_discovered_model(traces: list[str]) -> None:
    tree = mining.discover(log_of(*traces), 0.0)
    assert all(mining.fits(tree, tuple(trace)) for trace in traces)


def test_parallel_steps_are_found_parallel() -> None:
    model = mining.to_process(mining.discover(log_of("ABCD", "ACBD"), 0.0), log_of("ABCD", "ACBD"))
    assert [node.kind for node in model.nodes].count("parallel") == 2


letters = st.lists(st.text("ABCD", min_size=1, max_size=5), min_size=1, max_size=6)


@settings(max_examples=40, deadline=None)
@given(letters)
def test_discovery_without_noise_always_fits_and_is_sound(traces: list[str]) -> None:
    log = log_of(*traces)
    tree = mining.discover(log, 0.0)
    assert all(mining.fits(tree, tuple(trace)) for trace in traces)
    assert not unsound(mining.to_process(tree, log))


@given(letters, letters)
def test_counts_of_two_logs_add_up(one: list[str], two: list[str]) -> None:
    def counts(traces: list[str]) -> dict[tuple[str, str], int]:
        return {(edge.source, edge.target): edge.count for edge in mining.directly_follows(log_of(*traces))}

    whole = counts(one + two)
    parts = [counts(one), counts(two)]
    assert whole == {key: sum(part.get(key, 0) for part in parts) for key in {*parts[0], *parts[1]}}


def test_the_command_writes_a_report_that_needs_nothing_else(tmp_path: Path) -> None:
    write_xes(log_of("ABCD", "ACBD", "ABD"), tmp_path / "log.xes")
    done = minben("mine", str(tmp_path / "log.xes"), "--out", str(tmp_path / "out"), "--lang", "zh-Hant")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out/report.html").read_text()
    assert "<script" not in page
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "<svg" in page
    assert json.loads((tmp_path / "out/report.json").read_text())["log"]["cases"] == 3
    assert process.read_bpmn(tmp_path / "out/model.bpmn")


def test_a_bad_log_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "log.xes").write_text("<log><trace>")
    done = minben("mine", str(tmp_path / "log.xes"), "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert "log.xes" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log.xes"]


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_same_log_gives_the_same_report_in_any_process(tmp_path: Path, seed: str) -> None:
    write_xes(log_of("ABCD", "ACBD", "ABD", "AD"), tmp_path / "log.xes")
    out = tmp_path / "out"
    minben("mine", str(tmp_path / "log.xes"), "--out", str(out), PYTHONHASHSEED="0")
    first = (out / "model.bpmn").read_bytes()
    minben("mine", str(tmp_path / "log.xes"), "--out", str(out), PYTHONHASHSEED=seed)
    assert (out / "model.bpmn").read_bytes() == first


def minben(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user would."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment}
    command = [sys.executable, "-m", "minben", *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)
