"""A comparison as files, and read back: what a designer keeps, and what the studio shows again in any language.

`redesign.json` has the figures; each version has its process (`.bpmn`) and its numbers (`.scenario.json`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from minben.kernel.process import read_bpmn, write_bpmn
from minben.kernel.simulation import Distances, Scenario, scenario_from_json

from .compare import Comparison, Figure, Interval, Reconciled, Result
from .difference import Difference
from .model import Candidate

Fidelity = tuple[Distances, Distances]  # of the simulation, and of the log's own first half as forecast
FIGURES, AS_IS = "redesign.json", "as-is"


def pack(comparison: Comparison, fidelity: Fidelity | None = None) -> dict[str, bytes]:
    """File name -> content; the same comparison gives the same bytes."""
    told = json.dumps(as_json(comparison, fidelity), ensure_ascii=False, indent=1)
    files = {FIGURES: (told + "\n").encode()}
    versions = [(AS_IS, comparison.process, comparison.scenario)]
    versions += [
        (one.candidate.id, one.candidate.process, one.candidate.scenario) for one in comparison.results
    ]
    for name, process, scenario in versions:
        numbers = json.dumps(asdict(scenario), ensure_ascii=False, indent=1, allow_nan=False)
        files[f"{name}.scenario.json"] = (numbers + "\n").encode()
        files[f"{name}.bpmn"] = write_bpmn(process)
    return files


def unpack(files: Mapping[str, bytes]) -> tuple[Comparison, Fidelity | None]:
    """What `pack` wrote. Raises KeyError for a missing file, InputError for a process that cannot be read."""
    told: dict[str, Any] = json.loads(files[FIGURES])
    comparison = Comparison(
        process=read_bpmn(files[f"{AS_IS}.bpmn"], f"{AS_IS}.bpmn")[0],
        scenario=_scenario(files, AS_IS),
        results=tuple(_result(files, row) for row in told["candidates"]),
        reconciliation=tuple(
            Reconciled(row["figure"], _number(row["log"]), _interval(row["simulated"]))
            for row in told["reconciliation"]
        ),
        limit=told["limit_hours"],
        replications=told["replications"],
        cases=told["cases"],
        seed=told["seed"],
    )
    both = told.get("fidelity")
    return comparison, (Distances(**both["simulated"]), Distances(**both["replay"])) if both else None


def _scenario(files: Mapping[str, bytes], name: str) -> Scenario:
    return scenario_from_json(json.loads(files[f"{name}.scenario.json"]))


def _result(files: Mapping[str, bytes], row: Mapping[str, Any]) -> Result:
    name = str(row["id"])
    candidate = Candidate(
        name,
        row["operation"],
        row["title"],
        row["params"],
        read_bpmn(files[f"{name}.bpmn"], f"{name}.bpmn")[0],
        _scenario(files, name),
        row["evidence"],
        tuple(row["assumptions"]),
        tuple(row["risks"]),
        tuple(row["touched"]),
    )
    changed = row["difference"]
    difference = Difference(
        tuple(changed["added"]), tuple(changed["removed"]), changed["rewired"], changed["renumbered"]
    )
    figures = {
        key: Figure(_interval(one["before"]), _interval(one["after"]), _interval(one["change"]))
        for key, one in row["figures"].items()
    }
    return Result(candidate, figures, difference, row["pareto"])


def _interval(row: Mapping[str, float | None]) -> Interval:
    return Interval(_number(row["mean"]), _number(row["low"]), _number(row["high"]))


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def as_json(comparison: Comparison, fidelity: Fidelity | None = None) -> dict[str, Any]:
    """The comparison as plain values; nan becomes null."""
    told: dict[str, object] = {
        "believable": comparison.believable,
        "limit_hours": comparison.limit,
        "replications": comparison.replications,
        "cases": comparison.cases,
        "seed": comparison.seed,
        "reconciliation": [
            {"figure": one.key, "log": one.log, "simulated": asdict(one.simulated), "gap": one.gap}
            for one in comparison.reconciliation
        ],
        "notes": [str(note) for note in comparison.notes],
        "candidates": [
            {
                "id": one.candidate.id,
                "operation": one.candidate.move,
                "title": one.candidate.title,
                "params": dict(one.candidate.params),
                "evidence": dict(one.candidate.evidence),
                "assumptions": one.candidate.assumptions,
                "risks": one.candidate.risks,
                "touched": one.candidate.touched,
                "difference": asdict(one.difference),
                "paved": one.paved,
                "pareto": one.pareto,
                "figures": {key: asdict(figure) for key, figure in one.figures.items()},
            }
            for one in comparison.results
        ],
    }
    if fidelity:
        told["fidelity"] = {"simulated": asdict(fidelity[0]), "replay": asdict(fidelity[1])}
    return told
