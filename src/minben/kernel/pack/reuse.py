"""What is there already, before something new is built (R126): registers, elements, items and questions by their words.

Serves whoever designs a form, an item or a system, and should ask no one for what somebody knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from minben.kernel.pack.dependencies import Thing, dependencies
from minben.kernel.pack.model import LOCALES, Place, Texts


@dataclass(frozen=True)
class Found:
    """A part of the place that these words name. `how` -> the parts that stand in that relation to it already:
    `answers` the registers that give an element, `asks` the pages that ask for it, `needs` the items that use it.
    """

    thing: Thing
    name: str
    uses: tuple[tuple[str, Thing], ...]


def reusable(place: Place, words: str, locale: str = "zh-Hant") -> tuple[Found, ...]:
    """Registers, elements, items and services whose id or name, in any language, has every one of these words."""
    wanted = [word.casefold() for word in words.split()]
    found: list[Found] = []
    for thing, names in _named(place):
        said = " ".join((thing.id, *names.values())).casefold()
        if wanted and all(word in said for word in wanted):
            found.append(Found(thing, names.get(locale, thing.id), tuple(_uses(place, thing))))
    return tuple(found)


def _named(place: Place) -> Iterator[tuple[Thing, dict[str, str]]]:
    keys = [("register", name, f"registers.{name}") for name in place.registers]
    keys += [("element", name, f"elements.{name}.label") for name in place.elements]
    for kind, name, key in keys:
        yield Thing(kind, name), _names(place.texts, key)
    for service in place.services.values():
        yield Thing("service", service.id), _names(service.texts, "name")
        for item in service.items:
            yield Thing("item", f"{service.id}/{item.id}"), _names(service.texts, f"items.{item.id}.name")


def _names(texts: Texts, key: str) -> dict[str, str]:
    return {locale: texts[locale][key] for locale in LOCALES if key in texts[locale]}


def _uses(place: Place, thing: Thing) -> Iterator[tuple[str, Thing]]:
    """Who answers it, and who uses it already."""
    for each in dependencies(place):
        if each.user == thing and each.how == "answers":
            yield each.how, each.used
        elif each.used == thing and each.how in ("asks", "needs", "requires", "applies"):
            yield each.how, each.user
