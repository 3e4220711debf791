"""Compiling a model's logic: every decision, knowledge model and service once becomes a function of a scope.

Serves the evaluator and the checker. What cannot be compiled becomes a finding with file, line and place, and a
function that gives null.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from minben.kernel.decision import model as m
from minben.kernel.decision.items import type_named
from minben.kernel.decision.table import TableProgram, compile_table
from minben.kernel.feel import Expression, FeelError, Function, TypeSpec, Value, parse, parse_unary
from minben.kernel.feel.compiler import Code, closure, foreign_code, sequence
from minben.kernel.feel.errors import suggestion
from minben.kernel.feel.infer import inferred
from minben.kernel.feel.scope import Scope
from minben.kernel.feel.tree import Node
from minben.kernel.feel.types import fit
from minben.kernel.finding import Finding


def nothing(scope: Scope) -> Value:
    """The code of logic that cannot be compiled."""
    scope.run.note("Logic that cannot be read was asked for.")


def empty(_scope: Scope) -> Value:
    """The code of an empty cell: null."""


@dataclass
class Unit:
    """One element compiled: its code, its type, its own table if it is one, and what is wrong with it."""

    code: Code
    spec: TypeSpec
    table: TableProgram | None
    findings: list[Finding]
    unknown: list[Finding] = field(default_factory=list)


@dataclass
class Writer:
    """Compiles the logic of one element."""

    model: m.Model
    place: str
    findings: list[Finding] = field(default_factory=list)
    unknown: list[Finding] = field(default_factory=list)
    table: TableProgram | None = None

    def text(self, text: str, names: Sequence[str], line: int, place: str = "") -> Code:
        """Compile a FEEL expression; an empty one is null."""
        return self.read(parse, text, names, line, place)[0] if text.strip() else empty

    def cell(self, text: str, names: Sequence[str], line: int, place: str) -> tuple[Code, Node | None]:
        """Compile unary tests, and give their tree; None when they cannot be read."""
        return self.read(parse_unary, text, names, line, place)

    def read(
        self, read: Callable[..., Expression], text: str, names: Sequence[str], line: int, place: str
    ) -> tuple[Code, Node | None]:
        """Compile a FEEL text; what is wrong with it becomes a finding."""
        try:
            expression = read(
                text, names=names, members=self.model.members, types=self.model.types, lenient=True
            )
            self.note_unknown(expression.unknown, names, line, place)
            return expression.code, expression.tree
        except FeelError as error:
            kind = "In the cell" if read is parse_unary else "In"
            message = f"{error.message} {kind}: {text.strip()}"
            self.findings.append(
                Finding(self.model.file, line, f"{self.place}{place}", message, error.advice)
            )
            return nothing, None

    def note_unknown(
        self, unknown: Sequence[tuple[str, int]], names: Sequence[str], line: int, place: str
    ) -> None:
        """Findings for names that nothing in scope has; names of the model that lack an arrow are told apart."""
        for name, _ in unknown:
            known = self.model.element(name) is not None
            message = f"{name!r} is used but not required." if known else f"There is no {name!r} here."
            advice = "Draw the information requirement." if known else suggestion(name, names)
            self.unknown.append(Finding(self.model.file, line, f"{self.place}{place}", message, advice))

    def spec(self, name: str, line: int) -> TypeSpec:
        """The type of that name; an unknown one is a finding and counts as any."""
        found = type_named(name, self.model.types)
        if found is None:
            advice = suggestion(name, self.model.types)
            self.findings.append(
                Finding(
                    self.model.file, line, self.place, f"There is no type {name!r}.", advice or "Define it."
                )
            )
            return TypeSpec("any")
        return found

    def logic(self, logic: m.Logic, names: Sequence[str]) -> Code:
        """Compile a boxed expression."""
        return _FORMS[type(logic)](self, logic, names)

    def unreadable(self, logic: m.Unreadable, _names: Sequence[str]) -> Code:
        """Logic that the file holds in a form nobody can read."""
        self.findings.append(logic.reason)
        return nothing

    def literal(self, logic: m.Literal, names: Sequence[str]) -> Code:
        """A literal expression, fitted to its own type."""
        return self.fitted(self.text(logic.text, names, logic.line), logic.type, logic.line)

    def fitted(self, code: Code, type_name: str, line: int) -> Code:
        """The code with its result fitted to a type."""
        spec = self.spec(type_name, line)
        return code if spec.kind == "any" and spec.allowed is None else lambda scope: fit(code(scope), spec)

    def decision_table(self, logic: m.Table, names: Sequence[str]) -> Code:
        """A decision table."""
        program = compile_table(self, logic, names)
        self.table = self.table or program
        return program.evaluate

    def entries(self, logic: m.Entries, names: Sequence[str]) -> Code:
        """A context: later entries see earlier ones; an entry without name is the result."""
        seen = list(names)
        parts: list[tuple[str, Code]] = []
        for entry in logic.entries:
            parts.append((entry.name, self.fitted(self.logic(entry.logic, seen), entry.type, logic.line)))
            seen.append(entry.name)

        def build(scope: Scope) -> Value:
            values: dict[str, Value] = {}
            inner = scope.inner(values)
            for name, code in parts:
                if not name:
                    return code(inner)
                values[name] = code(inner)
            return scope.run.built(values)

        return build

    def invocation(self, logic: m.Invocation, names: Sequence[str]) -> Code:
        """A call with named arguments."""
        callee = self.text(logic.callee.text, names, logic.line)
        bindings = [
            (b.name, self.fitted(self.logic(b.logic, names), b.type, logic.line)) for b in logic.bindings
        ]

        def invoke(scope: Scope) -> Value:
            function = callee(scope)
            arguments = {name: code(scope) for name, code in bindings}
            scope.run.tick()
            return scope.run.built(function.bind(arguments)) if isinstance(function, Function) else None

        return invoke

    def function(self, logic: m.FunctionLogic, names: Sequence[str]) -> Code:
        """A function value."""
        specs = [self.spec(kind, logic.line) for _, kind in logic.parameters]
        parameters = tuple(name for name, _ in logic.parameters)
        known = dict(zip(parameters, specs, strict=True))
        if logic.kind.upper() != "FEEL":
            body, result = self.external(logic, parameters), None
        else:
            body, result = self.logic(logic.body, [*names, *parameters]), self.result(logic.body, known)
        return lambda scope: closure(self.place, parameters, specs, body, scope, result)

    def result(self, body: m.Logic, known: Mapping[str, TypeSpec]) -> TypeSpec | None:
        """The type of a function's result, as far as its body tells."""
        if not isinstance(body, m.Literal):
            return None
        if body.type:
            return type_named(body.type, self.model.types)
        try:
            return inferred(
                parse(body.text, names=known, members=self.model.members, lenient=True).tree, known
            )
        except FeelError:
            return None

    def external(self, logic: m.FunctionLogic, parameters: Sequence[str]) -> Code:
        """The body of a Java function that FEEL's table of foreign functions has; anything else is refused."""
        entries = logic.body.entries if isinstance(logic.body, m.Entries) else ()
        named = {e.name: e.logic.text.strip().strip('"') for e in entries if isinstance(e.logic, m.Literal)}
        try:
            return foreign_code(parameters, named, logic.kind)
        except FeelError as error:
            self.findings.append(
                Finding(self.model.file, logic.line, self.place, error.message, error.advice)
            )
            return nothing

    def listing(self, logic: m.Listing, names: Sequence[str]) -> Code:
        """A list."""
        items = [self.logic(item, names) for item in logic.items]
        return lambda scope: scope.run.built([item(scope) for item in items])

    def relation(self, logic: m.Relation, names: Sequence[str]) -> Code:
        """A list of contexts."""
        rows = [[self.logic(cell, names) for cell in row] for row in logic.rows]
        columns = logic.columns
        return lambda scope: scope.run.built(
            [dict(zip(columns, (cell(scope) for cell in row), strict=True)) for row in rows]
        )

    def conditional(self, logic: m.Conditional, names: Sequence[str]) -> Code:
        """`if`."""
        condition, then, otherwise = (
            self.logic(part, names) for part in (logic.condition, logic.then, logic.otherwise)
        )
        return lambda scope: then(scope) if condition(scope) is True else otherwise(scope)

    def iteration(self, logic: m.Iteration, names: Sequence[str]) -> Code:
        """`for`, `some`, `every`."""
        source = self.logic(logic.source, names)
        body = self.logic(logic.body, [*names, logic.variable, "partial"])
        variable, kind = logic.variable, logic.kind

        def each(scope: Scope) -> Value:
            items = sequence(source(scope))
            if items is None:
                return None
            results: list[Value] = []
            for item in items:
                scope.run.tick(1 + len(results) // 8)
                partial = scope.run.built(list(results))
                results.append(body(scope.inner({variable: item, "partial": partial})))
            return scope.run.built(results) if kind == "for" else quantify(results, kind == "some")

        return each

    def selection(self, logic: m.Selection, names: Sequence[str]) -> Code:
        """A filter; what its test names may be a member of the items, so no name in it is unknown."""
        source, known = self.logic(logic.source, names), list(self.unknown)
        test = self.logic(logic.test, [*names, "item", *self.model.members])
        self.unknown = known

        def select(scope: Scope) -> Value:
            items = as_items(source(scope))
            if items is None:
                return None
            scope.run.tick(len(items))
            inner = [scope.inner({"item": i, **(i if isinstance(i, dict) else {})}) for i in items]  # pyright: ignore
            verdicts = [test(each) for each in inner]
            if any(not isinstance(verdict, bool) and verdict is not None for verdict in verdicts):
                return None
            return [item for item, verdict in zip(items, verdicts, strict=True) if verdict]

        return select


def as_items(value: Value) -> list[Value] | None:
    """What a boxed iteration runs over: a list, a single value as a list of one, nothing for null."""
    if value is None:
        return None
    return value if isinstance(value, list) else [value]


def quantify(results: Sequence[Value], decisive: bool) -> bool | None:
    """Three-valued `some` (decisive True) or `every` (decisive False)."""
    if any(result is decisive for result in results):
        return decisive
    return not decisive if all(isinstance(result, bool) for result in results) else None


_FORMS: dict[type, Callable[..., Code]] = {
    m.Unreadable: Writer.unreadable,
    m.Literal: Writer.literal,
    m.Table: Writer.decision_table,
    m.Entries: Writer.entries,
    m.Invocation: Writer.invocation,
    m.FunctionLogic: Writer.function,
    m.Listing: Writer.listing,
    m.Relation: Writer.relation,
    m.Conditional: Writer.conditional,
    m.Iteration: Writer.iteration,
    m.Selection: Writer.selection,
}


def scope_names(model: m.Model, requires: Sequence[m.Requirement]) -> list[str]:
    """The names that an element's arrows bring into scope."""
    return [name for requirement in requires if (name := model.known_as(requirement.target))]


def unit(model: m.Model, element: m.Decision | m.Knowledge) -> Unit:
    """The element compiled; made once for each model."""
    key = f"{type(element).__name__} {element.id}"
    if key not in model.compiled:
        model.compiled[key] = _compile(model, element)
    return model.compiled[key]


def _compile(model: m.Model, element: m.Decision | m.Knowledge) -> Unit:
    writer = Writer(model, element.name)
    names = scope_names(model, element.requires)
    if isinstance(element, m.Knowledge):
        names = [*names, element.name]
    code = writer.logic(element.logic, names) if element.logic is not None else nothing
    spec = writer.spec(element.type, element.line)
    return Unit(code, spec, writer.table, writer.findings, writer.unknown)


def units(model: m.Model) -> list[Unit]:
    """All decisions and knowledge models compiled."""
    knowledge = {element.id: element for element in model.knowledge.values()}.values()
    return [unit(model, element) for element in (*model.each_decision(), *knowledge)]


def broken(model: m.Model) -> list[Finding]:
    """Everything that keeps the model from working: expressions that cannot be compiled, unknown names and types,
    requirements of something that is not there.
    """
    compiled = [finding for each in units(model) for finding in (*each.findings, *each.unknown)]
    return [*model.flaws, *compiled, *_dangling(model)]


def _dangling(model: m.Model) -> list[Finding]:
    knowledge = {element.id: element for element in model.knowledge.values()}.values()
    return [
        Finding(
            model.file,
            arrow.line,
            element.name,
            f"It requires {arrow.target!r}, which is not here.",
            "Mend the reference.",
        )
        for element in (*model.each_decision(), *knowledge)
        for arrow in element.requires
        if model.element(arrow.target) is None
    ]
