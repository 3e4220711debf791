"""The same item in two places: its name, materials, limits, fees and steps side by side (R123).

Serves whoever standardises: an item with one catalogue code should ask the same of everybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from minben.kernel.pack.model import Item, Place, Service
from minben.kernel.worktime.model import Limit

ASPECTS = (
    "name",
    "materials",
    "statutory_limit",
    "promised_limit",
    "fees",
    "stages",
    "onsite_visits",
    "exercise_level",
)


@dataclass(frozen=True)
class Difference:
    """One aspect (ASPECTS) in which the item with this catalogue code differs; `here` and `there` say it."""

    code: str
    item: str
    aspect: str
    here: str
    there: str


@dataclass(frozen=True)
class Between:
    """`shared`: catalogue codes that both places have; the others stand in one of them only."""

    shared: tuple[str, ...]
    only_here: tuple[str, ...]
    only_there: tuple[str, ...]
    differences: tuple[Difference, ...]


def between(here: Place, there: Place, locale: str = "zh-Hant") -> Between:
    """Items of both places by their catalogue code (one nationwide), and in what they differ."""
    mine, yours = _items(here), _items(there)
    shared = tuple(code for code in mine if code in yours)
    differences = tuple(
        Difference(code, mine[code][1].id, aspect, one, other)
        for code in shared
        for aspect, one, other in _differences(mine[code], yours[code], locale)
    )
    return Between(
        shared,
        tuple(code for code in mine if code not in yours),
        tuple(code for code in yours if code not in mine),
        differences,
    )


def _items(place: Place) -> dict[str, tuple[Service, Item]]:
    return {
        item.catalog_code: (service, item) for service in place.services.values() for item in service.items
    }


def _differences(
    here: tuple[Service, Item], there: tuple[Service, Item], locale: str
) -> Iterator[tuple[str, str, str]]:
    said = zip(ASPECTS, _aspects(*here, locale), _aspects(*there, locale), strict=True)
    for aspect, one, other in said:
        if one != other:
            yield aspect, one, other


def _aspects(service: Service, item: Item, locale: str) -> tuple[str, ...]:
    texts, key = service.texts[locale], f"items.{item.id}"
    materials = sorted(texts[f"{key}.materials.{each.id}"] for each in item.materials if not each.register)
    return (
        texts[f"{key}.name"],
        "; ".join(materials),
        _limit(item.statutory_limit),
        _limit(item.promised_limit),
        "; ".join(sorted(f"{fee.id} {fee.standard}" for fee in item.fees)),
        "; ".join(stage.id for stage in item.stages),
        str(item.onsite_visits),
        item.exercise_level,
    )


def _limit(limit: Limit) -> str:
    return f"{limit.value} {limit.unit}"
