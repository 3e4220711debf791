"""Decisions: CPU seconds of deciding one by one, of a million at once, of a what-if and of reading a long table.

    python -m benchmarks.decisions [FOLDER] [--peer PYTHON] [--node FOLDER]

FOLDER holds the conformance suites. Beside Minben, in the same run: plain Python `if`s; SpiffWorkflow and zen-engine
when PYTHON is an interpreter that has them; feelin when the node FOLDER has it in node_modules. For a million at once
the peer is deciding one by one. A result is used and dropped, as a caller does.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from minben.kernel.decision import Model, evaluate, read_dmn
from minben.kernel.decision import model as m
from minben.kernel.decision.batch import decide_many
from minben.kernel.decision.compare import compare

HERE = Path(__file__).parent
MANY = 1_000_000
HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="n">'


def cpu(work: Callable[[], Any]) -> float:
    """CPU seconds."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def table(rows: int, threshold: int = 18) -> bytes:
    """A table of five inputs: age, district, income, alive, category."""
    names = ("age", "district", "income", "alive", "category")
    inputs = "".join(f'<inputData id="{n}" name="{n}"><variable name="{n}"/></inputData>' for n in names)
    arrows = "".join(
        f'<informationRequirement><requiredInput href="#{n}"/></informationRequirement>' for n in names
    )
    heads = "".join(f"<input><inputExpression><text>{n}</text></inputExpression></input>" for n in names)
    rules = "".join(
        "<rule>"
        + "".join(
            f"<inputEntry><text>{cell}</text></inputEntry>"
            for cell in (
                f"[{threshold + n % 40}..{threshold + 20 + n % 60}]",
                f'"d{n % 7}", "d{n % 11}"',
                f"&lt; {1000 + 150 * n}",
                "true" if n % 3 else "-",
                f'not("c{n % 5}")',
            )
        )
        + f"<outputEntry><text>{n}</text></outputEntry></rule>"
        for n in range(rows)
    )
    return (
        f'{HEAD}{inputs}<decision id="d" name="d"><variable name="d"/>{arrows}<decisionTable hitPolicy="FIRST">'
        f'{heads}<output name="out"/>{rules}</decisionTable></decision></definitions>'
    ).encode()


def people(count: int) -> dict[str, list[Any]]:
    """Invented people, as columns."""
    dice = random.Random(1)
    return {
        "age": [dice.randrange(100) for _ in range(count)],
        "district": [f"d{dice.randrange(12)}" for _ in range(count)],
        "income": [dice.randrange(6000) for _ in range(count)],
        "alive": [dice.random() < 0.9 for _ in range(count)],
        "category": [f"c{dice.randrange(6)}" for _ in range(count)],
    }


def plain(age: int, risk: str, affordable: bool) -> str | None:
    """The kit's four rules as a programmer would write them."""
    if not affordable or risk == "High":
        return "Declined"
    if risk in ("Medium", "Low"):
        return "Approved" if age >= 18 else "Declined"
    return None


def ours(task: dict[str, Any]) -> Callable[[], Any]:
    """One decision of the kit, as often as it is called."""
    model = read_dmn(task["file"])
    return lambda: evaluate(model, task["decision"], task["facts"]).value


def tasks(kit: Path) -> list[dict[str, Any]]:
    """What is decided one by one: the kit's four-rule table, and the strategy of the standard's chapter 11."""
    return [
        {
            "name": "table 0004",
            "file": kit / "compliance-level-2/0004-simpletable-U/0004-simpletable-U.dmn",
            "decision": "Approval Status",
            "facts": {"Age": 40, "RiskCategory": "Medium", "isAffordable": True},
            "expected": "Approved",
        },
        {
            "name": "chapter 11",
            "file": kit / "compliance-level-3/0087-chapter-11-example/0087-chapter-11-example.dmn",
            "decision": "Strategy",
            "facts": {
                "Applicant data": {
                    "Age": 51,
                    "MartitalStatus": "M",
                    "EmploymentStatus": "EMPLOYED",
                    "ExistingCustomer": False,
                    "Monthly": {"Income": 100000, "Repayments": 2500, "Expenses": 10000},
                },
                "Requested product": {
                    "ProductType": "STANDARD LOAN",
                    "Rate": 0.08,
                    "Term": 36,
                    "Amount": 100000,
                },
                "Bureau data": {"Bankrupt": False, "CreditScore": 600},
            },
            "expected": "THROUGH",
        },
    ]


def rate(decide: Callable[[], Any], expected: Any) -> float:
    """Decisions a CPU second, the best of five slices."""
    assert decide() == expected, decide()
    best = 0.0
    for _ in range(5):
        runs, begun = 0, time.process_time()
        while (spent := time.process_time() - begun) < 0.3:
            for _ in range(100):
                decide()
            runs += 100
        best = max(best, runs / spent)
    return best


def as_json(logic: m.Logic) -> dict[str, Any]:
    """A decision's logic for an engine that knows FEEL but no DMN."""
    made: dict[str, Any] = {"kind": type(logic).__name__}
    if isinstance(logic, m.Literal):
        made["text"] = logic.text
    elif isinstance(logic, m.Entries):
        made["entries"] = [[each.name, as_json(each.logic)] for each in logic.entries]
    elif isinstance(logic, m.Invocation):
        made["callee"] = logic.callee.text
        made["bindings"] = [[each.name, as_json(each.logic)] for each in logic.bindings]
    elif isinstance(logic, m.FunctionLogic):
        made |= {"parameters": [name for name, _ in logic.parameters], "body": as_json(logic.body)}
    elif isinstance(logic, m.Table):
        made["inputs"], made["aggregation"] = [each.text for each in logic.inputs], logic.aggregation
        made["rules"] = [[rule.tests, rule.results] for rule in logic.rules]
    return made


def exported(task: dict[str, Any]) -> dict[str, Any]:
    """A task with its whole model as JSON."""
    model = read_dmn(task["file"])
    elements = {e.name: e for e in (*model.each_decision(), *model.knowledge.values()) if e.logic is not None}
    made = {
        name: {"requires": [model.known_as(one.target) for one in e.requires], "logic": as_json(e.logic)}
        for name, e in elements.items()
        if e.logic is not None
    }
    return {**task, "file": "", "model": made}


def peers(todo: list[dict[str, Any]], python: str, node: str) -> dict[str, dict[str, float]]:
    """Decisions a CPU second of each task by each peer that is there."""
    found: dict[str, dict[str, float]] = {task["name"]: {} for task in todo}
    if python:
        command = [python, HERE / "decision_peers.py", todo[0]["file"]]
        found[todo[0]["name"]] |= json.loads(subprocess.run(command, check=True, stdout=-1).stdout)
    if node:
        place = Path(node) / "feelin.mjs"  # node looks for packages beside the script
        shutil.copy(HERE / place.name, place)
        told = json.dumps([exported(task) for task in todo])
        run = subprocess.run(["node", place.name], input=told, check=True, stdout=-1, text=True, cwd=node)
        for name, rate in json.loads(run.stdout).items():
            found[name]["feelin"] = rate
    return found


def single(kit: Path, python: str, node: str) -> None:
    """Decisions one by one, beside the peers."""
    todo = [task for task in tasks(kit) if task["file"].exists()]
    if not todo:
        print(f"single: the kit is absent at {kit}")
        return
    beside = peers(todo, python, node)
    for task in todo:
        mine = rate(ours(task), task["expected"])
        print(f"single, {task['name']}: {mine:,.0f} decisions a CPU second")
        for name, theirs in beside[task["name"]].items():
            print(f"  {name}: {theirs:,.0f}; Minben {mine / theirs:.1f} times")
    spent = cpu(lambda: [plain(age, "Medium", True) for age in range(MANY)])
    print(f"single, table 0004 as plain ifs: {MANY / spent:,.0f} decisions a CPU second")
    if not (python or node):
        print("  no other engine was measured: give --peer PYTHON and --node FOLDER")


def batch(model: Model, columns: dict[str, list[Any]]) -> None:
    """A million decisions at once, beside the same decisions one by one on a sample."""
    spent = cpu(lambda: decide_many(model, "d", columns))
    few = 2000
    rows = [
        dict(zip(columns, row, strict=True)) for row in zip(*(c[:few] for c in columns.values()), strict=True)
    ]
    one = cpu(lambda: [evaluate(model, "d", row) for row in rows]) / few
    print(
        f"batch, 20 rows, 5 inputs, {MANY:,}: {spent:.2f} s; one by one ×{one * MANY / spent:.0f} (sample of {few})"
    )


def main() -> None:
    """Each figure on a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    suites = os.environ.get("MINBEN_CONFORMANCE", "../shared/conformance")
    parser.add_argument("folder", nargs="?", default=suites, help="the conformance suites")
    parser.add_argument("--peer", default="", help="a Python interpreter with SpiffWorkflow and zen-engine")
    parser.add_argument("--node", default="", help="a folder whose node_modules have feelin")
    args = parser.parse_args()
    single(Path(args.folder) / "dmn-tck", args.peer, args.node)
    model, columns = read_dmn(table(20), "table.dmn"), people(MANY)
    batch(model, columns)
    crowd = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    other = read_dmn(table(20, 20), "other.dmn")
    print(f"what-if on {MANY:,} people: {cpu(lambda: compare(model, other, 'd', crowd)):.2f} s")
    text = table(500)
    print(f"reading a table of 500 rows: {cpu(lambda: read_dmn(text, 'long.dmn')):.2f} s")


if __name__ == "__main__":
    main()
