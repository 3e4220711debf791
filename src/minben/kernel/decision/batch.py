"""A decision about many cases at once, over columns. Serves what-if comparisons of whole populations.

Each column is kept as its distinct values and, for each case, the place of its value among them. A cell of a table
is asked about each distinct value once, by the same code that decides about a single case; the answers for all rows
of the table are bits, so that the matching rows of a million cases are a few operations on whole arrays. What no
column can express (logic other than tables, cells and results that read further names) is evaluated once for each
distinct combination of what it reads. Hence batch equals single, digit for digit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minben.kernel.decision.evaluate import Session, evaluate, find
from minben.kernel.decision.model import Decision, InputData, Model, Table
from minben.kernel.decision.program import scope_names, unit
from minben.kernel.decision.table import Row, TableProgram
from minben.kernel.feel import DateTime, Expression, FeelError, Value, from_python, parse, parse_unary
from minben.kernel.feel.compiler import names_in
from minben.kernel.feel.expression import clock
from minben.kernel.feel.scope import DEFAULT_STEPS, Run, Scope
from minben.kernel.feel.types import fit

Places = NDArray[np.int64]
WORD = 63  # rows of a table held in one integer
DENSE = 4_000_000  # up to so many possible combinations are counted in an array rather than sorted


@dataclass(frozen=True)
class Coded:
    """A column: distinct values, and for each case the place of its value among them."""

    values: Sequence[Value]
    places: Places

    def spread(self) -> list[Value]:
        """The value of each case."""
        return [self.values[place] for place in self.places.tolist()]


def decide_many(
    model: Model,
    decision: str,
    columns: Mapping[str, Sequence[object]],
    *,
    now: DateTime | None = None,
    steps: int = DEFAULT_STEPS,
) -> Coded:
    """Make the decision for each case; `columns` gives each input's facts, one a case, all of one length.

    Gives what `evaluate` gives case by case: `.spread()` lists the values. `steps` bounds each single evaluation.
    KeyError and FeelLimit as in `evaluate`; ValueError for columns of different lengths.
    """
    lengths = {len(column) for column in columns.values()}
    if len(lengths) > 1:
        raise ValueError(
            f"The columns have different lengths: {sorted(lengths)}. Give one fact for each case."
        )
    batch = Batch(model, columns, max(lengths, default=0), now, steps)
    chosen = find(model, decision)
    return batch.value(chosen.id) if batch.plain(chosen.id, ()) else batch.singly(chosen)


@dataclass
class Batch:
    """One evaluation of a model over columns. Columns are remembered by the id of their element."""

    model: Model
    facts: Mapping[str, Sequence[object]]
    count: int
    now: DateTime | None
    steps: int
    known: dict[str, Coded] = field(default_factory=dict[str, Coded])

    def plain(self, target: str, above: tuple[str, ...]) -> bool:
        """Whether the element needs nothing but this model's own inputs, decisions and knowledge, without a circle."""
        element = self.model.element(target)
        if self.model.imported(target) is not None or target in above:
            return False
        if isinstance(element, Decision):
            return all(self.plain(arrow.target, (*above, target)) for arrow in element.requires)
        return isinstance(element, InputData) or self.is_knowledge(target, above)

    def is_knowledge(self, target: str, above: tuple[str, ...]) -> bool:
        """Whether it is a knowledge model that needs nothing but such."""
        element = self.model.knowledge.get(target)
        return element is not None and all(
            target == arrow.target
            or (arrow.target not in above and self.is_knowledge(arrow.target, (*above, target)))
            for arrow in element.requires
        )

    def singly(self, decision: Decision) -> Coded:
        """Each distinct combination of facts by itself."""
        coded = {name: encode(column) for name, column in self.facts.items()}
        firsts, places = combined([each.places for each in coded.values()], self.count)
        values = [
            evaluate(
                self.model,
                decision.id,
                {name: column[at] for name, column in self.facts.items()},
                now=self.now,
                steps=self.steps,
            ).value
            for at in firsts
        ]
        return Coded(values, places)

    def value(self, target: str) -> Coded:
        """The column of whatever has this id."""
        if target not in self.known:
            element = self.model.element(target)
            if isinstance(element, Decision) and element.logic is not None:
                self.known[target] = self.decide(element)
            else:
                self.known[target] = self.read(target, element.name if element else "")
        return self.known[target]

    def read(self, target: str, name: str) -> Coded:
        """The facts of an input, or of a decision that somebody else makes, fitted to its type."""
        qualified = f"{self.model.namespace}#{name}"
        inputs = isinstance(self.model.element(target), InputData)
        key = qualified if inputs and qualified in self.facts else name
        raw = encode(self.facts[key] if key in self.facts else [None] * self.count)
        return merged([self.session({key: value}).value(target) for value in raw.values], raw.places)

    def session(self, facts: Mapping[str, object], known: Mapping[str, Value] | None = None) -> Session:
        """A fresh evaluation of one case, of which some elements' values are known."""
        run = Run(self.steps)
        values = {name: from_python(value) for name, value in facts.items()}
        return Session(self.model, values, run, Scope(clock(self.now), None, run), dict(known or {}))

    def decide(self, decision: Decision) -> Coded:
        """The values of a decision with logic."""
        columns = {
            arrow.target: self.value(arrow.target)
            for arrow in decision.requires
            if not self.is_knowledge(arrow.target, ())
        }
        program = unit(self.model, decision).table
        if isinstance(decision.logic, Table) and program is not None:
            sweep = Sweep(self, decision, program, columns)
            if sweep.possible():
                return sweep.values()
        firsts, places = combined([column.places for column in columns.values()], self.count)
        return merged([self.case(decision, columns, at).decide(decision) for at in firsts], places)

    def case(self, decision: Decision, columns: Mapping[str, Coded], at: int) -> Session:
        """The evaluation of one case, at the point where this decision is to be made."""
        return self.session(
            {}, {target: column.values[column.places[at]] for target, column in columns.items()}
        )

    def scope(self, decision: Decision, columns: Mapping[str, Coded], at: int) -> Scope:
        """What the decision's logic sees in one case."""
        case = self.case(decision, columns, at)
        return case.root.inner(case.names(decision))


@dataclass
class Sweep:
    """A table over columns; `columns` are those that its decision requires, by id."""

    batch: Batch
    decision: Decision
    program: TableProgram
    columns: Mapping[str, Coded]

    def possible(self) -> bool:
        """Whether every cell asks about nothing but its own column's value."""
        names = self.names()
        trees = [tree for row in self.program.rows for tree in row.trees]
        allowed = [column.values for column in self.program.table.inputs if column.values.strip()]
        used = {name.split(".")[0] for tree in trees for name in names_in(tree)}
        heads = {name.split(".")[0] for name in names}
        return not (used & heads or any(self.mentioned(text, names, parse_unary) for text in allowed))

    def names(self) -> set[str]:
        """The names that the decision's arrows bring."""
        return set(scope_names(self.batch.model, self.decision.requires))

    def mentioned(self, text: str, names: set[str], read: Callable[..., Expression] = parse) -> set[str]:
        """Which of the names an expression reads; all of them when it cannot be told."""
        try:
            tree = read(text, names=names, members=self.batch.model.members, lenient=True).tree
        except FeelError:
            return names
        used = names_in(tree)
        return {name for name in names if any(use == name or use.startswith(f"{name}.") for use in used)}

    def needed(self, texts: Sequence[str]) -> dict[str, Coded]:
        """The required columns that the expressions read."""
        names = self.names()
        used = {name for text in texts if text.strip() for name in self.mentioned(text, names)}
        return {
            target: each for target, each in self.columns.items() if self.batch.model.known_as(target) in used
        }

    def values(self) -> Coded:
        """The table's values, fitted to the decision's type."""
        inputs = [self.input(at) for at in range(len(self.program.inputs))]
        matched, right = self.matched(inputs), self.admitted(inputs)
        table = self.program.table
        texts = [text for rule in table.rules for text in rule.results]
        needed = self.needed([*texts, *(column.default for column in table.outputs)])
        firsts, places = combined(
            [*matched, right, *(column.places for column in needed.values())], self.batch.count
        )
        spec = unit(self.batch.model, self.decision).spec
        return merged([Run().built(fit(self.result(at, matched, right), spec)) for at in firsts], places)

    def result(self, at: int, matched: Sequence[Places], right: Places) -> Value:
        """The table's value for one case."""
        if not right[at]:
            return None
        scope = self.batch.scope(self.decision, self.columns, at)
        rows = [row for n, row in enumerate(self.program.rows) if matched[n // WORD][at] >> (n % WORD) & 1]
        if self.program.table.hit_policy == "FIRST":
            rows = rows[:1]
        return None if self.program.clash(rows, scope) else self.program.settle(rows, scope)

    def input(self, at: int) -> Coded:
        """The column of one input expression."""
        given = self.program.inputs[at]
        needed = self.needed([given.column.text])
        firsts, places = combined([column.places for column in needed.values()], self.batch.count)
        scopes = (self.batch.scope(self.decision, self.columns, first) for first in firsts)
        return merged([fit(given.code(scope), given.spec) for scope in scopes], places)

    def admitted(self, inputs: Sequence[Coded]) -> Places:
        """1 where every input is among its allowed values."""
        right = np.ones(self.batch.count, np.int64)
        for at, column in enumerate(inputs):
            if self.program.inputs[at].allowed is not None:
                alone: list[Value] = [None] * len(inputs)
                told = [
                    not self.program.forbidden([*alone[:at], value, *alone[at + 1 :]], scope)
                    for value, scope in self.each(column)
                ]
                right &= np.array(told, np.int64)[column.places]
        return right

    def matched(self, inputs: Sequence[Coded]) -> list[Places]:
        """For each `WORD` rows of the table the bits of those that match, case by case."""
        rows = self.program.rows
        parts = [rows[start : start + WORD] for start in range(0, len(rows), WORD)]
        return [self.bits(part, inputs) for part in parts]

    def bits(self, rows: Sequence[Row], inputs: Sequence[Coded]) -> Places:
        """The bits of some rows."""
        found = np.full(self.batch.count, (1 << len(rows)) - 1, np.int64)
        for at, column in enumerate(inputs):
            tests = [(1 << n, test) for n, row in enumerate(rows) for to, test in row.tests if to == at]
            if tests:
                idle = (1 << len(rows)) - 1 - sum(bit for bit, _ in tests)
                answers = [
                    idle + sum(bit for bit, test in tests if test(value, scope))
                    for value, scope in self.each(column)
                ]
                found &= np.array(answers, np.int64)[column.places]
        return found

    def each(self, column: Coded) -> Iterator[tuple[Value, Scope]]:
        """The values of a column, each with the whole budget of a case, in a scope for cells, which read nothing."""
        scope = self.batch.session({}).root
        for value in column.values:
            scope.run.renew(self.batch.steps)
            yield value, scope


def encode(column: Sequence[object]) -> Coded:
    """A column of facts as distinct values and places. Facts that are told apart in any way stay apart."""
    facts: list[Any] = column.tolist() if isinstance(column, np.ndarray) else list(column)
    kinds = set(map(type, facts))
    keys: list[Any] = facts
    if not (len(kinds) == 1 and kinds <= {int, str, bool}):
        keys = list(zip(map(type, facts), map(repr, facts), strict=True))
    firsts: dict[Any, Any] = dict(zip(reversed(keys), reversed(facts), strict=True))
    place = dict(zip(firsts, range(len(firsts)), strict=True))
    return Coded(list(firsts.values()), np.fromiter(map(place.__getitem__, keys), np.int64, len(keys)))


def merged(values: Sequence[Value], places: Places) -> Coded:
    """The column with equal plain values counted as one, so that what follows has less to do."""
    kept: list[Value] = []
    known: dict[Any, int] = {}
    moved: list[int] = []
    for value in values:
        key = (
            (type(value), str(value))
            if isinstance(value, (str, bool, Decimal)) or value is None
            else id(value)
        )
        if key not in known:
            known[key] = len(kept)
            kept.append(value)
        moved.append(known[key])
    return Coded(kept, np.array(moved, np.int64)[places] if moved else places)


def combined(columns: Sequence[Places], count: int) -> tuple[list[int], Places]:
    """The distinct combinations of some columns: the first case of each, and each case's combination."""
    places = np.zeros(count, np.int64)
    for column in columns:
        places = (
            _dense(places) * (int(column.max(initial=0)) + 1) + column
            if _small(column)
            else _pair(places, column)
        )
    places = _dense(places)
    firsts = np.full(int(places.max(initial=-1)) + 1, count, np.int64)
    firsts[places[::-1]] = np.arange(count - 1, -1, -1)
    return firsts.tolist(), places


def _small(column: Places) -> bool:
    return int(column.max(initial=0)) < DENSE


def _pair(places: Places, column: Places) -> Places:
    """Two columns as one, where the second holds large integers."""
    small = _dense(column)
    return _dense(places) * (int(small.max(initial=0)) + 1) + small


def _dense(places: Places) -> Places:
    """The same column numbered from 0 without gaps."""
    if not _small(places):
        return np.unique(places, return_inverse=True)[1].astype(np.int64).reshape(-1)
    present = np.zeros(int(places.max(initial=0)) + 1, np.bool_)
    present[places] = True
    return (np.cumsum(present) - 1)[places]
