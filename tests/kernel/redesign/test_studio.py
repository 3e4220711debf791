"""From a log to a report: proposals with evidence, locks kept, the as-is reconciled before anybody is advised."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from minben.kernel.eventlog import EventLog, read_log, write_csv
from minben.kernel.mining.texts import LANGUAGES
from minben.kernel.process import read_bpmn, soundness
from minben.kernel.redesign import (
    MOVES,
    Candidate,
    compare,
    deliver_redesign,
    deliver_simulation,
    measure,
    propose,
)
from minben.kernel.redesign.deliver import as_is, deliver_comparison
from minben.kernel.redesign.texts import keys, say
from minben.kernel.simulation import NOTES, Branch, Work, calibrate, simulate
from tests.kernel.simulation.models import START, checked, exponential, office

ROOT = Path(__file__).parents[3]
LOGS = Path(os.environ.get("MINBEN_LOGS", ROOT / "../shared/logs"))


@cache
def receipt() -> EventLog:
    path = LOGS / "receipt_wabo.xes.gz"
    if not path.exists():
        pytest.skip(f"The real log {path.name} is not here: set MINBEN_LOGS to the folder that has it.")
    return read_log(path)


@cache
def invented() -> EventLog:
    works = {
        "apply": Work("", exponential(300.0)),
        "check": Work("desk", exponential(900.0), exponential(20_000.0), keep=0.9),
        "mend": Work("", exponential(600.0), exponential(100_000.0)),
        "decide": Work("desk", exponential(600.0), exponential(50_000.0), keep=0.3),
    }
    scenario = office(works, gap=7200.0, ok=Branch({"ok>decide": 0.9, "ok>mend": 0.1}))
    return simulate(checked(), scenario, cases=400, seed=4, start=START)


def test_the_real_log_gives_at_least_five_kinds_of_sound_proposals() -> None:
    log = receipt()
    model = as_is(log, None)
    scenario = calibrate(model, log)
    found = propose(model, scenario, log)
    assert len({one.move for one in found}) >= 5
    assert len({one.id for one in found}) == len(found)
    for one in found:
        assert soundness(one.process) == []
        assert one.evidence
        assert one.assumptions
        assert one.risks


def test_the_simulated_present_matches_the_real_log() -> None:
    log = receipt()
    model = as_is(log, None)
    found = compare(model, calibrate(model, log), [], log=log, replications=10, cases=600)
    assert found.believable
    gaps = {one.key: one.gap for one in found.reconciliation}
    assert abs(gaps["mean"]) < 0.10
    assert abs(gaps["p90"]) < 0.10
    assert "work" not in gaps  # the log has no start times: nothing to compare with


def test_locked_steps_are_never_touched() -> None:
    log = receipt()
    model = as_is(log, None)
    scenario = calibrate(model, log)
    lock = "T05 Print and send confirmation of receipt"
    node = next(one.id for one in model.nodes if one.name == lock)
    assert any(node in one.touched for one in propose(model, scenario, log))
    for locked in ({lock}, {node}):
        assert not any(node in one.touched for one in propose(model, scenario, log, locked))


def test_rework_is_found_where_cases_go_back() -> None:
    scenario = calibrate(checked(), invented())
    found = {one.title: one for one in propose(checked(), scenario, invented())}
    eased = found["less_rework"]
    assert eased.evidence["returned"] == pytest.approx(0.1, abs=0.03)
    before = scenario.branches["ok"].flows["ok>mend"]
    assert eased.scenario.branches["ok"].flows["ok>mend"] == pytest.approx(before / 2)
    assert sum(eased.scenario.branches["ok"].flows.values()) == pytest.approx(1.0)
    figure = compare(checked(), scenario, [eased], replications=5, cases=300).results[0].figures["mean"]
    assert figure.clear
    assert figure.change.mean < 0


def test_an_as_is_unlike_the_log_is_said_to_be_so() -> None:
    scenario = calibrate(checked(), invented())
    slow = scenario.with_activity(
        "decide", replace(scenario.activities["decide"], delay=exponential(500_000.0))
    )
    assert not compare(checked(), slow, [], log=invented(), replications=3, cases=200).believable


def test_paired_seeds_make_the_same_comparison_twice() -> None:
    scenario = calibrate(checked(), invented())
    candidates = [Candidate("same", "reorder", "to_be", {}, checked(), scenario, {})]
    runs = [compare(checked(), scenario, candidates, replications=3, cases=60, seed=8) for _ in range(2)]
    assert runs[0].results == runs[1].results
    assert all(
        one.change.mean == 0.0
        for one in runs[0].results[0].figures.values()
        if one.change.mean == one.change.mean
    )


def test_contacts_and_handovers_are_counted() -> None:
    log = invented()
    figures = measure(log, limit=1e9, contacts=frozenset({"apply"}))
    assert figures[6] == pytest.approx(1.0)  # every case applies once
    assert figures[3] == 0.0
    assert 0 < figures[5] < 3


def test_the_folder_holds_report_numbers_and_one_model_per_proposal(tmp_path: Path) -> None:
    write_csv(invented(), tmp_path / "log.csv")
    lines = deliver_redesign(tmp_path / "log.csv", tmp_path / "out", replications=3, cases=60)
    told = json.loads((tmp_path / "out" / "redesign.json").read_text(encoding="utf-8"))
    names = [one["id"] for one in told["candidates"]]
    assert names
    for name in [*names, "as-is"]:
        assert soundness(read_bpmn(tmp_path / "out" / f"{name}.bpmn")[0]) == []
    page = (tmp_path / "out" / "redesign.html").read_text(encoding="utf-8")
    assert all(f'id="{name}"' in page for name in names)
    assert not re.search(r"<script|https?://(?!www\.w3\.org)", page)
    assert lines[-1].endswith("redesign.html")


def test_simulate_writes_a_log_that_reads_back_and_its_scenario(tmp_path: Path) -> None:
    write_csv(invented(), tmp_path / "log.csv")
    deliver_simulation(tmp_path / "log.csv", tmp_path / "sim.csv", cases=50, seed=3)
    first = (tmp_path / "sim.csv").read_bytes()
    assert len(read_log(tmp_path / "sim.csv").cases) == 50
    again = tmp_path / "again.csv"
    deliver_simulation(tmp_path / "log.csv", again, cases=50, seed=3, scenario=tmp_path / "sim.scenario.json")
    assert again.read_bytes() == first


def test_comparing_a_file_with_itself_says_paved(tmp_path: Path) -> None:
    write_csv(invented(), tmp_path / "log.csv")
    deliver_redesign(tmp_path / "log.csv", tmp_path / "out", replications=2, cases=20)
    same = tmp_path / "out" / "as-is.bpmn"
    lines = deliver_comparison(same, same, tmp_path / "log.csv", replications=2, cases=20)
    assert say("paved", "en") in "\n".join(lines)


def test_every_key_that_a_move_or_a_scenario_uses_has_its_sentence_in_three_languages() -> None:
    source = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "src/minben/kernel/redesign").glob("moves.py")
    )
    known = set(keys())
    for words in re.findall(r"says = \(\((.*?)\), \((.*?)\)\)", source):
        for letter, group in zip("ar", words, strict=True):
            assert {f"{letter}_{word}" for word in re.findall(r'"(\w+)"', group)} <= known
    assert {f"n_{key}" for key in NOTES} <= known
    assert {f"o_{move.operation}" for move in MOVES} <= known
    for key in known:
        shape = [
            set(re.findall(r"{(\w+)}", say.__globals__["_TEXTS"][key][at])) for at in range(len(LANGUAGES))
        ]
        assert shape[0] == shape[1] == shape[2], key
