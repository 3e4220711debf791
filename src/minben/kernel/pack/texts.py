"""The sentences of a pack: three locales, dotted keys, and the fallback that spares repetition.

Serves translators: a key that several items share (`stages.accept`, `rights`) is written once, in the service or the
place, and appears in `Service.texts` under every item (`items.food_permit.stages.accept`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from minben.kernel.finding import Finding, InputError
from minben.kernel.pack.marks import Spot, read_marked
from minben.kernel.pack.model import LOCALES, Item, Texts

SHARED = ("rights", "duties", "hours", "directions", "hall", "appointment")
OWN = ("name", "summary", "result")


def read_texts(folder: Path, findings: list[Finding], spots: dict[str, Spot]) -> dict[str, dict[str, str]]:
    """`translations/<locale>.yaml` of a folder, flattened; keys may be nested or already dotted."""
    return {locale: _read(folder, f"translations/{locale}.yaml", findings, spots) for locale in LOCALES}


def _read(folder: Path, name: str, findings: list[Finding], spots: dict[str, Spot]) -> dict[str, str]:
    path = folder / name
    if not path.is_file():
        findings.append(Finding(str(path), 0, "", "The file is missing.", f"Write {name}."))
        return {}
    try:
        spots[name] = read_marked(path.read_bytes(), str(path))
    except InputError as error:
        findings.extend(error.findings)
        return {}
    found: dict[str, str] = {}
    for key, spot in flatten(spots[name]):
        if not isinstance(spot.value, str) or not spot.value.strip():
            findings.append(
                Finding(str(path), spot.line, key, "A sentence is expected here.", "Write the text.")
            )
        else:
            found[key] = spot.value
    return found


def flatten(spot: Spot, prefix: str = "") -> Iterator[tuple[str, Spot]]:
    """Dotted key and spot of every leaf."""
    for key, part in spot.fields.items():
        if isinstance(part.value, dict):
            yield from flatten(part, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", part


def item_words(item: Item) -> Iterator[str]:
    """What is said about an item: the keys below `items.<id>.`."""
    yield from OWN
    yield from SHARED
    yield from (f"conditions.{condition}" for condition in item.conditions)
    yield from (f"materials.{material.id}" for material in item.materials)
    yield from (f"fees.{fee.id}" for fee in item.fees)
    yield from (f"stages.{stage.id}" for stage in item.stages)
    for question in item.faq:
        yield from (f"faq.{question}.question", f"faq.{question}.answer")


def expand(own: Texts, place: Texts, items: Iterable[Item]) -> dict[str, dict[str, str]]:
    """The service's texts with every item's keys filled from the service's or the place's shared ones."""
    found: dict[str, dict[str, str]] = {}
    items = tuple(items)
    for locale in LOCALES:
        mine, shared = own.get(locale, {}), place.get(locale, {})
        found[locale] = dict(mine)
        for item in items:
            for word in item_words(item):
                found[locale].setdefault(f"items.{item.id}.{word}", _fallback(word, mine, shared))
        found[locale] = {key: text for key, text in found[locale].items() if text}
    return found


def _fallback(word: str, service: Mapping[str, str], place: Mapping[str, str]) -> str:
    """Own words of an item have no fallback: `name` of the service is not the name of its item."""
    return "" if word in OWN else service.get(word) or place.get(word) or ""
