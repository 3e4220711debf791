"""Rules about the place itself: regions, units, posts, elements, registers, laws. Serves the checker."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from minben.kernel.finding import Finding
from minben.kernel.pack.decode import suggest
from minben.kernel.pack.load import Loaded
from minben.kernel.pack.model import Place, Register, Unit
from minben.kernel.pack.vocabulary import PROFILE_PATTERNS, REGION_LEVELS, ROLES, SHARING

HOME = "place.yaml"


def check_parts(place: Place, loaded: Loaded) -> Iterator[Finding]:
    """All findings about place.yaml, elements.yaml, laws.yaml and the registers."""
    yield from _regions(place, loaded)
    yield from _units(place, loaded)
    yield from _people(place, loaded)
    yield from _profile(place, loaded)
    yield from _sources(place, loaded)
    yield from _elements(place, loaded)
    for register in place.registers.values():
        yield from _register(register, place, loaded)
    yield from _laws(place, loaded)


def _at(loaded: Loaded, path: tuple[str, ...], message: str, advice: str, file: str = HOME) -> Finding:
    return Finding(loaded.path(file), loaded.line(file, *path), ".".join(path), message, advice)


def _twice(loaded: Loaded, kind: str, names: Iterable[str]) -> Iterator[Finding]:
    for name, count in Counter(names).items():
        if count > 1:
            yield _at(loaded, (kind, name), f"{name} is given {count} times.", "Give each its own id.")


def _regions(place: Place, loaded: Loaded) -> Iterator[Finding]:
    yield from _twice(loaded, "regions", (region.id for region in place.regions))
    seen: set[str] = set()
    for region in place.regions:
        path = ("regions", region.id)
        if region.level not in REGION_LEVELS:
            advice = f"Use {', '.join(REGION_LEVELS)}."
            yield _at(loaded, (*path, "level"), f"{region.level!r} is no level of region.", advice)
        if region.parent and region.parent not in seen:
            advice = "Name a region listed above it; parents come first."
            yield _at(loaded, (*path, "parent"), f"There is no region {region.parent} before it.", advice)
        if not re.fullmatch(r"\d{12}", region.code):
            yield _at(
                loaded, (*path, "code"), "A region code has 12 digits.", "Extend GB/T 2260's six by zeros."
            )
        seen.add(region.id)


def _units(place: Place, loaded: Loaded) -> Iterator[Finding]:
    yield from _twice(loaded, "units", (unit.id for unit in place.units))
    regions, units = {region.id for region in place.regions}, {unit.id for unit in place.units}
    lines = {key.removeprefix("lines.") for key in place.texts["en"] if key.startswith("lines.")}
    for unit in place.units:
        path = ("units", unit.id)
        for key in ("region", "region_parent"):
            if getattr(unit, key) not in regions:
                advice = suggest(getattr(unit, key), dict.fromkeys(regions, True))
                yield _at(loaded, (*path, key), f"There is no region {getattr(unit, key)}.", advice)
        if unit.sector_parent not in units | lines:
            message = (
                f"The sector parent {unit.sector_parent} is neither a unit nor a line outside the place."
            )
            advice = suggest(unit.sector_parent, dict.fromkeys(sorted(units | lines), True))
            yield _at(loaded, (*path, "sector_parent"), message, advice)
        elif _circular(unit, place):
            yield _at(
                loaded, (*path, "sector_parent"), "The line of sector parents is a circle.", "Break it."
            )


def _circular(unit: Unit, place: Place) -> bool:
    above = {one.id: one.sector_parent for one in place.units}
    here, seen = unit.id, set[str]()
    while here in above and here not in seen:
        seen.add(here)
        here = above[here]
    return here in seen


def _people(place: Place, loaded: Loaded) -> Iterator[Finding]:
    units = {unit.id for unit in place.units}
    yield from _twice(loaded, "posts", (post.id for post in place.posts))
    for post in place.posts:
        path = ("posts", post.id)
        if post.unit not in units:
            advice = suggest(post.unit, dict.fromkeys(units, True))
            yield _at(loaded, (*path, "unit"), f"There is no unit {post.unit}.", advice)
        for role in post.roles:
            if role not in ROLES:
                advice = suggest(role, dict.fromkeys(sorted(ROLES), True))
                yield _at(loaded, (*path, "roles"), f"{role!r} is no role.", advice)
        if {"officer", "inspector"} <= set(post.roles):
            message = "One post both handles cases and inspects them."
            yield _at(
                loaded, (*path, "roles"), message, "Give execution and supervision to different people."
            )
    yield from _twice(loaded, "posts", (post.holder for post in place.posts))
    yield from _citizens(place, loaded)


def _citizens(place: Place, loaded: Loaded) -> Iterator[Finding]:
    """Demo citizens are people of the register; who acts for another has a mandate with a legal basis."""
    known = {record["id_number"] for record in _records(place, "population")}
    for citizen in place.citizens:
        if citizen.person not in known:
            message = f"{citizen.person} is not in the population register."
            yield _at(
                loaded, ("citizens", citizen.account, "person"), message, "Name a person of the register."
            )
        for principal in citizen.acts_for:
            if principal not in known:
                message = f"{principal} is not in the population register."
                path = ("citizens", citizen.account, "acts_for")
                yield _at(loaded, path, message, "Name a person of the register.")
        if citizen.acts_for and (citizen.mandate is None or citizen.mandate.id not in place.laws):
            path = ("citizens", citizen.account, "mandate")
            yield _at(
                loaded, path, "Nobody acts for another without a legal basis.", "Name a law of laws.yaml."
            )


def _records(place: Place, register: str) -> Iterable[dict[str, str]]:
    return (
        [dict(record) for record in place.registers[register].records] if register in place.registers else []
    )


def _profile(place: Place, loaded: Loaded) -> Iterator[Finding]:
    for key in PROFILE_PATTERNS:
        pattern = place.profile.get(key)
        if pattern is None:
            yield _at(loaded, ("profile", key), f"The profile lacks {key}.", "Give the pattern of this code.")
            continue
        try:
            re.compile(pattern)
        except re.error as error:
            yield _at(loaded, ("profile", key), f"This is no regular expression: {error}.", "Correct it.")


def law_exists(basis: str, place: Place) -> bool:
    """Whether `law-id article` names a law of the place."""
    return basis.partition(" ")[0] in place.laws


def _sources(place: Place, loaded: Loaded) -> Iterator[Finding]:
    file = "elements.yaml"
    for source in place.sources:
        path = ("sources", source.register)
        register = place.registers.get(source.register)
        if register is None:
            advice = suggest(source.register, place.registers)
            yield _at(loaded, path, f"There is no register {source.register}.", advice, file)
            continue
        for element, field in [*source.key.items(), *source.gives.items()]:
            if element not in place.elements:
                advice = suggest(element, place.elements)
                yield _at(loaded, path, f"There is no element {element}.", advice, file)
            if field not in register.fields:
                message = f"The register {source.register} has no field {field}."
                yield _at(loaded, path, message, suggest(field, register.fields), file)
        if source.duty != any(one.duty for one in place.sources if one.register == source.register):
            message = f"The register {source.register} is read here by consent and there by duty."
            advice = "People are asked register by register: let all its sources say the same."
            yield _at(loaded, path, message, advice, file)
        if not law_exists(source.basis, place):
            message = f"Reading {source.register} has no legal basis that the place knows: {source.basis!r}."
            yield _at(loaded, path, message, "Name a law of laws.yaml.", file)


def _elements(place: Place, loaded: Loaded) -> Iterator[Finding]:
    file = "elements.yaml"
    for element in place.elements.values():
        path = ("elements", element.id)
        if (element.type == "choice") != bool(element.choices):
            message = "A choice has choices, and nothing else has."
            yield _at(loaded, path, message, "Correct the type or the choices.", file)
        try:
            re.compile(element.pattern)
        except re.error as error:
            yield _at(
                loaded, (*path, "pattern"), f"This is no regular expression: {error}.", "Correct it.", file
            )


def _register(register: Register, place: Place, loaded: Loaded) -> Iterator[Finding]:
    file = f"registers/{register.id}/register.yaml"
    if register.owner not in {unit.id for unit in place.units}:
        yield _at(loaded, ("owner",), f"There is no unit {register.owner}.", "Name the keeper.", file)
    if register.sharing not in SHARING:
        advice = f"Use {', '.join(sorted(SHARING))}."
        yield _at(loaded, ("sharing",), f"{register.sharing!r} is no class of sharing.", advice, file)
    if not law_exists(register.basis, place):
        message = f"The register has no legal basis that the place knows: {register.basis!r}."
        yield _at(loaded, ("basis",), message, "Name a law of laws.yaml.", file)
    if register.key not in register.fields:
        message = f"The key {register.key} is no field."
        yield _at(loaded, ("key",), message, suggest(register.key, register.fields), file)
        return
    counts = Counter(record[register.key] for record in register.records)
    for key, count in counts.items():
        if count > 1:
            message = f"{count} records have the key {key}."
            yield _at(
                loaded, ("key",), message, "A key belongs to one record; choose another key field.", file
            )


def _laws(place: Place, loaded: Loaded) -> Iterator[Finding]:
    for law in place.laws.values():
        for key in ("in_force", "adopted", "amended"):
            value = getattr(law, key)
            if (value or key == "in_force") and not is_date(value):
                path = ("laws", law.id, key)
                yield _at(loaded, path, f"{value!r} is no date.", "Write 2026-01-31.", "laws.yaml")


def is_pattern(text: str) -> bool:
    """Whether the text is a regular expression (and not empty)."""
    try:
        return bool(re.compile(text).pattern)
    except re.error:
        return False


def is_date(text: str) -> bool:
    """Whether the text is an ISO 8601 date."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
