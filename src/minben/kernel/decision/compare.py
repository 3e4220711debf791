"""Two versions of a rule over one population: who would be treated differently. Serves whoever changes a law."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minben.kernel.decision.batch import Coded, combined, decide_many
from minben.kernel.decision.groups import Counter, Group
from minben.kernel.decision.model import Model
from minben.kernel.feel import DateTime, Function, Value, to_json
from minben.kernel.finding import refuse

Facts = Mapping[str, object]
EXAMPLES = 3
CROWD = 200_000  # people held in memory at once


@dataclass
class Change:
    """People whose result changes in one way: how many, and the facts of the first few."""

    before: Any
    after: Any
    count: int = 0
    examples: list[Facts] = field(default_factory=list)


@dataclass(frozen=True)
class Comparison:
    """How many were decided about, the changes, the commonest first, and by attribute whom they concern."""

    total: int
    changes: tuple[Change, ...]
    groups: Mapping[str, tuple[Group, ...]] = field(default_factory=dict[str, tuple[Group, ...]])

    @property
    def different(self) -> int:
        """How many are treated differently."""
        return sum(change.count for change in self.changes)


def compare(
    old: Model,
    new: Model,
    decision: str,
    people: Iterable[Facts],
    now: DateTime | None = None,
    *,
    by: Sequence[str] = (),
) -> Comparison:
    """Decide about everybody twice, `CROWD` people at once. KeyError as in `evaluate`.

    `by` names attributes: decisions of the old model or paths of facts; InputError for one that nobody has.
    """
    changes: dict[str, Change] = {}
    counters = [Counter(old, attribute) for attribute in by]
    total, rest = 0, iter(people)
    while crowd := list(islice(rest, CROWD)):
        total += len(crowd)
        columns = _columns(crowd)
        before, after = (decide_many(model, decision, columns, now=now) for model in (old, new))
        differs = _count(changes, crowd, before, after)
        for counter in counters:
            counter.add(crowd, columns, differs, now)
    return Comparison(
        total,
        tuple(sorted(changes.values(), key=lambda change: -change.count)),
        {counter.attribute: counter.groups() for counter in counters} if total else {},
    )


def _columns(crowd: Sequence[Facts]) -> dict[str, list[object]]:
    """The facts by name. Somebody without `namespace#name` is decided about by `name`, as `evaluate` does."""
    names = {name for facts in crowd for name in facts}
    return {
        name: [facts.get(name, facts.get(name.rpartition("#")[2])) for facts in crowd]
        for name in sorted(names)
    }


def _count(
    changes: dict[str, Change], crowd: Sequence[Facts], before: Coded, after: Coded
) -> NDArray[np.bool_]:
    """Add those of this crowd whose results differ, and say of each whether it does."""
    firsts, places = combined([before.places, after.places], len(crowd))
    order, counts = np.argsort(places, kind="stable"), np.bincount(places)
    starts = np.cumsum(counts) - counts
    differs = np.zeros(len(firsts), np.bool_)
    cases = zip(firsts, starts.tolist(), counts.tolist(), range(len(firsts)), strict=True)
    for first, start, count, place in sorted(cases):
        was, becomes = (_told(column.values[column.places[first]]) for column in (before, after))
        if was != becomes:
            change = changes.setdefault(json.dumps([was, becomes], default=str), Change(was, becomes))
            differs[place] = True
            change.count += count
            lacking = max(EXAMPLES - len(change.examples), 0)
            change.examples += [crowd[at] for at in order[start : start + min(lacking, count)].tolist()]
    return differs[places]


def _told(value: Value) -> Any:
    return "a function" if isinstance(value, Function) else to_json(value)


def read_people(path: Path) -> Iterator[Facts]:
    """One JSON object of facts on each line. InputError, naming the line, for anything else."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield _person(path, number, line)


def _person(path: Path, number: int, line: str) -> Facts:
    try:
        facts: object = json.loads(line)
    except ValueError:
        facts = None
    if not isinstance(facts, dict):
        raise refuse(
            str(path), "This line is no JSON object.", "Write one person's facts on each line.", line=number
        )
    return {str(name): value for name, value in facts.items()}  # pyright: ignore[reportUnknownVariableType]


def told(result: Comparison) -> Iterator[str]:
    """The comparison in words."""
    yield f"{result.different} of {result.total} would be treated differently."
    for change in result.changes:
        before, after = (json.dumps(value, ensure_ascii=False) for value in (change.before, change.after))
        yield f"{change.count}: {before} becomes {after}, for instance"
        for facts in change.examples:
            yield f"  {json.dumps(facts, ensure_ascii=False)}"
    for attribute, groups in result.groups.items():
        yield f"by {attribute}:"
        for group in groups:
            name = "unknown" if group.value is None else group.value
            name = name if isinstance(name, str) else json.dumps(name, ensure_ascii=False)
            share = f"{100 * group.different / group.total:.1f} %"
            yield f"  {name}: {group.different} of {group.total} ({share})"
