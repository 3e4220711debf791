"""Officers at the same file at the same moment: real processes on one database. Run by `test_race`; prints JSON.

python -m tests.platform.casework.race load        loads the city and sends cases; prints their open tasks
python -m tests.platform.casework.race act NAME    waits for the start signal on standard input, then acts
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
CITY = "lanting"


def load(cases: int) -> None:
    """A city with a few applications just sent; tasks of one unit with the mark under which everybody sees them."""
    from minben.platform.casework import queries
    from minben.platform.casework.models import Task
    from minben.platform.journal.tenancy import scope
    from minben.platform.training.demo import load as settle
    from tests.platform.conftest import apply_for

    settle(ROOT / "places" / "lanting", history=False, say=lambda _: None)
    with scope(CITY):
        numbers = [apply_for("open-a-restaurant", "citizen-wang").number for _ in range(cases)]
        rows = Task.objects.filter(case__number__in=numbers, caseitem__item="food_permit").select_related(
            "case", "caseitem"
        )
        print(
            json.dumps([{"task": row.pk, "case": row.case.number, "seen": queries.mark(row)} for row in rows])
        )


def act(name: str) -> None:
    """Take, accept and decide every task as it was seen, as fast as possible; print what was refused and why."""
    from minben.platform.casework import actions
    from minben.platform.casework.actions import Refusal
    from minben.platform.journal.actor import Actor
    from minben.platform.journal.tenancy import scope

    actor = Actor(CITY, name, "", "", ("officer",), ("market-regulation",))
    print("ready", flush=True)
    tasks = json.loads(sys.stdin.readline())
    told = []
    for one in tasks:
        with scope(CITY):
            try:
                actions.claim(actor, one["task"], seen=one["seen"])
                told.append([one["task"], "claimed"])
                actions.accept(actor, one["task"])
                actions.decide(actor, one["task"], "denied", f"as {name} saw it")
                told.append([one["task"], "decided"])
            except Refusal as no:
                told.append([one["task"], no.key])
    print(json.dumps(told), flush=True)


def check() -> None:
    """What the record holds afterwards."""
    from minben.platform.casework.models import Decision, Task
    from minben.platform.journal import queries as journal
    from minben.platform.journal.tenancy import scope

    with scope(CITY):
        rows = Decision.objects.filter(caseitem__item="food_permit").values_list("case__number", "reasons")
        holders = Task.objects.filter(caseitem__item="food_permit").values_list("case__number", "assignee")
        entries = [
            (entry.ref, entry.actor)
            for entry in journal.entries("case").filter(act="casework.claim")
        ]  # fmt: skip
        print(
            json.dumps(
                {
                    "decisions": [list(row) for row in rows],
                    "holders": dict(holders),
                    "claims": entries,
                    "sound": journal.verify().sound,
                }
            )
        )


def main() -> None:
    import django

    django.setup()
    what, *rest = sys.argv[1:]
    {"load": lambda: load(int(rest[0])), "act": lambda: act(rest[0]), "check": check}[what]()


if __name__ == "__main__":
    main()
