"""A service's rules as a lawyer reads them: tables with their columns in the reader's words and their articles of law,
the facts they ask for, and what they say about facts somebody tries. Serves the pages of decisions and drafts.

Values in, values out. What people write reaches nothing but the FEEL engine, which is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _

from minben.kernel import feel
from minben.kernel.decision import Decision, Model, Table, evaluate, nearest
from minben.kernel.decision.items import type_named
from minben.kernel.decision.model import Column, Literal
from minben.kernel.feel.tree import Literal as LiteralTree
from minben.kernel.pack import Place, Service
from minben.platform.casework.wording import law
from minben.platform.studio.remarks import note

DAY = "application.date"  # the day on which somebody applies: the platform gives it, no form asks it
KINDS = {"number": "number", "boolean": "boolean", "date": "date", "choice": "choice"}
ITEM_ADVICE = "_advice"
GRANTED = "granted"
SINGLE = ("UNIQUE", "ANY", "FIRST", "PRIORITY")  # hit policies that give one result


@dataclass(frozen=True)
class Head:
    """A column: its words, the expression or name behind them, and the values it allows."""

    label: str
    code: str
    values: str = ""


@dataclass(frozen=True)
class Line:
    """A row of a table as shown: `cites` are its annotations, each with its article in words."""

    number: int
    id: str
    tests: tuple[str, ...]
    results: tuple[str, ...]
    cites: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A decision table as shown."""

    policy: str
    aggregation: str
    inputs: tuple[Head, ...]
    outputs: tuple[Head, ...]
    notes: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Shown:
    """A decision as shown: a table, or a text of FEEL, or neither (`other`)."""

    id: str
    name: str
    title: str
    question: str
    needs: tuple[tuple[str, str], ...]  # (name, id of the decision or "" for a fact)
    sheet: Sheet | None = None
    text: str = ""


@dataclass(frozen=True)
class Fact:
    """One thing to be told: `path` as rules name it, `kind` text, number, boolean, date or choice."""

    path: str
    label: str
    kind: str = "text"
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Way:
    """What would have given another result: the row, its articles, and each fact that stands in the way."""

    result: str
    row: int
    cites: tuple[str, ...]
    separations: tuple[tuple[str, str, str], ...]  # (fact, what it is, what the row wants)


@dataclass(frozen=True)
class Verdict:
    """What one decision says about the facts."""

    decision: Shown
    value: str
    rows: tuple[int, ...] = ()
    read: tuple[tuple[str, str], ...] = ()
    ways: tuple[Way, ...] = ()
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Rulebook:
    """The rules of a service, or of a draft of them, and the place whose words and laws they use."""

    model: Model
    place: Place
    service: Service
    locale: str

    @property
    def file(self) -> str:
        """The name of the rules' file in the service's folder."""
        return PurePath(self.model.file).name

    def say(self, key: str) -> str:
        """A sentence of the place, "" when it has none."""
        return self.place.texts[self.locale].get(key, "")

    # --- shown ---

    def decisions(self) -> list[Shown]:
        """Every decision in the order of the file."""
        return [self.shown(each) for each in self.model.each_decision()]

    def shown(self, decision: Decision) -> Shown:
        """One decision in the reader's words."""
        logic = decision.logic
        return Shown(
            decision.id,
            decision.name,
            self.title(decision.name),
            decision.question,
            tuple(self._needs(decision)),
            self.sheet(logic) if isinstance(logic, Table) else None,
            logic.text if isinstance(logic, Literal) else "",
        )

    def title(self, name: str) -> str:
        """What a decision is called: by the item it decides or advises on, else by its own name."""
        items = {one.id: self.service.say(f"items.{one.id}.name", self.locale) for one in self.service.items}
        advised = items.get(name.removesuffix(ITEM_ADVICE)) if name.endswith(ITEM_ADVICE) else ""
        if advised:
            return _("Advice on: %(item)s") % {"item": advised}
        return items.get(name) or name.replace("_", " ")

    def _needs(self, decision: Decision) -> Iterator[tuple[str, str]]:
        for arrow in decision.requires:
            target = self.model.element(arrow.target)
            known = self.model.decisions.get(arrow.target)
            yield target.name if target else arrow.target, known.id if known else ""

    def sheet(self, table: Table) -> Sheet:
        """A table in the reader's words."""
        notes = tuple(dict.fromkeys(name for rule in table.rules for name in rule.annotations))
        lines = tuple(
            Line(number, rule.id, rule.tests, rule.results, self.cited(rule.annotations))
            for number, rule in enumerate(table.rules, 1)
        )
        heads = tuple(self.head(column) for column in table.inputs)
        outputs = tuple(Head(one.label or one.text, one.text, one.values) for one in table.outputs)
        return Sheet(table.hit_policy, table.aggregation, heads, outputs, notes, lines)

    def head(self, column: Column) -> Head:
        """An input column by the label of the data element that it reads, where it reads just one."""
        label = self.say(f"elements.{column.text.strip()}.label") or column.label or column.text
        return Head(label, column.text, column.values)

    def cited(self, annotations: Mapping[str, str]) -> tuple[str, ...]:
        """A row's annotations, laws by their names."""
        return tuple(law(self.place, text, self.locale) for text in annotations.values() if text)

    # --- tried ---

    def facts(self) -> list[Fact]:
        """What the decisions ask to be told, in the order of the file's inputs and of their first mention."""
        said = " ".join(text for each in self.model.each_decision() for text in _texts(each.logic))
        inputs = list({one.id: one for one in self.model.inputs.values()}.values())
        return [fact for one in inputs for fact in self._facts_of(one.name, one.type, said)]

    def _facts_of(self, name: str, kind: str, said: str) -> Iterator[Fact]:
        spec = type_named(kind, self.model.types)
        members = dict(zip(spec.members, spec.parts, strict=True)) if spec and spec.members else {}
        paths = re.findall(rf"(?<![\w.]){re.escape(name)}\.(\w+)", said)
        for member in dict.fromkeys([*members, *paths]):
            yield self._fact(f"{name}.{member}", members[member].kind if member in members else "")
        if not members and not paths:
            yield self._fact(name, spec.kind if spec else "")

    def _fact(self, path: str, kind: str) -> Fact:
        element = self.place.elements.get(path)
        if element is None:
            return Fact(path, path, "date" if path == DAY else KINDS.get(kind, "text"))
        label = self.say(f"elements.{path}.label") or path
        words = tuple((one, self.say(f"elements.{path}.choices.{one}") or one) for one in element.choices)
        return Fact(path, label, KINDS.get(element.type, "text"), words)

    def tried(self, told: Mapping[str, Any], day: date) -> list[Verdict]:
        """What every decision says when these facts are told (path -> value; absent: not known). FeelLimit when that
        would take too long.
        """
        given = _nested([one.path for one in self.facts()], told)
        return [self._verdict(each, given, day) for each in self.model.each_decision()]

    def _verdict(self, decision: Decision, facts: Mapping[str, Any], day: date) -> Verdict:
        now = feel.from_python(_midnight(day))
        outcome = evaluate(self.model, decision.id, facts, now=now)  # type: ignore[arg-type]
        own = next((hit for hit in outcome.trace if hit.decision == decision.name), None)
        read = tuple((label, feel.to_feel(value)) for label, value in own.read.items()) if own else ()
        ways = self._ways(decision, facts, outcome.value, now)
        rows = own.rows if own else ()
        value = feel.to_feel(outcome.value)
        return Verdict(self.shown(decision), value, rows, read, tuple(ways), tuple(map(note, outcome.notes)))

    def _ways(self, decision: Decision, facts: Mapping[str, Any], value: Any, now: Any) -> Iterator[Way]:
        """The nearest rows to every other result of a table that gives one result; granting first."""
        logic = decision.logic
        if not isinstance(logic, Table) or logic.hit_policy not in SINGLE or value == GRANTED:
            return
        others = [one for one in _results(logic) if one != value]
        for wish in sorted(others, key=lambda one: one != GRANTED):
            for row in nearest(self.model, decision.id, facts, wish, now=now)[:1]:
                parts = tuple((one.input, feel.to_feel(one.value), one.test) for one in row.separations)
                yield Way(feel.to_feel(wish), row.row, self.cited(row.annotations), parts)


def _midnight(day: date) -> Any:
    from datetime import UTC, datetime

    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _texts(logic: Any) -> Iterator[str]:
    """Every text of a decision's logic."""
    if isinstance(logic, str):
        yield logic
    elif isinstance(logic, tuple):
        for part in logic:
            yield from _texts(part)
    elif is_dataclass(logic):
        for one in fields(logic):
            yield from _texts(getattr(logic, one.name))


def _nested(paths: list[str], told: Mapping[str, Any]) -> dict[str, Any]:
    """`shop.area` = 40 becomes {"shop": {"area": 40}}; what is not told is null."""
    given: dict[str, Any] = {}
    for path in paths:
        name, _dot, member = path.partition(".")
        if member:
            given.setdefault(name, {})[member] = told.get(path)
        else:
            given[name] = told.get(path)
    return given


def _results(table: Table) -> list[Any]:
    """The literal results of a table of one output, each once, in its order."""
    found: list[Any] = []
    if len(table.outputs) != 1:
        return found
    for rule in table.rules:
        try:
            tree = feel.parse(rule.results[0]).tree
        except feel.FeelError:
            continue
        if isinstance(tree, LiteralTree) and tree.value is not None and tree.value not in found:
            found.append(tree.value)
    return found
