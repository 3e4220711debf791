"""The published suites: every model either behaves as expected or is refused by name; none is misread, none crashes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from minben.kernel import process as bpmn
from minben.kernel.finding import Finding, InputError
from tests.kernel.process.playing import Player

# What this subset plays. Growing the engine grows this list; shrinking it fails the test.
PLAYED = {
    "SubProcess", "Token_Cardinality_Split_Default", "Lanes", "Participant", "SequenceFlow",
    "ExclusiveDiverging_ParallelConverging",
    "ExclusiveGateway_Default", "ParallelGateway", "ParallelDiverging_ExclusiveConverging",
    "WCP01_Sequence", "WCP02_ParallelSplit", "WCP03_Synchronization", "WCP04_ExclusiveChoice",
    "WCP10_ArbitraryCycles", "WCP11_ImplicitTermination",
}  # fmt: skip
# A script takes no time in a pure step: two cannot overlap and no timer can interrupt one, as these models want.
UNSATISFIABLE = {"ParallelGateway_TrueParallelism", "Timer_BoundaryEvent_SubProcess_Interrupting_Activity"}
REFUSED_ON_PURPOSE = {"Token_StartQuantity_Zero"}  # the suite expects an error


def adapter(trace: list[str]) -> Callable[[str], bpmn.Evaluation]:
    """The suite's placeholder scripts and conditions as a language of the token game."""

    def increment(data: Mapping[str, Any]) -> Any:
        return data["integerVariable"] + 1

    def language(text: str) -> bpmn.Evaluation:
        if text.startswith("SCRIPT_task"):
            return lambda data: trace.append(text)
        if text.startswith("INCREMENT"):
            return increment
        if text.startswith("test.contains"):
            return lambda data: text.split('"')[1] in data["test"]
        if text.startswith("integerVariable"):
            name, sign, number = text.partition("<") if "<" in text else text.partition(">=")
            return lambda data: (data[name.strip()] < int(number)) == (sign == "<")
        return lambda data: None

    return language


def prepared(process: bpmn.Process) -> bpmn.Process:
    nodes = [
        replace(node, options={"result": "integerVariable"}) if node.script.startswith("INCREMENT") else node
        for node in process.nodes
    ]
    return replace(process, nodes=tuple(nodes))


def play(process: bpmn.Process, case: dict[str, Any]) -> Counter[str]:
    trace: list[str] = []
    data = {"test": case["test"], "integerVariable": case["integerVariable"]}
    game = Player(prepared(process), data, language=adapter(trace))
    while game.armed and case["delay_ms"]:
        game.send(bpmn.Fired(next(iter(game.armed))))
    return Counter(trace)


def reading(file: Path) -> tuple[tuple[bpmn.Process, ...], tuple[Finding, ...]]:
    """The processes that can be played, or why not."""
    try:
        processes = bpmn.read_bpmn(file)
        bpmn.compile(processes[0], language=adapter([]))
    except InputError as error:
        return (), error.findings
    return processes, ()


def test_betsy(betsy: Path) -> None:
    played: set[str] = set()
    refused: set[str] = set()
    for test in json.loads((betsy / "expected.json").read_text()):
        name = test["name"]
        processes, findings = reading(betsy / test["file"])
        assert bool(processes) != bool(findings)
        if findings:
            refused.add(name)
        elif name not in UNSATISFIABLE:
            for case in test["cases"]:
                assert play(processes[0], case) == Counter(case["expected"]), (name, case)
            played.add(name)
    assert played == PLAYED
    assert refused >= REFUSED_ON_PURPOSE


def test_betsy_refusals_name_the_element_and_its_line(betsy: Path) -> None:
    for file in sorted(betsy.glob("*.bpmn")):
        lines = file.read_text().splitlines()
        for finding in reading(file)[1]:
            assert finding.advice
            if finding.line:  # a condition on a task's flow is found after reading: it has a place instead
                near = "\n".join(lines[max(0, finding.line - 4) : finding.line])
                assert finding.message.split()[0].split("=")[0] in near, finding
            else:
                assert f'id="{finding.place}"' in file.read_text()


def test_miwg_models_are_read_or_refused_by_name(miwg: Path) -> None:
    files = sorted(miwg.glob("*.bpmn"))
    assert files
    for file in files:
        processes, findings = reading(file)
        assert bool(processes) != bool(findings)
        assert all(finding.line and "supported" in finding.message and finding.advice for finding in findings)
        for process in processes:
            assert bpmn.read_bpmn(bpmn.write_bpmn(process), process.file) == (process,)
