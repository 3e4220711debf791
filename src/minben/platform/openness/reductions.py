"""The four reductions (減材料, 減時限, 減環節, 減跑動) of a service, with the rule by which each was counted.

Serves the public page. Nothing is estimated: both numbers follow from the published service. What cannot be counted by
the rule (limits in different units) is left out and said.
"""

from __future__ import annotations

from dataclasses import dataclass

from minben.kernel.pack import Item, Service

BY_HAND = "user"  # kind of the steps of a process that a person does
KINDS = ("materials", "time", "steps", "visits")


@dataclass(frozen=True)
class Reduction:
    """`kind` is one of KINDS; `before` and `after` in its unit; None when the rule gives no number."""

    kind: str
    before: int | None
    after: int | None

    @property
    def share(self) -> float | None:
        """What is saved, 0 to 1 (negative when it grew); None without numbers or without anything before."""
        if not self.before or self.after is None:
            return None
        return (self.before - self.after) / self.before


def reductions(service: Service) -> tuple[Reduction, ...]:
    """The four, in the order of KINDS."""
    items = service.items
    return (
        Reduction("materials", sum(len(item.materials) for item in items), len(_still_asked(service))),
        Reduction("time", _one_after_another(items), _side_by_side(items)),
        Reduction("steps", sum(len(item.stages) for item in items), _by_hand(service)),
        Reduction("visits", len(items), sum(item.onsite_visits for item in items)),
    )


def _by_hand(service: Service) -> int:
    """Steps of the joint process that a person does."""
    return sum(node.kind == BY_HAND for node in service.process.nodes)


def _still_asked(service: Service) -> set[str]:
    """Distinct materials that the applicant must still bring: by name, for two items may ask for the same."""
    return {
        service.say(f"items.{item.id}.materials.{material.id}", "en")
        for item in service.items
        for material in item.materials
        if not material.register
    }


def _one_after_another(items: tuple[Item, ...]) -> int | None:
    """Working days by law when each item is applied for after the one before."""
    limits = [item.statutory_limit for item in items]
    return sum(limit.value for limit in limits) if all(limit.unit == "workday" for limit in limits) else None


def _side_by_side(items: tuple[Item, ...]) -> int | None:
    """Working days promised along the longest chain of items that need each other's results."""
    if not all(item.promised_limit.unit == "workday" for item in items):
        return None
    known = {item.id: item for item in items}
    ends: dict[str, int] = {}

    def end(item: Item) -> int:
        if item.id not in ends:
            ends[item.id] = 0  # items that need each other in a circle cannot lengthen the chain
            before = [end(known[other]) for other in item.requires if other in known]
            ends[item.id] = item.promised_limit.value + max(before, default=0)
        return ends[item.id]

    return max((end(item) for item in items), default=0)
