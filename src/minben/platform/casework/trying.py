"""A plan tried on every open case as a piece of work: the cases are read page by page, so that nothing waits for it.

Serves administrators with many open cases: the outcome is kept and shown until somebody tries again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from typing import Any

from minben.platform.casework.migrating import (
    Forecast,
    Group,
    Plan,
    foreseen,
    gone,
    grouped,
    open_cases,
    standing,
)
from minben.platform.casework.models import Case, DryRun
from minben.platform.journal.tenancy import scope

WORN_OUT = "worn out"  # why there is no outcome: its workers died while at it
PAGE = 2000  # cases read in one transaction
Tell = Callable[[float], None]  # the share that is done


def latest(service: str, source: str, target: str) -> DryRun | None:
    """The last dry run between two versions, done or not."""
    return DryRun.objects.filter(service=service, source=source, target=target).order_by("-id").first()


def expected(plan: Plan) -> dict[str, int] | None:
    """What the last dry run says, when it was one of exactly this plan: outcome -> how many cases."""
    row = latest(plan.service, plan.source, plan.target)
    fits = row is not None and row.outcome and row.outcome["steps"] == dict(plan.steps)
    return row.outcome["counts"] if row is not None and fits else None


def groups(row: DryRun) -> list[Group]:
    """The outcome by what would become of the cases and why."""
    return [Group(**{**one, "reasons": tuple(one["reasons"])}) for one in row.outcome.get("groups", [])]


def examine(tenant: str, asked: Plan, tell: Tell) -> dict[str, Any]:
    """Play every open case by the plan, its missing steps proposed. Nothing is changed; no transaction is held."""
    with scope(tenant):
        total = open_cases(asked).count()
    stand: dict[str, int] = {}
    for done, page in pages(tenant, asked):
        for step, number in standing(page).items():
            stand[step] = stand.get(step, 0) + number
        tell(min(0.3, 0.3 * done / max(total, 1)))
    with scope(tenant):
        steps = gone(asked, stand)
    plan = replace(asked, steps={**steps, **asked.mapping})
    found = grouped(_forecasts(tenant, plan, total, tell))
    counts = {name: sum(one.size for one in found if one.outcome == name) for name in OUTCOMES}
    return {
        "total": sum(counts.values()), "standing": stand, "steps": dict(plan.steps), "counts": counts,
        "groups": [asdict(one) for one in found],
    }  # fmt: skip


OUTCOMES = ("moves", "needs decision", "stays")


def _forecasts(tenant: str, plan: Plan, total: int, tell: Tell) -> Iterator[Forecast]:
    known: dict[tuple[str, ...], Forecast] = {}
    for done, page in pages(tenant, plan):
        with scope(tenant):
            found = list(foreseen(plan, page, known))
        tell(min(1.0, 0.3 + 0.7 * done / max(total, 1)))
        yield from found


def pages(tenant: str, plan: Plan) -> Iterator[tuple[int, list[Case]]]:
    """The open cases, each page in a transaction of its own, with how many that makes."""
    last, done = 0, 0
    while True:
        with scope(tenant):
            page = list(open_cases(plan).filter(id__gt=last)[:PAGE])
        if not page:
            return
        last, done = page[-1].pk, done + len(page)
        yield done, page
