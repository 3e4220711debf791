"""From marked YAML to the dataclasses of the model, by their type hints: unknown and missing keys are named.

Serves the reader. One decoder for every file keeps the schema in one place: `model.py`.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING as NO_DEFAULT
from dataclasses import Field, fields, is_dataclass
from datetime import time
from difflib import get_close_matches
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from minben.kernel.finding import Finding
from minben.kernel.pack.marks import UNREAD, Spot
from minben.kernel.pack.model import Law


class Absent:
    """What could not be read; a finding says why."""


ABSENT = Absent()


class Decoder:
    """Decodes one file and collects what is wrong with it."""

    def __init__(self, file: str, findings: list[Finding]) -> None:
        self.file = file
        self.findings = findings

    def wrong(self, spot: Spot, place: str, message: str, advice: str) -> Absent:
        self.findings.append(Finding(self.file, spot.line, place, message, advice))
        return ABSENT

    # --- mappings ---

    def keys(self, spot: Spot, place: str, known: Mapping[str, bool]) -> bool:
        """Whether `spot` is a mapping with all required keys (known: key -> required); complains of the others."""
        if spot.tag == UNREAD:
            return False
        if not isinstance(spot.value, dict):
            self.wrong(spot, place, "A mapping is expected here.", f"Write the keys {', '.join(known)}.")
            return False
        for key, value in spot.fields.items():
            if key not in known:
                self.wrong(
                    value, f"{place}.{key}".lstrip("."), f"The key {key} is unknown.", suggest(key, known)
                )
        missing = [key for key, required in known.items() if required and key not in spot.fields]
        for key in missing:
            self.wrong(spot, f"{place}.{key}".lstrip("."), f"The key {key} is missing.", "Add it.")
        return not missing

    def record(
        self, kind: type[Any], spot: Spot, place: str = "", given: Mapping[str, Any] | None = None
    ) -> Any:
        """An instance of the dataclass `kind`; `given` values are not read from the file."""
        given = given or {}
        hints = get_type_hints(kind)
        wanted = {part.name: part for part in fields(kind) if part.name not in given}
        if not self.keys(spot, place, {name: _required(part) for name, part in wanted.items()}):
            return ABSENT
        values = {
            name: self.value(hints[name], spot.fields[name], f"{place}.{name}".lstrip("."))
            for name in wanted
            if name in spot.fields
        }
        if any(value is ABSENT for value in values.values()):
            return ABSENT
        return kind(**values, **given)

    # --- any type ---

    def value(self, hint: Any, spot: Spot, place: str) -> Any:
        """The value of type `hint`, or ABSENT with a finding."""
        origin = get_origin(hint)
        if origin in (Union, types.UnionType):
            inner = next(kind for kind in get_args(hint) if kind is not type(None))
            return None if spot.tag == "null" else self.value(inner, spot, place)
        if origin is tuple:
            return self.many(get_args(hint)[0], spot, place)
        if origin is not None and issubclass(origin if isinstance(origin, type) else object, Mapping):
            return self.table(get_args(hint)[1], spot, place)
        if hint is Law:
            return self.law(spot, place)
        if hint is Any:
            return plain(spot)
        if is_dataclass(hint) and isinstance(hint, type):
            return self.record(hint, spot, place)
        return self.scalar(hint, spot, place)

    def many(self, hint: Any, spot: Spot, place: str) -> Any:
        if not isinstance(spot.value, list):
            return self.wrong(
                spot, place, "A list is expected here.", "Write [a, b] or lines beginning with -."
            )
        found = [
            self.value(hint, part, f"{place}.{next(part.names(), str(index))}")
            for index, part in enumerate(spot.parts)
        ]
        return ABSENT if any(part is ABSENT for part in found) else tuple(found)

    def table(self, hint: Any, spot: Spot, place: str) -> Any:
        if not isinstance(spot.value, dict):
            return self.wrong(spot, place, "A mapping is expected here.", "Write key: value.")
        found = {key: self.value(hint, part, f"{place}.{key}") for key, part in spot.fields.items()}
        return ABSENT if any(part is ABSENT for part in found.values()) else found

    def law(self, spot: Spot, place: str) -> Law | Absent:
        if not isinstance(spot.value, str) or not spot.value.strip():
            return self.wrong(spot, place, "A legal basis is expected here.", "Write: law-id article.")
        law, _, article = spot.value.strip().partition(" ")
        return Law(law, article.strip())

    def scalar(self, hint: Any, spot: Spot, place: str) -> Any:
        if not isinstance(spot.value, str):
            return self.wrong(
                spot, place, "A single value is expected here.", "Write one word, number or text."
            )
        if get_origin(hint) is Literal:
            if spot.value in get_args(hint):
                return spot.value
            advice = suggest(spot.value, dict.fromkeys(get_args(hint), True))
            return self.wrong(spot, place, f"{spot.value!r} is not allowed here.", advice)
        try:
            return _plain(hint, spot)
        except ValueError:
            return self.wrong(spot, place, f"{spot.value!r} is no {hint.__name__}.", "Correct the value.")


def _plain(hint: Any, spot: Spot) -> Any:
    """Text as text, numbers, true/false and times of day from their text. Raises ValueError."""
    if hint is bool:
        if spot.tag != "bool":
            raise ValueError
        return spot.value.lower() in ("true", "yes", "on")
    if hint in (int, float):
        return hint(spot.value)
    if hint is time:
        return time.fromisoformat(spot.value)
    return "" if spot.tag == "null" else spot.value


def plain(spot: Spot) -> Any:
    """Whatever stands there, as plain data: lists, mappings, numbers, true and false; dates and times stay text."""
    if isinstance(spot.value, dict):
        return {key: plain(part) for key, part in spot.fields.items()}
    if isinstance(spot.value, list):
        return [plain(part) for part in spot.parts]
    try:
        kind = {"bool": bool, "int": int, "float": float}.get(spot.tag, str)
        return None if spot.tag == "null" else _plain(kind, spot)
    except ValueError:  # 1_000 or 0x1f: YAML's other ways to write numbers
        return str(spot.value)


def _required(part: Field[Any]) -> bool:
    return part.default is NO_DEFAULT and part.default_factory is NO_DEFAULT


def suggest(word: str, known: Mapping[str, Any]) -> str:
    """Advice for a misspelt word."""
    close = get_close_matches(word, known, n=1)
    return f"Did you mean {close[0]}?" if close else f"Known: {', '.join(known)}."
