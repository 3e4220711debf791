"""Whom a change of the rules concerns: people alike in one attribute, and how many of them are treated differently.

Serves whoever must know, before a law changes, which region or age it hits.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minben.kernel.decision.batch import Coded, decide_many, encode
from minben.kernel.decision.model import Model
from minben.kernel.feel import DateTime, Function, Value, from_python, to_json
from minben.kernel.feel.errors import suggestion
from minben.kernel.finding import refuse

Facts = Mapping[str, object]
Order = tuple[int, Decimal, str]
MOST = 12  # numbers of more different values are told in bands


@dataclass(frozen=True)
class Group:
    """People alike in one attribute: its value as JSON, or a band of numbers as a FEEL range; None when unknown."""

    value: Any
    total: int
    different: int


@dataclass
class Counter:
    """Counts people by one attribute: the name of a decision of the model, or a path such as `person.region`."""

    model: Model
    attribute: str
    counts: dict[str, tuple[Value, int, int]] = field(default_factory=dict[str, tuple[Value, int, int]])
    members: set[str] = field(default_factory=set[str])

    def add(
        self,
        crowd: Sequence[Facts],
        columns: Mapping[str, Sequence[object]],
        differs: NDArray[np.bool_],
        now: DateTime | None,
    ) -> None:
        """Count some more people; `differs` says of each whether the result changes."""
        coded = self.coded(crowd, columns, now)
        totals = np.bincount(coded.places, minlength=len(coded.values))
        changed = np.bincount(coded.places[differs], minlength=len(coded.values))
        for value, total, different in zip(coded.values, totals.tolist(), changed.tolist(), strict=True):
            key = told(value)
            _, before, others = self.counts.get(key, (value, 0, 0))
            self.counts[key] = value, before + total, others + different

    def coded(
        self, crowd: Sequence[Facts], columns: Mapping[str, Sequence[object]], now: DateTime | None
    ) -> Coded:
        """The attribute of each of them."""
        if self.attribute in self.model.decisions:
            return decide_many(self.model, self.attribute, columns, now=now)
        self.members.update(path for facts in crowd[:100] for path in paths(facts))
        raw = encode([reached(facts, self.attribute) for facts in crowd])
        return Coded([from_python(value) for value in raw.values], raw.places)

    def groups(self) -> tuple[Group, ...]:
        """All groups, in the order of the attribute, the unknown last. InputError when nobody has the attribute."""
        self.known()
        numbers = [value for value, _, _ in self.counts.values() if isinstance(value, Decimal)]
        width = _width(max(numbers) - min(numbers)) if len(numbers) > MOST else None
        found: dict[Order, Group] = {}
        for value, total, different in self.counts.values():
            order, shown = _shown(value, width)
            before = found.get(order, Group(shown, 0, 0))
            found[order] = Group(shown, before.total + total, before.different + different)
        return tuple(found[order] for order in sorted(found))

    def known(self) -> None:
        """Refuse an attribute that nobody has."""
        if self.attribute in self.model.decisions or any(
            value is not None for value, _, _ in self.counts.values()
        ):
            return
        names = [*(one.name for one in self.model.each_decision()), *self.members]
        advice = suggestion(self.attribute, names) or "Name a decision, or the path of a fact: person.region."
        raise refuse(self.model.file, f"Nobody has {self.attribute!r}.", advice)


def reached(facts: Facts, path: str) -> object:
    """The fact at the end of a path of names; None when there is none."""
    at: object = facts
    for name in path.split("."):
        at = at.get(name) if isinstance(at, Mapping) else None  # pyright: ignore[reportUnknownVariableType,reportUnknownMemberType]
    return at  # pyright: ignore[reportUnknownVariableType]


def paths(facts: Mapping[Any, Any], before: str = "") -> Iterator[str]:
    """The paths of all facts of a person that are no mappings themselves."""
    for name, value in facts.items():
        if isinstance(value, Mapping):
            yield from paths(value, f"{before}{name}.")  # pyright: ignore[reportUnknownArgumentType]
        else:
            yield f"{before}{name}"


def told(value: Value) -> str:
    """The value as text that tells different values apart."""
    return json.dumps(_json(value), ensure_ascii=False, default=str, sort_keys=True)


def _json(value: Value) -> Any:
    return "a function" if isinstance(value, Function) else to_json(value)


def _width(reach: Decimal) -> Decimal:
    """The narrowest of 1, 2, 5, 10, 20 … (or of tenths and so on) that needs at most `MOST` bands."""
    power = Decimal(1).scaleb((reach / MOST).adjusted())
    return next(width * power for width in (1, 2, 5, 10, 20) if width * power * (MOST - 1) >= reach)


def _shown(value: Value, width: Decimal | None) -> tuple[Order, Any]:
    """Where the group stands among others, and how it is called."""
    if not isinstance(value, Decimal):
        return (2 if value is None else 1, Decimal(0), told(value)), _json(value)
    if width is None:
        return (0, value, ""), _json(value)
    start = math.floor(Fraction(value) / Fraction(width)) * width
    return (0, start, ""), f"[{_json(start)}..{_json(start + width)})"
