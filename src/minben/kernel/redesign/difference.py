"""What a to-be changes against the as-is, whatever its ids are called. Serves the report's difference (R64)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from minben.kernel.process import Process
from minben.kernel.simulation import Scenario

_ROUNDS = 4


@dataclass(frozen=True)
class Difference:
    """Activities added and removed (names), whether the flow between them changed, and whether any number did."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    rewired: bool
    renumbered: bool

    @property
    def identical(self) -> bool:
        """The to-be is the as-is: paved, not re-engineered."""
        return not (self.added or self.removed or self.rewired or self.renumbered)


def difference(
    process: Process, scenario: Scenario, to_process: Process, to_scenario: Scenario
) -> Difference:
    """Compare two processes with their scenarios. Lanes, positions and ids do not count; notes do not either."""
    before, after = _activities(process), _activities(to_process)
    return Difference(
        added=tuple(sorted((after - before).elements())),
        removed=tuple(sorted((before - after).elements())),
        rewired=_shape(process) != _shape(to_process),
        renumbered=replace(scenario, notes=()) != replace(to_scenario, notes=()),
    )


def _activities(process: Process) -> Counter[str]:
    kinds = ("user", "service", "rule", "script", "subprocess")
    return Counter(node.name or node.id for node in process.nodes if node.kind in kinds)


def _shape(process: Process) -> Counter[object]:
    """Weisfeiler-Lehman colours after some rounds: equal for equal structures, practically never for others."""
    colour: dict[str, object] = {node.id: (node.kind, node.name, node.timer) for node in process.nodes}
    for _ in range(_ROUNDS):
        into: dict[str, list[int]] = {node.id: [] for node in process.nodes}
        out: dict[str, list[int]] = {node.id: [] for node in process.nodes}
        for flow in process.flows:
            out[flow.source].append(hash((colour[flow.target], flow.condition)))
            into[flow.target].append(hash((colour[flow.source], flow.condition)))
        colour = {
            key: (old, tuple(sorted(into[key])), tuple(sorted(out[key]))) for key, old in colour.items()
        }
        colour = {key: hash(value) for key, value in colour.items()}
    return Counter(colour.values())
