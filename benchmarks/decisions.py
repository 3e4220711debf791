"""Decisions: CPU seconds of deciding one by one, of a million at once, of a what-if and of reading a long table.

    python -m benchmarks.decisions [folder of conformance suites]

Beside them, in the same run: plain Python `if`s for a single decision, deciding one by one for a million at once.
No other engine is measured here yet.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from minben.kernel.decision import Model, evaluate, read_dmn
from minben.kernel.decision.batch import decide_many
from minben.kernel.decision.compare import compare

BASE = Path(
    sys.argv[1] if len(sys.argv) > 1 else os.environ.get("MINBEN_CONFORMANCE", "../shared/conformance")
)
KIT = BASE / "dmn-tck"
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


def single() -> None:
    """The kit's four-rule table, decided one by one."""
    found = sorted(KIT.glob("compliance-level-2/0004-*/*.dmn"))
    if not found:
        print(f"single: the kit is absent at {KIT}")
        return
    facts = {"Age": 40, "RiskCategory": "Medium", "isAffordable": True}
    model = read_dmn(found[0])
    decision = model.each_decision()[0].name
    count = 20_000
    spent = cpu(lambda: [evaluate(model, decision, facts) for _ in range(count)])
    print(f"single, {found[0].name}: {count / spent:,.0f} decisions a CPU second")
    spent = cpu(lambda: [plain(age, "Medium", True) for age in range(MANY)])
    print(f"single, plain ifs: {MANY / spent:,.0f} decisions a CPU second")


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
    single()
    model, columns = read_dmn(table(20), "table.dmn"), people(MANY)
    batch(model, columns)
    crowd = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    other = read_dmn(table(20, 20), "other.dmn")
    print(f"what-if on {MANY:,} people: {cpu(lambda: compare(model, other, 'd', crowd)):.2f} s")
    text = table(500)
    print(f"reading a table of 500 rows: {cpu(lambda: read_dmn(text, 'long.dmn')):.2f} s")


if __name__ == "__main__":
    main()
