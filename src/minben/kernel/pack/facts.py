"""From answers as text to the typed, nested facts that rules read. Serves worked cases and whoever evaluates a pack."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from minben.kernel.intake import Element, Plan, Problem, Source, check_answer
from minben.kernel.pack.model import Place

SIGNED_IN = "person.id_number"  # what signing in itself proves


def nest(elements: Mapping[str, Element], answers: Mapping[str, str], day: date) -> dict[str, Any]:
    """`person.alive` = "true" becomes {"person": {"alive": True}}; `application.date` is `day`.

    Answers that do not fit their element are left out: a rule sees null, never a wrong type.
    """
    facts: dict[str, Any] = {"application": {"date": day}}
    for name, raw in answers.items():
        value = check_answer(elements[name], raw) if name in elements else raw
        if isinstance(value, Problem):
            continue
        *path, last = name.split(".")
        inner = facts
        for part in path:
            inner = inner.setdefault(part, {})
        inner[last] = value
    return facts


def look_up(place: Place, plan: Plan, known: Mapping[str, str]) -> dict[str, str]:
    """What the demo registers answer for the plan, in its order; records not found leave their elements out."""
    have = dict(known)
    for element, register in plan.fetched:
        for source in place.sources:
            if source.register == register and element in source.gives and set(source.key) <= set(have):
                value = _read(place, source, element, have)
                if value:
                    have.setdefault(element, value)
    return {name: value for name, value in have.items() if name not in known}


def _read(place: Place, source: Source, element: str, have: Mapping[str, str]) -> str:
    key = {field: have[name] for name, field in source.key.items()}
    for record in place.registers[source.register].records:
        if all(record[field] == value for field, value in key.items()):
            return record[source.gives[element]]
    return ""
