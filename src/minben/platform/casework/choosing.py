"""Which items of a service a person needs, from plain questions asked before anything is begun. Nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from minben.kernel import decision as dmn
from minben.kernel.pack import Item, Place, Service
from minben.platform.casework import facts

NEEDED = "needed"  # the decision that says which items a case needs, in services that have several


def needed(place: Place, service: Service, answers: Mapping[str, str], moment: datetime) -> list[Item]:
    """The items these answers call for, in the service's order; all of them when no rule chooses."""
    law = service.law(facts.day_of(place, moment))
    if NEEDED not in law.decisions:
        return list(service.items)
    known = facts.for_rules(place, answers, moment)
    value = dmn.to_json(dmn.evaluate(law, NEEDED, known).value)
    chosen = set(value if isinstance(value, list) else [value])
    return [item for item in service.items if item.id in chosen]
