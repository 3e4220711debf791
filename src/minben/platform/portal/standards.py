"""What a new version of a service changed in what is promised and asked: better or worse, never silently.

Serves people who read a guide, and whoever would loosen a promise. Pure: two services in, changes out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from minben.kernel.pack import Item, Service
from minben.kernel.worktime import Limit

HOURS = {
    "hour": 1.0,
    "day": 24.0,
    "workday": 34.0,
    "month": 720.0,
    "year": 8760.0,
}  # roughly, to compare units


@dataclass(frozen=True)
class Change:
    """One thing of one item, before and after. `kind`: promise, law, materials, visits, added or dropped.

    `worse`: for whoever applies.
    """

    item: str
    kind: str
    before: Limit | int | None
    after: Limit | int | None
    worse: bool


def changes(older: Service, newer: Service) -> list[Change]:
    """Everything that differs, item by item in the order of the newer version; what was dropped comes last."""
    before = {item.id: item for item in older.items}
    after = {item.id: item for item in newer.items}
    found = [change for item in newer.items if item.id in before for change in _of(before[item.id], item)]
    found += [Change(name, "added", None, None, False) for name in after if name not in before]
    return found + [Change(name, "dropped", None, None, True) for name in before if name not in after]


def _of(older: Item, newer: Item) -> Iterator[Change]:
    for kind, one, other in (
        ("promise", older.promised_limit, newer.promised_limit),
        ("law", older.statutory_limit, newer.statutory_limit),
    ):
        if (one.value, one.unit) != (other.value, other.unit):
            yield Change(newer.id, kind, one, other, _long(other) > _long(one))
    for kind, few, many in (
        ("materials", _brought(older), _brought(newer)),
        ("visits", older.onsite_visits, newer.onsite_visits),
    ):
        if few != many:
            yield Change(newer.id, kind, few, many, many > few)


def _long(limit: Limit) -> float:
    return limit.value * HOURS[limit.unit]


def _brought(item: Item) -> int:
    """Things the applicant must bring."""
    return sum(not material.register for material in item.materials)
