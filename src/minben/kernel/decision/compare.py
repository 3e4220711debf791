"""Two versions of a rule over one population: who would be treated differently. Serves whoever changes a law."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from minben.kernel.decision.evaluate import evaluate
from minben.kernel.decision.model import Model
from minben.kernel.feel import DateTime, Function, to_json
from minben.kernel.finding import refuse

Facts = Mapping[str, object]
EXAMPLES = 3


@dataclass
class Change:
    """People whose result changes in one way: how many, and the facts of the first few."""

    before: Any
    after: Any
    count: int = 0
    examples: list[Facts] = field(default_factory=list)


@dataclass(frozen=True)
class Comparison:
    """How many were decided about, and the changes, the commonest first."""

    total: int
    changes: tuple[Change, ...]

    @property
    def different(self) -> int:
        """How many are treated differently."""
        return sum(change.count for change in self.changes)


def compare(
    old: Model, new: Model, decision: str, people: Iterable[Facts], now: DateTime | None = None
) -> Comparison:
    """Decide about everybody twice. People with the same facts are decided about once. KeyError as in `evaluate`."""
    known: dict[str, tuple[Any, Any]] = {}
    changes: dict[str, Change] = {}
    total = 0
    for facts in people:
        total += 1
        key = json.dumps(facts, sort_keys=True, default=str)
        if key not in known:
            known[key] = _result(old, decision, facts, now), _result(new, decision, facts, now)
        before, after = known[key]
        if before != after:
            change = changes.setdefault(json.dumps([before, after], default=str), Change(before, after))
            change.count += 1
            if len(change.examples) < EXAMPLES:
                change.examples.append(facts)
    return Comparison(total, tuple(sorted(changes.values(), key=lambda change: -change.count)))


def _result(model: Model, decision: str, facts: Facts, now: DateTime | None) -> Any:
    value = evaluate(model, decision, facts, now=now).value
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
