"""Other engines on the kit's four-rule table: decisions a CPU second, as one line of JSON.

    PYTHON decision_peers.py TABLE.dmn

Run by `benchmarks.decisions --peer PYTHON` in a throw-away environment that has SpiffWorkflow (LGPL) and zen-engine
(MIT); neither is a dependency of ours. SpiffWorkflow reads the kit's
file, with lists of values rewritten as Python. zen-engine reads no DMN: the same four rules
are given to it in its own format. An engine that answers wrongly is refused, one that is absent is left out.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

FACTS = {"Age": 40, "RiskCategory": "Medium", "isAffordable": True}
ROWS = [
    (">= 18", '"Medium","Low"', "true", '"Approved"'),
    ("< 18", '"Medium","Low"', "true", '"Declined"'),
    ("", '"High"', "true", '"Declined"'),
    ("", "", "false", '"Declined"'),
]


def spiff(file: str) -> Callable[[], Any]:
    from lxml import etree
    from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine  # type: ignore[import-not-found]
    from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine  # type: ignore[import-not-found]
    from SpiffWorkflow.dmn.parser.DMNParser import DMNParser  # type: ignore[import-not-found]

    root = etree.parse(file).getroot()
    for n, element in enumerate(root.iter("{*}decisionTable", "{*}inputExpression", "{*}rule")):
        element.set("id", element.get("id") or f"id{n}")  # the peer wants one everywhere
    for cell in root.iterfind(".//{*}inputEntry/{*}text"):
        if "," in cell.text:
            cell.text = f" in ({cell.text})"  # its cells are Python, which knows no list of tests
    parser = DMNParser(None, root, {"dmn": root.nsmap[None]}, filename=file)
    parser.parse()
    engine = DMNEngine(parser.decision.decisionTables[0])
    task = SimpleNamespace(
        data={**FACTS, "true": True, "false": False},
        workflow=SimpleNamespace(script_engine=PythonScriptEngine()),
    )
    return lambda: next(iter(engine.result(task).values()))


def zen(_file: str) -> Callable[[], Any]:
    import zen as engine  # type: ignore[import-not-found]

    columns = ["Age", "RiskCategory", "isAffordable"]
    table = {
        "hitPolicy": "first",
        "inputs": [{"id": name, "name": name, "field": name} for name in columns],
        "outputs": [{"id": "out", "name": "out", "field": "out"}],
        "rules": [
            {"_id": str(n), **dict(zip([*columns, "out"], row, strict=True))} for n, row in enumerate(ROWS)
        ],
    }
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        {"id": "table", "name": "table", "type": "decisionTableNode", "content": table},
        {"id": "end", "name": "end", "type": "outputNode"},
    ]
    edges = [
        {"id": "1", "sourceId": "in", "targetId": "table", "type": "edge"},
        {"id": "2", "sourceId": "table", "targetId": "end", "type": "edge"},
    ]
    made = engine.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    return lambda: made.evaluate(FACTS)["result"]["out"]


def rate(decide: Callable[[], Any]) -> float:
    """Decisions a CPU second, the best of five slices."""
    assert decide() == "Approved", decide()
    best = 0.0
    for _ in range(5):
        begun = time.process_time()
        for _ in range(500):
            decide()
        best = max(best, 500 / (time.process_time() - begun))
    return best


def main() -> None:
    found: dict[str, float] = {}
    for name, prepare in (("SpiffWorkflow", spiff), ("zen-engine", zen)):
        try:
            found[name] = rate(prepare(sys.argv[1]))
        except ImportError:
            print(f"{name} is not installed here", file=sys.stderr)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
