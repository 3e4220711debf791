"""What people were asked before, counted: the duplicates that one form removes.

Serves the analyst's duplicate finder and the published figures of a reform (減材料).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def burden_before(needs_by_item: Mapping[str, Iterable[str]]) -> int:
    """How many answers the items ask for when each has its own form: an element asked by three counts three
    times.

    Compare with `len(plan.asked)`. One item asking twice for the same element counts once: that is one form.
    """
    return sum(len(set(needs)) for needs in needs_by_item.values())


def duplicate_elements(needs_by_item: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Each element that more than one item asks for, with those items, the most repeated element first."""
    askers: dict[str, list[str]] = {}
    for item, needs in needs_by_item.items():
        for element in dict.fromkeys(needs):
            askers.setdefault(element, []).append(item)
    repeated = sorted(askers.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return {element: tuple(items) for element, items in repeated if len(items) > 1}
